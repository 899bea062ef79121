-- The last steps of the removal of a job: what it had beside its tasks, and then the job itself.
-- Guarantee: safe to repeat, also by several nodes at a time. The job is gone in the last step, and
--   until then each node goes on with it.
-- KEYS[1] unfinished (hash): what is under way for a job, and how far
-- KEYS[2] job:<id> (hash): tasks by state, all 0 unless something was damaged
-- KEYS[3] jobs (zset): ids of all jobs
-- KEYS[4] counts (hash): tasks by state
-- KEYS[5] removed (zset): removed jobs with the time of their submission, by when they were removed
-- KEYS[6] ready (zset): non-empty classes of runnable jobs
-- ARGV[1] job id; ARGV[2] keys to remove, at most; ARGV[3] removed jobs to remember
-- Returns: what the next step is: profiles, tasks, removal, remains; 0 when there is none
-- Cost: linear in the keys.
local job, bound, kept = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
if not string.find(safely('HGET', KEYS[1], job) or '', '^remains') then return under_way(job) end
local classes = safely('SPOP', P .. 'classes:' .. job, bound) or {}
for _, c in ipairs(classes) do
  redis.call('UNLINK', P .. 'todo:' .. job .. ':' .. c)
  safely('ZREM', KEYS[6], job .. ':' .. c)
  safely('ZREM', P .. 'oversized', job .. ':' .. c)
end
local idems = safely('SPOP', P .. 'idems:' .. job, bound) or {}
for _, key in ipairs(idems) do
  local answer = is(P .. 'idem:' .. key, 'string') and redis.call('GET', P .. 'idem:' .. key) or ''
  if string.match(answer, '^%d+') == job then redis.call('UNLINK', P .. 'idem:' .. key) end
end
if #classes == bound or #idems == bound then return 'remains' end
for _, word in pairs(WORD) do
  local said = safely('HGET', KEYS[2], word) or ''
  local n = string.find(said, '^%-?%d+$') and #said < 16 and tonumber(said) or 0
  if n ~= 0 then bump(KEYS[4], word, int(-n)) end
end
safely('ZADD', KEYS[5], int(clock()), job .. ' ' .. (safely('HGET', KEYS[2], 'submitted') or '0'))
if is(KEYS[5], 'zset') then redis.call('ZREMRANGEBYRANK', KEYS[5], 0, -1 - kept) end
for _, kind in ipairs({'prof', 'profn', 'dup', 'classes', 'failed', 'cancelled', 'idems', 'job'}) do
  redis.call('UNLINK', P .. kind .. ':' .. job)
end
safely('ZREM', KEYS[3], job)
safely('ZREM', P .. 'stopping', job)
safely('ZREM', P .. 'later', job)
safely('ZREM', P .. 'ended', job)
if redis.call('EXISTS', P .. 'after:' .. job) == 1 then safely('ZADD', P .. 'later', int(clock()), job) end
redis.call('HDEL', KEYS[1], job)
wake('work')
return '0'
