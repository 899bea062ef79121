-- Begins the removal of a job: it is held for good, its name is free, and nodes go on with the rest.
-- Guarantee: safe to repeat. No task of it is given to a node from here on: a claim looks at the hold.
-- KEYS[1] unfinished (hash): what is under way for a job, and how far
-- KEYS[2] job:<id> (hash): hold, stopped, name, tasks by state
-- KEYS[3] names (hash): job name to id
-- ARGV[1] job id; ARGV[2] empty, or a time in ms: only if it is over since then and no job waits for it
-- Returns: 0 when it is under way; -1 when there is no such job; -2 while it loads, unless it was
--   cancelled; -3 when it is not over since that time; else how many of its tasks run
-- Cost: linear in the placement classes, up to 100 of them.
local job = ARGV[1]
if redis.call('EXISTS', KEYS[2]) == 0 or not is(KEYS[2], 'hash') then return -1 end
if ARGV[2] ~= '' then
  local since = safely('ZSCORE', P .. 'ended', job)
  if not since or tonumber(since) > tonumber(ARGV[2]) or not is_over(job) then return -3 end
  if (safely('SCARD', P .. 'after:' .. job) or 0) > 0 then return -3 end
end
local words = redis.call('HGET', KEYS[2], 'hold') or ''
local running = tonumber(redis.call('HGET', KEYS[2], 'in_progress')) or 0
if not listed(words, 'removal') then
  if listed(words, 'loading') and redis.call('HEXISTS', KEYS[2], 'stopped') == 0 then return -2 end
  if running > 0 then return running end
end
hold(job, 'removal')
if not string.find(safely('HGET', KEYS[1], job) or '', '^rem') then safely('HSET', KEYS[1], job, 'removal') end
local name = redis.call('HGET', KEYS[2], 'name')
if name and safely('HGET', KEYS[3], name) == job then redis.call('HDEL', KEYS[3], name) end
return 0
