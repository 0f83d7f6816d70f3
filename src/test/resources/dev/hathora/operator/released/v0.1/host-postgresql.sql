-- Generated; see MigrationsTest.
create table allocations (
  allocation_id text not null,
  app_id text not null,
  room_id text not null,
  process_id text not null,
  scheduled_at bigint not null,
  unscheduled_at bigint
);

create table applications (
  app_id text not null,
  name text not null,
  secret text not null,
  tokens text not null default '[]'::text,
  regions text not null default '[]'::text,
  created_at bigint not null,
  deleted_at bigint,
  logins text not null default '{"anonymous":true,"nickname":true}'::text,
  namespace text not null default ''::text
);

create table database (
  number integer not null,
  id text not null
);

create table deployments (
  deployment_id text not null,
  app_id text not null,
  number integer not null,
  content text not null,
  created_at bigint not null
);

create table flyway_schema_history (
  installed_rank integer not null,
  version character varying(50),
  description character varying(200) not null,
  type character varying(20) not null,
  script character varying(1000) not null,
  checksum integer,
  installed_by character varying(100) not null,
  installed_on timestamp without time zone not null default now(),
  execution_time integer not null,
  success boolean not null
);

create table leader (
  number integer not null,
  term bigint not null
);

create table lobbies (
  room_id text not null,
  app_id text not null,
  short_code text not null,
  visibility text not null,
  region text not null,
  created_by text not null,
  initial_config text,
  state text,
  created_at bigint not null
);

create table port_numbers (
  number integer not null,
  turn integer not null,
  process_id text not null
);

create table processes (
  process_id text not null,
  runtime_id text not null,
  app_id text not null,
  deployment_id text not null,
  region text not null,
  state text not null,
  capacity integer not null,
  rooms integer not null,
  ports text not null,
  initial_room_id text,
  exit_reason text,
  idle_since bigint,
  created_at bigint not null,
  scheduled_at bigint,
  booted_at bigint,
  started_at bigint,
  stopping_at bigint,
  terminated_at bigint,
  leaving integer not null default 0
);

create table rooms (
  room_id text not null,
  app_id text not null,
  deployment_id text not null,
  region text not null,
  room_config text,
  status text not null,
  process_id text,
  created_at bigint not null,
  destroyed_at bigint
);

create table runtimes (
  runtime_id text not null,
  located text not null
);

insert into allocations (allocation_id, app_id, room_id, process_id, scheduled_at, unscheduled_at) values ('d5f176ca-eb7c-421f-a9a3-fa8208cf5153', 'app-released', 'of-an-old-deployment', 'process-old', 1780315200123, null);

insert into allocations (allocation_id, app_id, room_id, process_id, scheduled_at, unscheduled_at) values ('7d3f5d6b-4aee-45df-b71d-31bb058d3e97', 'app-released', 'failed', 'process-failed', 1780315200123, 1780315202123);

insert into allocations (allocation_id, app_id, room_id, process_id, scheduled_at, unscheduled_at) values ('903d51b1-debf-40d9-bc9e-cb62e12e545e', 'app-released', 'active', 'process-1', 1780315200123, null);

insert into allocations (allocation_id, app_id, room_id, process_id, scheduled_at, unscheduled_at) values ('f7e5e01e-ee5d-431f-9462-b81045cfaf07', 'app-released', 'suspended', 'process-1', 1780315200123, 1780315203123);

insert into allocations (allocation_id, app_id, room_id, process_id, scheduled_at, unscheduled_at) values ('5aed3089-e5cd-4c76-bcee-20afa6112616', 'app-released', 'destroyed', 'process-1', 1780315200123, 1780315204123);

insert into allocations (allocation_id, app_id, room_id, process_id, scheduled_at, unscheduled_at) values ('bd105f16-653d-4a3c-b155-27a5e112e40c', 'app-released', 'public', 'process-1', 1780315200123, null);

insert into applications (app_id, name, secret, tokens, regions, created_at, deleted_at, logins, namespace) values ('app-released', 'released', 'the secret of the application, of its own', '["3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0"]', '[{"name":"Tokyo","warmProcesses":1,"maxProcesses":3,"ping":{"host":"ping.example","port":7},"nodes":null},{"name":"London","warmProcesses":0,"maxProcesses":null,"ping":null,"nodes":null}]', 1780315200123, null, '{"anonymous":true,"nickname":false,"googleClientId":"client-1"}', '');

insert into database (number, id) values (1, '6bc56424-35cb-47bc-9373-055eb6833798');

insert into deployments (deployment_id, app_id, number, content, created_at) values ('dep-fefb8e65-2064-4553-a6f5-e801d85cc51f', 'app-released', 1, '{"program":{"image":null,"command":["game","1"],"args":["a b"],"env":{"NAME":"it''s"},"workingDirectory":"/games"},"ports":[{"name":"default","containerPort":7777,"transport":"TCP"}],"limits":{"roomsPerProcess":2,"requestedCpu":0.5,"requestedMemoryMb":512,"startTimeout":100.000000000,"idleTimeout":0.0,"terminationGrace":30.000000000},"tag":"tag 1","pod":null}', 1780315200123);

insert into deployments (deployment_id, app_id, number, content, created_at) values ('dep-96b91164-06a3-4ffd-9dc0-c75c5b72d512', 'app-released', 2, '{"program":{"image":null,"command":["game","2"],"args":["a b"],"env":{"NAME":"it''s"},"workingDirectory":"/games"},"ports":[{"name":"default","containerPort":7777,"transport":"TCP"}],"limits":{"roomsPerProcess":2,"requestedCpu":0.5,"requestedMemoryMb":512,"startTimeout":100.000000000,"idleTimeout":0.0,"terminationGrace":30.000000000},"tag":"tag 2","pod":null}', 1780315201123);

insert into flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) values (1, '1', 'records', 'SQL', 'V1__records.sql', 2074465196, 'postgres', '2026-11-30 02:30:51.15471', 25, true);

insert into flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) values (2, '2', 'logins', 'SQL', 'V2__logins.sql', 1593068860, 'postgres', '2026-11-30 02:30:51.188426', 3, true);

insert into flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) values (3, '3', 'fullest first', 'SQL', 'V3__fullest_first.sql', 2143651942, 'postgres', '2026-11-30 02:30:51.196338', 2, true);

insert into flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) values (4, '4', 'namespaces', 'SQL', 'V4__namespaces.sql', 707339910, 'postgres', '2026-11-30 02:30:51.20416', 2, true);

insert into flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) values (5, '5', 'nodes', 'SQL', 'V5__nodes.sql', 78337366, 'postgres', '2026-11-30 02:30:51.210163', 4, true);

insert into flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) values (6, '6', 'leader', 'SQL', 'V6__leader.sql', -1278488600, 'postgres', '2026-11-30 02:30:51.218623', 2, true);

insert into leader (number, term) values (1, 0);

insert into lobbies (room_id, app_id, short_code, visibility, region, created_by, initial_config, state, created_at) values ('public', 'app-released', 'code-public', 'public', 'Tokyo', 'player-1', '{"a":1}', '{"round":2}', 1780315200123);

insert into lobbies (room_id, app_id, short_code, visibility, region, created_by, initial_config, state, created_at) values ('local', 'app-released', 'code-local', 'local', 'Tokyo', 'player-1', '{"a":1}', null, 1780315200123);

insert into port_numbers (number, turn, process_id) values (20002, 0, 'process-old');

insert into port_numbers (number, turn, process_id) values (20001, 0, 'process-1');

insert into processes (process_id, runtime_id, app_id, deployment_id, region, state, capacity, rooms, ports, initial_room_id, exit_reason, idle_since, created_at, scheduled_at, booted_at, started_at, stopping_at, terminated_at, leaving) values ('process-old', 'runtime-1', 'app-released', 'dep-fefb8e65-2064-4553-a6f5-e801d85cc51f', 'Tokyo', 'draining', 2, 1, '[{"name":"default","host":"127.0.0.1","port":20002,"transportType":"tcp"}]', 'of-an-old-deployment', null, null, 1780315200123, 1780315200123, 1780315200123, 1780315200123, null, null, 0);

insert into processes (process_id, runtime_id, app_id, deployment_id, region, state, capacity, rooms, ports, initial_room_id, exit_reason, idle_since, created_at, scheduled_at, booted_at, started_at, stopping_at, terminated_at, leaving) values ('process-failed', 'runtime-1', 'app-released', 'dep-96b91164-06a3-4ffd-9dc0-c75c5b72d512', 'Tokyo', 'failed', 2, 0, '[{"name":"default","host":"127.0.0.1","port":20000,"transportType":"tcp"}]', 'failed', 'has ended with exit code 1', null, 1780315200123, 1780315200123, 1780315200123, null, null, 1780315202123, 0);

insert into processes (process_id, runtime_id, app_id, deployment_id, region, state, capacity, rooms, ports, initial_room_id, exit_reason, idle_since, created_at, scheduled_at, booted_at, started_at, stopping_at, terminated_at, leaving) values ('process-1', 'runtime-1', 'app-released', 'dep-96b91164-06a3-4ffd-9dc0-c75c5b72d512', 'Tokyo', 'running', 2, 2, '[{"name":"default","host":"127.0.0.1","port":20001,"transportType":"tcp"}]', 'active', null, null, 1780315200123, 1780315200123, 1780315200123, 1780315200130, null, null, 0);

insert into rooms (room_id, app_id, deployment_id, region, room_config, status, process_id, created_at, destroyed_at) values ('of-an-old-deployment', 'app-released', 'dep-fefb8e65-2064-4553-a6f5-e801d85cc51f', 'Tokyo', null, 'active', 'process-old', 1780315200123, null);

insert into rooms (room_id, app_id, deployment_id, region, room_config, status, process_id, created_at, destroyed_at) values ('failed', 'app-released', 'dep-96b91164-06a3-4ffd-9dc0-c75c5b72d512', 'Tokyo', null, 'destroyed', null, 1780315200123, 1780315202123);

insert into rooms (room_id, app_id, deployment_id, region, room_config, status, process_id, created_at, destroyed_at) values ('active', 'app-released', 'dep-96b91164-06a3-4ffd-9dc0-c75c5b72d512', 'Tokyo', '{"map":"it''s 🎮"}', 'active', 'process-1', 1780315200123, null);

insert into rooms (room_id, app_id, deployment_id, region, room_config, status, process_id, created_at, destroyed_at) values ('suspended', 'app-released', 'dep-96b91164-06a3-4ffd-9dc0-c75c5b72d512', 'Tokyo', '{"map":"it''s 🎮"}', 'suspended', null, 1780315200123, null);

insert into rooms (room_id, app_id, deployment_id, region, room_config, status, process_id, created_at, destroyed_at) values ('destroyed', 'app-released', 'dep-96b91164-06a3-4ffd-9dc0-c75c5b72d512', 'Tokyo', null, 'destroyed', null, 1780315200123, 1780315204123);

insert into rooms (room_id, app_id, deployment_id, region, room_config, status, process_id, created_at, destroyed_at) values ('public', 'app-released', 'dep-96b91164-06a3-4ffd-9dc0-c75c5b72d512', 'Tokyo', '{"map":"it''s 🎮"}', 'active', 'process-1', 1780315200123, null);

insert into rooms (room_id, app_id, deployment_id, region, room_config, status, process_id, created_at, destroyed_at) values ('local', 'app-released', 'dep-96b91164-06a3-4ffd-9dc0-c75c5b72d512', 'Tokyo', null, 'scheduling', null, 1780315200123, null);

insert into runtimes (runtime_id, located) values ('runtime-1', 'here');

alter table allocations add constraint allocations_pkey PRIMARY KEY (allocation_id);

alter table applications add constraint applications_pkey PRIMARY KEY (app_id);

alter table database add constraint database_number_check CHECK ((number = 1));

alter table database add constraint database_pkey PRIMARY KEY (number);

alter table deployments add constraint deployments_app_id_number_key UNIQUE (app_id, number);

alter table deployments add constraint deployments_pkey PRIMARY KEY (deployment_id);

alter table flyway_schema_history add constraint flyway_schema_history_pk PRIMARY KEY (installed_rank);

alter table leader add constraint leader_number_check CHECK ((number = 1));

alter table leader add constraint leader_pkey PRIMARY KEY (number);

alter table lobbies add constraint lobbies_pkey PRIMARY KEY (app_id, room_id);

alter table lobbies add constraint lobbies_visibility_check CHECK ((visibility = ANY (ARRAY['public'::text, 'private'::text, 'local'::text])));

alter table port_numbers add constraint port_numbers_pkey PRIMARY KEY (number, turn);

alter table processes add constraint processes_check CHECK (((rooms >= 0) AND (rooms <= capacity)));

alter table processes add constraint processes_pkey PRIMARY KEY (process_id);

alter table processes add constraint processes_state_check CHECK ((state = ANY (ARRAY['starting'::text, 'running'::text, 'draining'::text, 'stopping'::text, 'stopped'::text, 'failed'::text])));

alter table rooms add constraint rooms_pkey PRIMARY KEY (app_id, room_id);

alter table rooms add constraint rooms_status_check CHECK ((status = ANY (ARRAY['scheduling'::text, 'active'::text, 'suspended'::text, 'destroyed'::text])));

alter table runtimes add constraint runtimes_pkey PRIMARY KEY (runtime_id);

alter table allocations add constraint allocations_app_id_room_id_fkey FOREIGN KEY (app_id, room_id) REFERENCES rooms(app_id, room_id);

alter table allocations add constraint allocations_process_id_fkey FOREIGN KEY (process_id) REFERENCES processes(process_id);

alter table deployments add constraint deployments_app_id_fkey FOREIGN KEY (app_id) REFERENCES applications(app_id);

alter table lobbies add constraint lobbies_app_id_room_id_fkey FOREIGN KEY (app_id, room_id) REFERENCES rooms(app_id, room_id);

alter table port_numbers add constraint port_numbers_process_id_fkey FOREIGN KEY (process_id) REFERENCES processes(process_id);

alter table processes add constraint processes_app_id_fkey FOREIGN KEY (app_id) REFERENCES applications(app_id);

alter table processes add constraint processes_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments(deployment_id);

alter table processes add constraint processes_runtime_id_fkey FOREIGN KEY (runtime_id) REFERENCES runtimes(runtime_id);

alter table rooms add constraint rooms_app_id_fkey FOREIGN KEY (app_id) REFERENCES applications(app_id);

alter table rooms add constraint rooms_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments(deployment_id);

alter table rooms add constraint rooms_process_id_fkey FOREIGN KEY (process_id) REFERENCES processes(process_id);

CREATE INDEX allocations_by_process ON public.allocations USING btree (process_id);

CREATE INDEX allocations_by_room ON public.allocations USING btree (app_id, room_id, scheduled_at);

CREATE INDEX allocations_ended ON public.allocations USING btree (unscheduled_at) WHERE (unscheduled_at IS NOT NULL);

CREATE UNIQUE INDEX applications_by_name ON public.applications USING btree (namespace, name) WHERE (deleted_at IS NULL);

CREATE INDEX flyway_schema_history_s_idx ON public.flyway_schema_history USING btree (success);

CREATE INDEX lobbies_by_code ON public.lobbies USING btree (app_id, short_code, created_at);

CREATE INDEX lobbies_listed ON public.lobbies USING btree (app_id, region, created_at) WHERE (visibility = 'public'::text);

CREATE UNIQUE INDEX port_numbers_by_process ON public.port_numbers USING btree (process_id, number);

CREATE INDEX processes_alive ON public.processes USING btree (app_id) WHERE (state = ANY (ARRAY['starting'::text, 'running'::text, 'draining'::text, 'stopping'::text]));

CREATE INDEX processes_ended ON public.processes USING btree (terminated_at) WHERE (terminated_at IS NOT NULL);

CREATE INDEX processes_fullest_first ON public.processes USING btree (deployment_id, region, state, rooms DESC, created_at) WHERE ((state = ANY (ARRAY['starting'::text, 'running'::text, 'draining'::text])) AND (rooms < capacity));

CREATE INDEX processes_latest ON public.processes USING btree (app_id, created_at);

CREATE INDEX rooms_by_process ON public.rooms USING btree (process_id, created_at, room_id) WHERE (process_id IS NOT NULL);

CREATE INDEX rooms_suspended ON public.rooms USING btree (app_id) WHERE (status = 'suspended'::text);
