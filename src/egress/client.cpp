#include "egress/client.hpp"

#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>

#include "egress/multi_driver.hpp"
#include "egress/transfer.hpp"
#include "runtime/log.hpp"
#include "runtime/metrics.hpp"

namespace prokat::egress {

namespace {

namespace asio = boost::asio;

constexpr std::string_view calls_help = "Outgoing HTTP calls by outcome: status class or failed";
constexpr std::string_view seconds_help = "Duration of outgoing HTTP calls";

// Handles of one `service`. Outcome 0 is "no answer", outcome n the statuses (n + 1)xx.
class ServiceMetrics {
 public:
  explicit ServiceMetrics(const std::string& service)
      : seconds_(
            metrics::histogram("prokat_egress_call_seconds", seconds_help, {{"peer", service}})) {
    constexpr std::array<std::string_view, 5> outcomes = {"failed", "2xx", "3xx", "4xx", "5xx"};
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      calls_[i] = metrics::counter("prokat_egress_calls_total", calls_help,
                                   {{"peer", service}, {"outcome", outcomes[i]}});
    }
  }

  void count(int status, double seconds) const {
    const bool answered = status >= 200 && status < 600;
    calls_[answered ? static_cast<std::size_t>(status / 100 - 1) : 0].add();
    seconds_.observe(seconds);
  }

 private:
  std::array<metrics::Counter, 5> calls_;
  metrics::Histogram seconds_;
};

// Keeps the transfer in the multi for as long as it is waited for, also when the waiting coroutine
// is destroyed.
class Attached {
 public:
  Attached(MultiDriver& driver, Transfer& transfer) : driver_(driver), transfer_(transfer) {
    driver_.add(transfer_);
  }
  ~Attached() { driver_.remove(transfer_); }
  Attached(const Attached&) = delete;
  Attached& operator=(const Attached&) = delete;

 private:
  MultiDriver& driver_;
  Transfer& transfer_;
};

Task<void> run_until_ended(std::shared_ptr<MultiDriver> driver, Transfer& transfer) {
  {
    const Attached attached(*driver, transfer);
    boost::system::error_code error;
    if (!transfer.ended()) {
      co_await transfer.end_signal().async_wait(asio::redirect_error(asio::use_awaitable, error));
    }
    if (!transfer.ended()) transfer.give_up(error ? "the call was cancelled" : "deadline passed");
  }
}

struct CallReport {
  const Transfer& transfer;
  int status;  // 0: failed
  double seconds;
  std::string failure;
};

std::string request_id_of(const Request& request) {
  for (const auto& [name, value] : request.headers) {
    if (name == "X-Request-Id") return value;
  }
  return {};
}

void write_log(const CallReport& report) {
  const Request& request = report.transfer.request();
  const bool went_well = report.failure.empty() && report.status < 500;
  log::write(went_well ? log::Level::info : log::Level::warn, "egress.call",
             {{"peer", request.service},
              {"method", request.method},
              {"url", report.transfer.url_for_log()},
              {"status", report.status},
              {"ms", report.seconds * 1000},
              {"bytes", report.transfer.answer_bytes()},
              {"for_request_id", request_id_of(request)},
              {"failure", report.failure}});
}

}  // namespace

struct Client::Impl {
  explicit Impl(asio::any_io_executor loop)
      : executor(std::move(loop)), driver(std::make_shared<MultiDriver>(executor)) {}

  void report(const CallReport& report) {
    const std::string& service = report.transfer.request().service;
    const auto [entry, fresh] = metrics_by_service.try_emplace(service, service);
    entry->second.count(report.status, report.seconds);
    write_log(report);
  }

  asio::any_io_executor executor;
  std::shared_ptr<MultiDriver> driver;
  std::map<std::string, ServiceMetrics> metrics_by_service;
};

Client::Client(asio::any_io_executor executor)
    : impl_(std::make_shared<Impl>(std::move(executor))) {}

Client::~Client() { impl_->driver->close(); }

Task<Answer> Client::send(Request request, Deadline deadline) {
  const std::shared_ptr<Impl> impl = impl_;  // the call may outlive the client: it then fails
  const auto started = runtime::SteadyClock::now();
  Transfer transfer(impl->executor, std::move(request), deadline);
  co_await run_until_ended(impl->driver, transfer);

  const std::chrono::duration<double> took = runtime::SteadyClock::now() - started;
  try {
    Answer answer = transfer.take_answer();
    impl->report({transfer, answer.status, took.count(), ""});
    co_return answer;
  } catch (const Failure& failure) {
    impl->report({transfer, 0, took.count(), failure.what()});
    throw;
  }
}

}  // namespace prokat::egress
