// Query parameters and path ids as typed values. Reading never stops at a fault: done() answers
// with all of them at once, each under "?name", in the order in which they were read.
//   http::QueryReader query(request);
//   search.type = query.text("type", 40);
//   search.limit = query.integer<int>("limit", 1, 100);
//   if (auto read = query.done(); !read) co_return pass(std::move(read));
// Not for bodies: those are base/json.hpp's.
#pragma once

#include <concepts>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/period.hpp"
#include "http/message.hpp"

namespace prokat::http {

class QueryReader {
 public:
  explicit QueryReader(const Request& request) : request_(request) {}

  // An absent parameter is nullopt; so is a faulty one, whose fault done() reports. An empty text
  // counts as absent: forms send "q=" for a field left alone.
  std::optional<std::string> text(std::string_view name, std::size_t bytes_max);
  std::optional<std::string> choice(std::string_view name,
                                    std::span<const std::string_view> allowed);
  template <std::integral T>
  std::optional<T> integer(std::string_view name, T min, T max) {
    const auto number = integer_between(name, min, max);
    return number ? std::optional<T>(static_cast<T>(*number)) : std::nullopt;
  }
  std::optional<LocalDate> date(std::string_view name);
  std::optional<DateOrInstant> date_or_instant(std::string_view name);
  std::optional<Instant> instant(std::string_view name);
  template <class IdType>
  std::optional<IdType> id(std::string_view name) {
    const auto bytes = uuid(name);
    return bytes ? std::optional<IdType>(IdType(*bytes)) : std::nullopt;
  }

  // For rules between parameters, and for one that must be there.
  void add_fault(std::string_view name, std::string code, std::string detail);
  // validation-failed with every fault, also for parameters that nobody read or that came twice.
  Result<> done();

 private:
  std::optional<std::string_view> find(std::string_view name);
  std::optional<std::int64_t> integer_between(std::string_view name, std::int64_t min,
                                              std::int64_t max);
  std::optional<UuidBytes> uuid(std::string_view name);

  const Request& request_;
  std::set<std::string, std::less<>> read_;
  std::vector<FieldError> faults_;
};

// The id in the path; what is no id at all names nothing: not-found.
template <class IdType>
Result<IdType> path_id(const Request& request, std::string_view name) {
  const auto id = IdType::parse(request.path_param(name));
  if (!id) return fail(ProblemCode::not_found);
  return *id;
}

// A service names a faulty field by its body pointer ("/start"); asked by query parameters, the
// caller knows it as "?start". Problems without field errors pass as they are.
Problem as_query_problem(Problem problem);

}  // namespace prokat::http
