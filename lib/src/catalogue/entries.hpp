// The tables behind the catalogue: one list a category, each entry with its documentation and its
// builder.
#pragma once

#include <functional>
#include <variant>

#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/compressors/top_k.hpp"
#include "catalogue/fields.hpp"

namespace biasbound::detail {

struct ObjectiveEntry {
  CatalogueEntry info;
  std::function<BuiltObjective(const Fields&)> build;
};

/// A compressor in one dimension, its type erased.
struct BuiltCompressor {
  AnySubject subject;
  AnyOracle<double> oracle;
  std::function<void(std::span<const double>, Stream&, std::span<double>)> compress;
  CompressorBounds bounds;  ///< for the gallery what its author claims
  /// Those whose compressed gradients have sharper bounds or closed forms.
  std::variant<std::monostate, TopK, RandK, ScaledRandK> known;
};

struct CompressorEntry {
  CatalogueEntry info;
  std::function<BuiltCompressor(const Fields&, std::size_t d)> build;
};

struct BuiltOracle {
  AnyOracle<double> real;
  AnyOracle<Exact> exact;  ///< may be null
};

struct OracleEntry {
  CatalogueEntry info;
  std::function<BuiltOracle(const Fields&, const BuiltObjective&)> build;
};

const std::vector<ObjectiveEntry>& objective_entries();
const std::vector<CompressorEntry>& compressor_entries();
const std::vector<CompressorEntry>& gallery_entries();
const std::vector<OracleEntry>& oracle_entries();

/// A compressor, of the library or of the gallery, by its table.
BuiltCompressor build_compressor(const nlohmann::json& spec, std::size_t d, std::string_view where);
/// Is this the kind of a compressor, of the library or of the gallery?
bool is_compressor(std::string_view kind);

/// The compressed gradient C(grad f) without noise.
BuiltOracle compressed_gradient(const BuiltCompressor& compressor, const BuiltObjective& objective);

/// What the author of a claim would conclude from it.
CompressorBounds bounds_of(const Claim& claim);

template <class C>
BuiltCompressor built(const C& compressor, std::size_t d) {
  BuiltCompressor result;
  result.subject = subject(compressor, d);
  result.oracle = any_oracle(CompressorOracle<double, C>(compressor, d));
  result.compress = [compressor](std::span<const double> x, Stream& stream, std::span<double> out) {
    compressor.compress(x, stream, out);
  };
  if constexpr (requires { compressor.bounds(d); })
    result.bounds = compressor.bounds(d);
  else
    result.bounds = bounds_of(compressor.claim(d));
  if constexpr (std::constructible_from<decltype(result.known), C>) result.known = compressor;
  return result;
}

}  // namespace biasbound::detail
