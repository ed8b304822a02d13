// Counters, gauges and histograms in Prometheus' text format (prometheus-cpp-core behind it), one
// registry per process. Names start with prokat_, units last.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace prokat::metrics {

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

// Handles are cheap to copy and live as long as the process; look them up once, not per request.
class Counter {
 public:
  void add(double amount = 1) const;

 private:
  friend Counter counter(std::string_view, std::string_view, Labels);
  void* impl_ = nullptr;
};
class Gauge {
 public:
  void set(double value) const;
  void add(double amount) const;

 private:
  friend Gauge gauge(std::string_view, std::string_view, Labels);
  void* impl_ = nullptr;
};
class Histogram {  // seconds; buckets 0.5 ms .. 10 s
 public:
  void observe(double seconds) const;

 private:
  friend Histogram histogram(std::string_view, std::string_view, Labels);
  void* impl_ = nullptr;
};

Counter counter(std::string_view name, std::string_view help, Labels labels = {});
Gauge gauge(std::string_view name, std::string_view help, Labels labels = {});
Histogram histogram(std::string_view name, std::string_view help, Labels labels = {});

std::string render();  // the body of GET /metrics, with process CPU, RSS and open descriptors

}  // namespace prokat::metrics
