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

class JobContext {
 public:
  JobContext(Backend& b, std::function<bool()> cancelled, std::function<void(const Progress&)> report)
      : backend(b), cancelled_(std::move(cancelled)), report_(std::move(report)) {}

  Backend& backend;
  // True once the caller gave up: return kAborted soon (well within 200 ms).
  bool cancelled() const { return cancelled_(); }
  void report(const Progress& p) const { report_(p); }

 private:
  std::function<bool()> cancelled_;
  std::function<void(const Progress&)> report_;
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
