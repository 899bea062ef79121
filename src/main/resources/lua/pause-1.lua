-- Pauses a job, or ends its pause and the stop that its failures made.
-- Guarantee: safe to repeat; other reasons to hold the job stay. After the answer no claim gives a task
--   of a paused job; running ones go on.
-- KEYS[1] job:<id> (hash)
-- ARGV[1] job id; ARGV[2] 1 to pause, 0 to resume
-- Returns: 1, or 0 when there is no such job
-- Cost: constant; linear in the placement classes where these are few.
local job = ARGV[1]
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if ARGV[2] == '1' then
  hold(job, 'paused')
else
  unhold(job, 'paused')
  carry_on(job)
end
return 1
