// A V-cycle's arrays and numbers, in the order in which unpack reads them.
#include "algorithms/multigrid/multigrid.h"

namespace obol {

void Multigrid::pack(std::vector<Tensor>* arrays, std::vector<double>* numbers) const {
  const auto put = [&](const CsrMatrix& a) {
    for (const Tensor& part : {a.indptr, a.indices, a.data}) arrays->push_back(part);
  };
  numbers->push_back(levels());
  numbers->push_back(has_coarsest() ? 1 : 0);
  for (size_t l = 0; l < levels_.size(); ++l) {
    const Smoother& s = smoothers_[l];
    numbers->insert(numbers->end(), {static_cast<double>(levels_[l].n()), s.linear, s.quadratic});
    put(s.weights);
    arrays->push_back(s.inverse_degree);
    if (l + 1 == levels_.size()) break;
    put(transfers_[l].interpolate);
    put(transfers_[l].restrict_to);
  }
  if (has_coarsest()) arrays->push_back(coarsest_inverse_);
}

Multigrid Multigrid::unpack(const Tensor* arrays, const double* numbers, size_t* array_count, size_t* number_count) {
  Multigrid grid;
  size_t a = 0, d = 0;
  const auto csr = [&](int64_t rows, int64_t cols) {
    CsrMatrix m;
    m.rows = rows;
    m.cols = cols;
    m.indptr = arrays[a++];
    m.indices = arrays[a++];
    m.data = arrays[a++];
    return m;
  };
  const size_t levels = static_cast<size_t>(numbers[d++]);
  const bool coarsest = numbers[d++] != 0;
  std::vector<int64_t> rows;
  for (size_t l = 0; l < levels; ++l) rows.push_back(static_cast<int64_t>(numbers[d + 3 * l]));
  for (size_t l = 0; l < levels; ++l) {
    Smoother s;
    s.linear = numbers[d + 1];
    s.quadratic = numbers[d + 2];
    d += 3;
    s.weights = csr(rows[l], rows[l]);
    s.inverse_degree = arrays[a++];
    GraphLevel level;
    level.weights = s.weights;
    level.inverse_degree = s.inverse_degree;
    grid.levels_.push_back(level);
    grid.dtype_ = s.inverse_degree.dtype();
    grid.smoothers_.push_back(std::move(s));
    if (l + 1 == levels) break;
    Transfer t;
    t.interpolate = csr(rows[l], rows[l + 1]);
    t.restrict_to = csr(rows[l + 1], rows[l]);
    grid.transfers_.push_back(std::move(t));
  }
  if (coarsest) grid.coarsest_inverse_ = arrays[a++];
  *array_count += a;
  *number_count += d;
  return grid;
}

}  // namespace obol
