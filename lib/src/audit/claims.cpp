// Claims: their constants, ranges, formulas and inequalities, in one table. A new claim is one more
// row here, with its inequalities above it.
#include <algorithm>

#include "biasbound/claim.hpp"

namespace biasbound {
namespace {

template <class Scalar>
Scalar constant(const Claim& claim, std::string_view name) {
  if constexpr (std::same_as<Scalar, Exact>)
    return claim.at(name);
  else
    return to_double(claim.at(name));
}

// Assumption 3, E|n|^2 <= M |grad f + b|^2 + sigma2, and Assumption 4, |b|^2 <= m |grad f|^2 +
// zeta2.
template <class Scalar>
std::vector<Inequality<Scalar>> bounds_at(const Claim& claim, const PointMoments<Scalar>& at) {
  const auto value = [&](std::string_view name) { return constant<Scalar>(claim, name); };
  return {{"noise", at.noise_sq, value("M") * at.mean_sq + value("sigma2")},
          {"bias", at.bias_sq, value("m") * at.gradient_sq + value("zeta2")}};
}

// Definition 2; a compressor's gradient is x itself.
template <class Scalar>
std::vector<Inequality<Scalar>> delta_at(const Claim& claim, const PointMoments<Scalar>& at) {
  const Scalar remaining = constant<Scalar>(claim, "delta");
  return {{"error", at.error_sq, (Scalar(1) - remaining) * at.gradient_sq}};
}

template <class Scalar>
std::vector<Inequality<Scalar>> omega_at(const Claim& claim, const PointMoments<Scalar>& at) {
  return {{"unbiased", at.bias_sq, Scalar(0)},
          {"error", at.error_sq, constant<Scalar>(claim, "omega") * at.gradient_sq}};
}

// Definition 5: 0 <= f(x) - f~(y) - <g~(y), x - y> <= L/2 |x - y|^2 + delta.
template <class Scalar>
std::vector<Inequality<Scalar>> inexact_at(const Claim& claim, const PairValues<Scalar>& at) {
  const Scalar gap = at.value_x - at.value_y - at.linear;
  return {{"lower", -gap, Scalar(0)},
          {"upper", gap,
           constant<Scalar>(claim, "L") / 2 * at.distance_sq +
               constant<Scalar>(claim, "inexact_delta")}};
}

// (3), f(x) <= f(y) + <grad f(y), x - y> + L/2 |x - y|^2, and (4), 2 mu (f - f_star) <= |grad f|^2.
template <class Scalar>
std::vector<Inequality<Scalar>> regularity_at(const Claim& claim, const PairValues<Scalar>& at) {
  std::vector<Inequality<Scalar>> result;
  if (claim.has("L"))
    result.push_back({"smoothness", at.value_x - at.value_y - at.linear,
                      constant<Scalar>(claim, "L") / 2 * at.distance_sq});
  if (claim.has("mu"))
    result.push_back(
        {"pl", 2 * constant<Scalar>(claim, "mu") * (at.value_x - constant<Scalar>(claim, "f_star")),
         at.gradient_sq_x});
  return result;
}

struct Range {
  const char* text;
  bool (*holds)(const Exact&);
};
constexpr Range non_negative{">= 0", [](const Exact& v) { return v >= 0; }};
constexpr Range positive{"> 0", [](const Exact& v) { return v > 0; }};
constexpr Range below_one{">= 0 and < 1", [](const Exact& v) { return v >= 0 && v < 1; }};
constexpr Range up_to_one{"> 0 and <= 1", [](const Exact& v) { return v > 0 && v <= 1; }};
constexpr Range count{"a positive integer",
                      [](const Exact& v) { return v > 0 && denominator(v) == 1; }};
constexpr Range any{"a number", [](const Exact&) { return true; }};

enum class Presence { required, or_zero, one_of, optional };

struct Constant {
  std::string_view name;
  Range range;
  Presence presence;
};

template <class Scalar>
using AtPoint = std::vector<Inequality<Scalar>> (*)(const Claim&, const PointMoments<Scalar>&);
template <class Scalar>
using AtPair = std::vector<Inequality<Scalar>> (*)(const Claim&, const PairValues<Scalar>&);

struct Definition {
  ClaimKind kind;
  std::string_view name;
  std::vector<Constant> constants;
  std::string_view formula;
  std::string_view source;
  AtPoint<double> point_double = nullptr;
  AtPoint<Exact> point_exact = nullptr;
  AtPair<double> pair_double = nullptr;
  AtPair<Exact> pair_exact = nullptr;
};

const std::vector<Definition>& definitions() {
  static const std::vector<Definition> table = {
      {.kind = ClaimKind::bounds,
       .name = "bounds",
       .constants = {{"M", non_negative, Presence::or_zero},
                     {"sigma2", non_negative, Presence::or_zero},
                     {"m", below_one, Presence::or_zero},
                     {"zeta2", non_negative, Presence::or_zero}},
       .formula =
           "E|n|^2 <= M |grad f + b|^2 + sigma2 and |b|^2 <= m |grad f|^2 + zeta2, for all x",
       .source = "Assumptions 3-4",
       .point_double = bounds_at<double>,
       .point_exact = bounds_at<Exact>},
      {.kind = ClaimKind::delta,
       .name = "delta",
       .constants = {{"delta", up_to_one, Presence::required}},
       .formula = "E|C(x) - x|^2 <= (1 - delta) |x|^2, for all x",
       .source = "Definition 2",
       .point_double = delta_at<double>,
       .point_exact = delta_at<Exact>},
      {.kind = ClaimKind::omega,
       .name = "omega",
       .constants = {{"omega", non_negative, Presence::required}},
       .formula = "E C(x) = x and E|C(x) - x|^2 <= omega |x|^2, for all x",
       .source = "unbiased compressors",
       .point_double = omega_at<double>,
       .point_exact = omega_at<Exact>},
      {.kind = ClaimKind::inexact,
       .name = "inexact",
       .constants = {{"inexact_delta", non_negative, Presence::required},
                     {"L", positive, Presence::required}},
       .formula =
           "0 <= f(x) - f~(y) - <g~(y), x - y> <= L/2 |x - y|^2 + inexact_delta, for all x, y",
       .source = "Definition 5",
       .pair_double = inexact_at<double>,
       .pair_exact = inexact_at<Exact>},
      {.kind = ClaimKind::regularity,
       .name = "regularity",
       .constants = {{"L", positive, Presence::one_of},
                     {"mu", positive, Presence::one_of},
                     {"f_star", any, Presence::optional}},
       .formula = "f(x) <= f(y) + <grad f(y), x - y> + L/2 |x - y|^2, for all x, y; "
                  "|grad f(x)|^2 >= 2 mu (f(x) - f_star), for all x",
       .source = "Assumptions 1-2",
       .pair_double = regularity_at<double>,
       .pair_exact = regularity_at<Exact>},
      {.kind = ClaimKind::bits,
       .name = "bits",
       .constants = {{"bits", count, Presence::required}},
       .formula = "decode(encode(x)) = C(x) bit for bit, and the encoding has at most `bits` bits",
       .source = "the length of a message"},
  };
  return table;
}

const Definition& definition(ClaimKind kind) {
  return *std::ranges::find(definitions(), kind, &Definition::kind);
}

const Constant* find(const Definition& definition, std::string_view name) {
  const auto found = std::ranges::find(definition.constants, name, &Constant::name);
  return found == definition.constants.end() ? nullptr : &*found;
}

/// Edit distance, letters of different case counting half.
std::size_t distance(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = 2 * j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = 2 * i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t swap =
          a[i - 1] == b[j - 1] ? 0 : (lower(a[i - 1]) == lower(b[j - 1]) ? 1 : 2);
      const std::size_t best = std::min({row[j] + 2, row[j - 1] + 2, diagonal + swap});
      diagonal = row[j];
      row[j] = best;
    }
  }
  return row[b.size()];
}

void check_known(std::string_view name) {
  std::string_view nearest;
  std::size_t best = ~std::size_t{0};
  for (const Definition& each : definitions()) {
    for (const Constant& constant : each.constants) {
      const std::size_t now = distance(name, constant.name);
      if (now == 0) return;
      if (now < best) {
        best = now;
        nearest = constant.name;
      }
    }
  }
  throw InvalidInput("claim: unknown constant '" + std::string(name) +
                     "'; the nearest known one is '" + std::string(nearest) + "'");
}

/// The one definition that the names belong to.
const Definition& choose(const std::map<std::string, Exact, std::less<>>& constants) {
  std::string missing;
  for (const Definition& each : definitions()) {
    if (!std::ranges::all_of(constants,
                             [&](const auto& given) { return find(each, given.first) != nullptr; }))
      continue;
    const auto given = [&](const Constant& constant) {
      return constants.find(constant.name) != constants.end();
    };
    std::string lacks;
    bool any_of = false;
    std::string alternatives;
    for (const Constant& constant : each.constants) {
      if (constant.presence == Presence::required && !given(constant) && lacks.empty())
        lacks = std::string(constant.name);
      if (constant.presence == Presence::one_of) {
        any_of = any_of || given(constant);
        if (!alternatives.empty()) alternatives += " or ";
        alternatives += constant.name;
      }
    }
    if (lacks.empty() && !alternatives.empty() && !any_of) lacks = alternatives;
    if (lacks.empty()) return each;
    if (missing.empty()) missing = lacks;
  }
  if (!missing.empty())
    throw InvalidInput("claim: " + constants.begin()->first + " needs " + missing + " beside it");
  std::string names;
  for (const auto& given : constants) {
    if (!names.empty()) names += ", ";
    names += given.first;
  }
  throw InvalidInput("claim: " + names +
                     " do not belong to one claim; give one claim for each inequality");
}

void check_value(const Constant& constant, const Exact& value) {
  if (!constant.range.holds(value))
    throw InvalidInput("claim: " + std::string(constant.name) + " = " + biasbound::to_text(value) +
                       ": must be " + constant.range.text);
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

const Exact& Claim::at(std::string_view name) const {
  const auto found = constants.find(name);
  if (found == constants.end())
    throw InvalidInput("claim: a claim of kind " + std::string(to_text(kind)) +
                       " has no constant '" + std::string(name) + "'");
  return found->second;
}

bool Claim::has(std::string_view name) const { return constants.find(name) != constants.end(); }

Claim make_claim(const std::map<std::string, Exact, std::less<>>& constants) {
  if (constants.empty()) throw InvalidInput("claim: empty; write NAME=VALUE, for example m=9/10");
  for (const auto& given : constants) check_known(given.first);
  const Definition& chosen = choose(constants);
  Claim claim{.kind = chosen.kind, .constants = constants};
  for (const Constant& constant : chosen.constants) {
    if (claim.has(constant.name))
      check_value(constant, claim.at(constant.name));
    else if (constant.presence == Presence::or_zero)
      claim.constants.emplace(constant.name, 0);
  }
  if (claim.has("mu") && claim.has("L") && claim.at("mu") > claim.at("L"))
    throw InvalidInput("claim: mu = " + to_text(claim.at("mu")) + " is above L = " +
                       to_text(claim.at("L")) + ": (3) and (4) together need mu <= L");
  return claim;
}

Claim parse_claim(std::string_view text) {
  std::map<std::string, Exact, std::less<>> constants;
  std::string_view rest = text;
  for (bool more = true; more;) {
    const auto comma = rest.find(',');
    const std::string_view item = trim(rest.substr(0, comma));
    more = comma != std::string_view::npos;
    if (more) rest.remove_prefix(comma + 1);
    const auto equals = item.find('=');
    const std::string name(trim(item.substr(0, equals)));
    if (equals == std::string_view::npos || name.empty())
      throw InvalidInput("claim: '" + std::string(item) + "' in '" + std::string(text) +
                         "' is not NAME=VALUE");
    const std::string value(trim(item.substr(equals + 1)));
    check_known(name);
    Exact number;
    try {
      number = parse_exact(value);
    } catch (const InvalidInput&) {
      throw InvalidInput("claim: " + name + " = '" + value +
                         "': not a number (an integer, a decimal, or p/q)");
    }
    if (!constants.emplace(name, std::move(number)).second)
      throw InvalidInput("claim: " + name + " is given twice");
  }
  return make_claim(constants);
}

Claim claim_bounds(const Bounds& bounds) {
  return make_claim(
      {{"M", bounds.M}, {"sigma2", bounds.sigma2}, {"m", bounds.m}, {"zeta2", bounds.zeta2}});
}
Claim claim_delta(const Exact& delta) { return make_claim({{"delta", delta}}); }
Claim claim_omega(const Exact& omega) { return make_claim({{"omega", omega}}); }

std::string to_text(const Claim& claim) {
  std::string text;
  for (const Constant& constant : definition(claim.kind).constants) {
    if (!claim.has(constant.name)) continue;
    if (!text.empty()) text += ',';
    text += constant.name;
    text += '=';
    text += to_text(claim.at(constant.name));
  }
  return text;
}

std::string formula(const Claim& claim) {
  std::string both(definition(claim.kind).formula);
  if (claim.kind != ClaimKind::regularity || (claim.has("L") && claim.has("mu"))) return both;
  const auto cut = both.find("; ");
  return claim.has("L") ? both.substr(0, cut) : both.substr(cut + 2);
}

std::string source(const Claim& claim) {
  if (claim.kind == ClaimKind::regularity) {
    if (!claim.has("mu")) return "Assumption 1";
    if (!claim.has("L")) return "Assumption 2";
  }
  return std::string(definition(claim.kind).source);
}

std::string_view to_text(ClaimKind kind) { return definition(kind).name; }

bool about_pairs(const Claim& claim) { return definition(claim.kind).pair_exact != nullptr; }

template <class Scalar>
std::vector<Inequality<Scalar>> at_point(const Claim& claim, const PointMoments<Scalar>& moments) {
  const Definition& chosen = definition(claim.kind);
  AtPoint<Scalar> inequalities = nullptr;
  if constexpr (std::same_as<Scalar, Exact>)
    inequalities = chosen.point_exact;
  else
    inequalities = chosen.point_double;
  if (inequalities == nullptr)
    throw InvalidInput("claim: " + to_text(claim) + " does not speak about single points");
  return inequalities(claim, moments);
}

template <class Scalar>
std::vector<Inequality<Scalar>> at_pair(const Claim& claim, const PairValues<Scalar>& values) {
  const Definition& chosen = definition(claim.kind);
  AtPair<Scalar> inequalities = nullptr;
  if constexpr (std::same_as<Scalar, Exact>)
    inequalities = chosen.pair_exact;
  else
    inequalities = chosen.pair_double;
  if (inequalities == nullptr)
    throw InvalidInput("claim: " + to_text(claim) + " does not speak about pairs of points");
  return inequalities(claim, values);
}

template std::vector<Inequality<double>> at_point(const Claim&, const PointMoments<double>&);
template std::vector<Inequality<Exact>> at_point(const Claim&, const PointMoments<Exact>&);
template std::vector<Inequality<double>> at_pair(const Claim&, const PairValues<double>&);
template std::vector<Inequality<Exact>> at_pair(const Claim&, const PairValues<Exact>&);

}  // namespace biasbound
