-- Lists the live members of the cluster, or the tokens that are accepted.
-- Guarantee: drops the expired addresses and answers the others.
-- KEYS[1] members (zset): host|address by the end of its time on the server's clock, in ms
-- Returns: the live members, soonest to expire first, at most 1000
-- Cost: O(log n + expired + live)
local members = KEYS[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', members, '-inf', now)
return redis.call('ZRANGE', members, 0, 999)
