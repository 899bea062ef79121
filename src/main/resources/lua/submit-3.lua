-- Adds tasks to a job; those that it has already are counted, and updated if they have not started.
-- Guarantee: all or nothing for this call; the same call again changes nothing.
-- KEYS[1] meta (hash): last sequence
-- KEYS[2] counts (hash): tasks by state in the whole queue
-- KEYS[3] ready (zset): non-empty classes of runnable jobs
-- ARGV[1] job id; ARGV[2] 1 to run final tasks again; ARGV[3] number of profiles; ARGV[4] of tasks
-- ARGV[5] ... profiles, then packs of tasks, each in MessagePack: a list of identities, one of the numbers
--   of their profiles from 1, one of commands
-- Returns: accepted, duplicates, updated, run again; or -1 when there is no such job
-- Cost: linear in the tasks of the call.
local job, rerun, profiles = ARGV[1], ARGV[2] == '1', tonumber(ARGV[3])
local total = tonumber(redis.call('HGET', jobkey(job), 'total'))
if not total or listed(redis.call('HGET', jobkey(job), 'hold') or '', 'removal') then return {-1, 0, 0, 0} end
local t, first, seq, dup = clock(), total, tonumber(redis.call('HGET', KEYS[1], 'seq') or 0), P .. 'dup:' .. job
local number, base, classes, fields, todos, noted, page = {}, {}, {}, {}, {}, {}, nil
local added, again, updated, renewed = 0, 0, 0, 0

-- A key of another type ends the call here, before tasks are written.
for i = total + 1, total + BUCKET + ARGV[4], BUCKET do redis.call('HLEN', bucket('spec', job, i)) end

for k = 1, profiles do
  local text, p, c = ARGV[4 + k], string.match(ARGV[4 + k], '^(%d+) %S+ (%S+)')
  redis.call('ZCARD', P .. 'todo:' .. job .. ':' .. c .. ':')
  local n = redis.call('HGET', P .. 'profn:' .. job, text) or int(redis.call('HLEN', P .. 'prof:' .. job) + 1)
  redis.call('HSET', P .. 'profn:' .. job, text, n)
  redis.call('HSET', P .. 'prof:' .. job, n, text) -- again, in case that it was lost
  number[k], base[k], classes[k] = n, (9999 - p) * 2^39, c .. ':'
end

-- Writes what was added so far: a call for each task would cost more than all the rest.
local function store()
  for key, list in pairs(fields) do redis.call('HSET', key, unpack(list)) end
  for k, list in pairs(todos) do
    redis.call('ZADD', P .. 'todo:' .. job .. ':' .. classes[k], unpack(list))
    redis.call('SADD', P .. 'classes:' .. job, classes[k])
    touch(job, classes[k])
  end
  fields, todos = {}, {}
end

local function push(lists, key, one, two)
  local list = lists[key] or {}
  lists[key], list[#list + 1], list[#list + 2] = list, one, two
end

local function add(k, identity, command)
  total, seq, added = total + 1, seq + 1, added + 1
  local i = int(total)
  if not page or total % BUCKET == 0 then page = bucket('spec', job, total) end
  push(fields, page, i, number[k] .. ' ' .. command)
  push(fields, dup, identity, i)
  push(todos, k, int(base[k] + seq), i)
  return i
end

-- New priority, needs or timeout for a task that is in no todo set; its new spec.
local function reword(i, k, r, command)
  safely('HSET', bucket('spec', job, i), i, number[k] .. ' ' .. command)
  r.score, r.needs = base[k] + r.score % 2^39, '-'
  return spec(job, i)
end

local function update(i, k, command)
  if tonumber(i) > first then store() end
  local r, s = find(job, i, t)
  if not r then return end
  -- What was lost is here again; it runs when a user retries it.
  if s.bad then s = reword(i, k, r, command) write(job, i, r) end
  if s.n ~= number[k] and (r.state == 't' or r.state == 'w') then
    leave(job, i, r, s)
    enter(job, i, r, reword(i, k, r, command), r.state, tonumber(r.since))
    updated = updated + 1
  elseif rerun and FINAL[r.state] then
    restart(job, i, r, s.n ~= number[k] and reword(i, k, r, command) or s, t)
    renewed = renewed + 1
  end
end

-- What is known is asked for a whole pack, in one call.
for a = 5 + profiles, #ARGV do
  local identities, numbers, commands = unpack(cmsgpack.unpack(ARGV[a]))
  local known = redis.call('HMGET', dup, unpack(identities))
  for n, identity in ipairs(identities) do
    local k, command, i = numbers[n], commands[n], noted[identity] or known[n]
    if i and split(job .. '.' .. i) then
      again = again + 1
      update(i, k, command)
    else
      noted[identity] = add(k, identity, command)
    end
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
