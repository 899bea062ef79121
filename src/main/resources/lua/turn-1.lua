-- Gives a turn to one at a time, and lets its holder say how long nobody has the next.
-- Guarantee: while the time of a turn or of the pause behind it runs, nobody else gets it, nor its holder.
-- KEYS[1] scale-turn (string): whose turn it is, or was
-- ARGV[1] incarnation; ARGV[2] ms; ARGV[3] take or pause
-- Returns: 1, or 0 when the turn is another's
-- Cost: constant.
local holder = is(KEYS[1], 'string') and redis.call('GET', KEYS[1])
if ARGV[3] == 'take' and holder then return 0 end
if ARGV[3] == 'pause' and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
