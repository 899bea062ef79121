-- Lists a member of the cluster, or a token, or lists it for longer.
-- Guarantee: the member is listed until the given time from now by the server's clock.
-- KEYS[1] members (zset): host|address by the end of its time on the server's clock, in ms
-- ARGV[1] member; ARGV[2] lasting in ms
-- Returns: 1 when it was not listed before, else 0
-- Cost: O(log n)
local members = KEYS[1]
local member, lasting = ARGV[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return redis.call('ZADD', members, now + lasting, member)
