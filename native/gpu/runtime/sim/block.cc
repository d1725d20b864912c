#include "gpu/runtime/sim/block.h"

#include <algorithm>
#include <cstring>

#include "gpu/runtime/sim/order.h"

namespace obol::gpu::sim {

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

void Block::stop(std::string trouble) {
  trouble_ = std::move(trouble);
  current_->fiber.suspend();
  __builtin_unreachable();
}

void Block::wait_at_barrier(Place place) {
  if (watches_sites && reach_site(SiteKind::kBarrier, place)) return;
  wait(State::kAtBarrier, place);
}

void Block::exchange(uint32_t from, void* value, uint32_t bytes, Place place) {
  const uint32_t width = warp_size(), self = current_->number;
  auto& slots = slots_[current_->turn++ & 1];
  std::memcpy(slots[self], value, bytes);
  wait(State::kAtExchange, place);
  if (from < width) std::memcpy(value, slots[self / width * width + from], bytes);
}

bool Block::release(uint32_t first, uint32_t last, State state) {
  const bool barrier = state == State::kAtBarrier;
  const std::string what = barrier ? "the barrier at " : "the shuffle at ";
  const std::string whole = barrier ? " threads of " : " lanes of ";
  uint32_t waiting = 0, missing = last;
  const Member* one = nullptr;
  for (uint32_t i = first; i < last; ++i) {
    const Member& m = *members_[i];
    if (m.state != state) {
      missing = std::min(missing, i);
      continue;
    }
    ++waiting;
    if (one == nullptr) one = &m;
    if (!same_site(one->place, m.place)) {
      trouble_ = "threads " + std::to_string(one->number) + " and " + std::to_string(i) + " wait at different " +
                 (barrier ? "barriers, " : "shuffles, ") + site_name(one->place) + " and " + site_name(m.place);
      return false;
    }
  }
  if (waiting == 0) return true;
  if (waiting < last - first) {
    const Member& m = *members_[missing];
    trouble_ = what + site_name(one->place) + " is reached by " + std::to_string(waiting) + whole +
               std::to_string(last - first) + "; thread " + std::to_string(missing) +
               (m.state == State::kDone        ? " is done"
                : m.state == State::kAtBarrier ? " waits at the barrier at " + site_name(m.place)
                                               : " waits at the shuffle at " + site_name(m.place));
    return false;
  }
  for (uint32_t i = first; i < last; ++i) members_[i]->state = State::kReady;
  return true;
}

// Runs a warp until its threads wait at a barrier or are done.
void Block::run_warp(uint32_t first, uint32_t last) {
  for (;;) {
    bool exchanging = false;
    const Order order(last - first);
    for (uint32_t i = 0; i < last - first; ++i) {
      Member& m = *members_[first + order[i]];
      if (m.state != State::kReady) continue;
      current_ = &m;
      watch_.run(m.number);
      m.fiber.resume();
      if (!trouble_.empty()) return;
      exchanging |= m.state == State::kAtExchange;
    }
    if (!exchanging || !release(first, last, State::kAtExchange)) return;
  }
}

void Block::run_threads(uint32_t threads) {
  const uint32_t width = warp_size(), warps = (threads + width - 1) / width;
  const auto done = [](const std::unique_ptr<Member>& m) { return m->state == State::kDone; };
  for (;;) {
    const Order order(warps);
    for (uint32_t w = 0; w < warps && trouble_.empty(); ++w)
      run_warp(order[w] * width, std::min((order[w] + 1) * width, threads));
    if (!trouble_.empty() || std::all_of(members_.begin(), members_.begin() + threads, done)) return;
    if (!release(0, threads, State::kAtBarrier)) return;
    watch_.pass_barrier();
  }
}

Status Block::run(uint32_t threads, size_t shared_bytes, Body body, void* argument) {
  body_ = body;
  argument_ = argument;
  trouble_.clear();
  while (members_.size() < threads) members_.push_back(std::make_unique<Member>());
  for (uint32_t i = 0; i < threads; ++i) {
    Member& m = *members_[i];
    m.block = this;
    m.number = i;
    m.state = State::kReady;
    m.turn = 0;
    m.fiber.prepare(&start, &m);
  }
  watch_.begin(shared_bytes);
  run_threads(threads);
  watch_.end();
  return trouble_.empty() ? Status() : Status(Code::kInternal, trouble_);
}

Status run_block(uint32_t threads, size_t shared_bytes, Block::Body body, void* argument) {
  return Block::here().run(threads, shared_bytes, body, argument);
}

void* shared_memory(Block* block) { return block->shared(); }

void wait_at_barrier(Block* block, Place place) { block->wait_at_barrier(place); }

void exchange(Block* block, uint32_t from, void* value, uint32_t bytes, Place place) {
  block->exchange(from, value, bytes, place);
}

}  // namespace obol::gpu::sim
