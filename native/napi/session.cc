#include "napi/session.h"

#include <algorithm>

namespace obol {
namespace {
constexpr double kGeneration = 67108864.0;  // 2^26: handle = generation · 2^26 + slot
constexpr uint32_t kMostGenerations = 1u << 26;
constexpr int64_t kTellAbove = int64_t{128} << 20;
}  // namespace

void Mailbox::post(Completion completion) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (function_ == nullptr) return;
  waiting_.push_back(std::move(completion));
  if (waiting_.size() == 1) napi_call_threadsafe_function(function_, nullptr, napi_tsfn_nonblocking);
}

std::vector<Completion> Mailbox::take() {
  std::lock_guard<std::mutex> lock(mutex_);
  return std::exchange(waiting_, {});
}

void Mailbox::close() {
  std::lock_guard<std::mutex> lock(mutex_);
  if (function_ != nullptr) napi_release_threadsafe_function(function_, napi_tsfn_abort);
  function_ = nullptr;
  waiting_.clear();
}

napi_value Session::argument_buffer() {
  napi_value value = nullptr;
  if (buffer_ == nullptr) {
    void* data = nullptr;
    if (napi_create_arraybuffer(env_, kArguments * sizeof(double), &data, &value) != napi_ok) return nullptr;
    arguments_ = static_cast<double*>(data);
    napi_create_reference(env_, value, 1, &buffer_);
  } else {
    napi_get_reference_value(env_, buffer_, &value);
  }
  return value;
}

void JobState::cancel() {
  std::lock_guard<std::mutex> lock(mutex_);
  cancelled_.store(true);
  told_.notify_all();
}

double JobState::ask() {
  std::lock_guard<std::mutex> lock(mutex_);
  return ++asked_;
}

Status JobState::wait() {
  std::unique_lock<std::mutex> lock(mutex_);
  told_.wait(lock, [&] { return answered_ == asked_ || cancelled_; });
  return cancelled_ ? Status(Code::kAborted, "aborted") : answer_;
}

void JobState::answer(double question, const Status& status) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (question != asked_) return;
  answered_ = question;
  answer_ = status;
  told_.notify_all();
}

double Session::add(const StorageRef& storage) {
  uint32_t slot;
  if (free_slots_.empty()) {
    slot = static_cast<uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    slot = free_slots_.back();
    free_slots_.pop_back();
  }
  slots_[slot].storage = storage;
  return slots_[slot].generation * kGeneration + slot;
}

Storage* Session::find(double handle) const {
  if (!(handle >= 0)) return nullptr;
  const uint64_t h = static_cast<uint64_t>(handle);
  const size_t slot = h & (static_cast<uint64_t>(kGeneration) - 1);
  if (slot >= slots_.size() || slots_[slot].generation != h >> 26) return nullptr;
  return slots_[slot].storage.get();
}

void Session::release(double handle) {
  Storage* storage = find(handle);
  if (storage == nullptr) return;
  const uint32_t slot = static_cast<uint32_t>(static_cast<uint64_t>(handle) & ((1u << 26) - 1));
  adjust_external(-static_cast<int64_t>(storage->bytes()));
  slots_[slot].storage = StorageRef();
  slots_[slot].generation = (slots_[slot].generation + 1) % kMostGenerations;
  free_slots_.push_back(slot);
}

void Session::note_download(Device* device) {
  if (std::find(downloads_.begin(), downloads_.end(), device) == downloads_.end()) downloads_.push_back(device);
}

void Session::add_job(std::shared_ptr<JobState> job) { jobs_.push_back(std::move(job)); }

void Session::cancel_job(double id) {
  for (auto& job : jobs_)
    if (job->id == id) job->cancel();
}

std::shared_ptr<JobState> Session::find_job(double id) const {
  for (const auto& job : jobs_)
    if (job->id == id) return job;
  return nullptr;
}

void Session::forget_job(double id) {
  jobs_.erase(std::remove_if(jobs_.begin(), jobs_.end(), [&](const auto& job) { return job->id == id; }), jobs_.end());
}

void Session::close_hook(void* session) { static_cast<Session*>(session)->close(); }

// The environment ends. Jobs are told to stop but not awaited: they own what they use. Downloads write into memory of
// JavaScript, so those are awaited.
void Session::close() {
  for (auto& job : jobs_) job->cancel();
  mailbox_->close();
  for (Device* device : downloads_) device->queue().drain();
  delete this;
}

namespace {

napi_value text(napi_env env, const std::string& s) {
  napi_value value = nullptr;
  napi_create_string_utf8(env, s.c_str(), s.size(), &value);
  return value;
}

napi_value list(napi_env env, const std::vector<double>& numbers) {
  napi_value value = nullptr;
  napi_create_array_with_length(env, numbers.size(), &value);
  for (size_t i = 0; i < numbers.size(); ++i)
    napi_set_element(env, value, static_cast<uint32_t>(i), number(env, numbers[i]));
  return value;
}

}  // namespace

void Session::settle_in_javascript(napi_env env, napi_value callback) {
  napi_value undefined;
  napi_get_undefined(env, &undefined);
  for (Completion& c : mailbox_->take()) {
    if (c.event == Event::kSettled) forget_job(c.id);
    std::vector<double> lent;
    for (const Tensor& t : c.lent) lend(t, &lent);
    napi_handle_scope scope;
    napi_open_handle_scope(env, &scope);
    const napi_value arguments[] = {number(env, c.id),
                                    number(env, static_cast<double>(static_cast<int>(c.event))),
                                    number(env, static_cast<double>(static_cast<int>(c.status.code()))),
                                    text(env, c.status.message()),
                                    list(env, c.numbers),
                                    list(env, lent)};
    napi_call_function(env, undefined, callback, 6, arguments, nullptr);
    napi_close_handle_scope(env, scope);
  }
}

// handle, bytes, dtype, ndim, shape…: of a contiguous array that fills its storage.
void Session::lend(const Tensor& t, std::vector<double>* numbers) {
  const int64_t bytes = static_cast<int64_t>(t.storage()->bytes());
  adjust_external(bytes);
  numbers->insert(numbers->end(), {add(t.storage()), static_cast<double>(bytes),
                                   static_cast<double>(static_cast<int>(t.dtype())), static_cast<double>(t.ndim())});
  for (int i = 0; i < t.ndim(); ++i) numbers->push_back(static_cast<double>(t.shape(i)));
}

void Session::adjust_external(int64_t bytes) {
  external_live_ += bytes;
  const int64_t untold = external_live_ - external_told_;
  const int64_t slack = std::max(kTellAbove, external_told_ / 2);
  if (untold <= slack && untold >= -slack) return;
  int64_t total = 0;
  napi_adjust_external_memory(env_, untold, &total);
  external_told_ = external_live_;
}

napi_value number(napi_env env, double value) {
  napi_value result = nullptr;
  napi_create_double(env, value, &result);
  return result;
}

napi_value answer(napi_env env, Session* session, const Status& status) {
  if (!status.ok()) session->failure = status;
  return number(env, static_cast<double>(static_cast<int>(status.code())));
}

}  // namespace obol
