#include "runtime/metrics.hpp"

#include <dirent.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <mutex>

#include "base/json.hpp"

namespace prokat::metrics {
namespace {

// Never destroyed: handles are used until the very end of the process.
prometheus::Registry& registry() {
  static auto* const instance =
      new prometheus::Registry(prometheus::Registry::InsertBehavior::Merge);
  return *instance;
}

prometheus::Labels to_map(Labels labels) {
  prometheus::Labels map;
  for (const auto& [name, value] : labels) map.emplace(name, value);
  return map;
}

const prometheus::Histogram::BucketBoundaries& buckets() {
  static const prometheus::Histogram::BucketBoundaries seconds = {
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  return seconds;
}

void append_sample(std::string& out, std::string_view name, std::string_view type,
                   std::string_view help, double value) {
  out.append("# HELP ").append(name).append(" ").append(help).append("\n");
  out.append("# TYPE ").append(name).append(" ").append(type).append("\n");
  out.append(name).append(" ");
  json::write_to(out, value);
  out += '\n';
}

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");  // pages: total, then resident
  double total = 0;
  double resident = 0;
  statm >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double open_descriptors() {
  DIR* directory = ::opendir("/proc/self/fd");
  if (!directory) return 0;
  int count = -3;  // ".", ".." and the one that reads this
  while (::readdir(directory) != nullptr) ++count;
  ::closedir(directory);
  return count;
}

}  // namespace

void Counter::add(double amount) const {
  if (impl_) static_cast<prometheus::Counter*>(impl_)->Increment(amount);
}
void Gauge::set(double value) const {
  if (impl_) static_cast<prometheus::Gauge*>(impl_)->Set(value);
}
void Gauge::add(double amount) const {
  if (impl_) static_cast<prometheus::Gauge*>(impl_)->Increment(amount);
}
void Histogram::observe(double seconds) const {
  if (impl_) static_cast<prometheus::Histogram*>(impl_)->Observe(seconds);
}

// The registry hands out the metric that exists when name and labels are known, and locks itself.
Counter counter(std::string_view name, std::string_view help, Labels labels) {
  auto& family = prometheus::BuildCounter()
                     .Name(std::string(name))
                     .Help(std::string(help))
                     .Register(registry());
  Counter handle;
  handle.impl_ = &family.Add(to_map(labels));
  return handle;
}

Gauge gauge(std::string_view name, std::string_view help, Labels labels) {
  auto& family =
      prometheus::BuildGauge().Name(std::string(name)).Help(std::string(help)).Register(registry());
  Gauge handle;
  handle.impl_ = &family.Add(to_map(labels));
  return handle;
}

Histogram histogram(std::string_view name, std::string_view help, Labels labels) {
  auto& family = prometheus::BuildHistogram()
                     .Name(std::string(name))
                     .Help(std::string(help))
                     .Register(registry());
  Histogram handle;
  handle.impl_ = &family.Add(to_map(labels), buckets());
  return handle;
}

std::string render() {
  std::string text = prometheus::TextSerializer().Serialize(registry().Collect());
  append_sample(text, "process_cpu_seconds_total", "counter",
                "Total user and system CPU time in seconds", cpu_seconds());
  append_sample(text, "process_resident_memory_bytes", "gauge", "Resident memory size in bytes",
                resident_bytes());
  append_sample(text, "process_open_fds", "gauge", "Number of open file descriptors",
                open_descriptors());
  return text;
}

}  // namespace prokat::metrics
