// What a pointer to a service's method says about it.
#pragma once

#include "base/result.hpp"
#include "runtime/context.hpp"
#include "runtime/task.hpp"

namespace prokat::rpc {

template <class Pointer>
struct Signature;

template <class ServiceType, class AnswerType, class RequestType>
struct Signature<Task<Result<AnswerType>> (ServiceType::*)(const CallContext&, RequestType)> {
  using Service = ServiceType;
  using Answer = AnswerType;
  using Request = RequestType;
};

}  // namespace prokat::rpc
