-- Finds the job that is to be removed next because it ended long ago, or because too many tasks have ended.
-- Guarantee: one node at a time has the turn. Jobs come in the order of their ends; none that is not over, or
--   that another one waits for, or that is being removed; for the number of tasks not the one that ended last.
-- KEYS[1] ended (zset): jobs that are over by when they ended
-- KEYS[2] ended-turn (string): whose turn it is
-- KEYS[3] counts (hash): tasks by state
-- ARGV[1] incarnation that asks; ARGV[2] its turn in ms; ARGV[3] ms that a job is kept
-- ARGV[4] ended tasks that are kept; ARGV[5] jobs to look at, at most
-- Returns: job id, when it ended in ms, its tasks, 1 if it is old; nothing when there is none
-- Cost: linear in the jobs looked at.
local by, kept, most, bound = ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
if not takes_turn(KEYS[2], by, ARGV[2]) then return {} end
local t, tasks = clock(), 0
for _, word in ipairs({'finished', 'failed', 'cancelled'}) do
  tasks = tasks + (whole(safely('HGET', KEYS[3], word)) or 0)
end
local page = safely('ZRANGE', KEYS[1], 0, bound - 1, 'WITHSCORES') or {}
local last = (safely('ZRANGE', KEYS[1], -1, -1) or {})[1]

for k = 1, #page, 2 do
  local job, since = page[k], tonumber(page[k + 1])
  local old = since <= t - kept
  if not old and (tasks <= most or job == last) then return {} end
  local row = string.find(job, '^[1-9]%d*$') and #job < 16 and safely('HMGET', jobkey(job), 'total', 'hold') or {}
  local going = listed(row[2] or '', 'removal')
  if not row[1] or not is_over(job) then
    redis.call('ZREM', KEYS[1], job)
  elseif going and not old then
    return {} -- what it leaves may be few enough
  elseif not going and (safely('SCARD', P .. 'after:' .. job) or 0) == 0 then
    return {job, int(math.max(0, math.min(since, t))), row[1], old and 1 or 0}
  end
end
return {}
