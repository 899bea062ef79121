-- Takes events that are to be told now. Until a time nobody else takes them.
-- Guarantee: who takes an event and dies has not told it: another takes it then. Its text names the try, so
--   that only who took it last says what became of it. One that is a day old or was tried too often is gone.
-- KEYS[1] happened (zset): events by when they are due
-- KEYS[2] hooks (string): there while somebody is told of events
-- ARGV[1] events at most; ARGV[2] ms until another may take them; ARGV[3] tries allowed
-- Returns: texts of the events; of one that is gone the number of tries is 0
-- Cost: linear in the events taken.
local hide, allowed, t, answer = tonumber(ARGV[2]), tonumber(ARGV[3]), clock(), {}
redis.call('SET', KEYS[2], '1', 'PX', 86400000)
for _, text in ipairs(safely('ZRANGEBYSCORE', KEYS[1], '-inf', int(t), 'LIMIT', 0, ARGV[1]) or {}) do
  redis.call('ZREM', KEYS[1], text)
  local about, at, tries, done = string.match(text, '^(%S+%-(%d+) [%l_]+ %S+) (%d+) (%S+)$')
  if about and #at < 16 and #tries < 4 then
    local n = tonumber(tries) + 1
    local gone = n > allowed or t - tonumber(at) > 86400000
    local new = about .. ' ' .. int(gone and 0 or n) .. ' ' .. done
    if not gone then redis.call('ZADD', KEYS[1], int(t + hide), new) end
    answer[#answer + 1] = new
  end
end
return answer
