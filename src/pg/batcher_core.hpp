// What a Batcher is without its type: the queue, the statements under way and what becomes of their
// members. Only pg/ sees it. All of it belongs to the Loop of its pool.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <deque>
#include <list>
#include <memory>
#include <vector>

#include "pg/batcher.hpp"
#include "pg/connection_group.hpp"

namespace prokat::pg::detail {

// One request that waits for its answer, in the queue or in a flight.
struct Member : Wait {
  Member(std::shared_ptr<const void> i, Repeat r, Deadline d)
      : Wait(d), item(std::move(i)), repeat(r) {}

  std::shared_ptr<const void> item;
  Repeat repeat;
  bool alone = false;  // its group failed: it shares no statement again
  bool lost_once = false;
  BatchAnswer answer;
};

using MemberPointer = std::shared_ptr<Member>;

// A statement under way with its members.
struct Flight {
  CallPointer call;
  std::vector<MemberPointer> members;
};

class BatcherCore : public std::enable_shared_from_this<BatcherCore> {
 public:
  // Known to the pool from then on, which sweeps and closes it.
  static std::shared_ptr<BatcherCore> make(Pool& pool, Statement single, Statement grouped,
                                           BatchParameters parameters, BatcherOptions options);
  static Task<BatchAnswer> run(std::shared_ptr<BatcherCore> self, MemberPointer member);

  void sweep(runtime::SteadyClock::time_point now);
  bool busy() const { return !waiting_.empty() || !flights_.empty() || group_->busy(); }
  void refuse_more();  // fails what waits; what is under way goes on
  void close();        // fails everything

 private:
  friend class FlightEnd;

  BatcherCore(std::shared_ptr<Pool::Impl> pool, Statement single, Statement grouped,
              BatchParameters parameters, BatcherOptions options);
  void enqueue(MemberPointer member);  // throws Overloaded or Unavailable
  void dispatch_later();
  void dispatch();
  std::size_t share() const;
  std::vector<MemberPointer> take();
  void send(std::vector<MemberPointer> members);
  void on_end(const std::shared_ptr<Flight>& flight);
  void hand_out(Flight& flight);
  // Inside a catch block: the statement of these members ended without an answer.
  void fall_apart(const std::vector<MemberPointer>& members);
  void again_alone(const std::vector<MemberPointer>& members);
  void fail(const std::vector<MemberPointer>& members, const std::exception_ptr& why);
  void note_failed_group();

  std::shared_ptr<Pool::Impl> pool_;
  boost::asio::any_io_executor executor_;
  std::shared_ptr<ConnectionGroup> group_;
  Statement single_;
  Statement grouped_;
  BatchParameters parameters_;
  BatcherOptions options_;

  std::deque<MemberPointer> waiting_;
  std::list<std::shared_ptr<Flight>> flights_;
  std::size_t in_flight_ = 0;  // members of all flights
  bool dispatch_posted_ = false;
  bool closing_ = false;
  int failed_in_a_row_ = 0;
  runtime::SteadyClock::time_point alone_until_{};

  metrics::Histogram seconds_;
  metrics::Counter single_statements_;
  metrics::Counter group_statements_;
  metrics::Counter grouped_members_;
  metrics::Counter failed_groups_;
  metrics::Counter repeated_;
  metrics::Counter refused_;
  metrics::Gauge queue_length_;
};

}  // namespace prokat::pg::detail
