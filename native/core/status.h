// What native code answers: nothing (all well), or a code and a sentence. TypeScript throws; native code never does.
// A Status is one pointer; copies share the first cause, so an error can sit on many arrays at no cost.
#pragma once

#include <memory>
#include <string>
#include <utility>

namespace obol {

// The numbers are read by lib/native/status.ts.
enum class Code : int {
  kOk = 0,
  kDevice = 1,
  kLoad = 2,
  kMemory = 3,
  kConvergence = 4,
  kNumeric = 5,
  kAborted = 6,
  kDisposed = 7,
  kFormat = 8,
  kType = 9,
  kRange = 10,
  kInternal = 11,
};

class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Code code, std::string message) : cause_(std::make_shared<const Cause>(Cause{code, std::move(message)})) {}

  bool ok() const { return cause_ == nullptr; }
  Code code() const { return cause_ ? cause_->code : Code::kOk; }
  const std::string& message() const {
    static const std::string none;
    return cause_ ? cause_->message : none;
  }

 private:
  struct Cause {
    Code code;
    std::string message;
  };
  std::shared_ptr<const Cause> cause_;
};

}  // namespace obol

// Passes a failed Status on to the caller.
#define OBOL_TRY(expression)                     \
  do {                                           \
    ::obol::Status obol_status_ = (expression);  \
    if (!obol_status_.ok()) return obol_status_; \
  } while (0)
