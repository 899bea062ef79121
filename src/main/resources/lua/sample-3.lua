-- Notes for charts what a node did since its last sample, and how deep the queue is.
-- Guarantee: a sample counts once: its sequence again changes nothing. A node without a lease leaves no
--   trace. No verb relies on what is noted here.
-- KEYS[1] counts (hash): tasks by state
-- KEYS[2] leases (zset): incarnations by the end of their lease
-- KEYS[3] node:<incarnation> (hash): what people see
-- ARGV[1] incarnation; ARGV[2] name of the node; ARGV[3] sequence; ARGV[4] reserved bytes
-- ARGV[5] reserved millicpus; ARGV[6] why the node takes no tasks, or empty
-- ARGV[7] slots; ARGV[8] what else people should know, or empty
-- ARGV[9] bytes that its tasks use; ARGV[10] busy millicpus of its machine: empty when not known
-- ARGV[11] ... for all together and for each job: - or job id, finished, failed, busy ms
-- Returns: 1 when it counted, else 0
-- Cost: linear in the jobs of the call.
local inc, name, seq, t = ARGV[1], ARGV[2], tonumber(ARGV[3]), clock()
if not redis.call('ZSCORE', KEYS[2], inc) then return 0 end
if (tonumber(redis.call('HGET', KEYS[3], 'sampled')) or 0) >= seq then return 0 end
redis.call('HSET', KEYS[3], 'sampled', seq, 'rmem', ARGV[4], 'rcpu', ARGV[5], 'trouble', ARGV[6],
  'slots', ARGV[7], 'notice', ARGV[8], 'tmem', ARGV[9], 'busy', ARGV[10])

-- Raises one slot of a line of the timeline, which has 60 slots to a key.
local function raise(step, keep, job, finished, failed, busy)
  local slot = math.floor(t / 1000 / step)
  local key = P .. 'line:' .. int(step) .. ':' .. int(math.floor(slot / 60)) .. (job == '-' and '' or ':' .. job)
  local field = name .. ':' .. int(slot % 60)
  local old = safely('HGET', key, field) or ''
  local d, f, b = string.match(#old < 40 and old or '', '^(%d+) (%d+) (%d+)$')
  safely('HSET', key, field, table.concat({int((d or 0) + finished), int((f or 0) + failed), int((b or 0) + busy)}, ' '))
  if not d then redis.call('EXPIRE', key, keep) end
end

for a = 11, #ARGV, 4 do
  raise(10, 1800, unpack(ARGV, a, a + 3))
  raise(60, 10800, unpack(ARGV, a, a + 3))
  raise(600, 129600, unpack(ARGV, a, a + 3))
end
local depths, slot = P .. 'hist:' .. int(math.floor(t / 3600000)), int(math.floor(t / 10000) % 360)
if safely('HEXISTS', depths, slot .. 't') == 0 then
  local now = safely('HMGET', KEYS[1], 'todo', 'in_progress') or {}
  safely('HSET', depths, slot .. 't', now[1] or 0, slot .. 'p', now[2] or 0)
  redis.call('EXPIRE', depths, 172800)
end
return 1
