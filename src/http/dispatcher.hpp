// From a parsed request to its reply, for one listener: route, who asks, may they, handler, and
// what becomes of failures. Knows no sockets. The order of the checks is part of the contract: 404,
// 405, (413 while reading), 401, 403, 415, then the handler's own.
#pragma once

#include <array>
#include <exception>
#include <optional>
#include <string>
#include <unordered_map>

#include "http/server.hpp"

namespace prokat::http {

class Dispatcher {
 public:
  Dispatcher(std::string listener, const Router& router, Authenticator authenticator,
             ErrorTranslator translate_error);

  RouteMatch match(Method method, std::string_view raw_path) const {
    return router_.match(method, raw_path);
  }
  // Never throws. `route` null: 404, or 405 with Allow when `allowed` is not empty.
  Task<Reply> answer(Request& request, const Route* route, std::vector<Method> allowed) const;

  // What is known of a finished request: one line in the log, one observation.
  struct Finished {
    const Route* route = nullptr;
    int status = 0;
    double seconds = 0;
    std::size_t bytes_in = 0;
    std::size_t bytes_out = 0;
  };
  void record(const Request& request, const Finished& finished);

 private:
  Task<Result<Reply>> call(Request& request, const Route& route) const;
  Reply reply_to_exception(std::exception_ptr thrown, const Request& request,
                           const Route& route) const;
  const metrics::Histogram& histogram_of(const Route* route, Method method, int status);

  std::string listener_;
  const Router& router_;
  Authenticator authenticator_;
  ErrorTranslator translate_error_;
  // By status class 1xx..5xx; looked up once each, because a look-up builds a set of labels.
  std::unordered_map<const Route*, std::array<std::optional<metrics::Histogram>, 6>> histograms_;
};

// The caller's id when it is 1..64 of [A-Za-z0-9._-], else a new one.
std::string request_id_for(std::optional<std::string_view> offered);

}  // namespace prokat::http
