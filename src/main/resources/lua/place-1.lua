-- Tells where a task stands: its class, what it avoids and until when, how many come before it.
-- Guarantee: reads only.
-- KEYS[1] ready (zset): non-empty classes of runnable jobs by the score of their first task
-- ARGV[1] task id; ARGV[2] classes to look at, at most
-- Returns: nothing for a task that cannot be read; else the nodes that it avoids or -, when that ends
--   in ms, how many tasks come before it or -1 when it is not in the queue, 1 when all of those were
--   counted, how often it was lost, how often it failed, why its job is not offered
-- Cost: linear in the classes looked at, logarithmic in the queue's length.
local job, i = split(ARGV[1])
if not job then return {} end
local bound, r, s = tonumber(ARGV[2]), read(job, i), spec(job, i)
if s.bad or (r and r.bad) then return {} end
local mine = safely('ZSCORE', P .. 'todo:' .. job .. ':' .. class(r, s), i)
local before, page = mine and 0 or -1, {}
if mine then page = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. mine, 'LIMIT', 0, bound + 1) end
for k = 1, math.min(#page, bound) do
  local key = P .. 'todo:' .. page[k]
  if is(key, 'zset') then before = before + redis.call('ZCOUNT', key, '-inf', '(' .. mine) end
end
local ends = safely('ZSCORE', P .. 'avoided', ARGV[1]) or '0'
return {r and r.avoid or '-', ends, int(before), #page > bound and '0' or '1', r and r.lost or '0',
  r and r.fails or '0', safely('HGET', jobkey(job), 'hold') or ''}
