-- One step of fsck over the counters of a job: counts a range of its tasks by state.
-- Uses: fsck
-- Guarantee: exact when the range is the whole job, and then the counters are set; else the caller
--   adds the steps up and may trust them only while the counters stay the same.
-- KEYS[1] job:<id> (hash): counters and total
-- ARGV[1] mode; ARGV[2] job id; ARGV[3] first index; ARGV[4] tasks at most
-- Returns: tasks counted by t w p d f c, the counters in that order, findings
-- Cost: linear in the tasks.
mode = ARGV[1]
local job, from, n, kept = ARGV[2], tonumber(ARGV[3]), {}, {}
local states = {'t', 'w', 'p', 'd', 'f', 'c'}
if not countable(KEYS[1]) then return {n, kept, found} end
local total = tonumber(redis.call('HGET', KEYS[1], 'total') or 0) or 0
local i, last = from, math.min(total, from + ARGV[4] - 1)
local by = {t = 0, w = 0, p = 0, d = 0, f = 0, c = 0}
while i <= last do
  local fields, key = {}, bucket('rec', job, i)
  repeat
    fields[#fields + 1] = int(i)
    i = i + 1
  until i > last or i % BUCKET == 0
  local rows = typed(key) and redis.call('HMGET', key, unpack(fields)) or {}
  for k = 1, #fields do
    local state = rows[k] and string.sub(rows[k], 1, 1) or 't'
    by[state] = (by[state] or 0) + 1
  end
end
for k, state in ipairs(states) do
  n[k], kept[k] = by[state], tonumber(redis.call('HGET', KEYS[1], WORD[state]) or 0)
  if from == 1 and last == total and n[k] ~= kept[k] then
    finding('counter', KEYS[1], job, WORD[state] .. ' says ' .. int(kept[k]) .. ', the tasks are ' .. int(n[k]),
      function() redis.call('HSET', KEYS[1], WORD[state], int(n[k])) end)
  end
end
if mode == 'all' then mind(job, false) end
return {n, kept, found}
