#!lua name=gongzhi
-- What must happen to one partition in one atomic step. Redis Functions run alone but do NOT roll back: every
-- function reads and checks first, and once it writes, nothing after the first write can fail.
--
-- Keys of partition 7 (one hash tag, one slot):
--   {p7}:in       stream; id <seq>-0; fields e (envelope), m (MAC), at (accept time, ms)
--   {p7}:seq      hash; seq (last given), at (of the last entry, ms), mark (last watermark handed out, ms)
--   {p7}:ready    run id of the server for which the worker opened the gate (D11)
--   {p7}:id:<hex> remembered answer of a message id, with a TTL: "<seq> <at> <n> <fingerprint of n bytes><answer>"
--
-- Time: at never goes back within a partition, and an entry accepted after a watermark was handed out is strictly
-- later than it. Both hold when the clock jumps, because at and mark are stored.
--
-- Versions: the first number must agree between program and server; a larger second number only adds.
local VERSION = '1.1'
local DIGEST = '@GONGZHI_FUNCTIONS_DIGEST@'

-- Lua numbers are doubles: whole up to 2^53.
local SEQ_MAX = 9007199254740000
local TTL_MAX_S = 31536000

local function text(number) return string.format('%.0f', number) end

local function whole(value, max)
  local number = tonumber(value)
  if number == nil or number ~= math.floor(number) or number < 0 or number > max then return nil end
  return number
end

local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- First part of the largest id the stream has ever had; it stays after trimming. Raises when the key is no stream.
local function top_of(stream)
  if redis.call('EXISTS', stream) == 0 then return 0 end
  local info = redis.call('XINFO', 'STREAM', stream)
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      return tonumber(string.match(info[i + 1], '^(%d+)-%d+$'))
    end
  end
end

-- seq, at, mark of a partition; nil when there is no counter; false when it is damaged.
local function load_counter(counter)
  local stored = redis.call('HMGET', counter, 'seq', 'at', 'mark')
  if not stored[1] then return nil end
  local seq, at = whole(stored[1], SEQ_MAX), whole(stored[2] or 0, SEQ_MAX)
  local mark = whole(stored[3] or 0, SEQ_MAX)
  if not (seq and at and mark) then return false end
  return { seq = seq, at = at, mark = mark }
end

local function damaged(what) return redis.error_reply('DAMAGED ' .. what) end
local function misused(what) return redis.error_reply('ERR ' .. what) end

-- KEYS in, seq, ready, id:<hex>; ARGV run id, fingerprint, envelope, MAC, answer, TTL in seconds.
-- -> {'gate_closed'} | {'repeat', seq, at, fingerprint, answer} | {'fresh', seq, at}
-- Refused by Redis with OOM before it runs when maxmemory is reached.
local function submit(keys, args)
  if #keys ~= 4 or #args ~= 6 then return misused('gongzhi_submit takes 4 keys and 6 arguments') end
  local stream, counter, known = keys[1], keys[2], keys[4]
  local fingerprint, ttl_s = args[2], whole(args[6], TTL_MAX_S)
  if not ttl_s or ttl_s < 1 then return misused('gongzhi_submit: TTL out of range') end

  local found = redis.call('MGET', keys[3], known)
  if found[1] ~= args[1] then return { 'gate_closed' } end
  if found[2] then
    local seq, at, length, from = string.match(found[2], '^(%d+) (%d+) (%d+) ()')
    if not seq then return damaged(known) end
    local answer_from = from + tonumber(length)
    return { 'repeat', tonumber(seq), tonumber(at), string.sub(found[2], from, answer_from - 1),
      string.sub(found[2], answer_from) }
  end

  local last = load_counter(counter)
  -- Opening the gate always leaves a counter: without one somebody deleted it, and the worker must open again.
  if last == nil then return { 'gate_closed' } end
  if last == false then return damaged(counter) end

  local seq, at = last.seq + 1, math.max(now_ms(), last.at, last.mark + 1)
  if seq > SEQ_MAX then return damaged(counter) end
  local added = redis.pcall('XADD', stream, text(seq) .. '-0', 'e', args[3], 'm', args[4], 'at', text(at))
  if type(added) == 'table' and added.err then
    -- Nothing is written yet. The usual cause is a stream ahead of its counter (an entry added by hand): step over
    -- it; the worker sees the gap and decides.
    local top = top_of(stream)
    if top < seq then return added end
    if top >= SEQ_MAX then return damaged(stream) end
    seq = top + 1
    redis.call('XADD', stream, text(seq) .. '-0', 'e', args[3], 'm', args[4], 'at', text(at))
  end
  redis.call('HSET', counter, 'seq', text(seq), 'at', text(at))
  redis.call('SET', known, text(seq) .. ' ' .. text(at) .. ' ' .. #fingerprint .. ' ' .. fingerprint .. args[5],
    'EX', text(ttl_s))
  return { 'fresh', seq, at }
end

-- KEYS in, seq, ready; ARGV run id, last applied seq and time in SQL -> {seq, mark}
local function open_gate(keys, args)
  if #keys ~= 3 or #args ~= 3 then return misused('gongzhi_open_gate takes 3 keys and 3 arguments') end
  local sql_seq, sql_at = whole(args[2], SEQ_MAX), whole(args[3], SEQ_MAX)
  if not (sql_seq and sql_at) or #args[1] == 0 then return misused('gongzhi_open_gate: bad arguments') end
  local last = load_counter(keys[2])
  if last == false then return damaged(keys[2]) end
  last = last or { seq = 0, at = 0, mark = 0 }
  local top = top_of(keys[1])
  if top >= SEQ_MAX then return damaged(keys[1]) end

  local seq = math.max(last.seq, sql_seq, top)
  local mark = math.max(last.mark, sql_at)
  redis.call('HSET', keys[2], 'seq', text(seq), 'at', text(math.max(last.at, sql_at)), 'mark', text(mark))
  redis.call('SET', keys[3], args[1])
  return { seq, mark }
end

-- KEYS seq, ready; ARGV run id -> {last seq, watermark ms, 1 when the gate is open for this run id else 0}
-- Everything accepted up to the watermark has a seq up to the last one; whatever comes later is strictly later.
local function tail(keys, args)
  if #keys ~= 2 or #args ~= 1 then return misused('gongzhi_tail takes 2 keys and 1 argument') end
  local last = load_counter(keys[1])
  if last == false then return damaged(keys[1]) end
  if last == nil then return { 0, 0, 0 } end
  local open = redis.call('MGET', keys[2])[1] == args[1]
  local mark = math.max(now_ms(), last.at, last.mark)
  if mark > last.mark then redis.call('HSET', keys[1], 'mark', text(mark)) end
  return { last.seq, mark, open and 1 or 0 }
end

-- KEYS in; ARGV first seq to keep -> number of entries removed. Exact, never MAXLEN (D10).
local function trim(keys, args)
  local from = #keys == 1 and #args == 1 and whole(args[1], SEQ_MAX)
  if not from then return misused('gongzhi_trim takes 1 key and a sequence') end
  return redis.call('XTRIM', keys[1], 'MINID', '=', text(from) .. '-0')
end

-- KEYS in, seq, ready
-- -> {seq, at, mark, ready, length, first id, last id, at of the first entry, bytes}; '' (bytes: 0) where absent
local function partition_state(keys)
  if #keys ~= 3 then return misused('gongzhi_partition_state takes 3 keys') end
  local stored = redis.call('HMGET', keys[2], 'seq', 'at', 'mark')
  local first = redis.call('XRANGE', keys[1], '-', '+', 'COUNT', 1)[1]
  local last = redis.call('XREVRANGE', keys[1], '+', '-', 'COUNT', 1)[1]
  local oldest_at = ''
  if first then
    for i = 1, #first[2], 2 do
      if first[2][i] == 'at' then oldest_at = first[2][i + 1] end
    end
  end
  -- An ACL may forbid MEMORY; the estimate is worth no failure.
  local bytes = redis.pcall('MEMORY', 'USAGE', keys[1])
  return { stored[1] or '', stored[2] or '', stored[3] or '', redis.call('MGET', keys[3])[1] or '',
    redis.call('XLEN', keys[1]), first and first[1] or '', last and last[1] or '', oldest_at,
    type(bytes) == 'number' and bytes or 0 }
end

redis.register_function { function_name = 'gongzhi_submit', callback = submit }
-- These must work when Redis is full, or it could never be drained (D14).
redis.register_function { function_name = 'gongzhi_open_gate', callback = open_gate, flags = { 'allow-oom' } }
redis.register_function { function_name = 'gongzhi_tail', callback = tail, flags = { 'allow-oom' } }
redis.register_function { function_name = 'gongzhi_trim', callback = trim, flags = { 'allow-oom' } }
redis.register_function { function_name = 'gongzhi_partition_state', callback = partition_state, flags = { 'no-writes' } }
redis.register_function { function_name = 'gongzhi_version',
  callback = function() return VERSION .. ' ' .. DIGEST end, flags = { 'no-writes' } }
