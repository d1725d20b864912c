// Pairs of nodes along strong edges, by handshakes: each round is data-parallel and its result doesn't depend on who
// computes what.
#include <algorithm>
#include <cstring>
#include <vector>

#include "cpu/backend.h"
#include "cpu/threads.h"

namespace obol::cpu {
namespace {

constexpr int kRounds = 6;
constexpr int64_t kGrain = 4096;

// One number to compare edges by: the strength to 16 bits, then a hash that both ends compute alike.
uint64_t rank_of(float strength, int32_t i, int32_t j) {
  uint32_t bits;
  std::memcpy(&bits, &strength, sizeof(bits));
  uint64_t h = (static_cast<uint64_t>(std::min(i, j)) << 32) | static_cast<uint32_t>(std::max(i, j));
  h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDu;
  h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53u;
  return (static_cast<uint64_t>(bits >> 16) << 48) | (h >> 16);
}

struct Matching {
  const int32_t *indptr, *indices;
  const double *weights, *scale;
  const bool* frozen;
  float accept;
  std::vector<int32_t> mate;      // −1: none
  std::vector<int32_t> proposal;  // −1: none
  std::vector<float> strongest;   // of all edges of a node

  float strength(int32_t i, int32_t e) const { return static_cast<float>(weights[e] * scale[i] * scale[indices[e]]); }

  // The best acceptable neighbour of i for which `eligible` holds, or −1.
  template <class Eligible>
  int32_t best(int32_t i, Eligible eligible) const {
    int32_t found = -1;
    uint64_t highest = 0;
    const float least = accept * strongest[static_cast<size_t>(i)];
    for (int32_t e = indptr[i]; e < indptr[i + 1]; ++e) {
      const int32_t j = indices[e];
      if (j == i || !eligible(j)) continue;
      const float s = strength(i, e);
      if (!(s > 0) || s < least) continue;
      const uint64_t rank = rank_of(s, i, j);
      if (found < 0 || rank > highest) highest = rank, found = j;
    }
    return found;
  }
  bool is_free(int32_t i) const { return mate[static_cast<size_t>(i)] < 0 && !frozen[i]; }
};

}  // namespace

Status CpuBackend::match_nodes(const View& aggregate, const View& count, const CsrView& w, const View& scale,
                               const View& frozen, double accept) {
  ++device_->counters().launches;
  const int64_t n = w.rows;
  Matching m;
  m.indptr = w.indptr.as<int32_t>();
  m.indices = w.indices.as<int32_t>();
  m.weights = w.data.as<double>();
  m.scale = scale.as<double>();
  m.frozen = frozen.as<bool>();
  m.accept = static_cast<float>(accept);
  m.mate.assign(static_cast<size_t>(n), -1);
  m.proposal.assign(static_cast<size_t>(n), -1);
  m.strongest.assign(static_cast<size_t>(n), 0.0f);
  parallel_for(n, kGrain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      float most = 0;
      for (int32_t e = m.indptr[i]; e < m.indptr[i + 1]; ++e)
        most = std::max(most, m.strength(static_cast<int32_t>(i), e));
      m.strongest[static_cast<size_t>(i)] = most;
    }
  });
  for (int round = 0; round < kRounds; ++round) {
    parallel_for(n, kGrain, [&](int64_t begin, int64_t end) {
      for (int64_t at = begin; at < end; ++at) {
        const int32_t i = static_cast<int32_t>(at);
        // Without a candidate once, there will be none later: the free neighbours only get fewer.
        if (!m.is_free(i) || (round > 0 && m.proposal[static_cast<size_t>(i)] < 0)) continue;
        m.proposal[static_cast<size_t>(i)] = m.best(i, [&](int32_t j) { return m.is_free(j); });
      }
    });
    parallel_for(n, kGrain, [&](int64_t begin, int64_t end) {
      for (int64_t at = begin; at < end; ++at) {
        const size_t i = static_cast<size_t>(at);
        const int32_t j = m.proposal[i];
        if (m.mate[i] < 0 && j >= 0 && m.proposal[static_cast<size_t>(j)] == static_cast<int32_t>(at)) m.mate[i] = j;
      }
    });
  }
  // Who is left joins a pair: its number is that of the pair's first node.
  std::vector<int32_t> leader(static_cast<size_t>(n));
  parallel_for(n, kGrain, [&](int64_t begin, int64_t end) {
    for (int64_t at = begin; at < end; ++at) {
      const int32_t i = static_cast<int32_t>(at);
      int32_t node = i;
      if (m.is_free(i)) {
        const int32_t j = m.best(i, [&](int32_t k) { return m.mate[static_cast<size_t>(k)] >= 0; });
        if (j >= 0) node = j;
      }
      const int32_t other = m.mate[static_cast<size_t>(node)];
      leader[static_cast<size_t>(i)] = other >= 0 ? std::min(node, other) : node;
    }
  });
  int32_t* const number = aggregate.as<int32_t>();
  int32_t next = 0;
  for (int64_t i = 0; i < n; ++i)
    if (leader[static_cast<size_t>(i)] == i) number[i] = next++;
  parallel_for(n, kGrain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      if (leader[static_cast<size_t>(i)] != i) number[i] = number[leader[static_cast<size_t>(i)]];
  });
  *count.as<int32_t>() = next;
  return Status();
}

}  // namespace obol::cpu
