// The client's end: a service that lives in another process, behind the same abstract class. See
// method.hpp for the whole picture.
//   class RemoteService final : public rpc::Remote<Service> { using Remote::Remote; ...
//   call<&Service::quote>(...) ... };
// Belongs to one Loop, like the egress client it uses.
#pragma once

#include <string>
#include <vector>

#include "base/secret.hpp"
#include "egress/client.hpp"
#include "rpc/failure.hpp"
#include "rpc/method.hpp"
#include "rpc/signature.hpp"

namespace prokat::rpc {

struct RemoteOptions {
  std::string urls;     // "http://a:8090" or several with commas: asked in turn
  Secret secret;        // PROKAT_INTERNAL_SECRET
  std::string process;  // who calls, for the other side's log: "bot"
};

// One call: token, deadline, failover. Knows nothing of the types that travel.
class Caller {
 public:
  // Throws std::runtime_error when `urls` names no address.
  Caller(egress::Client& client, RemoteOptions options);

  // The answer's body; empty for a method that gives nothing. A Problem of the method comes back as
  // it was. Throws Unavailable, RemoteFailure, DeadlineExceeded. The next address is tried only
  // when the request certainly did not arrive.
  Task<Result<std::string>> call(std::string_view service, std::string_view method,
                                 const CallContext& context, std::string body);

 private:
  Task<egress::Answer> send(std::string path, egress::Request request, Deadline deadline);

  egress::Client& client_;
  std::vector<std::string> urls_;
  Secret secret_;
  std::string process_;
  std::size_t next_ = 0;
};

namespace detail {

template <auto value>
struct Constant;

// The index in Methods<Service>::list. Pointers to virtual methods cannot be compared with == at
// compile time, but are the same template argument or not.
template <auto pointer>
consteval std::size_t index_of() {
  using Service = typename Signature<decltype(pointer)>::Service;
  constexpr auto count = std::tuple_size_v<decltype(Methods<Service>::list)>;
  return []<std::size_t... i>(std::index_sequence<i...>) {
    std::size_t found = count;
    ((std::is_same_v<Constant<std::get<i>(Methods<Service>::list).pointer>, Constant<pointer>>
          ? void(found = i)
          : void()),
     ...);
    return found;
  }(std::make_index_sequence<count>());
}

// A described struct of another process of ours, perhaps a newer one: unknown fields are no fault.
template <class T>
T parse_answer(std::string_view method, const std::string& body) {
  Result<T> parsed = json::parse<T>(body, {json::UnknownFields::ignore});
  if (!parsed) {
    throw RemoteFailure(std::string(method) +
                        ": the answer cannot be read: " + parsed.error().detail);
  }
  return std::move(*parsed);
}

}  // namespace detail

template <class Service>
class Remote : public Service {
 public:
  Remote(egress::Client& client, RemoteOptions options) : caller_(client, std::move(options)) {}

 protected:
  template <auto pointer>
  Task<Result<typename Signature<decltype(pointer)>::Answer>> call(
      const CallContext& context, typename Signature<decltype(pointer)>::Request request) {
    using Answer = typename Signature<decltype(pointer)>::Answer;
    constexpr std::size_t index = detail::index_of<pointer>();
    static_assert(index < std::tuple_size_v<decltype(Methods<Service>::list)>,
                  "Methods<Service>::list does not name this method");
    constexpr std::string_view name = std::get<index>(Methods<Service>::list).name;
    Result<std::string> body =
        co_await caller_.call(Methods<Service>::service, name, context, json::write(request));
    if (!body) co_return pass(std::move(body));
    if constexpr (std::is_void_v<Answer>) {
      co_return Result<void>();
    } else {
      co_return detail::parse_answer<Answer>(name, *body);
    }
  }

 private:
  Caller caller_;
};

}  // namespace prokat::rpc
