// An ensemble's settings as the kernels take them, and 16 of its paths.
#pragma once

#include <cstdint>
#include <vector>

#include "experiments/crew.hpp"
#include "experiments/ensemble.hpp"
#include "kernels/loops/paths.hpp"

namespace biasbound::experiments {

/// Throws InvalidInput for settings that are not as ensemble.hpp says.
class PathPlan {
 public:
  explicit PathPlan(EnsembleSettings settings);
  PathPlan(const PathPlan&) = delete;
  PathPlan& operator=(const PathPlan&) = delete;

  [[nodiscard]] const EnsembleSettings& settings() const { return settings_; }
  [[nodiscard]] const kernels::PathModel& model() const { return model_; }
  [[nodiscard]] const kernels::PathLoops& loops() const { return *settings_.loops; }
  [[nodiscard]] std::uint64_t groups() const;

 private:
  void read(const AdditivePaths& oracle);
  void read(const CompressedPaths& oracle);
  void read(const SmoothedPaths& oracle);
  void read(const Noise& noise);

  EnsembleSettings settings_;
  std::vector<double> bias_;
  kernels::PathModel model_;
};

/// Paths 16 index to 16 index + 15, less those that there are not.
class GroupOfPaths {
 public:
  /// The plan outlives it.
  GroupOfPaths(const PathPlan& plan, std::uint64_t index);

  /// Tells the crew of each step of each path.
  void advance(std::uint64_t t, Crew& crew);
  [[nodiscard]] std::uint64_t t() const { return group_.t; }
  [[nodiscard]] std::size_t paths() const { return paths_; }
  /// The first t at which that path had diverged, or PathGroup::never.
  [[nodiscard]] std::uint64_t diverged(std::size_t path) const { return group_.diverged[path]; }
  [[nodiscard]] std::uint64_t first_divergence() const;
  /// The gaps, one a path.
  [[nodiscard]] std::vector<double> gaps() const;
  [[nodiscard]] std::vector<double> point(std::size_t path) const;

 private:
  const PathPlan* plan_;
  std::vector<double> x_;
  kernels::PathGroup group_;
  std::size_t paths_;
};

}  // namespace biasbound::experiments
