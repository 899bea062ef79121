-- Sets the counters of a job that was counted in steps, if they are still what they were all along.
-- Uses: fsck
-- Guarantee: one difference that two whole looks found, with counters that never moved, is a fault.
-- KEYS[1] job:<id> (hash): counters
-- ARGV[1] mode; ARGV[2] job id; ARGV[3] 1 when the two looks agree; ARGV[4] ... the counters as they
--   were, by t w p d f c, and the tasks counted in that order
-- Returns: findings
-- Cost: constant.
mode = ARGV[1]
local states, still = {'t', 'w', 'p', 'd', 'f', 'c'}, ARGV[3] == '1' and countable(KEYS[1])
for k, state in ipairs(states) do
  still = still and (redis.call('HGET', KEYS[1], WORD[state]) or '0') == ARGV[3 + k]
end
for k, state in ipairs(states) do
  local said, n = ARGV[3 + k], ARGV[9 + k]
  if said ~= n then
    finding('counter', KEYS[1], ARGV[2], WORD[state] .. ' says ' .. said .. ', the tasks are ' .. n
      .. (still and '' or ' (counted while work went on, so not exactly)'),
      still and function() redis.call('HSET', KEYS[1], WORD[state], n) end or nil)
  end
end
if mode == 'all' then mind(ARGV[2], false) end
return {found}
