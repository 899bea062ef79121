-- The last step of fsck: the counters of the whole queue against those of its jobs, and its numbers.
-- Uses: fsck
-- Guarantee: compares within the call, so it is exact while nodes work.
-- KEYS[1] jobs (zset): ids of all jobs
-- KEYS[2] counts (hash): tasks by state, commits by answer
-- KEYS[3] meta (hash): last job id, last sequence
-- ARGV[1] mode; ARGV[2] jobs at most
-- Returns: 1, or 0 when there are more jobs or keys of wrong types; findings
-- Cost: linear in the jobs.
mode = ARGV[1]
if not all_typed('jobs', 'counts', 'meta') or redis.call('ZCARD', KEYS[1]) > tonumber(ARGV[2]) then return {0, found} end
local sum, top = {}, 0
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if not countable(jobkey(id)) then return {0, found} end
  for state, word in pairs(WORD) do
    sum[state] = (sum[state] or 0) + tonumber(redis.call('HGET', jobkey(id), word) or 0)
  end
  top = math.max(top, tonumber(id) or 0)
end
local function number(key, field, right, is_right)
  local said = redis.call('HGET', key, field)
  if is_right(tonumber(said or 0)) then return end
  finding('counter', key, '', field .. ' says ' .. (said or 'nothing') .. ', it must be ' .. int(right),
    function() redis.call('HSET', key, field, int(right)) end)
end
for state, word in pairs(WORD) do
  number(KEYS[2], word, sum[state] or 0, function(n) return n == (sum[state] or 0) end)
end
for _, word in ipairs({'committed', 'already', 'stale'}) do
  number(KEYS[2], word, 0, function(n) return sane(n) end)
end
number(KEYS[3], 'job', top, function(n) return sane(n) and n >= top end)
-- The order among equals is all that depends on it; seconds are beyond any number of tasks so far.
number(KEYS[3], 'seq', math.floor(clock() / 1000), function(n) return sane(n, 2 ^ 39) end)
return {1, found}
