// Jobs as exported functions: start one, cancel one. A job starts when its inputs are ready, runs on a thread and a
// backend of its own, and settles its promise through the session's mailbox.
#include <chrono>
#include <cstring>

#include "algorithms/jobs.h"
#include "napi/call.h"
#include "napi/calls.h"
#include "napi/job_threads.h"

namespace obol {
namespace {

const JobRow kJobs[] = {
#define OBOL_JOB(name) {#name, job_##name},
#include "algorithms/jobs.def"
#undef OBOL_JOB
    {nullptr, nullptr},
};

constexpr std::chrono::milliseconds kReportEvery{40};

struct Job {
  JobFunction run = nullptr;
  JobArguments arguments;
  std::unique_ptr<Backend> backend;
  std::shared_ptr<JobState> state;
  std::shared_ptr<Mailbox> mailbox;

  void settle(const Status& status, JobResult result, std::vector<Tensor> given = {}) {
    Completion c;
    c.id = state->id;
    c.status = status;
    c.numbers = std::move(result);
    c.lent = std::move(given);
    mailbox->post(std::move(c));
  }

  // What JavaScript enqueues for the answer comes behind what this job enqueued: a device has one order of work.
  Status ask(const FunctionCall& call) {
    Completion c;
    c.id = state->id;
    c.event = Event::kCall;
    c.numbers = {state->ask(), static_cast<double>(call.function), call.adjoint ? 1.0 : 0.0};
    c.lent = {call.x, call.y};
    mailbox->post(std::move(c));
    return state->wait();
  }

  void body() {
    auto last = std::chrono::steady_clock::now() - kReportEvery;  // the first report goes out at once
    JobContext context(
        *backend, [this] { return state->cancelled(); },
        [&](const Progress& p) {
          const auto now = std::chrono::steady_clock::now();
          if (now - last < kReportEvery) return;
          last = now;
          Completion c;
          c.id = state->id;
          c.event = Event::kProgress;
          c.numbers = {static_cast<double>(p.stage), static_cast<double>(p.iteration), p.fraction, p.error};
          mailbox->post(std::move(c));
        },
        [this](const FunctionCall& call) { return ask(call); });
    JobResult result;
    Status status;
    // Memory that runs out inside an algorithm's own small vectors is an error of the job, not of the process.
    try {
      status = run(context, arguments, &result);
    } catch (const std::exception& error) {
      status = Status(Code::kMemory, error.what());
    }
    const Status waited = backend->synchronize();
    if (status.ok()) status = waited;
    arguments = JobArguments();  // what it held goes back before anyone is told that it is done
    if (!status.ok()) context.given.clear();
    settle(status, std::move(result), std::move(context.given));
  }
};

napi_value job_names(napi_env env, napi_callback_info) {
  napi_value list, name;
  napi_create_array(env, &list);
  for (uint32_t i = 0; kJobs[i].name != nullptr; ++i) {
    napi_create_string_utf8(env, kJobs[i].name, NAPI_AUTO_LENGTH, &name);
    napi_set_element(env, list, i, name);
  }
  return list;
}

// device, job, promise, number of inputs, number of arrays, arrays…, number of numbers, numbers…
napi_value start_job(napi_env env, napi_callback_info info) {
  const Entry e = enter(env, info);
  Reader r(e.session);
  Device* device = backend_device(r.integer());
  const int index = r.integer();
  constexpr int kJobCount = sizeof(kJobs) / sizeof(kJobs[0]) - 1;
  auto job = std::make_shared<Job>();
  job->state = std::make_shared<JobState>();
  job->state->id = r.next();
  const int inputs = r.integer();
  for (int i = r.integer(); i > 0 && r.ok(); --i) {
    Operand o;
    r.operand(&o);
    if (o.storage == nullptr) {
      job->arguments.arrays.emplace_back();
      continue;
    }
    job->arguments.arrays.emplace_back(StorageRef(o.storage), o.view.dtype, o.offset, o.view.layout);
  }
  for (int i = r.integer(); i > 0 && r.ok(); --i) job->arguments.numbers.push_back(r.next());
  if (!r.ok() || device == nullptr || index < 0 || index >= kJobCount) return answer(env, e.session, malformed());
  job->run = kJobs[index].run;
  job->backend = device->make_backend();
  job->mailbox = e.session->mailbox();
  e.session->add_job(job->state);
  device->queue().submit(
      [job, inputs](Backend&) {
        for (int i = 0; i < inputs && i < static_cast<int>(job->arguments.arrays.size()); ++i) {
          const Tensor& t = job->arguments.arrays[static_cast<size_t>(i)];
          if (t && t.storage()->failed()) return job->settle(t.storage()->error(), {});
        }
        run_on_job_thread([job] { job->body(); });
      },
      0);
  return number(env, 0);
}

napi_value cancel_job(napi_env env, napi_callback_info info) {  // (promise)
  size_t count = 1;
  napi_value v[1];
  void* data = nullptr;
  napi_get_cb_info(env, info, &count, v, nullptr, &data);
  double id = -1;
  napi_get_value_double(env, v[0], &id);
  static_cast<Session*>(data)->cancel_job(id);
  return number(env, 0);
}

napi_value answer_call(napi_env env, napi_callback_info info) {  // (device, promise, question, handle of y)
  napi_value v[4];
  const Entry e = arguments(env, info, v);
  Device* device = backend_device(static_cast<int>(to_number(env, v[0])));
  const std::shared_ptr<JobState> state = e.session->find_job(to_number(env, v[1]));
  const double question = to_number(env, v[2]);
  Storage* const y = e.session->find(to_number(env, v[3]));
  if (device == nullptr || y == nullptr) return answer(env, e.session, malformed());
  if (state == nullptr) return number(env, 0);
  const StorageRef held(y);
  const auto tell = [state, question, held](Backend&) { state->answer(question, held->error()); };
  if (!device->queue().run_inline(tell)) device->queue().submit(tell, 0);
  return number(env, 0);
}

}  // namespace

const Export kTaskCalls[] = {
    {"jobNames", job_names},
    {"startJob", start_job},
    {"cancelJob", cancel_job},
    {"answerCall", answer_call},
};
const int kTaskCallCount = sizeof(kTaskCalls) / sizeof(kTaskCalls[0]);

}  // namespace obol
