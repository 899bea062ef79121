-- Gives a job another priority: begins that, or goes on with one step over the job's profiles.
-- Guarantee: safe to repeat, also by several nodes at a time; the last priority that was asked for
--   wins. A profile that a later submission brings keeps what it says: the texts of the old ones are
--   forgotten first.
-- KEYS[1] unfinished (hash): what is under way for a job, and how far
-- KEYS[2] job:<id> (hash): priority
-- KEYS[3] prof:<job> (hash): number to profile
-- KEYS[4] profn:<job> (hash): profile to its number
-- ARGV[1] job id; ARGV[2] priority to begin with, or empty to go on; ARGV[3] profiles at most, about
-- Returns: what the next step is: profiles, tasks, removal, remains; 0 when there is none; -1 when there
--   is no such job to begin with
-- Cost: linear in the profiles looked at.
local job, wanted, bound = ARGV[1], ARGV[2], ARGV[3]
local total = tonumber(safely('HGET', KEYS[2], 'total'))
if wanted ~= '' then
  if not total or listed(safely('HGET', KEYS[2], 'hold') or '', 'removal') then return '-1' end
  local last = is(KEYS[3], 'hash') and redis.call('HLEN', KEYS[3]) or 0
  redis.call('HSET', KEYS[2], 'priority', wanted)
  redis.call('UNLINK', KEYS[4])
  safely('HSET', KEYS[1], job, 'profiles ' .. wanted .. ' ' .. int(last) .. ' 0 1')
end
local p, last, cursor, step = string.match(safely('HGET', KEYS[1], job) or '', '^profiles (%d%d?%d?%d?) (%d+) (%d+) (%-?1)$')
if not p then return under_way(job) end

local function rewrite(n, text)
  local before, rest = string.match(text, '^(%d%d?%d?%d?)( .*)$')
  if not before or (tonumber(n) or math.huge) > tonumber(last) then return end
  if tonumber(before) > tonumber(p) then step = '-1' end
  redis.call('HSET', KEYS[3], n, p .. rest)
  redis.call('HSETNX', KEYS[4], p .. rest, n)
end

local page = {'0', {}}
if is(KEYS[3], 'hash') and is(KEYS[4], 'hash') then page = redis.call('HSCAN', KEYS[3], cursor, 'COUNT', bound) end
for k = 1, #page[2], 2 do rewrite(page[2][k], page[2][k + 1]) end
local next = table.concat({'profiles', p, last, page[1], step}, ' ')
if page[1] == '0' then next = 'tasks ' .. step .. ' ' .. (step == '1' and '1' or int(total or 0)) end
redis.call('HSET', KEYS[1], job, next)
return string.match(next, '^%a+')
