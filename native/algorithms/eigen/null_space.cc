#include "algorithms/eigen/null_space.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace obol {

// In the basis of normalised indicators the constant vector is v, v_c = √(volume_c / whole). The reflection that takes the
// largest component's indicator to v takes the others to the complement of v.
Status NullSpace::build(Backend& backend, const std::vector<double>& volume, const std::vector<double>& factor,
                        int64_t wanted) {
  components = static_cast<int64_t>(volume.size());
  dimension = std::min(components, wanted);
  const double whole = std::accumulate(volume.begin(), volume.end(), 0.0);
  std::vector<size_t> order(volume.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return volume[a] > volume[b]; });

  const size_t largest = order[0], width = static_cast<size_t>(dimension);
  std::vector<double> v(volume.size()), values(volume.size() * width);
  double rest = 0;  // 1 − v_largest, without cancellation
  for (size_t c = 0; c < v.size(); ++c) {
    v[c] = std::sqrt(volume[c] / whole);
    rest += c == largest ? 0 : v[c] * v[c];
  }
  rest /= 1 + v[largest];
  for (size_t c = 0; c < v.size(); ++c) {
    double* const row = &values[c * width];
    row[0] = factor[c] / std::sqrt(whole);
    for (size_t j = 1; j < width; ++j) {
      // (I − u·uᵀ·2/uᵀu)·e_j with u = v − e_largest, uᵀu = 2·(1 − v_largest).
      const double u = c == largest ? -rest : v[c];
      const double reflected = rest > 0 ? u * v[order[j]] / rest : 0;
      row[j] = ((c == order[j] ? 1.0 : 0.0) - reflected) * factor[c] / std::sqrt(volume[c]);
    }
  }
  return upload(backend, {components, dimension}, values, &table);
}

Status NullSpace::assign(Backend& backend, const Tensor& x, const Tensor& labels) const {
  const View index = labels;
  return backend.gather(x.columns(0, dimension), table, &index, 1, Indices::kInRange);
}

}  // namespace obol
