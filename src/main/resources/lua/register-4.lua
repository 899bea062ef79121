-- Lets a node take part, or says who holds its name.
-- Guarantee: one live node id for each name. Older incarnations of the same node id are due for
--   reaping at once.
-- KEYS[1] leases (zset): incarnations by the end of their lease
-- KEYS[2] suspects (hash): expired incarnations by the time they were first seen so
-- KEYS[3] nodes (hash): node name to its latest incarnation
-- KEYS[4] node:<incarnation> (hash): what people see
-- ARGV[1] incarnation; ARGV[2] name; ARGV[3] node id; ARGV[4] lease in ms; ARGV[5] bytes of memory
-- ARGV[6] millicpus; ARGV[7] slots; ARGV[8] tags, comma separated; ARGV[9] url; ARGV[10] name of the
--   machine
-- Returns: 1, and how many older incarnations are due; or 0 and the id of the node that has the name
-- Cost: linear in the number of nodes.
local inc, name, id, lease = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local t = clock()
local holder = redis.call('HGET', KEYS[3], name)
if holder and holder ~= inc then
  local its = redis.call('HGET', P .. 'node:' .. holder, 'id')
  local till = redis.call('ZSCORE', KEYS[1], holder)
  if its and its ~= id and till and tonumber(till) > t then return {0, its} end
end
local older = 0
for _, other in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if other ~= inc and redis.call('HGET', P .. 'node:' .. other, 'id') == id then
    redis.call('ZADD', KEYS[1], 0, other)
    redis.call('HSET', KEYS[2], other, 0)
    older = older + 1
  end
end
if holder and holder ~= inc then redis.call('EXPIRE', P .. 'node:' .. holder, 86400) end
redis.call('HSET', KEYS[3], name, inc)
redis.call('HSET', KEYS[4], 'name', name, 'id', id, 'mem', ARGV[5], 'cpu', ARGV[6], 'slots', ARGV[7],
  'tags', ARGV[8], 'url', ARGV[9], 'host', ARGV[10], 'started', int(t), 'seen', int(t), 'state', 'live')
redis.call('PERSIST', KEYS[4]) -- it was reaped before
redis.call('ZADD', KEYS[1], int(t + lease), inc)
redis.call('HDEL', KEYS[2], inc)
return {1, older}
