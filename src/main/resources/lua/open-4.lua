-- Finds the job that a submission goes to, or makes it.
-- Guarantee: one name, one job, unless a new one is asked for; the same key gives the same job.
-- KEYS[1] meta (hash): last job id
-- KEYS[2] names (hash): job name to id
-- KEYS[3] jobs (zset): ids of all jobs
-- KEYS[4] idem:<key> (string, a day): the job of an Idempotency-Key
-- ARGV[1] name or empty; ARGV[2] ADD, NEW or RERUN; ARGV[3] Idempotency-Key or empty
-- ARGV[4] priority or empty
-- Returns: id, name, 1 when it takes its first tasks (else 0), the earlier answer or empty
-- Cost: constant.
local name, mode, key, priority = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local function loading(id)
  return redis.call('HGET', jobkey(id), 'hold') == 'loading' and 1 or 0
end

local function made()
  local id = int(redis.call('HINCRBY', KEYS[1], 'job', 1))
  if name == '' then name = 'job-' .. id end
  redis.call('HSET', KEYS[2], name, id)
  redis.call('ZADD', KEYS[3], id, id)
  redis.call('HSET', jobkey(id), 'name', name, 'submitted', int(clock()), 'hold', 'loading', 'total', 0)
  if priority ~= '' then redis.call('HSET', jobkey(id), 'priority', priority) end
  return {id, name, 1, ''}
end

local earlier = key ~= '' and redis.call('GET', KEYS[4])
if earlier then
  local id, answer = string.match(earlier, '^(%d+) ?(.*)$')
  local known = redis.call('HGET', jobkey(id), 'name')
  if known then return {id, known, loading(id), answer} end
end
local id = name ~= '' and mode ~= 'NEW' and redis.call('HGET', KEYS[2], name)
local result = id and {id, name, loading(id), ''} or made()
if key ~= '' then redis.call('SET', KEYS[4], result[1], 'EX', 86400) end
return result
