-- Ends tasks that a node was given and cannot read: failed, with the reason.
-- Guarantee: only under the record's open token; others are left alone. Safe to repeat.
-- KEYS[1] counts (hash): tasks by state
-- ARGV[1] ... for each task: id, token, what is wrong
-- Returns: how many were ended
-- Cost: linear in the tasks.
local n, t = 0, clock()
for a = 1, #ARGV, 3 do
  local job, i = split(ARGV[a])
  local r, s = find(job, i, t)
  if r and r.state == 'p' and token(r) == ARGV[a + 1] then
    leave(job, i, r, s)
    ruin(job, i, r, s, ARGV[a + 2], t, 'p')
    n = n + 1
  end
end
flush()
return n
