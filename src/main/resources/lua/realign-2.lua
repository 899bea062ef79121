-- One step of a new priority over the tasks of a job: each that is to do gets the place of its profile.
-- Guarantee: safe to repeat, also by several nodes at a time and while tasks are claimed; the order of
--   submission stays, for the walk begins at the end when the priority falls.
-- KEYS[1] unfinished (hash): what is under way for a job, and how far
-- KEYS[2] job:<id> (hash): total
-- ARGV[1] job id; ARGV[2] tasks at most
-- Returns: what the next step is: profiles, tasks, removal, remains; 0 when there is none
-- Cost: linear in the tasks looked at.
local job, left, touched = ARGV[1], tonumber(ARGV[2]), {}
local step, at = string.match(safely('HGET', KEYS[1], job) or '', '^tasks (%-?1) (%d+)$')
if not step then return under_way(job) end
local i, total = tonumber(at), tonumber(safely('HGET', KEYS[2], 'total')) or 0

local function realign(n)
  local r, s = read(job, n), spec(job, n)
  if s.bad or (r and (r.bad or r.state ~= 't')) then return end
  local c = class(r, s)
  local key = P .. 'todo:' .. job .. ':' .. c
  local old = safely('ZSCORE', key, n)
  local score = old and place(s.priority, old)
  if not old or tonumber(old) == score then return end
  redis.call('ZADD', key, int(score), n)
  touched[c] = true
  if not r then return end
  r.score = score
  write(job, n, r)
end

while i >= 1 and i <= total and left > 0 do
  realign(int(i))
  i, left = i + step, left - 1
end
for c in pairs(touched) do touch(job, c) end
if i >= 1 and i <= total then
  redis.call('HSET', KEYS[1], job, 'tasks ' .. step .. ' ' .. int(i))
else
  redis.call('HDEL', KEYS[1], job)
end
return under_way(job)
