#include "base/json_patch.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <stdexcept>

namespace prokat::json {
namespace {

namespace bj = boost::json;

std::string text_of(const bj::value& value) {
  Raw raw;
  detail::read_raw(value, raw);
  return std::move(raw.text);
}

Result<> read_patch(detail::Document& document, std::string_view patch) {
  if (auto read = document.read(patch, ParseOptions().depth_max); !read) return read;
  if (document.root().is_object()) return {};
  return fail(ProblemCode::validation_failed, "The patch cannot be applied",
              {{"", "wrong-type", "must be an object"}});
}

const bj::object& root_of(detail::Document& document, std::string_view current) {
  if (!document.read(current, ParseOptions().depth_max) || !document.root().is_object()) {
    throw std::logic_error("a resource's own text is no JSON object");
  }
  return document.root().get_object();
}

void apply(bj::object& target, const bj::object& patch) {
  for (const auto& member : patch) {
    const bj::value& wanted = member.value();
    if (wanted.is_null()) {
      target.erase(member.key());
      continue;
    }
    if (!wanted.is_object()) {
      target[member.key()] = wanted;
      continue;
    }
    bj::value& place = target[member.key()];
    if (!place.is_object()) place = bj::object();
    apply(place.get_object(), wanted.get_object());
  }
}

void append_token(std::string& pointer, std::string_view token) {  // RFC 6901 §3
  pointer += '/';
  for (const char c : token) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

void append_difference(std::string& out, std::string_view pointer, const bj::value& yours,
                       const bj::value& current) {
  if (!out.empty()) out += ',';
  out += "{\"pointer\":";
  write_string(out, pointer);
  out += ",\"yours\":" + text_of(yours) + ",\"current\":" + text_of(current) + '}';
}

// What is not there compares as null: that is what a patch says to clear it.
void collect(std::string& out, const std::string& pointer, const bj::object& patch,
             const bj::object& current) {
  static const bj::value absent;
  for (const auto& member : patch) {
    std::string place = pointer;
    append_token(place, {member.key().data(), member.key().size()});
    const bj::value* found = current.if_contains(member.key());
    const bj::value& now = found ? *found : absent;
    if (member.value().is_object() && now.is_object()) {
      collect(out, place, member.value().get_object(), now.get_object());
    } else if (member.value() != now) {
      append_difference(out, place, member.value(), now);
    }
  }
}

}  // namespace

Result<std::string> merge_patch(std::string_view current, std::string_view patch) {
  detail::Document wanted;
  if (auto read = read_patch(wanted, patch); !read) return pass(std::move(read));
  detail::Document base;
  bj::object merged = root_of(base, current);
  apply(merged, wanted.root().get_object());
  return text_of(bj::value(std::move(merged)));
}

Problem version_conflict(int version, std::string_view current, std::string_view patch) {
  detail::Document wanted;
  if (auto read = read_patch(wanted, patch); !read) return std::move(read.error());
  detail::Document base;
  std::string fields;
  collect(fields, "", wanted.root().get_object(), root_of(base, current));
  return {ProblemCode::version_conflict,
          "somebody has changed this since you read it",
          {},
          fmt::format(R"({{"version":{},"fields":[{}]}})", version, fields)};
}

}  // namespace prokat::json
