-- Extends a node's lease and reconciles what it holds.
-- Guarantee: a lease that was reaped is never revived. A task that the node does not list and whose
--   claim it has settled goes back to todo without an attempt counted. A task that was reaped and that
--   nobody claimed since is the node's again.
-- KEYS[1] leases (zset): incarnations by the end of their lease
-- KEYS[2] suspects (hash): expired incarnations by the time they were first seen so
-- KEYS[3] run:<incarnation> (hash): what it holds, with the sequence of the claim
-- KEYS[4] node:<incarnation> (hash): what people see
-- ARGV[1] incarnation; ARGV[2] lease in ms; ARGV[3] highest settled claim; ARGV[4] free bytes
-- ARGV[5] ... for each task held: id, token
-- Returns: 1 or 0 (no lease: register again), 1 when asked to drain, then ids that are lost, each
--   behind l, and ids that a user cancelled, each behind x
-- Cost: linear in what the node holds.
local inc, lease, settled, t = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), clock()
if not redis.call('ZSCORE', KEYS[1], inc) then return {0, 0} end
redis.call('ZADD', KEYS[1], int(t + lease), inc)
redis.call('HDEL', KEYS[2], inc)
redis.call('HSET', KEYS[4], 'seen', int(t), 'free', ARGV[4])
local answer, listed_ids = {1, redis.call('HGET', KEYS[4], 'drain') == '1' and 1 or 0}, {}

-- Whether the node holds the task under this token, taking it back where that is possible.
local function holds(job, i, r, tok)
  if not r or token(r) ~= tok or r.tok ~= 'o' then return false end
  if r.state == 'p' then return true end
  no_loss(job, i, r, spec(job, i), t)
  redis.call('HSET', KEYS[3], job .. '.' .. i, settled)
  return true
end

for a = 5, #ARGV, 2 do
  local job, i = split(ARGV[a])
  local r = read(job, i)
  listed_ids[ARGV[a]] = true
  if not holds(job, i, r, ARGV[a + 1]) then
    answer[#answer + 1] = 'l' .. ARGV[a]
  elseif r.flag == 'x' then
    answer[#answer + 1] = 'x' .. ARGV[a]
  end
end
local given, run = false, redis.call('HGETALL', KEYS[3])
for k = 1, #run, 2 do
  if not listed_ids[run[k]] and tonumber(run[k + 1]) <= settled then
    local job, i = split(run[k])
    local r = read(job, i)
    redis.call('HDEL', KEYS[3], run[k])
    if r and r.state == 'p' and r.inc == inc then
      r.tok, given = '-', true
      go(job, i, r, spec(job, i), r.flag == 'x' and 'c' or 't', t)
    end
  end
end
flush()
if given then wake('work') end
return answer
