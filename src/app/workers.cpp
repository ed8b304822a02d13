#include "app/workers.hpp"

#include "bot/telegram/polling.hpp"
#include "runtime/log.hpp"
#include "services/audit/anchors.hpp"
#include "services/booking/hold_expiry.hpp"
#include "services/booking/money_events.hpp"
#include "services/booking/upkeep.hpp"
#include "services/notifications/event_handler.hpp"
#include "services/payments/api/routes.hpp"
#include "services/payments/polling.hpp"

namespace prokat::app {

namespace {

constexpr std::chrono::milliseconds lock_time_limit{5'000};
constexpr std::chrono::milliseconds commands_time_limit{60'000};

// Which process may poll a bot: a key of its own in PostgreSQL's space of advisory locks.
std::int64_t poll_lock_key(const std::string& bot_id) {
  return static_cast<std::int64_t>(std::hash<std::string>{}("telegram.poll:" + bot_id));
}

Task<std::unique_ptr<pg::Pool::AdvisoryLock>> become_leader(pg::Pool& pool, std::int64_t key) {
  co_return co_await pool.try_advisory_lock(key, Deadline::in(lock_time_limit));
}

channels::telegram::SetMyCommands commands(const texts::Catalog& texts, Language language) {
  channels::telegram::SetMyCommands request;
  for (const auto* name : {"menu", "bookings", "language"}) {
    request.commands.push_back({name, texts.format(std::string("command_") + name, language)});
  }
  return request;
}

// The menu beside the input line; once per language and once for everybody else.
Task<void> set_commands(channels::telegram::Sender& sender, const texts::Catalog& texts) {
  const auto deadline = Deadline::in(commands_time_limit);
  for (const auto language : {Language::ru, Language::en}) {
    auto request = commands(texts, language);
    request.language_code = std::string(to_string(language));
    co_await sender.call(std::move(request), deadline);
  }
  co_await sender.call(commands(texts, Language::ru), deadline);
}

Task<bool> anchor_audit(Infrastructure& infra) {
  const bool anchored = co_await audit::anchor_when_due(infra.pool, *infra.storage);
  if (anchored) infra.wakeup.wake("events");
  co_return false;  // the next one is tomorrow's
}

}  // namespace

struct Workers::Booking {
  Booking(Infrastructure& infra, payments::Service& payments, const ProcessParts& parts)
      : expiry(infra.executor, infra.pool, payments, parts.clock, infra.wakeup,
               parts.config.duration("booking.expiry_interval")),
        upkeep(infra.pool, parts.clock, infra.wakeup) {}
  booking::HoldExpiry expiry;
  booking::Upkeep upkeep;
};

Workers::Workers(const ProcessParts& parts, const ServiceSet& set, Infrastructure& infra,
                 Services& services, Messenger* messenger, events::Inbox& inbox)
    : infra_(infra),
      messenger_(messenger),
      inbox_(inbox),
      maintenance_(infra.executor, infra.pool, {}) {
  add_events(parts, set);
  if (set.has("booking")) {
    booking_ = std::make_unique<Booking>(infra, services.payments(), parts);
    auto& upkeep = booking_->upkeep;
    add("booking.completion", std::chrono::seconds(10),
        [&upkeep] { return upkeep.complete_returned(); });
    add("booking.keys", std::chrono::minutes(10), [&upkeep] { return upkeep.delete_old_keys(); });
  }
  if (services.local_payments()) add_payments(services);
  if (set.has("audit")) add_audit(parts);
  if (set.has("objects")) add_photo_sweep(parts);
  if (messenger && set.has("notifications")) add_sender(parts, services);
  if (messenger && set.has("bot")) add_bot(parts, services);
  infra.wakeup.on("events", [this] { events_->wake(); });
  infra.wakeup.on("inbox", [this] { inbox_.wake(); });
}

Workers::~Workers() = default;

runtime::PeriodicWorker& Workers::add(std::string name, std::chrono::milliseconds interval,
                                      runtime::PeriodicWorker::Step step) {
  return *periodic_.emplace_back(std::make_unique<runtime::PeriodicWorker>(
      infra_.executor, std::move(name), interval, std::move(step)));
}

void Workers::add_events(const ProcessParts& parts, const ServiceSet& set) {
  events::WorkerOptions options;
  options.poll_interval = parts.config.duration("events.poll_interval");
  events_ = std::make_unique<events::Worker>(infra_.executor, infra_.pool, options);
  if (set.has("booking")) {
    events_->subscribe(
        booking::money_subscriber(parts.clock, [this] { infra_.wakeup.wake("events"); }));
  }
  if (set.has("notifications")) {
    notifications::ChatRef operators{
        "telegram", messenger_ ? messenger_->bot_id() : "",
        messenger_ ? parts.config.text("telegram.operators_chat_id") : ""};
    events_->subscribe(notifications::make_subscriber(std::move(operators),
                                                      [this] { infra_.wakeup.wake("messages"); }));
  }
}

void Workers::add_payments(Services& services) {
  auto& payments = *services.local_payments();
  add("payments.polling", std::chrono::seconds(1),
      [&payments] { return payments::poll_due(payments); });
  inbox_.handle(std::string(payments::yookassa_source), [&payments](CallContext context,
                                                                    events::InboxItem item) {
    return payments::handle_notification(payments, std::move(context), std::move(item));
  });
}

void Workers::add_audit(const ProcessParts& parts) {
  sealer_ = std::make_unique<audit::Sealer>(infra_.pool);
  add("audit.sealer", parts.config.duration("audit.seal_interval"),
      [this] { return sealer_->step(); });
  add("audit.anchor", std::chrono::minutes(1), [this] { return anchor_audit(infra_); });
}

void Workers::add_photo_sweep(const ProcessParts& parts) {
  photo_sweep_ = std::make_unique<objects::PhotoSweep>(infra_.pool, *infra_.storage,
                                                       parts.config.duration("photos.sweep_age"));
  add("photos.sweep", parts.config.duration("photos.sweep_interval"),
      [this] { return photo_sweep_->step(); });
}

void Workers::add_sender(const ProcessParts& parts, Services& services) {
  notifications::SenderOptions options;
  options.operators_language =
      parse_language(parts.config.text("locale.language")).value_or(Language::ru);
  sender_ = std::make_unique<notifications::Sender>(infra_.pool, parts.clock, services.rendering(),
                                                    messenger_->writer(), options);
  auto& worker = add("notifications.sender", std::chrono::milliseconds(500),
                     [this] { return sender_->send_due(); });
  infra_.wakeup.on("messages", [&worker] { worker.wake(); });
}

void Workers::add_bot(const ProcessParts& parts, Services& services) {
  bot::Services used{services.auth(), services.objects(), services.booking(), services.payments()};
  dialogue_ = std::make_unique<bot::Dialogue>(used, parts.clock, bot::DialogueOptions{});
  session_ = std::make_unique<bot::ChatSession>(infra_.pool, parts.clock, *dialogue_,
                                                services.notifications(), messenger_->writer());
  const auto& bot_id = messenger_->bot_id();
  updates_ = std::make_unique<bot::TelegramUpdateHandler>(*session_, messenger_->sender(), bot_id);
  inbox_.handle(bot::telegram_source(bot_id), [this](CallContext context, events::InboxItem item) {
    return updates_->handle(std::move(context), std::move(item));
  });
  channels::telegram::PollerOptions options;
  options.poll_time = std::chrono::duration_cast<std::chrono::seconds>(
      parts.config.duration("telegram.poll_time_limit"));
  poller_ = std::make_unique<channels::telegram::Poller>(
      infra_.executor, messenger_->client(),
      [this, key = poll_lock_key(bot_id)] { return become_leader(infra_.pool, key); },
      [this, bot_id](std::vector<channels::telegram::RawUpdate> updates) {
        return bot::receive_updates(inbox_, infra_.wakeup, bot_id, std::move(updates));
      },
      options);
}

void Workers::start() {
  events_->start();
  maintenance_.start();
  inbox_.start();
  if (booking_) booking_->expiry.start();
  for (auto& worker : periodic_) worker->start();
  if (!poller_) return;
  poller_->start();
  runtime::spawn(infra_.executor, "telegram.commands",
                 set_commands(messenger_->sender(), dialogue_->texts()));
}

// What brings work stops first, what does it after.
Task<void> Workers::stop(Deadline deadline) {
  if (poller_) co_await poller_->stop(deadline);
  co_await inbox_.stop(deadline);
  if (booking_) co_await booking_->expiry.stop(deadline);
  for (auto& worker : periodic_) co_await worker->stop(deadline);
  co_await events_->stop(deadline);
  co_await maintenance_.stop(deadline);
}

}  // namespace prokat::app
