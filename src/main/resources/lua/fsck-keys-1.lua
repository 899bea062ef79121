-- One step of fsck over the keys: types, jobs that are not listed, what belongs to no job.
-- Uses: fsck
-- Guarantee: compares within the call; what is moved aside is kept under broken:.
-- KEYS[1] meta (hash): not read; names the queue
-- ARGV[1] mode; ARGV[2] cursor; ARGV[3] keys to look at, about
-- Returns: cursor or 0, keys looked at, findings, keys whose entries are to be checked
-- Cost: linear in the keys looked at, of all queues of the server.
mode = ARGV[1]
local looked, walk = 0, {}

local function aside(key)
  return function() redis.call('RENAME', key, P .. 'broken:' .. string.sub(key, #P + 1)) end
end

local function of_job(key, kind, job)
  if not job or (redis.call('EXISTS', jobkey(job)) == 0 and not score_in('jobs', job)) then
    return finding('orphan', key, job or '', 'belongs to a job that is gone', aside(key))
  end
  local c = kind == 'todo' and string.sub(key, #P + #kind + #job + 3)
  if c and all_typed('classes:' .. job, 'ready', 'job:' .. job)
    and redis.call('SISMEMBER', P .. 'classes:' .. job, c) == 0 then
    finding('index', P .. 'classes:' .. job, job .. ':' .. c, 'is a class that is not listed', function()
      redis.call('SADD', P .. 'classes:' .. job, c)
      touch(job, c)
    end)
  end
  if kind == 'todo' or kind == 'classes' or kind == 'failed' or kind == 'cancelled' then walk[#walk + 1] = key end
end

local page = redis.call('SCAN', ARGV[2], 'MATCH', P .. '*', 'COUNT', ARGV[3])
for _, key in ipairs(page[2]) do
  local kind = kind_of(key)
  if TYPES[kind] then looked = looked + 1 end
  local job = string.match(key, ':([1-9]%d*)', #P + #kind + 1)
  if TYPES[kind] and not typed(key) then
    finding('type', key, job or '', 'is a ' .. redis.call('TYPE', key).ok .. ', not a ' .. TYPES[kind], aside(key))
  elseif OF_JOBS[kind] then
    of_job(key, kind, job)
  elseif kind == 'job' and job and typed(P .. 'jobs') and not score_in('jobs', job) then
    finding('job', P .. 'jobs', job, 'is a job that is not listed', function() redis.call('ZADD', P .. 'jobs', job, job) end)
  elseif kind == 'run' then
    walk[#walk + 1] = key
  end
end
return {page[1], looked, found, walk}
