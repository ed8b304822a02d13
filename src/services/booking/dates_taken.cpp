#include "services/booking/dates_taken.hpp"

#include <fmt/core.h>

#include "runtime/log.hpp"

namespace prokat::booking {

Task<Problem> dates_taken(objects::Service& objects, const CallContext& context,
                          QuoteRequest what) {
  objects::Alternatives found;
  try {
    auto answer = co_await objects.alternatives(context, {what.object_id, what.start, what.end});
    if (answer) found = std::move(*answer);
  } catch (const std::exception& failure) {
    log::warn("no alternatives were found", {{"reason", failure.what()}});
  }
  auto problem = fail(ProblemCode::dates_taken, "another booking holds these dates");
  problem.error().extension = fmt::format(R"({{"alternatives":{}}})", json::write(found.items));
  co_return std::move(problem.error());
}

}  // namespace prokat::booking
