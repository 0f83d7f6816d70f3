-- Whether the place of a process goes away, such as a node that is drained: no rooms are placed on it.
alter table processes add column leaving integer not null default 0;

-- Outside port numbers in use. A number is free again when its process has ended. On one machine only turn 0 is used; in
-- a cluster, a number can be used once on each node.
create table port_numbers (
  number     integer not null,
  turn       integer not null,
  process_id text    not null references processes (process_id),
  primary key (number, turn)
);
insert into port_numbers (number, turn, process_id) select number, 0, process_id from ports;
drop table ports;
create unique index port_numbers_by_process on port_numbers (process_id, number);
