-- KEYS[1] is the key of the time of the next slot, in microseconds since 1970. If there are no calls, the next slot is in
-- the past, by at most ARGV[2] microseconds, which allows a burst of calls. ARGV[1] is the time between two slots, in
-- microseconds.
local interval, spare = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call("TIME")
local now = time[1] * 1000000 + time[2]
local slot = math.max(tonumber(redis.call("GET", KEYS[1]) or 0), now - spare)

-- The key expires when its value would have the same effect as a missing key.
local function save(slot)
	redis.call("SET", KEYS[1], string.format("%.0f", slot), "PX", math.ceil((slot - now + spare) / 1000) + 1)
end

