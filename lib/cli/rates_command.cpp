// biasbound rates: what a claim is worth to SGD, by Theorems 4 and 6 with explicit constants.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "biasbound/claim.hpp"
#include "biasbound/rates.hpp"
#include "commands.hpp"
#include "report/text.hpp"
#include "terminal.hpp"
#include "values.hpp"

namespace biasbound::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
  std::string claim;
  std::string smoothness;
  std::string pl;
  std::string initial_gap = "1";
  std::string epsilon = "1e-3";
  std::string json;
};

struct Row {
  std::string theorem;
  std::string quantity;  // what is bounded
  std::string promise;
  Plan plan;
};

Exact positive(std::string_view option, std::string_view text) {
  Exact value = exact_value(option, text);
  if (value <= 0)
    throw InvalidInput(std::string(option) + ": " + std::string(text) + " is not above 0");
  return value;
}

/// The exact value where it is short, with its decimal.
std::string readable(const Exact& value) {
  const std::string text = to_text(value);
  std::string decimal = detail::brief(to_double(value));
  if (text == decimal || text.size() > 24) return decimal;
  return decimal + " = " + text;
}

std::string iterations(std::uint64_t count) {
  constexpr auto kTooMany = (std::uint64_t{1} << 63) - 1;
  return count >= kTooMany ? "more than 2^63" : detail::grouped(count);
}

int rates(const Arguments& arguments) {
  const Claim claim = parse_claim(arguments.claim);
  if (claim.kind != ClaimKind::bounds)
    throw InvalidInput("--claim: " + arguments.claim +
                       ": the rates need M, sigma2, m, zeta2 (those left out are 0)");
  const Bounds bounds{.M = claim.at("M"),
                      .sigma2 = claim.at("sigma2"),
                      .m = claim.at("m"),
                      .zeta2 = claim.at("zeta2")};
  const Exact L = positive("--smoothness", arguments.smoothness);
  const Exact gap = exact_value("--initial-gap", arguments.initial_gap);
  const Exact epsilon = exact_value("--epsilon", arguments.epsilon);
  if (gap < 0) throw InvalidInput("--initial-gap: " + arguments.initial_gap + " is negative");
  if (epsilon < 0) throw InvalidInput("--epsilon: " + arguments.epsilon + " is negative");

  std::vector<Row> rows = {{"Theorem 4", "mean of E|grad f(x_t)|^2, t < T",
                            "epsilon + 2 zeta2 / (1 - m)",
                            plan_gradient_norm(bounds, L, gap, epsilon)}};
  std::optional<Exact> mu;
  if (!arguments.pl.empty()) {
    mu = positive("--pl", arguments.pl);
    if (*mu > L)
      throw InvalidInput("--pl: " + arguments.pl + " is above --smoothness " +
                         arguments.smoothness + ", which no function with a minimum allows");
    rows.push_back({"Theorem 6", "E f(x_T) - f*", "epsilon + 3/2 zeta2 / (mu (1 - m))",
                    plan_gap(bounds, L, *mu, gap, epsilon)});
  }

  if (arguments.json != "-") {
    fmt::print("claim            {}\nsmoothness L     {}\n", to_text(claim), to_text(L));
    if (mu) fmt::print("PL constant mu   {}\n", to_text(*mu));
    fmt::print("f(x_0) - f*      {}\nepsilon          {}\nlargest step     {}\n", to_text(gap),
               to_text(epsilon), readable(max_step_size(bounds, L)));
    for (const auto& row : rows)
      fmt::print(
          "\n{}: bounds the {}\n  step size      {}\n  iterations T   {}\n"
          "  reaches        {}   ({})\n  floor          {}\n",
          row.theorem, row.quantity, readable(row.plan.step_size), iterations(row.plan.iterations),
          readable(row.plan.target), row.promise, readable(row.plan.floor));
    if (!mu) fmt::print("\nTheorem 6 needs the PL constant: give --pl.\n");
  }
  if (!arguments.json.empty()) {
    Json tree = {{"claim", to_text(claim)},
                 {"smoothness", to_text(L)},
                 {"pl", mu ? Json(to_text(*mu)) : Json(nullptr)},
                 {"initial_gap", to_text(gap)},
                 {"epsilon", to_text(epsilon)},
                 {"largest_step_size", to_text(max_step_size(bounds, L))}};
    Json plans = Json::array();
    for (const auto& row : rows)
      plans.push_back({{"theorem", row.theorem},
                       {"bounds", row.quantity},
                       {"step_size", to_text(row.plan.step_size)},
                       {"iterations", row.plan.iterations},
                       {"target", to_text(row.plan.target)},
                       {"floor", to_text(row.plan.floor)}});
    tree["plans"] = std::move(plans);
    write_output(arguments.json, tree.dump(2) + "\n");
  }
  return 0;
}

constexpr const char* kExamples =
    "Example:\n"
    "  biasbound rates --claim 'm=9/10' --smoothness 4 --pl 0.08 --initial-gap 1 --epsilon 1e-3\n\n"
    "Numbers are integers, decimals or p/q, and are computed with exactly.";

}  // namespace

void add_rates(CLI::App& program, Action& action) {
  auto* command = program.add_subcommand(
      "rates", "Step size, iterations and floor of SGD under a claim (Theorems 4 and 6)");
  const auto a = std::make_shared<Arguments>();
  command->set_help_flag("-h,--help", "Print this help");
  command
      ->add_option("--claim", a->claim, "M, sigma2, m, zeta2 of the oracle; those left out are 0")
      ->option_text("NAME=VALUE[,...] REQUIRED")
      ->required();
  command->add_option("--smoothness", a->smoothness, "L of Assumption 1, above 0")
      ->option_text("L REQUIRED")
      ->required();
  command->add_option("--pl", a->pl, "mu of Assumption 2, 0 < mu <= L; adds Theorem 6")
      ->option_text("MU");
  command->add_option("--initial-gap", a->initial_gap, "f(x_0) - f*, at least 0 (default 1)")
      ->option_text("GAP");
  command
      ->add_option("--epsilon", a->epsilon, "Accuracy above the floor, at least 0 (default 1e-3)")
      ->option_text("EPSILON");
  command->add_option("--json", a->json, "Write the result as JSON to FILE; - is stdout")
      ->option_text("FILE");
  command->footer(kExamples);
  command->callback([a, &action] { action = [a] { return rates(*a); }; });
}

}  // namespace biasbound::cli
