// Which statements ran: `./test` compares the list with the files in the sql/ folders, so that no
// statement goes untested. Off (and free) unless a program names a file at its start.
#pragma once

#include <string>
#include <string_view>

namespace prokat::pg {

// From now on the name of every statement is appended to the file, once per process. Several
// processes may share a file. Call it before the first pool exists.
void record_coverage(const std::string& path);

namespace detail {
void note_use(std::string_view name);  // a statement is prepared somewhere
}

}  // namespace prokat::pg
