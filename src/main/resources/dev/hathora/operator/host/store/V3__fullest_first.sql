-- The fullest running process with a place is the first in this index, however many there are.
create index processes_fullest_first on processes (app_id, region, deployment_id, state, rooms desc, created_at)
  where state in ('starting', 'running', 'draining') and rooms < capacity;
drop index processes_with_a_place;
