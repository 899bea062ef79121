-- Says that this process of Redis ends in order: the next one will have forgotten nothing.
-- Guarantee: what an earlier process may have forgotten stays in doubt until a number was given.
-- KEYS[1] meta (hash): run id of the process that gave the last job id
-- ARGV[1] run id of this process
-- Returns: 1 when it gave the last job id, else 0
-- Cost: constant.
local server = ARGV[1]
if redis.call('HGET', KEYS[1], 'server') ~= server then return 0 end
return redis.call('HDEL', KEYS[1], 'server')
