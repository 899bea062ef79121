-- Tells of the latest incarnation of each node name; forgets names whose node is gone for a day.
-- Guarantee: all of it is of one moment, by Redis' own clock.
-- KEYS[1] nodes (hash): node name to its latest incarnation
-- KEYS[2] leases (zset): incarnations by the end of their lease
-- Returns: the time in ms, then for each node a list: name, incarnation, 1 if its lease has not ended,
--   number of tasks that it holds, fields and values of node:<incarnation>
-- Cost: linear in the number of nodes.
local t = clock()
local answer, all = {int(t)}, safely('HGETALL', KEYS[1]) or {}
for k = 1, #all, 2 do
  local name, inc = all[k], all[k + 1]
  if safely('HEXISTS', P .. 'node:' .. inc, 'id') ~= 1 then
    redis.call('HDEL', KEYS[1], name)
  else
    local row, till = redis.call('HGETALL', P .. 'node:' .. inc), tonumber(safely('ZSCORE', KEYS[2], inc))
    local one = {name, inc, till and till >= t and '1' or '0', int(safely('HLEN', P .. 'run:' .. inc) or 0)}
    for f = 1, #row do one[4 + f] = row[f] end
    answer[#answer + 1] = one
  end
end
return answer
