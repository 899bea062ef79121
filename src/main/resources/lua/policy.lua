-- What comes next for a task whose attempt is over: the retry classes. What is said to a report that
-- cannot count.
-- Put in front of the scripts that say "Uses: policy", behind record.lua. No keys of its own.
-- limits: fails, on_timeout, returns, memory_returns. e: class, node, backoff (ms before the first
-- retry), needed (bytes, 0 when unknown). Each function gives the next state and its time.
-- class: succeeded failed timed_out cancelled invalid, and memory sick drain for what was given back.

local MAX_BACKOFF_MS = 300000
local MEMORY_RETURN = 1000 -- what one adds to a record's returns
local GB = 2^30

local function needs_of(r, s) return r.needs ~= '-' and r.needs or s.needs end

local function shun(r, node)
  if listed(r.avoid, node) then return end
  r.avoid = r.avoid == '-' and node or (r.avoid .. ',' .. node)
end

-- An attempt that counts. Back to the queue, on another node if there is one that could run it.
local function failed(r, s, limits, e, t)
  r.fails = r.fails + 1
  local allowed = s.retries and s.retries + 1 or limits.fails
  if r.fails >= allowed then return 'f', t end
  shun(r, e.node)
  if not elsewhere(needs_of(r, s), r.avoid, t) then r.avoid = '-' end
  return 'w', t + math.min(MAX_BACKOFF_MS, e.backoff * 2 ^ (r.fails - 1))
end

-- The next amount of memory to try: 0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8 ... GB.
local function step_above(bytes)
  local step = GB / 4
  while step < GB and step <= bytes do step = step * 2 end
  while step <= bytes do
    local half = step / 2 * 3
    step = half > bytes and half or step * 2
  end
  return step
end

-- Memory guard, or the kernel's out of memory: costs no attempt; the needs rise to what the task
-- showed, at least by a step, but never above every live node: it could not run any more.
local function short_of_memory(r, s, limits, e, t)
  r.returns = r.returns + MEMORY_RETURN
  if math.floor(r.returns / MEMORY_RETURN) > limits.memory_returns then return 'f', t end
  local mem, cpu, tags = string.match(needs_of(r, s), '^(%d+):(%d+):(.*)$')
  local wanted, roof = math.max(e.needed, step_above(tonumber(mem))), 0
  for _, n in ipairs(nodes(t)) do
    if tonumber(cpu) <= n.cpu and tagged(tags, n.tags) then roof = math.max(roof, n.mem) end
  end
  wanted = math.min(wanted, roof)
  if wanted > tonumber(mem) then r.needs = int(wanted) .. ':' .. cpu .. ':' .. tags end
  return 't', t
end

local function tolerated(r, limits)
  r.returns = r.returns + 1
  return r.returns % MEMORY_RETURN <= limits.returns
end

-- Cannot be started there: once on each node that could run it.
local function invalid(r, s, limits, e, t)
  shun(r, e.node)
  if not tolerated(r, limits) or not elsewhere(needs_of(r, s), r.avoid, t) then return 'f', t end
  return 't', t
end

local function next_state(r, s, limits, e, t)
  if e.class == 'succeeded' then return 'd', t end
  if e.class == 'cancelled' or r.flag == 'x' then return 'c', t end
  if s.bad then
    say(r, 'unreadable: ' .. s.bad, t) -- nobody could run it again
    return 'f', t
  end
  if e.class == 'failed' then return failed(r, s, limits, e, t) end
  if e.class == 'invalid' then return invalid(r, s, limits, e, t) end
  if e.class == 'memory' then return short_of_memory(r, s, limits, e, t) end
  if e.class == 'drain' then return 't', t end
  if e.class == 'sick' then return tolerated(r, limits) and 't' or 'f', t end
  if limits.on_timeout then return failed(r, s, limits, e, t) end
  r.fails = r.fails + 1
  return 'f', t
end

-- A report on a task whose record cannot be read: the task has ended, the report is for people.
local function refuse(job, i, tok, t)
  local r = find(job, i, t)
  if not r or not r.ruined then return 'u' end
  r.log = r.log .. ', refused ' .. tok
  write(job, i, r)
  return 'r'
end

-- What became of a report whose token is not the record's open one.
local function late(r, tok, line)
  if token(r) == tok and r.tok == 'c' then return 'a' end
  if string.find(r.log .. '\n', '\n' .. line .. '\n', 1, true) then return 'a' end
  return string.find(r.log .. '\n', ', refused ' .. tok .. '\n', 1, true) and 'r' or 's'
end
