-- wrk: creates bookings of one hour, a random object of bench/seed.sql at a random hour of the next
-- two years, so that nearly all of them are free. With BENCH_WARM=1 it asks for quotes instead, one
-- object after the other, so that the server has read every object once.
-- Environment: PROKAT_ADMIN_TOKEN, BENCH_RUN (a number no other run has), BENCH_KEYS (1: with an
-- Idempotency-Key each, as careful clients send). Prints one line of JSON.
local run = tonumber(os.getenv("BENCH_RUN"))
local with_keys = os.getenv("BENCH_KEYS") == "1"
local warm = os.getenv("BENCH_WARM") == "1"
local path = warm and "/api/v1/quotes" or "/api/v1/bookings"
local headers = {
  ["Authorization"] = "Bearer " .. os.getenv("PROKAT_ADMIN_TOKEN"),
  ["Content-Type"] = "application/json",
}

local hours_max = 20000
local first_hour = (math.floor(os.time() / 3600) + 48) * 3600
local hours = {}
for h = 0, hours_max do
  hours[h] = os.date("!%Y-%m-%dT%H:00:00Z", first_hour + h * 3600)
end

local count = 0
function init()
  math.randomseed(run * 7919 + os.time())
end

function request()
  count = count + 1
  local hour = math.random(0, hours_max - 1)
  local object = warm and (count - 1) % 10000 + 1 or math.random(10000)
  local period = string.format('{"object_id":"00000000-0000-7000-9000-%012x","start":"%s","end":"%s"',
    object, hours[hour], hours[hour + 1])
  if warm then
    return wrk.format("POST", path, headers, period .. "}")
  end
  if with_keys then
    headers["Idempotency-Key"] = string.format("bench-%d-%08x", run, count)
  end
  return wrk.format("POST", path, headers, string.format(
    '%s,"customer_id":"00000000-0000-7000-a000-%012x"}', period, math.random(10000)))
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"seconds":%.6f,"not_2xx":%d,"broken":%d,"p50":%.3f,"p95":%.3f,"p99":%.3f}\n',
    summary.requests, summary.duration / 1e6, e.status, e.connect + e.read + e.write + e.timeout,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3))
end
