-- One step of fsck over the tasks of a job: each record against the lists that should name it.
-- Uses: fsck
-- Guarantee: compares within the call; does nothing where keys or counters could make it fail.
-- KEYS[1] job:<id> (hash): counters and total
-- KEYS[2] counts (hash): tasks by state
-- ARGV[1] mode; ARGV[2] lease in ms; ARGV[3] job id; ARGV[4] first index; ARGV[5] tasks at most
-- ARGV[6] numbers of profiles that cannot be read, comma separated
-- Returns: tasks looked at, or -1 when the job cannot be checked; findings
-- Cost: linear in the tasks.
mode, lease_ms = ARGV[1], tonumber(ARGV[2])
local job, from, bad, t = ARGV[3], tonumber(ARGV[4]), {}, clock()
if not all_typed('ready', 'later', 'avoided', 'leases', 'classes:' .. job, 'failed:' .. job, 'cancelled:' .. job)
  or not countable(KEYS[1]) or not countable(KEYS[2]) then return {-1, found} end
local total = tonumber(redis.call('HGET', KEYS[1], 'total'))
if not total then return {-1, found} end
for n in string.gmatch(ARGV[6], '%d+') do bad[n] = true end
local last = math.min(total, from + ARGV[5] - 1)
if from == 1 and all_typed('stopping') then check_hold(job, t) end
for i = from, last do check_task(job, int(i), bad, t) end
flush()
return {math.max(0, last - from + 1), found}
