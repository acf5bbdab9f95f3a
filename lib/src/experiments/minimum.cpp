#include "experiments/minimum.hpp"

#include <nlopt.hpp>

namespace biasbound::experiments {
namespace {

struct Search {
  const AnyObjective<double>& f;
  const Watch& watch;
  nlopt::opt algorithm;
  std::size_t gradients = 0;

  double at(const std::vector<double>& x, std::vector<double>& gradient) {
    if (watch.stop != nullptr && watch.stop->load()) algorithm.force_stop();
    ++gradients;
    if (!gradient.empty()) f.gradient(x, gradient);
    return f.value(x);
  }
};

}  // namespace

Minimum minimise(const AnyObjective<double>& f, const Watch& watch) {
  const std::size_t d = f.dimension();
  Search search{f, watch, nlopt::opt(nlopt::LD_LBFGS, static_cast<unsigned>(d))};
  search.algorithm.set_min_objective(
      [](const std::vector<double>& x, std::vector<double>& gradient, void* data) {
        return static_cast<Search*>(data)->at(x, gradient);
      },
      &search);
  search.algorithm.set_vector_storage(20);
  search.algorithm.set_ftol_rel(1e-15);
  search.algorithm.set_maxeval(5000);

  Minimum minimum;
  minimum.x.assign(d, 0);
  try {
    search.algorithm.optimize(minimum.x, minimum.value);
  } catch (const std::runtime_error&) {
    // Stopped, or at the end of what doubles resolve: `missing` says how good x is.
    watch.check();
  }
  std::vector<double> gradient(d);
  f.gradient(minimum.x, gradient);
  minimum.value = f.value(minimum.x);
  minimum.missing =
      squared_norm(std::span<const double>(gradient)) / (2 * to_double(*f.regularity().mu));
  minimum.gradients = search.gradients;
  return minimum;
}

}  // namespace biasbound::experiments
