// A session: what one initialisation of the addon in one JavaScript environment holds. The handles of its storages, the
// shared argument buffer, and the completions that other threads leave for its JavaScript thread. (jest initialises an
// addon many times in one environment, so nothing hangs on the environment itself.)
#pragma once

#include <node_api.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "device/device.h"
#include "device/tensor.h"

namespace obol {

// What a worker thread tells JavaScript: a promise is settled, a job has progressed, or waits for a function of
// JavaScript. The numbers are lib/native/addon.ts's Event.
enum class Event : int { kSettled = 0, kProgress = 1, kCall = 2 };

struct Completion {
  double id = 0;
  Event event = Event::kSettled;
  Status status;
  std::vector<double> numbers;
  std::vector<Tensor> lent;  // kCall: x and y; kSettled: what the job gives
};

// The part that outlives the environment: threads hold it, and find it closed when the environment is gone.
class Mailbox {
 public:
  void open(napi_threadsafe_function f) { function_ = f; }
  void post(Completion completion);
  std::vector<Completion> take();
  // After this nothing is delivered any more.
  void close();

 private:
  std::mutex mutex_;
  napi_threadsafe_function function_ = nullptr;
  std::vector<Completion> waiting_;
};

// What a job and the JavaScript thread tell each other.
class JobState {
 public:
  double id = 0;

  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }
  // Also wakes a job that waits for JavaScript.
  void cancel();
  // The job: a number for its next question; then waits for the answer to it.
  double ask();
  Status wait();
  // JavaScript, through the device's queue: the question's number, what came of it.
  void answer(double question, const Status& status);

 private:
  std::atomic<bool> cancelled_{false};
  std::mutex mutex_;
  std::condition_variable told_;
  double asked_ = 0, answered_ = 0;
  Status answer_;
};

class Session {
 public:
  static constexpr size_t kArguments = 4096;  // doubles

  explicit Session(napi_env env) : env_(env), mailbox_(std::make_shared<Mailbox>()) {}

  double* arguments() { return arguments_; }
  napi_value argument_buffer();
  const std::shared_ptr<Mailbox>& mailbox() { return mailbox_; }

  // Handles: small integers with a generation, so that one that was released names nothing.
  double add(const StorageRef& storage);
  Storage* find(double handle) const;
  void release(double handle);

  // Devices on which work of this session may still write into memory of JavaScript.
  void note_download(Device* device);
  void add_job(std::shared_ptr<JobState> job);
  void cancel_job(double id);
  void forget_job(double id);
  std::shared_ptr<JobState> find_job(double id) const;

  // The last failure of a synchronous call, for lastError().
  Status failure;

  void close();
  static void close_hook(void* session);
  void settle_in_javascript(napi_env env, napi_value callback);

  // Bytes outside of V8's heap. Its collector starts a marking run for every 64 MiB that it hears of, which costs two
  // cores more than a kernel takes; so it hears only when much more, or much less, is held than it was told.
  void adjust_external(int64_t bytes);

 private:
  struct Slot {
    StorageRef storage;
    uint32_t generation = 0;
  };

  void lend(const Tensor& t, std::vector<double>* numbers);

  napi_env env_;
  std::shared_ptr<Mailbox> mailbox_;
  napi_ref buffer_ = nullptr;
  double* arguments_ = nullptr;
  std::vector<Slot> slots_;
  std::vector<uint32_t> free_slots_;
  std::vector<Device*> downloads_;
  std::vector<std::shared_ptr<JobState>> jobs_;
  int64_t external_live_ = 0, external_told_ = 0;
};

// Failures travel as numbers: 0, or the Code; the message waits in session->failure.
napi_value answer(napi_env env, Session* session, const Status& status);
napi_value number(napi_env env, double value);

}  // namespace obol
