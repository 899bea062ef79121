-- Adds tasks to a job; those that it has already are counted, and updated if they have not started.
-- Guarantee: all or nothing for this call; the same call again changes nothing.
-- KEYS[1] meta (hash): last sequence
-- KEYS[2] counts (hash): tasks by state in the whole queue
-- KEYS[3] ready (zset): non-empty classes of runnable jobs
-- ARGV[1] job id; ARGV[2] 1 to run final tasks again; ARGV[3] number of profiles
-- ARGV[4] ... profiles, then for each task: identity, number of its profile from 1, command
-- Returns: accepted, duplicates, updated, run again; or -1 when there is no such job
-- Cost: linear in the tasks of the call.
local job, rerun, profiles = ARGV[1], ARGV[2] == '1', tonumber(ARGV[3])
local total = tonumber(redis.call('HGET', jobkey(job), 'total'))
if not total then return {-1, 0, 0, 0} end
local t, first, seq = clock(), total, tonumber(redis.call('HGET', KEYS[1], 'seq') or 0)
local number, prio, needs, touched = {}, {}, {}, {}
local added, again, updated, renewed = 0, 0, 0, 0

for k = 1, profiles do
  local text = ARGV[3 + k]
  local n = redis.call('HGET', P .. 'profn:' .. job, text)
  if not n then
    n = int(redis.call('HLEN', P .. 'prof:' .. job) + 1)
    redis.call('HSET', P .. 'profn:' .. job, text, n)
  end
  redis.call('HSET', P .. 'prof:' .. job, n, text) -- again, in case that it was lost
  local p, c = string.match(text, '^(%d+) %S+ (%S+)')
  number[k], prio[k], needs[k] = n, tonumber(p), c
end

local function add(k, hash, command)
  total, seq, added = total + 1, seq + 1, added + 1
  local i, c = int(total), needs[k] .. ':'
  redis.call('HSET', P .. 'dup:' .. job .. ':' .. string.sub(hash, 1, 2), string.sub(hash, 3), i)
  redis.call('HSET', bucket('spec', job, total), i, number[k] .. ' ' .. command)
  redis.call('ZADD', P .. 'todo:' .. job .. ':' .. c, int((9999 - prio[k]) * 2^39 + seq), i)
  touched[c] = true
end

-- New priority, needs or timeout for a task that is in no todo set.
local function reword(i, k, r, command)
  safely('HSET', bucket('spec', job, i), i, number[k] .. ' ' .. command)
  r.score, r.needs = (9999 - prio[k]) * 2^39 + r.score % 2^39, '-'
end

local function update(i, k, command)
  local r, s = find(job, i, t)
  if not r then return end
  if s.bad then -- what was lost is here again; it runs when a user retries it
    reword(i, k, r, command)
    write(job, i, r)
    s = spec(job, i)
  end
  if s.n ~= number[k] and (r.state == 't' or r.state == 'w') then
    leave(job, i, r, s)
    reword(i, k, r, command)
    enter(job, i, r, spec(job, i), r.state, tonumber(r.since))
    updated = updated + 1
  elseif rerun and (r.state == 'd' or r.state == 'f' or r.state == 'c') then
    if s.n ~= number[k] then reword(i, k, r, command) end
    restart(job, i, r, spec(job, i), t)
    renewed = renewed + 1
  end
end

for a = 4 + profiles, #ARGV, 3 do
  local hash, k, command = ARGV[a], tonumber(ARGV[a + 1]), ARGV[a + 2]
  local i = redis.call('HGET', P .. 'dup:' .. job .. ':' .. string.sub(hash, 1, 2), string.sub(hash, 3))
  if i and split(job .. '.' .. i) then
    again = again + 1
    update(i, k, command)
  else
    add(k, hash, command)
  end
end
redis.call('HSET', jobkey(job), 'total', int(total))
redis.call('HSET', KEYS[1], 'seq', int(seq))
for c in pairs(touched) do
  redis.call('SADD', P .. 'classes:' .. job, c)
  touch(job, c)
end
if total > first then count(job, 't', total - first) end
if added > 0 then redis.call('HDEL', jobkey(job), 'stopped') end
flush()
if added + updated + renewed > 0 and redis.call('HEXISTS', jobkey(job), 'hold') == 0 then wake('work') end
return {added, again, updated, renewed}
