-- Counts the leaders of hosts that share a database: one row. What only the leader may do is refused to an earlier one.
create table leader (
  number integer not null primary key check (number = 1),
  term   bigint  not null
);
insert into leader (number, term) values (1, 0);
-- Few rooms are suspended, compared with those that were destroyed: they are counted for metrics.
create index rooms_suspended on rooms (app_id) where status = 'suspended';
