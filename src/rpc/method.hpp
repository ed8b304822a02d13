// One generic adapter between a service's interface and HTTP: in one process a service is called
// directly; between processes the same abstract class is reached through POST
// /internal/<service>/<method> with JSON bodies. A service lists its methods once:
//
//   struct Service { virtual Task<Result<Quote>> quote(const CallContext&, QuoteRequest) = 0; ...
//   }; template <> struct rpc::Methods<booking::Service> {
//     static constexpr std::string_view service = "booking";
//     static constexpr auto list = std::tuple{rpc::Method{"quote", &booking::Service::quote}, ...};
//   };
//   class RemoteService final : public rpc::Remote<Service> { using Remote::Remote;
//     Task<Result<Quote>> quote(const CallContext& c, QuoteRequest r) override { return
//     call<&Service::quote>(c, std::move(r)); } };
//
// Every method takes (const CallContext&, one described struct) and gives Task<Result<described
// struct or void>>. The call carries X-Request-Id, the time left (X-Deadline-Ms), and a short-lived
// HS256 token under PROKAT_INTERNAL_SECRET with the caller's process name, the end user's principal
// and channel. A Problem travels as problem+json and comes out as the same Problem.
#pragma once

#include <string_view>
#include <tuple>

#include "base/json.hpp"
#include "base/result.hpp"
#include "runtime/context.hpp"
#include "runtime/task.hpp"

namespace prokat::rpc {

template <class Pointer>
struct Method {
  std::string_view name;
  Pointer pointer;
};
template <class Pointer>
Method(const char*, Pointer) -> Method<Pointer>;

template <class Service>
struct Methods;  // specialised by each service in its service.hpp

struct Empty {
  bool operator==(const Empty&) const = default;
};
BOOST_DESCRIBE_STRUCT(Empty, (), ())

}  // namespace prokat::rpc
