#include "pg/call.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "pg/connection.hpp"

namespace prokat::pg::detail {
namespace {

template <class Handler>
class ResumptionOf : public Resumption {
 public:
  explicit ResumptionOf(Handler handler) : handler_(std::move(handler)) {}
  void resume() override { std::move(handler_)(); }

 private:
  Handler handler_;
};

}  // namespace

void Wait::complete(const boost::asio::any_io_executor& executor) {
  if (done) return;
  done = true;
  if (!resume) return;  // nobody waits yet; wait_for() will see `done`
  boost::asio::post(executor, [waiting = std::move(resume)] { waiting->resume(); });
}

void Wait::fail(const boost::asio::any_io_executor& executor, std::exception_ptr why) {
  if (done) return;
  failure = std::move(why);
  complete(executor);
}

Task<void> wait_for(WaitPointer wait) {
  if (!wait->done) {
    co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
        [wait](auto handler) {
          wait->resume = std::make_unique<ResumptionOf<decltype(handler)>>(std::move(handler));
        },
        boost::asio::use_awaitable);
  }
  if (wait->failure) std::rethrow_exception(wait->failure);
}

}  // namespace prokat::pg::detail
