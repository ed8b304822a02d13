// Work that would hold up a Loop (hashing passwords, decoding images, reading files) runs here, on
// a few threads behind a bounded queue.
//   int n = co_await pool.run<int>([bytes] { return count(bytes); }, deadline);
// The function must own what it touches. A pool is destroyed before the loops that wait for it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>

#include "runtime/deadline.hpp"
#include "runtime/task.hpp"

namespace prokat::runtime {

class CpuPool {
 public:
  class Full : public std::runtime_error {
   public:
    using std::runtime_error::runtime_error;
  };

  CpuPool(std::size_t threads, std::size_t queue_max);
  ~CpuPool();  // finishes what runs, drops what waits
  CpuPool(const CpuPool&) = delete;
  CpuPool& operator=(const CpuPool&) = delete;

  // Throws Full, DeadlineExceeded (the function may still run; its result is dropped), or what the
  // function threw. Resumes on the caller's executor.
  template <class T>
  Task<T> run(std::function<T()> work, Deadline deadline) {
    auto result = std::make_shared<std::optional<T>>();
    co_await run_erased([result, work = std::move(work)] { result->emplace(work()); }, deadline);
    co_return std::move(**result);
  }

 private:
  Task<void> run_erased(std::function<void()> work, Deadline deadline);
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace prokat::runtime
