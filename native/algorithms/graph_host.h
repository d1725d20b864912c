// A graph in the host's memory, for what walks along edges one by one: such routines download a CSR matrix, compute, and
// upload, on whichever device it lies.
#pragma once

#include <new>
#include <stdexcept>
#include <vector>

#include "device/backend.h"

namespace obol::graph {

// What SciPy writes where there is no node.
inline constexpr int32_t kNobody = -9999;

struct HostGraph {
  int32_t n = 0;
  std::vector<int64_t> begin;   // n + 1: node v's edges are [begin[v], begin[v + 1])
  std::vector<int32_t> target;  // the node that an edge leads to
  std::vector<double> weight;   // of each edge; empty: each counts 1

  int64_t edges() const { return static_cast<int64_t>(target.size()); }
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
template <class T>
Status upload(Backend& backend, const View& out, const std::vector<T>& values) {
  return out.given() ? backend.upload(out, values.data()) : Status();
}

}  // namespace obol::graph
