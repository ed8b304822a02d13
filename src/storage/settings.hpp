// Which storage the configuration asks for.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "egress/client.hpp"
#include "runtime/config.hpp"
#include "runtime/cpu_pool.hpp"
#include "storage/object_storage.hpp"

namespace prokat::storage {

// What does not fit together among the settings storage.*, one FieldError each (pointer = the key);
// without asking any server.
std::vector<FieldError> check_settings(const runtime::Config& config);

// For the thread of `egress`. Throws Misconfigured when check_settings() finds anything, or
// std::system_error when the folder cannot be used.
std::unique_ptr<ObjectStorage> make_storage(const runtime::Config& config, egress::Client& egress,
                                            runtime::CpuPool& pool);

}  // namespace prokat::storage
