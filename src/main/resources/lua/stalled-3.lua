-- Looks whether the queue stands still: tasks may start, none runs and none ends.
-- Guarantee: an event once for each time that it stands still, whoever looks.
-- KEYS[1] ready (zset): non-empty classes of runnable jobs
-- KEYS[2] counts (hash): tasks by state
-- KEYS[3] stalled (hash): since when, what the counts were, and whether that was said
-- ARGV[1] ms that it stands still until it is said
-- Returns: 1 when it was said now, else 0
-- Cost: constant.
local t = clock()
local now = safely('HMGET', KEYS[2], 'in_progress', 'finished', 'failed', 'cancelled', 'todo') or {}
local first = (safely('ZRANGE', KEYS[1], 0, 0) or {})[1]
if not first or (tonumber(now[1] or '0') or 0) > 0 then
  redis.call('UNLINK', KEYS[3])
  return 0
end
local sign = table.concat({now[2] or '0', now[3] or '0', now[4] or '0'}, ' ')
local known = safely('HMGET', KEYS[3], 'sign', 'since', 'said') or {}
local since = whole(known[2])
if known[1] ~= sign or not since then
  redis.call('UNLINK', KEYS[3])
  redis.call('HSET', KEYS[3], 'sign', sign, 'since', int(t))
elseif not known[3] and t - since >= tonumber(ARGV[1]) then
  redis.call('HSET', KEYS[3], 'said', 1)
  happen('queue_stalled', int(since), t)
  return 1
end
return 0
