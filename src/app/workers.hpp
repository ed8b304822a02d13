// What a process does without being asked: deliver events, expire holds, poll payments, send
// messages, read Telegram. Each belongs to a service and runs where that service lives; several
// processes may run the same ones side by side.
#pragma once

#include <memory>
#include <vector>

#include "app/messenger.hpp"
#include "app/service_set.hpp"
#include "app/services.hpp"
#include "bot/chat_session.hpp"
#include "bot/telegram/update_handler.hpp"
#include "channels/telegram/poller.hpp"
#include "events/inbox.hpp"
#include "events/maintenance.hpp"
#include "events/subscriber.hpp"
#include "runtime/worker.hpp"
#include "services/audit/sealer.hpp"
#include "services/notifications/sender.hpp"
#include "services/objects/photos/photo_sweep.hpp"

namespace prokat::app {

class Workers {
 public:
  // `messenger` is null where none is configured: then nothing is sent and no chat is read.
  Workers(const ProcessParts& parts, const ServiceSet& set, Infrastructure& infra,
          Services& services, Messenger* messenger, events::Inbox& inbox);
  ~Workers();

  void start();
  Task<void> stop(Deadline deadline);

 private:
  struct Booking;  // the workers of booking-service

  void add_audit(const ProcessParts& parts);
  void add_events(const ProcessParts& parts, const ServiceSet& set);
  void add_payments(Services& services);
  void add_photo_sweep(const ProcessParts& parts);
  void add_sender(const ProcessParts& parts, Services& services);
  void add_bot(const ProcessParts& parts, Services& services);
  runtime::PeriodicWorker& add(std::string name, std::chrono::milliseconds interval,
                               runtime::PeriodicWorker::Step step);

  Infrastructure& infra_;
  Messenger* messenger_;
  events::Inbox& inbox_;
  std::unique_ptr<events::Worker> events_;
  events::Maintenance maintenance_;
  std::unique_ptr<Booking> booking_;
  std::unique_ptr<audit::Sealer> sealer_;
  std::unique_ptr<objects::PhotoSweep> photo_sweep_;
  std::unique_ptr<notifications::Sender> sender_;
  std::unique_ptr<bot::Dialogue> dialogue_;
  std::unique_ptr<bot::ChatSession> session_;
  std::unique_ptr<bot::TelegramUpdateHandler> updates_;
  std::unique_ptr<channels::telegram::Poller> poller_;
  std::vector<std::unique_ptr<runtime::PeriodicWorker>> periodic_;
};

}  // namespace prokat::app
