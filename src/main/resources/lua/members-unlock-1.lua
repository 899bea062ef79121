-- Gives back the lock under which members register and join.
-- Guarantee: the lock ends if the token still holds it; another holder's lock is left alone.
-- KEYS[1] members-lock (string): the holder's token
-- ARGV[1] token
-- Returns: 1 when it was ours, else 0
-- Cost: O(1)
local lock = KEYS[1]
local token = ARGV[1]
if redis.call('GET', lock) ~= token then
  return 0
end
return redis.call('DEL', lock)
