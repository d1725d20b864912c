// eigsh as a job: matrices whose eigenvalues are known, judged by residuals, orthogonality and the right end of the
// spectrum; repeated eigenvalues, identity, zero, rank one, complex, float32, refusals.
#include <algorithm>
#include <map>

#include "algorithms/jobs.h"
#include "native/tensors.h"

using namespace obol;
using namespace obol::test;

namespace {

template <class T>
using Entries = std::map<std::pair<int32_t, int32_t>, T>;

struct Options {
  int64_t k = 6;
  int which = 0;
  int64_t basis = 0, restarts = 1000;
  double tolerance = 0;
  bool shifted = false;
  double shift = 0;
};

enum { kLM, kSM, kLA, kSA, kBE };

template <class T>
struct Real {
  using type = T;
};
template <class S>
struct Real<Complex<S>> {
  using type = S;
};

template <class T>
struct Answer {
  Status status;
  std::vector<typename Real<T>::type> values;
  std::vector<T> vectors;
  JobResult numbers;
};

template <class T>
Answer<T> run(int64_t n, const Entries<T>& entries, const Options& o, const std::vector<T>& start = {}) {
  std::vector<int32_t> indptr(static_cast<size_t>(n + 1), 0), indices;
  using W = std::conditional_t<is_complex_v<T>, complex128, double>;
  std::vector<W> data, from;
  for (const auto& [at, value] : entries) {
    ++indptr[static_cast<size_t>(at.first + 1)];
    indices.push_back(at.second);
    data.push_back(W(value));
  }
  for (const T& x : start) from.push_back(W(x));
  for (size_t i = 1; i < indptr.size(); ++i) indptr[i] += indptr[i - 1];
  const int64_t nnz = static_cast<int64_t>(data.size());
  const Tensor values = empty(dtype_of_v<typename Real<T>::type>, {o.k}), vectors = empty(dtype_of_v<T>, {n, o.k});
  JobContext context(
      backend(), [] { return false; }, [](const Progress&) {});
  JobArguments a;
  a.arrays = {make({n + 1}, indptr),
              make({nnz}, indices),
              make({nnz}, data),
              from.empty() ? Tensor() : make({n}, from),
              values,
              vectors};
  // As the extension packs them: the matrix (its dtype, "csr", its shape), no inverse, the rest.
  const double precision = sizeof(typename Real<T>::type) == 4 ? 0x1p-23 : 0x1p-52;
  a.numbers = {double(dtype_of_v<W>), 1, double(n), double(n), -1};
  for (const double x : {double(o.which), double(o.shifted), o.shift, o.tolerance, double(o.restarts), double(o.basis),
                         0.0, precision})
    a.numbers.push_back(x);
  Answer<T> answer;
  answer.status = job_eigsh(context, a, &answer.numbers);
  answer.values = read<typename Real<T>::type>(values);
  answer.vectors = read<T>(vectors);
  return answer;
}

double square(double x) { return x * x; }
template <class S>
double square(Complex<S> z) {
  return double(z.re) * z.re + double(z.im) * z.im;
}
double times_conj(double a, double b) { return a * b; }
Complex<double> times_conj(Complex<double> a, Complex<double> b) { return a * Complex<double>(b.re, -b.im); }

template <class T>
auto wide(T x) {
  if constexpr (is_complex_v<T>)
    return Complex<double>(x);
  else
    return static_cast<double>(x);
}

// Values as expected, pairs with small residuals, vectors orthonormal.
template <class T>
void check(int64_t n, const Entries<T>& entries, const Options& o, std::vector<double> expected, double tolerance,
           const char* what) {
  const Answer<T> a = run(n, entries, o);
  CHECK_OK(a.status);
  if (!a.status.ok()) return;
  std::sort(expected.begin(), expected.end());
  double scale = 0;
  for (double v : expected) scale = std::max(scale, std::fabs(v));
  for (const auto& [at, value] : entries) scale = std::max(scale, std::sqrt(square(value)));
  for (int64_t c = 0; c < o.k; ++c)
    if (!(std::fabs(double(a.values[c]) - expected[c]) <= tolerance * scale))
      fail(__FILE__, __LINE__,
           std::string(what) + ": eigenvalue " + std::to_string(c) + " is " + std::to_string(a.values[c]) + ", not " +
               std::to_string(expected[c]));
  using W = decltype(wide(T{}));
  for (int64_t c = 0; c < o.k; ++c) {
    std::vector<W> y(static_cast<size_t>(n), W(0));
    for (const auto& [at, value] : entries)
      y[at.first] = y[at.first] + wide(value) * wide(a.vectors[at.second * o.k + c]);
    double residual = 0;
    for (int64_t i = 0; i < n; ++i) residual += square(y[i] - W(double(a.values[c])) * wide(a.vectors[i * o.k + c]));
    if (!(std::sqrt(residual) <= 20 * tolerance * (scale + 1e-300)))
      fail(__FILE__, __LINE__, std::string(what) + ": residual " + std::to_string(std::sqrt(residual)));
    for (int64_t d = 0; d <= c; ++d) {
      W sum(0);
      for (int64_t i = 0; i < n; ++i)
        sum = sum + times_conj(wide(a.vectors[i * o.k + c]), wide(a.vectors[i * o.k + d]));
      if (!(std::sqrt(square(sum - W(c == d ? 1.0 : 0.0))) <= 50 * tolerance))
        fail(__FILE__, __LINE__, std::string(what) + ": not orthonormal");
    }
  }
}

std::vector<double> pick(std::vector<double> all, const Options& o) {
  std::sort(all.begin(), all.end());
  const auto by = [&](auto merit) {
    std::stable_sort(all.begin(), all.end(), [&](double a, double b) { return merit(a) > merit(b); });
    all.resize(static_cast<size_t>(o.k));
    return all;
  };
  const auto moved = [&](double x) { return o.shifted ? 1 / (x - o.shift) : x; };
  switch (o.which) {
    case kLM:
      return by([&](double x) { return std::fabs(moved(x)); });
    case kSM:
      return by([&](double x) { return -std::fabs(moved(x)); });
    case kLA:
      return by([&](double x) { return moved(x); });
    case kSA:
      return by([&](double x) { return -moved(x); });
    default:
      break;
  }
  std::vector<double> both(all.begin(), all.begin() + o.k / 2);
  both.insert(both.end(), all.end() - (o.k + 1) / 2, all.end());
  return both;
}

// The path's matrix: 2 on the diagonal, -1 beside it; eigenvalues 2 - 2·cos(π·j/(n + 1)).
template <class T>
Entries<T> path(int64_t n, std::vector<double>* values) {
  Entries<T> a;
  for (int32_t i = 0; i < n; ++i) {
    a[{i, i}] = T(2);
    if (i + 1 < n) a[{i, i + 1}] = a[{i + 1, i}] = T(-1);
    values->push_back(2 - 2 * std::cos(3.14159265358979323846 * (i + 1) / static_cast<double>(n + 1)));
  }
  return a;
}

// The square grid's: sums of the path's eigenvalues, most of them double.
Entries<double> grid(int64_t m, std::vector<double>* values) {
  std::vector<double> w;
  const auto p = path<double>(m, &w);
  Entries<double> a;
  for (const auto& [at, v] : p)
    for (int32_t i = 0; i < m; ++i) {
      a[{static_cast<int32_t>(at.first * m + i), static_cast<int32_t>(at.second * m + i)}] += v;
      a[{static_cast<int32_t>(i * m + at.first), static_cast<int32_t>(i * m + at.second)}] += v;
    }
  for (double x : w)
    for (double y : w) values->push_back(x + y);
  return a;
}

void paths() {
  for (int64_t n : {5, 40, 150, 400})
    for (int which : {kLM, kLA, kSA, kBE}) {
      std::vector<double> w;
      const auto a = path<double>(n, &w);
      Options o;
      o.k = std::min<int64_t>(n - 1, 7);
      o.which = which;
      check(n, a, o, pick(w, o), 1e-12, "path");
      std::vector<double> w32;
      const auto b = path<float>(n, &w32);
      check(n, b, o, pick(w32, o), 2e-5, "path float32");
    }
}

void all_eigenvalues() {
  std::vector<double> w;
  const auto a = path<double>(30, &w);
  Options o;
  o.k = 30;
  check(30, a, o, w, 1e-13, "all");
  o.k = 29;
  check(30, a, o, pick(w, o), 1e-13, "all but one");
}

void repeated() {
  for (int which : {kLA, kSA, kBE}) {
    std::vector<double> w;
    const auto a = grid(20, &w);
    Options o;
    o.k = 9;
    o.which = which;
    check(400, a, o, pick(w, o), 1e-11, "grid");
  }
  // Identity, zero, rank one, a few large ones.
  const int64_t n = 300;
  Entries<double> one, few, ones;
  for (int32_t i = 0; i < n; ++i) {
    one[{i, i}] = 1;
    few[{i, i}] = i < 5 ? 3 : i < 8 ? 2 : -1;
    for (int32_t j = 0; j < n; ++j) ones[{i, j}] = 1;
  }
  Options o;
  check(n, one, o, std::vector<double>(6, 1.0), 1e-13, "identity");
  check(n, Entries<double>(), o, std::vector<double>(6, 0.0), 1e-13, "zero");
  check(n, ones, o, {0, 0, 0, 0, 0, 300}, 1e-12, "rank one");
  check(n, few, o, {3, 3, 3, 3, 3, 2}, 1e-13, "few");
  o.which = kSA;
  check(n, few, o, std::vector<double>(6, -1.0), 1e-13, "few, SA");
  o.which = kLA;
  o.k = 10;
  check(n, few, o, {3, 3, 3, 3, 3, 2, 2, 2, -1, -1}, 1e-13, "few, ten");
}

// A complete graph's Laplacian: 0 once, n otherwise; a star's: 0, 1 (n - 2 times), n.
void graphs() {
  const int32_t n = 200;
  Entries<double> complete, star;
  for (int32_t i = 0; i < n; ++i)
    for (int32_t j = 0; j < n; ++j) complete[{i, j}] = i == j ? n - 1 : -1;
  for (int32_t i = 1; i < n; ++i) {
    star[{i, i}] = 1;
    star[{0, i}] = star[{i, 0}] = -1;
  }
  star[{0, 0}] = n - 1;
  Options o;
  o.k = 4;
  check(n, complete, o, {200, 200, 200, 200}, 1e-13, "complete");
  o.which = kSA;
  check(n, complete, o, {0, 200, 200, 200}, 1e-13, "complete SA");
  check(n, star, o, {0, 1, 1, 1}, 1e-13, "star SA");
}

// Fifty scales of magnitude in one diagonal.
void wide_spectra() {
  const int32_t n = 200;
  Entries<double> a;
  std::vector<double> w;
  for (int32_t i = 0; i < n; ++i) w.push_back(a[{i, i}] = std::pow(10.0, -i / 4.0) * (i % 3 == 0 ? -1 : 1));
  for (int which : {kLM, kLA, kSA, kBE}) {
    Options o;
    o.k = 8;
    o.which = which;
    check(n, a, o, pick(w, o), 1e-14, "wide");
  }
  Entries<double> large;
  for (const auto& [at, v] : a) large[at] = v * 1e150;
  for (double& v : w) v *= 1e150;
  Options o;
  check(n, large, o, pick(w, o), 1e-13, "huge");
}

void interior() {
  std::vector<double> w;
  const auto a = path<double>(200, &w);
  for (int which : {kLM, kLA, kSA, kBE, kSM}) {
    Options o;
    o.k = 5;
    o.which = which;
    o.shifted = true;
    o.shift = 1.3;
    auto expected = w;
    std::sort(expected.begin(), expected.end(), [&](double x, double y) { return 1 / (x - 1.3) < 1 / (y - 1.3); });
    if (which == kBE) {
      std::vector<double> both(expected.begin(), expected.begin() + 2);
      both.insert(both.end(), expected.end() - 3, expected.end());
      check(200, a, o, both, 1e-13, "sigma BE");
    } else {
      check(200, a, o, pick(w, o), 1e-13, "sigma");
    }
  }
  Options o;
  o.which = kSM;
  check(200, a, o, pick(w, o), 1e-13, "SM");
}

// A Hermitian ring with a phase on each link: eigenvalues 2·cos((2π·j + φ·n)/n).
template <class S>
void hermitian(int32_t n, double tolerance) {
  using C = Complex<S>;
  const double phase = 0.37;
  Entries<C> a;
  std::vector<double> w;
  for (int32_t i = 0; i < n; ++i) {
    const int32_t j = (i + 1) % n;
    a[{i, j}] = C(static_cast<S>(std::cos(phase)), static_cast<S>(std::sin(phase)));
    a[{j, i}] = C(static_cast<S>(std::cos(phase)), static_cast<S>(-std::sin(phase)));
    w.push_back(2 * std::cos(2 * 3.14159265358979323846 * i / n + phase));
  }
  for (int which : {kLM, kLA, kSA, kBE}) {
    Options o;
    o.k = 5;
    o.which = which;
    check(n, a, o, pick(w, o), tolerance, "hermitian");
  }
}

void refusals() {
  Options o;
  o.k = 2;
  CHECK(run<double>(200, {{{0, 1}, 1.0}}, o).status.code() == Code::kRange);
  CHECK(run<double>(200, {{{0, 0}, std::nan("")}}, o).status.code() == Code::kRange);
  CHECK(run<double>(3, {{{0, 0}, std::nan("")}}, o).status.code() == Code::kRange);
  CHECK(run<complex128>(200, {{{0, 0}, complex128(1, 1)}}, o).status.code() == Code::kRange);
  std::vector<double> w;
  const auto a = path<double>(2000, &w);
  CHECK(run<double>(2000, a, o, std::vector<double>(2000, 0.0)).status.code() == Code::kRange);
  // Not converged: an error, with what was reached.
  o.restarts = 2;
  o.which = kSA;
  const auto partial = run<double>(2000, a, o);
  CHECK(partial.status.code() == Code::kConvergence);
  CHECK(partial.numbers.size() == 4 && partial.numbers[0] == 2 && partial.numbers[1] == 0 && partial.numbers[2] > 0);
  CHECK(partial.values[0] > 0 && partial.values[0] <= partial.values[1]);
}

void a_start_vector_is_used() {
  std::vector<double> w, start;
  const auto a = path<double>(300, &w);
  Lcg g(4);
  for (int i = 0; i < 300; ++i) start.push_back(g.uniform());
  Options o;
  const auto x = run(300, a, o, start), y = run(300, a, o, start), z = run(300, a, o);
  CHECK_OK(x.status);
  CHECK(x.values == y.values && x.vectors == y.vectors);
  for (size_t i = 0; i < 6; ++i) CHECK_NEAR(x.values[i], z.values[i], 1e-13);
}

}  // namespace

int main() {
  paths();
  all_eigenvalues();
  repeated();
  graphs();
  wide_spectra();
  interior();
  hermitian<double>(41, 1e-13);
  hermitian<double>(251, 1e-12);
  hermitian<float>(251, 2e-5);
  refusals();
  a_start_vector_is_used();
  return report("lanczos");
}
