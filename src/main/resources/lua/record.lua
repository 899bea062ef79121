-- What every verb shares: the form of a task's record, the todo sets, the counters.
-- Put in front of each script by the loader. No keys of its own: P is the prefix of KEYS[1].
--
-- A task's record is text: a head line of words, then one line for each attempt.
--   state generation attempt incarnation token failures losses returns score since needs avoid flag
-- state: t todo, w waiting, p in progress, d finished, f failed, c cancelled
-- token: o open (an outcome may commit), c committed, - revoked
-- score: place in the queue; since: ms of the state's beginning (w: when it is due)
-- needs: memory:millicpus:tags where raised above the profile's, else -; avoid: node,node or -
-- flag: x a user wants it cancelled, else -
-- A task that was never claimed, cancelled or delayed has no record: it is todo, generation 1.
-- An attempt line: attempt node start end outcome exit signal cpu_ms peak_bytes background reason
-- A profile is text: priority retries needs json (retries: -, or how often a failure is run again).

local P = string.match(KEYS[1], '^dc:{[^}]*}:')
local WORD = {t = 'todo', w = 'waiting', p = 'in_progress', d = 'finished', f = 'failed', c = 'cancelled'}
local HEAD = '^(%a) (%d+) (%d+) (%S+) (%S) (%d+) (%d+) (%d+) (%d+) (%d+) (%S+) (%S+) (%S)'
local BUCKET = 64
local AVOID_MS = 60000

-- A whole number as text: %d and not %.0f, which formats ten times slower; words of a record stay.
local function int(n) return type(n) == 'string' and n or string.format('%d', n) end

local function clock()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

local function bucket(kind, job, i)
  return P .. kind .. ':' .. job .. ':' .. int(math.floor(i / BUCKET))
end

local function split(id)
  return string.match(id, '^(%d+)%.(%d+)$')
end

local function jobkey(job) return P .. 'job:' .. job end

-- The profile of a task: its number, priority, retries, needs, json; and its command.
local profiles = {}

local function spec(job, i)
  local text = redis.call('HGET', bucket('spec', job, i), i)
  if not text then return nil end
  local n, command = string.match(text, '^(%d+) (.*)$')
  local key = job .. ':' .. n
  local profile = profiles[key] or redis.call('HGET', P .. 'prof:' .. job, n) or ''
  profiles[key] = profile
  local priority, retries, needs = string.match(profile, '^(%d+) (%S+) (%S+)')
  return {profile = profile, command = command, n = n, priority = tonumber(priority or 0),
    retries = tonumber(retries), needs = needs}
end

local function read(job, i)
  local text = redis.call('HGET', bucket('rec', job, i), i)
  if not text then return nil end
  local r = {}
  r.state, r.gen, r.att, r.inc, r.tok, r.fails, r.lost, r.returns, r.score, r.since, r.needs,
    r.avoid, r.flag = string.match(text, HEAD)
  if not r.state then return nil end
  r.log = string.match(text, '\n.*$') or ''
  return r
end

local function fresh(score, since)
  return {state = 't', gen = 1, att = 0, inc = '-', tok = '-', fails = 0, lost = 0, returns = 0,
    score = score, since = since, needs = '-', avoid = '-', flag = '-', log = ''}
end

local function write(job, i, r)
  redis.call('HSET', bucket('rec', job, i), i, table.concat({r.state, int(r.gen), int(r.att), r.inc,
    r.tok, int(r.fails), int(r.lost), int(r.returns), int(r.score), int(r.since), r.needs, r.avoid,
    r.flag}, ' ') .. r.log)
end

-- Adds an attempt line; the oldest go when there are very many.
local function append(r, line)
  r.log = r.log .. '\n' .. line
  while #r.log > 8000 do
    local rest = string.match(r.log, '^\n[^\n]*(\n.*)$')
    if not rest then break end
    r.log = rest
  end
end

-- Takes the newest attempt line away: what it said turned out otherwise.
local function forget_last(r) r.log = string.match(r.log, '^(.*)\n[^\n]*$') or '' end

local function token(r) return int(r.gen) .. '.' .. int(r.att) .. '.' .. r.inc end

-- The placement class: memory:millicpus:tags:avoided, with ! behind it for a suspect: a task that was
-- on two nodes when they died. A node runs one suspect at a time, so that they are found out one by one.
local function class(r, s)
  local needs = (r and r.needs ~= '-') and r.needs or s.needs
  return needs .. ':' .. ((r and r.avoid ~= '-') and r.avoid or '') .. ((r and tonumber(r.lost) >= 2) and '!' or '')
end

-- Brings `ready` in line with one class of one job.
local function touch(job, c)
  local head = redis.call('ZRANGE', P .. 'todo:' .. job .. ':' .. c, 0, 0, 'WITHSCORES')
  local member = job .. ':' .. c
  if not head[1] then
    redis.call('SREM', P .. 'classes:' .. job, c)
    redis.call('ZREM', P .. 'ready', member)
  elseif redis.call('HEXISTS', jobkey(job), 'hold') == 0 then
    redis.call('ZADD', P .. 'ready', head[2], member)
  else
    redis.call('ZREM', P .. 'ready', member)
  end
end

local function enqueue(job, i, c, score)
  redis.call('ZADD', P .. 'todo:' .. job .. ':' .. c, int(score), i)
  redis.call('SADD', P .. 'classes:' .. job, c)
  touch(job, c)
end

local function dequeue(job, i, c)
  redis.call('ZREM', P .. 'todo:' .. job .. ':' .. c, i)
  touch(job, c)
end

-- Counters move in memory first; flush() writes them once.
local moved = {}

local function count(job, state, n)
  local m = moved[job] or {}
  moved[job] = m
  m[state] = (m[state] or 0) + n
end

local function shift(job, from, to)
  count(job, from, -1)
  count(job, to, 1)
end

local function flush()
  local all = {}
  for job, m in pairs(moved) do
    for state, n in pairs(m) do
      if n ~= 0 then
        redis.call('HINCRBY', jobkey(job), WORD[state], n)
        all[state] = (all[state] or 0) + n
      end
    end
  end
  for state, n in pairs(all) do
    if n ~= 0 then redis.call('HINCRBY', P .. 'counts', WORD[state], n) end
  end
end

-- Takes a task out of the index of its present state.
local function leave(job, i, r, s)
  if r.state == 't' then
    dequeue(job, i, class(r, s))
    redis.call('ZREM', P .. 'avoided', job .. '.' .. i)
  elseif r.state == 'w' then
    redis.call('ZREM', P .. 'later', job .. '.' .. i)
  elseif r.state == 'p' then
    redis.call('HDEL', P .. 'run:' .. r.inc, job .. '.' .. i)
  elseif r.state == 'f' or r.state == 'c' then
    redis.call('ZREM', P .. WORD[r.state] .. ':' .. job, i)
  end
end

-- Puts a task into a state and its index; `since` is the due time for w, else now.
local function enter(job, i, r, s, state, since)
  shift(job, r.state, state)
  r.state, r.since = state, since
  if state == 't' then
    enqueue(job, i, class(r, s), r.score)
    if r.avoid ~= '-' then redis.call('ZADD', P .. 'avoided', int(since + AVOID_MS), job .. '.' .. i) end
  elseif state == 'w' then
    redis.call('ZADD', P .. 'later', int(since), job .. '.' .. i)
  elseif state == 'f' or state == 'c' then
    redis.call('ZADD', P .. WORD[state] .. ':' .. job, int(since), i)
  end
  write(job, i, r)
end

-- One task from where it is to another state.
local function go(job, i, r, s, state, since)
  leave(job, i, r, s)
  enter(job, i, r, s, state, since)
end

-- A reaped task is its node's again. It leaves first: its losses are part of its class.
local function no_loss(job, i, r, s, t)
  leave(job, i, r, s)
  r.lost = r.lost - 1
  forget_last(r)
  enter(job, i, r, s, 'p', t)
end

-- A final task runs again: a new generation with fresh counters, in its old place.
local function restart(job, i, r, s, t)
  r.gen, r.att, r.inc, r.tok, r.flag = r.gen + 1, 0, '-', '-', '-'
  r.fails, r.lost, r.returns, r.avoid = 0, 0, 0, '-'
  redis.call('HDEL', jobkey(job), 'stopped')
  go(job, i, r, s, 't', t)
end

-- The record of a task, or what stands for it when it was never touched.
local function record(job, i, s)
  local r = read(job, i)
  if r then return r end
  local score = redis.call('ZSCORE', P .. 'todo:' .. job .. ':' .. s.needs .. ':', i)
  return score and fresh(tonumber(score), 0) or nil
end

local function listed(list, word)
  return string.find(',' .. list .. ',', ',' .. word .. ',', 1, true) ~= nil
end

local function tagged(wanted, tags)
  for tag in string.gmatch(wanted, '[^,]+') do
    if not listed(tags, tag) then return false end
  end
  return true
end

-- All nodes with a lease that is not over and that take tasks; read once in a call.
local alive
local function nodes(t)
  if alive then return alive end
  alive = {}
  for _, inc in ipairs(redis.call('ZRANGEBYSCORE', P .. 'leases', '(' .. int(t), '+inf')) do
    local n = redis.call('HMGET', P .. 'node:' .. inc, 'name', 'mem', 'cpu', 'tags', 'drain')
    if n[1] and n[5] ~= '1' then
      alive[#alive + 1] = {name = n[1], mem = tonumber(n[2]), cpu = tonumber(n[3]), tags = n[4]}
    end
  end
  return alive
end

-- Whether a live node outside the list could ever run a task with these needs.
local function elsewhere(needs, avoid, t)
  local mem, cpu, tags = string.match(needs, '^(%d+):(%d+):([^:]*)')
  for _, n in ipairs(nodes(t)) do
    if not listed(avoid, n.name) and tonumber(mem) <= n.mem and tonumber(cpu) <= n.cpu
      and tagged(tags, n.tags) then return true end
  end
  return false
end

local function wake(what) redis.call('PUBLISH', P .. 'wake', what) end
