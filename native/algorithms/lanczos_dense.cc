// Small and interior cases of eigsh on the host, and which of all eigenvalues are wanted.
#include <algorithm>
#include <cmath>

#include "algorithms/dense/dense.h"
#include "algorithms/lanczos.h"

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

// The orthonormal eigenvectors of a Hermitian matrix from those of [Re −Im; Im Re], which has each eigenvalue twice: of
// the 2n vectors (columns of v) n are independent over the complex numbers, found by Gram and Schmidt.
void complex_vectors(int64_t n, const std::vector<double>& w, const std::vector<double>& v, std::vector<double>* values,
                     std::vector<double>* vectors) {
  const size_t size = static_cast<size_t>(n), twice = 2 * size;
  std::vector<std::vector<double>> found;  // re, im by turns
  for (size_t c = 0; c < twice && found.size() < size; ++c) {
    std::vector<double> x(twice);
    for (size_t i = 0; i < size; ++i) {
      x[2 * i] = v[i * twice + c];
      x[2 * i + 1] = v[(i + size) * twice + c];
    }
    // Eigenvectors of far eigenvalues are orthogonal anyway; of near ones they must be made so.
    for (int pass = 0; pass < 2; ++pass)
      for (const std::vector<double>& y : found) {
        double re = 0, im = 0;
        for (size_t i = 0; i < size; ++i) {
          re += y[2 * i] * x[2 * i] + y[2 * i + 1] * x[2 * i + 1];
          im += y[2 * i] * x[2 * i + 1] - y[2 * i + 1] * x[2 * i];
        }
        for (size_t i = 0; i < size; ++i) {
          x[2 * i] -= re * y[2 * i] - im * y[2 * i + 1];
          x[2 * i + 1] -= re * y[2 * i + 1] + im * y[2 * i];
        }
      }
    double norm = 0;
    for (double part : x) norm += part * part;
    if (norm < 0.25) continue;
    for (double& part : x) part /= std::sqrt(norm);
    found.push_back(x);
    values->push_back(w[c]);
  }
  vectors->assign(2 * size * size, 0.0);
  for (size_t c = 0; c < found.size(); ++c)
    for (size_t i = 0; i < size; ++i) {
      (*vectors)[2 * (i * size + c)] = found[c][2 * i];
      (*vectors)[2 * (i * size + c) + 1] = found[c][2 * i + 1];
    }
}

}  // namespace

std::vector<size_t> by_preference(const std::vector<double>& values, const EigshOptions& options) {
  std::vector<size_t> order(values.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return merit(values[a], options) > merit(values[b], options); });
  if (options.which != Which::kBE) return order;
  // The high end first: of an odd number it gets one more.
  std::vector<size_t> both;
  for (size_t i = 0, j = order.size(); i < j;) {
    both.push_back(order[i++]);
    if (i < j) both.push_back(order[--j]);
  }
  return both;
}

Status eigsh_dense(const JobContext& context, const CsrMatrix& a, const EigshOptions& options, EigshResult* result) {
  Backend& backend = context.backend;
  const int64_t n = a.rows, k = options.k;
  const size_t size = static_cast<size_t>(n);
  const bool is_complex = a.data.dtype() == DType::kComplex128;
  Tensor dense_a;
  OBOL_TRY(make_tensor(backend, a.data.dtype(), {n, n}, &dense_a));
  OBOL_TRY(backend.csr_to_dense(dense_a, a));
  std::vector<double> entries(size * size * (is_complex ? 2 : 1)), values, vectors;
  OBOL_TRY(backend.download(entries.data(), dense_a));
  dense_a = Tensor();
  const Status failed(Code::kRange, "expected finite numbers for A, got NaN or infinity");
  if (!is_complex) {
    values.resize(size);
    vectors.resize(size * size);
    if (!dense::eigh(n, entries.data(), values.data(), vectors.data())) return failed;
  } else {
    const size_t twice = 2 * size;
    std::vector<double> real(twice * twice), w(twice), v(twice * twice);
    for (size_t i = 0; i < size; ++i)
      for (size_t j = 0; j < size; ++j) {
        real[i * twice + j] = real[(i + size) * twice + j + size] = entries[2 * (i * size + j)];
        real[(i + size) * twice + j] = entries[2 * (i * size + j) + 1];
        real[i * twice + j + size] = -entries[2 * (i * size + j) + 1];
      }
    if (!dense::eigh(2 * n, real.data(), w.data(), v.data())) return failed;
    complex_vectors(n, w, v, &values, &vectors);
  }
  if (!std::isfinite(values.front()) || !std::isfinite(values.back())) return failed;
  std::vector<size_t> order = by_preference(values, options);
  order.resize(static_cast<size_t>(k));
  std::sort(order.begin(), order.end());  // values ascend
  const size_t width = is_complex ? 2 : 1, wanted = static_cast<size_t>(k);
  std::vector<double> kept(size * wanted * width);
  for (size_t c = 0; c < wanted; ++c) {
    result->values.push_back(values[order[c]]);
    for (size_t i = 0; i < size; ++i)
      for (size_t part = 0; part < width; ++part)
        kept[(i * wanted + c) * width + part] = vectors[(i * size + order[c]) * width + part];
  }
  result->converged = true;
  OBOL_TRY(make_tensor(backend, a.data.dtype(), {n, k}, &result->vectors));
  return backend.upload(result->vectors, kept.data());
}

}  // namespace obol
