#include "gpu/runtime/sim/block.h"

#include <algorithm>
#include <cstring>

namespace obol::gpu::sim {
namespace {

std::string text(Place place) {
  const std::string file = place.file;
  const size_t gpu = file.rfind("gpu/");
  return (gpu == std::string::npos ? file : file.substr(gpu)) + ":" + std::to_string(place.line);
}

bool same(Place a, Place b) { return a.line == b.line && std::strcmp(a.file, b.file) == 0; }

}  // namespace

Block& Block::here() {
  static thread_local std::unique_ptr<Block> block;
  if (!block) block = std::make_unique<Block>();
  return *block;
}

void Block::start(void* member) {
  Member* m = static_cast<Member*>(member);
  m->block->body_(m->block->argument_, m->block, m->number);
  m->state = State::kDone;
  m->fiber.suspend();
}

void Block::wait(State state, Place place) {
  current_->state = state;
  current_->place = place;
  current_->fiber.suspend();
}

void Block::wait_at_barrier(Place place) { wait(State::kAtBarrier, place); }

void Block::exchange(uint32_t from, void* value, uint32_t bytes, Place place) {
  const uint32_t width = warp_size(), self = current_->number;
  auto& slots = slots_[current_->turn++ & 1];
  std::memcpy(slots[self], value, bytes);
  wait(State::kAtExchange, place);
  if (from < width) std::memcpy(value, slots[self / width * width + from], bytes);
}

bool Block::release(uint32_t first, uint32_t last, State state) {
  uint32_t waiting = 0;
  const Member* one = nullptr;
  for (uint32_t i = first; i < last; ++i) {
    if (members_[i]->state != state) continue;
    ++waiting;
    if (one == nullptr) one = members_[i].get();
    if (!same(one->place, members_[i]->place)) {
      trouble_ = "threads " + std::to_string(one->number) + " and " + std::to_string(i) +
                 " wait at different places, " + text(one->place) + " and " + text(members_[i]->place);
      return false;
    }
  }
  if (waiting == 0) return true;
  if (waiting < last - first) {
    trouble_ =
        text(one->place) + " is reached by " + std::to_string(waiting) + " threads of " + std::to_string(last - first);
    return false;
  }
  for (uint32_t i = first; i < last; ++i) members_[i]->state = State::kReady;
  return true;
}

// Runs a warp until its threads wait at a barrier or are done.
void Block::run_warp(uint32_t first, uint32_t last) {
  for (;;) {
    bool exchanging = false;
    for (uint32_t i = first; i < last; ++i) {
      Member& m = *members_[i];
      if (m.state != State::kReady) continue;
      current_ = &m;
      m.fiber.resume();
      exchanging |= m.state == State::kAtExchange;
    }
    if (!exchanging || !release(first, last, State::kAtExchange)) return;
  }
}

Status Block::run(uint32_t threads, size_t shared_bytes, Body body, void* argument) {
  body_ = body;
  argument_ = argument;
  trouble_.clear();
  std::memset(shared_, 0xFF, shared_bytes);
  while (members_.size() < threads) members_.push_back(std::make_unique<Member>());
  for (uint32_t i = 0; i < threads; ++i) {
    Member& m = *members_[i];
    m.block = this;
    m.number = i;
    m.state = State::kReady;
    m.turn = 0;
    m.fiber.prepare(&start, &m);
  }
  const uint32_t width = warp_size();
  for (;;) {
    for (uint32_t first = 0; first < threads && trouble_.empty(); first += width)
      run_warp(first, std::min(first + width, threads));
    const auto done = [](const std::unique_ptr<Member>& m) { return m->state == State::kDone; };
    if (trouble_.empty() && std::all_of(members_.begin(), members_.begin() + threads, done)) return Status();
    if (!trouble_.empty() || !release(0, threads, State::kAtBarrier)) return Status(Code::kInternal, trouble_);
  }
}

void wait_at_barrier(Block* block, Place place) { block->wait_at_barrier(place); }

void exchange(Block* block, uint32_t from, void* value, uint32_t bytes, Place place) {
  block->exchange(from, value, bytes, place);
}

}  // namespace obol::gpu::sim
