-- Ends a submission: a job that was loading becomes runnable, and idle nodes hear of it.
-- Guarantee: safe to repeat; a job that is held for another reason too stays held, and one that has no task is not
--   over: its tasks may have been refused in the same round trip. Called again with the cursor until that is 0;
--   if nobody does, the same submission completes it.
-- KEYS[1] job:<id> (hash)
-- KEYS[2] idem:<key> (string, a day): gets the answer of the submission, in the last call
-- ARGV[1] job id; ARGV[2] the answer to keep, or empty; ARGV[3] cursor, 0 to begin
-- ARGV[4] placement classes to look at, about
-- Returns: cursor to go on from, 0 when all is done or there is no such job, or no task in it
-- Cost: linear in the placement classes looked at.
local job, answer = ARGV[1], ARGV[2]
if (whole(redis.call('HGET', KEYS[1], 'total')) or 0) == 0 then return '0' end
unsay(job, 'loading')
local page = redis.call('SSCAN', P .. 'classes:' .. job, ARGV[3], 'COUNT', ARGV[4])
for _, c in ipairs(page[2]) do touch(job, c) end
if page[1] == '0' then
  if answer ~= '' then
    redis.call('SET', KEYS[2], job .. ' ' .. answer, 'EX', 86400)
    safely('SADD', P .. 'idems:' .. job, string.match(KEYS[2], ':idem:(.*)$'))
    redis.call('EXPIRE', P .. 'idems:' .. job, 86400)
  end
  mind(job, false)
  wake('work')
end
return page[1]
