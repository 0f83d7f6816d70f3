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

-- Room and status belong to an earlier spec.
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
-- A suspension that spec asks for included: of what a wave holds, Argo CD takes nothing but Healthy for done.
if is(ready) then
  return { status = "Healthy", message = message }
end
-- The room ended, and spec wants no other one.
if ready ~= nil and ready.reason == "RoomEnded" then
  return { status = "Healthy", message = message }
end
-- Not as spec wants it, and nobody is to touch it.
if ready ~= nil and ready.reason == "Paused" then
  return { status = "Suspended", message = message }
end
return { status = "Progressing", message = message }
