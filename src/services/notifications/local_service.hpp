// notifications-service in this process.
#pragma once

#include "channels/screen_writer.hpp"
#include "runtime/clock.hpp"
#include "services/notifications/rendering.hpp"
#include "services/notifications/service.hpp"
#include "services/notifications/store/message_store.hpp"

namespace prokat::notifications {

// Prefix of a card's button actions: they live as long as the card, whatever screen the chat is on.
inline constexpr std::string_view card_action_prefix = "c:";

class LocalService final : public Service {
 public:
  // `writer` is null where no messenger is configured: then cards are rendered and not shown.
  LocalService(pg::Pool& pool, const runtime::Clock& clock, const Rendering& rendering,
               channels::ScreenWriter* writer)
      : store_(pool), clock_(clock), rendering_(rendering), writer_(writer) {}

  Task<Result<Card>> render_card(const CallContext& context, CardRequest request) override;
  Task<Result<CardShown>> show_card(const CallContext& context, ShowCardRequest request) override;

 private:
  MessageStore store_;
  const runtime::Clock& clock_;
  const Rendering& rendering_;
  channels::ScreenWriter* writer_;
};

// Edits the message if there is one and it still can be edited, else sends the card anew.
Task<channels::Written> put_card(channels::ScreenWriter& writer, std::string chat_id,
                                 std::optional<std::string> message_id, channels::Screen screen,
                                 Deadline deadline);

}  // namespace prokat::notifications
