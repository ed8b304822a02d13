#include "channels/telegram/client.hpp"

#include <gtest/gtest.h>

#include "egress/testing/loopback_server.hpp"
#include "runtime/loop.hpp"

namespace prokat::channels::telegram {
namespace {

using egress::testing::LoopbackServer;
using egress::testing::ScriptedReply;
using egress::testing::SeenRequest;

constexpr const char* a_message =
    R"({"ok":true,"result":{"message_id":41,"date":1767225600,"chat":{"id":7,"type":"private","first_name":"Anna"},"text":"Hi","new_field":[1]}})";

Deadline soon() { return Deadline::in(std::chrono::seconds(5)); }

class TelegramClient : public ::testing::Test {
 protected:
  explicit TelegramClient()
      : server_([this](const SeenRequest&) { return reply_; }),
        client_(egress_, {server_.url() + "/telegram/", Secret("123:SECRET"), ""}) {}

  SeenRequest seen() const { return server_.seen().back(); }
  void answer(int status, std::string body) {
    reply_ = {};
    reply_.status = status;
    reply_.body = std::move(body);
  }

  ScriptedReply reply_;
  LoopbackServer server_;
  runtime::Loop loop_{"test"};
  egress::Client egress_{loop_.executor()};
  Client client_;
};

TEST_F(TelegramClient, texts_go_as_json_to_the_method_of_the_bot) {
  answer(200, a_message);
  SendMessage request;
  request.chat_id = 7;
  request.text = "<b>Hi</b>";
  request.reply_markup =
      markup(InlineKeyboard{{{{"Yes", "1:yes", {}}, {"Pay", {}, "https://p/"}}}});
  const auto sent = loop_.run_until_done(client_.call(std::move(request), soon()));
  ASSERT_TRUE(sent.value) << sent.description;
  EXPECT_EQ(sent.value->message_id, 41);
  EXPECT_EQ(sent.value->text, "Hi");
  EXPECT_EQ(client_.bot_id(), "123");
  EXPECT_EQ(seen().target, "/telegram/bot123:SECRET/sendMessage");
  EXPECT_EQ(
      seen().body,
      R"({"chat_id":7,"text":"<b>Hi</b>","reply_markup":{"inline_keyboard":[[{"text":"Yes","callback_data":"1:yes"},{"text":"Pay","url":"https://p/"}]]},"parse_mode":"HTML","link_preview_options":{"is_disabled":true}})");
}

TEST_F(TelegramClient, text_that_is_no_token_is_not_shown_either) {
  Client client(egress_, {"http://127.0.0.1:1", Secret("SECRET"), ""});
  EXPECT_EQ(client.bot_id(), "");
  const auto me = loop_.run_until_done(client.call(GetMe{}, soon()));
  EXPECT_EQ(me.description.find("SECRET"), std::string::npos) << me.description;
}

TEST_F(TelegramClient, keyboards_are_written_as_telegram_wants_them) {
  EXPECT_EQ(
      markup(ReplyKeyboard{{{{"Phone", true}}}}).text,
      R"({"keyboard":[[{"text":"Phone","request_contact":true}]],"resize_keyboard":true,"one_time_keyboard":true})");
  EXPECT_EQ(markup(RemoveKeyboard{}).text, R"({"remove_keyboard":true})");
}

TEST_F(TelegramClient, photos_go_as_files_or_by_their_id) {
  answer(
      200,
      R"({"ok":true,"result":{"message_id":5,"date":1,"chat":{"id":7,"type":"private"},"photo":[{"file_id":"small","width":90,"height":60},{"file_id":"large","width":900,"height":600}]}})");
  SendPhoto upload;
  upload.chat_id = 7;
  upload.photo = PhotoUpload{"JPEGBYTES", "image/jpeg"};
  upload.caption = "A & B";
  const auto sent = loop_.run_until_done(client_.call(std::move(upload), soon()));
  ASSERT_TRUE(sent.value) << sent.description;
  EXPECT_EQ(sent.value->photo->back().file_id, "large");
  EXPECT_NE(seen().body.find("name=\"file\"; filename=\"photo.jpg\""), std::string::npos);
  EXPECT_NE(seen().body.find("JPEGBYTES"), std::string::npos);
  EXPECT_NE(seen().body.find("name=\"photo\"\r\n\r\nattach://file\r\n"), std::string::npos);

  SendPhoto by_id;
  by_id.chat_id = 7;
  by_id.photo = "large";
  ASSERT_TRUE(loop_.run_until_done(client_.call(std::move(by_id), soon())).succeeded());
  EXPECT_NE(seen().body.find("name=\"photo\"\r\n\r\nlarge\r\n"), std::string::npos);
  EXPECT_EQ(seen().body.find("filename"), std::string::npos);
}

TEST_F(TelegramClient, albums_refer_to_their_files) {
  answer(
      200,
      R"({"ok":true,"result":[{"message_id":1,"date":1,"chat":{"id":7,"type":"private"}},{"message_id":2,"date":1,"chat":{"id":7,"type":"private"}}]})");
  SendMediaGroup album;
  album.chat_id = 7;
  album.media = {{PhotoUpload{"ONE", "image/png"}, "Caption"}, {"known-id", ""}};
  const auto sent = loop_.run_until_done(client_.call(std::move(album), soon()));
  ASSERT_TRUE(sent.value) << sent.description;
  EXPECT_EQ(sent.value->size(), 2u);
  EXPECT_NE(
      seen().body.find(
          R"([{"type":"photo","media":"attach://file0","caption":"Caption","parse_mode":"HTML"},{"type":"photo","media":"known-id","caption":"","parse_mode":"HTML"}])"),
      std::string::npos)
      << seen().body;
}

TEST_F(TelegramClient, updates_come_raw_with_their_lane) {
  answer(200,
         R"({"ok":true,"result":[
  {"update_id":10,"message":{"message_id":1,"date":1,"chat":{"id":7,"type":"private"},"from":{"id":7,"is_bot":false,"first_name":"A"},"text":"/start"}},
  {"update_id":11,"callback_query":{"id":"9","from":{"id":8,"is_bot":false,"first_name":"B"},"message":{"message_id":2,"date":0,"chat":{"id":8,"type":"private"}},"chat_instance":"x","data":"1:go"}},
  {"update_id":12,"my_chat_member":{"chat":{"id":-100,"type":"supergroup","title":"Ops"},"from":{"id":8,"is_bot":false,"first_name":"B"},"date":5,"old_chat_member":{"status":"member"},"new_chat_member":{"status":"kicked","until_date":0}}},
  {"update_id":13,"poll":{"id":"1"}}]})");
  const auto updates =
      loop_.run_until_done(client_.get_updates({10, std::chrono::seconds(1), nullptr}, soon()));
  ASSERT_TRUE(updates.value) << updates.description;
  ASSERT_EQ(updates.value->size(), 4u);
  const auto& list = *updates.value;
  EXPECT_EQ(list[0].lane, "7");
  EXPECT_EQ(list[1].lane, "8");
  EXPECT_EQ(list[2].lane, "-100");
  EXPECT_EQ(list[3].lane, "update-13");
  EXPECT_EQ(
      seen().body,
      R"({"offset":10,"timeout":1,"allowed_updates":["message","callback_query","my_chat_member"]})");

  const auto tap = parse_update(list[1].json);
  ASSERT_TRUE(tap);
  EXPECT_EQ(tap->callback_query->data, "1:go");
  const auto left = parse_update(list[2].json);
  ASSERT_TRUE(left);
  EXPECT_TRUE(left->my_chat_member->bot_is_out());
  EXPECT_EQ(parse_update(list[3].json)->chat(), nullptr);
}

TEST_F(TelegramClient, failures_say_whether_the_message_may_be_out) {
  answer(403, R"({"ok":false,"error_code":403,"description":"Forbidden: bot was blocked"})");
  SendMessage request;
  request.chat_id = 7;
  request.text = "x";
  EXPECT_EQ(loop_.run_until_done(client_.call(request, soon())).outcome,
            SendOutcome::chat_unreachable);
  reply_.cut_after = 0;
  EXPECT_EQ(loop_.run_until_done(client_.call(request, soon())).outcome, SendOutcome::unknown);
  reply_.cut_after = std::string::npos;
  answer(200, R"({"ok":true,"result":"surprise"})");
  EXPECT_EQ(loop_.run_until_done(client_.call(request, soon())).outcome, SendOutcome::unknown);

  Client elsewhere(egress_, {"http://127.0.0.1:1", Secret("123:SECRET"), ""});
  const auto refused = loop_.run_until_done(elsewhere.call(request, soon()));
  EXPECT_EQ(refused.outcome, SendOutcome::retry);
  EXPECT_EQ(refused.description.find("SECRET"), std::string::npos) << refused.description;
}

}  // namespace
}  // namespace prokat::channels::telegram
