-- The fullest running process with a place is the first in this index, however many there are. It begins with what no other
-- index begins with: PostgreSQL would take another one, and sort, as long as it knows nothing of the table.
create index processes_fullest_first on processes (deployment_id, region, state, rooms desc, created_at)
  where state in ('starting', 'running', 'draining') and rooms < capacity;
drop index processes_with_a_place;
