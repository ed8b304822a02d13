// `prokat chat`: the bot in this terminal. Services are those of this process, over the configured
// database; a running server beside it sees the same bookings.
#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdio>
#include <istream>

#include "app/commands.hpp"
#include "app/services.hpp"
#include "bot/console/console_chat.hpp"
#include "runtime/log.hpp"
#include "runtime/loop.hpp"

namespace prokat::app {

namespace {

namespace asio = boost::asio;

constexpr std::size_t connections = 2;

// Lines of standard input, without blocking the loop. A wait that runs out cancels the read; what
// was typed so far stays in the buffer.
class StandardTerminal final : public bot::Terminal {
 public:
  explicit StandardTerminal(asio::any_io_executor executor)
      : input_(executor, ::dup(STDIN_FILENO)), timer_(executor) {}

  Task<std::optional<std::string>> read(std::chrono::milliseconds wait) override {
    timer_.expires_after(wait);
    timer_.async_wait([this](boost::system::error_code error) {
      if (!error) input_.cancel();
    });
    boost::system::error_code error;
    co_await asio::async_read_until(input_, buffer_, '\n',
                                    asio::redirect_error(asio::use_awaitable, error));
    timer_.cancel();
    if (error == asio::error::operation_aborted) co_return std::string();
    if (error) co_return std::nullopt;
    std::istream stream(&buffer_);
    std::string line;
    std::getline(stream, line);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    co_return line;
  }

  void print(std::string_view text) override {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
  }

 private:
  asio::posix::stream_descriptor input_;
  asio::steady_timer timer_;
  asio::streambuf buffer_;
};

}  // namespace

int chat(const runtime::Config& config, const ChatOptions& options) {
  log::start("prokat-chat", log::Level::error);
  const auto set = ServiceSet::from(config);
  if (!set) {
    std::fprintf(stderr, "prokat: %s\n", set.error().detail.c_str());
    return 2;
  }
  const auto vault = runtime::Vault::from_file(config.text("master_key_file"));
  runtime::Clock clock(std::chrono::duration_cast<Duration>(config.duration("clock.offset")));
  runtime::CpuPool cpu_pool(1, 8);
  auto photo_maker = make_photo_maker(config);
  const ProcessParts parts{config, clock, vault, cpu_pool, photo_maker};
  runtime::Loop loop("chat");
  Infrastructure infra(loop.executor(), parts, connections);
  Services services(parts, *set, infra, nullptr);
  bot::Dialogue dialogue(
      {services.auth(), services.objects(), services.booking(), services.payments()}, clock, {});
  StandardTerminal terminal(loop.executor());
  bot::ConsoleChat console(infra.pool, clock, dialogue, services.notifications(), terminal);
  loop.run_until_done(console.run(options.account, options.name, options.language));
  loop.run_until_done(infra.pool.close(Deadline::in(std::chrono::seconds(2))));
  return 0;
}

}  // namespace prokat::app
