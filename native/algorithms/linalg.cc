// Each operation: operands to the host, dense::… over the stack, results to the device.
#include "algorithms/linalg.h"

#include <algorithm>

#include "algorithms/linalg_host.h"

namespace obol::linalg {

using dense::ComplexOf;
using dense::Finding;
using dense::RealOf;

Status cholesky(Backend& backend, const std::string& fn, const View& out, const View& x, bool upper) {
  if (x.size() == 0) return Status();
  return with_type(x, [&](auto t) -> Status {
    using T = typename decltype(t)::type;
    const int64_t n = cols_of(x);
    HostArray<T> a;
    OBOL_TRY(download(backend, x, &a));
    const Finding finding = over_stack(stack_size(x), double(n) * n * n / 3, [&](int64_t begin, int64_t end) {
      return dense::cholesky(end - begin, n, upper, a.data() + begin * n * n);
    });
    OBOL_TRY(explain(finding, fn, "x", x));
    return backend.upload(out, a.data());
  });
}

Status det(Backend& backend, const std::string&, const View& out, const View& x) {
  if (out.size() == 0) return Status();
  return with_type(x, [&](auto t) -> Status {
    using T = typename decltype(t)::type;
    if (x.size() == 0) return backend.fill(out, Scalar::of(T(1)));
    const int64_t n = cols_of(x);
    HostArray<T> a, result;
    OBOL_TRY(download(backend, x, &a));
    OBOL_TRY(result.allocate(out.size()));
    (void)over_stack(stack_size(x), double(n) * n * n, [&](int64_t begin, int64_t end) {
      dense::determinant<T>(end - begin, n, a.data() + begin * n * n, result.data() + begin, nullptr, nullptr);
      return Finding();
    });
    return backend.upload(out, result.data());
  });
}

Status slogdet(Backend& backend, const std::string&, const View& sign, const View& logabsdet, const View& x) {
  if (sign.size() == 0) return Status();
  return with_type(x, [&](auto t) -> Status {
    using T = typename decltype(t)::type;
    using R = RealOf<T>;
    if (x.size() == 0) {
      OBOL_TRY(backend.fill(sign, Scalar::of(T(1))));
      return backend.fill(logabsdet, Scalar::of(R(0)));
    }
    const int64_t n = cols_of(x);
    HostArray<T> a, signs;
    HostArray<R> logs;
    OBOL_TRY(download(backend, x, &a));
    OBOL_TRY(signs.allocate(sign.size()));
    OBOL_TRY(logs.allocate(sign.size()));
    (void)over_stack(stack_size(x), double(n) * n * n, [&](int64_t begin, int64_t end) {
      dense::determinant<T>(end - begin, n, a.data() + begin * n * n, nullptr, signs.data() + begin,
                            logs.data() + begin);
      return Finding();
    });
    OBOL_TRY(backend.upload(sign, signs.data()));
    return backend.upload(logabsdet, logs.data());
  });
}

Status inv(Backend& backend, const std::string& fn, const View& out, const View& x) {
  if (x.size() == 0) return Status();
  return with_type(x, [&](auto t) -> Status {
    using T = typename decltype(t)::type;
    const int64_t n = cols_of(x);
    HostArray<T> a, result;
    OBOL_TRY(download(backend, x, &a));
    OBOL_TRY(result.allocate(x.size()));
    const Finding finding = over_stack(stack_size(x), double(n) * n * n * 2, [&](int64_t begin, int64_t end) {
      return dense::inverse(end - begin, n, a.data() + begin * n * n, result.data() + begin * n * n);
    });
    OBOL_TRY(explain(finding, fn, "x", x));
    return backend.upload(out, result.data());
  });
}

namespace {

// The elements behind a view with repeated axes, once each, as a contiguous view; and where each item of the stack
// starts in it.
View without_repeats(const View& x) {
  View base = x;
  base.layout.ndim = 0;
  for (int axis = 0; axis < x.ndim(); ++axis) {
    if (axis < x.ndim() - 2 && (x.stride(axis) == 0 || x.shape(axis) == 1)) continue;
    base.layout.shape[base.layout.ndim] = x.shape(axis);
    base.layout.strides[base.layout.ndim++] = x.stride(axis);
  }
  return base;
}

std::vector<int64_t> starts_of(const View& x) {
  std::vector<int64_t> starts(static_cast<size_t>(stack_size(x)));
  for (size_t i = 0; i < starts.size(); ++i) {
    int64_t rest = static_cast<int64_t>(i), at = 0;
    for (int axis = x.ndim() - 3; axis >= 0; --axis) {
      if (x.shape(axis) > 1) at += rest % x.shape(axis) * x.stride(axis);
      rest /= x.shape(axis);
    }
    starts[i] = at;
  }
  return starts;
}

}  // namespace

Status solve(Backend& backend, const std::string& fn, const View& out, const View& x1, const View& x2) {
  if (out.size() == 0) return Status();
  return with_type(out, [&](auto t) -> Status {
    using T = typename decltype(t)::type;
    const int64_t n = rows_of(out), k = cols_of(out);
    HostArray<T> a, b, result;
    OBOL_TRY(download(backend, without_repeats(x1), &a));
    OBOL_TRY(download(backend, without_repeats(x2), &b));
    OBOL_TRY(result.allocate(out.size()));
    const std::vector<int64_t> a_at = starts_of(x1), b_at = starts_of(x2);
    const double cost = double(n) * n * (n + 2 * k);
    const Finding finding = over_stack(stack_size(out), cost, [&](int64_t begin, int64_t end) {
      return dense::solve(end - begin, n, k, a.data(), a_at.data() + begin, b.data(), b_at.data() + begin,
                          result.data() + begin * n * k);
    });
    OBOL_TRY(explain(finding, fn, "x1", x1));
    return backend.upload(out, result.data());
  });
}

Status qr(Backend& backend, const std::string&, const View& q, const View& r, const View& x) {
  if (q.size() == 0 && r.size() == 0) return Status();
  return with_type(x, [&](auto t) -> Status {
    using T = typename decltype(t)::type;
    const int64_t m = rows_of(x), n = cols_of(x), columns = cols_of(q);
    HostArray<T> a, factor, upper;
    OBOL_TRY(download(backend, x, &a));
    OBOL_TRY(factor.allocate(q.size()));
    OBOL_TRY(upper.allocate(r.size()));
    const double cost = 4.0 * m * n * std::min(m, n) + 2.0 * m * columns * columns;
    (void)over_stack(stack_size(x), cost, [&](int64_t begin, int64_t end) {
      dense::qr(end - begin, m, n, columns == m, a.data() + begin * m * n, factor.data() + begin * m * columns,
                upper.data() + begin * columns * n);
      return Finding();
    });
    OBOL_TRY(backend.upload(q, factor.data()));
    return backend.upload(r, upper.data());
  });
}

Status eigh(Backend& backend, const std::string& fn, const View& w, const View& v, const View& x) {
  if (x.size() == 0) return Status();
  return with_type(x, [&](auto t) -> Status {
    using T = typename decltype(t)::type;
    const int64_t n = cols_of(x);
    const bool vectors = v.given();
    HostArray<T> a, columns;
    HostArray<RealOf<T>> values;
    OBOL_TRY(download(backend, x, &a));
    OBOL_TRY(values.allocate(w.size()));
    if (vectors) OBOL_TRY(columns.allocate(x.size()));
    const double cost = double(n) * n * n * (vectors ? 9 : 2);
    const Finding finding = over_stack(stack_size(x), cost, [&](int64_t begin, int64_t end) {
      return dense::eigh(end - begin, n, a.data() + begin * n * n, values.data() + begin * n,
                         vectors ? columns.data() + begin * n * n : nullptr);
    });
    OBOL_TRY(explain(finding, fn, "x", x));
    OBOL_TRY(backend.upload(w, values.data()));
    return vectors ? backend.upload(v, columns.data()) : Status();
  });
}

Status eig(Backend& backend, const std::string& fn, const View& w, const View& v, const View& x) {
  if (x.size() == 0) return Status();
  return with_type(x, [&](auto t) -> Status {
    using T = typename decltype(t)::type;
    const int64_t n = cols_of(x);
    const bool vectors = v.given();
    HostArray<T> a;
    HostArray<ComplexOf<T>> values, columns;
    OBOL_TRY(download(backend, x, &a));
    OBOL_TRY(values.allocate(w.size()));
    if (vectors) OBOL_TRY(columns.allocate(x.size()));
    const double cost = double(n) * n * n * (vectors ? 25 : 10);
    const Finding finding = over_stack(stack_size(x), cost, [&](int64_t begin, int64_t end) {
      return dense::eig(end - begin, n, a.data() + begin * n * n, values.data() + begin * n,
                        vectors ? columns.data() + begin * n * n : nullptr);
    });
    OBOL_TRY(explain(finding, fn, "x", x));
    OBOL_TRY(backend.upload(w, values.data()));
    return vectors ? backend.upload(v, columns.data()) : Status();
  });
}

Status svd(Backend& backend, const std::string& fn, const View& u, const View& s, const View& vh, const View& x) {
  if (x.size() == 0) return Status();
  return with_type(x, [&](auto t) -> Status {
    using T = typename decltype(t)::type;
    const int64_t m = rows_of(x), n = cols_of(x), p = std::min(m, n);
    const bool vectors = u.given();
    const int64_t columns = vectors ? cols_of(u) : 0, rows = vectors ? rows_of(vh) : 0;
    const bool full = columns == m && rows == n;
    HostArray<T> a, left, right;
    HostArray<RealOf<T>> values;
    OBOL_TRY(download(backend, x, &a));
    OBOL_TRY(values.allocate(s.size()));
    if (vectors) {
      OBOL_TRY(left.allocate(u.size()));
      OBOL_TRY(right.allocate(vh.size()));
    }
    const double cost = double(m) * n * p * (vectors ? 20 : 4);
    const Finding finding = over_stack(stack_size(x), cost, [&](int64_t begin, int64_t end) {
      return dense::svd(end - begin, m, n, full, a.data() + begin * m * n,
                        vectors ? left.data() + begin * m * columns : nullptr, values.data() + begin * p,
                        vectors ? right.data() + begin * rows * n : nullptr);
    });
    OBOL_TRY(explain(finding, fn, "x", x));
    OBOL_TRY(backend.upload(s, values.data()));
    if (!vectors) return Status();
    OBOL_TRY(backend.upload(u, left.data()));
    return backend.upload(vh, right.data());
  });
}

}  // namespace obol::linalg
