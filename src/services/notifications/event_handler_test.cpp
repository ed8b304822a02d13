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

Task<void> deliver_payload(pg::Pool& pool, std::string payload, std::string type = "booking.paid",
                           std::string chat = "-500") {
  auto tx = co_await pool.transaction(Deadline::in(std::chrono::seconds(10)));
  const auto subscriber = make_subscriber({"telegram", "100", std::move(chat)}, {});
  std::vector<events::Delivery> deliveries(1);
  deliveries[0].event.type = std::move(type);
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

TEST_F(Enqueue, a_change_is_told_by_what_was_changed) {
  add_chat("5");
  const auto booking = booking_id.to_string();
  const auto customer = customer_id.to_string();
  struct Case {
    const char* type;
    const char* reason;
    std::vector<std::string> expected;
  };
  const std::vector<Case> cases{
      {"booking.changed", "changed", {"operators_booking_changed", "booking_changed"}},
      {"booking.changed", "repainted", {"operators_booking_changed", "booking_changed"}},
      {"booking.changed", "extended", {"operators_booking_extended", "booking_extended"}},
      {"booking.changed", "charge", {"operators_booking_charge", "booking_charge"}},
      {"booking.changed", "adjustment", {"operators_booking_adjustment", "booking_adjustment"}},
      {"booking.changed", "picked_up", {"operators_booking_picked_up"}},
      {"booking.changed", "returned", {"operators_booking_returned"}},
      {"booking.completed", "", {"booking_completed"}},
  };
  for (const auto& one : cases) {
    execute("DELETE FROM messages");
    run(deliver_payload(pool,
                        R"({"booking_id":")" + booking + R"(","customer_id":")" + customer +
                            R"(","channel":"telegram","reason":")" + one.reason + "\"}",
                        one.type));
    const auto rows = execute("SELECT template FROM messages ORDER BY audience DESC, id");
    std::vector<std::string> templates;
    for (std::size_t i = 0; i < rows.size(); ++i) templates.emplace_back(rows[i].text("template"));
    EXPECT_EQ(templates, one.expected) << one.type << " " << one.reason;
    for (const auto& name : templates) EXPECT_TRUE(rendering.has(name)) << name;
  }
}

TEST_F(Enqueue, the_head_of_the_audit_is_told_to_the_operators_and_to_nobody_else) {
  add_chat("5");
  const std::string head = R"({"seal_no":4711,"hash":"00ff","storage_key":"audit/x.json"})";
  run(deliver_payload(pool, head, "audit.anchored", ""));
  EXPECT_THAT(messages(), IsEmpty());
  run(deliver_payload(pool, head, "audit.anchored"));
  EXPECT_THAT(messages(),
              ::testing::ElementsAre("-500 operators operators_audit_anchored pending"));
  run(sender.send_due());
  ASSERT_EQ(writer.calls.size(), 1U);
  EXPECT_THAT(writer.calls[0].text, ::testing::HasSubstr("печать № 4711\n<code>00ff</code>"));
}

}  // namespace
}  // namespace prokat::notifications
