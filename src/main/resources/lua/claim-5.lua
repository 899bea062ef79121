-- Gives a node the best tasks that it can start now.
-- Uses: holds
-- Guarantee: exact priority order, then submission order, among the tasks that fit; a task that fits
--   nowhere blocks nobody, and one that cannot be read ends. No job runs more tasks than its limit. A lost reply strands nothing: renew gives
--   back what the node does not list.
-- KEYS[1] ready (zset): <job>:<class> by the score of its first task
-- KEYS[2] later (zset): waiting tasks and jobs by due time
-- KEYS[3] avoided (zset): todo tasks that avoid nodes, by when that ends
-- KEYS[4] leases (zset): incarnations by the end of their lease
-- KEYS[5] run:<incarnation> (hash): what the incarnation holds
-- ARGV[1] incarnation; ARGV[2] sequence of the request; ARGV[3] slots; ARGV[4] free bytes
-- ARGV[5] free millicpus; ARGV[6] the node's tags, comma separated; ARGV[7] the node's name
-- ARGV[8] score to continue from, 0 for the best; ARGV[9] classes to look at, at most
-- Returns: 1 or 0 (no lease: register again), score to continue from or 0, Redis' time in ms, then for
--   each task its id, token, profile, raised needs or -, command
-- Cost: linear in the tasks given and the classes skipped (bounded); not in the queue's length. The
--   answer stops at about 8 MB.
local inc, seq, slots, mem, cpu = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local tags, name, from, bound, most = ARGV[6], ARGV[7], tonumber(ARGV[8]), tonumber(ARGV[9]), 8388608
local t = clock()
local lease = redis.call('ZSCORE', KEYS[4], inc)
if not lease or tonumber(lease) < t then return {0, '0', int(t)} end
local answer, bytes, left = {1, '0', int(t)}, 0, {} -- left: how many more a job may start, once asked

local function unbind(id)
  redis.call('ZREM', KEYS[3], id)
  local job, i = split(id)
  local r, s = find(job, i, t)
  if r and r.state == 't' then anywhere(job, i, r, s, t) end
end

-- Whether the first task of a class is one that can run; if not, it has ended or was none of this class.
local function take(job, i, score)
  if not split(job .. '.' .. i) then return false end
  local place = #score <= 16 and string.find(score, '^%d+$') and score or 0
  local r, s = read(job, i) or fresh(place, t), spec(job, i)
  local what = r.bad or (r.state == 't' and s.bad)
  if what then ruin(job, i, r, s, what, t, 't') end
  if what or r.state ~= 't' then return false end
  if r.avoid ~= '-' then redis.call('ZREM', KEYS[3], job .. '.' .. i) end
  shift(job, 't', 'p')
  r.state, r.att, r.inc, r.tok, r.since, r.flag = 'p', r.att + 1, inc, 'o', t, '-'
  write(job, i, r)
  redis.call('HSET', KEYS[5], job .. '.' .. i, seq)
  if tonumber(r.lost) >= 2 then redis.call('HSET', P .. 'node:' .. inc, 'suspect', job .. '.' .. i) end
  answer[#answer + 1] = {job .. '.' .. i, token(r), s.profile, r.needs, s.command}
  bytes = bytes + #s.profile + #s.command
  return true
end

-- How many tasks of a class could start now; 0 when none fits, or one may kill nodes and one such runs.
local function room(need, need_cpu, wanted, avoid, suspect)
  if need > mem or need_cpu > cpu or not tagged(wanted, tags) then return 0 end
  if avoid ~= '' and listed(avoid, name)
    and elsewhere(int(need) .. ':' .. int(need_cpu) .. ':' .. wanted, avoid, t) then return 0 end
  local running = suspect and redis.call('HGET', P .. 'node:' .. inc, 'suspect')
  if running and redis.call('HEXISTS', KEYS[5], running) == 1 then return 0 end
  return math.min(suspect and 1 or slots, need > 0 and math.floor(mem / need) or slots,
    need_cpu > 0 and math.floor(cpu / need_cpu) or slots)
end

-- Takes the first tasks of a class, up to the first task of the next class, as many as fit and as its
-- job may start. Says how many were given, how many were in the way, and the score of the class's next.
local function drain(job, c, fitting, may, limit)
  local key, n, k, given = P .. 'todo:' .. job .. ':' .. c, math.min(fitting, may), 0, 0
  local ids = n > 0 and safely('ZRANGE', key, 0, n, 'WITHSCORES') or {} -- and the one behind them
  while k < n and ids[2 * k + 1] and bytes < most and (k == 0 or not limit or tonumber(ids[2 * k + 2]) <= tonumber(limit)) do
    if take(job, ids[2 * k + 1], ids[2 * k + 2]) then given = given + 1 end
    k = k + 1
  end
  if k > 0 then redis.call('ZREMRANGEBYRANK', key, 0, k - 1) end
  local rest, clean = ids[2 * k + 2], k > 0 and k == given
  left[job] = clean and may - k or nil
  if rest and clean then redis.call('ZADD', KEYS[1], rest, job .. ':' .. c) else rest = touch(job, c) end
  return given, k == 0 and 1 or k - given, rest
end

begin_due(t)
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', int(t), 'LIMIT', 0, 50)) do unbind(id) end
local off = from > 0 and redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[8]) or 0
local looked, page, pos, size, moved, score, rest = 0, nil, 0, 1, false, nil, nil
while slots > 0 and looked < bound and bytes < most do
  if not page or (not page[2 * pos + 3] and (moved or #page > 2 * size)) then
    if page then size = math.min(64, size * 4) end -- many do not fit, or are of few tasks: read more at a time
    page, pos, moved = redis.call('ZRANGE', KEYS[1], off, off + size, 'WITHSCORES'), 0, false
  end
  if not page[2 * pos + 1] then break end
  score = page[2 * pos + 2]
  local job, c, need, need_cpu, wanted, avoid =
    string.match(page[2 * pos + 1], '^(%d+):((%d+):(%d+):([^:]*):([^!]*)!?)$')
  if not job then redis.call('ZREM', KEYS[1], page[2 * pos + 1]) end
  need, need_cpu = tonumber(need), tonumber(need_cpu)
  local n, k, idle = job and room(need, need_cpu, wanted, avoid, string.sub(c, -1) == '!') or 1, 0, 1
  local may = job and n > 0 and (left[job] or spare(job) or -1) -- -1: held, and drain takes it out
  if may == 0 then n, left[job] = 0, 0 end
  if job and n > 0 then k, idle, rest = drain(job, c, n, may, page[2 * pos + 4]) end
  looked = looked + idle
  if k > 0 then slots, mem, cpu = slots - k, mem - k * need, cpu - k * need_cpu end
  if n == 0 then off = off + 1 else moved = true end
  pos = pos + 1
  -- What is left of a class comes behind this page, or the page is not what it was.
  if n ~= 0 and (idle > 0 or tonumber(rest or math.huge) <= tonumber(page[#page])) then page = nil end
end
if looked >= bound and score then answer[2] = score end
flush()
return answer
