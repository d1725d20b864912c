// The jobs that algorithms offer to the door: one table, read by napi/tasks.cc. Each job unpacks its arguments, calls
// an algorithm, packs what it answers.
#pragma once

#include "device/job.h"

namespace obol {

#define OBOL_JOB(name) Status job_##name(JobContext&, const JobArguments&, JobResult*);
#include "algorithms/jobs.def"
#undef OBOL_JOB

}  // namespace obol
