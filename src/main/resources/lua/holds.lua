-- What comes of a job when its time has come: reasons that end, classes that are offered, followers.
-- Put in front of the scripts that say "Uses: holds", behind record.lua. No keys of its own.
-- A job is among the waiting tasks of `later` when somebody has to look at it: when its not-before time
-- comes, when a job is over that others wait for, and as long as not all of very many classes are offered.

local FOLLOWERS, CLASSES = 100, 100
local DUE_TASKS, DUE_JOBS = 200, 10 -- in one call

-- Tells some of those who wait for a job that it is over, or gone; true when there are more.
local function let_go(job, t)
  if not is_over(job) then return false end
  for _, other in ipairs(safely('SPOP', P .. 'after:' .. job, FOLLOWERS) or {}) do
    safely('ZADD', P .. 'later', int(t), other)
  end
  if (safely('SCARD', P .. 'after:' .. job) or 0) > 0 then return true end
  safely('HDEL', jobkey(job), 'followed')
  return false
end

-- Offers a further part of a job's classes; true when there are more.
local function offer_some(job)
  local key = jobkey(job)
  local from = safely('HGET', key, 'offered') or '0'
  if #from > 20 or not string.find(from, '^%d+$') then from = '0' end
  local page = safely('SSCAN', P .. 'classes:' .. job, from, 'COUNT', CLASSES) or {'0', {}}
  for _, c in ipairs(page[2]) do touch(job, c) end
  if page[1] == '0' then
    safely('HDEL', key, 'offered')
    return false
  end
  safely('HSET', key, 'offered', page[1])
  return true
end

-- One bounded step for a job that is due. It stays due while there is more to do.
local function tend(job, t)
  local key = jobkey(job)
  local row = safely('HMGET', key, 'total', 'before', 'after')
  if not row or not row[1] then
    if not let_go(job, t) then safely('ZREM', P .. 'later', job) end
    return
  end
  local before = whole(row[2])
  if not before or before <= t then
    safely('HDEL', key, 'before')
    unhold(job, 'time')
    before = nil
  end
  if not row[3] or is_over(row[3]) then
    safely('HDEL', key, 'after')
    unhold(job, 'after')
  else
    safely('SADD', P .. 'after:' .. row[3], job)
    safely('HSET', jobkey(row[3]), 'followed', 1)
  end
  local more, others = offer_some(job), let_go(job, t)
  if more or others then
    safely('ZADD', P .. 'later', int(t), job)
  elseif before then
    safely('ZADD', P .. 'later', int(before), job)
  else
    safely('ZREM', P .. 'later', job)
  end
end

-- Waiting tasks whose time has come are to do, jobs are looked at.
local function begin_due(t)
  local jobs = 0
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. 'later', '-inf', int(t), 'LIMIT', 0, DUE_TASKS)) do
    if string.find(id, '^[1-9]%d*$') then
      jobs = jobs + 1
      if jobs <= DUE_JOBS then tend(id, t) end
    else
      redis.call('ZREM', P .. 'later', id)
      local job, i = split(id)
      local r, s = find(job, i, t, 'w')
      if r and r.state == 'w' then enter(job, i, r, s, 't', t) end
    end
  end
end
