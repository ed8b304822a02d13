// Which messages each event makes, for whom.
#include "services/notifications/event_handler.hpp"

#include <gmock/gmock.h>

#include "services/notifications/testing/notification_world.hpp"

namespace prokat::notifications {
namespace {

using ::testing::IsEmpty;

using Enqueue = testing::NotificationWorld;

struct Row {
  const char* type;
  const char* made_in;
  bool chat;
  bool card;
  bool operators;
  std::vector<std::string> expected;
};

TEST_F(Enqueue, every_event_makes_exactly_the_messages_of_the_table) {
  const std::string o = "-500 operators operators_";
  const std::string c = "5 customer ";
  const std::string card = c + "status_card pending";
  const std::vector<Row> table{
      {"booking.created", "telegram", true, false, true, {o + "booking_created pending"}},
      {"booking.created", "telegram", true, true, true, {o + "booking_created pending"}},
      {"booking.created", "panel", true, false, true, {o + "booking_created pending", card}},
      {"booking.created", "panel", true, false, false, {card}},
      {"booking.created", "panel", false, false, true, {o + "booking_created pending"}},
      {"booking.created", "panel", false, false, false, {}},
      {"booking.paid",
       "telegram",
       true,
       true,
       true,
       {o + "booking_paid pending", card, c + "booking_paid pending"}},
      {"booking.paid",
       "telegram",
       true,
       false,
       true,
       {o + "booking_paid pending", c + "booking_paid pending"}},
      {"booking.paid", "api", false, false, true, {o + "booking_paid pending"}},
      {"booking.paid", "telegram", true, true, false, {card, c + "booking_paid pending"}},
      {"booking.confirmed",
       "telegram",
       true,
       true,
       true,
       {o + "booking_confirmed pending", card, c + "booking_confirmed pending"}},
      {"booking.cancelled",
       "telegram",
       true,
       true,
       true,
       {o + "booking_cancelled pending", card, c + "booking_cancelled pending"}},
      {"payment.unmatched", "telegram", true, true, true, {o + "payment_unmatched pending"}},
      {"payment.unmatched", "telegram", true, true, false, {}},
  };
  for (const auto& row : table) {
    SetUp();
    if (row.chat) add_chat("5");
    if (row.card) add_card("5", "70", 1);
    deliver(row.type, row.made_in, {"telegram", "100", row.operators ? "-500" : ""});
    EXPECT_EQ(messages(), row.expected)
        << row.type << " made in " << row.made_in << " chat " << row.chat << " card " << row.card;
  }
}

TEST_F(Enqueue, each_chat_of_the_customer_hears_of_it) {
  add_chat("5");
  add_chat("6");
  deliver("booking.paid", "telegram", {"telegram", "100", ""});
  EXPECT_THAT(messages(), ::testing::UnorderedElementsAre("5 customer booking_paid pending",
                                                          "6 customer booking_paid pending"));
}

TEST_F(Enqueue, a_chat_that_left_and_a_console_get_nothing) {
  add_chat("5");
  execute("UPDATE chats SET unreachable_at = '2027-04-01Z'");
  add_chat("me", "ru", "console");
  add_card("me", "1", 1, "console");
  deliver("booking.paid", "telegram", {"telegram", "100", ""});
  EXPECT_THAT(messages(), IsEmpty());
}

Task<void> deliver_payload(pg::Pool& pool, std::string payload) {
  auto tx = co_await pool.transaction(Deadline::in(std::chrono::seconds(10)));
  const auto subscriber = make_subscriber({"telegram", "100", "-500"}, {});
  std::vector<events::Delivery> deliveries(1);
  deliveries[0].event.type = "booking.paid";
  deliveries[0].event.payload = std::move(payload);
  co_await subscriber.handle(CallContext::system("test", std::chrono::seconds(10)), tx,
                             std::move(deliveries));
  co_await tx.commit();
}

TEST_F(Enqueue, an_event_without_a_booking_is_passed_over) {
  run(deliver_payload(pool, "{}"));
  run(deliver_payload(pool, R"({"booking_id":"x"})"));
  run(deliver_payload(pool, "nonsense"));
  EXPECT_THAT(messages(), IsEmpty());
}

}  // namespace
}  // namespace prokat::notifications
