#include "experiments/fashion_mnist.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "experiments/crew.hpp"
#include "experiments/fashion_mnist_report.hpp"
#include "experiments/fashion_mnist_runs.hpp"

namespace biasbound::experiments {
namespace {

using namespace fashion;
using biasbound::to_text;

void require(bool holds, const std::string& field, const std::string& value,
             const std::string& expected) {
  if (!holds) throw InvalidInput(field + ": " + value + ", expected " + expected);
}

Setting setting_of(double step, std::size_t runs) {
  Setting setting;
  setting.step = step;
  setting.paths.resize(runs);
  return setting;
}

constexpr std::size_t kMetPoints = 6;

/// Some of the iterations that are looked at, the first and the last among them.
bool is_met_point(const std::vector<std::uint64_t>& seen, std::uint64_t t) {
  for (std::size_t i = 0; i < kMetPoints; ++i)
    if (seen[i * (seen.size() - 1) / (kMetPoints - 1)] == t) return true;
  return false;
}

/// A run of a contestant with the tuned or the most promising step.
struct Job {
  std::size_t contestant;
  bool tuned;
  std::size_t run;
};

void run_all(const FashionMnistChoices& choices, const Problem& problem, const Watch& watch,
             std::vector<Outcome>& outcomes, double from, double to) {
  const std::vector<std::uint64_t> seen = seen_iterations(choices.iterations);
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    for (const bool tuned : {true, false})
      for (std::size_t run = 0; run < choices.runs; ++run)
        if (tuned || outcomes[i].promised) jobs.push_back({i, tuned, run});
  const Watch part = watch.part("run SGD", from, to);
  Crew crew(part, static_cast<double>(jobs.size()));
  crew.run(jobs.size(), thread_count(choices.threads), [&](std::size_t index) {
    const Job& job = jobs[index];
    const Contestant& contestant = problem.contestants[job.contestant];
    Outcome& outcome = outcomes[job.contestant];
    Setting& setting = job.tuned ? outcome.tuned : *outcome.promised;
    Visit visit;
    if (job.tuned && job.run == 0)
      visit = [&](std::uint64_t t, std::span<const double> x) {
        if (is_met_point(seen, t))
          outcome.met.push_back(measure(problem, contestant, x, t, choices.seed));
      };
    setting.paths[job.run] =
        run_path(problem, contestant, setting.step, seen, choices.seed, job.run, watch, visit);
    crew.did(1);
  });
  for (Outcome& outcome : outcomes) {
    summarise(outcome.tuned);
    if (outcome.promised) summarise(*outcome.promised);
  }
}

void audit_all(const FashionMnistChoices& choices, const Problem& problem, const Watch& watch,
               std::vector<Outcome>& outcomes, double from, double to) {
  if (choices.audit_samples == 0) return;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Contestant& contestant = problem.contestants[i];
    watch.show("audit " + contestant.name,
               from + (to - from) * static_cast<double>(i) / static_cast<double>(outcomes.size()));
    Options options;
    options.seed = choices.seed;
    options.samples = choices.audit_samples;
    options.threads = choices.threads;
    options.stop = watch.stop;
    outcomes[i].audit = audit(make_subject(contestant.oracle, Subject::Kind::oracle),
                              claim_bounds(contestant.bounds), options);
  }
  watch.check();
}

}  // namespace

void check(const FashionMnistChoices& c) {
  const auto within = [](const std::string& field, std::uint64_t value, std::uint64_t least,
                         std::uint64_t most) {
    require(least <= value && value <= most, field, std::to_string(value),
            std::to_string(least) + " to " + std::to_string(most));
  };
  within("examples", c.examples, 1, 60'000);
  within("batch", c.batch, 1, c.examples);
  require(c.lambda > 0, "lambda", to_text(c.lambda), "a positive number");
  require(c.share > 0 && c.share <= 1, "share", to_text(c.share), "more than 0, at most 1");
  within("levels", c.levels, 1, 1U << 20U);
  within("iterations", c.iterations, 1, 1'000'000);
  if (c.step)
    require(*c.step > 0 && std::isfinite(*c.step), "step", to_text(*c.step), "a positive number");
  require(-60 <= c.grid_low && c.grid_low <= 60, "grid_low", std::to_string(c.grid_low),
          "-60 to 60");
  require(c.grid_low <= c.grid_high && c.grid_high <= 60, "grid_high", std::to_string(c.grid_high),
          "grid_low to 60");
  require(c.target > 0 && c.target < 1, "target", to_text(c.target), "more than 0, less than 1");
  within("runs", c.runs, 3, 100);
  within("threads", c.threads, 0, 256);
  load_fashion_mnist(c.folder, c.examples);
}

Figure fashion_mnist(const FashionMnistChoices& choices, const Watch& watch) {
  check(choices);
  watch.show("minimise the loss", 0);
  const Problem problem = make_problem(choices, watch);

  const std::vector<double> steps = tuned_steps(choices, problem, watch, 0.03, 0.6);
  std::vector<Outcome> outcomes;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    Outcome& outcome = outcomes.emplace_back();
    outcome.tuned = setting_of(steps[i], choices.runs);
    if (const auto step = most_promising_step(choices, problem, problem.contestants[i]))
      outcome.promised = setting_of(*step, choices.runs);
  }
  run_all(choices, problem, watch, outcomes, 0.6, 0.9);
  audit_all(choices, problem, watch, outcomes, 0.9, 1);

  Figure figure;
  figure.id = "fashion-mnist";
  figure.title = "Compressed minibatch gradients on Fashion-MNIST, softmax regression";
  figure.about =
      "Plain SGD (Algorithm 1) on ridge-regularised softmax regression, with g = C(the gradient of "
      "a random batch), without momentum and error feedback: a convex counterpart of the paper's "
      "Figure 6. f_best is the best value that L-BFGS finds. A curve is the mean of the runs, its "
      "band their range; Theorem 6 bounds the expectation with the constants proved for the "
      "oracle. Compressors see the same batches. Only what one worker sends is counted.";
  write(figure, choices, problem, outcomes);
  return figure;
}

}  // namespace biasbound::experiments
