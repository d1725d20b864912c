// A graph in the host's memory, for what walks along edges one by one: such routines download a CSR matrix, compute, and
// upload, on whichever device it lies.
#pragma once

#include <memory>
#include <new>
#include <stdexcept>
#include <utility>
#include <vector>

#include "device/backend.h"

namespace obol::graph {

// What SciPy writes where there is no node.
inline constexpr int32_t kNobody = -9999;

// A vector whose new elements are not written.
template <class T>
struct Unwritten : std::allocator<T> {
  template <class U>
  struct rebind {
    using other = Unwritten<U>;
  };
  template <class U, class... A>
  void construct(U* p, A&&... values) {
    ::new (static_cast<void*>(p)) U(std::forward<A>(values)...);
  }
  template <class U>
  void construct(U* p) {
    ::new (static_cast<void*>(p)) U;
  }
};
template <class T>
using Numbers = std::vector<T, Unwritten<T>>;

// An edge's place: a matrix has fewer than 2^31 of them, both ways fewer than 2^32.
using Place = uint32_t;

struct HostGraph {
  int32_t n = 0;
  Numbers<Place> begin;     // n + 1: node v's edges are [begin[v], begin[v + 1])
  Numbers<int32_t> target;  // the node that an edge leads to
  Numbers<double> weight;   // of each edge; empty: each counts 1

  Place edges() const { return static_cast<Place>(target.size()); }
};

// The graph of a square matrix; without `data` it has no weights. Its indices are checked: a walk leaves no array.
Status download(Backend& backend, const CsrView& a, HostGraph* out);

// Every edge the other way round; the sources of a node's edges ascend.
HostGraph reversed(const HostGraph& g);

// For each node the edges that leave it, then those that enter it.
HostGraph both_ways(const HostGraph& g);

// The same without weights and with an edge once: targets ascend where g's do.
HostGraph symmetric_pattern(const HostGraph& g);

// Calls f(); what runs out of memory within is a Status.
template <class F>
Status guarded(F&& f) {
  try {
    return f();
  } catch (const std::bad_alloc&) {
    return Status(Code::kMemory, "no host memory for the graph");
  } catch (const std::length_error&) {
    return Status(Code::kMemory, "no host memory for the graph");
  }
}

// The host's values to a contiguous output; nothing for one that is left out or empty.
template <class Values>
Status upload(Backend& backend, const View& out, const Values& values) {
  return out.given() ? backend.upload(out, values.data()) : Status();
}

}  // namespace obol::graph
