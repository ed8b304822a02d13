// `prokat chat`: the same dialogue in a terminal, plain text with numbered choices. The shape that
// SMS and WhatsApp's lists need, and the proof that the dialogue knows no messenger. The status
// card of a booking is printed anew when the booking changes.
#pragma once

#include <iosfwd>

#include "bot/dialogue/dialogue.hpp"
#include "bot/store/chat_store.hpp"
#include "services/notifications/service.hpp"

namespace prokat::bot {

// Where lines come from and go to; a test scripts both. read() gives nullopt at the end of input
// and an empty string when `wait` ran out.
class Terminal {
 public:
  virtual ~Terminal() = default;
  virtual Task<std::optional<std::string>> read(std::chrono::milliseconds wait) = 0;
  virtual void print(std::string_view text) = 0;
};

class ConsoleChat {
 public:
  ConsoleChat(pg::Pool& pool, const runtime::Clock& clock, Dialogue& dialogue,
              notifications::Service& notifications, Terminal& terminal)
      : store_(pool),
        clock_(clock),
        dialogue_(dialogue),
        notifications_(notifications),
        terminal_(terminal) {}

  // Talks until the end of input or /quit. `account` names the person and the chat.
  Task<void> run(std::string account, std::string name, Language language);

 private:
  struct Shown {  // what the numbers stand for now
    std::vector<channels::Button> buttons;
    int screen_version = 0;
    bool card = false;
    bool contact = false;
  };
  Task<void> turn(Input input);
  Task<void> refresh_card();
  Input to_input(const std::string& line) const;
  void print_screen(const channels::Screen& screen, Language language);

  ChatStore store_;
  const runtime::Clock& clock_;
  Dialogue& dialogue_;
  notifications::Service& notifications_;
  Terminal& terminal_;
  ChatKey chat_;
  Person person_;
  Shown shown_;
  std::optional<BookingId> card_;
  int card_version_ = 0;
};

}  // namespace prokat::bot
