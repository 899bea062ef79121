-- Finds the job that a submission goes to, or makes it.
-- Uses: numbers
-- Guarantee: one name, one job, unless a new one is asked for; the same key gives the same job, unless
--   that one is being removed before its submission was answered. No
--   number is given to two jobs, although a restarted Redis may have forgotten the last ones: the
--   first number that another process of Redis gives is above all that were given before.
-- KEYS[1] meta (hash): last job id, run id of the process that gave it
-- KEYS[2] names (hash): job name to id
-- KEYS[3] jobs (zset): ids of all jobs
-- KEYS[4] idem:<key> (string, a day): the job of an Idempotency-Key
-- ARGV[1] name or empty; ARGV[2] ADD, NEW or RERUN; ARGV[3] Idempotency-Key or empty
-- ARGV[4] priority or empty; ARGV[5] run id of this Redis, empty when it forgets nothing
-- ARGV[6] id of the job that was made for this submission before, or empty
-- Returns: id, name, 1 when it takes its first tasks (else 0), the earlier answer or empty
-- Cost: constant.
local name, mode, key, priority, server, wanted = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]

local function removed(id) return listed(redis.call('HGET', jobkey(id), 'hold') or '', 'removal') end

local function loading(id)
  return listed(redis.call('HGET', jobkey(id), 'hold') or '', 'loading') and 1 or 0
end

local function made()
  local id = number(KEYS[1], KEYS[3], server, wanted)
  if name == '' then name = 'job-' .. id end
  local newest = tonumber(redis.call('HGET', KEYS[2], name) or 0)
  redis.call('ZADD', KEYS[3], id, id)
  redis.call('HSET', jobkey(id), 'name', name, 'submitted', int(clock()), 'hold', 'loading', 'total', 0)
  if priority ~= '' then redis.call('HSET', jobkey(id), 'priority', priority) end
  if newest < tonumber(id) then redis.call('HSET', KEYS[2], name, id) end
  return {id, name, 1, ''}
end

local earlier = key ~= '' and redis.call('GET', KEYS[4])
if earlier then
  local id, answer = string.match(earlier, '^(%d+) ?(.*)$')
  local known = id and redis.call('HGET', jobkey(id), 'name')
  if known and (answer ~= '' or not removed(id)) then return {id, known, loading(id), answer} end
end
local id = wanted == '' and name ~= '' and mode ~= 'NEW' and redis.call('HGET', KEYS[2], name)
if wanted ~= '' and redis.call('HGET', jobkey(wanted), 'name') == name then id = wanted end
local result = id and {id, name, loading(id), ''} or made()
if key ~= '' then redis.call('SET', KEYS[4], result[1], 'EX', 86400) end
return result
