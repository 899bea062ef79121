-- What the steps of fsck share: reading without trust, findings, the checks of tasks and indexes.
-- Put in front of the scripts that say "Uses: fsck", behind record.lua. No keys of its own.
-- A step runs in one mode: look (writes nothing), certain (mends what cannot be meant otherwise,
-- while nodes work) or all. A finding is {kind, key, task or job, sentence, 1 when it can be mended,
-- 1 when it was}. Nothing here trusts the type of a key, or the form of what is in it.

local TYPES = {meta = 'hash', counts = 'hash', names = 'hash', jobs = 'zset', job = 'hash', prof = 'hash',
  profn = 'hash', spec = 'hash', rec = 'hash', out = 'hash', dup = 'hash', classes = 'set', todo = 'zset',
  failed = 'zset', cancelled = 'zset', ready = 'zset', later = 'zset', stopping = 'zset', after = 'set',
  oversized = 'zset', avoided = 'zset', leases = 'zset',
  suspects = 'hash', nodes = 'hash', node = 'hash', run = 'hash', hist = 'hash', line = 'hash', idem = 'string',
  members = 'zset', ['members-lock'] = 'string', ['members-cluster'] = 'string', fsck = 'hash',
  ['fsck-turn'] = 'string', tokens = 'zset', nonce = 'string', unfinished = 'hash', removed = 'zset',
  idems = 'set', ended = 'zset', ['ended-turn'] = 'string', happened = 'zset', hooks = 'string', stalled = 'hash',
  ['scale-turn'] = 'string'}
local OF_JOBS = {prof = true, profn = true, spec = true, rec = true, out = true, dup = true,
  classes = true, todo = true, failed = true, cancelled = true, after = true, idems = true}
local RECORD = '^([twpdfc]) (%d+) (%d+) (%S+) ([oc-]) (%d+) (%d+) (%d+) (%d+) (%d+) (%S+) (%S+) ([x-])$'
local ATTEMPT = '^%d+ %S+ %d+ %d+ [a-z_]+ [%d-]+ [%d-]+ [%d-]+ [%d-]+ [01] ?[^\n]*$'
local NEEDS = '^%d+:%d+:[^:%s]*$'
local LONGEST_COMMAND = 1048576
local LARGEST, DAY_MS, TEN_YEARS_MS = 2 ^ 53, 86400000, 315360000000

local found, mode, lease_ms = {}, 'look', 30000

-- `certain`: the mode of that name mends it too. Without `fix` a person must decide.
local function finding(kind, key, id, sentence, fix, certain)
  local now = fix and (mode == 'all' or (mode == 'certain' and certain))
  if now then fix() end
  found[#found + 1] = {kind, key, id, sentence, fix and 1 or 0, now and 1 or 0}
end

local function kind_of(key) return string.match(string.sub(key, #P + 1), '^([^:]*)') end

-- Whether a key has the type that its name says, or is not there.
local function typed(key)
  local type = redis.call('TYPE', key).ok
  return type == 'none' or type == TYPES[kind_of(key)]
end

local function all_typed(...)
  for _, key in ipairs({...}) do
    if not typed(P .. key) then return false end
  end
  return true
end

-- Scores as Redis gives them: inf and numbers beyond 2^53 are nobody's.
local function sane(score, limit)
  local n = tonumber(score)
  return n ~= nil and n == n and n >= 0 and n < (limit or LARGEST)
end

local function hget(key, field)
  return typed(key) and redis.call('HGET', key, field) or nil
end

local function score_in(name, member)
  return typed(P .. name) and redis.call('ZSCORE', P .. name, member) or nil
end

local function lines_of(log)
  local good, bad = {}, 0
  for line in string.gmatch(log, '[^\n]+') do
    if string.find(line, ATTEMPT) then good[#good + 1] = '\n' .. line else bad = bad + 1 end
  end
  return table.concat(good), bad
end

-- The record; or nil and why it cannot be read; or nil alone when there is none.
local function recorded(job, i)
  local key = bucket('rec', job, i)
  if not typed(key) then return nil, 'the key of its record has a wrong type' end
  if redis.call('HSTRLEN', key, i) > LONGEST_RECORD then return nil, 'its record is too long' end
  local text = redis.call('HGET', key, i)
  if not text then return nil end
  local r = {}
  r.state, r.gen, r.att, r.inc, r.tok, r.fails, r.lost, r.returns, r.score, r.since, r.needs, r.avoid,
    r.flag = string.match(string.match(text, '^[^\n]*'), RECORD)
  local ok = r.state and sane(r.score) and sane(r.since) and (r.needs == '-' or string.find(r.needs, NEEDS))
    and not string.find(r.avoid, ':', 1, true)
  for _, field in ipairs({'gen', 'att', 'fails', 'lost', 'returns'}) do
    ok = ok and #r[field] < 10
  end
  if not ok then return nil, 'its record cannot be read' end
  r.log = string.match(text, '\n.*$') or ''
  return r
end

-- What was asked for: needs and priority; or nil and why that cannot be known. `bad`: numbers of
-- profiles that only the caller can tell to be no profiles.
local asked_profiles = {}

local function asked(job, i, bad)
  local key = bucket('spec', job, i)
  if not typed(key) then return nil, 'the key of its command has a wrong type' end
  if redis.call('HSTRLEN', key, i) > LONGEST_COMMAND then return nil, 'its command is too long' end
  local text = redis.call('HGET', key, i)
  if not text then return nil, 'its command is gone' end
  local n = string.match(text, '^(%d+) ')
  if not n or bad[n] then return nil, 'its profile cannot be read' end
  local profile = asked_profiles[n] or hget(P .. 'prof:' .. job, n) or ''
  asked_profiles[n] = profile
  local priority, needs = string.match(profile, '^(%d+) %S+ (%S+) {')
  if not priority or tonumber(priority) > 9999 or not string.find(needs, NEEDS) then
    return nil, profile == '' and 'its profile is gone' or 'its profile cannot be read'
  end
  return {priority = tonumber(priority), needs = needs}
end

-- A generation that no token of before can have, for a task whose record is gone.
local function new_generation(t) return math.floor(t / 1000) - 1577836800 end

local function drop(job, i, r, s)
  if r.state == 't' and (s or r.needs ~= '-') then dequeue(job, i, class(r, s)) end
  if r.state == 'p' then redis.call('HDEL', P .. 'run:' .. r.inc, job .. '.' .. i) end
  redis.call('ZREM', P .. 'later', job .. '.' .. i)
  redis.call('ZREM', P .. 'avoided', job .. '.' .. i)
end

-- The end of a task of which too little is left: failed, unreadable. Where its state is known the
-- counters move with it; else the recount of the job sets them.
local function give_up(job, i, r, why, t)
  if r then
    drop(job, i, r, nil)
    shift(job, r.state, 'f')
  else
    r = fresh(0, t)
    r.gen = new_generation(t)
  end
  append(r, table.concat({int(r.att), '-', int(t), int(t), 'invalid - - - - 0 unreadable:', why}, ' '))
  r.state, r.since, r.tok, r.flag, r.avoid = 'f', t, '-', '-', '-'
  redis.call('ZADD', P .. 'failed:' .. job, int(t), i)
  write(job, i, r)
end

local function requeue(job, i, r, s, t)
  enqueue(job, i, class(r, s), r.score)
  if r.avoid ~= '-' then redis.call('ZADD', P .. 'avoided', int(t + AVOID_MS), job .. '.' .. i) end
end

-- A task without a record: untouched and in its todo set, or damaged.
local function check_untouched(job, i, s, wrong, t)
  local id, key = job .. '.' .. i, bucket('rec', job, i)
  if not s then
    return finding('record', key, id, wrong, function() give_up(job, i, nil, wrong, t) end)
  end
  if score_in('todo:' .. job .. ':' .. s.needs .. ':', i) then return end
  if hget(bucket('out', job, i), i) or score_in('failed:' .. job, i) or score_in('cancelled:' .. job, i) then
    local why = 'its record is gone'
    return finding('record', key, id, why, function() give_up(job, i, nil, why, t) end)
  end
  finding('index', P .. 'todo:' .. job .. ':' .. s.needs .. ':', id, 'is in no list; it runs again', function()
    local r = fresh((9999 - s.priority) * 2 ^ 39 + i, t)
    r.gen = new_generation(t) -- it may have run: an outcome of then must not count for this run
    write(job, i, r)
    requeue(job, i, r, s, t)
  end)
end

local function check_todo(job, i, r, s, t)
  local list, id = 'todo:' .. job .. ':' .. class(r, s), job .. '.' .. i
  if not score_in(list, i) then
    finding('index', P .. list, id, 'is to do and not in its list', function() requeue(job, i, r, s, t) end)
  elseif r.avoid ~= '-' and not score_in('avoided', id) then
    finding('index', P .. 'avoided', id, 'avoids nodes for ever',
      function() redis.call('ZADD', P .. 'avoided', int(t + AVOID_MS), id) end)
  end
end

local function check_waiting(job, i, r, t)
  local id = job .. '.' .. i
  if score_in('later', id) then return end
  finding('index', P .. 'later', id, 'waits and is not in the list of waiting tasks',
    function() redis.call('ZADD', P .. 'later', int(math.min(r.since, t + 300000)), id) end)
end

-- In progress: an incarnation with a lease has it, or will be reaped.
local function check_running(job, i, r, s, t)
  local run, id = P .. 'run:' .. r.inc, job .. '.' .. i
  local listed_there, lease = hget(run, id), score_in('leases', r.inc)
  if r.tok ~= 'o' or not (listed_there or lease) then
    local why = r.tok == 'o' and 'is in progress on a node that is gone' or 'is in progress without an open token'
    finding('owner', bucket('rec', job, i), id, why, function()
      drop(job, i, r, s)
      shift(job, 'p', r.flag == 'x' and 'c' or 't')
      r.state, r.since, r.tok = r.flag == 'x' and 'c' or 't', t, '-'
      if r.state == 't' then requeue(job, i, r, s, t) else redis.call('ZADD', P .. 'cancelled:' .. job, int(t), i) end
      write(job, i, r)
    end, true)
  elseif not listed_there then
    finding('owner', run, id, 'is in progress and not listed where its node would be reaped',
      function() redis.call('HSET', run, id, 0) end, true)
  elseif not lease then
    finding('lease', P .. 'leases', id, 'is held by a node without a lease',
      function() redis.call('ZADD', P .. 'leases', int(t + lease_ms), r.inc) end, true)
  end
end

local function check_final(job, i, r)
  local list, id = WORD[r.state] .. ':' .. job, job .. '.' .. i
  if r.tok == 'o' then
    finding('record', bucket('rec', job, i), id, 'has ended and could be recorded once more', function()
      r.tok = '-'
      write(job, i, r)
    end)
  end
  if r.state ~= 'd' and not score_in(list, i) then
    finding('index', P .. list, id, 'is not in the list of its state',
      function() redis.call('ZADD', P .. list, int(r.since), i) end)
  end
end

-- One task against everything that should know of it.
local function check_task(job, i, bad, t)
  local id, key = job .. '.' .. i, bucket('rec', job, i)
  local r, why = recorded(job, i)
  local s, wrong = asked(job, i, bad)
  if why then return finding('record', key, id, why, function() give_up(job, i, nil, why, t) end) end
  if not r then return check_untouched(job, i, s, wrong, t) end
  local good, lines = lines_of(r.log)
  if lines > 0 then
    finding('record', key, id, 'has attempts that cannot be read: ' .. lines, function()
      r.log = good
      write(job, i, r)
    end)
    r.log = good
  end
  if FINAL[r.state] then return check_final(job, i, r) end
  if not s then return finding('record', key, id, wrong, function() give_up(job, i, r, wrong, t) end) end
  if not typed(P .. 'todo:' .. job .. ':' .. class(r, s)) or not typed(P .. 'run:' .. r.inc) then return end
  if r.state == 't' then return check_todo(job, i, r, s, t) end
  if r.state == 'w' then return check_waiting(job, i, r, t) end
  check_running(job, i, r, s, t)
end

local REASONS = {loading = true, paused = true, limit = true, after = true, time = true, fails = true}

-- Whether somebody will look at a job that waits for another one.
local function is_followed(job, other)
  if score_in('later', job) then return true end
  if is_over(other) then return score_in('later', other) ~= nil end
  return typed(P .. 'after:' .. other) and redis.call('SISMEMBER', P .. 'after:' .. other, job) == 1
end

-- A job that is held: for a reason, and by somebody who will let it go.
local function check_hold(job, t)
  local key = jobkey(job)
  local row = redis.call('HMGET', key, 'hold', 'after', 'before', 'limit', 'max_fails', 'in_progress')
  for k, field in pairs({[2] = 'after', [3] = 'before', [4] = 'limit', [5] = 'max_fails'}) do
    if row[k] and not whole(row[k]) then
      finding('job', key, job, 'has a rule that is no number: ' .. field,
        function() redis.call('HDEL', key, field) end, true)
    end
  end
  local words = row[1]
  if not words then return end
  for word in string.gmatch(words .. (words == '' and '?' or ''), '[^,]+') do
    if not REASONS[word] then
      finding('job', key, job, 'is held for no reason', function()
        redis.call('HSET', key, 'hold', 'limit')
        unhold(job, 'limit')
      end, true)
      return
    end
  end
  if listed(words, 'limit') and not (whole(row[4]) and (whole(row[6]) or 0) >= whole(row[4])) then
    finding('job', key, job, 'is held at its limit and below it', function() unhold(job, 'limit') end, true)
  end
  if (listed(words, 'after') and not is_followed(job, row[2] or ''))
    or (listed(words, 'time') and not score_in('later', job)) then
    finding('job', P .. 'later', job, 'is held and nobody will let it go',
      function() redis.call('ZADD', P .. 'later', int(t), job) end, true)
  end
  if listed(words, 'fails') and not is_over(job) and not score_in('stopping', job) then
    finding('job', P .. 'stopping', job, 'is stopped and nobody cancels its tasks',
      function() redis.call('ZADD', P .. 'stopping', int(t), job) end, true)
  end
end

-- Counters that HINCRBY takes.
local function countable(key)
  if not typed(key) then return false end
  for _, word in pairs(WORD) do
    if not string.find(redis.call('HGET', key, word) or '0', '^%-?%d%d?%d?%d?%d?%d?%d?%d?%d?%d?%d?%d?$') then
      return false
    end
  end
  return true
end

-- What a list says against the records, entry by entry: member, and score or value.
local ENTRY = {}

local function of_state(id, state)
  local job, i = split(id)
  local r = job and recorded(job, i)
  return r and r.state == state and r or nil
end

function ENTRY.todo(key, i, score)
  local job, c = string.match(string.sub(key, #P + 1), '^todo:(%d+):(.*)$')
  local function away()
    redis.call('ZREM', key, i)
    touch(job, c)
  end
  local n = string.find(i, '^[1-9]%d*$')
  local r, why, s
  if n then r, why = recorded(job, i) end
  if n then s = asked(job, i, {}) end
  if not s or why or (r and r.state ~= 't') or class(r, s) ~= c then
    return finding('index', key, job .. '.' .. i, 'is in a list that it does not belong to', away)
  end
  local right = place(s.priority, r and r.score or sane(score) and score or i)
  local same = sane(score) and (not r or tonumber(score) == tonumber(r.score))
  if same and (tonumber(score) == right or under_way(job) ~= '0') then return end
  return finding('index', key, job .. '.' .. i, 'has another place than its record says', function()
    redis.call('ZADD', key, int(right), i)
    touch(job, c)
    if not r then return end
    r.score = right
    write(job, i, r)
  end)
end

-- A job among the waiting tasks: somebody looks at it then.
local function check_due(key, job, score, t)
  if redis.call('EXISTS', jobkey(job)) == 0 then
    finding('index', key, job, 'is a job that is gone', function() redis.call('ZREM', key, job) end, true)
  elseif not sane(score) then
    finding('index', key, job, 'waits for ever', function() redis.call('ZADD', key, int(t), job) end, true)
  end
end

function ENTRY.later(key, id, score, t)
  if string.find(id, '^[1-9]%d*$') then return check_due(key, id, score, t) end
  local r = of_state(id, 'w')
  if not r then
    finding('index', key, id, 'does not wait', function() redis.call('ZREM', key, id) end, true)
  elseif not sane(score, t + TEN_YEARS_MS) then
    finding('index', key, id, 'waits for ever',
      function() redis.call('ZADD', key, int(math.min(r.since, t + 300000)), id) end, true)
  end
end

function ENTRY.stopping(key, job, score, t)
  local held = string.find(job, '^[1-9]%d*$') and hget(jobkey(job), 'hold')
  if not held or not listed(held, 'fails') then
    finding('index', key, job, 'is not stopped', function() redis.call('ZREM', key, job) end, true)
  elseif not sane(score, t + DAY_MS) then
    finding('index', key, job, 'waits for ever', function() redis.call('ZADD', key, int(t), job) end, true)
  end
end

function ENTRY.avoided(key, id, score, t)
  local r = of_state(id, 't')
  if not r or r.avoid == '-' then
    finding('index', key, id, 'avoids no node', function() redis.call('ZREM', key, id) end, true)
  elseif not sane(score, t + DAY_MS) then
    finding('index', key, id, 'avoids nodes for ever',
      function() redis.call('ZADD', key, int(t + AVOID_MS), id) end, true)
  end
end

local function check_ended(key, i, score, state)
  local job = string.match(key, ':(%d+)$')
  local r = of_state(job .. '.' .. i, state)
  if not r then
    finding('index', key, job .. '.' .. i, 'is not in this state', function() redis.call('ZREM', key, i) end)
  elseif not sane(score) then
    finding('index', key, job .. '.' .. i, 'ended at a time that cannot be',
      function() redis.call('ZADD', key, int(r.since), i) end)
  end
end

function ENTRY.failed(key, i, score) check_ended(key, i, score, 'f') end

function ENTRY.cancelled(key, i, score) check_ended(key, i, score, 'c') end

function ENTRY.run(key, id, sequence)
  local inc = string.sub(key, #P + 5)
  local r = of_state(id, 'p')
  if not r or r.inc ~= inc then
    finding('index', key, id, 'is not in progress there', function() redis.call('HDEL', key, id) end)
  elseif not sane(sequence) then
    finding('index', key, id, 'was claimed with a number that is none', function() redis.call('HSET', key, id, 0) end)
  end
end

function ENTRY.ready(key, member, score)
  local job, c = string.match(member, '^(%d+):(%d+:%d+:[^:]*:.*)$')
  if not job then
    return finding('index', key, member, 'is no class of a job', function() redis.call('ZREM', key, member) end, true)
  end
  if not all_typed('todo:' .. job .. ':' .. c, 'classes:' .. job, 'job:' .. job) then return end
  local head = redis.call('ZRANGE', P .. 'todo:' .. job .. ':' .. c, 0, 0, 'WITHSCORES')
  local runs = redis.call('EXISTS', jobkey(job)) == 1 and redis.call('HEXISTS', jobkey(job), 'hold') == 0
  if not head[2] or tonumber(head[2]) ~= tonumber(score) or not runs then
    finding('index', key, member, 'is not at the place of its first task', function()
      touch(job, c)
      if not runs then redis.call('ZREM', key, member) end
    end, true)
  end
end

function ENTRY.classes(key, c)
  local job = string.match(key, ':(%d+)$')
  local list = 'todo:' .. job .. ':' .. c
  if not all_typed(list, 'ready', 'job:' .. job) then return end
  if redis.call('EXISTS', P .. list) == 0 then
    finding('index', key, job .. ':' .. c, 'is a class without tasks', function() touch(job, c) end)
  elseif redis.call('HEXISTS', jobkey(job), 'hold') == 0 and not score_in('ready', job .. ':' .. c) then
    finding('index', P .. 'ready', job .. ':' .. c, 'has tasks and is not offered', function() touch(job, c) end)
  end
end

function ENTRY.leases(key, inc, score, t)
  if tonumber(score) <= t + DAY_MS then return end
  finding('lease', key, inc, 'has a lease that never ends',
    function() redis.call('ZADD', key, int(t + lease_ms), inc) end, true)
end

function ENTRY.suspects(key, inc, since)
  if sane(since) and score_in('leases', inc) then return end
  finding('lease', key, inc, 'is suspected and has no lease', function() redis.call('HDEL', key, inc) end, true)
end

function ENTRY.names(key, name, id)
  if string.find(id, '^%d+$') and redis.call('EXISTS', jobkey(id)) == 1 then return end
  finding('name', key, name, 'names a job that is gone', function() redis.call('HDEL', key, name) end)
end

function ENTRY.unfinished(key, job)
  if string.find(job, '^[1-9]%d*$') and redis.call('EXISTS', jobkey(job)) == 1 and under_way(job) ~= '0' then return end
  finding('index', key, job, 'is under way and is no work', function() redis.call('HDEL', key, job) end)
end

function ENTRY.nodes(key, name, inc)
  local row = P .. 'node:' .. inc
  if not typed(row) then return end -- one that is gone was stopped a day ago: whoever lists nodes forgets it
  for _, field in ipairs({'mem', 'cpu', 'slots', 'free', 'started', 'seen'}) do
    local value = redis.call('HGET', row, field)
    if value and not string.find(value, '^%d+$') then
      finding('node', row, name, 'has a number that is none: ' .. field,
        function() redis.call('HSET', row, field, 0) end)
    end
  end
end

function ENTRY.jobs(key, id, score)
  if not string.find(id, '^[1-9]%d*$') then
    finding('job', key, id, 'is no job', function() redis.call('ZREM', key, id) end)
  elseif tonumber(score) ~= tonumber(id) then
    finding('job', key, id, 'is at a wrong place', function() redis.call('ZADD', key, id, id) end)
  end
end

-- The highest index of a job that has a command, among its first `said` tasks and a few more.
local function highest(job, said, bound)
  local top, last = 0, 0
  for n = 0, math.min(math.floor(said / BUCKET) + 16, bound) do
    local key = P .. 'spec:' .. job .. ':' .. int(n)
    if redis.call('EXISTS', key) == 1 and typed(key) then top = n end
  end
  for i = top * BUCKET, top * BUCKET + BUCKET - 1 do
    if hget(P .. 'spec:' .. job .. ':' .. int(top), int(i)) then last = i end
  end
  return last
end
