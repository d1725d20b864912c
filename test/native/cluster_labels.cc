// discretize and cluster_qr on vectors whose clusters are known: noisy indicator vectors, mixed by a rotation.
#include <algorithm>
#include <map>
#include <set>

#include "algorithms/jobs.h"
#include "native/tensors.h"

using namespace obol;
using namespace obol::test;

namespace {

// n × k: row i is about the indicator of i's cluster over √size, times a rotation of all columns.
template <class T>
std::vector<T> vectors(int64_t n, int64_t k, double noise, std::vector<int32_t>* truth) {
  Lcg g(static_cast<uint64_t>(n + k));
  std::vector<double> turn(static_cast<size_t>(k * k));
  for (int64_t i = 0; i < k; ++i) {  // Gram-Schmidt of random rows
    for (int64_t t = 0; t < k; ++t) turn[i * k + t] = g.uniform() - 0.5;
    for (int64_t j = 0; j < i; ++j) {
      double along = 0;
      for (int64_t t = 0; t < k; ++t) along += turn[i * k + t] * turn[j * k + t];
      for (int64_t t = 0; t < k; ++t) turn[i * k + t] -= along * turn[j * k + t];
    }
    double norm = 0;
    for (int64_t t = 0; t < k; ++t) norm += turn[i * k + t] * turn[i * k + t];
    for (int64_t t = 0; t < k; ++t) turn[i * k + t] /= std::sqrt(norm);
  }
  std::vector<T> v;
  for (int64_t i = 0; i < n; ++i) {
    const int32_t c = static_cast<int32_t>(i < k ? i : g.below(k));
    truth->push_back(c);
    for (int64_t t = 0; t < k; ++t)
      v.push_back(static_cast<T>(turn[c * k + t] * std::sqrt(static_cast<double>(k) / static_cast<double>(n)) +
                                 noise * (g.uniform() - 0.5)));
  }
  return v;
}

template <class T>
Status label(JobFunction job, int64_t n, int64_t k, const std::vector<T>& v, double seed,
             std::vector<int32_t>* labels) {
  JobContext context(
      backend(), [] { return false; }, [](const Progress&) {});
  JobArguments a;
  const Tensor out = empty(DType::kInt32, {n});
  a.arrays = {make({n, k}, v), out};
  a.numbers = {seed, 3, 20};
  JobResult result;
  const Status status = job(context, a, &result);
  if (status.ok()) *labels = read<int32_t>(out);
  return status;
}

// The same partition under other names.
bool same_partition(const std::vector<int32_t>& a, const std::vector<int32_t>& b) {
  std::map<int32_t, int32_t> to, from;
  for (size_t i = 0; i < a.size(); ++i) {
    if (to.emplace(a[i], b[i]).first->second != b[i]) return false;
    if (from.emplace(b[i], a[i]).first->second != a[i]) return false;
  }
  return true;
}

template <class T>
void finds_the_clusters(JobFunction job) {
  for (const auto& [n, k] :
       std::vector<std::pair<int64_t, int64_t>>{{1, 1}, {6, 1}, {4, 4}, {50, 3}, {3000, 10}, {2000, 25}, {30000, 4}}) {
    std::vector<int32_t> truth, labels, again;
    const auto v = vectors<T>(n, k, 0.1 / std::sqrt(static_cast<double>(n)), &truth);
    CHECK_OK(label(job, n, k, v, 7, &labels));
    CHECK(same_partition(truth, labels));
    CHECK_OK(label(job, n, k, v, 7, &again));
    CHECK(labels == again);
  }
}

void odd_vectors(JobFunction job) {
  std::vector<int32_t> labels;
  // A row of zeros and a column of zeros are no error; NaN is.
  CHECK_OK(label<double>(job, 4, 2, {1, 0, 1, 0, 0, 0, 2, 0}, 0, &labels));
  for (int32_t l : labels) CHECK(l >= 0 && l < 2);
  CHECK(label<double>(job, 2, 2, {1, std::nan(""), 0, 1}, 0, &labels).code() == Code::kRange);
}

}  // namespace

int main() {
  for (JobFunction job : {job_discretize, job_cluster_qr}) {
    finds_the_clusters<double>(job);
    finds_the_clusters<float>(job);
    odd_vectors(job);
  }
  return report("cluster_labels");
}
