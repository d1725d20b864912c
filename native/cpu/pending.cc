// Families that are not written yet answer so. Each is overridden by its own file; this one goes when all are there.
#include "cpu/backend.h"

namespace obol::cpu {
namespace {
Status missing(const char* what) { return Status(Code::kInternal, std::string(what) + " is not written yet"); }
}  // namespace

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
