// The Bot API over egress: typed requests out, typed results or a classified outcome back. One call
// per call: no rate limits, no repeats (Sender, Poller). The token appears in no log and no error.
//   Answered<Message> sent = co_await client.call(SendMessage{.chat_id = 7, .text = "Hi"},
//   deadline); if (!sent.succeeded()) switch (sent.outcome) ...
#pragma once

#include "base/secret.hpp"
#include "channels/telegram/outcome.hpp"
#include "channels/telegram/requests.hpp"
#include "egress/client.hpp"

namespace prokat::channels::telegram {

struct ClientOptions {
  std::string api_url = "https://api.telegram.org";  // a path may follow the host
  Secret token;                                      // <digits>:<35 characters>
  std::string proxy_url;
};

class Client {
 public:
  Client(egress::Client& egress, ClientOptions options);

  const std::string& bot_id() const { return bot_id_; }  // the token's digits, "" for a wrong one

  // For requests that are plain JSON.
  template <class Request>
  Task<Answered<typename Request::Result>> call(Request request, Deadline deadline) {
    const Classified classified =
        co_await post_json(std::string(Request::method), json::write(request), deadline);
    co_return answered<typename Request::Result>(classified);
  }
  // Multipart when a photo is given as bytes.
  Task<Answered<Message>> call(SendPhoto request, Deadline deadline);
  Task<Answered<std::vector<Message>>> call(SendMediaGroup request, Deadline deadline);
  Task<Answered<Message>> call(EditMessageMedia request, Deadline deadline);

  // Waits up to request.timeout for news; the deadline must be later than that by the time an
  // answer may take (10 s or more).
  Task<Answered<std::vector<RawUpdate>>> get_updates(GetUpdates request, Deadline deadline);

 private:
  egress::Request request_for(const std::string& method) const;
  Task<Classified> post_json(std::string method, std::string body, Deadline deadline);
  Task<Classified> send(egress::Request request, Deadline deadline);

  template <class T>
  static Answered<T> answered(const Classified& classified) {
    Answered<T> answer{classified.end, std::nullopt};
    if (answer.outcome != SendOutcome::ok) return answer;
    auto value = json::parse<T>(classified.result, {json::UnknownFields::ignore, 64});
    if (!value) {
      answer.outcome = SendOutcome::unknown;
      answer.description = "a result of an unexpected shape";
      return answer;
    }
    answer.value = std::move(*value);
    return answer;
  }

  egress::Client& egress_;
  ClientOptions options_;
  std::string bot_id_;
};

}  // namespace prokat::channels::telegram
