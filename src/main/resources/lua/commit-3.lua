-- Records outcomes and decides what comes next for each task.
-- Uses: policy
-- Guarantee: an outcome counts if and only if its token equals the record's open token; record,
--   counters and indexes change together. Safe to repeat: the same token answers "already".
-- KEYS[1] counts (hash): tasks by state, and commits by answer
-- KEYS[2] later (zset): waiting tasks by due time
-- KEYS[3] hist:<hour> (hash, two days): finished and failed in slots of ten seconds
-- ARGV[1] failed attempts allowed; ARGV[2] 1 to retry after a time-out; ARGV[3] returns allowed
-- ARGV[4] slot of the history
-- ARGV[5] ... for each report: id, token, outcome, node, attempt line, output or empty,
--   milliseconds of back-off before the first retry, bytes needed or 0
-- Returns: for each report c committed, a already, s stale, u unknown task
-- Cost: linear in the reports.
local limits = {fails = tonumber(ARGV[1]), on_timeout = ARGV[2] == '1', returns = tonumber(ARGV[3])}
local slot, t = ARGV[4], clock()
local answer, tally, states = {}, {c = 0, a = 0, s = 0, u = 0}, {}

local function commit(id, tok, outcome, node, line, output, backoff, needed)
  local job, i = split(id)
  local r = read(job, i)
  if not r then return 'u' end
  if token(r) ~= tok or r.tok == '-' then return 's' end
  if r.tok == 'c' then return 'a' end
  local s = (r.state ~= 'p' or outcome ~= 'succeeded') and spec(job, i) or nil
  leave(job, i, r, s)
  if r.state ~= 'p' then forget_last(r) end
  append(r, line)
  local e = {outcome = outcome, node = node, backoff = tonumber(backoff), needed = tonumber(needed)}
  local state, since = next_state(r, s, limits, e, t)
  r.tok, r.flag = 'c', '-'
  if state == 'd' then r.avoid, r.needs = '-', '-' end
  enter(job, i, r, s, state, since)
  if output ~= '' then
    redis.call('HSET', bucket('out', job, i), i, output)
  elseif tonumber(r.att) > 1 or tonumber(r.gen) > 1 then
    redis.call('HDEL', bucket('out', job, i), i)
  end
  states[state] = (states[state] or 0) + 1
  return 'c'
end

for a = 5, #ARGV, 8 do
  local code = commit(unpack(ARGV, a, a + 7))
  tally[code] = tally[code] + 1
  answer[#answer + 1] = code
end
flush()
for code, field in pairs({c = 'committed', a = 'already', s = 'stale'}) do
  if tally[code] > 0 then redis.call('HINCRBY', KEYS[1], field, tally[code]) end
end
for field, n in pairs({d = states.d, f = states.f}) do
  if redis.call('HINCRBY', KEYS[3], slot .. field, n) == n then redis.call('EXPIRE', KEYS[3], 172800) end
end
if states.t or states.w then wake('work') end
return answer
