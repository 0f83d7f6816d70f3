-- Generated; see MigrationsTest.
CREATE TABLE "flyway_schema_history" (
    "installed_rank" INT NOT NULL PRIMARY KEY,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INT,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "execution_time" INT NOT NULL,
    "success" BOOLEAN NOT NULL
);

CREATE TABLE database (
  number integer not null primary key check (number = 1),
  id     text    not null
);

CREATE TABLE runtimes (
  runtime_id text not null primary key,
  located    text not null
);

CREATE TABLE applications (
  app_id     text   not null primary key,
  name       text   not null,
  secret     text   not null,
  tokens     text   not null default '[]',
  regions    text   not null default '[]',
  created_at bigint not null,
  deleted_at bigint
, logins text not null default '{"anonymous":true,"nickname":true}', namespace text not null default '');

CREATE TABLE deployments (
  deployment_id text    not null primary key,
  app_id        text    not null references applications (app_id),
  number        integer not null,
  content       text    not null,
  created_at    bigint  not null,
  unique (app_id, number)
);

CREATE TABLE processes (
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
, leaving integer not null default 0);

CREATE TABLE rooms (
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

CREATE TABLE allocations (
  allocation_id  text   not null primary key,
  app_id         text   not null,
  room_id        text   not null,
  process_id     text   not null references processes (process_id),
  scheduled_at   bigint not null,
  unscheduled_at bigint,
  foreign key (app_id, room_id) references rooms (app_id, room_id)
);

CREATE TABLE lobbies (
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

CREATE TABLE port_numbers (
  number     integer not null,
  turn       integer not null,
  process_id text    not null references processes (process_id),
  primary key (number, turn)
);

CREATE TABLE leader (
  number integer not null primary key check (number = 1),
  term   bigint  not null
);

insert into flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) values (1, '1', 'records', 'SQL', 'V1__records.sql', 2074465196, '', '2026-11-30 02:30:50.511', 3, 1);

insert into flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) values (2, '2', 'logins', 'SQL', 'V2__logins.sql', 1593068860, '', '2026-11-30 02:30:50.517', 0, 1);

insert into flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) values (3, '3', 'fullest first', 'SQL', 'V3__fullest_first.sql', 2143651942, '', '2026-11-30 02:30:50.520', 0, 1);

insert into flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) values (4, '4', 'namespaces', 'SQL', 'V4__namespaces.sql', 707339910, '', '2026-11-30 02:30:50.524', 0, 1);

insert into flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) values (5, '5', 'nodes', 'SQL', 'V5__nodes.sql', 78337366, '', '2026-11-30 02:30:50.527', 0, 1);

insert into flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) values (6, '6', 'leader', 'SQL', 'V6__leader.sql', -1278488600, '', '2026-11-30 02:30:50.531', 0, 1);

insert into database (number, id) values (1, '42841ded-4801-4b7b-b7f7-20a83be56706');

insert into runtimes (runtime_id, located) values ('runtime-1', 'here');

insert into applications (app_id, name, secret, tokens, regions, created_at, deleted_at, logins, namespace) values ('app-released', 'released', 'the secret of the application, of its own', '["3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0"]', '[{"name":"Tokyo","warmProcesses":1,"maxProcesses":3,"ping":{"host":"ping.example","port":7},"nodes":null},{"name":"London","warmProcesses":0,"maxProcesses":null,"ping":null,"nodes":null}]', 1780315200123, null, '{"anonymous":true,"nickname":false,"googleClientId":"client-1"}', '');

insert into deployments (deployment_id, app_id, number, content, created_at) values ('dep-77b64a75-5e2d-4d71-a754-66802473e706', 'app-released', 1, '{"program":{"image":null,"command":["game","1"],"args":["a b"],"env":{"NAME":"it''s"},"workingDirectory":"/games"},"ports":[{"name":"default","containerPort":7777,"transport":"TCP"}],"limits":{"roomsPerProcess":2,"requestedCpu":0.5,"requestedMemoryMb":512,"startTimeout":100.000000000,"idleTimeout":0.0,"terminationGrace":30.000000000},"tag":"tag 1","pod":null}', 1780315200123);

insert into deployments (deployment_id, app_id, number, content, created_at) values ('dep-56c8df2c-0361-4806-936b-6adfa4b273e6', 'app-released', 2, '{"program":{"image":null,"command":["game","2"],"args":["a b"],"env":{"NAME":"it''s"},"workingDirectory":"/games"},"ports":[{"name":"default","containerPort":7777,"transport":"TCP"}],"limits":{"roomsPerProcess":2,"requestedCpu":0.5,"requestedMemoryMb":512,"startTimeout":100.000000000,"idleTimeout":0.0,"terminationGrace":30.000000000},"tag":"tag 2","pod":null}', 1780315201123);

insert into processes (process_id, runtime_id, app_id, deployment_id, region, state, capacity, rooms, ports, initial_room_id, exit_reason, idle_since, created_at, scheduled_at, booted_at, started_at, stopping_at, terminated_at, leaving) values ('process-old', 'runtime-1', 'app-released', 'dep-77b64a75-5e2d-4d71-a754-66802473e706', 'Tokyo', 'draining', 2, 1, '[{"name":"default","host":"127.0.0.1","port":20002,"transportType":"tcp"}]', 'of-an-old-deployment', null, null, 1780315200123, 1780315200123, 1780315200123, 1780315200123, null, null, 0);

insert into processes (process_id, runtime_id, app_id, deployment_id, region, state, capacity, rooms, ports, initial_room_id, exit_reason, idle_since, created_at, scheduled_at, booted_at, started_at, stopping_at, terminated_at, leaving) values ('process-failed', 'runtime-1', 'app-released', 'dep-56c8df2c-0361-4806-936b-6adfa4b273e6', 'Tokyo', 'failed', 2, 0, '[{"name":"default","host":"127.0.0.1","port":20000,"transportType":"tcp"}]', 'failed', 'has ended with exit code 1', null, 1780315200123, 1780315200123, 1780315200123, null, null, 1780315202123, 0);

insert into processes (process_id, runtime_id, app_id, deployment_id, region, state, capacity, rooms, ports, initial_room_id, exit_reason, idle_since, created_at, scheduled_at, booted_at, started_at, stopping_at, terminated_at, leaving) values ('process-1', 'runtime-1', 'app-released', 'dep-56c8df2c-0361-4806-936b-6adfa4b273e6', 'Tokyo', 'running', 2, 2, '[{"name":"default","host":"127.0.0.1","port":20001,"transportType":"tcp"}]', 'active', null, null, 1780315200123, 1780315200123, 1780315200123, 1780315200130, null, null, 0);

insert into rooms (room_id, app_id, deployment_id, region, room_config, status, process_id, created_at, destroyed_at) values ('of-an-old-deployment', 'app-released', 'dep-77b64a75-5e2d-4d71-a754-66802473e706', 'Tokyo', null, 'active', 'process-old', 1780315200123, null);

insert into rooms (room_id, app_id, deployment_id, region, room_config, status, process_id, created_at, destroyed_at) values ('failed', 'app-released', 'dep-56c8df2c-0361-4806-936b-6adfa4b273e6', 'Tokyo', null, 'destroyed', null, 1780315200123, 1780315202123);

insert into rooms (room_id, app_id, deployment_id, region, room_config, status, process_id, created_at, destroyed_at) values ('active', 'app-released', 'dep-56c8df2c-0361-4806-936b-6adfa4b273e6', 'Tokyo', '{"map":"it''s 🎮"}', 'active', 'process-1', 1780315200123, null);

insert into rooms (room_id, app_id, deployment_id, region, room_config, status, process_id, created_at, destroyed_at) values ('suspended', 'app-released', 'dep-56c8df2c-0361-4806-936b-6adfa4b273e6', 'Tokyo', '{"map":"it''s 🎮"}', 'suspended', null, 1780315200123, null);

insert into rooms (room_id, app_id, deployment_id, region, room_config, status, process_id, created_at, destroyed_at) values ('destroyed', 'app-released', 'dep-56c8df2c-0361-4806-936b-6adfa4b273e6', 'Tokyo', null, 'destroyed', null, 1780315200123, 1780315204123);

insert into rooms (room_id, app_id, deployment_id, region, room_config, status, process_id, created_at, destroyed_at) values ('public', 'app-released', 'dep-56c8df2c-0361-4806-936b-6adfa4b273e6', 'Tokyo', '{"map":"it''s 🎮"}', 'active', 'process-1', 1780315200123, null);

insert into rooms (room_id, app_id, deployment_id, region, room_config, status, process_id, created_at, destroyed_at) values ('local', 'app-released', 'dep-56c8df2c-0361-4806-936b-6adfa4b273e6', 'Tokyo', null, 'scheduling', null, 1780315200123, null);

insert into allocations (allocation_id, app_id, room_id, process_id, scheduled_at, unscheduled_at) values ('e2de2b45-79a4-4e7a-b5bc-2a28a3b22a8d', 'app-released', 'of-an-old-deployment', 'process-old', 1780315200123, null);

insert into allocations (allocation_id, app_id, room_id, process_id, scheduled_at, unscheduled_at) values ('141590c0-269f-47a5-863d-6619b284f4c5', 'app-released', 'failed', 'process-failed', 1780315200123, 1780315202123);

insert into allocations (allocation_id, app_id, room_id, process_id, scheduled_at, unscheduled_at) values ('48c041f7-618f-4f5c-8d6b-6594dc659ae0', 'app-released', 'active', 'process-1', 1780315200123, null);

insert into allocations (allocation_id, app_id, room_id, process_id, scheduled_at, unscheduled_at) values ('7e2a94ce-46f4-4418-abab-cebf9bd75b0f', 'app-released', 'suspended', 'process-1', 1780315200123, 1780315203123);

insert into allocations (allocation_id, app_id, room_id, process_id, scheduled_at, unscheduled_at) values ('b07682e0-3167-46d1-8309-fb7f1b83ae7d', 'app-released', 'destroyed', 'process-1', 1780315200123, 1780315204123);

insert into allocations (allocation_id, app_id, room_id, process_id, scheduled_at, unscheduled_at) values ('5069143e-b29a-425c-bc0f-d0fcb1aabfba', 'app-released', 'public', 'process-1', 1780315200123, null);

insert into lobbies (room_id, app_id, short_code, visibility, region, created_by, initial_config, state, created_at) values ('public', 'app-released', 'code-public', 'public', 'Tokyo', 'player-1', '{"a":1}', '{"round":2}', 1780315200123);

insert into lobbies (room_id, app_id, short_code, visibility, region, created_by, initial_config, state, created_at) values ('local', 'app-released', 'code-local', 'local', 'Tokyo', 'player-1', '{"a":1}', null, 1780315200123);

insert into port_numbers (number, turn, process_id) values (20002, 0, 'process-old');

insert into port_numbers (number, turn, process_id) values (20001, 0, 'process-1');

insert into leader (number, term) values (1, 0);

CREATE INDEX allocations_by_process on allocations (process_id);

CREATE INDEX allocations_by_room on allocations (app_id, room_id, scheduled_at);

CREATE INDEX allocations_ended on allocations (unscheduled_at) where unscheduled_at is not null;

CREATE UNIQUE INDEX applications_by_name on applications (namespace, name) where deleted_at is null;

CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success");

CREATE INDEX lobbies_by_code on lobbies (app_id, short_code, created_at);

CREATE INDEX lobbies_listed on lobbies (app_id, region, created_at) where visibility = 'public';

CREATE UNIQUE INDEX port_numbers_by_process on port_numbers (process_id, number);

CREATE INDEX processes_alive on processes (app_id) where state in ('starting', 'running', 'draining', 'stopping');

CREATE INDEX processes_ended on processes (terminated_at) where terminated_at is not null;

CREATE INDEX processes_fullest_first on processes (deployment_id, region, state, rooms desc, created_at)
  where state in ('starting', 'running', 'draining') and rooms < capacity;

CREATE INDEX processes_latest on processes (app_id, created_at);

CREATE INDEX rooms_by_process on rooms (process_id, created_at, room_id) where process_id is not null;

CREATE INDEX rooms_suspended on rooms (app_id) where status = 'suspended';
