#include "algorithms/null_space.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace obol {

Status NullSpace::assign(Backend& backend, const Tensor& x, const Tensor& labels) const {
  const View index = labels;
  return backend.gather(x.columns(0, dimension), table, &index, 1);
}

Status null_space(Backend& backend, const CsrMatrix& graph, const Tensor& mass, int64_t wanted, const Tensor& labels,
                  NullSpace* out) {
  Tensor count;
  OBOL_TRY(make_tensor(backend, DType::kInt32, {}, &count));
  OBOL_TRY(backend.connected_components(labels, count, graph));
  int32_t components = 0;
  OBOL_TRY(download_scalar(backend, count, &components));
  out->components = components;
  out->dimension = std::min<int64_t>(components, wanted);

  Tensor sums, masses;
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {components, 1}, &sums));
  OBOL_TRY(make_tensor(backend, DType::kFloat64, {components}, &masses));
  OBOL_TRY(backend.segment_sum(sums, masses, as_column(mass), labels, mass));
  std::vector<double> volume;
  OBOL_TRY(download(backend, masses, &volume));
  const double whole = std::accumulate(volume.begin(), volume.end(), 0.0);

  std::vector<int32_t> order(volume.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int32_t a, int32_t b) {
    return volume[static_cast<size_t>(a)] > volume[static_cast<size_t>(b)];
  });
  // In the basis of normalised indicators the constant vector is v, v_c = √(volume_c / whole). The reflection that takes
  // the largest component's indicator to v takes the others to the complement of v.
  const size_t largest = static_cast<size_t>(order[0]), width = static_cast<size_t>(out->dimension);
  std::vector<double> v(volume.size()), table(volume.size() * width);
  for (size_t c = 0; c < v.size(); ++c) v[c] = std::sqrt(volume[c] / whole);
  double rest = 0;  // 1 − v_largest, without cancellation
  for (size_t c = 0; c < v.size(); ++c) rest += c == largest ? 0 : v[c] * v[c];
  rest /= 1 + v[largest];
  for (size_t c = 0; c < v.size(); ++c) {
    double* const row = &table[c * width];
    row[0] = 1 / std::sqrt(whole);
    for (size_t j = 1; j < width; ++j) {
      // (I − u·uᵀ·2/uᵀu)·e_j with u = v − e_largest, uᵀu = 2·(1 − v_largest).
      const size_t source = static_cast<size_t>(order[j]);
      const double u = c == largest ? -rest : v[c];
      row[j] = ((c == source ? 1.0 : 0.0) - u * v[source] / rest) / std::sqrt(volume[c]);
    }
  }
  return upload(backend, {components, out->dimension}, table, &out->table);
}

}  // namespace obol
