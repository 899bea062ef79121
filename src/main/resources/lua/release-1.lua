-- Gives back tasks that a node claimed and did not run to an end: no attempt is counted.
-- Guarantee: only under the record's open token; others are left alone. Safe to repeat.
-- KEYS[1] counts (hash): tasks by state
-- ARGV[1] node; ARGV[2] reason; ARGV[3] ... for each task: id, token
-- Returns: how many were given back
-- Cost: linear in the tasks.
local node, reason, n, t = ARGV[1], ARGV[2], 0, clock()
for a = 3, #ARGV, 2 do
  local job, i = split(ARGV[a])
  local r, s = find(job, i, t)
  if r and r.state == 'p' and r.tok == 'o' and token(r) == ARGV[a + 1] then
    append(r, table.concat({int(r.att), node, int(r.since), int(t), 'returned - - - - 0', reason}, ' '))
    r.tok = '-'
    go(job, i, r, s, r.flag == 'x' and 'c' or 't', t)
    n = n + 1
  end
end
flush()
if n > 0 then wake('work') end
return n
