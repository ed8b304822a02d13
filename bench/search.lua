-- wrk: searches one type for a day from 10:00 UTC on, a random one of the days that BENCH_DAYS names
-- (first-last, counted from BENCH_TODAY). With BENCH_RACE=1 it books instead: 32 requests in a row
-- want the same object on the same day, so that with 32 connections one wins and 31 lose.
-- Environment also: PROKAT_ADMIN_TOKEN, BENCH_RUN. Prints one line of JSON.
local race = os.getenv("BENCH_RACE") == "1"
local first, last = os.getenv("BENCH_DAYS"):match("(%d+)-(%d+)")
local run = tonumber(os.getenv("BENCH_RUN"))
local headers = {
  ["Authorization"] = "Bearer " .. os.getenv("PROKAT_ADMIN_TOKEN"),
  ["Content-Type"] = "application/json",
}
local year, month, day = os.getenv("BENCH_TODAY"):match("(%d+)-(%d+)-(%d+)")
local days = {}
for n = tonumber(first), tonumber(last) + 1 do
  days[n] = os.date("!%Y-%m-%dT10:00:00Z", os.time({year = year, month = month, day = day, hour = 12}) + n * 86400)
end

local count = 0
local object, start = 0, 0
function init()
  math.randomseed(run * 7919 + os.time())
end

function request()
  if race then
    if count % 32 == 0 then
      object = math.random(10000)
      start = math.random(tonumber(first), tonumber(last))
    end
    count = count + 1
    return wrk.format("POST", "/api/v1/bookings", headers, string.format(
      '{"object_id":"00000000-0000-7000-9000-%012x","start":"%s","end":"%s","customer_id":"00000000-0000-7000-a000-%012x"}',
      object, days[start], days[start + 1], math.random(10000)))
  end
  start = math.random(tonumber(first), tonumber(last))
  return wrk.format("GET", string.format("/api/v1/objects?type=bench_%d&start=%s&end=%s&limit=20",
    math.random(0, 4), days[start], days[start + 1]), headers)
end


function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"seconds":%.6f,"not_2xx":%d,"broken":%d,"p50":%.3f,"p95":%.3f,"p99":%.3f}\n',
    summary.requests, summary.duration / 1e6, e.status, e.connect + e.read + e.write + e.timeout,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3))
end
