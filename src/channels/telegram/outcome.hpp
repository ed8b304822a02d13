// How a call to Telegram ended, as far as a caller has to decide something about it. Telegram's
// descriptions are no contract, so they are compared case-insensitively and by parts.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace prokat::channels::telegram {

enum class SendOutcome {
  ok,
  not_modified,       // an edit that changes nothing: as good as ok
  message_gone,       // cannot be edited (any more, or into this kind): send anew
  chat_unreachable,   // blocked, deactivated, never started, removed: until they come back
  chat_migrated,      // the group has a new id: `migrate_to_chat_id`
  photo_refused,      // the text alone may still go
  query_too_old,      // a callback answered too late: ignore
  too_many_requests,  // certainly not delivered; after `retry_after`
  bad_request,        // a defect of ours: never repeat
  unauthorized,       // wrong token or address: nothing works until an administrator acts
  conflict,           // another getUpdates or a webhook takes the updates
  retry,              // certainly not delivered
  unknown,            // may have been delivered: there is no idempotency key
};
std::string_view to_string(SendOutcome outcome);

struct CallEnd {
  SendOutcome outcome = SendOutcome::unknown;
  std::string description;  // Telegram's or the connection's; without secrets
  std::chrono::seconds retry_after{0};
  std::int64_t migrate_to_chat_id = 0;

  bool succeeded() const {
    return outcome == SendOutcome::ok || outcome == SendOutcome::not_modified;
  }
};

template <class T>
struct Answered : CallEnd {
  std::optional<T> value;  // set when outcome is ok
};

struct HttpAnswerView {
  int status = 0;
  std::string_view body;
  std::optional<std::string> retry_after;  // the header
};

struct Classified {
  CallEnd end;
  std::string result;  // the JSON of `result` when ok
};

Classified classify(const HttpAnswerView& answer);

}  // namespace prokat::channels::telegram
