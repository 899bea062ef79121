-- Ends an incarnation that has given everything back.
-- Guarantee: what it still holds is due for reaping at once; nothing is claimed for it any more.
-- KEYS[1] leases (zset): incarnations by the end of their lease
-- KEYS[2] suspects (hash): expired incarnations by the time they were first seen so
-- KEYS[3] node:<incarnation> (hash): what people see
-- ARGV[1] incarnation
-- Returns: how many tasks it still holds
-- Cost: constant.
local inc = ARGV[1]
local held = redis.call('HLEN', P .. 'run:' .. inc)
if held > 0 then
  redis.call('ZADD', KEYS[1], 0, inc)
  redis.call('HSET', KEYS[2], inc, 0)
else
  redis.call('ZREM', KEYS[1], inc)
  redis.call('HDEL', KEYS[2], inc)
end
redis.call('HSET', KEYS[3], 'state', 'stopped', 'seen', int(clock()))
redis.call('EXPIRE', KEYS[3], 86400)
return held
