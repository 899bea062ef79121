-- Cancels tasks that have not started, of a job that its failures have stopped.
-- Guarantee: one bounded step; running tasks go on, and what comes back of them is cancelled by a later
--   step. A job that goes on, or is over, is forgotten. Safe to repeat.
-- KEYS[1] stopping (zset): stopped jobs by when they are looked at next
-- KEYS[2] counts (hash): tasks by state
-- ARGV[1] tasks at most; ARGV[2] ms until a job is looked at again that has only running tasks
-- Returns: tasks cancelled, 1 when there is more to do at once
-- Cost: linear in the tasks looked at.
local left, n, t = tonumber(ARGV[1]), 0, clock()
local job = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', int(t), 'LIMIT', 0, 1)[1]
if not job then return {0, 0} end
local row = safely('HMGET', jobkey(job), 'hold', 'total', 'swept', 'waiting') or {}

local function cancel(i)
  left = left - 1
  local r, s = find(job, i, t)
  if not r or (r.state ~= 't' and r.state ~= 'w') then return end
  r.tok, n = '-', n + 1
  go(job, i, r, s, 'c', t)
end

local function empty(c)
  local key = P .. 'todo:' .. job .. ':' .. c
  for _, i in ipairs(safely('ZRANGE', key, 0, left - 1) or {}) do
    if split(job .. '.' .. i) then cancel(i) end
    redis.call('ZREM', key, i) -- it may have been no task of this class
  end
  touch(job, c)
end

-- Those that wait are in no list of the job: all its tasks are looked at, part by part.
local function sweep(from, total)
  local last = math.min(total, from + left)
  for i = from + 1, last do cancel(int(i)) end
  safely('HSET', jobkey(job), 'swept', last < total and int(last) or 0)
  return last < total
end

if not listed(row[1] or '', 'fails') or is_over(job) then
  redis.call('ZREM', KEYS[1], job)
  safely('HDEL', jobkey(job), 'swept')
  return {0, 1}
end
for _ = 1, 20 do
  local c = left > 0 and safely('SRANDMEMBER', P .. 'classes:' .. job)
  if c then empty(c) end
end
local more = n > 0
if not more and (whole(row[4]) or 0) > 0 then more = sweep(whole(row[3]) or 0, whole(row[2]) or 0) end
if not more then redis.call('ZADD', KEYS[1], int(t + ARGV[2]), job) end
flush()
return {n, more and 1 or 0}
