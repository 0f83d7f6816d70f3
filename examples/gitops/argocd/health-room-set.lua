-- Health of a HathoraRoomSet for Argo CD, from its conditions.
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
if is(ready) then
  return { status = "Healthy", message = message }
end
-- Rooms of an earlier template stay until spec.paused is false again.
if ready ~= nil and ready.reason == "Paused" then
  return { status = "Suspended", message = message }
end
return { status = "Progressing", message = message }
