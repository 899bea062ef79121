-- Puts the tasks of dead nodes back: two strikes, on Redis' own clock.
-- Guarantee: an incarnation that renewed between the strikes is left alone. A task's first loss is
--   requeued at once, the second after ten seconds, the last allowed one ends it. The token stays
--   open: a late outcome of the lost run still counts until somebody claims the task again.
-- KEYS[1] leases (zset): incarnations by the end of their lease
-- KEYS[2] suspects (hash): expired incarnations by the time they were first seen so
-- KEYS[3] counts (hash): tasks by state
-- ARGV[1] tasks at most; ARGV[2] ms between the strikes; ARGV[3] losses that end a task
-- Returns: tasks put back or ended, incarnations whose tasks are all settled, 1 when there is more
-- Cost: linear in the tasks.
local left, strike, max_lost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local t, n, gone, more = clock(), 0, 0, 0

local function lose(id, inc, name)
  redis.call('HDEL', P .. 'run:' .. inc, id)
  local job, i = split(id)
  local r, s = find(job, i, t, 'p')
  if not r or r.state ~= 'p' or r.inc ~= inc then return end
  r.lost, n = r.lost + 1, n + 1
  append(r, table.concat({int(r.att), name, int(r.since), int(t), 'lost - - - - 0 the node died'}, ' '))
  if r.flag == 'x' or r.lost >= max_lost then r.tok = '-' end
  if r.flag == 'x' then return go(job, i, r, s, 'c', t) end
  if r.lost >= max_lost then return go(job, i, r, s, 'f', t) end
  if r.lost == 1 then return go(job, i, r, s, 't', t) end
  go(job, i, r, s, 'w', t + 10000)
end

local function empty(inc)
  local name = string.match(safely('HGET', P .. 'node:' .. inc, 'name') or '', '^[%w._-]+$') or '?'
  local ids = safely('HKEYS', P .. 'run:' .. inc) or {}
  for k = 1, math.min(#ids, left) do lose(ids[k], inc, name) end
  if #ids > left then left, more = 0, 1 return end
  left, gone = left - #ids, gone + 1
  redis.call('ZREM', KEYS[1], inc)
  redis.call('HDEL', KEYS[2], inc)
  safely('HSET', P .. 'node:' .. inc, 'state', 'lost')
  redis.call('EXPIRE', P .. 'node:' .. inc, 86400)
  happen('node_lost', inc, t)
end

for _, inc in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', int(t), 'LIMIT', 0, 100)) do
  local first = redis.call('HGET', KEYS[2], inc)
  if not first then
    redis.call('HSET', KEYS[2], inc, int(t))
  elseif t - (tonumber(first) or 0) >= strike then
    if left > 0 then empty(inc) else more = 1 end
  end
end
flush()
if n > 0 then wake('work') end
return {n, gone, more}
