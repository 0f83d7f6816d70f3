-- Health of a HathoraRoom for Argo CD, from its conditions.
local status = obj.status or {}
local conditions = {}
for _, condition in ipairs(status.conditions or {}) do
  conditions[condition.type] = condition
end
local ready = conditions.Ready
local message = ready and ready.message or "Waiting for the operator"

local function is(condition)
  return condition ~= nil and condition.status == "True"
end

-- Status describes an earlier spec.
if status.observedGeneration == nil or status.observedGeneration ~= obj.metadata.generation then
  return { status = "Progressing", message = "Waiting for the operator" }
end
if obj.metadata.deletionTimestamp ~= nil and not is(conditions.Stalled) then
  return { status = "Progressing", message = message }
end
if is(conditions.Stalled) then
  return { status = "Degraded", message = conditions.Stalled.message }
end
if is(conditions.Reconciling) then
  return { status = "Progressing", message = message }
end
-- Includes a suspension that spec asks for, because a sync wave is complete only when everything in it is Healthy.
if is(ready) then
  return { status = "Healthy", message = message }
end
-- The room has ended, and spec does not ask for another one.
if ready ~= nil and ready.reason == "RoomEnded" then
  return { status = "Healthy", message = message }
end
-- The room is not in the state of spec, and the operator must not change it.
if ready ~= nil and ready.reason == "Paused" then
  return { status = "Suspended", message = message }
end
return { status = "Progressing", message = message }
