// A message as people see it, before any messenger: text in a small markup, rows of buttons, maybe
// a photo. What the dialogue and the notifications make and each channel renders.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"

namespace prokat::channels {

struct Button {
  std::string text;
  std::string action;  // opaque to the channel, <= 48 bytes of ASCII; empty when url is set
  std::string url;     // opens instead of acting
};
BOOST_DESCRIBE_STRUCT(Button, (), (text, action, url))

struct PhotoRef {
  std::string storage_key;
  std::string sha256;  // hex; the cache key of uploaded files
  std::string content_type;
};
BOOST_DESCRIBE_STRUCT(PhotoRef, (), (storage_key, sha256, content_type))

struct Screen {
  std::string text;  // markup: <b>, <i>, <s>, <code>, everything else escaped with
                     // channels::escape(); at most 1000 characters when a photo is set, else 4000
  std::vector<std::vector<Button>> rows;
  std::optional<PhotoRef> photo;
  std::vector<PhotoRef> album;  // shown on demand, above the screen
  bool ask_contact = false;     // offer the messenger's "share my phone" button
  std::string contact_button;   // its text
};
BOOST_DESCRIBE_STRUCT(Screen, (), (text, rows, photo, album, ask_contact, contact_button))

}  // namespace prokat::channels
