-- Ends tasks whose needed memory has been above that of every live node for too long.
-- Guarantee: draining nodes count as live; a class that fits again, or is gone, is forgotten; without a
--   live node nothing is judged. Safe to repeat.
-- KEYS[1] ready (zset): non-empty classes of runnable jobs
-- KEYS[2] oversized (zset): those that fit no live node, by when that was first seen
-- ARGV[1] classes of ready to skip: 0, or an earlier answer; ARGV[2] classes to look at, at most
-- ARGV[3] tasks to end, at most; ARGV[4] ms that a class may wait for a node
-- Returns: how many classes to skip next time, 0 to begin anew; tasks ended
-- Cost: linear in the classes looked at, the tasks ended and the nodes.
local from, bound, left, patience = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local t, roof, n = clock(), 0, 0

for _, inc in ipairs(redis.call('ZRANGEBYSCORE', P .. 'leases', '(' .. int(t), '+inf')) do
  roof = math.max(roof, tonumber(safely('HGET', P .. 'node:' .. inc, 'mem')) or 0)
end
if roof == 0 then return {0, 0} end

local function is_above(member) return (tonumber(string.match(member, '^%d+:(%d+):')) or 0) > roof end

local function give_up(job, i)
  if not split(job .. '.' .. i) then return end
  local r, s = find(job, i, t)
  if not r or r.state ~= 't' then return end
  r.tok, n = '-', n + 1
  say(r, 'require too much dram', t)
  go(job, i, r, s, 'f', t)
end

local page = redis.call('ZRANGE', KEYS[1], from, from + bound - 1)
for _, member in ipairs(page) do
  if is_above(member) then redis.call('ZADD', KEYS[2], 'NX', int(t), member) end
end
local known = redis.call('ZRANGE', KEYS[2], 0, bound - 1, 'WITHSCORES')
for k = 1, #known, 2 do
  local job, c = string.match(known[k], '^(%d+):(.*)$')
  local key = P .. 'todo:' .. (job or '') .. ':' .. (c or '')
  if not is_above(known[k]) or not redis.call('ZSCORE', KEYS[1], known[k]) then
    redis.call('ZREM', KEYS[2], known[k])
  elseif left > 0 and tonumber(known[k + 1]) <= t - patience then
    local ids = safely('ZRANGE', key, 0, left - 1) or {}
    for _, i in ipairs(ids) do
      give_up(job, i)
      redis.call('ZREM', key, i) -- it may have been no task of this class
    end
    touch(job, c)
    left = left - #ids
  end
end
flush()
return {#page < bound and 0 or from + bound, n}
