-- What became of an event that was taken: told, given up, or to be tried again.
-- Guarantee: only who took it last is heard.
-- KEYS[1] happened (zset): events by when they are due
-- ARGV[1] the event as it was taken; ARGV[2] empty when it is over, else what it is from now on
-- ARGV[3] ms until it is due again
-- Returns: 1, or 0 when somebody else has taken it
-- Cost: constant.
if safely('ZREM', KEYS[1], ARGV[1]) ~= 1 then return 0 end
if ARGV[2] ~= '' then redis.call('ZADD', KEYS[1], int(clock() + tonumber(ARGV[3])), ARGV[2]) end
return 1
