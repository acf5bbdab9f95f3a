#include "experiments/curves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "biasbound/compressors/top_k.hpp"
#include "experiments/crew.hpp"
#include "experiments/simulation.hpp"
#include "report/text.hpp"

namespace biasbound::experiments {
namespace {

constexpr std::size_t simulated_points = 100;
/// Between two looks at whether to stop: milliseconds.
constexpr std::uint64_t steps_at_once = 1024;
/// Half width of the bands, in standard errors: 99 % at each point.
constexpr double band = 2.576;
/// A gap that is this many times the first counts as divergence.
constexpr double divergence = 1e6;

/// Compares the bounds of a curve with it, step by step.
class Comparison {
 public:
  Comparison(const Problem& problem, const Oracle& oracle, const Exact& step_size)
      : initial_gap_(to_double(problem.initial_gap)) {
    for (Bound& bound : bounds(problem, oracle, step_size)) along_.push_back({std::move(bound)});
    powers_.assign(along_.size(), 1.0);
  }

  /// For t = 0, 1, ...
  void step(double gap, double gradient_sq) {
    for (std::size_t i = 0; i < along_.size(); ++i) {
      Along& along = along_[i];
      if (!along.bound) continue;
      compare(along, along.bound.at(powers_[i], initial_gap_), gap);
      powers_[i] *= *along.bound.q;
    }
    gradients_ += gradient_sq;
    ++t_;
    const auto T = static_cast<double>(t_);
    for (Along& along : along_) {
      if (!along.bound.slope || gradients_ == 0) continue;
      const double ratio = (*along.bound.slope / T + *along.bound.level) / (gradients_ / T);
      along.lemma_3 = std::min(along.lemma_3.value_or(ratio), ratio);
    }
  }
  [[nodiscard]] std::vector<Along> result() { return std::move(along_); }

 private:
  void compare(Along& along, double bound, double gap) const {
    if (gap <= 0 || t_ == 0) return;  // at t = 0 they are equal
    along.last = bound / gap;
    along.ratio = std::min(along.ratio.value_or(*along.last), *along.last);
  }

  double initial_gap_;
  std::vector<Along> along_;
  std::vector<double> powers_;  // of each q
  double gradients_ = 0;        // sum of E|grad f(x_t)|^2
  std::uint64_t t_ = 0;
};

/// Keeps the gap where it is drawn. False once it diverges.
bool keep(Curve& curve, const std::vector<std::uint64_t>& times, std::uint64_t t, double gap,
          double initial_gap) {
  if (diverging(gap, initial_gap)) {
    curve.diverged = t;
    return false;
  }
  const std::size_t next = curve.t.size();
  if (next < times.size() && times[next] == t) {
    curve.t.push_back(static_cast<double>(t));
    curve.gap.push_back(gap);
  }
  return true;
}

void run_exact(const Problem& problem, const Oracle& oracle, const Exact& step_size,
               const std::vector<std::uint64_t>& times, Crew& crew, Curve& curve) {
  Moments<double> state(problem.hessian(), start_of(problem));
  const Model<double> of_oracle = model<double>(problem, oracle);
  const double gamma = to_double(step_size);
  Comparison comparison(problem, oracle, step_size);
  for (std::uint64_t t = 0;; ++t) {
    const double gap = state.gap();
    if (!keep(curve, times, t, gap, to_double(problem.initial_gap))) break;
    comparison.step(gap, state.gradient_sq());
    if (t == times.back()) break;
    if (t % steps_at_once == 0) crew.did(steps_at_once);
    std::visit([&](const auto& one) { state.step(one, gamma); }, of_oracle);
  }
  curve.bounds = comparison.result();
}

/// The one path of top-k without noise.
void run_top_k(const Problem& problem, const Oracle& oracle, const Exact& step_size,
               const std::vector<std::uint64_t>& times, Crew& crew, Curve& curve) {
  Comparison comparison(problem, oracle, step_size);
  top_k_path(problem, oracle.k, to_double(step_size),
             [&](std::uint64_t t, double gap, std::span<const double> gradient) {
               if (!keep(curve, times, t, gap, to_double(problem.initial_gap))) return false;
               comparison.step(gap, squared_norm(gradient));
               if (t % steps_at_once == 0) crew.did(steps_at_once);
               return t < times.back();
             });
  curve.bounds = comparison.result();
}

/// Top-k of a stochastic gradient: bounds are compared with the mean of the paths where it is
/// drawn.
void use_simulation(const Problem& problem, const Choices& choices, const Oracle& oracle,
                    const Simulated& simulated, Curve& curve) {
  const double initial_gap = to_double(problem.initial_gap);
  for (Bound& bound : bounds(problem, oracle, choices.step_size))
    curve.bounds.push_back({std::move(bound)});
  curve.diverged = simulated.diverged;
  for (std::size_t i = 0; i < simulated.t.size(); ++i) {
    const double gap = simulated.mean[i];
    if (diverging(gap, initial_gap)) {
      curve.diverged = std::min(curve.diverged.value_or(simulated.t[i]), simulated.t[i]);
      break;
    }
    curve.t.push_back(static_cast<double>(simulated.t[i]));
    curve.gap.push_back(gap);
    curve.standard_error.push_back(simulated.standard_error[i]);
    for (Along& along : curve.bounds) {
      if (!along.bound) continue;
      const double bound = along.bound.at(
          std::pow(*along.bound.q, static_cast<double>(simulated.t[i])), initial_gap);
      const double ratio = bound / gap;
      along.last = ratio;
      along.ratio = simulated.t[i] == 0
                        ? std::nullopt
                        : std::optional(std::min(along.ratio.value_or(ratio), ratio));
    }
  }
}

/// The largest |simulated - exact| in standard errors.
std::optional<double> worst_deviation(const Curve& curve) {
  std::optional<double> worst;
  for (std::size_t i = 0; i < curve.simulated_t.size(); ++i) {
    const auto at = std::ranges::lower_bound(curve.t, curve.simulated_t[i]);
    if (at == curve.t.end() || *at != curve.simulated_t[i] || curve.simulated_error[i] == 0)
      continue;
    const double exact = curve.gap[static_cast<std::size_t>(at - curve.t.begin())];
    const double deviation = std::abs(curve.simulated[i] - exact) / curve.simulated_error[i];
    worst = std::max(worst.value_or(0), deviation);
  }
  return worst;
}

std::vector<Cell> row_of(const Problem& problem, const Curve& curve) {
  std::vector<Cell> row;
  row.emplace_back(problem.name);
  row.emplace_back(curve.setting.name);
  return row;
}

void add(std::vector<Cell>& row, const std::optional<double>& value) {
  if (value)
    row.emplace_back(*value);
  else
    row.emplace_back();
}

}  // namespace

std::uint64_t default_iterations(const Problem& problem, const std::vector<Setting>& settings,
                                 const Exact& step_size) {
  double share = 1;
  for (const Setting& setting : settings)
    if (setting.oracle.k > 0)
      share = std::min(
          share, static_cast<double>(setting.oracle.k) / static_cast<double>(problem.dimension));
  const double wanted = 12 / (2 * to_double(step_size * problem.mu) * share);
  if (wanted >= static_cast<double>(most_by_default)) return most_by_default;
  const double unit = std::pow(10.0, std::floor(std::log10(std::max(wanted, 10.0))) - 1);
  return static_cast<std::uint64_t>(std::ceil(wanted / unit) * unit);
}

std::vector<std::uint64_t> even_times(std::uint64_t T, std::size_t count) {
  std::vector<std::uint64_t> times;
  for (std::size_t i = 0; i <= count; ++i) {
    // T is at most 10^12, so nothing overflows.
    const std::uint64_t t = T * i / count;
    if (times.empty() || t > times.back()) times.push_back(t);
  }
  return times;
}

std::vector<std::uint64_t> drawn_times(std::uint64_t T) {
  std::vector<std::uint64_t> times = even_times(T, 400);
  for (double t = 1; t < static_cast<double>(T) / 100; t *= 1.25)
    times.push_back(static_cast<std::uint64_t>(t));
  std::ranges::sort(times);
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

Vector<double> start_of(const Problem& problem) {
  return Eigen::Map<const Vector<double>>(problem.x0.data(),
                                          static_cast<Eigen::Index>(problem.dimension));
}

void top_k_path(const Problem& problem, std::size_t k, double step_size,
                const PathObserver& observe) {
  const NesterovWorst<double> f(problem.dimension, problem.reading);
  const TopK compressor{k};
  std::vector<double> x = problem.x0;
  std::vector<double> gradient(x.size());
  std::vector<double> kept(x.size());
  for (std::uint64_t t = 0;; ++t) {
    f.gradient(x, gradient);
    if (!observe(t, f.value(x), gradient)) return;
    compressor.mean(std::span<const double>(gradient), std::span<double>(kept));
    for (std::size_t i = 0; i < x.size(); ++i) x[i] -= step_size * kept[i];
  }
}

bool diverging(double gap, double initial_gap) {
  return !std::isfinite(gap) || gap > divergence * std::max(initial_gap, 1.0);
}

std::vector<Curve> run_curves(const Problem& problem, const Choices& choices,
                              const std::vector<Setting>& settings, std::uint64_t T,
                              const Watch& watch, double from, double to) {
  std::vector<Curve> curves(settings.size());
  const std::vector<std::uint64_t> times = drawn_times(T);
  std::vector<std::size_t> alone;  // without simulation
  std::vector<std::size_t> simulated;
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const Oracle& oracle = settings[i].oracle;
    curves[i].setting = settings[i];
    curves[i].floor_7 = floor_of_equation_7(problem, oracle, choices.step_size);
    if (oracle.exact())
      curves[i].rest = static_cast<double>(resting_gap(problem, oracle, choices.step_size));
    if (oracle.exact() || oracle.deterministic()) alone.push_back(i);
    if (!oracle.deterministic()) simulated.push_back(i);
  }
  const auto jobs = static_cast<double>(alone.size() + 2 * simulated.size());
  const auto share = [&](double done) { return from + (to - from) * done / jobs; };

  const Watch of_exact = watch.part("exact curves", from, share(static_cast<double>(alone.size())));
  Crew crew(of_exact, static_cast<double>(alone.size()) * static_cast<double>(T));
  crew.run(alone.size(), thread_count(choices.threads), [&](std::size_t job) {
    Curve& curve = curves[alone[job]];
    const Oracle& oracle = curve.setting.oracle;
    if (oracle.exact())
      run_exact(problem, oracle, choices.step_size, times, crew, curve);
    else
      run_top_k(problem, oracle, choices.step_size, times, crew, curve);
  });

  for (std::size_t i = 0; i < simulated.size(); ++i) {
    Curve& curve = curves[simulated[i]];
    const Oracle& oracle = curve.setting.oracle;
    const double before = static_cast<double>(alone.size() + 2 * i);
    const Simulated result =
        simulate_curve(problem, choices, oracle, to_double(choices.step_size),
                       oracle.exact() ? even_times(T, simulated_points) : times, simulated[i],
                       watch, share(before), share(before + 2));
    if (oracle.exact()) {
      for (std::size_t j = 0; j < result.t.size(); ++j) {
        if (diverging(result.mean[j], to_double(problem.initial_gap))) break;
        curve.simulated_t.push_back(static_cast<double>(result.t[j]));
        curve.simulated.push_back(result.mean[j]);
        curve.simulated_error.push_back(result.standard_error[j]);
      }
    } else {
      use_simulation(problem, choices, oracle, result, curve);
    }
  }
  return curves;
}

std::vector<double> exact_gaps(const Problem& problem, const Oracle& oracle, const Exact& step_size,
                               const std::vector<double>& times) {
  MomentMap<double> map = moment_map<double>(problem, oracle, to_double(step_size));
  Vector<double> z = map.start(start_of(problem));
  std::vector<double> gaps;
  double t = 0;
  for (const double next : times) {
    z = map.after(std::move(z), static_cast<std::uint64_t>(next - t));
    t = next;
    const double gap = map.gap(z);
    if (diverging(gap, to_double(problem.initial_gap))) break;
    gaps.push_back(gap);
  }
  return gaps;
}

Panel panel_of(const Problem& problem, const std::vector<Curve>& curves, const std::string& title) {
  Panel panel{.title = title,
              .x_label = "iteration t",
              .y_label = "E f(x_t) - f*",
              .log_x = false,
              .log_y = true,
              .series = {}};
  const double initial_gap = to_double(problem.initial_gap);
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const Curve& curve = curves[i];
    const std::string& name = curve.setting.name;
    const auto line = [&](Series::Kind kind, std::vector<double> y) {
      return Series{.name = name,
                    .kind = kind,
                    .colour = i,
                    .x = curve.t,
                    .y = std::move(y),
                    .lower = {},
                    .upper = {},
                    .end = {}};
    };
    const auto banded = [&](Series series, const std::vector<double>& error) {
      for (std::size_t j = 0; j < series.y.size(); ++j) {
        series.lower.push_back(series.y[j] - band * error[j]);
        series.upper.push_back(series.y[j] + band * error[j]);
      }
      return series;
    };
    const bool exact = curve.standard_error.empty();
    Series own = line(exact ? Series::Kind::exact : Series::Kind::monte_carlo, curve.gap);
    if (!exact) own = banded(std::move(own), curve.standard_error);
    if (curve.diverged)
      own.end = fmt::format("diverges at t = {}", detail::grouped(*curve.diverged));
    panel.series.push_back(std::move(own));
    if (!curve.simulated.empty()) {
      Series simulated = line(Series::Kind::monte_carlo, curve.simulated);
      simulated.x = curve.simulated_t;
      panel.series.push_back(banded(std::move(simulated), curve.simulated_error));
    }
    for (const Along& along : curve.bounds) {
      if (!along.bound) continue;
      std::vector<double> y;
      for (const double t : curve.t)
        y.push_back(along.bound.at(std::pow(*along.bound.q, t), initial_gap));
      panel.series.push_back(line(along.bound.kind, std::move(y)));
    }
    if (curve.rest && *curve.rest > 0 && std::isfinite(*curve.rest))
      panel.series.push_back(
          line(Series::Kind::floor, std::vector<double>(curve.t.size(), *curve.rest)));
  }
  return panel;
}

Table ends_table(const std::vector<Problem>& problems,
                 const std::vector<std::vector<Curve>>& curves) {
  Table table{.title = "Where each curve ends and rests",
              .columns = {"objective", "setting", "T", "gap at T", "+-", "exact floor", "floor (7)",
                          "(7) / floor", "simulation off by"}};
  for (std::size_t i = 0; i < problems.size(); ++i)
    for (const Curve& curve : curves[i]) {
      std::vector<Cell> row = row_of(problems[i], curve);
      if (curve.diverged) {
        row.emplace_back(fmt::format("diverges at {}", detail::grouped(*curve.diverged)));
        row.insert(row.end(), 2, Cell());
      } else {
        row.emplace_back(curve.t.back());
        row.emplace_back(curve.gap.back());
        add(row, curve.standard_error.empty() ? std::nullopt
                                              : std::optional(curve.standard_error.back()));
      }
      const bool rests = curve.rest && std::isfinite(*curve.rest);
      if (curve.rest && !rests)
        row.emplace_back("none");
      else
        add(row, curve.rest);
      row.emplace_back(curve.floor_7);
      add(row,
          rests && *curve.rest > 0 ? std::optional(curve.floor_7 / *curve.rest) : std::nullopt);
      if (const auto worst = worst_deviation(curve))
        row.emplace_back(fmt::format("{:.1f} s.e.", *worst));
      else
        row.emplace_back();
      table.rows.push_back(std::move(row));
    }
  return table;
}

Table bounds_table(const std::vector<Problem>& problems,
                   const std::vector<std::vector<Curve>>& curves) {
  Table table{.title = "Bound / gap along each curve",
              .columns = {"objective", "setting", "Theorem 6: least", "at T", "sharper: least",
                          "at T", "Lemma 3: least"}};
  for (std::size_t i = 0; i < problems.size(); ++i)
    for (const Curve& curve : curves[i]) {
      std::vector<Cell> row = row_of(problems[i], curve);
      for (const auto kind : {Series::Kind::bound, Series::Kind::sharper}) {
        const auto along = std::ranges::find_if(
            curve.bounds, [&](const Along& one) { return one.bound && one.bound.kind == kind; });
        const bool there = along != curve.bounds.end();
        add(row, there ? along->ratio : std::nullopt);
        add(row, there ? along->last : std::nullopt);
      }
      std::optional<double> lemma_3;
      for (const Along& along : curve.bounds)
        if (along.lemma_3) lemma_3 = std::min(lemma_3.value_or(*along.lemma_3), *along.lemma_3);
      add(row, lemma_3);
      table.rows.push_back(std::move(row));
    }
  return table;
}

void add_notes(const std::vector<Problem>& problems, const std::vector<std::vector<Curve>>& curves,
               Figure& figure) {
  std::vector<std::string> notes;
  std::optional<double> least;
  std::string where;
  std::map<std::string, std::vector<std::string>> missing;  // settings that lack a bound
  for (std::size_t i = 0; i < problems.size(); ++i)
    for (const Curve& curve : curves[i]) {
      const std::string name = problems[i].name + ", " + curve.setting.name;
      if (curve.diverged)
        notes.push_back(
            fmt::format("{}: diverges; its gap passes {:.0e} times the first at t = {}.", name,
                        divergence, detail::grouped(*curve.diverged)));
      for (const Along& along : curve.bounds) {
        if (!along.bound.why_not.empty())
          missing[fmt::format("{}: no {}, since {}", problems[i].name, along.bound.name,
                              along.bound.why_not)]
              .push_back(curve.setting.name);
        if (!curve.standard_error.empty()) continue;  // a simulated curve
        for (const auto& ratio : {along.ratio, along.lemma_3}) {
          if (!ratio || (least && *ratio >= *least)) continue;
          least = ratio;
          where = name + ", " + along.bound.name;
        }
      }
    }
  for (const auto& [what, settings] : missing)
    notes.push_back(fmt::format("{} ({}).", what, fmt::join(settings, "; ")));
  if (least) {
    // Rounding, over as many steps as there may be.
    figure.contradiction = *least < 1 - 1e-9;
    notes.insert(
        notes.begin(),
        fmt::format("The bounds that apply (Theorem 6, Lemma 3, sharper ones) {} at every t of "
                    "every exact curve; the smallest bound / exact is {} ({}).",
                    figure.contradiction ? "DO NOT hold" : "hold", detail::brief(*least), where));
  }
  figure.notes.insert(figure.notes.end(), notes.begin(), notes.end());
}

}  // namespace biasbound::experiments
