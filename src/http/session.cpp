// One connection: read a request, have it answered, write, again. The one file that parses HTTP,
// with Beast's basic_parser, which is fed by hand: so the first byte of a request can be told from
// the silence before it, and headers go straight into a Request.
#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cctype>
#include <string>

#include "http/connections.hpp"
#include "http/response_head.hpp"
#include "http/target.hpp"

namespace prokat::http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using runtime::SteadyClock;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t target_max = 8 * 1024;
constexpr std::size_t read_size = 4 * 1024;
constexpr std::size_t body_read_size = 16 * 1024;
// How much of a body without a route is read away, so that the connection can go on after its 404.
constexpr std::size_t unrouted_body_max = 64 * 1024;
// After a refusal the rest of the request is read and dropped for a while: closing at once would
// make the kernel send a reset that destroys the answer before the client has read it.
constexpr std::size_t linger_bytes_max = 8 * 1024 * 1024;
constexpr std::chrono::milliseconds linger_time_limit{1000};

Method method_of(beast::http::verb verb) {
  switch (verb) {
    case beast::http::verb::get:
      return Method::get;
    case beast::http::verb::head:
      return Method::head;
    case beast::http::verb::post:
      return Method::post;
    case beast::http::verb::put:
      return Method::put;
    case beast::http::verb::patch:
      return Method::patch;
    case beast::http::verb::delete_:
      return Method::delete_;
    case beast::http::verb::options:
      return Method::options;
    default:
      return Method::other;
  }
}

// Puts what the parser finds into a Request.
class RequestReader final : public beast::http::basic_parser<true> {
 public:
  explicit RequestReader(Request& request) : request_(request) {}

  bool has_target() const { return has_target_; }
  bool is_http_1_1() const { return version_ == 11; }
  // A body that is neither counted nor chunked ("Transfer-Encoding: gzip") could be read
  // differently by a proxy in front.
  bool has_strange_framing() const {
    return request_.header("transfer-encoding").has_value() && !chunked();
  }

 private:
  void on_request_impl(beast::http::verb verb, beast::string_view, beast::string_view target,
                       int version, error_code&) override {
    version_ = version;
    request_.method = method_of(verb);
    request_.target.assign(target.data(), target.size());
    has_target_ = true;
  }
  void on_response_impl(int, beast::string_view, int, error_code&) override {}
  void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value,
                     error_code&) override {
    if (header_done_) return;  // trailers say nothing that we would believe
    auto& header = request_.headers.emplace_back(std::string(name.data(), name.size()),
                                                 std::string(value.data(), value.size()));
    for (char& c : header.first) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  void on_header_impl(error_code&) override { header_done_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(beast::string_view body, error_code&) override {
    request_.body.append(body.data(), body.size());
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view body, error_code&) override {
    request_.body.append(body.data(), body.size());
    return body.size();
  }
  void on_finish_impl(error_code&) override {}

  Request& request_;
  int version_ = 0;
  bool has_target_ = false;
  bool header_done_ = false;
};

Problem problem_of(error_code fault, const RequestReader& reader) {
  using beast::http::error;
  if (fault == error::header_limit) {
    return {reader.has_target() ? ProblemCode::headers_too_large : ProblemCode::uri_too_long,
            {},
            {},
            {}};
  }
  if (fault == error::body_limit) return {ProblemCode::payload_too_large, {}, {}, {}};
  return {ProblemCode::bad_request, fault.message(), {}, {}};
}

bool expects_continue(const Request& request) {
  const auto expect = request.header("expect");
  return expect && expect->starts_with("100-");  // no other expectation exists (RFC 9110 §10.1.1)
}

class Session final : public Connection {
 public:
  Session(std::shared_ptr<Listener> listener, asio::ip::tcp::socket socket)
      : listener_(std::move(listener)),
        socket_(std::move(socket)),
        buffer_(listener_->options.header_max + body_read_size) {
    error_code ignored;
    remote_address_ = socket_.remote_endpoint(ignored).address().to_string();
    listener_->add(this);
  }
  ~Session() override { listener_->remove(this); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  Task<void> run() {
    while (co_await await_first_byte()) {
      if (!co_await serve_request()) break;
      idle = true;
      if (listener_->draining) break;
    }
  }

  void interrupt() override {
    interrupted_ = true;
    error_code ignored;
    socket_.cancel(ignored);
  }

 private:
  enum class Read { some, end };

  Task<bool> await_first_byte();
  Task<bool> serve_request();
  Task<Read> read_more(std::size_t size);
  Task<std::optional<Problem>> read_head(RequestReader& reader);
  Task<std::optional<Problem>> read_body(RequestReader& reader, Request& request,
                                         std::size_t limit);
  Task<bool> write(const Reply& reply, const Request& request, bool keep_alive);
  Task<void> linger();

  const ServerOptions& options() const { return listener_->options; }
  void allow(std::chrono::milliseconds time) { step_ends_at = SteadyClock::now() + time; }

  std::shared_ptr<Listener> listener_;
  asio::ip::tcp::socket socket_;
  beast::flat_buffer buffer_;
  std::string remote_address_;
  std::size_t bytes_in_ = 0;   // of the present request, as far as it is known
  std::size_t bytes_out_ = 0;  // of the present answer
  bool interrupted_ = false;
  bool gone_ = false;  // the client closed, or the socket broke
};

Task<Session::Read> Session::read_more(std::size_t size) {
  const auto [fault, count] = co_await socket_.async_read_some(buffer_.prepare(size), as_result);
  buffer_.commit(count);
  bytes_in_ += count;
  if (!fault) co_return Read::some;
  if (!interrupted_) gone_ = true;
  co_return Read::end;
}

// False: the client closed, was silent for too long, or the server drains.
Task<bool> Session::await_first_byte() {
  bytes_in_ = buffer_.size();  // what came along with the request before
  if (bytes_in_ > 0) co_return true;
  if (buffer_.capacity() > 2 * read_size) buffer_.shrink_to_fit();
  allow(options().idle_time_limit);
  co_return co_await read_more(read_size) == Read::some;
}

Task<std::optional<Problem>> Session::read_head(RequestReader& reader) {
  std::size_t consumed = 0;
  while (true) {
    // An empty line before the request line is forgiven (RFC 9112 §2.2).
    const auto* bytes = static_cast<const char*>(buffer_.data().data());
    while (consumed == 0 && buffer_.size() >= 2 && bytes[0] == '\r' && bytes[1] == '\n') {
      buffer_.consume(2);
      bytes = static_cast<const char*>(buffer_.data().data());
    }
    if (buffer_.size() > 0) {
      error_code fault;
      const std::size_t used = reader.put(buffer_.data(), fault);
      buffer_.consume(used);
      consumed += used;
      if (fault == beast::http::error::need_more) fault = {};
      if (fault) co_return problem_of(fault, reader);
      // The parser limits what is in the buffer; here the sum is limited.
      if (consumed > options().header_max) {
        co_return Problem{ProblemCode::headers_too_large, {}, {}, {}};
      }
      if (reader.is_header_done()) co_return std::nullopt;
    }
    if (co_await read_more(read_size) == Read::end) {
      co_return Problem{ProblemCode::request_timeout, {}, {}, {}};
    }
  }
}

Task<std::optional<Problem>> Session::read_body(RequestReader& reader, Request& request,
                                                std::size_t limit) {
  if (reader.is_done()) co_return std::nullopt;
  if (reader.content_length() && *reader.content_length() > limit) {
    co_return Problem{ProblemCode::payload_too_large, {}, {}, {}};
  }
  reader.body_limit(limit);
  reader.eager(true);
  if (expects_continue(request) && buffer_.size() == 0) {
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await asio::async_write(socket_, asio::buffer(go_on), as_result);
  }
  while (!reader.is_done()) {
    if (buffer_.size() > 0) {
      error_code fault;
      buffer_.consume(reader.put(buffer_.data(), fault));
      if (fault == beast::http::error::need_more) fault = {};
      if (fault) co_return problem_of(fault, reader);
      if (reader.is_done()) break;
      if (buffer_.size() > options().header_max) {  // a chunk header without end
        co_return Problem{ProblemCode::bad_request, "a chunk's header is too long", {}, {}};
      }
    }
    if (co_await read_more(body_read_size) == Read::end) {
      co_return Problem{ProblemCode::request_timeout, {}, {}, {}};
    }
  }
  co_return std::nullopt;
}

std::optional<Problem> check_head(const RequestReader& reader, const Request& request) {
  if (request.target.size() > target_max) return Problem{ProblemCode::uri_too_long, {}, {}, {}};
  if (reader.has_strange_framing()) {
    return Problem{ProblemCode::bad_request, "this Transfer-Encoding is not supported", {}, {}};
  }
  const auto hosts = std::count_if(request.headers.begin(), request.headers.end(),
                                   [](const auto& header) { return header.first == "host"; });
  if (hosts > 1 || (hosts == 0 && reader.is_http_1_1())) {
    return Problem{ProblemCode::bad_request, "there must be one Host header", {}, {}};
  }
  return std::nullopt;
}

// Splits the target into path and query; the route's parameters come with the match.
std::optional<Problem> resolve_target(Request& request, const Dispatcher& dispatcher,
                                      RouteMatch& match) {
  auto target = parse_target(request.target);
  if (!target) {
    return Problem{ProblemCode::bad_request, "the address is malformed or not UTF-8", {}, {}};
  }
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  match = dispatcher.match(request.method, target->raw_path);
  request.path_params = std::move(match.path_params);
  return std::nullopt;
}

// True: the connection may carry another request.
Task<bool> Session::serve_request() {
  idle = false;
  const auto started = SteadyClock::now();
  step_ends_at = started + options().request_time_limit;
  Request request{.remote_address = remote_address_,
                  .context = {.deadline = Deadline(started + options().request_time_limit)}};
  RequestReader reader(request);
  reader.header_limit(static_cast<std::uint32_t>(options().header_max));
  reader.body_limit(boost::none);  // the route has the limit; the parser's own is 1 MB
  RouteMatch match;

  auto fault = co_await read_head(reader);
  request.context.request_id = request_id_for(request.header("x-request-id"));
  if (!fault) fault = check_head(reader, request);
  if (!fault) fault = resolve_target(request, listener_->dispatcher, match);
  if (match.route && match.route->time_limit > options().request_time_limit) {
    step_ends_at = started + match.route->time_limit;
    request.context.deadline = Deadline(step_ends_at);
  }
  if (!fault) {
    const std::size_t limit = match.route ? match.route->body_max : unrouted_body_max;
    fault = co_await read_body(reader, request, limit);
    // Nobody would read the body of a 404: the answer is that, and not 413.
    if (!match.route && fault && fault->code == ProblemCode::payload_too_large) fault.reset();
  }
  if (gone_) co_return false;

  step_ends_at = SteadyClock::time_point::max();  // the handler has the deadline in its context
  Reply reply = fault ? problem_reply(*fault, request.context.request_id)
                      : co_await listener_->dispatcher.answer(request, match.route, match.allowed);
  interrupted_ = false;
  allow(options().request_time_limit);
  const bool whole = !fault && reader.is_done();
  const bool keep_alive =
      whole && reader.is_http_1_1() && reader.keep_alive() && !listener_->draining;
  const bool written = co_await write(reply, request, keep_alive);
  const std::chrono::duration<double> took = SteadyClock::now() - started;
  listener_->dispatcher.record(request, {.route = match.route,
                                         .status = reply.status,
                                         .seconds = took.count(),
                                         .bytes_in = bytes_in_ - buffer_.size(),
                                         .bytes_out = bytes_out_});
  if (written && !keep_alive) co_await linger();
  co_return written&& keep_alive;
}

Task<bool> Session::write(const Reply& reply, const Request& request, bool keep_alive) {
  const std::string head = response_head(reply, request.context.request_id, keep_alive);
  const bool bodiless =
      request.method == Method::head || reply.status == 204 || reply.status == 304;
  const std::array<asio::const_buffer, 2> buffers{
      asio::buffer(head), bodiless ? asio::const_buffer() : asio::buffer(reply.body)};
  const auto [fault, count] = co_await asio::async_write(socket_, buffers, as_result);
  bytes_out_ = count;
  co_return !fault;
}

Task<void> Session::linger() {
  error_code fault;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, fault);
  allow(linger_time_limit);
  std::size_t dropped = 0;
  while (!fault && !listener_->draining && dropped < linger_bytes_max) {
    buffer_.clear();
    if (co_await read_more(body_read_size) == Read::end) co_return;
    dropped += buffer_.size();
  }
}

}  // namespace

Task<void> serve_connection(std::shared_ptr<Listener> listener, asio::ip::tcp::socket socket) {
  Session session(std::move(listener), std::move(socket));
  co_await session.run();
}

}  // namespace prokat::http
