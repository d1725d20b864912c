// The decompositions of dense/decompositions.h over stacks of matrices of any device: inputs are downloaded, the host
// computes matrix by matrix, outputs are uploaded. Views are C-contiguous, [stack…, m, n], of one floating dtype (its
// real or complex type where the names say so). What the values don't allow is kNumeric, an iteration that fails
// kConvergence, with `fn`, the function that the user called, in the sentence.
#pragma once

#include <string>

#include "device/backend.h"

namespace obol::linalg {

Status cholesky(Backend& backend, const std::string& fn, const View& out, const View& x, bool upper);
Status det(Backend& backend, const std::string& fn, const View& out, const View& x);
Status slogdet(Backend& backend, const std::string& fn, const View& sign, const View& logabsdet, const View& x);
Status inv(Backend& backend, const std::string& fn, const View& out, const View& x);
// x1 [stack…, n, n] and x2 [stack…, n, k] are contiguous but for axes of the stack along which they are repeated.
Status solve(Backend& backend, const std::string& fn, const View& out, const View& x1, const View& x2);
// r is [stack…, p, n], q [stack…, m, p], where p says which form is wanted.
Status qr(Backend& backend, const std::string& fn, const View& q, const View& r, const View& x);
// v may be left out (View()), here and below.
Status eigh(Backend& backend, const std::string& fn, const View& w, const View& v, const View& x);
Status eig(Backend& backend, const std::string& fn, const View& w, const View& v, const View& x);
// u [stack…, m, m] or [stack…, m, min(m, n)], and vh likewise; both or none.
Status svd(Backend& backend, const std::string& fn, const View& u, const View& s, const View& vh, const View& x);

}  // namespace obol::linalg
