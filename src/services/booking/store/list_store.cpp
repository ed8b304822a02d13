#include "services/booking/store/list_store.hpp"

#include <algorithm>
#include <limits>

#include "base/enum_names.hpp"
#include "services/booking/sql.hpp"

namespace prokat::booking {

namespace {

// Above every code there is, in any collation.
constexpr const char* last_code = "zzzzzzzzzzzz";

bool is_live(const ListRequest& request) {
  if (request.at_risk.value_or(false)) return true;
  if (request.stage && *request.stage != Stage::returned) return true;
  return request.status && std::ranges::all_of(*request.status, [](Status status) {
           return status == Status::awaiting_payment || status == Status::confirmed ||
                  status == Status::paid;
         });
}

// Live bookings lie at the end of the walk by falling start: there it is the shortest way to them.
bool is_narrow(const PageFilter& filter) {
  const auto& request = filter.request;
  if (request.q || request.order_id || request.customer_id || request.object_id ||
      request.model_id || request.at_risk.value_or(false))
    return true;
  return is_live(request) && (filter.sort != BookingSort::start || filter.ascending);
}

const pg::Statement& walk_of(BookingSort sort, bool ascending) {
  switch (sort) {
    case BookingSort::start:
      return ascending ? sql::list_by_start_asc : sql::list_by_start_desc;
    case BookingSort::created:
      return ascending ? sql::list_by_created_asc : sql::list_by_created_desc;
    case BookingSort::total:
      return ascending ? sql::list_by_total_asc : sql::list_by_total_desc;
    case BookingSort::code:
      break;
  }
  return ascending ? sql::list_by_code_asc : sql::list_by_code_desc;
}

PagePosition first_position(bool ascending) {
  using Limits = std::numeric_limits<std::int64_t>;
  return {
      ascending ? Limits::min() : Limits::max(), ascending ? "" : last_code,
      ascending ? BookingId() : BookingId::parse("ffffffff-ffff-ffff-ffff-ffffffffffff").value()};
}

bool sorts_by_time(BookingSort sort) {
  return sort == BookingSort::start || sort == BookingSort::created;
}

void add_walk_position(pg::Params& params, const PageFilter& filter) {
  const auto position = filter.after.value_or(first_position(filter.ascending));
  if (sorts_by_time(filter.sort)) {
    if (filter.after) {
      params.add(Instant(Duration(position.number)));
    } else {
      params.add(filter.ascending ? "-infinity" : "infinity");
    }
  } else if (filter.sort == BookingSort::total) {
    params.add(position.number);
  } else {
    params.add(position.code);
  }
  params.add(position.id);
}

// $3..$18, the same in all statements.
void add_filters(pg::Params& params, const PageFilter& filter) {
  const auto& request = filter.request;
  params.add(filter.limit);
  if (request.status) {
    std::vector<std::string> names;
    for (const auto status : *request.status) names.emplace_back(enum_name(status));
    params.add_array(names);
  } else {
    params.add_null();
  }
  params.add(request.type).add(request.object_id).add(request.model_id).add(request.location_id);
  params.add(request.customer_id).add(request.order_id).add(request.from).add(request.to);
  params.add(request.created_from).add(request.created_to).add(request.channel);
  params.add(request.unpaid);
  if (request.stage) {
    params.add(enum_name(*request.stage));
  } else {
    params.add_null();
  }
  params.add(filter.now);
}

std::string upper(std::string text) {
  for (auto& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

// $19..$30 of list_few.sql. One source, the narrowest; everything else only filters.
void add_source(pg::Params& params, const PageFilter& filter) {
  const auto& request = filter.request;
  const auto position = filter.after.value_or(first_position(filter.ascending));
  params.add(enum_name(filter.sort)).add(!filter.ascending);
  params.add(filter.sort == BookingSort::code ? 0 : position.number);
  const bool by_q = request.q.has_value();
  const bool by_order = !by_q && request.order_id.has_value();
  const bool by_customer = !by_q && !by_order && request.customer_id.has_value();
  const bool by_object = !by_q && !by_order && !by_customer && request.object_id.has_value();
  const bool by_model =
      !by_q && !by_order && !by_customer && !by_object && request.model_id.has_value();
  const bool by_live = !by_q && !by_order && !by_customer && !by_object && !by_model;
  params.add(by_customer ? request.customer_id : std::nullopt);
  params.add(by_order ? request.order_id : std::nullopt);
  params.add(by_object ? request.object_id : std::nullopt);
  params.add(by_model ? request.model_id : std::nullopt);
  params.add(by_q ? std::optional(upper(*request.q)) : std::nullopt);
  params.add(request.q);
  params.add(by_q ? phone_of(*request.q) : std::nullopt);
  params.add(by_live).add(request.at_risk.value_or(false));
}

pg::Params few_params(const PageFilter& filter) {
  const auto position = filter.after.value_or(first_position(filter.ascending));
  pg::Params params;
  const bool by_code = filter.sort == BookingSort::code;
  // Where numbers sort, codes are all empty and must not decide.
  params.add(by_code ? position.code : std::string()).add(position.id);
  add_filters(params, filter);
  add_source(params, filter);
  return params;
}

std::int64_t number_of(const pg::Row& row, BookingSort sort, bool walked) {
  if (sort == BookingSort::code) return 0;
  if (walked && sorts_by_time(sort)) return row.get<Instant>("position").time_since_epoch().count();
  return row.get<std::int64_t>("position");
}

}  // namespace

std::optional<std::string> phone_of(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      digits += c;
    else if (std::string_view(" +-().").find(c) == std::string_view::npos)
      return std::nullopt;
  }
  if (digits.size() == 11 && digits.front() == '8') digits.front() = '7';
  if (digits.size() == 10) digits.insert(0, "7");
  if (digits.size() < 11 || digits.size() > 15) return std::nullopt;
  return "+" + digits;
}

Task<pg::Rows> ListStore::walk(const PageFilter& filter, pg::Params params, Deadline deadline) {
  auto tx = co_await pool_.transaction(deadline);
  co_await tx.statement(sql::walk_in_order);
  auto rows = co_await tx.statement(walk_of(filter.sort, filter.ascending), std::move(params));
  co_await tx.commit();
  co_return rows;
}

Task<std::vector<PagePosition>> ListStore::list(PageFilter filter, Deadline deadline) {
  const bool narrow = is_narrow(filter);
  pg::Params params;
  if (narrow) {
    params = few_params(filter);
  } else {
    add_walk_position(params, filter);
    add_filters(params, filter);
  }
  const auto rows = narrow ? co_await pool_.statement(sql::list_few, std::move(params), deadline)
                           : co_await walk(filter, std::move(params), deadline);
  std::vector<PagePosition> positions;
  positions.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool by_code = filter.sort == BookingSort::code;
    positions.push_back({number_of(rows[i], filter.sort, !narrow),
                         by_code ? rows[i].get<std::string>(narrow ? "code" : "position") : "",
                         rows[i].get<BookingId>("id")});
  }
  co_return positions;
}

}  // namespace prokat::booking
