#include "services/notifications/sender.hpp"

#include <algorithm>

#include "runtime/log.hpp"
#include "runtime/metrics.hpp"
#include "services/notifications/local_service.hpp"

namespace prokat::notifications {

using channels::Written;

namespace {

constexpr int batch = 30;
constexpr int attempts_max = 12;
constexpr std::chrono::milliseconds message_time_limit{45'000};  // shorter than a claim lasts

// Queues are kept on the machine's clock: business time may be moved, back-off may not.
Instant machine_time() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

std::chrono::seconds back_off(int attempts) {
  return std::min(std::chrono::seconds(2) * (1 << std::min(attempts, 8)),
                  std::chrono::seconds(300));
}

}  // namespace

Task<bool> Sender::send_due() {
  auto context = CallContext::system("notifications.sender", message_time_limit);
  auto due = co_await store_.claim(machine_time(), batch, options_.channel, writer_.bot_id(),
                                   context.deadline);
  const bool more = due.size() == batch;
  for (auto& message : due) {
    auto one = CallContext::system("notifications.sender", message_time_limit);
    co_await send_one(std::move(one), std::move(message));
  }
  co_return more;
}

Task<Language> Sender::language_of(const Outgoing& message, Deadline deadline) {
  if (message.audience == "operators") co_return options_.operators_language;
  co_return (co_await store_.chat_language(message.chat, deadline)).value_or(Language::ru);
}

Task<void> Sender::send_one(CallContext context, Outgoing message) {
  const auto language = co_await language_of(message, context.deadline);
  if (message.facts && rendering_.has(message.template_name)) {
    auto screen = rendering_.notice(message.template_name, *message.facts, language);
    auto written = co_await writer_.send(message.chat.chat_id, std::move(screen),
                                         std::string(card_action_prefix), context.deadline);
    co_await conclude(std::move(context), std::move(message), std::move(written));
    co_return;
  }
  if (!message.booking_id ||
      (message.template_name != "status_card" && !rendering_.has(message.template_name))) {
    co_await store_.finish(message, "failed", std::nullopt, "no such template", machine_time(),
                           context.deadline);
    co_return;
  }
  if (message.template_name == "status_card") {
    co_await send_card(std::move(context), std::move(message), language);
    co_return;
  }
  auto screen =
      co_await rendering_.message(context, message.template_name, *message.booking_id, language);
  if (!screen) {
    co_await store_.postpone(message, machine_time() + back_off(message.attempts),
                             screen.error().detail, context.deadline);
    co_return;
  }
  if (!*screen) {
    co_await store_.finish(message, "skipped", std::nullopt, std::nullopt, machine_time(),
                           context.deadline);
    co_return;
  }
  auto written = co_await writer_.send(message.chat.chat_id, std::move(**screen),
                                       std::string(card_action_prefix), context.deadline);
  co_await conclude(std::move(context), std::move(message), std::move(written));
}

Task<void> Sender::send_card(CallContext context, Outgoing message, Language language) {
  auto card = co_await rendering_.card(context, *message.booking_id, language);
  if (!card) {
    co_await store_.postpone(message, machine_time() + back_off(message.attempts),
                             card.error().detail, context.deadline);
    co_return;
  }
  const auto shown = co_await store_.find_card(message.chat, *message.booking_id, context.deadline);
  if (shown.message_id && shown.rendered_version >= card->booking_version) {
    co_await store_.finish(message, "skipped", std::nullopt, std::nullopt, machine_time(),
                           context.deadline);
    co_return;
  }
  auto written = co_await put_card(writer_, message.chat.chat_id, shown.message_id,
                                   std::move(card->screen), context.deadline);
  if (written.outcome == Written::Outcome::shown) {
    co_await store_.save_card(message.chat, *message.booking_id, written.message_id,
                              card->booking_version, clock_.now(), context.deadline);
  }
  co_await conclude(std::move(context), std::move(message), std::move(written));
}

Task<void> Sender::conclude(CallContext context, Outgoing message, Written written) {
  static const auto parked =
      metrics::counter("prokat_messages_parked_total", "Messages given up after many attempts");
  switch (written.outcome) {
    case Written::Outcome::shown:
      co_await store_.finish(message, "sent", written.message_id, std::nullopt, machine_time(),
                             context.deadline);
      co_return;
    case Written::Outcome::unreachable:
      co_await store_.mark_unreachable(message.chat, clock_.now(), context.deadline);
      [[fallthrough]];
    case Written::Outcome::refused:
      log::warn("notifications.not_delivered", {{"message_id", message.id.to_string()},
                                                {"template", message.template_name},
                                                {"reason", written.error}});
      co_await store_.finish(message, "failed", std::nullopt, written.error, machine_time(),
                             context.deadline);
      co_return;
    case Written::Outcome::gone:
    case Written::Outcome::later:
    case Written::Outcome::unknown:
      break;
  }
  if (message.attempts >= attempts_max) {
    parked.add();
    log::error("notifications.parked", {{"message_id", message.id.to_string()},
                                        {"template", message.template_name},
                                        {"reason", written.error}});
    co_await store_.finish(message, "parked", std::nullopt, written.error, machine_time(),
                           context.deadline);
    co_return;
  }
  const auto pause = std::max<std::chrono::milliseconds>(
      written.retry_after,
      written.outcome == Written::Outcome::later && written.retry_after.count() > 0
          ? std::chrono::milliseconds(0)
          : back_off(message.attempts));
  co_await store_.postpone(message, machine_time() + pause, written.error, context.deadline);
}

}  // namespace prokat::notifications
