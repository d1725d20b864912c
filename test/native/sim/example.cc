// The example of docs/simulator.md: each row of a matrix divided by its largest element, one block a row.
#include "gpu/context.h"
#include "native/tensors.h"

using namespace obol;
using namespace obol::gpu;
using namespace obol::test;

namespace {

struct Normalise {
  static constexpr uint32_t kThreads = 128;
  double* rows;
  int64_t columns;

  struct Shared {
    double largest[kThreads];
  };

  OBOL_HD void operator()(const TeamThread& t, Shared& shared) const {
    double* const row = rows + t.block_x() * columns;
    double largest = 0;
    for (int64_t j = t.thread(); t.within(j, columns); j += kThreads) largest = row[j] > largest ? row[j] : largest;
    shared.largest[t.thread()] = largest;
    for (uint32_t half = kThreads / 2; half > 0; half /= 2) {
      t.barrier();
      if (t.thread() < half && shared.largest[t.thread() + half] > shared.largest[t.thread()])
        shared.largest[t.thread()] = shared.largest[t.thread() + half];
    }
    t.barrier();
    for (int64_t j = t.thread(); t.within(j, columns); j += kThreads) row[j] /= shared.largest[0];
  }
};

}  // namespace

int main() {
  const std::unique_ptr<Stream> stream = open_stream(0);
  const int64_t rows = 3, columns = 1000;
  std::vector<double> values(rows * columns);
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(1 + i * 37 % 2048);
  const Tensor matrix = make<double>({rows, columns}, values);
  CHECK_OK(launch(*stream, {rows}, Normalise{pointer<double>(matrix.view()), columns}));
  const std::vector<double> got = read<double>(matrix);
  for (int64_t i = 0; i < rows; ++i) {
    double largest = 0;
    for (int64_t j = 0; j < columns; ++j) largest = std::fmax(largest, values[i * columns + j]);
    for (int64_t j = 0; j < columns; ++j) CHECK(got[i * columns + j] == values[i * columns + j] / largest);
  }
  return report("example");
}
