// The compressors of the library.
#include "biasbound/compressors/bernoulli.hpp"
#include "biasbound/compressors/natural.hpp"
#include "biasbound/compressors/qsgd.hpp"
#include "biasbound/compressors/sign.hpp"
#include "catalogue/entries.hpp"

namespace biasbound::detail {
namespace {

CatalogueEntry info(std::string kind, std::string summary, std::vector<Parameter> parameters,
                    std::string bounds, std::string source) {
  return {CatalogueEntry::Category::compressor,
          std::move(kind),
          std::move(summary),
          std::move(parameters),
          std::move(bounds),
          std::move(source)};
}

Parameter k_parameter() { return {"k", "integer", "entries sent, 1 to the dimension", ""}; }

}  // namespace

const std::vector<CompressorEntry>& compressor_entries() {
  static const std::vector<CompressorEntry> entries = {
      {info("top-k", "the k entries of largest magnitude, ties to the lowest index",
            {k_parameter()}, "delta = k/d; M = sigma2 = 0, m = 1 - k/d, zeta2 = 0",
            "Definition 3, Lemma 9"),
       [](const Fields& f, std::size_t d) { return built(TopK{f.integer("k", 1, d)}, d); }},
      {info("rand-k", "a uniformly random k-subset of the entries", {k_parameter()},
            "delta = k/d; M = d/k - 1, sigma2 = 0, m = (1 - k/d)^2, zeta2 = 0",
            "Definition 4, Lemma 10"),
       [](const Fields& f, std::size_t d) { return built(RandK{f.integer("k", 1, d)}, d); }},
      {info("scaled-rand-k", "rand-k', scaled by d/k to be unbiased", {k_parameter()},
            "omega = d/k - 1", "Lemma 12"),
       [](const Fields& f, std::size_t d) { return built(ScaledRandK{f.integer("k", 1, d)}, d); }},
      {info("sign", "+1 or -1 for each entry", {}, "-", "Bernstein et al. 2018"),
       [](const Fields&, std::size_t d) { return built(Sign{}, d); }},
      {info("scaled-sign", "signs times the mean magnitude |x|_1 / d", {},
            "delta = 1/d; M = sigma2 = 0, m = 1 - 1/d, zeta2 = 0", "Karimireddy et al. 2019"),
       [](const Fields&, std::size_t d) { return built(ScaledSign{}, d); }},
      {info("qsgd", "the norm, and each entry's share of it rounded to one of s levels",
            {{"s", "integer", "levels, 1 to 1048576", "1"}},
            "omega = sqrt(d)/s - 1 where 2 s <= sqrt(d), else d/(4 s^2)", "Alistarh et al. 2017"),
       [](const Fields& f, std::size_t d) {
         return built(Qsgd{f.integer("s", 1, std::uint64_t{1} << 20)}, d);
       }},
      {info("natural", "each entry rounded at random to a power of two beside it", {},
            "omega = 1/8", "Horvath et al. 2019"),
       [](const Fields&, std::size_t d) { return built(Natural{}, d); }},
      {info("bernoulli", "the whole vector with probability delta, else zero",
            {{"delta", "number", "probability, in (0, 1]", "1/2"}},
            "delta; M = 1/delta - 1, sigma2 = 0, m = (1 - delta)^2, zeta2 = 0", "Definition 2"),
       [](const Fields& f, std::size_t d) { return built(Bernoulli(f.rational("delta")), d); }},
  };
  return entries;
}

}  // namespace biasbound::detail
