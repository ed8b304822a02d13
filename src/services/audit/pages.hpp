// Reads a table page by page and hands it out one by one, with a look at the next. Only one page is
// in memory.
#pragma once

#include <functional>
#include <vector>

#include "runtime/task.hpp"
#include "services/audit/store.hpp"

namespace prokat::audit {

template <class T>
class Pages {
 public:
  using Read = std::function<Task<std::vector<T>>(Span)>;

  // `key`: what the pages are ordered by; read from after `span.after` up to `span.to`.
  Pages(Span span, std::int64_t T::* key, Read read)
      : span_(span), key_(key), read_(std::move(read)) {}

  // Null at the end. Valid until the next call of peek() after a take().
  Task<T*> peek() {
    if (at_ < page_.size()) co_return &page_[at_];
    if (ended_) co_return nullptr;
    page_ = co_await read_(span_);
    at_ = 0;
    ended_ = page_.size() < static_cast<std::size_t>(span_.limit);
    if (page_.empty()) co_return nullptr;
    span_.after = page_.back().*key_;
    co_return &page_.front();
  }

  Task<std::optional<T>> take() {
    T* next = co_await peek();
    if (next == nullptr) co_return std::nullopt;
    ++at_;
    co_return std::move(*next);
  }

 private:
  Span span_;
  std::int64_t T::* key_;
  Read read_;
  std::vector<T> page_;
  std::size_t at_ = 0;
  bool ended_ = false;
};

}  // namespace prokat::audit
