-- Ends a submission: a job that was loading becomes runnable, and idle nodes hear of it.
-- Guarantee: safe to repeat; a paused job stays paused.
-- KEYS[1] job:<id> (hash)
-- KEYS[2] idem:<key> (string, a day): gets the answer of the submission
-- ARGV[1] job id; ARGV[2] the answer to keep, or empty
-- Returns: 1, or 0 when there is no such job
-- Cost: linear in the job's placement classes.
local job, answer = ARGV[1], ARGV[2]
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if redis.call('HGET', KEYS[1], 'hold') == 'loading' then redis.call('HDEL', KEYS[1], 'hold') end
for _, c in ipairs(redis.call('SMEMBERS', P .. 'classes:' .. job)) do touch(job, c) end
if answer ~= '' then redis.call('SET', KEYS[2], job .. ' ' .. answer, 'EX', 86400) end
wake('work')
return 1
