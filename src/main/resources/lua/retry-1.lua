-- Runs failed and cancelled tasks again: a new generation with fresh counters, in their old place.
-- Guarantee: safe to repeat; other states are left alone. A task whose record cannot be read counts as
--   failed; one whose command or profile cannot be read stays so.
-- KEYS[1] counts (hash): tasks by state
-- ARGV[1] ... task ids
-- Returns: how many were put back
-- Cost: linear in the tasks.
local n, t = 0, clock()
for a = 1, #ARGV do
  local job, i = split(ARGV[a])
  local r, s = find(job, i, t)
  if r and not s.bad and (r.state == 'f' or r.state == 'c') then
    restart(job, i, r, s, t)
    n = n + 1
  end
end
flush()
if n > 0 then wake('work') end
return n
