// A job: what iterates until convergence runs on a thread and a backend of its own. It reports progress, asks whether
// it was cancelled, and answers with numbers beside the output arrays that the caller made for it.
#pragma once

#include <functional>
#include <vector>

#include "device/backend.h"
#include "device/tensor.h"

namespace obol {

struct Progress {
  int stage = 0;  // an index into the stages that lib's caller knows for this job
  int64_t iteration = 0;
  double fraction = 0, error = 0;
};

// A function of JavaScript that a job needs: y = f(x), or the adjoint's.
struct FunctionCall {
  int function = 0;  // the number that TypeScript gave it
  bool adjoint = false;
  Tensor y, x;  // of one dtype, contiguous; memory that nobody else uses
};

class JobContext {
 public:
  using Caller = std::function<Status(const FunctionCall&)>;
  JobContext(Backend& b, std::function<bool()> cancelled, std::function<void(const Progress&)> report,
             Caller call = nullptr)
      : backend(b), cancelled_(std::move(cancelled)), report_(std::move(report)), call_(std::move(call)) {}

  Backend& backend;
  // True once the caller gave up: return kAborted soon (well within 200 ms).
  bool cancelled() const { return cancelled_(); }
  void report(const Progress& p) const { report_(p); }
  // Hands an array to whoever started the job, behind those that it made room for: contiguous, from its storage's start.
  void give(Tensor array) { given.push_back(std::move(array)); }
  std::vector<Tensor> given;
  // Waits until JavaScript's event loop has run the function; kAborted once the caller gave up.
  Status call(const FunctionCall& f) const {
    return call_ ? call_(f) : Status(Code::kInternal, "no functions can be called here");
  }

 private:
  std::function<bool()> cancelled_;
  std::function<void(const Progress&)> report_;
  Caller call_;
};

// What TypeScript packs for a job: arrays (inputs first, then outputs to be written), and numbers; what it reads back.
struct JobArguments {
  std::vector<Tensor> arrays;
  std::vector<double> numbers;
};
using JobResult = std::vector<double>;
using JobFunction = Status (*)(JobContext&, const JobArguments&, JobResult*);

// Rows of algorithms/jobs.def.
struct JobRow {
  const char* name;
  JobFunction run;
};

}  // namespace obol
