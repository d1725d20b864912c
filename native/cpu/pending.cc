// Families that are not written yet answer so. Each is overridden by its own file; this one goes when all are there.
#include "cpu/backend.h"

namespace obol::cpu {
namespace {
Status missing(const char* what) { return Status(Code::kInternal, std::string(what) + " is not written yet"); }
}  // namespace

__attribute__((weak)) Status CpuBackend::reduce(ReduceOp, const View&, const View&) { return missing("reduce"); }
__attribute__((weak)) Status CpuBackend::arg_reduce(ArgReduceOp, const View&, const View&) {
  return missing("arg_reduce");
}
__attribute__((weak)) Status CpuBackend::scan(ScanOp, const View&, const View&) { return missing("scan"); }
__attribute__((weak)) Status CpuBackend::sort(const View&, const View&, bool) { return missing("sort"); }
__attribute__((weak)) Status CpuBackend::argsort(const View&, const View&, bool) { return missing("argsort"); }
__attribute__((weak)) Status CpuBackend::search_sorted(const View&, const View&, const View&, bool) {
  return missing("search_sorted");
}
__attribute__((weak)) Status CpuBackend::gather(const View&, const View&, const View*, int) {
  return missing("gather");
}
__attribute__((weak)) Status CpuBackend::scatter(const View&, const View&, const View*, int) {
  return missing("scatter");
}
__attribute__((weak)) Status CpuBackend::nonzero(const View&, const View&) { return missing("nonzero"); }
__attribute__((weak)) Status CpuBackend::matmul(const View&, const View&, const View&) { return missing("matmul"); }
__attribute__((weak)) Status CpuBackend::random(RandomOp, const View&, uint64_t, uint64_t, const Scalar&,
                                                const Scalar&) {
  return missing("random");
}
__attribute__((weak)) Status CpuBackend::correlate1d(const View&, const View&, const View&, BoundaryMode, double,
                                                     int64_t) {
  return missing("correlate1d");
}
__attribute__((weak)) Status CpuBackend::segment_reduce(ReduceOp, const View&, const View&, const View&) {
  return missing("segment_reduce");
}
__attribute__((weak)) Status CpuBackend::csr_filter(CsrMatrix*, const CsrView&, const View&, bool) {
  return missing("csr_filter");
}
__attribute__((weak)) Status CpuBackend::match_nodes(const View&, const View&, const CsrView&, const View&, const View&,
                                                     double) {
  return missing("match_nodes");
}
__attribute__((weak)) Status CpuBackend::csr_collapse(CsrMatrix*, const CsrView&, const View&, int64_t) {
  return missing("csr_collapse");
}
__attribute__((weak)) Status CpuBackend::smoothed_prolongator(CsrMatrix*, const CsrView&, const View&, int64_t,
                                                              const View&, const ProlongatorRules&) {
  return missing("smoothed_prolongator");
}
__attribute__((weak)) Status CpuBackend::galerkin(CsrMatrix*, const CsrView&, const CsrView&, const CsrView&) {
  return missing("galerkin");
}

}  // namespace obol::cpu
