// The experiment on Fashion-MNIST, in runs small enough for a test.
#include "experiments/fashion_mnist.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <set>
#include <thread>

#include "biasbound/compressors/top_k.hpp"
#include "biasbound/objectives/quadratic.hpp"
#include "biasbound/objectives/softmax_regression.hpp"
#include "biasbound/sgd.hpp"
#include "catch.hpp"
#include "experiments/compressed_minibatch.hpp"
#include "experiments/fashion_mnist_runs.hpp"

using namespace biasbound;
using namespace biasbound::experiments;

namespace {

FashionMnistChoices tiny() {
  FashionMnistChoices choices;
  choices.examples = 40;
  choices.batch = 10;
  choices.iterations = 20;
  choices.grid_low = -1;
  choices.grid_high = 1;
  choices.audit_samples = 0;
  choices.threads = 2;
  return choices;
}

std::string text_of(const Cell& cell) {
  if (const auto* number = std::get_if<double>(&cell)) return to_hex(*number);
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  return "-";
}

/// Every number and text of a figure but the time that it took.
std::vector<std::string> contents(const Figure& figure) {
  std::vector<std::string> all = figure.notes;
  for (const auto& [name, value] : figure.choices) all.push_back(name + ": " + value);
  for (const Panel& panel : figure.panels)
    for (const Series& series : panel.series) {
      all.push_back(panel.title + " " + series.name + " " + series.end);
      for (const auto* numbers : {&series.x, &series.y, &series.lower, &series.upper})
        for (const double number : *numbers) all.push_back(to_hex(number));
    }
  for (const Table& table : figure.tables)
    for (const auto& row : table.rows)
      for (const Cell& cell : row) all.push_back(text_of(cell));
  return all;
}

std::string refusal(const FashionMnistChoices& choices) {
  bool worked = false;
  Watch watch;
  watch.progress = [&worked](const std::string& stage, double) {
    worked = worked || stage != "minimise the loss";
  };
  try {
    fashion_mnist(choices, watch);
  } catch (const InvalidInput& error) {
    return worked ? "refused late" : error.what();
  }
  return "";
}

std::string refusal(void (*change)(FashionMnistChoices&)) {
  FashionMnistChoices choices = tiny();
  change(choices);
  return refusal(choices);
}

std::size_t column(const Table& table, const std::string& name) {
  const auto found = std::find(table.columns.begin(), table.columns.end(), name);
  REQUIRE(found != table.columns.end());
  return static_cast<std::size_t>(found - table.columns.begin());
}

std::vector<Series> of_kind(const Panel& panel, Series::Kind kind) {
  std::vector<Series> found;
  for (const Series& series : panel.series)
    if (series.kind == kind) found.push_back(series);
  return found;
}

}  // namespace

TEST_CASE("the Fashion-MNIST experiment has the same bits for 1 and 3 threads", "[experiments]") {
  FashionMnistChoices choices = tiny();
  choices.audit_samples = 100;
  choices.threads = 1;
  const std::vector<std::string> one = contents(fashion_mnist(choices, {}));
  choices.threads = 3;
  CHECK(contents(fashion_mnist(choices, {})) == one);
  choices.seed = 1;
  CHECK(contents(fashion_mnist(choices, {})) != one);
}

TEST_CASE("without a compressor the experiment is sgd over the minibatch oracle", "[experiments]") {
  FashionMnistChoices choices = tiny();
  choices.step = 0.01;
  const Figure figure = fashion_mnist(choices, {});
  const Series& shown = figure.panels.front().series.front();
  REQUIRE(shown.name.rfind("none", 0) == 0);

  const SoftmaxRegression f(load_fashion_mnist(choices.folder, choices.examples), choices.lambda);
  const auto oracle = any_oracle(MinibatchOracle<double>(f, choices.batch));
  const double best = minimise(f, {}).value;
  std::vector<std::vector<double>> gaps(choices.runs);
  for (std::size_t run = 0; run < choices.runs; ++run)
    sgd(*oracle, std::vector<double>(f.dimension()), 0.01,
        {.iterations = choices.iterations, .seed = choices.seed, .run = run},
        [&](std::uint64_t, std::span<const double> x) { gaps[run].push_back(f.value(x) - best); });
  REQUIRE(shown.x.size() > 10);
  CHECK(shown.x.back() == static_cast<double>(choices.iterations));
  for (std::size_t i = 0; i < shown.x.size(); ++i) {
    const auto t = static_cast<std::size_t>(shown.x[i]);
    const auto [least, most] = std::minmax({gaps[0][t], gaps[1][t], gaps[2][t]});
    CHECK(shown.y[i] == (gaps[0][t] + gaps[1][t] + gaps[2][t]) / 3);
    CHECK(shown.lower[i] == least);
    CHECK(shown.upper[i] == most);
  }
}

TEST_CASE("a compressed minibatch gradient is C of the minibatch gradient", "[experiments]") {
  const SoftmaxRegression f(load_fashion_mnist(fashion_mnist_folder(), 30), Exact(1, 10));
  const MinibatchOracle<double> minibatch(f, 5);
  const CompressedMinibatch<RandK> oracle(minibatch, RandK{100});
  const std::vector<double> x(f.dimension(), 0.01);
  std::vector<double> v(x.size());
  std::vector<double> expected(x.size());
  std::vector<double> g(x.size());
  Stream same({.seed = 3});
  Stream stream({.seed = 3});
  minibatch.sample(x, same, v);
  RandK{100}.compress(std::span<const double>(v), same, std::span<double>(expected));
  oracle.sample(x, stream, g);
  CHECK(g == expected);
  // Lemma 10 with the minibatch's sigma2, and Lemma 12.
  const Exact variance = minibatch.bounds()->sigma2;
  CHECK(oracle.bounds() == rand_k_bounds(7850, 100, 0, variance));
  CHECK(CompressedMinibatch<ScaledRandK>(minibatch, ScaledRandK{100}).bounds() ==
        unbiased_compressor_bounds(Exact(7750, 100), 0, variance));
  // Without noise the compressor's own: those of a contraction would say M = d/k - 1 of top-k.
  CHECK(CompressedMinibatch<TopK>(MinibatchOracle<double>(f, 30), TopK{785}).bounds() ==
        Bounds{.M = 0, .sigma2 = 0, .m = Exact(9, 10), .zeta2 = 0});
}

TEST_CASE("the axis of bits is iterations times the bits of one", "[experiments]") {
  const Figure figure = fashion_mnist(tiny(), {});
  const std::vector<Series> against_t = of_kind(figure.panels[0], Series::Kind::monte_carlo);
  const std::vector<Series>& against_bits = figure.panels[1].series;
  // d = 7850, k = 79, indices of 13 bits, values of 64; a scale and signs; norm and 33 levels.
  const std::vector<double> bits{7850. * 64, 79. * 77,   79. * 77,
                                 79. * 77,   64 + 7850., 76 + 7850. * 6};
  REQUIRE(against_t.size() == bits.size());
  REQUIRE(against_bits.size() == bits.size());
  for (std::size_t i = 0; i < bits.size(); ++i) {
    CHECK(against_bits[i].name == against_t[i].name);
    REQUIRE(against_bits[i].x.size() + 1 == against_t[i].x.size());
    for (std::size_t j = 0; j < against_bits[i].x.size(); ++j) {
      CHECK(against_bits[i].x[j] == against_t[i].x[j + 1] * bits[i]);
      CHECK(against_bits[i].y[j] == against_t[i].y[j + 1]);
    }
  }
}

TEST_CASE("no run is above Theorem 6 where it applies", "[experiments]") {
  // The batch is the data: without noise the claims of all six are worth something, and 1e-4 is
  // below each 1/((M+1)L).
  FashionMnistChoices choices = tiny();
  choices.batch = choices.examples;
  choices.step = 1e-4;
  const Figure figure = fashion_mnist(choices, {});
  REQUIRE(figure.panels.size() == 3);
  for (const std::size_t panel : {std::size_t{0}, std::size_t{2}}) {
    const std::vector<Series> runs = of_kind(figure.panels[panel], Series::Kind::monte_carlo);
    const std::vector<Series> bounds = of_kind(figure.panels[panel], Series::Kind::bound);
    REQUIRE(runs.size() == 6);
    REQUIRE(bounds.size() == 6);
    for (std::size_t i = 0; i < runs.size(); ++i) {
      CHECK(bounds[i].colour == runs[i].colour);
      REQUIRE(bounds[i].x == runs[i].x);
      for (std::size_t j = 0; j < runs[i].x.size(); ++j) CHECK(runs[i].y[j] <= bounds[i].y[j]);
      CHECK(bounds[i].y.back() < bounds[i].y.front());
    }
  }
  // With noise, top-k and the scaled sign are left with a floor far above where they start.
  choices.batch = 10;
  const Figure noisy = fashion_mnist(choices, {});
  CHECK(of_kind(noisy.panels[2], Series::Kind::bound).size() == 4);
  CHECK(std::count_if(noisy.notes.begin(), noisy.notes.end(), [](const std::string& note) {
          return note.find("vacuous") != std::string::npos;
        }) == 2);
}

TEST_CASE("a step beyond 1/((M+1)L) is said to be beyond Theorem 6", "[experiments]") {
  FashionMnistChoices choices = tiny();
  choices.step = 0.01;  // below 1/L, above the limit of every compressor
  const Figure figure = fashion_mnist(choices, {});
  const Table& runs = figure.tables.front();
  const std::size_t q = column(runs, "1 - q");
  REQUIRE(runs.rows.size() == 6);
  CHECK(std::holds_alternative<double>(runs.rows[0][q]));
  for (std::size_t i = 1; i < 6; ++i) CHECK(text_of(runs.rows[i][q]) == "gamma above 1/((M+1)L)");
}

TEST_CASE("a run that diverges is reported as such", "[experiments]") {
  FashionMnistChoices choices = tiny();
  choices.step = 1e5;
  const Figure figure = fashion_mnist(choices, {});
  const Series& none = figure.panels[0].series.front();
  CHECK(none.end.find("diverges") != std::string::npos);
  CHECK(none.x.size() < 20);
  const Table& runs = figure.tables.front();
  CHECK(text_of(runs.rows[0][column(runs, "F_T measured")]).find("diverges") == 0);
  for (const Panel& panel : figure.panels)
    for (const Series& series : panel.series)
      for (const auto* numbers : {&series.x, &series.y, &series.lower, &series.upper})
        CHECK(std::all_of(numbers->begin(), numbers->end(),
                          [](double number) { return std::isfinite(number); }));
  for (const std::string& line : contents(figure)) CHECK(line.find("nan") == std::string::npos);
}

TEST_CASE("the experiment's audits do not refute what is proved", "[experiments]") {
  FashionMnistChoices choices = tiny();
  choices.audit_samples = 400;
  const Figure figure = fashion_mnist(choices, {});
  const Table& constants = figure.tables[1];
  const std::size_t verdict = column(constants, "audit of these");
  CHECK(text_of(constants.rows[0][verdict]) == "SUPPORTED");  // it has its moments in closed form
  for (const auto& row : constants.rows)
    CHECK((text_of(row[verdict]) == "SUPPORTED" || text_of(row[verdict]) == "NOT_REFUTED"));
  // rand-k attains its bound on the bias at every point.
  const double share =
      std::get<double>(constants.rows[2][column(constants, "bias: largest share of its bound")]);
  CHECK(share == Approx(1).epsilon(0.02));
  // (4), and |grad f|^2 <= 2 L (f - min f).
  const std::size_t curvature = column(constants, "least |grad|^2/(2 gap), at least mu");
  for (const auto& row : constants.rows) {
    CHECK(std::get<double>(row[curvature]) >= 0.1);
    CHECK(std::get<double>(row[curvature]) <= 60);
  }
}

TEST_CASE("impossible choices of the experiment are refused before any work", "[experiments]") {
  using C = FashionMnistChoices;
  CHECK(refusal([](C& c) { c.folder = "/nowhere"; }).find("/nowhere/train-images") !=
        std::string::npos);
  CHECK(refusal([](C& c) { c.batch = 0; }).find("batch: 0") == 0);
  CHECK(refusal([](C& c) { c.batch = 41; }).find("batch: 41, expected 1 to 40") == 0);
  CHECK(refusal([](C& c) { c.examples = 0; }).find("examples: 0") == 0);
  CHECK(refusal([](C& c) { c.examples = 70'000; }).find("examples: 70000") == 0);
  CHECK(refusal([](C& c) { c.share = 0; }).find("share: 0") == 0);
  CHECK(refusal([](C& c) { c.share = Exact(3, 2); }).find("share: 1.5") == 0);
  CHECK(refusal([](C& c) { c.lambda = 0; }).find("lambda: 0") == 0);
  CHECK(refusal([](C& c) { c.levels = 0; }).find("levels: 0") == 0);
  CHECK(refusal([](C& c) { c.iterations = 0; }).find("iterations: 0") == 0);
  CHECK(refusal([](C& c) { c.iterations = 1'000'000'000; }).find("iterations: 1000000000") == 0);
  CHECK(refusal([](C& c) { c.step = 0; }).find("step: 0") == 0);
  CHECK(refusal([](C& c) { c.step = -1; }).find("step: -1") == 0);
  CHECK(refusal([](C& c) {
          c.step = std::numeric_limits<double>::quiet_NaN();
        }).find("step: nan") == 0);
  CHECK(refusal([](C& c) { c.grid_high = -2; }).find("grid_high: -2") == 0);
  CHECK(refusal([](C& c) { c.target = 1; }).find("target: 1") == 0);
  CHECK(refusal([](C& c) { c.runs = 2; }).find("runs: 2") == 0);
}

TEST_CASE("the experiment runs at the ends of its ranges", "[experiments]") {
  FashionMnistChoices choices = tiny();
  choices.share = 1;  // nothing is dropped
  choices.step = 0.01;
  choices.iterations = 1;
  const std::vector<Series> all =
      of_kind(fashion_mnist(choices, {}).panels[0], Series::Kind::monte_carlo);
  for (std::size_t i = 1; i <= 3; ++i) CHECK(all[i].y == all[0].y);
  choices.share = Exact(1, 1'000'000);  // one coordinate
  choices.examples = 1;
  choices.batch = 1;
  choices.levels = 1;
  const Figure one = fashion_mnist(choices, {});
  CHECK(one.panels[1].series[1].x == std::vector<double>{13 + 64});
}

TEST_CASE("the experiment stops where asked and tells of progress on the caller's thread only",
          "[experiments]") {
  std::atomic<bool> stop{false};
  std::set<std::thread::id> speakers;
  std::vector<double> fractions;
  Watch watch;
  watch.stop = &stop;
  watch.progress = [&](const std::string&, double fraction) {
    speakers.insert(std::this_thread::get_id());
    fractions.push_back(fraction);
    if (fraction > 0.5) stop = true;
  };
  FashionMnistChoices choices = tiny();
  choices.threads = 3;
  choices.audit_samples = 100;  // each begins with a word of progress; a quick run may have none
  CHECK_THROWS_AS(fashion_mnist(choices, watch), Stopped);
  CHECK(speakers == std::set<std::thread::id>{std::this_thread::get_id()});
  CHECK(std::is_sorted(fractions.begin(), fractions.end()));
}

TEST_CASE("the best known value is off by no more than it says", "[experiments]") {
  const Quadratic<double> f(
      {.spectrum = {1, 4, 100}, .reflections = reflections(3, 2, 7), .linear = {1, -2, 3}});
  const double least = to_double(*f.regularity().f_star);
  const Minimum minimum = minimise(f, {});
  CHECK(minimum.missing < 1e-10);
  CHECK(minimum.value - least <= minimum.missing + 1e-14);
  CHECK(minimum.value - least >= -1e-14);
}
