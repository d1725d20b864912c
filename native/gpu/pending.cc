// The families that this backend has not got yet: each row is the method, which answers so, and an entry of the list
// that `backend_lacks` gives (the tests ask it). A row goes when the family comes; the file goes with the last row.
#include "gpu/backend.h"

namespace obol::gpu {
namespace {

Status pending(const char* family) {
  return Status(Code::kDevice, std::string(family) + " is not available on " + backend_kind() + " yet");
}

}  // namespace

#define OBOL_PENDING(X)                                                                                             \
  X(csr_filter, (CsrMatrix*, const CsrView&, const View&, bool))                                                    \
  X(match_nodes, (const View&, const View&, const CsrView&, const View&, const View&, double))                      \
  X(csr_collapse, (CsrMatrix*, const CsrView&, const View&, int64_t))                                               \
  X(smoothed_prolongator, (CsrMatrix*, const CsrView&, const View&, int64_t, const View&, const ProlongatorRules&)) \
  X(galerkin, (CsrMatrix*, const CsrView&, const CsrView&, const CsrView&))

#define X(family, parameters) \
  Status GpuBackend::family parameters { return pending(#family); }
OBOL_PENDING(X)
#undef X

}  // namespace obol::gpu

namespace obol {

const std::vector<const char*>& backend_lacks() {
#define X(family, parameters) #family,
  static const std::vector<const char*> families = {OBOL_PENDING(X)};
#undef X
  return families;
}

}  // namespace obol
