// Small cases of eigsh on the host, and which of all eigenvalues are wanted.
#include <algorithm>
#include <cmath>

#include "algorithms/dense/decompositions.h"
#include "algorithms/eigen/lanczos.h"

namespace obol {
namespace {

// What `which` takes the most of.
double merit(double value, const EigshOptions& o) {
  const double x = o.shifted ? 1 / (value - o.shift) : value;
  switch (o.which) {
    case Which::kLM:
      return std::fabs(x);
    case Which::kSM:
      return -std::fabs(x);
    case Which::kSA:
      return -x;
    default:
      return x;
  }
}

// A itself, by rows: what it makes of the identity.
template <class T>
Status dense_matrix(Backend& backend, LinearOperator& a, std::vector<T>* entries) {
  const int64_t n = a.rows();
  std::vector<T> identity(static_cast<size_t>(n * n), T(0));
  for (int64_t i = 0; i < n; ++i) identity[static_cast<size_t>(i * n + i)] = T(1);
  Tensor x, y;
  OBOL_TRY(make_tensor(backend, a.dtype(), {n, n}, &x));
  OBOL_TRY(make_tensor(backend, a.dtype(), {n, n}, &y));
  OBOL_TRY(backend.upload(x, identity.data()));
  OBOL_TRY(a.apply(y, x));
  return download(backend, y, entries);
}

bool finite(double x) { return std::isfinite(x); }
bool finite(complex128 x) { return std::isfinite(x.re) && std::isfinite(x.im); }

template <class T>
Status solve_all(const JobContext& context, LinearOperator& a, const EigshOptions& options, EigshResult* result) {
  const int64_t n = a.rows(), k = options.k;
  std::vector<T> entries, vectors(static_cast<size_t>(n * n));
  std::vector<double> values(static_cast<size_t>(n));
  OBOL_TRY(dense_matrix(context.backend, a, &entries));
  for (const T& entry : entries)
    if (!finite(entry)) return Status(Code::kRange, "expected finite numbers for A, got NaN or infinity");
  if (!dense::eigh<T>(1, n, entries.data(), values.data(), vectors.data()).ok())
    return Status(Code::kNumeric, "the eigenvalues of A can't be computed");
  std::vector<size_t> order = by_preference(values, options);
  order.resize(static_cast<size_t>(k));
  std::sort(order.begin(), order.end());  // values ascend
  std::vector<T> kept;
  kept.reserve(static_cast<size_t>(n * k));
  for (size_t i = 0; i < static_cast<size_t>(n); ++i)
    for (size_t c : order) kept.push_back(vectors[i * static_cast<size_t>(n) + c]);
  for (size_t c : order) result->values.push_back(values[c]);
  result->converged = true;
  OBOL_TRY(make_tensor(context.backend, a.dtype(), {n, k}, &result->vectors));
  return context.backend.upload(result->vectors, kept.data());
}

}  // namespace

std::vector<size_t> by_preference(const std::vector<double>& values, const EigshOptions& options) {
  std::vector<size_t> order(values.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return merit(values[a], options) > merit(values[b], options); });
  if (options.which != Which::kBE) return order;
  // The high end first: of an odd number it gets one more. Of equals the first ones, at both ends.
  std::vector<size_t> upward = order, both;
  std::stable_sort(upward.begin(), upward.end(),
                   [&](size_t a, size_t b) { return merit(values[a], options) < merit(values[b], options); });
  std::vector<bool> taken(order.size(), false);
  for (size_t high = 0, low = 0; both.size() < order.size();) {
    const bool up = both.size() % 2 == 0;
    const size_t next = up ? order[high++] : upward[low++];
    if (!taken[next]) both.push_back(next);
    taken[next] = true;
  }
  return both;
}

Status eigsh_dense(const JobContext& context, LinearOperator& a, const EigshOptions& options, EigshResult* result) {
  return a.dtype() == DType::kComplex128 ? solve_all<complex128>(context, a, options, result)
                                         : solve_all<double>(context, a, options, result);
}

}  // namespace obol
