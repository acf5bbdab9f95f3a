// The catalogue: every objective, oracle and compressor of the library by its name in a spec or on
// the command line, built from a tree of parameters.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "biasbound/objective.hpp"
#include "biasbound/subject.hpp"

namespace biasbound {

struct Parameter {
  std::string name;      ///< "k"
  std::string type;      ///< "integer", "number", "numbers", "text", "boolean", "compressor"
  std::string meaning;   ///< one line, with the range
  std::string fallback;  ///< the default as text; empty where the parameter must be given
};

struct CatalogueEntry {
  enum class Category { objective, oracle, compressor, gallery };
  Category category = Category::oracle;
  std::string kind;     ///< "rand-k"
  std::string summary;  ///< one line
  std::vector<Parameter> parameters;
  std::string bounds;  ///< its bounds as formulas in the parameters, one line; "-" where none; for
                       ///< the gallery what its author claims
  std::string source;  ///< "Lemma 10", "Definition 4", ...; for the gallery its honest twin's kind
};

const std::vector<CatalogueEntry>& catalogue();

/// An objective in doubles and, where its definition is rational, in Exact.
struct BuiltObjective {
  AnyObjective<double> real;
  std::optional<AnyObjective<Exact>> exact;
};

/// `{"kind": "nesterov-worst", "dimension": 10}`. `where` prefixes error messages
/// ("spec.toml: audit[2].objective"). Throws InvalidInput naming field and value; unknown kinds and
/// unknown fields are errors, with the nearest known name.
BuiltObjective build_objective(const nlohmann::json& spec, std::string_view where);

/// An oracle `{"kind": "compressed-gradient", "compressor": {"kind": "rand-k", "k": 2}}` over an
/// objective, or a compressor `{"kind": "rand-k", "k": 2}` in `dimension`. `objective` is null for
/// a compressor on its own; a compressor's kind with an objective means the compressed gradient.
/// `dimension` is also the objective's where that names none; two that differ are an error. Where
/// oracle and objective are rational, the subject has its exact twin; where the objective has a
/// parameter `dimension`, the subject exists in every dimension that its other parameters allow.
AnySubject build_subject(const nlohmann::json& oracle, const nlohmann::json* objective,
                         std::optional<std::size_t> dimension, std::string_view where);

/// A number of a spec, exactly: an integer, a double as the rational it is, or text ("1/10").
Exact number(const nlohmann::json& value, std::string_view where);

}  // namespace biasbound
