// Fourier transforms along the last axis. Short lines are transformed as many at once as a register has lanes. A long one,
// or one of a few, is cut in two factors: its columns are transformed, then its rows, each again in lanes. The cuts depend
// on lengths and numbers of lines alone.
#include "cpu/fft.h"

#include <algorithm>
#include <atomic>
#include <type_traits>
#include <utility>

#include "cpu/backend.h"
#include "cpu/cursor.h"
#include "cpu/isa.h"
#include "cpu/lanes.h"
#include "cpu/threads.h"

#define OBOL_KERNELS "cpu/fft_kernels.h"
#include "cpu/for_each_isa.h"

namespace obol::cpu {

template <class T>
const FftKernels<T>& fft_kernels() {
  static const FftKernels<T> kernels = OBOL_SELECT(template make_fft_kernels<T>)();
  return kernels;
}

namespace {

constexpr int64_t kInLanes = 2048;  // the longest lines that are not cut where there are enough of them
constexpr int64_t kWorthCutting = 256;
constexpr int64_t kChunk = 1 << 15;  // numbers that are worth a thread

// Memory to work in: the allocator's, or without one the process's.
template <class T>
class Scratch {
 public:
  bool take(Allocator* allocator, int64_t count) {
    if (allocator == nullptr) {
      own_.resize(static_cast<size_t>(count));
      data_ = own_.data();
    } else if (allocator->allocate(static_cast<size_t>(count) * sizeof(T), &held_).ok()) {
      data_ = static_cast<T*>(held_->device_pointer());
    }
    return data_ != nullptr;
  }
  T* data() const { return data_; }

 private:
  std::vector<T> own_;
  StorageRef held_;
  T* data_ = nullptr;
};

Status out_of_memory() { return Status(Code::kMemory, "fft: not enough memory to work in"); }

// Runs a task for each group of lines. A chunk of groups has a `make(first)` of its own, whose set(task, group) it calls for
// one group after the other.
template <class T, class Make>
Status run_groups(Allocator* allocator, const FftTask<T>& prototype, int64_t groups, const Make& make) {
  const FftKernels<T>& kernels = fft_kernels<T>();
  const int64_t grain = std::max<int64_t>(1, kChunk / (prototype.plan->length() * kernels.lanes));
  std::atomic<bool> failed{false};
  parallel_for(groups, grain, [&](int64_t begin, int64_t end) {
    Scratch<T> work;
    if (!work.take(allocator, prototype.work_size() * kernels.lanes)) return failed.store(true);
    FftTask<T> task = prototype;
    auto set = make(begin);
    for (int64_t group = begin; group < end; ++group) {
      set(task, group);
      kernels.run(task, work.data());
    }
  });
  return failed ? out_of_memory() : Status();
}

template <class T>
struct Numbers : FftStride {
  T* at = nullptr;

  Numbers(T* p, const FftStride& stride = {}) : FftStride(stride), at(p) {}
};

// n complex numbers, n = n1·n2. out may be in.
template <class T>
Status transform_cut(Allocator* allocator, int64_t n, const Numbers<const T>& in, const Numbers<T>& out, bool inverse,
                     T scale) {
  const int lanes = fft_kernels<T>().lanes;
  const auto split = fft_split<T>(n, lanes);
  const int64_t n1 = split->n1, n2 = split->n2;
  Scratch<T> between;
  if (!between.take(allocator, 2 * n)) return out_of_memory();
  FftTask<T> columns;
  columns.plan = split->first.get();
  columns.inverse = inverse;
  columns.split = split.get();
  static_cast<FftStride&>(columns.in) = {n2 * in.step, in.part, in.real};
  static_cast<FftStride&>(columns.out) = {2 * n2, 1, false};
  columns.in.count = columns.out.count = n1;
  OBOL_TRY(run_groups(allocator, columns, (n2 + lanes - 1) / lanes, [&](int64_t) {
    return [&](FftTask<T>& task, int64_t group) {
      task.column = group * lanes;
      task.lanes = static_cast<int>(std::min<int64_t>(lanes, n2 - task.column));
      for (int l = 0; l < task.lanes; ++l) {
        task.in.line[l] = in.at + (task.column + l) * in.step;
        task.out.line[l] = between.data() + (task.column + l) * 2;
      }
    };
  }));
  FftTask<T> rows;
  rows.plan = split->second.get();
  rows.inverse = inverse;
  rows.scale = scale;
  static_cast<FftStride&>(rows.out) = {n1 * out.step, out.part, out.real};
  rows.in.count = rows.out.count = n2;
  return run_groups(allocator, rows, (n1 + lanes - 1) / lanes, [&](int64_t) {
    return [&](FftTask<T>& task, int64_t group) {
      const int64_t first = group * lanes;
      task.lanes = static_cast<int>(std::min<int64_t>(lanes, n1 - first));
      for (int l = 0; l < task.lanes; ++l) {
        task.in.line[l] = between.data() + (first + l) * 2 * n2;
        task.out.line[l] = out.at + (first + l) * out.step;
      }
    };
  });
}

// What a call does to each of its lines.
template <class T>
struct Lines {
  FftTask<T> task;  // without its lines
  bool cut = false;
  std::shared_ptr<const FftPlan<T>> plan;
  std::shared_ptr<const std::vector<T>> halves;
};

// One line that is cut.
template <class T>
class LongLine {
 public:
  LongLine(Allocator* allocator, const Lines<T>& lines, const T* in, T* out)
      : allocator_(allocator), task_(lines.task), plan_(*lines.plan), in_(in), out_(out) {}

  Status run() {
    const bool chirped = !plan_.chirp.empty();
    const int64_t n = plan_.n, m = plan_.length();
    const bool pairs = task_.form == FftForm::kPairs, half = task_.form == FftForm::kHalf;
    const bool inverse = half || (task_.inverse && !pairs);
    const bool direct = !half && task_.form != FftForm::kHermitian && task_.in.count == n;
    Scratch<T> given, result;
    Numbers<const T> source(in_, task_.in);
    // The results' memory serves where it can hold the numbers side by side.
    const bool roomy = !chirped && task_.out.step == 2 && task_.out.part == 1 && !task_.out.real;
    if (!direct || chirped) {
      if (!(half && roomy) && !given.take(allocator_, 2 * m)) return out_of_memory();
      T* const to = half && roomy ? out_ : given.data();
      gather(to, chirped && inverse);
      source = Numbers<const T>(to);
    }
    // Fewer results than numbers are wanted, or others are made from them.
    const bool apart = pairs || task_.out.count < n;
    Numbers<T> target(out_, task_.out);
    if ((apart || chirped) && !(pairs && roomy)) {
      if (!result.take(allocator_, 2 * m)) return out_of_memory();
      target = Numbers<T>(result.data());
    }
    if (chirped) {
      OBOL_TRY(transform_cut<T>(allocator_, m, source, target, false, T(1)));
      FftLine<T> line = along(target.at, target.at, m, plan_.filter.data());
      line.out_swapped = true;
      multiply(line, m);
      OBOL_TRY(transform_cut<T>(allocator_, m, Numbers<const T>(target.at), target, false, T(1)));
      line = along(target.at, target.at, m, plan_.chirp.data());
      line.in_swapped = true;
      line.out_swapped = inverse;
      if (pairs) {
        multiply(line, n);
      } else {
        line.out = out_;
        line.to = task_.out;
        line.scale = task_.scale;
        multiply(line, task_.out.count);
      }
    } else {
      OBOL_TRY(transform_cut<T>(allocator_, n, source, target, inverse, apart ? T(1) : task_.scale));
    }
    if (pairs) {
      FftLine<T> line = ends(target.at, out_);
      line.to = task_.out;
      line.sign = task_.inverse ? T(-1) : T(1);
      parallel_for(n / 2 + 1, kChunk, [&](int64_t begin, int64_t end) { kernels_.untangle(line, begin, end); });
    } else if (apart && !chirped) {
      FftLine<T> line = along(target.at, out_, n, nullptr);
      line.to = task_.out;
      line.scale = task_.scale;
      multiply(line, task_.out.count);
    }
    return Status();
  }

 private:
  static FftLine<T> along(const T* in, T* out, int64_t count, const T* factors) {
    FftLine<T> line;
    line.in = in;
    line.out = out;
    line.in_count = count;
    line.factors = factors;
    return line;
  }
  FftLine<T> ends(const T* in, T* out) const {
    FftLine<T> line = along(in, out, plan_.n + 1, task_.halves);
    line.n = plan_.n;
    line.scale = task_.scale;
    return line;
  }
  void multiply(const FftLine<T>& line, int64_t count) const {
    parallel_for(count, kChunk, [&](int64_t begin, int64_t end) { kernels_.multiply(line, begin, end); });
  }

  // The complex numbers to transform, side by side; times the chirp, where there is one, and followed by zeros.
  void gather(T* to, bool swap) const {
    const int64_t n = plan_.n;
    const T* const chirp = plan_.chirp.empty() ? nullptr : plan_.chirp.data();
    FftLine<T> line = along(in_, to, task_.in.count, chirp);
    line.from = task_.in;
    if (task_.form == FftForm::kHalf) {
      line = ends(in_, to);
      line.from = task_.in;
      line.in_count = task_.in.count;
      line.sign = task_.inverse ? T(1) : T(-1);
      parallel_for(n / 2 + 1, kChunk, [&](int64_t begin, int64_t end) { kernels_.tangle(line, begin, end); });
    } else if (task_.form == FftForm::kHermitian) {
      line.factors = nullptr;
      multiply(line, n / 2 + 1);
      to[1] = 0;
      for (int64_t k = 1; 2 * k < n; ++k) {
        to[2 * (n - k)] = to[2 * k];
        to[2 * (n - k) + 1] = -to[2 * k + 1];
      }
    }
    if (task_.form == FftForm::kHalf || task_.form == FftForm::kHermitian) {
      if (chirp == nullptr) return;
      line = along(to, to, n, chirp);
    }
    line.in_swapped = swap;
    multiply(line, n);
    if (task_.single) {
      line.in_count = task_.in.count + 1;
      line.from.real = true;
      kernels_.multiply(line, task_.in.count, task_.in.count + 1);
    }
    std::fill(to + 2 * n, to + 2 * plan_.length(), T(0));
  }

  Allocator* allocator_;
  const FftKernels<T>& kernels_ = fft_kernels<T>();
  const FftTask<T>& task_;
  const FftPlan<T>& plan_;
  const T* in_;
  T* out_;
};

template <class T>
Lines<T> lines_of(const View& out, const View& in, int64_t n, bool inverse, double scale, int64_t count) {
  const int last = out.ndim() - 1;
  const bool from_real = contains(kFloats, in.dtype), to_real = contains(kFloats, out.dtype), even = n % 2 == 0;
  const int64_t given = in.shape(last), in_step = in.immediate ? 0 : in.stride(last), out_step = out.stride(last);
  Lines<T> lines;
  FftTask<T>& task = lines.task;
  task.inverse = inverse;
  task.scale = static_cast<T>(scale);
  static_cast<FftStride&>(task.in) = {2 * in_step, 1, false};
  static_cast<FftStride&>(task.out) = {2 * out_step, 1, false};
  task.in.count = given;
  task.out.count = out.shape(last);
  if (from_real && even) {
    task.form = FftForm::kPairs;
    task.in.part = in_step;
    task.in.count = given / 2;
    task.single = given % 2 != 0;
  } else if (to_real && even) {
    task.form = FftForm::kHalf;
    task.out.part = out_step;
    task.out.count = n / 2;
  } else if (from_real) {
    static_cast<FftStride&>(task.in) = {in_step, 0, true};
  } else if (to_real) {
    task.form = FftForm::kHermitian;
    static_cast<FftStride&>(task.out) = {out_step, 0, true};
  }
  const bool halved = task.form == FftForm::kPairs || task.form == FftForm::kHalf;
  const int64_t numbers = halved ? n / 2 : n, length = ops::transform_length(numbers);
  lines.cut = length > kInLanes || (length >= kWorthCutting && 2 * count <= fft_kernels<T>().lanes);
  lines.plan = fft_plan<T>(numbers, !lines.cut);
  if (halved) lines.halves = fft_halves<T>(n / 2);
  task.plan = lines.plan.get();
  task.halves = halved ? lines.halves->data() : nullptr;
  return lines;
}

template <class T>
Status transform(Allocator* allocator, const View& out, const View& in, int64_t n, bool inverse, double scale) {
  const int last = out.ndim() - 1, lanes = fft_kernels<T>().lanes;
  const View out_lines = leading_dims(out, last), in_lines = leading_dims(in, last);
  const View* views[] = {&out_lines, &in_lines};
  const Walk walk = make_walk(views, 2);
  if (walk.size == 0) return Status();
  const Lines<T> lines = lines_of<T>(out, in, n, inverse, scale, walk.size);
  const int64_t out_parts = contains(kFloats, out.dtype) ? 1 : 2, in_parts = contains(kFloats, in.dtype) ? 1 : 2;
  if (lines.cut) {
    Cursor cursor(walk, walk.ndim);
    for (int64_t i = 0; i < walk.size; ++i, cursor.next())
      OBOL_TRY(LongLine<T>(allocator, lines, in.as<const T>() + cursor.at(1) * in_parts,
                           out.as<T>() + cursor.at(0) * out_parts)
                   .run());
    return Status();
  }
  return run_groups(allocator, lines.task, (walk.size + lanes - 1) / lanes, [&](int64_t begin) {
    return [&, cursor = Cursor(walk, walk.ndim, begin * lanes)](FftTask<T>& task, int64_t group) mutable {
      task.lanes = static_cast<int>(std::min<int64_t>(lanes, walk.size - group * lanes));
      for (int l = 0; l < task.lanes; ++l, cursor.next()) {
        task.in.line[l] = in.as<const T>() + cursor.at(1) * in_parts;
        task.out.line[l] = out.as<T>() + cursor.at(0) * out_parts;
      }
    };
  });
}

}  // namespace

void fft_in_place(double* numbers, int64_t n) {
  if (n >= kWorthCutting) {
    (void)transform_cut<double>(nullptr, n, {numbers}, {numbers}, false, 1);  // only an allocator has too little
    return;
  }
  const auto plan = fft_plan<double>(n, true);
  FftTask<double> task;
  task.plan = plan.get();
  task.in.line[0] = task.out.line[0] = numbers;
  task.in.count = task.out.count = n;
  task.lanes = 1;
  (void)run_groups(nullptr, task, 1, [](int64_t) { return [](FftTask<double>&, int64_t) {}; });
}

Status CpuBackend::fft(const View& out, const View& in, int64_t n, bool inverse, double scale) {
  const bool wide = out.dtype == DType::kFloat64 || out.dtype == DType::kComplex128;
  return wide ? transform<double>(&device_->allocator(), out, in, n, inverse, scale)
              : transform<float>(&device_->allocator(), out, in, n, inverse, scale);
}

}  // namespace obol::cpu
