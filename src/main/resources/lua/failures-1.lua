-- Reads failed tasks with what is known of their end: newest job first, its newest ones first.
-- Guarantee: reads only; looks at a bounded number of tasks and jobs. Who goes on behind the last task
--   meets each that stays failed, whatever becomes of the others meanwhile.
-- KEYS[1] jobs (zset): ids of all jobs
-- ARGV[1] job to begin with, 0 for the newest; ARGV[2] 1 for this job alone
-- ARGV[3] index of the task to go on behind, or 0; ARGV[4] when that one ended, as told before
-- ARGV[5] tasks at most; ARGV[6] jobs to look at, at most
-- Returns: a job, an index and when that one ended, to go on from (job 0: the end); then for each task
--   its id, when it ended, its last attempt line or empty, the end of its output
-- Cost: linear in the tasks, with their outputs, and the jobs looked at.
local only, behind, ended, left, bound = ARGV[2] == '1', ARGV[3], ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local rows, END = {'0', '0', '0'}, 1000

local function page(job)
  local key, from = P .. 'failed:' .. job, 0
  if not is(key, 'zset') then return {} end
  if job == ARGV[1] and behind ~= '0' then
    local same = redis.call('ZSCORE', key, behind) == ended
    from = same and redis.call('ZREVRANK', key, behind) + 1 or redis.call('ZCOUNT', key, '(' .. ended, '+inf')
  end
  return redis.call('ZRANGE', key, from, from + left - 1, 'REV', 'WITHSCORES')
end

local function add(job, i, score)
  if not split(job .. '.' .. i) then return end
  local r = read(job, i)
  if r and not r.bad and r.state ~= 'f' then return end
  local line = r and not r.bad and string.match(r.log, '\n([^\n]*)$') or ''
  local out = safely('HGET', bucket('out', job, i), i) or ''
  local text = (string.find(out, '\n', 1, true) or 0) + 1
  rows[#rows + 1] = {job .. '.' .. i, score, line, string.sub(out, math.max(text, #out - END + 1))}
end

local list = only and {ARGV[1]}
  or redis.call('ZRANGE', KEYS[1], ARGV[1] == '0' and '+inf' or ARGV[1], '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, bound + 1)
for k = 1, #list do
  if split(list[k] .. '.1') then
    if k > bound then rows[1] = list[k] break end
    local ids = page(list[k])
    for n = 1, #ids, 2 do add(list[k], ids[n], ids[n + 1]) end
    left = left - #ids / 2
    if left <= 0 then
      rows[1], rows[2], rows[3] = list[k], ids[#ids - 1], ids[#ids]
      break
    end
  end
end
return rows
