-- What comes next for a task whose attempt is over: the retry classes.
-- Put in front of the scripts that say "Uses: policy", behind record.lua. No keys of its own.
-- limits: fails, on_timeout, returns. e: outcome, node, backoff (ms before the first retry),
-- needed (bytes, 0 when unknown). Each function gives the next state and its time.

local MAX_BACKOFF_MS = 300000

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

-- Memory guard, drain, sick node: costs no attempt; the needs rise to what the task showed,
-- but never above every live node: it could not run any more.
local function returned(r, s, limits, e, t)
  r.returns = r.returns + 1
  if r.returns > limits.returns then return 'f', t end
  local mem, rest = string.match(needs_of(r, s), '^(%d+)(:.*)$')
  local raised = int(e.needed) .. rest
  if e.needed > tonumber(mem) and elsewhere(raised, '', t) then r.needs = raised end
  return 't', t
end

-- Cannot be started there: once on each node that could run it.
local function invalid(r, s, limits, e, t)
  shun(r, e.node)
  r.returns = r.returns + 1
  if r.returns > limits.returns or not elsewhere(needs_of(r, s), r.avoid, t) then return 'f', t end
  return 't', t
end

local function next_state(r, s, limits, e, t)
  if e.outcome == 'succeeded' then return 'd', t end
  if e.outcome == 'cancelled' or r.flag == 'x' then return 'c', t end
  if e.outcome == 'failed' then return failed(r, s, limits, e, t) end
  if e.outcome == 'invalid' then return invalid(r, s, limits, e, t) end
  if e.outcome ~= 'timed_out' then return returned(r, s, limits, e, t) end
  if limits.on_timeout then return failed(r, s, limits, e, t) end
  r.fails = r.fails + 1
  return 'f', t
end
