// Thick-restart block Lanczos with locking. A Krylov space holds as many vectors of a repeated eigenvalue as it started
// from. So a block of two random ones shows each that repeats; where all that was found lie apart, none was missed. Else
// pairs are believed only when a new process from random vectors, orthogonal to all that is found, has seen the ends of
// the spectrum clearly and nothing there is better.
#include "algorithms/eigen/lanczos.h"

#include <algorithm>
#include <cmath>

#include "algorithms/dense/dense.h"
#include "algorithms/eigen/lanczos_basis.h"
#include "device/threads.h"

namespace obol {
namespace {

constexpr double kEpsilon = 2.220446049250313e-16;
// Pairs this many times larger than the rest spoil its digits: once they are locked, the rest starts afresh.
constexpr double kOverwhelming = 100;
// Eigenvalues nearer to each other than this part of the largest (of the nearest to a shift: of themselves) may be one
// that repeats.
constexpr double kApart = 1e-6;
// An eigenvalue this near to the shift, in units of ‖A‖, is the shift.
constexpr double kAtShift = 1e3 * kEpsilon;

size_t u(int64_t i) { return static_cast<size_t>(i); }

class Lanczos {
 public:
  Lanczos(const JobContext& context, const Action& b, int64_t n, DType dtype, const EigshOptions& options)
      : context_(context),
        options_(options),
        ends_(options),
        n_(n),
        m_(options.basis),
        block_(lanczos_block(dtype)),
        dtype_(dtype),
        basis_(context, b, n, options.basis, block_, dtype, options.seed) {
    ends_.shifted = false;
  }

  Status run(const Tensor& start, EigshResult* result) {
    const KeepAwake awake;
    OBOL_TRY(basis_.allocate());
    OBOL_TRY(basis_.begin(start));
    p_.m = m_;
    p_.block = block_;
    p_.t.assign(u(m_ * m_), 0.0);
    p_.tail.assign(u(block_ * block_), 0.0);
    // A start vector may hold nothing of what repeats.
    const bool shows_repeats = block_ > 1 && !start;
    int64_t kept = 0;
    bool proving = false;
    for (;;) {
      OBOL_TRY(basis_.expand(p_.locked + kept, &p_));
      ++result->restarts;
      OBOL_TRY(solve());
      choose();
      const int64_t converged = count_converged();
      report(result->restarts, converged);
      const bool all = converged == options_.k;
      const bool believed = shows_repeats && apart();
      result->converged = all && settled() && (believed || (proving && found_.empty()));
      if (result->converged || result->restarts >= options_.most_restarts) return finish(result);
      if (!found_.empty()) proving = false;
      const bool afresh = all && !proving && !believed;
      proving = proving || afresh;
      OBOL_TRY(restart(afresh, converged, &kept));
    }
  }

 private:
  // The eigenpairs of the active part of the projected matrix, in the order of preference.
  Status solve() {
    const int64_t size = p_.size - p_.locked;
    std::vector<double> t(u(size * size)), w(u(size)), s(u(size * size));
    for (int64_t i = 0; i < size; ++i)
      for (int64_t j = 0; j < size; ++j) t[u(i * size + j)] = p_.t[u((i + p_.locked) * m_ + j + p_.locked)];
    if (!dense::eigh(size, t.data(), w.data(), s.data()))
      return Status(Code::kNumeric, "the projected matrix has no eigenvalues that can be computed");
    const std::vector<size_t> order = by_preference(w, ends_);
    values_.resize(u(size));
    errors_.resize(u(size));
    weights_.resize(u(size * size));
    for (int64_t c = 0; c < size; ++c) {
      const int64_t from = static_cast<int64_t>(order[u(c)]);
      values_[u(c)] = w[u(from)];
      for (int64_t r = 0; r < size; ++r) weights_[u(c * size + r)] = s[u(r * size + from)];
      errors_[u(c)] = p_.error(&weights_[u(c * size + size - block_)]);
      p_.scale = std::max(p_.scale, std::fabs(w[u(from)]));
    }
    return Status();
  }

  // What the rounding of A means for an eigenvalue of its inverse. A residual of this size is one of ε·‖A‖ in A, once
  // the inverse has cleaned the vector of what is far from the shift.
  double blur(double value) const { return kEpsilon * options_.norm * value * value; }
  // λ is the shift, as far as digits go.
  bool is_shift(double value) const { return options_.norm > 0 && std::fabs(value) * kAtShift * options_.norm > 1; }

  double allowed(double value) const {
    // As ARPACK does; an inverse has no eigenvalues near 0 that are wanted.
    const double floor = options_.shifted ? 0 : std::pow(kEpsilon, 2.0 / 3);
    return std::max(std::max(options_.tolerance, options_.precision) * std::max(floor, std::fabs(value)),
                    std::max(8 * kEpsilon * p_.scale, 4 * blur(value)));
  }
  // Beside an inverse's overwhelming values the others have lost their digits: they count once those are locked.
  bool drowned(size_t i) const { return options_.shifted && std::fabs(values_[i]) < p_.scale / kOverwhelming; }
  bool active_converged(size_t i) const { return errors_[i] <= allowed(values_[i]) && !drowned(i); }

  // By how much an active value must be better than a locked one. Less than a tenth, so that it changes no order.
  double slack(double value) const {
    return std::max(32 * kEpsilon * p_.scale, std::min(4 * allowed(value), 0.1 * std::fabs(value)));
  }

  // The k best of what is locked and active: numbers below the count of locked ones are theirs. An active value that is
  // no more than slack better than a locked one does not displace it.
  void choose() {
    std::vector<double> all = locked_;
    all.insert(all.end(), values_.begin(), values_.end());
    const auto ends = std::minmax_element(all.begin(), all.end());
    const double middle = options_.which == Which::kBE ? (*ends.first + *ends.second) / 2 : 0;
    for (size_t i = 0; i < values_.size(); ++i) {
      const double by = slack(values_[i]);
      double& value = all[locked_.size() + i];
      if (options_.which == Which::kLA)
        value -= by;
      else if (options_.which == Which::kSA)
        value += by;
      else
        value = middle + std::copysign(std::max(0.0, std::fabs(value - middle) - by), value - middle);
    }
    wanted_ = by_preference(all, ends_);
    wanted_.resize(u(options_.k));
    found_.clear();
    for (size_t i : wanted_)
      if (i >= locked_.size() && active_converged(i - locked_.size())) found_.push_back(i - locked_.size());
  }

  int64_t count_converged() const {
    int64_t count = 0;
    for (size_t i : wanted_) count += i < locked_.size() || active_converged(i - locked_.size());
    return count;
  }

  double value_of(size_t i) const { return i < locked_.size() ? locked_[i] : values_[i - locked_.size()]; }

  // Whether those wanted lie so far apart that none of them can be one that repeats.
  bool apart() const {
    std::vector<double> w;
    for (size_t i : wanted_) w.push_back(value_of(i));
    std::sort(w.begin(), w.end());
    for (size_t i = 0; i < w.size(); ++i) {
      if (options_.shifted && is_shift(w[i])) return false;
      if (i == 0) continue;
      const double scale = options_.shifted ? std::max(std::fabs(w[i - 1]), std::fabs(w[i])) : p_.scale;
      if (!(w[i] - w[i - 1] > kApart * scale)) return false;
    }
    return true;
  }

  // Whether no active value that isn't wanted can still grow to one that is: the errors of the outermost are small beside
  // their distance from them. All that is wanted has converged.
  bool settled() const {
    std::vector<double> w;
    std::vector<bool> taken(values_.size(), false);
    for (size_t i : wanted_) {
      w.push_back(value_of(i));
      if (i >= locked_.size()) taken[i - locked_.size()] = true;
    }
    std::sort(w.begin(), w.end());
    const size_t none = values_.size();
    size_t lowest = none, highest = none;
    for (size_t i = 0; i < values_.size(); ++i) {
      if (taken[i]) continue;
      if (lowest == none || values_[i] < values_[lowest]) lowest = i;
      if (highest == none || values_[i] > values_[highest]) highest = i;
    }
    if (lowest == none) return true;
    const auto clear = [&](size_t i, double distance) {
      return errors_[i] <= std::max(allowed(values_[i]), 0.1 * distance);
    };
    const size_t high = (w.size() + 1) / 2;  // of BE
    double least = INFINITY;
    for (double value : w) least = std::min(least, std::fabs(value));
    switch (options_.which) {
      case Which::kLA:
        return clear(highest, w.front() - values_[highest]);
      case Which::kSA:
        return clear(lowest, values_[lowest] - w.back());
      case Which::kBE:
        return clear(highest, w[w.size() - high] - values_[highest]) &&
               (high == w.size() || clear(lowest, values_[lowest] - w[w.size() - high - 1]));
      default:
        return clear(highest, least - std::fabs(values_[highest])) && clear(lowest, least - std::fabs(values_[lowest]));
    }
  }

  // Locks what was found, and keeps of the rest the best Ritz vectors and the block behind the last; or, afresh, nothing
  // but a random block.
  Status restart(bool afresh, int64_t converged, int64_t* kept) {
    std::vector<int64_t> copied;
    std::vector<double> locked;
    const auto keep_locked = [&](size_t i) {
      copied.push_back(static_cast<int64_t>(i));
      locked.push_back(locked_[i]);
    };
    for (size_t i : wanted_)
      if (i < locked_.size()) keep_locked(i);
    // Those displaced stay while there is room: they would only come again, and an inverse's drown what is wanted.
    const size_t room = u(options_.shifted ? m_ - 4 * block_ : options_.k + (m_ - options_.k) / 4);
    for (size_t i = 0; i < locked_.size() && copied.size() + found_.size() < room; ++i)
      if (std::find(wanted_.begin(), wanted_.end(), i) == wanted_.end()) keep_locked(i);
    std::vector<size_t> mixed = found_;
    // What drowns others is locked too, wanted or not, as long as there is room for steps.
    const bool drowns = std::any_of(wanted_.begin(), wanted_.end(),
                                    [&](size_t i) { return i >= locked_.size() && drowned(i - locked_.size()); });
    const size_t most_locked = u(m_ - 3 * block_);
    for (size_t i = 0; drowns && i < values_.size() && copied.size() + mixed.size() < most_locked; ++i)
      if (active_converged(i) && std::find(found_.begin(), found_.end(), i) == found_.end()) mixed.push_back(i);
    const double before = p_.scale;
    std::vector<bool> taken(values_.size(), false);
    for (size_t i : mixed) {
      taken[i] = true;
      locked.push_back(values_[i]);
    }
    int64_t now_locked = static_cast<int64_t>(locked.size());
    const bool at_shift = std::any_of(mixed.begin(), mixed.end(), [&](size_t i) { return is_shift(values_[i]); });
    afresh = afresh || at_shift;
    if (options_.shifted) {
      // Beside an inverse's largest values the others are as exact as their own size lets them be.
      p_.scale = 0;
      for (size_t i = 0; i < values_.size(); ++i)
        if (!taken[i]) p_.scale = std::max(p_.scale, std::fabs(values_[i]));
      afresh = afresh || before > kOverwhelming * p_.scale;
    }
    const int64_t space = m_ - now_locked;
    const int64_t most = std::max<int64_t>(0, space - 3 * block_);
    const int64_t wish = std::max(
        options_.k - now_locked + std::min((m_ - options_.k) / 2, std::max<int64_t>(converged, 1)), 2 * space / 5);
    // So many that blocks fill the rest.
    *kept = afresh ? 0 : std::max<int64_t>(0, std::min(most, wish) - (space - std::min(most, wish)) % block_);
    std::vector<double> diagonal;
    for (size_t i = 0; i < values_.size() && static_cast<int64_t>(diagonal.size()) < *kept; ++i)
      if (!taken[i]) {
        mixed.push_back(i);
        diagonal.push_back(values_[i]);
      }
    *kept = static_cast<int64_t>(diagonal.size());
    OBOL_TRY(basis_.replace(copied, p_.locked, p_.size, weights_of(mixed), !afresh));
    const int64_t old = static_cast<int64_t>(copied.size());
    std::vector<int64_t> empty;
    if (options_.norm > 0 && old < now_locked)
      OBOL_TRY(basis_.clean(old, now_locked, now_locked + *kept + (afresh ? 0 : block_), &empty));
    if (!empty.empty()) {
      // Beside several eigenvalues at the shift the projected matrix had one too many.
      OBOL_TRY(drop(empty, &locked));
      now_locked = static_cast<int64_t>(locked.size());
      diagonal.clear();
      *kept = 0;
      afresh = true;
    }
    locked_ = locked;
    p_.locked = now_locked;
    std::fill(p_.t.begin(), p_.t.end(), 0.0);
    for (int64_t i = 0; i < *kept; ++i) p_.set(now_locked + i, now_locked + i, diagonal[u(i)]);
    return afresh ? basis_.random_block(now_locked) : Status();
  }

  // Takes rows out of the locked ones, and all behind them.
  Status drop(const std::vector<int64_t>& rows, std::vector<double>* locked) {
    std::vector<int64_t> rest;
    std::vector<double> values;
    for (size_t i = 0; i < locked->size(); ++i) {
      if (std::find(rows.begin(), rows.end(), static_cast<int64_t>(i)) != rows.end()) continue;
      rest.push_back(static_cast<int64_t>(i));
      values.push_back((*locked)[i]);
    }
    *locked = values;
    return basis_.replace(rest, 0, 0, {}, false);
  }

  std::vector<double> weights_of(const std::vector<size_t>& pairs) const {
    std::vector<double> weights;
    const size_t size = values_.size();
    for (size_t i : pairs)
      weights.insert(weights.end(), weights_.begin() + static_cast<int64_t>(i * size),
                     weights_.begin() + static_cast<int64_t>((i + 1) * size));
    return weights;
  }

  double original(double value) const { return options_.shifted ? options_.shift + 1 / value : value; }

  // The wanted pairs, by ascending eigenvalues of A.
  Status finish(EigshResult* result) {
    // Rows come out with the locked ones first: they are put in order by a second turn.
    std::vector<int64_t> copied;
    std::vector<size_t> mixed;
    for (size_t i : wanted_)
      if (i < locked_.size()) copied.push_back(static_cast<int64_t>(i));
    for (size_t i : wanted_)
      if (i >= locked_.size()) mixed.push_back(i - locked_.size());
    std::vector<double> values;
    for (int64_t i : copied) values.push_back(original(locked_[u(i)]));
    for (size_t i : mixed) values.push_back(original(values_[i]));
    OBOL_TRY(basis_.replace(copied, p_.locked, p_.size, weights_of(mixed), false));
    std::vector<int64_t> empty;
    if (options_.norm > 0 && !mixed.empty())
      OBOL_TRY(basis_.clean(static_cast<int64_t>(copied.size()), options_.k, options_.k, &empty));
    std::vector<int64_t> order(values.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int64_t>(i);
    std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return values[u(a)] < values[u(b)]; });
    for (int64_t i : order) result->values.push_back(values[u(i)]);
    result->size = options_.shifted ? options_.norm : p_.scale;
    OBOL_TRY(basis_.replace(order, 0, 0, {}, false));
    OBOL_TRY(make_tensor(context_.backend, dtype_, {n_, options_.k}, &result->vectors));
    return basis_.columns(options_.k, result->vectors);
  }

  void report(int64_t restarts, int64_t converged) {
    Progress p;
    p.iteration = restarts;
    p.fraction = static_cast<double>(converged) / static_cast<double>(options_.k);
    for (size_t i : wanted_)
      if (i >= locked_.size()) p.error = std::max(p.error, errors_[i - locked_.size()]);
    context_.report(p);
  }

  const JobContext& context_;
  const EigshOptions& options_;
  EigshOptions ends_;  // the same for eigenvalues of the operator
  int64_t n_, m_, block_;
  DType dtype_;
  LanczosBasis basis_;
  Projection p_;
  std::vector<double> locked_, values_, errors_, weights_;  // weights_: a row of numbers an active pair
  std::vector<size_t> wanted_, found_;
};

}  // namespace

Status eigsh_lanczos(const JobContext& context, const Action& b, int64_t n, DType dtype, const EigshOptions& options,
                     const Tensor& start, EigshResult* result) {
  return Lanczos(context, b, n, dtype, options).run(start, result);
}

}  // namespace obol
