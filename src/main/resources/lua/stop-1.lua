-- Marks a job as cancelled by a user: it says so, and not "finished", when all is over.
-- Guarantee: safe to repeat; a job that is gone stays gone.
-- KEYS[1] job:<id> (hash): total, stopped
-- Returns: how many tasks it has; 0 when there is no such job
-- Cost: constant.
local total = tonumber(safely('HGET', KEYS[1], 'total'))
if not total then return 0 end
redis.call('HSET', KEYS[1], 'stopped', 1)
return total
