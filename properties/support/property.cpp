// The uses of a property, and the report that each leaves behind.
#include "property.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "catch.hpp"
#include "property_run.hpp"

namespace biasbound::property {
namespace {

constexpr std::size_t kShownText = 300;  // of a comparison of rationals of many digits

const char* name(Arithmetic arithmetic) {
  switch (arithmetic) {
    case Arithmetic::exact:
      return "exact";
    case Arithmetic::interval:
      return "interval";
    case Arithmetic::high:
      break;
  }
  return "high";
}

std::string id_of(const Property& property) { return property.statement + "/" + property.name; }

std::string variable(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? "" : text;
}

/// A positive number from the environment.
std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const std::string text = variable(name);
  if (text.empty()) return otherwise;
  const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
  const std::uint64_t value = digits && text.size() <= 18 ? std::stoull(text) : 0;
  if (value == 0)
    throw InvalidInput(std::string(name) + ": '" + text + "', expected a positive integer");
  return value;
}

// ---- a failing case as text: eight digits for the property, then RapidCheck's bytes in
// hexadecimal

std::string mark_of(std::string_view words) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char c : words) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  std::string text(8, '0');
  for (std::size_t i = 0; i < 8; ++i) text[i] = "0123456789abcdef"[(hash >> (4 * i)) & 15U];
  return text;
}

std::string to_code(const Property& property, const rc::detail::Reproduce& found) {
  std::vector<std::uint8_t> bytes;
  serialize(found, std::back_inserter(bytes));
  std::string code = mark_of(id_of(property));
  for (const std::uint8_t byte : bytes) {
    constexpr const char* digits = "0123456789abcdef";
    code += digits[byte / 16];
    code += digits[byte % 16];
  }
  return code;
}

rc::detail::Reproduce from_code(std::string_view code) {
  std::vector<std::uint8_t> bytes;
  rc::detail::Reproduce found;
  try {
    for (std::size_t i = 8; i + 1 < code.size(); i += 2)
      bytes.push_back(
          static_cast<std::uint8_t>(std::stoul(std::string(code.substr(i, 2)), nullptr, 16)));
    deserialize(bytes.begin(), bytes.end(), found);
  } catch (const std::exception&) {
    throw InvalidInput("BIASBOUND_REPRODUCE: '" + std::string(code) +
                       "', not a code of this suite");
  }
  return found;
}

// ---- reports

std::string slug(std::string text) {
  for (char& c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return text;
}

void report(const Property& property, const RunOutcome& outcome) {
  const std::string given = variable("BIASBOUND_PROPERTY_REPORTS");
  const std::filesystem::path folder =
      given.empty()
          ? std::filesystem::read_symlink("/proc/self/exe").parent_path() / "property-reports"
          : std::filesystem::path(given);
  nlohmann::ordered_json json{{"statement", property.statement},
                              {"property", property.name},
                              {"kind", outcome.kind},
                              {"arithmetic", name(property.arithmetic)},
                              {"cases", outcome.cases},
                              {"seed", outcome.seed},
                              {"passed", outcome.failure.empty()}};
  if (!outcome.failure.empty()) json["failure"] = outcome.failure;
  if (!outcome.refuted.empty()) json["refuted"] = outcome.refuted;
  auto& comparisons = json["comparisons"] = nlohmann::ordered_json::array();
  for (const Ledger::Line& line : outcome.lines) {
    nlohmann::ordered_json entry{{"comparison", line.comparison}, {"count", line.count}};
    entry["relation"] = line.equality ? "==" : "<=";
    if (!line.equality && std::isfinite(line.slack)) entry["slack"] = line.slack;
    entry["measured"] = line.measured;
    entry["bound"] = line.bound;
    comparisons.push_back(std::move(entry));
  }
  std::filesystem::create_directories(folder);
  // The mark keeps apart what the slug runs together.
  const std::string test = Catch::getResultCapture().getCurrentTestName();
  const std::string words = test + '\n' + id_of(property) + '\n' + outcome.kind;
  static std::set<std::string> reported;
  if (!reported.insert(words).second)
    FAIL("two runs are " << id_of(property) << ", " << outcome.kind << ": give one another name");
  const std::string file = property.statement + "--" + slug(property.name) + "--" +
                           slug(outcome.kind) + "--" + mark_of(words) + ".json";
  // Whole or not at all: a reader may look while the tests run.
  const std::filesystem::path draft = folder / (file + ".part");
  std::ofstream(draft) << json.dump(1) << '\n';
  std::filesystem::rename(draft, folder / file);
}

std::string summary(const Property& property, const std::vector<Ledger::Line>& lines) {
  std::string text = property.statement + ", " + property.name + ":";
  for (const Ledger::Line& line : lines) {
    text += "\n  " + line.comparison;
    if (line.equality)
      text += ": equal";
    else
      text += ": smallest slack " + biasbound::to_text(line.slack) + " (measured " + line.measured +
              ", bound " + line.bound + ")";
    text += ", " + std::to_string(line.count) + " comparisons";
  }
  return text;
}

/// For a POSIX shell.
std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text)
    if (c == '\'')
      result += "'\\''";
    else
      result += c;
  return result + "'";
}

/// What RapidCheck says of a run that did not succeed.
void explain(const rc::detail::TestResult& result, const Property& property, RunOutcome& outcome) {
  if (result.is<rc::detail::FailureResult>()) {
    const auto& found = result.get<rc::detail::FailureResult>();
    outcome.code = to_code(property, found.reproduce);
    outcome.failure += "\nfound in case " + std::to_string(found.numSuccess + 1) + " of seed " +
                       std::to_string(outcome.seed) + "\nreproduce: BIASBOUND_REPRODUCE='" +
                       outcome.code + "' " +
                       std::filesystem::read_symlink("/proc/self/exe").string() + " " +
                       quoted(Catch::getResultCapture().getCurrentTestName());
  } else if (result.is<rc::detail::Error>()) {
    outcome.failure = "the code does not lead to a failing case of this property: " +
                      result.get<rc::detail::Error>().description;
  } else {
    outcome.failure += "RapidCheck gave up";
  }
}

void conclude(const Property& property, const RunOutcome& outcome) {
  report(property, outcome);
  if (!outcome.failure.empty())
    FAIL(property.statement << ", " << property.name << ": " << outcome.failure);
  SUCCEED();
}

}  // namespace

Settings settings() {
  Settings result;
  result.cases = setting("BIASBOUND_CASES", result.cases);
  if (result.cases > static_cast<std::uint64_t>(std::numeric_limits<int>::max()))
    throw InvalidInput("BIASBOUND_CASES: more than 2^31 - 1");
  result.seed = setting("BIASBOUND_SEED", result.seed);
  result.reproduce = variable("BIASBOUND_REPRODUCE");
  return result;
}

RunOutcome run_check(const Property& property, const Body& body, const Settings& settings) {
  Ledger ledger;
  // Of the last case that failed: in the end the one that RapidCheck shrank to.
  RunOutcome outcome{.kind = "property",
                     .cases = settings.cases,
                     .seed = settings.seed,
                     .failure = "",
                     .refuted = "",
                     .instance = "",
                     .code = "",
                     .lines = {}};
  restart_shrink_clock();

  rc::detail::TestMetadata metadata;
  metadata.id = id_of(property);
  metadata.description = metadata.id;
  rc::detail::TestParams params;
  params.seed = settings.seed;
  params.maxSuccess = static_cast<int>(settings.cases);
  struct Silent final : rc::detail::TestListener {
    void onTestCaseFinished(const rc::detail::CaseDescription&) override {}
    void onShrinkTried(const rc::detail::CaseDescription&, bool) override {}
    void onTestFinished(const rc::detail::TestMetadata&, const rc::detail::TestResult&) override {}
  } listener;
  std::unordered_map<std::string, rc::detail::Reproduce> to_reproduce;
  if (settings.reproduce.starts_with(mark_of(id_of(property)))) {
    to_reproduce.emplace(metadata.id, from_code(settings.reproduce));
    outcome.cases = 1;
  }

  const auto result = rc::detail::checkTestable(
      [&] {
        Given given;
        const auto failed = [&](const std::string& why) {
          outcome.instance = given.text();
          outcome.failure = "with " + outcome.instance + "\n" + why;
          RC_FAIL(outcome.failure);
        };
        try {
          body(given, ledger);
        } catch (const Violation& violation) {
          failed(violation.text);
        } catch (const std::exception& error) {
          failed(std::string("threw ") + error.what());
        }
      },
      metadata, params, listener, to_reproduce);

  outcome.lines = ledger.lines();
  if (!result.is<rc::detail::SuccessResult>())
    explain(result, property, outcome);
  else if (outcome.lines.empty())
    outcome.failure = "compares nothing";
  return outcome;
}

RunOutcome run_instance(const Instance& instance) {
  Ledger ledger;
  RunOutcome outcome;
  outcome.kind = "instance";
  try {
    instance(ledger);
  } catch (const Violation& violation) {
    outcome.failure = violation.text;
  }
  outcome.lines = ledger.lines();
  if (outcome.failure.empty() && outcome.lines.empty()) outcome.failure = "compares nothing";
  return outcome;
}

RunOutcome run_attained(const Instance& instance, const std::vector<std::string>& comparisons) {
  Ledger ledger = Ledger::of_tight_instance();
  RunOutcome outcome;
  outcome.kind = "attained";
  try {
    instance(ledger);
  } catch (const Violation& violation) {
    outcome.failure = violation.text;
  }
  outcome.lines = ledger.lines();
  std::size_t looked_at = 0;
  for (const Ledger::Line& line : outcome.lines) {
    if (line.equality) continue;
    if (!comparisons.empty() &&
        std::ranges::find(comparisons, line.comparison) == comparisons.end())
      continue;
    ++looked_at;
    if (outcome.failure.empty() && line.slack != 0)
      outcome.failure =
          line.comparison + ": not attained, measured " + line.measured + ", bound " + line.bound;
  }
  if (outcome.failure.empty() && (looked_at == 0 || looked_at < comparisons.size()))
    outcome.failure = "a comparison named was not made";
  return outcome;
}

RunOutcome run_must_fail(const std::string& comparison, const Instance& instance,
                         const Exact& factor) {
  Ledger ledger(factor);
  RunOutcome outcome;
  outcome.kind = "must fail";
  try {
    instance(ledger);
    outcome.failure = "nothing failed, though '" + comparison + "' has to";
  } catch (const Violation& violation) {
    if (violation.comparison == comparison)
      outcome.refuted = violation.text.size() <= kShownText
                            ? violation.text
                            : violation.text.substr(0, kShownText) + "...";
    else
      outcome.failure = "'" + violation.text + "' failed, expected '" + comparison + "' to";
  }
  outcome.lines = ledger.lines();
  return outcome;
}

// ---- the uses

void check(const Property& property, const Body& body) {
  const RunOutcome outcome = run_check(property, body, settings());
  report(property, outcome);
  if (outcome.failure.empty()) {
    std::cout << summary(property, outcome.lines) << '\n';
    SUCCEED();
    return;
  }
  // Not through Catch2, which breaks long lines, and so the line to be pasted.
  std::cerr << id_of(property) << " is false\n" << outcome.failure << '\n';
  FAIL(id_of(property) << " is false, see above");
}

void holds(const Property& property, const Instance& instance) {
  const RunOutcome outcome = run_instance(instance);
  if (outcome.failure.empty()) std::cout << summary(property, outcome.lines) << '\n';
  conclude(property, outcome);
}

void attained(const Property& property, const Instance& instance,
              const std::vector<std::string>& comparisons) {
  conclude(property, run_attained(instance, comparisons));
}

void must_fail(const Property& property, const std::string& comparison, const Instance& instance,
               const Exact& factor) {
  conclude(property, run_must_fail(comparison, instance, factor));
}

}  // namespace biasbound::property
