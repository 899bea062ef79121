-- The step of fsck over one job as a whole: that it is there, its size, the form of its numbers.
-- Uses: fsck
-- Guarantee: compares within the call; a job that is listed and whose hash is gone is made again.
-- KEYS[1] job:<id> (hash): name, submitted, total, counters
-- KEYS[2] counts (hash): tasks by state
-- KEYS[3] names (hash): job name to id
-- ARGV[1] mode; ARGV[2] job id; ARGV[3] keys of 64 tasks to look for, at most
-- Returns: its tasks, or -1 when there is no such job; findings
-- Cost: linear in the keys of 64 tasks.
mode = ARGV[1]
local key, job, name = KEYS[1], ARGV[2], 'job-' .. ARGV[2]
if not typed(key) or not typed(KEYS[2]) then return {-1, found} end
if redis.call('EXISTS', key) == 0 then
  local top = highest(job, LARGEST, tonumber(ARGV[3]))
  finding('job', key, job, 'is listed and what it is called is gone', function()
    redis.call('HSET', key, 'name', name, 'submitted', int(clock()), 'total', int(top))
    if typed(KEYS[3]) then redis.call('HSETNX', KEYS[3], name, job) end
  end)
end
for _, counters in ipairs({key, KEYS[2]}) do
  if not countable(counters) then
    finding('counter', counters, job, 'has a counter that is no number', function()
      for _, word in pairs(WORD) do redis.call('HSET', counters, word, 0) end
    end)
  end
end
if redis.call('EXISTS', key) == 0 then return {-1, found} end
if listed(safely('HGET', key, 'hold') or '', 'removal') and typed(P .. 'unfinished') and under_way(job) == '0' then
  finding('job', key, job, 'is to be removed and nobody does', function() redis.call('HSET', P .. 'unfinished', job, 'removal') end)
end
if not sane(redis.call('HGET', key, 'submitted')) then
  finding('job', key, job, 'was submitted at a time that is none', function() redis.call('HSET', key, 'submitted', int(clock())) end)
end
local sum, total = 0, redis.call('HGET', key, 'total') or ''
for _, word in pairs(WORD) do sum = sum + (tonumber(redis.call('HGET', key, word) or 0) or 0) end
if not string.find(total, '^%d%d?%d?%d?%d?%d?%d?%d?%d?$') then total = '-1' end
if tonumber(total) ~= sum or hget(bucket('spec', job, total + 1), int(total + 1)) then
  local top = highest(job, math.max(sum, tonumber(total), 0), tonumber(ARGV[3]))
  local right = math.max(top, sum == tonumber(total) and sum or 0)
  if right ~= tonumber(total) then
    finding('job', key, job, 'has ' .. int(right) .. ' tasks and says ' .. total, function() redis.call('HSET', key, 'total', int(right)) end)
  end
end
return {tonumber(redis.call('HGET', key, 'total')) or -1, found}
