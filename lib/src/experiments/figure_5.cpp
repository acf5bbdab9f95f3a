// Figure 5: iterations to a target with the step size tuned for each setting.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "biasbound/oracles/compressed.hpp"
#include "biasbound/rates.hpp"
#include "experiments/crew.hpp"
#include "experiments/synthetic.hpp"
#include "experiments/tuning.hpp"
#include "report/text.hpp"

namespace biasbound::experiments {
namespace {

using detail::brief;
using detail::grouped;
using Kind = Oracle::Kind;

/// Within this factor slowdowns count as the same.
constexpr double matching = 2;
constexpr double half_width = 2.576;  // of a band of 99 %, in standard errors

struct Run {
  std::string method;  ///< "none", "rand-1", "top-1"
  Exact sigma2;
  Oracle oracle;
  Tuned tuned;
  Plan plan;  ///< Theorem 6
};

/// Theorem 6's step size and iterations with the constants that the paper prints, for top-k of a
/// stochastic gradient those of Proposition A: the paper has none.
Plan plan_of(const Problem& problem, const Oracle& oracle, const Exact& target) {
  Bounds constants = printed_bounds(problem, oracle);
  if (oracle.kind == Kind::top_k && oracle.energy > 0)
    constants = top_k_unimodal_bounds(
        problem.dimension, oracle.k,
        oracle.energy * exact(gaussian_top_k_share(problem.dimension, oracle.k)));
  if (oracle.kind == Kind::top_k && oracle.energy == 0)
    constants = {.m = 1 - Exact(oracle.k) / Exact(problem.dimension)};
  return plan_gap(constants, problem.L, problem.mu, problem.initial_gap, target);
}

/// The runs of one objective: without compression for each sigma2, then rand-k and top-k.
class Grid {
 public:
  Grid(const Problem& problem, const Choices& choices, std::vector<Exact> sigma2,
       std::vector<std::size_t> ks)
      : problem_(problem), choices_(choices), sigma2_(std::move(sigma2)), ks_(std::move(ks)) {
    for (const Exact& noise : sigma2_) {
      add("none", noise, additive(choices, noise, 0));
      for (const std::size_t k : ks_) {
        add(fmt::format("rand-{}", k), noise, sparsified(Kind::rand_k, choices, noise, k));
        add(fmt::format("top-{}", k), noise, sparsified(Kind::top_k, choices, noise, k));
      }
    }
  }

  void run(const Watch& watch, double from, double to) {
    std::vector<std::size_t> exact_ones, simulated_ones;
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      const Oracle& oracle = runs_[i].oracle;
      (oracle.exact() || oracle.deterministic() ? exact_ones : simulated_ones).push_back(i);
    }
    const double target = to_double(choices_.target);
    const double middle = simulated_ones.empty() ? to : from + (to - from) / 4;
    const Watch of_exact = watch.part("tuning exact curves", from, middle);
    Crew crew(of_exact, static_cast<double>(exact_ones.size()));
    crew.run(exact_ones.size(), thread_count(choices_.threads), [&](std::size_t job) {
      Run& run = runs_[exact_ones[job]];
      const auto check = [&] { crew.did(0); };
      run.tuned = run.oracle.exact() ? tune_exact(problem_, run.oracle, target, check)
                                     : tune_top_k_path(problem_, run.oracle, target, check);
      crew.did(1);
    });
    for (std::size_t j = 0; j < simulated_ones.size(); ++j) {
      Run& run = runs_[simulated_ones[j]];
      const Tuned& none = without_compression(run.sigma2).tuned;
      // Near the floor top-k makes this share of the progress of no compression.
      const double share = gaussian_top_k_share(problem_.dimension, run.oracle.k);
      const double step = (to - middle) / static_cast<double>(simulated_ones.size());
      const double begin = middle + step * static_cast<double>(j);
      run.tuned = tune_simulated(problem_, choices_, run.oracle, target, none.step_size,
                                 2.5 * static_cast<double>(none.iterations) / share,
                                 simulated_ones[j], watch, begin, begin + step);
    }
    for (Run& run : runs_) run.plan = plan_of(problem_, run.oracle, choices_.target);
  }

  [[nodiscard]] const std::vector<Run>& runs() const { return runs_; }
  [[nodiscard]] const Problem& problem() const { return problem_; }
  [[nodiscard]] const Run& find(const std::string& method, const Exact& sigma2) const {
    return *std::ranges::find_if(
        runs_, [&](const Run& run) { return run.method == method && run.sigma2 == sigma2; });
  }
  [[nodiscard]] const Run& without_compression(const Exact& sigma2) const {
    return find("none", sigma2);
  }
  [[nodiscard]] double slowdown(const Run& run) const {
    return static_cast<double>(run.tuned.iterations) /
           static_cast<double>(without_compression(run.sigma2).tuned.iterations);
  }
  [[nodiscard]] double planned_slowdown(const Run& run) const {
    return static_cast<double>(run.plan.iterations) /
           static_cast<double>(without_compression(run.sigma2).plan.iterations);
  }
  [[nodiscard]] const std::vector<Exact>& sigma2() const { return sigma2_; }
  [[nodiscard]] const std::vector<std::size_t>& ks() const { return ks_; }

  [[nodiscard]] std::vector<Panel> panels() const {
    std::vector<Panel> result;
    for (const Exact& noise : sigma2_)
      for (const std::size_t k : ks_) {
        Panel panel{
            .title = fmt::format("{}, sigma2 = {}, k = {}", problem_.name, to_text(noise), k),
            .x_label = "iteration t",
            .y_label = "E f(x_t) - f*",
            .log_x = true,
            .log_y = true,
            .series = {}};
        const std::string names[] = {"none", fmt::format("rand-{}", k), fmt::format("top-{}", k)};
        const char* const legend[] = {"no compression", "rand-k", "top-k"};
        double last = 1;
        for (std::size_t i = 0; i < 3; ++i) {
          const Tuned& tuned = find(names[i], noise).tuned;
          Series series{.name = legend[i],
                        .kind = tuned.standard_error.empty() ? Series::Kind::exact
                                                             : Series::Kind::monte_carlo,
                        .colour = i,
                        .x = tuned.t,
                        .y = tuned.gap,
                        .lower = {},
                        .upper = {},
                        .end = {}};
          for (std::size_t j = 0; j < tuned.standard_error.size(); ++j) {
            series.lower.push_back(tuned.gap[j] - half_width * tuned.standard_error[j]);
            series.upper.push_back(tuned.gap[j] + half_width * tuned.standard_error[j]);
          }
          last = std::max(last, static_cast<double>(tuned.iterations));
          panel.series.push_back(std::move(series));
        }
        panel.series.push_back({.name = "target",
                                .kind = Series::Kind::floor,
                                .colour = 3,
                                .x = {1, last},
                                .y = std::vector<double>(2, to_double(choices_.target)),
                                .lower = {},
                                .upper = {},
                                .end = {}});
        result.push_back(std::move(panel));
      }
    return result;
  }

  void add_rows(Table& table) const {
    for (const Run& run : runs_) {
      std::vector<Cell> row = {problem_.name, to_double(run.sigma2), run.method};
      if (run.tuned.step_size == 0) {
        row.emplace_back(std::string("target not reached"));
        row.insert(row.end(), 6, std::monostate{});
      } else {
        row.emplace_back(run.tuned.step_size);
        row.emplace_back(static_cast<double>(run.tuned.iterations));
        row.push_back(run.tuned.error > 0 ? Cell{run.tuned.error} : Cell{});
        row.emplace_back(slowdown(run));
        row.emplace_back(to_double(run.plan.step_size));
        row.emplace_back(static_cast<double>(run.plan.iterations));
        row.emplace_back(planned_slowdown(run));
      }
      row.resize(table.columns.size());
      table.rows.push_back(std::move(row));
    }
  }

 private:
  void add(std::string method, const Exact& sigma2, Oracle oracle) {
    runs_.push_back({std::move(method), sigma2, std::move(oracle), {}, {}});
  }

  Problem problem_;
  Choices choices_;
  std::vector<Exact> sigma2_;
  std::vector<std::size_t> ks_;
  std::vector<Run> runs_;
};

/// One objective by default: another nine panels take minutes.
Choices with_readings(Choices choices) {
  if (choices.readings.empty()) choices.readings = {NesterovReading::hessian};
  return choices;
}

/// k below d: the whole vector is no compression.
std::vector<std::size_t> ks_of(const Choices& choices) {
  std::vector<std::size_t> ks = or_default<std::size_t>(choices.k, {1, 2, 5});
  std::erase_if(ks, [&](std::size_t k) { return k >= choices.dimension; });
  return ks;
}

Check same_level(const std::vector<Grid>& grids, const Choices& choices) {
  Check check{.statement = "section_6_2_same_level",
              .sentence =
                  "With tuned step sizes top-k and rand-k reach the same error as no "
                  "compression, but in more iterations.",
              .test = fmt::format("Each reaches {}, in more iterations than no compression.",
                                  to_text(choices.target)),
              .depends_on =
                  "the noise and the start: from x0 = 1 without noise, a few entries carry all of "
                  "the gradient, and top-k takes steps too long for the whole vector"};
  for (const Grid& grid : grids)
    for (const Run& run : grid.runs()) {
      if (run.method == "none") continue;
      const bool reached = run.tuned.step_size > 0;
      check.cases.push_back(
          {fmt::format("{}, sigma2 = {}, {}", grid.problem().name, to_text(run.sigma2), run.method),
           reached && grid.slowdown(run) >= 1,
           reached ? fmt::format("{} iterations, {:.3g} times those of no compression",
                                 grouped(run.tuned.iterations), grid.slowdown(run))
                   : std::string("not reached")});
    }
  return check;
}

Check slower(const std::vector<Grid>& grids) {
  Check check{.statement = "section_6_2_slower",
              .sentence = "The compressed methods become slower as k decreases.",
              .test =
                  "Iterations with tuned step sizes grow as k falls (for simulated ones, by more "
                  "than two standard errors).",
              .depends_on =
                  "the noise: without it top-k is one path, and from some starts a smaller k is "
                  "better"};
  for (const Grid& grid : grids)
    for (const Exact& noise : grid.sigma2())
      for (const char* method : {"rand", "top"}) {
        std::vector<std::size_t> ks = grid.ks();
        std::ranges::sort(ks);
        bool holds = true;
        std::string numbers;
        for (std::size_t i = 0; i < ks.size(); ++i) {
          const Tuned& at = grid.find(fmt::format("{}-{}", method, ks[i]), noise).tuned;
          numbers += fmt::format("{}k = {}: {}", i == 0 ? "" : ", ", ks[i], grouped(at.iterations));
          if (i == 0) continue;
          const Tuned& less = grid.find(fmt::format("{}-{}", method, ks[i - 1]), noise).tuned;
          holds = holds && at.step_size > 0 && less.step_size > 0 &&
                  static_cast<double>(less.iterations) >
                      static_cast<double>(at.iterations) + 2 * std::hypot(less.error, at.error);
        }
        check.cases.push_back(
            {fmt::format("{}, sigma2 = {}, {}-k", grid.problem().name, to_text(noise), method),
             holds, numbers});
      }
  return check;
}

Check rate_matches(const std::vector<Grid>& grids) {
  Check check{.statement = "section_6_2_rate_matches",
              .sentence = "That slowdown matches the rate of Theorem 6.",
              .test = fmt::format(
                  "Iterations relative to those without compression, measured and by Theorem "
                  "6 with explicit constants, are within a factor {:.0f}.",
                  matching),
              .depends_on =
                  "the method and the noise: for rand-k without noise Theorem 6 has (d/k)^2 where "
                  "d/k is true, under noise both are d/k; for top-k under noise it has j (d/k)^2 "
                  "where 1/j is measured, j = E|top-k(n)|^2 / E|n|^2"};
  for (const Grid& grid : grids) {
    const std::size_t k = *std::ranges::min_element(grid.ks());
    for (const Exact& noise : grid.sigma2())
      for (const char* method : {"rand", "top"}) {
        const Run& run = grid.find(fmt::format("{}-{}", method, k), noise);
        if (run.tuned.step_size == 0) continue;
        const double measured = grid.slowdown(run);
        const double planned = grid.planned_slowdown(run);
        check.cases.push_back(
            {fmt::format("{}, sigma2 = {}, {}-{}", grid.problem().name, to_text(noise), method, k),
             std::max(measured / planned, planned / measured) <= matching,
             fmt::format("{:.3g} times slower, {:.3g} by Theorem 6", measured, planned)});
      }
  }
  return check;
}

}  // namespace

void check_figure_5(const Choices& choices) {
  check(choices);
  if (ks_of(choices).empty())
    throw InvalidInput(
        "--k: figure-5 compares with no compression and needs a k below --dimension " +
        std::to_string(choices.dimension));
  for (const Problem& on : problems_of(with_readings(choices)))
    if (on.initial_gap <= choices.target)
      throw InvalidInput(fmt::format("--target: {}, expected below f(x0) - f* = {} of {}",
                                     to_text(choices.target), to_text(on.initial_gap), on.name));
}

Figure figure_5(const Choices& choices, const Watch& watch) {
  check_figure_5(choices);
  const Choices taken = with_readings(choices);
  const auto sigma2 = or_default<Exact>(choices.sigma2, {0, Exact(1, 100), 1});
  const std::vector<std::size_t> ks = ks_of(choices);
  std::vector<Grid> grids;
  for (const Problem& on : problems_of(taken)) grids.emplace_back(on, choices, sigma2, ks);
  const auto count = static_cast<double>(grids.size());
  for (std::size_t i = 0; i < grids.size(); ++i)
    grids[i].run(watch, static_cast<double>(i) / count, static_cast<double>(i + 1) / count);

  Figure figure{
      .id = "figure-5",
      .title = fmt::format("Iterations to a gap of {}, step sizes tuned for each setting",
                           to_text(choices.target)),
      .about =
          "Rows: sigma2, growing downwards; columns: k, growing to the right. No compression and "
          "rand-k are exact expectations, their step size (a stable one) minimised by Brent's "
          "method to 1e-6; "
          "top-k "
          "without noise is its path, tuned on a grid of ratio 1.01; top-k under noise is "
          "simulated, "
          "tuned on five step sizes of ratio 2^(1/4) around that of no compression.",
      .choices = describe(choices, taken.readings),
      .panels = {},
      .panels_a_row = ks.size(),
      .tables = {},
      .checks = {},
      .notes = {},
      .replay = {}};
  figure.choices.push_back(describe_noise(choices));
  figure.choices.emplace_back("target", to_text(choices.target));
  Table table{.title = "Iterations to the target",
              .columns = {"objective", "sigma2", "method", "gamma", "iterations", "+-", "slowdown",
                          "gamma of Theorem 6", "its iterations", "its slowdown"},
              .rows = {}};
  for (const Grid& grid : grids) {
    for (Panel& panel : grid.panels()) figure.panels.push_back(std::move(panel));
    grid.add_rows(table);
  }
  double least = INFINITY;
  for (const Grid& grid : grids)
    for (const Run& run : grid.runs())
      if (run.tuned.step_size > 0)
        least = std::min(least, static_cast<double>(run.plan.iterations) /
                                    static_cast<double>(run.tuned.iterations));
  figure.notes.push_back(fmt::format(
      "Theorem 6 {}; the smallest ratio of its iterations to the tuned ones is {}.",
      least >= 1 ? "holds: its iterations are enough in every setting" : "FAILS", brief(least)));
  figure.contradiction = least < 1;
  figure.tables.push_back(std::move(table));
  figure.checks = {same_level(grids, choices), slower(grids), rate_matches(grids)};
  return figure;
}

}  // namespace biasbound::experiments
