// Pictures by their content: the file id this bot has for one, else its bytes. A picture uploaded
// once is sent by id from then on.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "channels/screen.hpp"
#include "channels/telegram/requests.hpp"
#include "pg/database.hpp"

namespace prokat::channels::telegram {

// Reads a stored object's content by key.
using ContentReader = std::function<Task<Result<std::string>>(std::string key, Deadline deadline)>;

class FileCache {
 public:
  FileCache(pg::Pool& pool, std::string bot_id, ContentReader read)
      : pool_(pool), bot_id_(std::move(bot_id)), read_(std::move(read)) {}

  struct Source {
    PhotoSource photo;
    bool uploaded = false;  // bytes go along: remember the id that comes back
  };
  Task<std::optional<Source>> source(PhotoRef photo,
                                     Deadline deadline);  // nullopt: there is no such picture
  Task<void> remember(PhotoRef photo, std::string file_id, Deadline deadline);
  Task<void> forget(PhotoRef photo, Deadline deadline);

 private:
  pg::Params key(const PhotoRef& photo) const;

  pg::Pool& pool_;
  std::string bot_id_;
  ContentReader read_;
};

}  // namespace prokat::channels::telegram
