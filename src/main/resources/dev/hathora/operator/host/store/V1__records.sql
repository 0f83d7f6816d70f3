-- The same statements for SQLite and PostgreSQL. Times are milliseconds since 1970.

-- Which database this is: one row. A folder for game servers belongs to one database.
create table database (
  number integer not null primary key check (number = 1),
  id     text    not null
);

-- Where processes run, such as a folder of a machine. Only there they can be looked for.
create table runtimes (
  runtime_id text not null primary key,
  located    text not null
);

-- tokens: the SHA-256 of each developer token that is valid for this application alone, as JSON.
create table applications (
  app_id     text   not null primary key,
  name       text   not null,
  secret     text   not null,
  tokens     text   not null default '[]',
  regions    text   not null default '[]',
  created_at bigint not null,
  deleted_at bigint
);
create unique index applications_by_name on applications (name) where deleted_at is null;

create table deployments (
  deployment_id text    not null primary key,
  app_id        text    not null references applications (app_id),
  number        integer not null,
  content       text    not null,
  created_at    bigint  not null,
  unique (app_id, number)
);

create table processes (
  process_id      text    not null primary key,
  runtime_id      text    not null references runtimes (runtime_id),
  app_id          text    not null references applications (app_id),
  deployment_id   text    not null references deployments (deployment_id),
  region          text    not null,
  state           text    not null check (state in ('starting', 'running', 'draining', 'stopping', 'stopped', 'failed')),
  capacity        integer not null,
  rooms           integer not null check (rooms >= 0 and rooms <= capacity),
  ports           text    not null,
  initial_room_id text,
  exit_reason     text,
  idle_since      bigint,
  created_at      bigint  not null,
  scheduled_at    bigint,
  booted_at       bigint,
  started_at      bigint,
  stopping_at     bigint,
  terminated_at   bigint
);
create index processes_with_a_place on processes (app_id, region, deployment_id)
  where state in ('starting', 'running', 'draining') and rooms < capacity;
create index processes_alive on processes (app_id) where state in ('starting', 'running', 'draining', 'stopping');
create index processes_ended on processes (terminated_at) where terminated_at is not null;
create index processes_latest on processes (app_id, created_at);

-- Outside port numbers in use. A number is free again when its process has ended.
create table ports (
  number     integer not null primary key,
  process_id text    not null references processes (process_id)
);
create index ports_by_process on ports (process_id);

-- Ids of rooms are unique in an application: another one's would tell of it, and could be taken from it.
create table rooms (
  room_id       text   not null,
  app_id        text   not null references applications (app_id),
  deployment_id text   not null references deployments (deployment_id),
  region        text   not null,
  room_config   text,
  status        text   not null check (status in ('scheduling', 'active', 'suspended', 'destroyed')),
  process_id    text   references processes (process_id),
  created_at    bigint not null,
  destroyed_at  bigint,
  primary key (app_id, room_id)
);
create index rooms_by_process on rooms (process_id, created_at, room_id) where process_id is not null;

create table allocations (
  allocation_id  text   not null primary key,
  app_id         text   not null,
  room_id        text   not null,
  process_id     text   not null references processes (process_id),
  scheduled_at   bigint not null,
  unscheduled_at bigint,
  foreign key (app_id, room_id) references rooms (app_id, room_id)
);
create index allocations_by_room on allocations (app_id, room_id, scheduled_at);
create index allocations_by_process on allocations (process_id);
create index allocations_ended on allocations (unscheduled_at) where unscheduled_at is not null;

create table lobbies (
  room_id        text   not null,
  app_id         text   not null,
  short_code     text   not null,
  visibility     text   not null check (visibility in ('public', 'private', 'local')),
  region         text   not null,
  created_by     text   not null,
  initial_config text,
  state          text,
  created_at     bigint not null,
  primary key (app_id, room_id),
  foreign key (app_id, room_id) references rooms (app_id, room_id)
);
create index lobbies_by_code on lobbies (app_id, short_code, created_at);
create index lobbies_listed on lobbies (app_id, region, created_at) where visibility = 'public';
