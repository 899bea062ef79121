-- What every verb shares: the form of a task's record, the todo sets, the counters.
-- Put in front of each script by the loader. No keys of its own: P is the prefix of KEYS[1].
-- Nothing in Redis is trusted: a task that cannot be read ends (`find`, `ruin`), a key that is of
-- another type is left alone (`safely`), and everything else in the same call goes on.
--
-- A task's record is text: a head line of words, then one line for each attempt.
--   state generation attempt incarnation token failures losses returns score since needs avoid flag
-- state: t todo, w waiting, p in progress, d finished, f failed, c cancelled
-- token: o open (an outcome may commit), c committed, - revoked
-- returns: how often it was given back: 1000 for each time for lack of memory, 1 for each other
-- score: place in the queue; since: ms of the state's beginning (w: when it is due)
-- needs: memory:millicpus:tags where raised above the profile's, else -; avoid: node,node or -
-- flag: x a user wants it cancelled, else -
-- A task that was never claimed, cancelled or delayed has no record: it is todo, generation 1.
-- An attempt line: attempt node start end outcome exit signal cpu_ms peak_bytes background reason
-- A profile is text: priority retries needs json (retries: -, or how often a failure is run again).
-- A job that has a hold is not offered. Its words: loading; paused by a user; limit, at its limit of
-- running tasks; after, until another job is over; time, until its time has come; fails, stopped by
-- its failures; removal, while it is removed.

local P = string.match(KEYS[1], '^dc:{[^}]*}:')
local WORD = {t = 'todo', w = 'waiting', p = 'in_progress', d = 'finished', f = 'failed', c = 'cancelled'}
local FINAL = {d = true, f = true, c = true}
local HEAD = '^([twpdfc]) (%d+) (%d+) (%S+) ([oc-]) (%d+) (%d+) (%d+) (%d+) (%d+) (%S+) (%S+) ([x-])()'
local BUCKET = 64
local AVOID_MS = 60000
local LONGEST_RECORD, LONGEST_SPEC = 16000, 2097152
local MANY_CLASSES = 1000
local MOST_EVENTS = 1000
local FEW_CLASSES = 100 -- of a job: so many go into or out of `ready` in one call

-- A whole number as text: %d and not %.0f, which formats ten times slower; words of a record stay. The same
-- numbers come again and again in a call: the time, and 0 and 1 in each record.
local texts = {}

local function int(n)
  if type(n) == 'string' then return n end
  local text = texts[n] or string.format('%d', n)
  texts[n] = text
  return text
end

-- A whole number that is not negative; nil for any other text, or none.
local function whole(text)
  return text and #text < 16 and string.find(text, '^%d+$') and tonumber(text) or nil
end

local function listed(list, word)
  return string.find(',' .. list .. ',', ',' .. word .. ',', 1, true) ~= nil
end

-- Whether it is this one's turn; it has it for so long from now on. One at a time has the turn.
local function takes_turn(key, by, ms)
  local holder = redis.call('TYPE', key).ok == 'string' and redis.call('GET', key)
  if holder and holder ~= by then return false end
  redis.call('SET', key, by, 'PX', ms)
  return true
end

local function wake(what) redis.call('PUBLISH', P .. 'wake', what) end

local function clock()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

-- Whether a key has the type that it should have, or is not there.
local function is(key, type)
  local known = redis.call('TYPE', key).ok
  return known == type or known == 'none'
end

-- Whether Redis says that the data are not what a command needs: of another type, or no number.
local function unfit(refusal)
  return string.find(refusal, 'WRONGTYPE', 1, true) or string.find(refusal, 'is not an integer', 1, true)
    or string.find(refusal, 'would overflow', 1, true)
end

-- A command on data that are fit for it; nil and nothing done on any other. To ask for the type first would
-- be a second call for each. Any other refusal ends this call, as it would have anyway.
local function safely(command, key, ...)
  local answer = redis.pcall(command, key, ...)
  if type(answer) ~= 'table' or not answer.err then return answer end
  if unfit(answer.err) then return nil end
  return redis.call(command, key, ...)
end

-- The name of the node that runs the task of a record; false or nil when none does or it is not known.
local runners = {}

local function runner(raw)
  local inc = string.match(raw, '^p %d+ %d+ (%S+) ')
  if inc and runners[inc] == nil then runners[inc] = safely('HGET', P .. 'node:' .. inc, 'name') or false end
  return inc and runners[inc]
end

local function bucket(kind, job, i)
  return P .. kind .. ':' .. job .. ':' .. int(math.floor(i / BUCKET))
end

-- Job and index; nil when it is no id of a task.
local function split(id)
  local job, i = string.match(id, '^([1-9]%d*)%.([1-9]%d*)$')
  if not job or #job > 15 or #i > 15 then return nil end
  return job, i
end

local function jobkey(job) return P .. 'job:' .. job end

local function is_needs(text)
  local mem, cpu = string.match(text, '^(%d+):(%d+):[^:%s]*$')
  return mem ~= nil and #mem < 17 and #cpu < 17
end

-- A profile, read once in a call; `bad` says what is wrong with it.
local profiles = {}

local function profile(job, n)
  local key = job .. ':' .. n
  if profiles[key] then return profiles[key] end
  local text = safely('HGET', P .. 'prof:' .. job, n) or ''
  local priority, retries, needs = string.match(text, '^(%d%d?%d?%d?) ([%d-]+) (%S+) {')
  local p = {text = text, priority = tonumber(priority), retries = tonumber(retries), needs = needs}
  if text == '' then
    p.bad = 'its profile is missing'
  elseif not priority or (retries ~= '-' and not string.find(retries, '^%d%d?%d?%d?$'))
    or not is_needs(needs) then
    p.bad = 'its profile has another form'
  elseif #text > LONGEST_SPEC then
    p.bad = 'its profile is too long'
  end
  if p.bad then p.text, p.needs = '', nil end
  profiles[key] = p
  return p
end

-- What was asked for: profile and its number, priority, retries, needs, command; or `bad`.
local function spec(job, i)
  local text = safely('HGET', bucket('spec', job, i), i)
  if not text then return {bad = 'its command is missing'} end
  if #text > LONGEST_SPEC then return {bad = 'its command is too long'} end
  local n, command = string.match(text, '^(%d+) (.*%S.*)$')
  if not n then return {bad = 'its command has another form'} end
  local p = profile(job, n)
  return {profile = p.text, command = command, n = n, priority = p.priority, retries = p.retries,
    needs = p.needs, bad = p.bad}
end

-- A record from its text; `bad` says why it is none.
local function parse(text)
  local r, over = {}, nil
  if #text > LONGEST_RECORD then return {bad = 'its record is too long'} end
  r.state, r.gen, r.att, r.inc, r.tok, r.fails, r.lost, r.returns, r.score, r.since, r.needs,
    r.avoid, r.flag, over = string.match(text, HEAD)
  if not r.state or (over <= #text and string.byte(text, over) ~= 10) then
    return {bad = 'its record has another form'}
  end
  if #r.gen > 9 or #r.att > 9 or #r.fails > 9 or #r.lost > 9 or #r.returns > 9 or #r.score > 16
    or #r.since > 15 or (r.inc ~= '-' and not string.find(r.inc, '^' .. string.rep('[0-9a-f]', 16) .. '$'))
    or (r.needs ~= '-' and not is_needs(r.needs)) then
    return {bad = 'its record has impossible values'}
  end
  if (r.state == 'p') and (r.tok ~= 'o' or r.inc == '-') or FINAL[r.state] and r.tok == 'o' then
    return {bad = 'its record contradicts itself'}
  end
  r.log = string.sub(text, over)
  return r
end

-- The record; nil when there is none.
local function read(job, i)
  local text = safely('HGET', bucket('rec', job, i), i)
  if text then return parse(text) end
  if text == nil then return {bad = 'the key of its record is no hash'} end
  return nil
end

local function fresh(score, since)
  return {state = 't', gen = 1, att = 0, inc = '-', tok = '-', fails = 0, lost = 0, returns = 0,
    score = score, since = since, needs = '-', avoid = '-', flag = '-', log = ''}
end

local function write(job, i, r)
  safely('HSET', bucket('rec', job, i), i, table.concat({r.state, int(r.gen), int(r.att), r.inc,
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

-- The newest attempt line said that the task was lost, and it was not. A task that is to do leaves its
-- index before: its losses are part of its class.
local function not_lost(r)
  r.lost = math.max(0, r.lost - 1)
  r.log = string.match(r.log, '^(.*)\n[^\n]*$') or ''
end

local function token(r) return int(r.gen) .. '.' .. int(r.att) .. '.' .. r.inc end

-- The placement class: memory:millicpus:tags:avoided, with ! behind it for a suspect: a task that was
-- on two nodes when they died. A node runs one suspect at a time, so that they are found out one by one.
local function class(r, s)
  local needs = (r and r.needs ~= '-') and r.needs or s.needs
  return needs .. ':' .. ((r and r.avoid ~= '-') and r.avoid or '') .. ((r and tonumber(r.lost) >= 2) and '!' or '')
end

-- Whether tasks of the job may be given to nodes.
local function runs(job)
  local row = safely('HMGET', jobkey(job), 'total', 'hold') or {}
  return row[1] and not row[2]
end

-- Brings `ready` in line with one class of one job. Returns the score of its first task, if it has one.
local function touch(job, c)
  local head = safely('ZRANGE', P .. 'todo:' .. job .. ':' .. c, 0, 0, 'WITHSCORES')
  local member = job .. ':' .. c
  if not head then
    safely('ZREM', P .. 'ready', member)
  elseif not head[1] then
    safely('SREM', P .. 'classes:' .. job, c)
    safely('ZREM', P .. 'ready', member)
  elseif runs(job) then
    safely('ZADD', P .. 'ready', head[2], member)
  else
    safely('ZREM', P .. 'ready', member)
  end
  return head and head[2]
end

local function enqueue(job, i, c, score)
  safely('ZADD', P .. 'todo:' .. job .. ':' .. c, int(score), i)
  safely('SADD', P .. 'classes:' .. job, c)
  touch(job, c)
end

local function dequeue(job, i, c)
  safely('ZREM', P .. 'todo:' .. job .. ':' .. c, i)
  touch(job, c)
end

-- Brings `ready` in line with all classes of a job; of very many the next claims do it (holds.lua).
local function offer(job)
  if (safely('SCARD', P .. 'classes:' .. job) or 0) > FEW_CLASSES then
    safely('HDEL', jobkey(job), 'offered')
    safely('ZADD', P .. 'later', int(clock()), job)
    return
  end
  for _, c in ipairs(safely('SMEMBERS', P .. 'classes:' .. job) or {}) do touch(job, c) end
end

-- From now on the job is not offered, for this reason too.
local function hold(job, why)
  local words = safely('HGET', jobkey(job), 'hold')
  if words == nil or (words and listed(words, why)) then return end
  redis.call('HSET', jobkey(job), 'hold', words and words .. ',' .. why or why)
  if not words then offer(job) end
end

-- Takes a reason away; true when it was the last one.
local function unsay(job, why)
  local words, rest = safely('HGET', jobkey(job), 'hold'), {}
  if not words or not listed(words, why) then return false end
  for word in string.gmatch(words, '[^,]+') do
    if word ~= why then rest[#rest + 1] = word end
  end
  if rest[1] then redis.call('HSET', jobkey(job), 'hold', table.concat(rest, ',')) return false end
  return redis.call('HDEL', jobkey(job), 'hold') == 1
end

local function unhold(job, why)
  if not unsay(job, why) then return end
  offer(job)
  wake('work')
end

-- Nothing of the job with these fields is left to do, or it is gone.
local function ended(total, words, todo, waiting, running)
  if not total then return true end
  if listed(words or '', 'loading') then return false end
  return (whole(todo) or 0) + (whole(waiting) or 0) + (whole(running) or 0) == 0
end

local function is_over(job)
  local row = safely('HMGET', jobkey(job), 'total', 'hold', 'todo', 'waiting', 'in_progress') or {}
  return ended(unpack(row, 1, 5))
end

-- A job that its failures have stopped goes on.
local function carry_on(job)
  safely('HDEL', jobkey(job), 'swept')
  safely('ZREM', P .. 'stopping', job)
  unhold(job, 'fails')
end

-- Notes an event for those who are told of them (`hooks`), if there are any: an id that it has alone, kind,
-- what it is about, tries, and who has been told. The oldest go when there are very many.
local function happen(kind, what, t)
  if redis.call('EXISTS', P .. 'hooks') == 0 then return end
  local id = table.concat({kind, what, int(t)}, '-')
  safely('ZADD', P .. 'happened', int(t), table.concat({id, kind, what, '0 -'}, ' '))
  if is(P .. 'happened', 'zset') then redis.call('ZREMRANGEBYRANK', P .. 'happened', 0, -1 - MOST_EVENTS) end
end

-- What a job's rules say to its numbers: at its limit it is not offered, at its last failure it stops
-- (`failing`: one was added), and who waits for it hears of its end. When it is over is noted: old jobs go.
local function mind(job, failing)
  local row = safely('HMGET', jobkey(job), 'total', 'hold', 'todo', 'waiting', 'in_progress', 'limit', 'max_fails',
    'followed', 'failed', 'alarmed')
  if not row then return end
  local over, words = ended(unpack(row, 1, 5)), row[2]
  if failing and row[1] and (whole(row[9]) or 0) > 0 and not row[10] then
    safely('HSET', jobkey(job), 'alarmed', 1)
    happen('job_failing', job, clock())
  end
  if over and row[1] and safely('ZADD', P .. 'ended', int(clock()), job) == 1 then
    happen('job_finished', job, clock())
  end
  if not (words or row[6] or row[7] or row[8]) then return end
  local limit, most = whole(row[6]), whole(row[7])
  words = words or ''
  local full = limit and (whole(row[5]) or 0) >= limit
  if not full then
    unhold(job, 'limit')
  elseif not listed(words, 'limit') and (safely('SCARD', P .. 'classes:' .. job) or 0) <= FEW_CLASSES then
    hold(job, 'limit') -- of more classes each claim finds out that they are not to be had (spare)
  end
  if failing and most and (whole(row[9]) or 0) >= most and not over and not listed(words, 'fails') then
    hold(job, 'fails')
    safely('ZADD', P .. 'stopping', int(clock()), job)
  end
  if over and row[8] then
    safely('ZADD', P .. 'later', int(clock()), job)
    wake('work')
  end
end

-- Counters move in memory first; flush() writes them once.
local moved = {}

-- How many more tasks of a job may start now; nil when it is held.
local function spare(job)
  local row = safely('HMGET', jobkey(job), 'total', 'hold', 'limit', 'in_progress') or {}
  if not row[1] or row[2] then return nil end
  local limit = whole(row[3])
  if not limit then return math.huge end
  return math.max(0, limit - (whole(row[4]) or 0) - (moved[job] and moved[job].p or 0))
end

local function count(job, state, n)
  local m = moved[job] or {}
  moved[job] = m
  m[state] = (m[state] or 0) + n
end

local function shift(job, from, to)
  count(job, from, -1)
  count(job, to, 1)
end

-- Adds to a counter and says what it is now. One that is no number of 15 digits stays: doctor counts anew.
local function bump(key, field, n)
  local now = safely('HINCRBY', key, field, n)
  if not now or math.abs(now) < 10^15 then return now end
  redis.call('HINCRBY', key, field, -n)
  return nil
end

local function flush()
  local all = {}
  for job, m in pairs(moved) do
    for state, n in pairs(m) do
      if n ~= 0 then
        bump(jobkey(job), WORD[state], n)
        all[state] = (all[state] or 0) + n
      end
    end
  end
  for state, n in pairs(all) do
    if n ~= 0 then bump(P .. 'counts', WORD[state], n) end
  end
  for job, m in pairs(moved) do
    if (m.t or 0) + (m.w or 0) + (m.p or 0) > 0 then safely('ZREM', P .. 'ended', job) end
    mind(job, (m.f or 0) > 0)
  end
end

-- Takes a task out of the index of its present state.
local function leave(job, i, r, s)
  if r.state == 't' then
    dequeue(job, i, class(r, s))
    safely('ZREM', P .. 'avoided', job .. '.' .. i)
  elseif r.state == 'w' then
    safely('ZREM', P .. 'later', job .. '.' .. i)
  elseif r.state == 'p' then
    safely('HDEL', P .. 'run:' .. r.inc, job .. '.' .. i)
  elseif r.state == 'f' or r.state == 'c' then
    safely('ZREM', P .. WORD[r.state] .. ':' .. job, i)
  end
end

-- The score of a priority and the place that another score stands for.
local function place(priority, score) return (9999 - priority) * 2^39 + score % 2^39 end

-- Puts a task into a state and its index; `since` is the due time for w, else now. The priority may
-- have changed since the score of a task that waited or ran was given.
local function enter(job, i, r, s, state, since)
  shift(job, r.state, state)
  r.state, r.since = state, since
  if state == 't' then
    r.score = place(s.priority, r.score)
    enqueue(job, i, class(r, s), r.score)
    if r.avoid ~= '-' then safely('ZADD', P .. 'avoided', int(since + AVOID_MS), job .. '.' .. i) end
  elseif state == 'w' then
    safely('ZADD', P .. 'later', int(since), job .. '.' .. i)
  elseif state == 'f' or state == 'c' then
    safely('ZADD', P .. WORD[state] .. ':' .. job, int(since), i)
  end
  write(job, i, r)
end

-- One task from where it is to another state.
local function go(job, i, r, s, state, since)
  leave(job, i, r, s)
  enter(job, i, r, s, state, since)
end

-- A reaped task is its node's again.
local function take_back(job, i, r, s, t)
  leave(job, i, r, s)
  not_lost(r)
  enter(job, i, r, s, 'p', t)
end

-- The preference of a todo task for other nodes has ended.
local function anywhere(job, i, r, s, t)
  leave(job, i, r, s)
  r.avoid = '-'
  enter(job, i, r, s, 't', t)
end

-- A final task runs again: a new generation with fresh counters, in its old place.
local function restart(job, i, r, s, t)
  r.gen, r.att, r.inc, r.tok, r.flag = r.gen + 1, 0, '-', '-', '-'
  r.fails, r.lost, r.returns, r.avoid = 0, 0, 0, '-'
  safely('HDEL', jobkey(job), 'stopped', 'alarmed')
  carry_on(job)
  go(job, i, r, s, 't', t)
end

-- Whether the job has a task of this number: an entry of an index alone makes none.
local function exists(job, i)
  local total = tonumber(safely('HGET', jobkey(job), 'total'))
  return total ~= nil and tonumber(i) <= total
end

-- Takes a task out of every index and says which state the one that had it stands for; a finished one
-- is in none. Nil when that cannot be told, because there are very many classes.
local function lift(job, i)
  local id, state = job .. '.' .. i, nil
  if safely('ZREM', P .. 'later', id) == 1 then state = 'w' end
  if safely('ZREM', P .. 'failed:' .. job, i) == 1 then state = 'f' end
  if safely('ZREM', P .. 'cancelled:' .. job, i) == 1 then state = 'c' end
  for _, inc in ipairs(safely('ZRANGE', P .. 'leases', 0, -1) or {}) do
    if safely('HDEL', P .. 'run:' .. inc, id) == 1 then state = 'p' end
  end
  if (safely('SCARD', P .. 'classes:' .. job) or 0) > MANY_CLASSES then return state end
  for _, c in ipairs(safely('SMEMBERS', P .. 'classes:' .. job) or {}) do
    if safely('ZREM', P .. 'todo:' .. job .. ':' .. c, i) == 1 then
      touch(job, c)
      state = 't'
    end
  end
  return state or 'd'
end

-- The attempt line of a task that ends without having run.
local function say(r, why, t)
  append(r, table.concat({int(r.att), '-', int(t), int(t), 'invalid - - - - 0', why}, ' '))
end

-- Ends a task that cannot be read. was: the state of the index where it was met, when the caller
-- takes it out of that one. Returns the new record; nil when there is no such task. Of a record that
-- cannot be read nothing is kept: the generation is one that no token of before can have.
local function ruin(job, i, r, s, what, t, was)
  if not exists(job, i) then return nil end
  local state = was or lift(job, i)
  if r and not r.bad then safely('HDEL', P .. 'run:' .. r.inc, job .. '.' .. i) end
  if not r or r.bad then
    r = fresh(s.priority and (9999 - s.priority) * 2^39 + i or 0, t)
    r.gen, r.state = t % 900000000, state
  end
  if not r.state then return nil end
  safely('ZREM', P .. 'avoided', job .. '.' .. i)
  r.tok, r.flag, r.avoid, r.ruined = '-', '-', '-', true
  say(r, 'unreadable: ' .. what, t)
  enter(job, i, r, nil, 'f', t)
  return r
end

-- A task as a verb meets it: record and spec. One that cannot be read is ended here, unless it is final.
-- was: see ruin; a record that can be read and says another state belongs to another index.
local function find(job, i, t, was)
  if not job then return nil end
  local r, s = read(job, i), spec(job, i)
  if r and not r.bad and (not s.bad or FINAL[r.state] or (was and r.state ~= was)) then return r, s end
  if not r and not s.bad then
    local score = safely('ZSCORE', P .. 'todo:' .. job .. ':' .. s.needs .. ':', i)
    if score then return fresh(tonumber(score), 0), s end
  end
  local what = r and r.bad or s.bad or 'its record is missing'
  return ruin(job, i, r, s, what, t, was), s
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
  for _, inc in ipairs(safely('ZRANGEBYSCORE', P .. 'leases', '(' .. int(t), '+inf') or {}) do
    local n = safely('HMGET', P .. 'node:' .. inc, 'name', 'mem', 'cpu', 'tags', 'drain') or {}
    if n[1] and n[5] ~= '1' then
      alive[#alive + 1] = {name = n[1], mem = tonumber(n[2]) or 0, cpu = tonumber(n[3]) or 0, tags = n[4] or ''}
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

-- What is under way for a job, as the first word of its entry in `unfinished`; 0 for nothing.
local function under_way(job)
  local entry = safely('HGET', P .. 'unfinished', job) or ''
  for _, word in ipairs({'profiles', 'tasks', 'removal', 'remains'}) do
    if string.match(entry, '^%a+') == word then return word end
  end
  return '0'
end
