-- One step of the removal of a job: takes its last tasks away, and out of the lists and counters.
-- Guarantee: safe to repeat, also by several nodes at a time. What is left is a whole, smaller job.
-- KEYS[1] unfinished (hash): what is under way for a job, and how far
-- KEYS[2] job:<id> (hash): hold, total, tasks by state
-- ARGV[1] job id; ARGV[2] tasks at most, about
-- Returns: what the next step is: profiles, tasks, removal, remains; 0 when there is none
-- Cost: linear in the tasks.
local job, bound, gone = ARGV[1], tonumber(ARGV[2]), {}
if safely('HGET', KEYS[1], job) ~= 'removal' or not is(KEYS[2], 'hash') then return under_way(job) end
local said = redis.call('HGET', KEYS[2], 'total') or ''
local total = string.find(said, '^%d+$') and #said < 10 and tonumber(said) or 0
local first = math.max(1, math.floor(math.max(0, total - bound) / BUCKET) * BUCKET)

local function drop(i)
  local r, s = read(job, i), spec(job, i)
  r = r or (s.bad and {bad = s.bad}) or fresh(0, 0)
  local state = r.state
  if r.bad or s.bad then
    state = lift(job, i) or state
    if r.state == 'p' then safely('HDEL', P .. 'run:' .. r.inc, job .. '.' .. i) end
  elseif state == 't' then
    local c = class(r, s)
    gone[c] = gone[c] or {}
    gone[c][#gone[c] + 1] = i
  else
    leave(job, i, r, s)
  end
  if r.bad or r.avoid ~= '-' then safely('ZREM', P .. 'avoided', job .. '.' .. i) end
  if r.state or state then count(job, r.state or state, -1) end
end

for i = total, first, -1 do drop(int(i)) end
for c, list in pairs(gone) do
  safely('ZREM', P .. 'todo:' .. job .. ':' .. c, unpack(list))
  touch(job, c)
end
for n = first, total + BUCKET - 1, BUCKET do
  redis.call('UNLINK', bucket('rec', job, n), bucket('spec', job, n), bucket('out', job, n))
end
redis.call('HSET', KEYS[2], 'total', int(math.max(0, first - 1)))
hold(job, 'removal')
if first == 1 then redis.call('HSET', KEYS[1], job, 'remains') end
flush()
return under_way(job)
