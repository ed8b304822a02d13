#include "channels/telegram/client.hpp"

#include "runtime/log.hpp"

namespace prokat::channels::telegram {

namespace {

constexpr json::ParseOptions lenient{json::UnknownFields::ignore, 64};

struct GetUpdatesBody {
  std::int64_t offset = 0;
  std::int64_t timeout = 0;
  std::vector<std::string> allowed_updates;
};
BOOST_DESCRIBE_STRUCT(GetUpdatesBody, (), (offset, timeout, allowed_updates))

struct UpdateId {
  std::int64_t update_id = 0;
};
BOOST_DESCRIBE_STRUCT(UpdateId, (), (update_id))

struct InputMediaPhoto {
  std::string type = "photo";
  std::string media;  // a file id or attach://<part>
  std::string caption;
  std::string parse_mode = "HTML";
};
BOOST_DESCRIBE_STRUCT(InputMediaPhoto, (), (type, media, caption, parse_mode))

egress::FormPart field(std::string name, std::string content) {
  return {std::move(name), std::move(content), {}, {}};
}

std::string file_name_for(const std::string& content_type) {
  return content_type == "image/png" ? "photo.png" : "photo.jpg";
}

// Gives the text that names the photo in a request: its id, or a reference to the part that is
// added.
std::string attach(PhotoSource source, const std::string& part,
                   std::vector<egress::FormPart>& form) {
  if (auto* file_id = std::get_if<std::string>(&source)) return std::move(*file_id);
  auto& upload = std::get<PhotoUpload>(source);
  std::string file_name = file_name_for(upload.content_type);
  form.push_back({part, std::move(upload.content), std::move(file_name), upload.content_type});
  return "attach://" + part;
}

void add_markup(const std::optional<json::Raw>& reply_markup, std::vector<egress::FormPart>& form) {
  if (reply_markup) form.push_back(field("reply_markup", reply_markup->text));
}

RawUpdate raw_update(const json::Raw& raw, std::int64_t update_id) {
  RawUpdate update{update_id, {}, raw.text};
  const auto parsed = parse_update(raw.text);
  const Chat* chat = parsed ? parsed->chat() : nullptr;
  update.lane = chat ? std::to_string(chat->id) : "update-" + std::to_string(update_id);
  return update;
}

}  // namespace

const Chat* Update::chat() const {
  if (message) return &message->chat;
  if (my_chat_member) return &my_chat_member->chat;
  if (callback_query && callback_query->message) return &callback_query->message->chat;
  return nullptr;
}

Result<Update> parse_update(std::string_view text) { return json::parse<Update>(text, lenient); }

Client::Client(egress::Client& egress, ClientOptions options)
    : egress_(egress), options_(std::move(options)) {
  // Something that is no token has no part that may be shown.
  const std::string& token = options_.token.expose();
  const auto colon = token.find(':');
  if (colon != std::string::npos) bot_id_ = token.substr(0, colon);
  while (options_.api_url.ends_with('/')) options_.api_url.pop_back();
}

egress::Request Client::request_for(const std::string& method) const {
  egress::Request request;
  request.service = "telegram";
  request.method = "POST";
  request.url = options_.api_url + "/bot" + options_.token.expose() + "/" + method;
  request.url_for_log = options_.api_url + "/bot" + bot_id_ + ":…/" + method;
  request.proxy_url = options_.proxy_url;
  return request;
}

Task<Classified> Client::post_json(std::string method, std::string body, Deadline deadline) {
  egress::Request request = request_for(method);
  request.headers = {{"Content-Type", "application/json"}};
  request.body = std::move(body);
  co_return co_await send(std::move(request), deadline);
}

Task<Classified> Client::send(egress::Request request, Deadline deadline) {
  const std::string url = request.url_for_log;
  Classified classified;
  try {
    const egress::Answer answer = co_await egress_.send(std::move(request), deadline);
    classified = classify({answer.status, answer.body, answer.header("retry-after")});
  } catch (const egress::Failure& failure) {
    classified.end.outcome = failure.may_have_arrived() ? SendOutcome::unknown : SendOutcome::retry;
    classified.end.description = failure.what();
  }
  if (classified.end.outcome == SendOutcome::bad_request ||
      classified.end.outcome == SendOutcome::unauthorized) {
    log::error("telegram.refused", {{"url", url},
                                    {"outcome", to_string(classified.end.outcome)},
                                    {"description", classified.end.description}});
  }
  co_return classified;
}

Task<Answered<Message>> Client::call(SendPhoto request, Deadline deadline) {
  egress::Request http = request_for("sendPhoto");
  http.form = {field("chat_id", std::to_string(request.chat_id)),
               field("caption", std::move(request.caption)), field("parse_mode", "HTML")};
  add_markup(request.reply_markup, http.form);
  std::string reference = attach(std::move(request.photo), "file", http.form);
  http.form.push_back(field("photo", std::move(reference)));
  const Classified classified = co_await send(std::move(http), deadline);
  co_return answered<Message>(classified);
}

Task<Answered<std::vector<Message>>> Client::call(SendMediaGroup request, Deadline deadline) {
  egress::Request http = request_for("sendMediaGroup");
  http.form = {field("chat_id", std::to_string(request.chat_id))};
  std::vector<InputMediaPhoto> media;
  for (std::size_t i = 0; i < request.media.size(); ++i) {
    AlbumPhoto& item = request.media[i];
    InputMediaPhoto photo;
    photo.media = attach(std::move(item.photo), "file" + std::to_string(i), http.form);
    photo.caption = std::move(item.caption);
    media.push_back(std::move(photo));
  }
  http.form.push_back(field("media", json::write(media)));
  const Classified classified = co_await send(std::move(http), deadline);
  co_return answered<std::vector<Message>>(classified);
}

Task<Answered<Message>> Client::call(EditMessageMedia request, Deadline deadline) {
  egress::Request http = request_for("editMessageMedia");
  http.form = {field("chat_id", std::to_string(request.chat_id)),
               field("message_id", std::to_string(request.message_id))};
  add_markup(request.reply_markup, http.form);
  InputMediaPhoto photo;
  photo.media = attach(std::move(request.photo), "file", http.form);
  photo.caption = std::move(request.caption);
  http.form.push_back(field("media", json::write(photo)));
  const Classified classified = co_await send(std::move(http), deadline);
  co_return answered<Message>(classified);
}

Task<Answered<std::vector<RawUpdate>>> Client::get_updates(GetUpdates request, Deadline deadline) {
  egress::Request http = request_for("getUpdates");
  http.headers = {{"Content-Type", "application/json"}};
  http.body = json::write(GetUpdatesBody{
      request.offset, request.timeout.count(), {"message", "callback_query", "my_chat_member"}});
  http.abort = std::move(request.abort);
  const Classified classified = co_await send(std::move(http), deadline);
  const auto raws = answered<std::vector<json::Raw>>(classified);
  Answered<std::vector<RawUpdate>> updates{raws, std::nullopt};
  if (!raws.value) co_return updates;
  updates.value.emplace();
  for (const json::Raw& raw : *raws.value) {
    const auto id = json::parse<UpdateId>(raw.text, lenient);
    if (id) updates.value->push_back(raw_update(raw, id->update_id));
  }
  co_return updates;
}

}  // namespace prokat::channels::telegram
