#include "experiments/fashion_mnist_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/text.hpp"

namespace biasbound::experiments::fashion {
namespace {

using biasbound::to_text;
using biasbound::detail::brief;
using biasbound::detail::grouped;

struct Shown {
  const FashionMnistChoices& choices;
  const Problem& problem;
  const std::vector<Outcome>& outcomes;
  std::vector<std::uint64_t> seen;
};

std::string brief(const Exact& value) { return brief(to_double(value)); }

std::string diverges(const Setting& setting) {
  return setting.diverged
             ? fmt::format("diverges: seen after {} iterations", grouped(*setting.diverged))
             : "";
}

Series mean_series(const Shown& shown, std::size_t i, const Setting& setting) {
  Series series;
  series.name = shown.problem.contestants[i].name;
  series.kind = Series::Kind::monte_carlo;
  series.colour = i;
  for (std::size_t j = 0; j < setting.mean.size(); ++j)
    series.x.push_back(static_cast<double>(shown.seen[j]));
  series.y = setting.mean;
  series.lower = setting.lower;
  series.upper = setting.upper;
  series.end = diverges(setting);
  return series;
}

/// The same against bits; t = 0 has no place on a logarithmic axis.
Series against_bits(Series series, std::uint64_t bits) {
  for (double& x : series.x) x *= static_cast<double>(bits);
  if (!series.x.empty())
    for (std::vector<double>* column : {&series.x, &series.y, &series.lower, &series.upper})
      column->erase(column->begin());
  return series;
}

/// Theorem 6 at one step size that it covers.
struct Prediction {
  double slowness = 0;  ///< 1 - q
  double floor = 0;     ///< what the bound tends to
  Exact last;           ///< the bound on F_T
};

std::optional<Prediction> prediction(const Shown& shown, const Contestant& one, double step) {
  const Problem& p = shown.problem;
  const Exact gamma = exact(step);
  if (gamma > max_step_size(one.bounds, p.L)) return std::nullopt;
  const Exact rest = one_step_bound(one.bounds, p.L, p.mu, gamma, 0);
  return Prediction{
      .slowness = to_double(1 - (one_step_bound(one.bounds, p.L, p.mu, gamma, 1) - rest)),
      .floor = to_double(gap_bound(one.bounds, p.L, p.mu, gamma, 0, std::uint64_t{1} << 62U)),
      .last = gap_bound(one.bounds, p.L, p.mu, gamma, p.first_gap, shown.choices.iterations)};
}

/// Drawn where the theorem promises less at the end than there was at the beginning.
std::optional<Series> bound_series(const Shown& shown, std::size_t i, double step) {
  const Contestant& one = shown.problem.contestants[i];
  const auto predicted = prediction(shown, one, step);
  if (!predicted || predicted->last >= shown.problem.first_gap) return std::nullopt;
  Series series;
  series.name = one.name;
  series.kind = Series::Kind::bound;
  series.colour = i;
  for (const std::uint64_t t : shown.seen) {
    series.x.push_back(static_cast<double>(t));
    series.y.push_back(to_double_up(gap_bound(one.bounds, shown.problem.L, shown.problem.mu,
                                              exact(step), shown.problem.first_gap, t)));
  }
  return series;
}

std::vector<Panel> panels(const Shown& shown) {
  const std::string gap = "f(x_t) - f_best";
  Panel iterations{
      .title = "Loss against iterations", .x_label = "iteration t", .y_label = gap, .series = {}};
  Panel bits{.title = "Loss against bits sent",
             .x_label = "bits sent by one worker",
             .y_label = gap,
             .log_x = true,
             .series = {}};
  Panel promised{.title = "The step at which Theorem 6 promises most",
                 .x_label = "iteration t",
                 .y_label = gap,
                 .series = {}};
  for (std::size_t i = 0; i < shown.outcomes.size(); ++i) {
    const Outcome& outcome = shown.outcomes[i];
    const Series tuned = mean_series(shown, i, outcome.tuned);
    iterations.series.push_back(tuned);
    if (auto bound = bound_series(shown, i, outcome.tuned.step))
      iterations.series.push_back(std::move(*bound));
    bits.series.push_back(against_bits(tuned, shown.problem.contestants[i].bits));
    if (!outcome.promised) continue;
    promised.series.push_back(mean_series(shown, i, *outcome.promised));
    if (auto bound = bound_series(shown, i, outcome.promised->step))
      promised.series.push_back(std::move(*bound));
  }
  std::vector<Panel> all{std::move(iterations), std::move(bits)};
  if (!promised.series.empty()) all.push_back(std::move(promised));
  return all;
}

std::string audit_text(const Outcome& outcome) {
  if (!outcome.audit) return "not audited";
  return std::string(to_text(outcome.audit->verdict));
}

std::string guarantee(const Contestant& one) {
  if (one.constants.omega) return "omega = " + brief(*one.constants.omega);
  if (one.constants.delta) return "1 - delta = " + brief(Exact(1 - *one.constants.delta));
  return "none";
}

/// The largest of what was met; nothing where there is none of it.
Cell largest(const std::vector<Met>& met, std::optional<double> Met::*of) {
  if (!(met.front().*of)) return {};
  double most = 0;
  for (const Met& one : met) most = std::max(most, (one.*of).value_or(0));
  return most;
}

Cell least_curvature(const std::vector<Met>& met) {
  std::optional<double> least;
  for (const Met& one : met)
    if (one.curvature) least = std::min(least.value_or(*one.curvature), *one.curvature);
  return least ? Cell(*least) : Cell{};
}

Table constants_table(const Shown& shown) {
  Table table{
      .title = "Constants: proved, audited, met along the first run",
      .columns = {"compressor", "M", "sigma2", "m", "zeta2", "audit of these", "C, proved",
                  "error of C at x_0", "largest error of C", "|b|^2/|grad|^2 at x_0",
                  "largest |b|^2/|grad|^2", "noise: largest share of its bound",
                  "bias: largest share of its bound", "least |grad|^2/(2 gap), at least mu"},
      .rows = {}};
  for (std::size_t i = 0; i < shown.outcomes.size(); ++i) {
    const Contestant& one = shown.problem.contestants[i];
    const Outcome& outcome = shown.outcomes[i];
    const Bounds& bounds = one.bounds;
    const auto& met = outcome.met;
    const std::optional<double> bias = met.front().bias_ratio;
    table.rows.push_back(
        {one.name, to_double(bounds.M), to_double(bounds.sigma2), to_double(bounds.m),
         to_double(bounds.zeta2), audit_text(outcome), guarantee(one), *met.front().error,
         largest(met, &Met::error), bias ? Cell(*bias) : Cell{}, largest(met, &Met::bias_ratio),
         largest(met, &Met::noise_share), largest(met, &Met::bias_share), least_curvature(met)});
  }
  return table;
}

Cell gap_cell(const Setting& setting) {
  if (const auto last = setting.last()) return *last;
  return diverges(setting);
}

/// The first iteration looked at where the mean is down to the target.
std::optional<std::uint64_t> reached(const Shown& shown, const Setting& setting) {
  const double target = to_double(target_gap(shown.choices, shown.problem));
  for (std::size_t j = 0; j < setting.mean.size(); ++j)
    if (setting.mean[j] <= target) return shown.seen[j];
  return std::nullopt;
}

Table runs_table(const Shown& shown) {
  const std::string target = brief(target_gap(shown.choices, shown.problem));
  Table table{.title = "Runs",
              .columns = {"compressor", "step", "1/((M+1)L)", "1 - q", "floor of Theorem 6",
                          "bound on F_T", "F_T measured", "iterations to " + target,
                          "bits to " + target, "bits an iteration"},
              .rows = {}};
  for (std::size_t i = 0; i < shown.outcomes.size(); ++i) {
    const Contestant& one = shown.problem.contestants[i];
    const Setting& setting = shown.outcomes[i].tuned;
    std::vector<Cell> row{one.name, setting.step,
                          to_double(max_step_size(one.bounds, shown.problem.L))};
    if (const auto predicted = prediction(shown, one, setting.step)) {
      row.insert(row.end(), {predicted->slowness, predicted->floor, to_double(predicted->last)});
    } else {
      row.insert(row.end(), {"gamma above 1/((M+1)L)", Cell{}, Cell{}});
    }
    row.push_back(gap_cell(setting));
    if (const auto t = reached(shown, setting))
      row.insert(row.end(), {static_cast<double>(*t), static_cast<double>(*t * one.bits)});
    else
      row.insert(row.end(), {"not reached", Cell{}});
    row.emplace_back(static_cast<double>(one.bits));
    table.rows.push_back(std::move(row));
  }
  return table;
}

/// Theorem 6's plan for the target; none where not even that is below the first gap.
std::optional<Plan> plan_of(const Shown& shown, const Contestant& one) {
  const Problem& p = shown.problem;
  Plan plan =
      plan_gap(one.bounds, p.L, p.mu, p.first_gap, target_gap(shown.choices, shown.problem));
  return plan.target < p.first_gap ? std::optional(std::move(plan)) : std::nullopt;
}

Table promises_table(const Shown& shown) {
  Table table{.title = "What Theorem 6 promises",
              .columns = {"compressor", "floor at every step", "iterations planned for the target",
                          "step planned", "most promising step now",
                          fmt::format("its bound after {}", grouped(shown.choices.iterations)),
                          "measured then", "bound / measured"},
              .rows = {}};
  for (std::size_t i = 0; i < shown.outcomes.size(); ++i) {
    const Contestant& one = shown.problem.contestants[i];
    const auto& setting = shown.outcomes[i].promised;
    std::vector<Cell> row{one.name, to_double(gap_floor(one.bounds, shown.problem.mu))};
    if (const auto plan = plan_of(shown, one))
      row.insert(row.end(), {static_cast<double>(plan->iterations), to_double(plan->step_size)});
    else
      row.insert(row.end(), {"none is enough", Cell{}});
    if (setting) {
      const double bound = to_double_up(prediction(shown, one, setting->step)->last);
      const auto last = setting->last();
      row.insert(row.end(), {setting->step, bound, gap_cell(*setting),
                             last && *last > 0 ? Cell(bound / *last) : Cell{}});
    } else {
      row.insert(row.end(), {"none: vacuous", Cell{}, Cell{}, Cell{}});
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string orders(double ratio) {
  return fmt::format("{:.1f} orders of magnitude", std::log10(ratio));
}

std::string measured_text(const Shown& shown, const Setting& setting) {
  const std::string step = brief(setting.step);
  if (setting.diverged) return fmt::format("step {} {}", step, diverges(setting));
  if (const auto t = reached(shown, setting))
    return fmt::format("step {} reaches it in {}", step, grouped(*t));
  return fmt::format("step {} does not reach it in {}", step, grouped(shown.choices.iterations));
}

/// How many iterations Theorem 6 asks for, beside how many it took.
std::string note_on_plan(const Shown& shown, std::size_t i) {
  const Contestant& one = shown.problem.contestants[i];
  const Setting& setting = shown.outcomes[i].tuned;
  const std::string measured = measured_text(shown, setting);
  const auto plan = plan_of(shown, one);
  if (!plan)
    return fmt::format(
        "{}: the claim is vacuous for the target. Its delta in dimension {} is only {}, and "
        "Theorem "
        "6 leaves a floor of zeta2/(2 mu (1-m)) = {} whatever the step size; the first gap is {}. "
        "Measured: {}.",
        one.name, shown.problem.f.dimension(), brief(one.constants.delta.value_or(0)),
        brief(gap_floor(one.bounds, shown.problem.mu)), brief(shown.problem.first_gap), measured);
  std::string text =
      fmt::format("{}: Theorem 6 asks for {} iterations of step {} for the target; {}", one.name,
                  grouped(plan->iterations), brief(plan->step_size), measured);
  if (const auto t = reached(shown, setting); t && *t > 0)
    text += fmt::format(", {} fewer",
                        orders(static_cast<double>(plan->iterations) / static_cast<double>(*t)));
  return text + ".";
}

std::string note_on_step(const Shown& shown, std::size_t i) {
  const Contestant& one = shown.problem.contestants[i];
  const Setting& setting = shown.outcomes[i].tuned;
  const auto predicted = prediction(shown, one, setting.step);
  if (!predicted)
    return fmt::format(
        "{}: step {} is {} times 1/((M+1)L), beyond what Theorem 6 covers: no bound is drawn for "
        "it.",
        one.name, brief(setting.step),
        brief(Exact(exact(setting.step) / max_step_size(one.bounds, shown.problem.L))));
  const auto last = setting.last();
  return fmt::format("{}: Theorem 6 covers step {}. Its bound on F_T is {}{}; measured: {}.",
                     one.name, brief(setting.step), brief(predicted->last),
                     predicted->last >= shown.problem.first_gap
                         ? ", not below the first gap and so not drawn"
                         : "",
                     last ? brief(*last) : diverges(setting));
}

/// How much of the plan's length the constants explain, without a compressor.
std::string note_on_constants(const Shown& shown) {
  const Problem& p = shown.problem;
  const Contestant& none = p.contestants.front();
  const std::vector<Met>& met = shown.outcomes.front().met;
  const Cell curvature = least_curvature(met);
  const Cell share = largest(met, &Met::noise_share);
  const double* mu = std::get_if<double>(&curvature);
  const double* noise = std::get_if<double>(&share);
  if (mu == nullptr || noise == nullptr) return "";
  Bounds bounds = none.bounds;
  bounds.sigma2 *= exact(*noise);
  const Plan plan =
      plan_gap(bounds, p.L, std::min(exact(*mu), p.L), p.first_gap, target_gap(shown.choices, p));
  return fmt::format(
      "{}: on its path |grad f|^2/(2 gap) was at least {}, where (4) guarantees mu = {}, and the "
      "noise at most {} of its bound. With these in place of what is proved Theorem 6 would ask "
      "for "
      "{} iterations.",
      none.name, brief(*mu), brief(p.mu), brief(*noise), grouped(plan.iterations));
}

std::vector<std::string> notes(const Shown& shown) {
  const Problem& p = shown.problem;
  std::vector<std::string> all{fmt::format(
      "f_best = {} by L-BFGS ({} gradients); |grad f|^2/(2 mu) bounds what min f may be below it: "
      "{}. The first gap is {}.",
      to_text(p.minimum.value), grouped(p.minimum.gradients), brief(p.minimum.missing),
      brief(p.first_gap))};
  for (std::size_t i = 0; i < shown.outcomes.size(); ++i) all.push_back(note_on_plan(shown, i));
  for (std::size_t i = 0; i < shown.outcomes.size(); ++i) all.push_back(note_on_step(shown, i));
  if (const std::string note = note_on_constants(shown); !note.empty()) all.push_back(note);
  const std::vector<double> grid = step_grid(shown.choices, p);
  for (std::size_t i = 0; i < shown.outcomes.size(); ++i) {
    const Setting& tuned = shown.outcomes[i].tuned;
    if (tuned.diverged)
      all.push_back(fmt::format(
          "{}: {}. Divergence: a loss above {} times the first, or one that is not finite.",
          p.contestants[i].name, diverges(tuned), brief(kDiverged)));
    if (!shown.choices.step && (tuned.step == grid.front() || tuned.step == grid.back()))
      all.push_back(
          fmt::format("{}: the tuned step is at the end of the grid.", p.contestants[i].name));
  }
  return all;
}

std::vector<Choice> choices_of(const Shown& shown) {
  const FashionMnistChoices& c = shown.choices;
  const Problem& p = shown.problem;
  const auto power = [](int j) { return fmt::format("2^{}/L", j); };
  return {
      {"data", fmt::format("the first {} training images in {}", grouped(c.examples), c.folder)},
      {"dimension d", grouped(p.f.dimension())},
      {"ridge lambda = mu", to_text(c.lambda)},
      {"smoothness L", brief(p.L)},
      {"batch", fmt::format("{}, without replacement", grouped(c.batch))},
      {"share kept", fmt::format("{}: k = {}", to_text(c.share), p.kept)},
      {"levels of QSGD", grouped(c.levels)},
      {"bits", "the compressor's own count; a value takes 64, as computed"},
      {"iterations T", grouped(c.iterations)},
      {"start", "x_0 = 0"},
      {"step size", c.step ? brief(*c.step) + " for all"
                           : fmt::format("the best of {} to {}, each twice the one before, by the "
                                         "loss after T iterations of one run that is not shown",
                                         power(c.grid_low), power(c.grid_high))},
      {"target",
       fmt::format("a gap of {} = {} of the first", brief(target_gap(c, p)), to_text(c.target))},
      {"runs", grouped(c.runs)},
      {"seed", std::to_string(c.seed)},
      {"draws of each audit", grouped(c.audit_samples)},
      {"draws at each point met", grouped(kMetDraws)},
      {"threads", "any number: the figures do not depend on it"},
  };
}

}  // namespace

Exact target_gap(const FashionMnistChoices& choices, const Problem& problem) {
  return choices.target * problem.first_gap;
}

std::optional<double> most_promising_step(const FashionMnistChoices& choices,
                                          const Problem& problem, const Contestant& contestant) {
  constexpr int halvings = 40;
  const double limit = to_double_down(max_step_size(contestant.bounds, problem.L));
  std::optional<double> best;
  Exact least = problem.first_gap;
  for (int j = 0; j <= halvings; ++j) {
    const double step = std::ldexp(limit, -j);
    const Exact bound = gap_bound(contestant.bounds, problem.L, problem.mu, exact(step),
                                  problem.first_gap, choices.iterations);
    if (bound >= least) continue;
    least = bound;
    best = step;
  }
  return best;
}

void write(Figure& figure, const FashionMnistChoices& choices, const Problem& problem,
           const std::vector<Outcome>& outcomes) {
  const Shown shown{choices, problem, outcomes, seen_iterations(choices.iterations)};
  figure.choices = choices_of(shown);
  figure.panels = panels(shown);
  figure.tables = {runs_table(shown), constants_table(shown), promises_table(shown)};
  figure.notes = notes(shown);
}

}  // namespace biasbound::experiments::fashion
