// K-means (Lloyd 1982, with bounds Elkan 2003, in mini-batches Sculley 2010) over a backend, as scikit-learn runs it:
// greedy k-means++ or random starts, of which the best is kept. What leaves the device is of the size of the centres; the
// points stay where they are.
#pragma once

#include <cstdint>
#include <vector>

#include "algorithms/arrays.h"
#include "device/job.h"

namespace obol {

enum class KmeansInit : int { kPlusPlus = 0, kRandom = 1, kGiven = 2 };

struct KmeansOptions {
  int64_t clusters = 8;
  KmeansInit init = KmeansInit::kPlusPlus;
  int64_t starts = 1;
  int64_t most_iterations = 300;
  double tolerance = 1e-4;  // of the centres' squared shift, in units of the mean variance of the columns
  uint64_t seed = 0;
  bool bounds = false;  // Elkan's: the same results, with fewer distances, for memory of clusters × points
};

// Points, or a sample of them.
struct KmeansPoints {
  Tensor x;              // n × d, float32 or float64
  Tensor by_columns;     // the same where a column's elements are neighbours: distances are quicker so
  Tensor weight;         // n, float64; absent: ones
  Tensor narrow_weight;  // n, x's dtype; absent with `weight`

  int64_t n() const { return x.shape(0); }
  int64_t d() const { return x.shape(1); }
};

struct KmeansRun {
  Tensor centers;  // k × d, x's dtype
  Tensor labels;   // n, int32
  double inertia = 0;
  int64_t iterations = 0;
};

// Random numbers come in streams of 2^40 of one seed: one a start, and beyond those of starts one for samples, one for
// batches, and one for each start's sample.
constexpr int64_t kSampleStream = int64_t{1} << 23, kBatchStream = kSampleStream + 1, kStartStream = kSampleStream + 2;
constexpr uint64_t kmeans_stream(int64_t number) { return static_cast<uint64_t>(number) << 40; }

// Fills by_columns.
Status kmeans_turn(Backend& backend, KmeansPoints* points);

// First centres, k × d, of one start. Random numbers come from the stream (seed, start) alone.
Status kmeans_plus_plus(const JobContext& context, const KmeansPoints& points, int64_t clusters, uint64_t seed,
                        int64_t start, Tensor* centers);
Status kmeans_random_points(const JobContext& context, const KmeansPoints& points, int64_t clusters, uint64_t seed,
                            int64_t start, Tensor* centers);
// `size` of the points as (x - mean) / deviation in float32, drawn with replacement by their weights, which the sample
// then has none of.
Status kmeans_sample(Backend& backend, const KmeansPoints& points, const Tensor& mean, double deviation, int64_t size,
                     uint64_t seed, KmeansPoints* sample);

// The sum in float64.
Status kmeans_sum(Backend& backend, const Tensor& values, double* sum);

// Lloyd's iterations from `run->centers` until the labels stand still or the centres' squared shift is at most `shift`.
// A cluster without weight gets the point of some weight that lies farthest from its centre.
Status kmeans_lloyd(const JobContext& context, const KmeansPoints& points, int64_t most_iterations, double shift,
                    bool bounds, KmeansRun* run);

// Backend::nearest_row of all points, in pieces between which the job can be ended.
Status kmeans_nearest(const JobContext& context, const KmeansPoints& points, const Tensor& centers,
                      const Tensor& labels, const Tensor& distance);
// The nearest centres and the inertia. Distances: n, the points' dtype.
Status kmeans_assign(const JobContext& context, const KmeansPoints& points, const Tensor& distance, KmeansRun* run);
// Σ weight · distance.
Status kmeans_inertia(Backend& backend, const KmeansPoints& points, const Tensor& distance, double* inertia);

// Where clusters are left without points, their centres go to the points farthest from theirs; where all points lie on
// centres already, each takes a point from a cluster that has several. No label is missing then, if n ≥ k.
Status kmeans_fill(const JobContext& context, const KmeansPoints& points, KmeansRun* run);

// The mean variance of the columns.
Status kmeans_variance(Backend& backend, const KmeansPoints& points, double* variance);

// All of it: the best of the starts. `given` are the first centres where options.init says so.
Status kmeans(const JobContext& context, const KmeansPoints& points, const KmeansOptions& options, const Tensor& given,
              KmeansRun* best);

// What a job of k-means is given, made ready: points and given centres by a power of two where squares would leave the
// dtype's range, checked to be finite, weights not to be negative. `by_columns` are the points as they lie.
struct KmeansInput {
  KmeansPoints points;
  Tensor init;    // k × d; absent: none
  int power = 0;  // what came was multiplied by 2^power
};
Status kmeans_input(Backend& backend, const Tensor& x, const Tensor& weight, const Tensor& init, KmeansInput* input);
// The centres as they are among the points that were given, and the inertia.
Status kmeans_output(Backend& backend, const KmeansInput& input, const Tensor& centers, KmeansRun* run);

// Centres on the host, in float64 whatever the points' dtype.
struct HostCenters {
  std::vector<double> value;

  Status download(Backend& backend, const Tensor& from);
  // Rounds the values to what the device holds.
  Status upload(Backend& backend, const Tensor& to);
};

}  // namespace obol
