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
if not total or listed(redis.call('HGET', jobkey(job), 'hold') or '', 'removal') then return {-1, 0, 0, 0} end
local t, first, seq, dup = clock(), total, tonumber(redis.call('HGET', KEYS[1], 'seq') or 0), P .. 'dup:' .. job .. ':'
local number, base, classes, specs, todos, page = {}, {}, {}, {}, {}, nil
local added, again, updated, renewed = 0, 0, 0, 0

-- A key of another type ends the call here, before anything is written.
for i = total + 1, total + BUCKET + (#ARGV - 3 - profiles) / 3, BUCKET do redis.call('HLEN', bucket('spec', job, i)) end

for k = 1, profiles do
  local text, p, c = ARGV[3 + k], string.match(ARGV[3 + k], '^(%d+) %S+ (%S+)')
  redis.call('ZCARD', P .. 'todo:' .. job .. ':' .. c .. ':')
  local n = redis.call('HGET', P .. 'profn:' .. job, text) or int(redis.call('HLEN', P .. 'prof:' .. job) + 1)
  redis.call('HSET', P .. 'profn:' .. job, text, n)
  redis.call('HSET', P .. 'prof:' .. job, n, text) -- again, in case that it was lost
  number[k], base[k], classes[k] = n, (9999 - p) * 2^39, c .. ':'
end

-- Writes what was added so far: a call for each task would cost more than all the rest.
local function store()
  for key, list in pairs(specs) do redis.call('HSET', key, unpack(list)) end
  for k, list in pairs(todos) do
    redis.call('ZADD', P .. 'todo:' .. job .. ':' .. classes[k], unpack(list))
    redis.call('SADD', P .. 'classes:' .. job, classes[k])
    touch(job, classes[k])
  end
  specs, todos = {}, {}
end

local function push(lists, key, one, two)
  local list = lists[key] or {}
  lists[key], list[#list + 1], list[#list + 2] = list, one, two
end

local function add(k, i, command)
  total, seq, added = total + 1, seq + 1, added + 1
  if not page or total % BUCKET == 0 then page = bucket('spec', job, total) end
  push(specs, page, i, number[k] .. ' ' .. command)
  push(todos, k, int(base[k] + seq), i)
end

-- New priority, needs or timeout for a task that is in no todo set; its new spec.
local function reword(i, k, r, command)
  safely('HSET', bucket('spec', job, i), i, number[k] .. ' ' .. command)
  r.score, r.needs = base[k] + r.score % 2^39, '-'
  return spec(job, i)
end

local function update(i, k, command)
  local r, s = find(job, i, t)
  if not r then return end
  if s.bad then -- what was lost is here again; it runs when a user retries it
    s = reword(i, k, r, command)
    write(job, i, r)
  end
  if s.n ~= number[k] and (r.state == 't' or r.state == 'w') then
    leave(job, i, r, s)
    enter(job, i, r, reword(i, k, r, command), r.state, tonumber(r.since))
    updated = updated + 1
  elseif rerun and FINAL[r.state] then
    if s.n ~= number[k] then s = reword(i, k, r, command) end
    restart(job, i, r, s, t)
    renewed = renewed + 1
  end
end

for a = 4 + profiles, #ARGV, 3 do
  local hash, k, command, i = ARGV[a], tonumber(ARGV[a + 1]), ARGV[a + 2], int(total + 1)
  local key, field = dup .. string.sub(hash, 1, 2), string.sub(hash, 3)
  local known = redis.call('HSETNX', key, field, i) == 0 and redis.call('HGET', key, field)
  if known and split(job .. '.' .. known) then
    again = again + 1
    if tonumber(known) > first then store() end
    update(known, k, command)
  else
    if known then redis.call('HSET', key, field, i) end
    add(k, i, command)
  end
end
store()
redis.call('HSET', jobkey(job), 'total', int(total))
redis.call('HSET', KEYS[1], 'seq', int(seq))
if added > 0 then
  count(job, 't', added)
  redis.call('HDEL', jobkey(job), 'stopped')
  carry_on(job)
end
flush()
if added + updated + renewed > 0 and redis.call('HEXISTS', jobkey(job), 'hold') == 0 then wake('work') end
return {added, again, updated, renewed}
