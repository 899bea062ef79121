-- Asks a node to drain, or to take tasks again.
-- Guarantee: safe to repeat; the node hears of it by the wake-up or at its next renewal.
-- KEYS[1] nodes (hash): node name to its latest incarnation
-- KEYS[2] leases (zset): incarnations by the end of their lease
-- KEYS[3] ready (zset): not read; names the queue
-- ARGV[1] node name; ARGV[2] 1 to drain, 0 to take tasks again
-- Returns: 1, or 0 when no such node is registered
-- Cost: constant.
local inc = redis.call('HGET', KEYS[1], ARGV[1])
if not inc or not redis.call('ZSCORE', KEYS[2], inc) then return 0 end
redis.call('HSET', P .. 'node:' .. inc, 'drain', ARGV[2])
wake('control')
return 1
