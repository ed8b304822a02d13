// A line is appended to a buffer in memory and a thread of its own writes the buffer out, so that a
// slow reader of standard output (a full pipe to a log collector) never holds up a request. Before
// start() and in short commands lines are written at once.
#include "runtime/log.hpp"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <utility>

#include "runtime/log_line.hpp"

namespace prokat::log {
namespace {

void write_out(std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nobody reads any more, and there is nowhere to say so
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

class Sink {
 public:
  void start() {
    const std::lock_guard lock(mutex_);
    if (running_) return;
    running_ = true;
    thread_ = std::thread([this] { run(); });
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      if (!running_) return;
      running_ = false;
    }
    filled_.notify_one();
    thread_.join();
  }

  void append(std::string_view line) {
    bool was_empty = false;
    {
      const std::lock_guard lock(mutex_);
      if (!running_) return write_out(line);
      if (pending_.size() + line.size() > pending_max) {
        ++dropped_;
        return;
      }
      was_empty = pending_.empty();
      pending_ += line;
    }
    if (was_empty) filled_.notify_one();
  }

 private:
  static constexpr std::size_t pending_max = 8 * 1024 * 1024;
  // Lines of this long go out as one write: under load a wake-up per line would cost more than the
  // line. It is also how much a kill -9 can lose.
  static constexpr std::chrono::milliseconds gather_time{10};

  void run() {
    std::string batch;
    std::unique_lock lock(mutex_);
    while (true) {
      filled_.wait(lock, [this] { return !running_ || !pending_.empty(); });
      if (!running_ && pending_.empty()) return;
      filled_.wait_for(lock, gather_time, [this] { return !running_; });
      batch.clear();
      batch.swap(pending_);
      const auto dropped = std::exchange(dropped_, 0);
      lock.unlock();
      write_out(batch);
      if (dropped > 0) {
        write_out(render_line(std::chrono::system_clock::now(), Level::warn, "log", "log.dropped",
                              {{"lines", dropped}}));
      }
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable filled_;
  std::string pending_;
  std::int64_t dropped_ = 0;  // lines that found the buffer full
  bool running_ = false;
  std::thread thread_;
};

// Never destroyed: tasks and static objects may log until the very end of the process.
Sink& sink() {
  static Sink* const instance = new Sink;
  return *instance;
}

std::atomic<Level> least_level{Level::info};

std::string& service_name() {
  static std::string* const name = new std::string("prokat");
  return *name;
}

}  // namespace

void start(std::string process_name, Level least) {
  service_name() = std::move(process_name);
  least_level = least;
  sink().start();
  std::atexit([] { sink().stop(); });
}

void set_level(Level least) { least_level = least; }

std::optional<Level> parse_level(std::string_view text) {
  if (text == "debug") return Level::debug;
  if (text == "info") return Level::info;
  if (text == "warn") return Level::warn;
  if (text == "error") return Level::error;
  return std::nullopt;
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (level < least_level.load(std::memory_order_relaxed)) return;
  sink().append(
      render_line(std::chrono::system_clock::now(), level, service_name(), event, fields));
}

}  // namespace prokat::log
