// Threads for jobs. One that has finished its job waits for the next, so a service that runs one job after another uses
// one thread, its stack and its allocator's arena, over and over.
#pragma once

#include <functional>

namespace obol {

// Runs `work` on a thread of its own and returns at once.
void run_on_job_thread(std::function<void()> work);

}  // namespace obol
