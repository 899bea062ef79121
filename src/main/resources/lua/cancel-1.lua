-- Cancels tasks that are not final; running ones are flagged and killed by their nodes.
-- Guarantee: safe to repeat; a running task is cancelled when its node says so or dies.
-- KEYS[1] counts (hash): tasks by state
-- ARGV[1] ... task ids
-- Returns: how many were cancelled or flagged
-- Cost: linear in the tasks.
local n, control, t = 0, false, clock()
for a = 1, #ARGV do
  local job, i = split(ARGV[a])
  local r, s = find(job, i, t)
  if r and (r.state == 't' or r.state == 'w') then
    r.tok = '-'
    go(job, i, r, s, 'c', t)
    n = n + 1
  elseif r and r.state == 'p' and r.flag ~= 'x' then
    r.flag = 'x'
    write(job, i, r)
    n, control = n + 1, true
  end
end
flush()
if control then wake('control') end
return n
