-- Notes of some jobs that are over and not known to be that they ended now: older versions did not note it.
-- Guarantee: safe to repeat. One node at a time has the turn. What is known stays, unless it is a time
--   that cannot be.
-- KEYS[1] jobs (zset): ids of all jobs
-- KEYS[2] ended (zset): jobs that are over by when they ended
-- KEYS[3] ended-turn (string): whose turn it is
-- ARGV[1] job to begin with; ARGV[2] jobs to look at, at most
-- ARGV[3] incarnation that asks; ARGV[4] its turn in ms
-- Returns: job to go on with, 0 when that was the last; the first again when it is another node's turn
-- Cost: linear in the jobs looked at.
if not takes_turn(KEYS[3], ARGV[3], ARGV[4]) then return ARGV[1] end
local bound, t = tonumber(ARGV[2]), clock()
local page = safely('ZRANGE', KEYS[1], ARGV[1], '+inf', 'BYSCORE', 'LIMIT', 0, bound) or {}
for _, job in ipairs(page) do
  local total = whole(job) and safely('HGET', jobkey(job), 'total')
  if total and is_over(job) then
    local since = safely('ZSCORE', KEYS[2], job)
    if since == false or (since and not (tonumber(since) >= 0 and tonumber(since) <= t)) then
      redis.call('ZADD', KEYS[2], int(t), job)
    end
  end
end
local last = whole(page[#page])
return (#page == bound and last) and int(last + 1) or '0'
