-- Tells which process of Redis answers.
-- Guarantee: changes nothing. In a script it is asked of the process that holds the queue, which in
--   a Redis Cluster a plain INFO is not.
-- KEYS[1] meta (hash): not read; names the queue
-- Returns: the run id of the process, or empty
-- Cost: constant.
return string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') or ''
