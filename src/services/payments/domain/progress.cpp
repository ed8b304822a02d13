#include "services/payments/domain/progress.hpp"

namespace prokat::payments {

Step next_step(Standing standing, Reported reported, const Money& asked, const Money& received) {
  const bool settled = standing == Standing::succeeded;
  switch (reported) {
    case Reported::succeeded:
      if (settled) return Step::none;
      return asked == received ? Step::succeed : Step::contradiction;
    case Reported::canceled:
      if (settled) return Step::contradiction;
      return standing == Standing::canceled ? Step::none : Step::cancel;
    case Reported::waiting_for_capture:
      return standing == Standing::created || standing == Standing::pending ? Step::hold
                                                                            : Step::none;
    case Reported::pending:
      return standing == Standing::created || standing == Standing::pending ? Step::wait
                                                                            : Step::none;
  }
  return Step::none;
}

bool may_repeat_create(Instant created_at, Instant now) {
  return now - created_at < std::chrono::hours(23);
}

}  // namespace prokat::payments
