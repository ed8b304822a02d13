#include "channels/telegram/outcome.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/json.hpp"

namespace prokat::channels::telegram {

namespace {

struct Parameters {
  std::optional<std::int64_t> retry_after;
  std::optional<std::int64_t> migrate_to_chat_id;
};
BOOST_DESCRIBE_STRUCT(Parameters, (), (retry_after, migrate_to_chat_id))

struct ApiAnswer {
  bool ok = false;
  std::optional<json::Raw> result;
  std::optional<int> error_code;
  std::optional<std::string> description;
  std::optional<Parameters> parameters;
};
BOOST_DESCRIBE_STRUCT(ApiAnswer, (), (ok, result, error_code, description, parameters))

struct DescriptionRule {
  std::string_view part;
  SendOutcome outcome;
};

// Of error 400, in this order; what matches nothing is bad_request.
constexpr std::array bad_request_rules = {
    DescriptionRule{"message is not modified", SendOutcome::not_modified},
    DescriptionRule{"message to edit not found", SendOutcome::message_gone},
    DescriptionRule{"message can't be edited", SendOutcome::message_gone},
    DescriptionRule{"message to delete not found", SendOutcome::message_gone},
    DescriptionRule{"message can't be deleted", SendOutcome::message_gone},
    DescriptionRule{"message_id_invalid", SendOutcome::message_gone},
    DescriptionRule{"message identifier is not specified", SendOutcome::bad_request},
    DescriptionRule{"there is no text in the message to edit", SendOutcome::message_gone},
    DescriptionRule{"there is no caption in the message to edit", SendOutcome::message_gone},
    DescriptionRule{"there is no media in the message to edit", SendOutcome::message_gone},
    DescriptionRule{"query is too old", SendOutcome::query_too_old},
    DescriptionRule{"query id is invalid", SendOutcome::query_too_old},
    DescriptionRule{"query_id_invalid", SendOutcome::query_too_old},
    DescriptionRule{"not enough rights to send photos", SendOutcome::photo_refused},
    DescriptionRule{"chat not found", SendOutcome::chat_unreachable},
    DescriptionRule{"peer_id_invalid", SendOutcome::chat_unreachable},
    DescriptionRule{"chat_write_forbidden", SendOutcome::chat_unreachable},
    DescriptionRule{"have no rights to send a message", SendOutcome::chat_unreachable},
    DescriptionRule{"not enough rights to send", SendOutcome::chat_unreachable},
    DescriptionRule{"user is deactivated", SendOutcome::chat_unreachable},
    DescriptionRule{"wrong file identifier", SendOutcome::photo_refused},
    DescriptionRule{"wrong remote file", SendOutcome::photo_refused},
    DescriptionRule{"photo_invalid", SendOutcome::photo_refused},
    DescriptionRule{"photo_ext_invalid", SendOutcome::photo_refused},
    DescriptionRule{"photo_save_file_invalid", SendOutcome::photo_refused},
    DescriptionRule{"image_process_failed", SendOutcome::photo_refused},
    DescriptionRule{"file is too big", SendOutcome::photo_refused},
    DescriptionRule{"file must be non-empty", SendOutcome::photo_refused},
    DescriptionRule{"can't use file of type", SendOutcome::photo_refused},
    DescriptionRule{"failed to get http url content", SendOutcome::photo_refused},
    DescriptionRule{"wrong type of the web page content", SendOutcome::photo_refused},
};

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

SendOutcome of_bad_request(std::string_view description) {
  const std::string lower = lower_case(description);
  for (const DescriptionRule& rule : bad_request_rules) {
    if (lower.find(rule.part) != std::string::npos) return rule.outcome;
  }
  return SendOutcome::bad_request;
}

SendOutcome of_code(int code, std::string_view description) {
  switch (code) {
    case 400:
      return of_bad_request(description);
    case 401:
    case 404:  // "Not Found" is Telegram's answer to a token of the wrong shape
      return SendOutcome::unauthorized;
    case 403:
      return SendOutcome::chat_unreachable;
    case 409:
      return SendOutcome::conflict;
    case 413:
      return SendOutcome::photo_refused;
    case 429:
      return SendOutcome::too_many_requests;
    default:
      return code >= 500 ? SendOutcome::unknown : SendOutcome::bad_request;
  }
}

// Not an answer of the Bot API: a proxy, a gateway or a wrong address spoke in its place.
SendOutcome of_foreign_status(int status) {
  if (status == 429) return SendOutcome::too_many_requests;
  if (status == 401 || status == 404) return SendOutcome::unauthorized;
  return status >= 300 && status < 500 ? SendOutcome::retry : SendOutcome::unknown;
}

std::chrono::seconds pause_of(const std::optional<Parameters>& parameters,
                              const std::optional<std::string>& header) {
  std::int64_t seconds = 0;
  if (parameters && parameters->retry_after) {
    seconds = *parameters->retry_after;
  } else if (header) {
    std::from_chars(header->data(), header->data() + header->size(), seconds);
  }
  return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 1, 3600));
}

}  // namespace

std::string_view to_string(SendOutcome outcome) {
  switch (outcome) {
    case SendOutcome::ok:
      return "ok";
    case SendOutcome::not_modified:
      return "not_modified";
    case SendOutcome::message_gone:
      return "message_gone";
    case SendOutcome::chat_unreachable:
      return "chat_unreachable";
    case SendOutcome::chat_migrated:
      return "chat_migrated";
    case SendOutcome::photo_refused:
      return "photo_refused";
    case SendOutcome::query_too_old:
      return "query_too_old";
    case SendOutcome::too_many_requests:
      return "too_many_requests";
    case SendOutcome::bad_request:
      return "bad_request";
    case SendOutcome::unauthorized:
      return "unauthorized";
    case SendOutcome::conflict:
      return "conflict";
    case SendOutcome::retry:
      return "retry";
    case SendOutcome::unknown:
      return "unknown";
  }
  return "unknown";
}

Classified classify(const HttpAnswerView& answer) {
  constexpr json::ParseOptions lenient{json::UnknownFields::ignore, 64};
  Classified classified;
  CallEnd& end = classified.end;
  auto parsed = json::parse<ApiAnswer>(answer.body, lenient);
  if (!parsed) {
    end.outcome = of_foreign_status(answer.status);
    end.description = "HTTP " + std::to_string(answer.status) + " without a Bot API answer";
    if (end.outcome == SendOutcome::too_many_requests) {
      end.retry_after = pause_of(std::nullopt, answer.retry_after);
    }
    return classified;
  }
  if (parsed->ok) {
    end.outcome = SendOutcome::ok;
    if (parsed->result) classified.result = std::move(parsed->result->text);
    return classified;
  }
  end.description = parsed->description.value_or("no description");
  end.outcome = of_code(parsed->error_code.value_or(answer.status), end.description);
  if (parsed->parameters && parsed->parameters->migrate_to_chat_id) {
    end.outcome = SendOutcome::chat_migrated;
    end.migrate_to_chat_id = *parsed->parameters->migrate_to_chat_id;
  }
  if (end.outcome == SendOutcome::too_many_requests) {
    end.retry_after = pause_of(parsed->parameters, answer.retry_after);
  }
  return classified;
}

}  // namespace prokat::channels::telegram
