// The server's end: rpc::expose(internal_router, booking_service, secret) makes POST
// /internal/booking/<method> of every listed method. For the internal listener only. Each route
// asks for a token of its own service; the listener needs no authenticator.
#pragma once

#include <memory>
#include <string>

#include "base/secret.hpp"
#include "http/router.hpp"
#include "rpc/method.hpp"

namespace prokat::rpc {

// Checks the token and puts principal, channel and deadline of the calling process into the
// request's context.
class Gate {
 public:
  Gate(std::string_view service, Secret secret);
  Result<> admit(http::Request& request) const;

 private:
  std::string service_;
  Secret secret_;
};

constexpr std::size_t internal_body_max = 1024 * 1024;

namespace detail {

http::Reply method_reply(std::string body);
http::Reply method_problem(const Problem& problem, const CallContext& context);

template <class Service, class Answer, class Argument>
Task<Result<http::Reply>> serve(Service& service,
                                Task<Result<Answer>> (Service::*method)(const CallContext&,
                                                                        Argument),
                                std::shared_ptr<const Gate> gate, http::Request& request) {
  if (auto admitted = gate->admit(request); !admitted) co_return pass(std::move(admitted));
  auto argument = json::parse<Argument>(request.body, {json::UnknownFields::ignore});
  if (!argument) co_return method_problem(argument.error(), request.context);
  Result<Answer> answer = co_await (service.*method)(request.context, std::move(*argument));
  if (!answer) co_return method_problem(answer.error(), request.context);
  if constexpr (std::is_void_v<Answer>) {
    co_return method_reply("");
  } else {
    co_return method_reply(json::write(*answer));
  }
}

}  // namespace detail

// The service outlives the router.
template <class Service>
void expose(http::Router& router, Service& service, const Secret& secret) {
  const auto gate = std::make_shared<const Gate>(Methods<Service>::service, secret);
  const auto add = [&](const auto& method) {
    std::string pattern = "/internal/";
    pattern.append(Methods<Service>::service).append("/").append(method.name);
    router.add({.method = http::Method::post,
                .pattern = std::move(pattern),
                .access = Role::anonymous,  // the gate decides
                .handler =
                    [&service, pointer = method.pointer, gate](http::Request& request) {
                      return detail::serve(service, pointer, gate, request);
                    },
                .body_max = internal_body_max});
  };
  std::apply([&](const auto&... method) { (add(method), ...); }, Methods<Service>::list);
}

}  // namespace prokat::rpc
