-- Sets the rules of a job: how many of its tasks run, when it stops, what it waits for.
-- Guarantee: they hold from the next claim on, for tasks of earlier submissions too. Safe to repeat. A
--   job never waits for itself, also not through others; one that is over or gone is not waited for.
-- KEYS[1] job:<id> (hash)
-- KEYS[2] later (zset): waiting tasks and jobs by due time
-- ARGV[1] job id; then what is to be set: a value, - to take it away, or empty to leave it
-- ARGV[2] limit; ARGV[3] failures that stop it; ARGV[4] job that has to be over; ARGV[5] ms of the start
-- Returns: 1; 0 when there is no such job; -1 when it would wait for itself, and nothing is changed
-- Cost: linear in the jobs that wait for each other (bounded), and in the classes where these are few.
local job, limit, fails, after, before = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end

local function waits_for_us(other)
  for _ = 1, 1000 do
    if other == job then return true end
    other = whole(other) and safely('HGET', jobkey(other), 'after')
    if not other then return false end
  end
  return true
end

local function set(field, value)
  if value == '-' then redis.call('HDEL', KEYS[1], field) end
  if whole(value) then redis.call('HSET', KEYS[1], field, value) end
end

if waits_for_us(after) then return -1 end
set('limit', limit)
set('max_fails', fails)
if whole(before) and tonumber(before) > clock() then
  set('before', before)
  redis.call('ZADD', KEYS[2], before, job)
  hold(job, 'time')
end
if whole(after) and not is_over(after) then
  set('after', after)
  safely('SADD', P .. 'after:' .. after, job)
  safely('HSET', jobkey(after), 'followed', 1)
  hold(job, 'after')
end
local most, failed = whole(redis.call('HGET', KEYS[1], 'max_fails')), whole(redis.call('HGET', KEYS[1], 'failed'))
if not most or (failed or 0) < most then carry_on(job) end
mind(job, fails ~= '')
return 1
