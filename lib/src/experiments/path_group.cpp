#include "experiments/path_group.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "biasbound/error.hpp"
#include "kernels/workspace.hpp"

namespace biasbound::experiments {
namespace {

using kernels::PathModel;
using kernels::stream_lanes;

void require(bool good, const std::string& field, const std::string& value,
             const std::string& expected) {
  if (!good) throw InvalidInput(field + ": " + value + ", expected " + expected);
}

/// Steps of one path that take a few milliseconds, about.
std::uint64_t steps_at_a_time(const PathModel& model) { return 65'536 / model.d; }

}  // namespace

PathPlan::PathPlan(EnsembleSettings settings) : settings_(std::move(settings)), model_{} {
  const std::size_t d = settings_.start.size();
  require(1 <= d && d <= PathModel::most_dimensions, "start", std::to_string(d) + " entries",
          "1 to " + std::to_string(PathModel::most_dimensions));
  for (const double entry : settings_.start)
    require(std::isfinite(entry), "start", to_text(entry), "finite numbers");
  require(settings_.step_size > 0 && std::isfinite(settings_.step_size), "step_size",
          to_text(settings_.step_size), "a positive number");
  require(settings_.paths >= 1, "paths", std::to_string(settings_.paths), "at least 1");
  require(settings_.paths - 1 <= ~settings_.first_run, "first_run",
          std::to_string(settings_.first_run), "runs below 2^64");
  require(1 <= settings_.threads && settings_.threads <= kernels::most_threads, "threads",
          std::to_string(settings_.threads), "1 to " + std::to_string(kernels::most_threads));
  model_.d = d;
  model_.squared = settings_.reading == NesterovReading::factor;
  model_.step_size = settings_.step_size;
  std::visit([this](const auto& oracle) { read(oracle); }, settings_.oracle);
  if (settings_.loops == nullptr)
    settings_.loops = &kernels::thread_workspace().state().table.paths;
}

void PathPlan::read(const AdditivePaths& oracle) {
  model_.kind = PathModel::Kind::additive;
  read(oracle.noise);
  require(oracle.bias.empty() || oracle.bias.size() == model_.d, "bias",
          std::to_string(oracle.bias.size()) + " entries", std::to_string(model_.d));
  bias_.assign(model_.d, 0);
  std::transform(oracle.bias.begin(), oracle.bias.end(), bias_.begin(),
                 [](const Exact& entry) { return to_double(entry); });
  model_.bias = bias_.data();
}

void PathPlan::read(const CompressedPaths& oracle) {
  model_.k = std::visit([](const auto& compressor) { return compressor.k; }, oracle.compressor);
  require(1 <= model_.k && model_.k <= model_.d, "k", std::to_string(model_.k),
          "1 to " + std::to_string(model_.d));
  const bool largest = std::holds_alternative<TopK>(oracle.compressor);
  model_.kind = largest ? PathModel::Kind::top_k : PathModel::Kind::rand_k;
  model_.scale = std::holds_alternative<ScaledRandK>(oracle.compressor)
                     ? static_cast<double>(model_.d) / static_cast<double>(model_.k)
                     : 1;
  read(oracle.noise);
}

void PathPlan::read(const SmoothedPaths& oracle) {
  require(oracle.tau > 0, "tau", to_text(oracle.tau), "more than 0");
  model_.kind = PathModel::Kind::gaussian_smoothing;
  model_.noisy = true;
  model_.tau = to_double(oracle.tau);
}

void PathPlan::read(const Noise& noise) {
  check_noise(noise);
  require(noise.kind == Noise::Kind::none || noise.kind == Noise::Kind::gaussian, "noise",
          to_text(noise.kind), "none or gaussian");
  require(noise.M == 0, "M", to_text(noise.M), "0");
  model_.noisy = noise.kind == Noise::Kind::gaussian;
  // As add_noise (noise.hpp) has it.
  model_.deviation = std::sqrt(to_double(noise.sigma2) / static_cast<double>(model_.d));
}

std::uint64_t PathPlan::groups() const {
  return settings_.paths / stream_lanes + (settings_.paths % stream_lanes != 0 ? 1 : 0);
}

GroupOfPaths::GroupOfPaths(const PathPlan& plan, std::uint64_t index)
    : plan_(&plan),
      x_(stream_lanes * plan.model().d),
      group_{},
      paths_(static_cast<std::size_t>(
          std::min<std::uint64_t>(stream_lanes, plan.settings().paths - stream_lanes * index))) {
  const EnsembleSettings& settings = plan.settings();
  for (std::size_t lane = 0; lane < stream_lanes; ++lane) {
    const std::uint64_t run = settings.first_run + stream_lanes * index + lane;
    const Stream stream({settings.seed, Purpose::training, run, 0});
    for (std::size_t i = 0; i < 2; ++i) group_.streams.key[i][lane] = stream.blocks().key[i];
    group_.streams.word[lane] = stream.blocks().tail[2];
    // A lane without a path is not waited for.
    group_.diverged[lane] = lane < paths_ ? kernels::PathGroup::never : 0;
    for (std::size_t i = 0; i < settings.start.size(); ++i)
      x_[stream_lanes * i + lane] = settings.start[i];
  }
}

void GroupOfPaths::advance(std::uint64_t t, Crew& crew) {
  while (group_.t < t) {
    const std::uint64_t steps = std::min(t - group_.t, steps_at_a_time(plan_->model()));
    plan_->loops().advance(plan_->model(), group_, x_.data(), steps);
    crew.did(static_cast<double>(steps) * static_cast<double>(paths_));
  }
}

std::uint64_t GroupOfPaths::first_divergence() const {
  return *std::min_element(group_.diverged, group_.diverged + paths_);
}

std::vector<double> GroupOfPaths::gaps() const {
  std::vector<double> values(stream_lanes);
  plan_->loops().values(plan_->model(), x_.data(), values.data());
  values.resize(paths_);
  return values;
}

std::vector<double> GroupOfPaths::point(std::size_t path) const {
  std::vector<double> x(plan_->model().d);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = x_[stream_lanes * i + path];
  return x;
}

}  // namespace biasbound::experiments
