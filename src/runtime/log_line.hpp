// How one log line looks; for log.cpp and its tests.
#pragma once

#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>

#include "runtime/log.hpp"

namespace prokat::log {

// One JSON object and a newline. Values of fields that name a person or a secret become "***".
std::string render_line(std::chrono::system_clock::time_point at, Level level,
                        std::string_view service, std::string_view event,
                        std::initializer_list<Field> fields);

bool must_be_masked(std::string_view field_name);

}  // namespace prokat::log
