#include "property.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "biasbound/random.hpp"
#include "catch.hpp"

namespace biasbound::property {
namespace {

constexpr std::uint64_t kDefaultSeed = 20200817;  // the paper's date
constexpr std::uint64_t kDefaultCases = 1000;
constexpr std::chrono::seconds kShrinkTime{10};

/// What failed, and the words for it.
struct Violation {
  std::string comparison;
  std::string text;
};

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

/// A number from the environment. Throws InvalidInput where it is not one.
std::uint64_t setting(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  if (text == nullptr || *text == '\0') return otherwise;
  char* end = nullptr;
  const std::uint64_t value = std::strtoull(text, &end, 10);
  if (*end != '\0' || value == 0)
    throw InvalidInput(std::string(variable) + ": '" + text + "', expected a positive integer");
  return value;
}

// ---- a failing case as text: RapidCheck's own bytes in hexadecimal

std::string to_code(const rc::detail::Reproduce& found) {
  std::vector<std::uint8_t> bytes;
  serialize(found, std::back_inserter(bytes));
  std::string code;
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
    for (std::size_t i = 0; i + 1 < code.size(); i += 2)
      bytes.push_back(
          static_cast<std::uint8_t>(std::stoul(std::string(code.substr(i, 2)), nullptr, 16)));
    deserialize(bytes.begin(), bytes.end(), found);
  } catch (const std::exception&) {
    throw InvalidInput("BIASBOUND_REPRODUCE: '" + std::string(code) +
                       "', not a code of this suite");
  }
  return found;
}

// ---- generators

/// Shrinks stop being offered when the time for one property is over.
class ShrinkClock {
 public:
  static void start() { end_.reset(); }
  static bool over() {
    const auto now = std::chrono::steady_clock::now();
    if (!end_) end_ = now + kShrinkTime;
    return now > *end_;
  }

 private:
  static inline thread_local std::optional<std::chrono::steady_clock::time_point> end_;
};

/// A generator from `draw(Random&)` and `smaller(value)`, simpler values first.
template <class T, class Draw, class Smaller>
rc::Gen<T> generator(Draw draw, Smaller smaller) {
  return rc::Gen<T>([draw, smaller](const rc::Random& random, int) {
    rc::Random source(random);
    Stream stream({.seed = source.next()});
    return rc::shrinkable::shrinkRecur(T(draw(stream)), [smaller](const T& value) {
      return ShrinkClock::over() ? rc::Seq<T>() : rc::seq::fromContainer(smaller(value));
    });
  });
}

bool simpler(const Exact& a, const Exact& b) {
  const auto cost = [](const Exact& v) {
    return std::pair(denominator(v), abs(numerator(v)) * 2 + (v < 0 ? 1 : 0));
  };
  return cost(a) < cost(b);
}

std::vector<Exact> simpler_values(const Exact& value, const Exact& low, const Exact& high) {
  std::vector<Exact> result;
  const auto offer = [&](const Exact& candidate) {
    if (candidate >= low && candidate <= high && candidate != value && simpler(candidate, value))
      result.push_back(candidate);
  };
  offer(0);
  offer(1);
  offer(-1);
  offer(-value);
  using Integer = std::decay_t<decltype(numerator(value))>;
  for (const int q : {1, 2, 3, 4, 6, 12}) {
    const Exact scaled = value * q;
    const Integer floor = numerator(scaled) / denominator(scaled);
    offer(Exact(floor, Integer(q)));
    offer(Exact(floor + (value < 0 ? -1 : 1), Integer(q)));
  }
  offer(Exact(numerator(value) / 2, denominator(value)));
  return result;
}

/// p / q with q <= 12 in [low, high].
Exact fraction_between(Stream& stream, const Exact& low, const Exact& high) {
  const auto q = 1 + uniform_below(stream, 12);
  const auto parts = 60 * q;
  return low + (high - low) * Exact(uniform_below(stream, parts + 1), parts);
}

Exact power_of_ten(int exponent) {
  Exact result = 1;
  for (int i = 0; i < std::abs(exponent); ++i) result *= 10;
  return exponent < 0 ? Exact(1 / result) : result;
}

Exact small_rational(Stream& stream, int most = 12) {
  const auto p = static_cast<int>(uniform_below(stream, static_cast<std::uint64_t>(2 * most + 1)));
  return Exact(p - most) / (1 + static_cast<int>(uniform_below(stream, 6)));
}

Vector<Exact> hostile_vector(Stream& stream, std::size_t d) {
  const auto size = static_cast<Eigen::Index>(d);
  Vector<Exact> x = Vector<Exact>::Zero(size);
  const auto fill = [&](auto entry) {
    for (Eigen::Index i = 0; i < size; ++i) x(i) = entry();
  };
  switch (uniform_below(stream, 8)) {
    case 0:  // one-hot
      x(static_cast<Eigen::Index>(uniform_below(stream, d))) = small_rational(stream);
      break;
    case 1: {  // equal magnitudes
      const Exact value = small_rational(stream);
      fill([&] { return uniform_below(stream, 2) == 0 ? value : Exact(-value); });
      break;
    }
    case 2:  // few values, zeros among them
      fill([&] { return Exact(static_cast<int>(uniform_below(stream, 4)) - 1); });
      break;
    case 3:  // many scales
      fill([&] {
        return Exact(small_rational(stream) *
                     power_of_ten(static_cast<int>(uniform_below(stream, 13)) - 6));
      });
      break;
    case 4: {  // one scale, far from 1
      const Exact scale = power_of_ten(uniform_below(stream, 2) == 0 ? -12 : 12);
      fill([&] { return Exact(small_rational(stream) * scale); });
      break;
    }
    default:
      fill([&] { return small_rational(stream); });
  }
  return x;
}

std::vector<Vector<Exact>> simpler_vectors(const Vector<Exact>& x) {
  std::vector<Vector<Exact>> result;
  Exact largest = 0;
  for (const Exact& entry : x) largest = std::max(largest, Exact(abs(entry)));
  if (largest == 0) return result;
  result.push_back(Vector<Exact>::Zero(x.size()));
  Vector<Exact> scaled = x;
  for (Exact& entry : scaled) entry /= largest;
  if (largest != 1) result.push_back(scaled);
  for (Eigen::Index i = 0; i < x.size(); ++i)
    for (const Exact& entry : simpler_values(x(i), -largest - 1, largest + 1)) {
      Vector<Exact> changed = x;
      changed(i) = entry;
      result.push_back(std::move(changed));
    }
  return result;
}

// ---- reports

std::string slug(std::string text) {
  for (char& c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return text;
}

struct Outcome {
  const char* kind;  // "property", "attained", "must fail"
  std::uint64_t cases = 1;
  std::uint64_t seed = 0;
  std::string failure;
};

void report(const Property& property, const Outcome& outcome,
            const std::vector<Ledger::Line>& lines) {
  const char* given = std::getenv("BIASBOUND_PROPERTY_REPORTS");
  const std::filesystem::path folder =
      given != nullptr && *given != '\0'
          ? std::filesystem::path(given)
          : std::filesystem::read_symlink("/proc/self/exe").parent_path() / "property-reports";
  nlohmann::ordered_json json{{"statement", property.statement},
                              {"property", property.name},
                              {"kind", outcome.kind},
                              {"arithmetic", name(property.arithmetic)},
                              {"cases", outcome.cases},
                              {"seed", outcome.seed},
                              {"passed", outcome.failure.empty()}};
  if (!outcome.failure.empty()) json["failure"] = outcome.failure;
  auto& comparisons = json["comparisons"] = nlohmann::ordered_json::array();
  for (const Ledger::Line& line : lines) {
    nlohmann::ordered_json entry{{"comparison", line.comparison}, {"count", line.count}};
    entry["relation"] = line.equality ? "==" : "<=";
    if (!line.equality && std::isfinite(line.slack)) entry["slack"] = line.slack;
    entry["measured"] = line.measured;
    entry["bound"] = line.bound;
    comparisons.push_back(std::move(entry));
  }
  std::filesystem::create_directories(folder);
  const auto file =
      std::filesystem::path(folder) /
      (property.statement + "--" + slug(property.name) + "--" + slug(outcome.kind) + ".json");
  std::ofstream(file) << json.dump(1) << '\n';
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

std::string brief(const Exact& value) {
  const std::string text = biasbound::to_text(value);
  return text.size() <= 40 ? text : biasbound::to_text(to_double(value));
}

}  // namespace

std::string to_text(const Vector<Exact>& x) {
  std::string text = "(";
  for (Eigen::Index i = 0; i < x.size(); ++i)
    text.append(i == 0 ? "" : ", ").append(biasbound::to_text(x(i)));
  return text + ")";
}

// ---- Given

std::int64_t Given::integer(std::string_view name, std::int64_t low, std::int64_t high) {
  const std::int64_t value = *generator<std::int64_t>(
      [low, high](Stream& stream) {
        return low + static_cast<std::int64_t>(
                         uniform_below(stream, static_cast<std::uint64_t>(high - low) + 1));
      },
      [low](std::int64_t at) {
        std::vector<std::int64_t> smaller;
        if (at > low) smaller.push_back(low);
        if (low + (at - low) / 2 != low && at - low > 2) smaller.push_back(low + (at - low) / 2);
        if (at - 1 > low) smaller.push_back(at - 1);
        return smaller;
      });
  note(name, std::to_string(value));
  return value;
}

Exact Given::rational(std::string_view name, const Exact& low, const Exact& high) {
  const Exact value = *generator<Exact>(
      [low, high](Stream& stream) {
        const auto kind = uniform_below(stream, 10);
        if (kind == 0) return low;
        if (kind == 1) return high;
        if (kind == 2 && low <= 0 && high >= 0) return Exact(0);
        if (kind == 3 && low <= 1 && high >= 1) return Exact(1);
        if (kind == 4 && low <= -1 && high >= -1) return Exact(-1);
        return fraction_between(stream, low, high);
      },
      [low, high](const Exact& at) { return simpler_values(at, low, high); });
  note(name, biasbound::to_text(value));
  return value;
}

Exact Given::positive(std::string_view name) {
  const Exact least = power_of_ten(-12);
  const Exact most = power_of_ten(12);
  const Exact value = *generator<Exact>(
      [](Stream& stream) {
        const Exact mantissa =
            Exact(1 + uniform_below(stream, 12)) / (1 + uniform_below(stream, 12));
        const auto kind = uniform_below(stream, 6);
        if (kind == 0) return Exact(1);
        if (kind == 1)
          return Exact(mantissa * power_of_ten(static_cast<int>(uniform_below(stream, 21)) - 10));
        return mantissa;
      },
      [least, most](const Exact& at) { return simpler_values(at, least, most); });
  note(name, biasbound::to_text(value));
  return value;
}

Exact Given::below_one(std::string_view name) {
  const Exact most = 1 - power_of_ten(-6);
  const Exact value = *generator<Exact>(
      [most](Stream& stream) {
        const auto kind = uniform_below(stream, 8);
        if (kind == 0) return Exact(0);
        if (kind == 1) return most;
        return Exact(uniform_below(stream, 60), 60);
      },
      [most](const Exact& at) { return simpler_values(at, 0, most); });
  note(name, biasbound::to_text(value));
  return value;
}

Exact Given::fraction(std::string_view name) {
  const Exact least = power_of_ten(-6);
  const Exact value = *generator<Exact>(
      [least](Stream& stream) {
        const auto kind = uniform_below(stream, 8);
        if (kind == 0) return Exact(1);
        if (kind == 1) return least;
        return Exact(1 + uniform_below(stream, 60), 60);
      },
      [least](const Exact& at) { return simpler_values(at, least, 1); });
  note(name, biasbound::to_text(value));
  return value;
}

Vector<Exact> Given::vector(std::string_view name, std::size_t d) {
  const Vector<Exact> x = *generator<Vector<Exact>>(
      [d](Stream& stream) { return hostile_vector(stream, d); }, simpler_vectors);
  note(name, to_text(x));
  return x;
}

FiniteLaw<Exact> Given::noise(std::string_view name, std::size_t d, std::size_t outcomes) {
  const std::string prefix(name);
  const std::size_t count = size(prefix + " outcomes", 1, outcomes);
  FiniteLaw<Exact> law;
  Exact total = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Exact weight = integer(prefix + " weight", 1, 4);
    total += weight;
    law.push_back({weight, count == 1
                               ? Vector<Exact>(Vector<Exact>::Zero(static_cast<Eigen::Index>(d)))
                               : vector(prefix, d)});
  }
  Vector<Exact> mean = Vector<Exact>::Zero(static_cast<Eigen::Index>(d));
  for (auto& outcome : law) {
    outcome.weight /= total;
    for (Eigen::Index i = 0; i < mean.size(); ++i) mean(i) += outcome.weight * outcome.value(i);
  }
  for (auto& outcome : law)
    for (Eigen::Index i = 0; i < mean.size(); ++i) outcome.value(i) -= mean(i);
  return law;
}

Vector<Exact> Given::spectrum(std::string_view name, std::size_t d, const Exact& mu,
                              const Exact& L) {
  Vector<Exact> values(static_cast<Eigen::Index>(d));
  for (std::size_t i = 0; i < d; ++i)
    values(static_cast<Eigen::Index>(i)) = i == 0 ? L : i == 1 ? mu : rational(name, mu, L);
  return values;
}

Matrix<Exact> Given::rotation(std::string_view name, std::size_t d) {
  const auto n = static_cast<Eigen::Index>(d);
  Matrix<Exact> Q = Matrix<Exact>::Identity(n, n);
  const auto reflections = integer(std::string(name) + " reflections", 0, 2);
  for (std::int64_t r = 0; r < reflections; ++r) {
    Vector<Exact> v = *generator<Vector<Exact>>(
        [d](Stream& stream) {
          Vector<Exact> u(static_cast<Eigen::Index>(d));
          for (Exact& entry : u) entry = static_cast<int>(uniform_below(stream, 5)) - 2;
          return u;
        },
        simpler_vectors);
    note(name, to_text(v));
    const Exact square = squared_norm(as_span(std::as_const(v)));
    if (square == 0) continue;
    // Q (I - 2 v v^T / |v|^2), entry by entry: exact, and Eigen's products over rationals are slow.
    for (Eigen::Index i = 0; i < n; ++i) {
      Exact dot = 0;
      for (Eigen::Index j = 0; j < n; ++j) dot += Q(i, j) * v(j);
      for (Eigen::Index j = 0; j < n; ++j) Q(i, j) -= 2 * dot / square * v(j);
    }
  }
  return Q;
}

void Given::note(std::string_view name, std::string text) {
  drawn_.emplace_back(name, std::move(text));
}

std::string Given::text() const {
  std::string text;
  for (const auto& [name, value] : drawn_)
    text.append(text.empty() ? "" : ", ").append(name).append(" = ").append(value);
  return text;
}

// ---- Ledger

void Ledger::keep(std::string_view comparison, double slack, std::string measured,
                  std::string bound, bool equality) {
  auto line = std::ranges::find(lines_, comparison, &Line::comparison);
  if (line == lines_.end()) {
    lines_.push_back(
        {std::string(comparison), 0, std::numeric_limits<double>::infinity(), "", "", equality});
    line = lines_.end() - 1;
  }
  ++line->count;
  if (slack < line->slack || line->measured.empty()) {
    line->slack = slack;
    line->measured = std::move(measured);
    line->bound = std::move(bound);
  }
}

void Ledger::le(std::string_view comparison, const Exact& measured, const Exact& claimed) {
  const Exact bound = claimed < 0 ? Exact(claimed / factor_) : Exact(claimed * factor_);
  if (measured > bound)
    throw Violation{std::string(comparison), std::string(comparison) + ": measured " +
                                                 biasbound::to_text(measured) + " > bound " +
                                                 biasbound::to_text(bound)};
  const double slack = bound == 0 ? std::numeric_limits<double>::infinity()
                                  : to_double(Exact((bound - measured) / abs(bound)));
  const auto line = std::ranges::find(lines_, comparison, &Line::comparison);
  const bool news = line == lines_.end() || slack < line->slack;
  keep(comparison, slack, news ? brief(measured) : "", news ? brief(bound) : "", false);
}

void Ledger::eq(std::string_view comparison, const Exact& measured, const Exact& expected) {
  if (measured != expected)
    throw Violation{std::string(comparison), std::string(comparison) + ": measured " +
                                                 biasbound::to_text(measured) + ", expected " +
                                                 biasbound::to_text(expected)};
  keep(comparison, 0, brief(measured), brief(expected), true);
}

void Ledger::eq(std::string_view comparison, const Vector<Exact>& measured,
                const Vector<Exact>& expected) {
  if (measured.size() != expected.size() || measured != expected)
    throw Violation{std::string(comparison), std::string(comparison) + ": measured " +
                                                 to_text(measured) + ", expected " +
                                                 to_text(expected)};
  keep(comparison, 0, "vectors", "vectors", true);
}

void Ledger::holds(std::string_view comparison, bool condition, const std::string& text) {
  if (!condition)
    throw Violation{std::string(comparison), std::string(comparison) + ": does not hold" +
                                                 (text.empty() ? "" : ", ") + text};
  keep(comparison, 0, "true", "true", true);
}

void Ledger::close(std::string_view comparison, const High& measured, const High& expected,
                   int digits) {
  const High allowed = pow(High(10), -digits) * std::max(High(1), High(abs(expected)));
  const High off = abs(measured - expected);
  if (!(off <= allowed))
    throw Violation{std::string(comparison), std::string(comparison) + ": measured " +
                                                 measured.str(50) + ", expected " +
                                                 expected.str(50)};
  keep(comparison, static_cast<double>(High((allowed - off) / allowed)), measured.str(20),
       expected.str(20), false);
}

template <unsigned Bits>
bool Ledger::decided(std::string_view comparison,
                     const std::pair<BasicInterval<Bits>, BasicInterval<Bits>>& sides, bool last) {
  using I = BasicInterval<Bits>;
  const I& measured = sides.first;
  const bool negative = certainly_le(I(0), sides.second) == Decision::no;
  const I bound = factor_ == 1 ? sides.second
                  : negative   ? I(sides.second / I(factor_))
                               : I(sides.second * I(factor_));
  const Decision decision = certainly_le(measured, bound);
  if (decision == Decision::undecided && !last) return false;
  const auto words = [&] {
    return "measured " + biasbound::to_text(measured) + ", bound " + biasbound::to_text(bound);
  };
  if (decision == Decision::no)
    throw Violation{std::string(comparison),
                    std::string(comparison) + ": above the bound, " + words()};
  if (decision == Decision::undecided)
    throw Violation{
        std::string(comparison) + " (undecided)",
        std::string(comparison) + ": undecided at " + std::to_string(Bits) + " bits, " + words()};
  const I relative = (bound - measured) / abs(bound);
  const double slack =
      relative.bounded() ? relative.lower() : std::numeric_limits<double>::infinity();
  const auto line = std::ranges::find(lines_, comparison, &Line::comparison);
  const bool news = line == lines_.end() || slack < line->slack;
  keep(comparison, slack, news ? biasbound::to_text(measured) : "",
       news ? biasbound::to_text(bound) : "", false);
  return true;
}

template bool Ledger::decided(std::string_view, const std::pair<Interval, Interval>&, bool);
template bool Ledger::decided(std::string_view, const std::pair<WideInterval, WideInterval>&, bool);

// ---- the three uses

void check(const Property& property, const Body& body) {
  const std::uint64_t cases = setting("BIASBOUND_CASES", kDefaultCases);
  const std::uint64_t seed = setting("BIASBOUND_SEED", kDefaultSeed);
  Ledger ledger;
  std::string failure;  // of the last case that failed: in the end the one RapidCheck shrank to
  ShrinkClock::start();

  rc::detail::TestMetadata metadata;
  metadata.id = property.statement + "/" + property.name;
  metadata.description = metadata.id;
  rc::detail::TestParams params;
  params.seed = seed;
  params.maxSuccess = static_cast<int>(cases);
  struct Silent final : rc::detail::TestListener {
    void onTestCaseFinished(const rc::detail::CaseDescription&) override {}
    void onShrinkTried(const rc::detail::CaseDescription&, bool) override {}
    void onTestFinished(const rc::detail::TestMetadata&, const rc::detail::TestResult&) override {}
  } listener;
  const char* code = std::getenv("BIASBOUND_REPRODUCE");
  const auto to_reproduce =
      code == nullptr || *code == '\0'
          ? std::unordered_map<std::string, rc::detail::Reproduce>{}
          : std::unordered_map<std::string, rc::detail::Reproduce>{{metadata.id, from_code(code)}};

  const auto result = rc::detail::checkTestable(
      [&] {
        Given given;
        try {
          body(given, ledger);
        } catch (const Violation& violation) {
          failure = "with " + given.text() + "\n" + violation.text;
          RC_FAIL(failure);
        } catch (const std::exception& error) {
          failure = "with " + given.text() + "\nthrew " + error.what();
          RC_FAIL(failure);
        }
      },
      metadata, params, listener, to_reproduce);

  Outcome outcome{"property", cases, seed, ""};
  if (!result.is<rc::detail::SuccessResult>()) {
    outcome.failure = failure;
    if (result.is<rc::detail::FailureResult>()) {
      const auto& found = result.get<rc::detail::FailureResult>();
      const std::string test = Catch::getResultCapture().getCurrentTestName();
      outcome.failure +=
          "\nfound in case " + std::to_string(found.numSuccess + 1) + " of seed " +
          std::to_string(seed) + "\nreproduce: BIASBOUND_REPRODUCE='" + to_code(found.reproduce) +
          "' " + std::filesystem::read_symlink("/proc/self/exe").string() + " '" + test + "'";
    } else {
      outcome.failure += "RapidCheck gave up";
    }
  }
  report(property, outcome, ledger.lines());
  if (outcome.failure.empty()) {
    std::cout << summary(property, ledger.lines()) << '\n';
    if (ledger.lines().empty()) FAIL(metadata.id << ": compares nothing");
    SUCCEED();
    return;
  }
  // Not through Catch2, which breaks long lines, and so the line to be pasted.
  std::cerr << metadata.id << " is false\n" << outcome.failure << '\n';
  FAIL(metadata.id << " is false, see above");
}

void holds(const Property& property, const Instance& instance) {
  Ledger ledger;
  Outcome outcome{.kind = "instance", .failure = ""};
  try {
    instance(ledger);
    if (ledger.lines().empty()) outcome.failure = "compares nothing";
  } catch (const Violation& violation) {
    outcome.failure = violation.text;
  }
  report(property, outcome, ledger.lines());
  if (!outcome.failure.empty())
    FAIL(property.statement << ", " << property.name << ": " << outcome.failure);
  std::cout << summary(property, ledger.lines()) << '\n';
  SUCCEED();
}

void attained(const Property& property, const Instance& instance,
              const std::vector<std::string>& comparisons) {
  Ledger ledger;
  Outcome outcome{.kind = "attained", .failure = ""};
  try {
    instance(ledger);
  } catch (const Violation& violation) {
    outcome.failure = violation.text;
  }
  std::size_t looked_at = 0;
  for (const Ledger::Line& line : ledger.lines()) {
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
  report(property, outcome, ledger.lines());
  if (!outcome.failure.empty())
    FAIL(property.statement << ", " << property.name << ": " << outcome.failure);
  SUCCEED();
}

void must_fail(const Property& property, const std::string& comparison, const Instance& instance,
               const Exact& factor) {
  Ledger ledger(factor);
  Outcome outcome{.kind = "must fail", .failure = ""};
  try {
    instance(ledger);
    outcome.failure = "nothing failed, though '" + comparison + "' has to";
  } catch (const Violation& violation) {
    if (violation.comparison != comparison)
      outcome.failure = "'" + violation.text + "' failed, expected '" + comparison + "' to";
  }
  report(property, outcome, ledger.lines());
  if (!outcome.failure.empty())
    FAIL(property.statement << ", " << property.name << ": " << outcome.failure);
  SUCCEED();
}

}  // namespace biasbound::property
