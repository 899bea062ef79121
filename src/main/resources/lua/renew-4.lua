-- Extends a node's lease and reconciles what it holds.
-- Guarantee: a lease that was reaped is never revived. A task that the node does not list and whose
--   claim it has settled goes back to todo without an attempt counted. A task that was reaped and that
--   nobody claimed since is the node's again.
-- KEYS[1] leases (zset): incarnations by the end of their lease
-- KEYS[2] suspects (hash): expired incarnations by the time they were first seen so
-- KEYS[3] run:<incarnation> (hash): what it holds, with the sequence of the claim
-- KEYS[4] node:<incarnation> (hash): what people see
-- ARGV[1] incarnation; ARGV[2] lease in ms; ARGV[3] highest settled claim; ARGV[4] free bytes
-- ARGV[5] ms until the next renewal, as a rule; ARGV[6] ... for each task held: id, token
-- Returns: 1 or 0 (no lease: register again), 1 when asked to drain, then of the tasks held those that
--   are lost, each as l id token, and those that a user cancelled, each as x id token
-- Cost: linear in what the node holds.
local inc, lease, settled, t = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), clock()
if not redis.call('ZSCORE', KEYS[1], inc) then return {0, 0} end
redis.call('ZADD', KEYS[1], int(t + lease), inc)
redis.call('HDEL', KEYS[2], inc)
redis.call('HSET', KEYS[4], 'seen', int(t), 'free', ARGV[4], 'every', ARGV[5])
local answer, listed_ids = {1, redis.call('HGET', KEYS[4], 'drain') == '1' and 1 or 0}, {}

-- The record of a task that the node holds under this token, taken back where that is possible; else
-- nil.
local function held(job, i, tok)
  local r, s = read(job, i), nil
  if not r or r.bad or token(r) == tok and r.tok == 'o' and r.state ~= 'p' then r, s = find(job, i, t) end
  if not r or token(r) ~= tok or r.tok ~= 'o' then return nil end
  if r.state == 'p' then return r end
  take_back(job, i, r, s, t)
  safely('HSET', KEYS[3], job .. '.' .. i, settled)
  return r
end

for a = 6, #ARGV, 2 do
  local job, i = split(ARGV[a])
  local r = held(job, i, ARGV[a + 1])
  listed_ids[ARGV[a]] = true
  if not r or r.flag == 'x' then
    answer[#answer + 1] = (r and 'x ' or 'l ') .. ARGV[a] .. ' ' .. ARGV[a + 1]
  end
end
local given, run = false, redis.call('HGETALL', KEYS[3])
for k = 1, #run, 2 do
  if not listed_ids[run[k]] and (tonumber(run[k + 1]) or 0) <= settled then
    local job, i = split(run[k])
    redis.call('HDEL', KEYS[3], run[k])
    local r, s = find(job, i, t, 'p')
    if r and r.state == 'p' and r.inc == inc then
      r.tok, given = '-', true
      go(job, i, r, s, r.flag == 'x' and 'c' or 't', t)
    end
  end
end
flush()
if given then wake('work') end
return answer
