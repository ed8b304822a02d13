#include "channels/telegram/outcome.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <vector>

namespace prokat::channels::telegram {
namespace {

using enum SendOutcome;

std::string failed(int code, std::string_view description) {
  return fmt::format(R"({{"ok":false,"error_code":{},"description":"{}"}})", code, description);
}

struct Row {
  int status;
  std::string description;
  SendOutcome outcome;
};

TEST(TelegramOutcome, every_error_of_the_api_leads_to_one_decision) {
  const std::vector<Row> rows = {
      {400, "Bad Request: message is not modified: specified new message content", not_modified},
      {400, "Bad Request: message to edit not found", message_gone},
      {400, "Bad Request: message can't be edited", message_gone},
      {400, "Bad Request: there is no text in the message to edit", message_gone},
      {400, "Bad Request: message to delete not found", message_gone},
      {400, "Bad Request: message can't be deleted for everyone", message_gone},
      {400, "Bad Request: MESSAGE_ID_INVALID", message_gone},
      {400, "Bad Request: chat not found", chat_unreachable},
      {400, "bad request: CHAT NOT FOUND", chat_unreachable},
      {400, "Bad Request: PEER_ID_INVALID", chat_unreachable},
      {400, "Bad Request: not enough rights to send text messages to the chat", chat_unreachable},
      {400, "Bad Request: not enough rights to send photos to the chat", photo_refused},
      {400, "Bad Request: wrong file identifier/HTTP URL specified", photo_refused},
      {400, "Bad Request: PHOTO_INVALID_DIMENSIONS", photo_refused},
      {400, "Bad Request: IMAGE_PROCESS_FAILED", photo_refused},
      {413, "Request Entity Too Large", photo_refused},
      {400, "Bad Request: query is too old and response timeout expired or query ID is invalid",
       query_too_old},
      {400, "Bad Request: can't parse entities: unsupported start tag", bad_request},
      {400, "Bad Request: reply markup is too long", bad_request},
      {400, "Bad Request: message text is empty", bad_request},
      {400, "Bad Request: something new", bad_request},
      {401, "Unauthorized", unauthorized},
      {404, "Not Found", unauthorized},
      {403, "Forbidden: bot was blocked by the user", chat_unreachable},
      {403, "Forbidden: user is deactivated", chat_unreachable},
      {403, "Forbidden: bot can't initiate conversation with a user", chat_unreachable},
      {403, "Forbidden: bot was kicked from the supergroup chat", chat_unreachable},
      {409, "Conflict: terminated by other getUpdates request", conflict},
      {429, "Too Many Requests: retry after 5", too_many_requests},
      {500, "Internal Server Error", unknown},
      {502, "Bad Gateway", unknown},
  };
  for (const Row& row : rows) {
    const auto classified =
        classify({row.status, failed(row.status, row.description), std::nullopt});
    EXPECT_EQ(to_string(classified.end.outcome), to_string(row.outcome)) << row.description;
    EXPECT_EQ(classified.end.description, row.description);
    EXPECT_EQ(classified.end.succeeded(), row.outcome == not_modified) << row.description;
  }
}

TEST(TelegramOutcome, success_carries_the_result) {
  const auto classified = classify({200, R"({"ok":true,"result":{"message_id":5}})", std::nullopt});
  EXPECT_EQ(classified.end.outcome, ok);
  EXPECT_EQ(classified.result, R"({"message_id":5})");
}

TEST(TelegramOutcome, pause_comes_from_the_body_else_from_the_header) {
  const auto by_body = classify(
      {429, R"({"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":7}})",
       "3"});
  EXPECT_EQ(by_body.end.retry_after, std::chrono::seconds(7));
  const auto by_header = classify({429, failed(429, "x"), "3"});
  EXPECT_EQ(by_header.end.retry_after, std::chrono::seconds(3));
  const auto by_nothing = classify({429, "<html>", std::nullopt});
  EXPECT_EQ(by_nothing.end.outcome, too_many_requests);
  EXPECT_EQ(by_nothing.end.retry_after, std::chrono::seconds(1));
}

TEST(TelegramOutcome, moved_group_names_its_new_id) {
  const auto classified = classify(
      {400,
       R"({"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded","parameters":{"migrate_to_chat_id":-1001234567890}})",
       std::nullopt});
  EXPECT_EQ(classified.end.outcome, chat_migrated);
  EXPECT_EQ(classified.end.migrate_to_chat_id, -1001234567890);
}

struct ForeignRow {
  int status;
  std::string body;
  SendOutcome outcome;
};

TEST(TelegramOutcome, answers_that_are_not_telegrams_are_not_believed) {
  const std::vector<ForeignRow> rows = {
      {502, "<html>Bad Gateway</html>", unknown},
      {504, "", unknown},
      {407, "proxy wants a password", retry},
      {403, "<html>blocked</html>", retry},
      {302, "", retry},
      {404, "<html>", unauthorized},
      {200, "<html>captive portal</html>", unknown},
      {200, "[]", unknown},
  };
  for (const ForeignRow& row : rows) {
    const auto classified = classify({row.status, row.body, std::nullopt});
    EXPECT_EQ(to_string(classified.end.outcome), to_string(row.outcome)) << row.status;
  }
}

}  // namespace
}  // namespace prokat::channels::telegram
