-- Records outcomes and decides what comes next for each task.
-- Uses: policy
-- Guarantee: an outcome counts if and only if its token equals the record's open token; record,
--   counters and indexes change together. Safe to repeat: the same token answers "already", also when
--   the task has been claimed again since, for its attempt line is known. A record that cannot be read
--   ends the task and refuses the report, now and when it comes again.
-- KEYS[1] counts (hash): tasks by state, and commits by answer
-- KEYS[2] later (zset): waiting tasks by due time
-- KEYS[3] hist:<hour> (hash, two days): finished and failed in slots of ten seconds
-- ARGV[1] failed attempts allowed; ARGV[2] 1 to retry after a time-out; ARGV[3] returns allowed
-- ARGV[4] returns for lack of memory allowed; ARGV[5] slot of the history
-- ARGV[6] ... for each report: id, token, class of the outcome (see policy), node, attempt line, output
--   or empty, milliseconds of back-off before the first retry, bytes needed or 0
-- Returns: for each report c committed, a already, s stale, u unknown task, r refused
-- Cost: linear in the reports.
local limits = {fails = tonumber(ARGV[1]), on_timeout = ARGV[2] == '1', returns = tonumber(ARGV[3]),
  memory_returns = tonumber(ARGV[4])}
local slot, t = ARGV[5], clock()
local answer, tally, states = {}, {c = 0, a = 0, s = 0, u = 0, r = 0}, {}

local function commit(id, tok, class, node, line, output, backoff, needed)
  local job, i = split(id)
  local r = read(job, i)
  if not r or r.bad then return refuse(job, i, tok, t) end
  if token(r) ~= tok or r.tok ~= 'o' then return late(r, tok, line) end
  local s = (r.state ~= 'p' or class ~= 'succeeded') and spec(job, i) or nil
  if s and s.bad then lift(job, i) else leave(job, i, r, s) end
  if r.state ~= 'p' then not_lost(r) end
  append(r, line)
  local e = {class = class, node = node, backoff = tonumber(backoff), needed = tonumber(needed)}
  local state, since = next_state(r, s, limits, e, t)
  r.tok, r.flag = 'c', '-'
  if state == 'd' then r.avoid, r.needs = '-', '-' end
  enter(job, i, r, s, state, since)
  if output ~= '' then
    safely('HSET', bucket('out', job, i), i, output)
  elseif tonumber(r.att) > 1 or tonumber(r.gen) > 1 then
    safely('HDEL', bucket('out', job, i), i)
  end
  states[state] = (states[state] or 0) + 1
  return 'c'
end

for a = 6, #ARGV, 8 do
  local code = commit(unpack(ARGV, a, a + 7))
  tally[code] = tally[code] + 1
  answer[#answer + 1] = code
end
flush()
for code, field in pairs({c = 'committed', a = 'already', s = 'stale'}) do
  if tally[code] > 0 then bump(KEYS[1], field, tally[code]) end
end
for field, n in pairs({d = states.d, f = states.f}) do
  if bump(KEYS[3], slot .. field, n) == n then redis.call('EXPIRE', KEYS[3], 172800) end
end
if states.t or states.w then wake('work') end
return answer
