// The vocabulary of the device that this addon is compiled for. Each kind gives the same words in runtime/<kind>/, and
// the include path chooses among them; no other file of native/gpu knows which.
//
// A kernel is a struct: its members are the arguments, `kThreads` is the size of its blocks, and operator() is what one
// thread does. Which operator() it has says how its threads work:
//   void operator()(const Thread& t) const;                     alone
//   void operator()(const TeamThread& t) const;                 with the threads of its block
//   void operator()(const TeamThread& t, Shared& shared) const; with memory that the block shares, a type of the kernel
//
// Thread       thread(), threads(): place in the block and its size; block_x(), block_y(): the block's place;
//              global(): thread() + block_x() · threads(); within(i, n): i < n, the check of a bound: every check that
//              keeps a thread off memory that is not there is one of these, so that the simulator can leave it out
// TeamThread   barrier(): all threads of the block wait for each other; lane(), warp(), warp_size();
//              shuffle_down(x, n), shuffle_xor(x, n): another lane's x; every lane of the warp must call it
// launch(stream, grid, kernel), Grid {x, y}: blocks; Stream: copies and synchronize, in order with launches
// address<T>(p): what a kernel may follow, of what a storage holds
// atomic_add, atomic_min, atomic_max, atomic_exchange_if: on integers in the device's memory; they return what was there
// sort_pairs: device-wide sorting
// device_count, properties, make_memory, open_stream: the devices of this kind
#pragma once

#include <runtime_of_kind.h>

namespace obol::gpu {

// Threads that every warp of every kind holds: teams of so many, or fewer, give results that don't depend on its size.
inline constexpr uint32_t kEveryWarp = 32;

}  // namespace obol::gpu
