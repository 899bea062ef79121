-- Reads tasks: a range of a job's indexes, filtered, or a list of ids.
-- Guarantee: reads only; looks at a bounded number of tasks in one call.
-- KEYS[1] job:<id> (hash) or, for ids, any key of the queue
-- ARGV[1] job id, or empty when ids follow; ARGV[2] first index; ARGV[3] step, 1 or -1
-- ARGV[4] rows at most; ARGV[5] tasks to look at, at most; ARGV[6] state letter or empty
-- ARGV[7] outcome or empty; ARGV[8] exit code or empty; ARGV[9] node or empty
-- ARGV[10] text in the command, or empty; ARGV[11] 1 to give ids alone; ARGV[12] ... ids
-- Returns: index to go on from (0: the end), then the ids, or for each task id, record (empty: none,
--   ?: too long), profile, command; what cannot be read is empty
-- Cost: linear in the tasks looked at.
local job, at, step, left, bound = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local state, outcome, exit, node, text = ARGV[6], ARGV[7], ARGV[8], ARGV[9], ARGV[10]
local rows, brief = {0}, ARGV[11] == '1'

-- The state to show: a task that cannot be read has failed, or will when it is met.
local function shown(raw, s)
  local r = raw == '' and {state = 't'} or parse(raw)
  return (r.bad or (s.bad and not FINAL[r.state] and r.state ~= 'p')) and 'f' or r.state
end

local function matches(raw, s, command)
  if state ~= '' and shown(raw, s) ~= state then return false end
  if text ~= '' and not string.find(command, text, 1, true) then return false end
  if outcome == '' and exit == '' and node == '' then return true end
  local n, o, e = string.match(raw, '\n%d+ (%S+) %d+ %d+ (%S+) (%S+)[^\n]*$')
  n = runner(raw) or n -- an attempt that runs has no line yet
  return n ~= nil and (outcome == '' or o == outcome) and (exit == '' or e == exit) and (node == '' or n == node)
end

local function add(j, i)
  local s, raw = spec(j, i), safely('HGET', bucket('rec', j, i), i)
  if s.bad and not exists(j, i) then return end
  raw = raw == nil and '?' or raw or ''
  if #raw > LONGEST_RECORD then raw = '?' end
  if not matches(raw, s, s.command or '') then return end
  rows[#rows + 1] = brief and j .. '.' .. i or {j .. '.' .. i, raw, s.profile or '', s.command or ''}
  left = left - 1
end

if job == '' then
  for a = 12, #ARGV do
    local j, i = split(ARGV[a])
    if j then add(j, i) end
  end
  return rows
end
local total = tonumber(safely('HGET', KEYS[1], 'total') or 0) or 0
if at == 0 then at = step > 0 and 1 or total end
while at >= 1 and at <= total and left > 0 and bound > 0 do
  add(job, int(at))
  at, bound = at + step, bound - 1
end
rows[1] = (at >= 1 and at <= total) and at or 0
return rows
