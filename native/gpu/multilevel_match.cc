// Pairs of nodes along strong edges, by handshakes: a thread looks for one node, and what others decide meanwhile doesn't
// reach it, so the pairs are the same on every device.
#include "gpu/backend.h"
#include "gpu/scan.h"
#include "gpu/set.h"
#include "ops/bits.h"

namespace obol::gpu {
namespace {

constexpr int kRounds = 6;

struct Nodes {
  const int32_t* indptr;
  const int32_t* indices;
  const double* weights;
  const double* scale;
  const bool* frozen;
  float accept;
  int64_t n;
  int32_t* mate;      // −1: none
  int32_t* proposal;  // −1: none
  float* strongest;   // of all edges of a node

  OBOL_HD float strength(int64_t i, int32_t e) const {
    return static_cast<float>(weights[e] * scale[i] * scale[indices[e]]);
  }
  OBOL_HD bool is_free(int64_t i) const { return mate[i] < 0 && !frozen[i]; }

  // One number to compare edges by: the strength to 16 bits, then a hash that both ends compute alike.
  static OBOL_HD uint64_t rank_of(float strength, int32_t i, int32_t j) {
    const uint32_t low = static_cast<uint32_t>(i < j ? i : j), high = static_cast<uint32_t>(i < j ? j : i);
    uint64_t h = uint64_t{low} << 32 | high;
    h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDu;
    h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53u;
    return uint64_t{math::bits(strength) >> 16} << 48 | h >> 16;
  }

  // The best acceptable neighbour of i that is free, or that has a mate; −1: none.
  OBOL_HD int32_t best(const Thread& t, int32_t i, bool with_mate) const {
    int32_t found = -1;
    uint64_t highest = 0;
    const float least = accept * strongest[i];
    for (int32_t e = indptr[i]; t.within(e, indptr[i + 1]); ++e) {
      const int32_t j = indices[e];
      if (j == i || !(with_mate ? mate[j] >= 0 : is_free(j))) continue;
      const float s = strength(i, e);
      if (!(s > 0) || s < least) continue;
      const uint64_t rank = rank_of(s, i, j);
      if (found < 0 || rank > highest) {
        highest = rank;
        found = j;
      }
    }
    return found;
  }
};

struct StrongestKernel {
  static constexpr uint32_t kThreads = 256;
  Nodes nodes;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, nodes.n)) return;
    float most = 0;
    for (int32_t e = nodes.indptr[i]; t.within(e, nodes.indptr[i + 1]); ++e) {
      const float s = nodes.strength(i, e);
      most = s > most ? s : most;
    }
    nodes.strongest[i] = most;
    nodes.mate[i] = -1;
  }
};

struct ProposeKernel {
  static constexpr uint32_t kThreads = 256;
  Nodes nodes;
  bool first;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, nodes.n)) return;
    // Without a candidate once, there will be none later: the free neighbours only get fewer.
    if (first)
      nodes.proposal[i] = -1;
    else if (nodes.proposal[i] < 0)
      return;
    if (nodes.is_free(i)) nodes.proposal[i] = nodes.best(t, static_cast<int32_t>(i), false);
  }
};

struct AgreeKernel {
  static constexpr uint32_t kThreads = 256;
  Nodes nodes;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, nodes.n)) return;
    const int32_t j = nodes.proposal[i];
    if (nodes.mate[i] < 0 && j >= 0 && nodes.proposal[j] == i) nodes.mate[i] = j;
  }
};

// Who is left joins a pair: its number is that of the pair's first node.
struct LeaderKernel {
  static constexpr uint32_t kThreads = 256;
  Nodes nodes;
  int32_t* leader;
  int32_t* leads;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, nodes.n)) return;
    int32_t node = static_cast<int32_t>(i);
    if (nodes.is_free(i)) {
      const int32_t j = nodes.best(t, node, true);
      if (j >= 0) node = j;
    }
    const int32_t other = nodes.mate[node];
    leader[i] = other >= 0 && other < node ? other : node;
    leads[i] = leader[i] == i;
  }
};

struct NumberKernel {
  static constexpr uint32_t kThreads = 256;
  const int32_t* leader;
  const int32_t* number;  // of leaders up to and with each node
  int64_t n;
  int32_t *aggregate, *count;
  OBOL_HD void operator()(const Thread& t) const {
    const int64_t i = t.global();
    if (!t.within(i, n)) return;
    aggregate[i] = number[leader[i]] - 1;
    if (i == n - 1) *count = number[i];
  }
};

}  // namespace

Status GpuBackend::match_nodes(const View& aggregate, const View& count, const CsrView& w, const View& scale,
                               const View& frozen, double accept) {
  const int64_t n = w.rows;
  int32_t* const total = pointer<int32_t>(count);
  if (n == 0) return set_all(context_, total, 1, 0);
  StorageRef held[5];
  int32_t *leader = nullptr, *leads = nullptr;
  Nodes nodes{pointer<int32_t>(w.indptr),
              pointer<int32_t>(w.indices),
              pointer<double>(w.data),
              pointer<double>(scale),
              pointer<bool>(frozen),
              static_cast<float>(accept),
              n,
              nullptr,
              nullptr,
              nullptr};
  OBOL_TRY(context_.workspace(n, &held[0], &nodes.mate));
  OBOL_TRY(context_.workspace(n, &held[1], &nodes.proposal));
  OBOL_TRY(context_.workspace(n, &held[2], &nodes.strongest));
  OBOL_TRY(context_.workspace(n, &held[3], &leader));
  OBOL_TRY(context_.workspace(n, &held[4], &leads));
  OBOL_TRY(context_.run_over(n, StrongestKernel{nodes}));
  for (int round = 0; round < kRounds; ++round) {
    OBOL_TRY(context_.run_over(n, ProposeKernel{nodes, round == 0}));
    OBOL_TRY(context_.run_over(n, AgreeKernel{nodes}));
  }
  OBOL_TRY(context_.run_over(n, LeaderKernel{nodes, leader, leads}));
  OBOL_TRY(running_sum(context_, leads, leads, n));
  return context_.run_over(n, NumberKernel{leader, leads, n, pointer<int32_t>(aggregate), total});
}

}  // namespace obol::gpu
