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
local VERSION = '1.2'
local DIGEST = '@GONGZHI_FUNCTIONS_DIGEST@'

-- Lua numbers are doubles: whole up to 2^53.
local SEQ_MAX = 9007199254740000
local TTL_MAX_S = 31536000
local REPORTS_MAX = 256

-- %d prints a whole number several times faster than %.0f.
local function text(number) return string.format('%d', number) end

local function whole(value, max)
  local number = tonumber(value)
  if number == nil or number ~= math.floor(number) or number < 0 or number > max then return nil end
  return number
end

local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- First part of the largest id the stream has ever had; it stays after trimming. nil and an error reply when the key
-- is no stream.
local function top_of(stream)
  if redis.call('EXISTS', stream) == 0 then return 0 end
  local info = redis.pcall('XINFO', 'STREAM', stream)
  if info.err then return nil, info end
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      return tonumber(string.match(info[i + 1], '^(%d+)-%d+$'))
    end
  end
end

-- seq, at, mark of a partition; nil when there is no counter; false when it is damaged.
local function load_counter(counter)
  local stored = redis.pcall('HMGET', counter, 'seq', 'at', 'mark')
  if stored.err then return false end
  if not stored[1] then return nil end
  local seq, at = whole(stored[1], SEQ_MAX), whole(stored[2] or 0, SEQ_MAX)
  local mark = whole(stored[3] or 0, SEQ_MAX)
  if not (seq and at and mark) then return false end
  return { seq = seq, at = at, mark = mark }
end

local function damaged(what) return redis.error_reply('DAMAGED ' .. what) end
local function misused(what) return redis.error_reply('ERR ' .. what) end

-- What somebody hears who sends a known id again.
local function repeated(known, stored)
  local seq, at, length, from = string.match(stored, '^(%d+) (%d+) (%d+) ()')
  if not seq then return damaged(known) end
  local answer_from = from + tonumber(length)
  return { 'repeat', tonumber(seq), tonumber(at), string.sub(stored, from, answer_from - 1),
    string.sub(stored, answer_from) }
end

-- The counter of a partition with the time of the next entry as its at; nil and false as from load_counter.
local function load_next(counter, now)
  local last = load_counter(counter)
  if last then
    last.at = math.max(now, last.at, last.mark + 1)
    last.at_text = text(last.at)
  end
  return last
end

-- Adds one entry and moves `last` to it, which is stored later. An error reply when nothing was written.
local function append(stream, last, envelope, mac)
  local seq = last.seq + 1
  if seq > SEQ_MAX then return damaged(stream) end
  local added = redis.pcall('XADD', stream, text(seq) .. '-0', 'e', envelope, 'm', mac, 'at', last.at_text)
  if type(added) == 'table' and added.err then
    -- Nothing is written yet. The usual cause is a stream ahead of its counter (an entry added by hand): step over
    -- it; the worker sees the gap and decides.
    local top = top_of(stream)
    if not top or top < seq then return added end
    if top >= SEQ_MAX then return damaged(stream) end
    seq = top + 1
    redis.call('XADD', stream, text(seq) .. '-0', 'e', envelope, 'm', mac, 'at', last.at_text)
  end
  last.seq, last.moved = seq, true
end

-- Several reports at once, each of any partition: the server's time, the gates and the counters are asked for once.
-- KEYS for each report in, seq, ready, id:<hex>;
-- ARGV run id, for each report fingerprint, envelope, MAC, answer; TTL in seconds.
-- -> for one report its answer, for several a list of answers, each of which is
--    {'gate_closed'} | {'repeat', seq, at, fingerprint, answer} | {'fresh', seq, at} | an error
-- Each report is on its own: an error or a closed gate keeps nothing of it and changes nothing for the others.
-- Refused as a whole by Redis with OOM before it runs when maxmemory is reached.
local function submit(keys, args)
  local count = #keys / 4
  if count < 1 or count > REPORTS_MAX or #args ~= 4 * count + 2 then
    return misused('gongzhi_submit takes 4 keys and 4 arguments for each report, a run id and a TTL')
  end
  local run_id, ttl = args[1], args[#args]
  local ttl_s = whole(ttl, TTL_MAX_S)
  if not ttl_s or ttl_s < 1 then return misused('gongzhi_submit: TTL out of range') end

  local asked = {}
  for i = 1, count do asked[2 * i - 1], asked[2 * i] = keys[4 * i - 1], keys[4 * i] end
  local found = redis.call('MGET', unpack(asked))
  local now, counters, remembered, answers = now_ms(), {}, {}, {}
  for i = 1, count do
    local counter, known, answer = keys[4 * i - 2], keys[4 * i], nil
    local stored = found[2 * i] or remembered[known]
    if found[2 * i - 1] ~= run_id then
      answer = { 'gate_closed' }
    elseif stored then
      answer = repeated(known, stored)
    else
      if counters[counter] == nil then counters[counter] = load_next(counter, now) end
      local last = counters[counter]
      -- Opening the gate always leaves a counter: without one somebody deleted it, and the worker must open again.
      if last == nil then
        answer = { 'gate_closed' }
      elseif last == false then
        answer = damaged(counter)
      else
        answer = append(keys[4 * i - 3], last, args[4 * i - 1], args[4 * i])
      end
      if not answer then
        local fingerprint = args[4 * i - 2]
        stored = text(last.seq) .. ' ' .. last.at_text .. ' ' .. #fingerprint .. ' ' .. fingerprint .. args[4 * i + 1]
        redis.call('SET', known, stored, 'EX', ttl)
        remembered[known] = stored
        answer = { 'fresh', last.seq, last.at }
      end
    end
    answers[i] = answer
  end
  for counter, last in pairs(counters) do
    if last and last.moved then redis.call('HSET', counter, 'seq', text(last.seq), 'at', last.at_text) end
  end
  return count == 1 and answers[1] or answers
end

-- KEYS in, seq, ready; ARGV run id, last applied seq and time in SQL -> {seq, mark}
local function open_gate(keys, args)
  if #keys ~= 3 or #args ~= 3 then return misused('gongzhi_open_gate takes 3 keys and 3 arguments') end
  local sql_seq, sql_at = whole(args[2], SEQ_MAX), whole(args[3], SEQ_MAX)
  if not (sql_seq and sql_at) or #args[1] == 0 then return misused('gongzhi_open_gate: bad arguments') end
  local last = load_counter(keys[2])
  if last == false then return damaged(keys[2]) end
  last = last or { seq = 0, at = 0, mark = 0 }
  local top, wrong = top_of(keys[1])
  if wrong then return wrong end
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
