-- One step of fsck over the profiles of a job: what is lost is written again from its other half.
-- Uses: fsck
-- Guarantee: compares within the call.
-- KEYS[1] profn:<job> (hash): profile to its number
-- KEYS[2] prof:<job> (hash): number to profile
-- ARGV[1] mode; ARGV[2] cursor; ARGV[3] profiles to look at, about; ARGV[4] job id
-- ARGV[5] numbers whose profile cannot be read, comma separated
-- Returns: cursor or 0, profiles looked at, findings
-- Cost: linear in the profiles looked at.
mode = ARGV[1]
local job, bad = ARGV[4], ARGV[5]
if not typed(KEYS[1]) or not typed(KEYS[2]) then return {'0', 0, found} end
local page = redis.call('HSCAN', KEYS[1], ARGV[2], 'COUNT', ARGV[3])
for k = 1, #page[2], 2 do
  local text, n = page[2][k], page[2][k + 1]
  local kept = redis.call('HGET', KEYS[2], n)
  if string.find(n, '^%d+$') and kept ~= text and (not kept or listed(bad, n))
    and string.find(text, '^%d+ %S+ %d+:%d+:[^:%s]* {.*}$') then
    finding('profile', KEYS[2], job, 'lost profile ' .. n .. ', and its text is known',
      function() redis.call('HSET', KEYS[2], n, text) end)
  end
end
return {page[1], #page[2] / 2, found}
