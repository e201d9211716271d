-- KEYS[1] holds the time of the next slot, in microseconds since 1970. While nobody calls, it falls behind the present,
-- by ARGV[2] at most: these are the calls saved up for a burst. ARGV[1] is the time between two slots in the long run.
local interval, spare = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call("TIME")
local now = time[1] * 1000000 + time[2]
local slot = math.max(tonumber(redis.call("GET", KEYS[1]) or 0), now - spare)

-- The key expires when it would mean the same as a missing one.
local function save(slot)
	redis.call("SET", KEYS[1], string.format("%.0f", slot), "PX", math.ceil((slot - now + spare) / 1000) + 1)
end

