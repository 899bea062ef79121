-- Counts what is queued by what it needs, whatever its job and the nodes that it avoids.
-- Guarantee: reads only.
-- KEYS[1] ready (zset): non-empty classes of runnable jobs
-- ARGV[1] classes to look at, at most
-- Returns: 1 when it saw all classes, then for each needs (memory:millicpus:tags) those, their tasks, and
--   how many of these the limits of their jobs let start
-- Cost: linear in the classes looked at.
local bound, sums, order, left = tonumber(ARGV[1]), {}, {}, {}
local page = redis.call('ZRANGE', KEYS[1], 0, bound)
for k = 1, math.min(#page, bound) do
  local job, needs = string.match(page[k], '^(%d+):(%d+:%d+:[^:]*):')
  local key = P .. 'todo:' .. page[k]
  if needs and is(key, 'zset') then
    if not sums[needs] then order[#order + 1], sums[needs] = needs, {0, 0} end
    local n = redis.call('ZCARD', key)
    left[job] = left[job] or spare(job) or 0
    local may = math.min(n, left[job])
    left[job] = left[job] - may
    sums[needs] = {sums[needs][1] + n, sums[needs][2] + may}
  end
end
local answer = {#page > bound and '0' or '1'}
for _, needs in ipairs(order) do
  answer[#answer + 1] = needs
  answer[#answer + 1] = int(sums[needs][1])
  answer[#answer + 1] = int(sums[needs][2])
end
return answer
