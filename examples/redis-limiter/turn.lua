-- KEYS[1] holds the time of the next turn, in microseconds since 1970. While nobody calls it falls behind the present, by ARGV[2] at
-- most: these are the calls saved up for a burst. ARGV[1] is the time between two turns in the long run.
local interval, spare = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call("TIME")
local now = time[1] * 1000000 + time[2]
local turn = math.max(tonumber(redis.call("GET", KEYS[1]) or 0), now - spare)

-- A key that says no more than a missing one is not worth its place.
local function save(turn)
	redis.call("SET", KEYS[1], string.format("%.0f", turn), "PX", math.ceil((turn - now + spare) / 1000) + 1)
end

