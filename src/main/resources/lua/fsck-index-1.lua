-- One step of fsck over one list: each entry against the record that it is about.
-- Uses: fsck
-- Guarantee: compares within the call; a wrong type is left to the step over the keys.
-- KEYS[1] <list> (any type): one of those that ENTRY in fsck.lua names
-- ARGV[1] mode; ARGV[2] lease in ms; ARGV[3] cursor; ARGV[4] entries to look at, about
-- Returns: cursor or 0, entries looked at, findings
-- Cost: linear in the entries looked at.
mode, lease_ms = ARGV[1], tonumber(ARGV[2])
local key, t = KEYS[1], clock()
local kind = kind_of(key)
local step, inc = ({zset = 'ZSCAN', hash = 'HSCAN', set = 'SSCAN'})[TYPES[kind]], string.sub(key, #P + 5)
if not typed(key) then return {'0', 0, found} end
local page = redis.call(step, key, ARGV[3], 'COUNT', ARGV[4])
local rows, width = page[2], step == 'SSCAN' and 1 or 2
for k = 1, #rows, width do ENTRY[kind](key, rows[k], rows[k + 1], t) end
if kind == 'run' and #rows > 0 and typed(P .. 'leases') and not score_in('leases', inc) then
  finding('lease', P .. 'leases', inc, 'holds tasks and has no lease',
    function() redis.call('ZADD', P .. 'leases', int(t + lease_ms), inc) end, true)
end
flush()
return {page[1], #rows / width, found}
