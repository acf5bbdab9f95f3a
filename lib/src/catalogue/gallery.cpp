// The gallery: faults found in shipped compressors, each with its author's claim and the honest
// compressor beside it.
#include "biasbound/gallery/quantisers.hpp"
#include "biasbound/gallery/sparsifiers.hpp"
#include "catalogue/entries.hpp"

namespace biasbound::detail {
namespace {

CatalogueEntry info(std::string kind, std::string summary, std::vector<Parameter> parameters,
                    std::string claim, std::string twin) {
  return {CatalogueEntry::Category::gallery,
          std::move(kind),
          std::move(summary),
          std::move(parameters),
          std::move(claim),
          std::move(twin)};
}

template <class C>
CompressorEntry sparsifier(std::string summary, const char* claim, const char* twin) {
  return {info(C{}.name(), std::move(summary),
               {{"k", "integer", "entries sent, 1 to the dimension", ""}}, claim, twin),
          [](const Fields& f, std::size_t d) {
            const C compressor{f.integer("k", 1, d)};
            if (!compressor.accepts(d)) f.refuse("k", "must be below the dimension");
            return built(compressor, d);
          }};
}

template <class C>
CompressorEntry leveller(std::string summary) {
  return {info(C{}.name(), std::move(summary), {{"s", "integer", "levels, 1 to 1048576", "1"}},
               "omega = sqrt(d)/s - 1 where 2 s <= sqrt(d), else d/(4 s^2)", "qsgd"),
          [](const Fields& f, std::size_t d) {
            return built(C{f.integer("s", 1, std::uint64_t{1} << 20)}, d);
          }};
}

template <class C>
CompressorEntry quantiser(std::string summary, const char* claim, const char* twin) {
  return {info(C{}.name(), std::move(summary), {}, claim, twin),
          [](const Fields&, std::size_t d) { return built(C{}, d); }};
}

}  // namespace

const std::vector<CompressorEntry>& gallery_entries() {
  using namespace gallery;
  static const std::vector<CompressorEntry> entries = {
      sparsifier<SignedTopK>("sort(x)[-k:] in place of sort(abs(x))[-k:]", "delta = k/d", "top-k"),
      sparsifier<OffByOneTopK>("for (i = 1; i < k; ++i): keeps k - 1 entries", "delta = k/d",
                               "top-k"),
      sparsifier<StrictThresholdTopK>(
          "abs(x) > the (k+1)-th magnitude: drops too much where that ties with the k-th",
          "delta = k/d", "top-k"),
      sparsifier<FloatSquaresTopK>(
          "sorts by float32 squares: all equal below 1e-23 and above 1.8e19", "delta = k/d",
          "top-k"),
      sparsifier<ReplacementRandK>("randint(d) k times: an index may repeat", "delta = k/d",
                                   "rand-k"),
      sparsifier<UnscaledRandK>("called unbiased, but the factor d/k is missing", "omega = d/k - 1",
                                "scaled-rand-k"),
      sparsifier<LastIndexRandK>("randint(0, d - 1) with an exclusive end: never the last index",
                                 "omega = d/k - 1", "scaled-rand-k"),
      sparsifier<FixedSeedRandK>("seeds its generator alike at every call: always the same entries",
                                 "omega = d/k - 1", "scaled-rand-k"),
      sparsifier<SparseRandK>("keeps all of at most k non-zeros, but still scales by d/k",
                              "omega = d/k - 1", "scaled-rand-k"),
      quantiser<TruncatedNatural>("masks the fraction away and calls the result unbiased",
                                  "omega = 1/8", "natural"),
      quantiser<BadTableNatural>("a table of powers with a bad stretch: [1e-7, 1e-6) is doubled",
                                 "omega = 1/8", "natural"),
      leveller<ZeroNormQsgd>("divides by the norm without a guard: NaN at zero"),
      leveller<FloatNormQsgd>(
          "squares in float32, and takes an underflow or overflow for a zero norm"),
      quantiser<NormScaledSign>("signs times |x|_2 / sqrt(d) in place of |x|_1 / d", "delta = 1/d",
                                "scaled-sign"),
      quantiser<IdentityQuantiser>("counts the bits of powers of two, but hands on its input",
                                   "bits = 13 d", "natural"),
  };
  return entries;
}

CompressorBounds bounds_of(const Claim& claim) {
  CompressorBounds result;
  if (claim.has("omega")) {
    result.omega = claim.at("omega");
    result.bounds = Bounds{.M = *result.omega};
  }
  if (claim.has("delta")) {
    result.delta = claim.at("delta");
    result.bounds = Bounds{.M = 1 / *result.delta - 1, .m = 1 - *result.delta};
  }
  return result;
}

}  // namespace biasbound::detail
