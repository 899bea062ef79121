-- The numbers of jobs: none is given twice.
-- Put in front of the scripts that say "Uses: numbers", behind record.lua. No keys of its own.
-- meta (hash): last job id, run id of the process that gave it. jobs (zset): ids of all jobs.

-- Skips more numbers than are given between two writes to the disk.
local function skip(meta, server)
  local giver = redis.call('HGET', meta, 'server')
  if server == '' or giver == server then return end
  if giver then redis.call('HINCRBY', meta, 'job', 1000) end
  redis.call('HSET', meta, 'server', server)
end

-- The last number may be damaged or gone: none is given that is not above the newest job's.
local function heal(meta, jobs)
  local newest = whole((safely('ZRANGE', jobs, -1, -1) or {})[1]) or 0
  local last = whole(redis.call('HGET', meta, 'job'))
  if not last or newest > last then redis.call('HSET', meta, 'job', int(newest)) end
end

-- The number of a new job. One that was given before (`wanted`) is taken again, if nobody else has it.
local function number(meta, jobs, server, wanted)
  heal(meta, jobs)
  skip(meta, server)
  if wanted == '' or redis.call('EXISTS', jobkey(wanted)) == 1 then
    return int(redis.call('HINCRBY', meta, 'job', 1))
  end
  if tonumber(wanted) > tonumber(redis.call('HGET', meta, 'job')) then redis.call('HSET', meta, 'job', wanted) end
  return wanted
end
