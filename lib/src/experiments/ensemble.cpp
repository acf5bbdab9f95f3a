#include "experiments/ensemble.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include "biasbound/error.hpp"
#include "experiments/path_group.hpp"

namespace biasbound::experiments {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The mean and variance of numbers that come in parts, in one order (Chan, Golub, LeVeque 1979).
class Tally {
 public:
  Tally() = default;
  explicit Tally(double gap) : count_(1), mean_(gap) {}

  void add(const GroupOfPaths& group) {
    const std::vector<double> gaps = group.gaps();
    for (std::size_t path = 0; path < gaps.size(); ++path) {
      if (group.diverged(path) <= group.t())
        ++diverged_;
      else
        add(Tally(gaps[path]));
    }
  }
  void add(const Tally& other) {
    diverged_ += other.diverged_;
    if (other.count_ == 0) return;
    const double count = count_ + other.count_;
    const double difference = other.mean_ - mean_;
    squares_ += other.squares_ + difference * difference * (count_ * other.count_ / count);
    mean_ += difference * (other.count_ / count);
    count_ = count;
  }
  [[nodiscard]] Gap at(std::uint64_t t) const {
    if (diverged_ > 0) return {t, infinity, infinity, diverged_};
    const double error = count_ > 1 ? std::sqrt(squares_ / (count_ - 1) / count_) : infinity;
    return {t, mean_, error, 0};
  }

 private:
  double count_ = 0;
  double mean_ = 0;
  double squares_ = 0;  // of the distances to the mean
  std::uint64_t diverged_ = 0;
};

/// Groups that are tallied one after the other: not so many parts that they take memory, however
/// many threads there are.
class Chunks {
 public:
  explicit Chunks(std::uint64_t groups) : groups_(groups), size_((groups - 1) / most + 1) {}
  [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>((groups_ - 1) / size_ + 1);
  }
  [[nodiscard]] std::uint64_t begin(std::size_t chunk) const { return size_ * chunk; }
  [[nodiscard]] std::uint64_t end(std::size_t chunk) const {
    return std::min(groups_, size_ * (chunk + 1));
  }

 private:
  static constexpr std::uint64_t most = 256;
  std::uint64_t groups_;
  std::uint64_t size_;
};

std::optional<std::uint64_t> unless_never(std::uint64_t t) {
  if (t == kernels::PathGroup::never) return std::nullopt;
  return t;
}

double work(std::uint64_t steps, const PathPlan& plan) {
  return static_cast<double>(steps) * static_cast<double>(plan.settings().paths);
}

}  // namespace

GapCurve simulate(const EnsembleSettings& settings, std::span<const std::uint64_t> times,
                  const Watch& watch) {
  const auto falls = std::adjacent_find(times.begin(), times.end(), std::greater_equal<>());
  if (falls != times.end())
    throw InvalidInput("times: " + std::to_string(*(falls + 1)) + " after " +
                       std::to_string(*falls) + ", expected ascending numbers");
  const PathPlan plan(settings);
  const Chunks chunks(plan.groups());
  struct Part {
    std::vector<Tally> tallies;
    std::uint64_t first_divergence = kernels::PathGroup::never;
  };
  std::vector<Part> parts(chunks.count());
  Crew crew(watch, work(times.empty() ? 0 : times.back(), plan));
  crew.run(parts.size(), settings.threads, [&](std::size_t chunk) {
    Part& part = parts[chunk];
    part.tallies.resize(times.size());
    for (std::uint64_t index = chunks.begin(chunk); index < chunks.end(chunk); ++index) {
      GroupOfPaths group(plan, index);
      for (std::size_t i = 0; i < times.size(); ++i) {
        group.advance(times[i], crew);
        part.tallies[i].add(group);
      }
      part.first_divergence = std::min(part.first_divergence, group.first_divergence());
    }
  });

  GapCurve curve;
  for (std::size_t i = 0; i < times.size(); ++i) {
    Tally all;
    for (const Part& part : parts) all.add(part.tallies[i]);
    curve.gaps.push_back(all.at(times[i]));
  }
  std::uint64_t first = kernels::PathGroup::never;
  for (const Part& part : parts) first = std::min(first, part.first_divergence);
  curve.first_divergence = unless_never(first);
  return curve;
}

struct Ensemble::State {
  explicit State(const EnsembleSettings& settings) : plan(settings), chunks(plan.groups()) {
    for (std::uint64_t index = 0; index < plan.groups(); ++index) groups.emplace_back(plan, index);
  }

  PathPlan plan;
  Chunks chunks;
  std::vector<GroupOfPaths> groups;
  std::uint64_t t = 0;  // of the last call
};

Ensemble::Ensemble(const EnsembleSettings& settings) : state_(std::make_unique<State>(settings)) {}
Ensemble::~Ensemble() = default;
Ensemble::Ensemble(Ensemble&&) noexcept = default;
Ensemble& Ensemble::operator=(Ensemble&&) noexcept = default;

Gap Ensemble::advance(std::uint64_t t, const Watch& watch) {
  State& state = *state_;
  if (t < state.t)
    throw InvalidInput("t: " + std::to_string(t) + ", expected at least " +
                       std::to_string(state.t));
  std::vector<Tally> parts(state.chunks.count());
  Crew crew(watch, work(t - state.t, state.plan));
  state.t = t;
  crew.run(parts.size(), state.plan.settings().threads, [&](std::size_t chunk) {
    for (std::uint64_t index = state.chunks.begin(chunk); index < state.chunks.end(chunk);
         ++index) {
      state.groups[index].advance(t, crew);
      parts[chunk].add(state.groups[index]);
    }
  });
  Tally all;
  for (const Tally& part : parts) all.add(part);
  return all.at(t);
}

std::optional<std::uint64_t> Ensemble::first_divergence() const {
  std::uint64_t first = kernels::PathGroup::never;
  for (const GroupOfPaths& group : state_->groups)
    first = std::min(first, group.first_divergence());
  return unless_never(first);
}

std::vector<double> Ensemble::point(std::uint64_t path) const {
  return state_->groups.at(path / kernels::stream_lanes)
      .point(static_cast<std::size_t>(path % kernels::stream_lanes));
}

}  // namespace biasbound::experiments
