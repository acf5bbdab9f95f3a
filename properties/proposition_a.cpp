// Proposition A (not in the paper): top-k of a stochastic gradient v = a + n, where the n_i are
// independent and identically distributed with a symmetric unimodal density (Gaussian noise is).
// Then
//   |E C(v) - a|^2 <= (1 - k/d)|a|^2                                (so zeta2 = 0), and
//   E|C(v)|^2 <= (d/k)|E C(v)|^2 + E|top-k(n)|^2,
// that is M = d/k - 1, sigma2 = E|top-k(n)|^2, m = 1 - k/d. What is dropped of coordinate i has
// mean between 0 and a_i P(i dropped), and larger |a_i| are dropped less often; Chebyshev's sum
// inequality does the rest. Section 6.2's "zeta2 > 0 for top-k" is false for the noise it uses.
//
// Each hypothesis is needed: lattice noise, noise of two modes, asymmetric noise, and noise of two
// sizes break the bias bound. For any noise at all, m = (1 - k/d)(1 + Mb) and zeta2 = (1 - k/d)
// sb2.
#include "biasbound/compressors/top_k.hpp"
#include "biasbound/oracles/compressed.hpp"
#include "catch.hpp"
#include "compressor_instances.hpp"
#include "piecewise_noise.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

struct NoisyTopK {
  Vector<Exact> a;
  std::vector<Density> noise;  ///< of each entry
  std::size_t k;

  [[nodiscard]] std::size_t d() const { return noise.size(); }
};

NoisyTopK alike(Vector<Exact> a, const Density& noise, std::size_t k) {
  const auto d = static_cast<std::size_t>(a.size());
  return {std::move(a), std::vector<Density>(d, noise), k};
}

Density uniform(const Exact& size) { return {{1, -size, size}}; }

Vector<Exact> pair(const Exact& first, const Exact& second) {
  Vector<Exact> result(2);
  result << first, second;
  return result;
}

/// Mixtures of uniforms around 0 are symmetric and unimodal. Nearly equal entries with small noise
/// come near the bias bound.
NoisyTopK any_instance(Given& given) {
  const std::size_t d = given.size("d", 1, 4);
  const std::size_t k = given.size("k", 1, d);
  if (given.integer("nearly equal", 0, 3) == 1) {
    const Exact gap = given.rational("gap", Exact(1, 10000), Exact(1, 10));
    Vector<Exact> a = Vector<Exact>::Ones(static_cast<Eigen::Index>(d));
    for (Eigen::Index i = 0; i < a.size(); ++i) a(i) += Exact(i) * gap;
    return alike(a, uniform(gap * given.rational("size / gap", Exact(1, 4), 2)), k);
  }
  const Vector<Exact> a = given.vector("a", d);
  Exact scale = 0;
  for (const Exact& entry : a) scale = std::max(scale, Exact(abs(entry)));
  if (scale == 0) scale = 1;
  Density noise = uniform(scale * given.rational("size", Exact(1, 50), 3));
  if (d < 4 && given.flag("mixed")) {
    noise[0].weight = given.rational("weight", Exact(1, 10), Exact(9, 10));
    const Exact size = scale * given.rational("other size", Exact(1, 50), 3);
    noise.push_back({1 - noise[0].weight, -size, size});
  }
  return alike(a, noise, k);
}

void symmetric_unimodal(const NoisyTopK& at, Ledger& ledger) {
  const TopKMoments of = top_k_moments(at.a, at.noise, at.k);
  const TopKMoments of_noise = top_k_moments(Vector<Exact>::Zero(at.a.size()), at.noise, at.k);
  const auto moments = exact_moments(as_span(of.mean), of.second, as_span(at.a));
  Exact kept = 0;
  for (const Exact& q : of.kept) kept += q;
  ledger.eq("k entries are kept", kept, Exact(at.k));
  assumptions(moments, top_k_unimodal_bounds(at.d(), at.k, of_noise.second), ledger);
  // The two facts of the proof.
  for (Eigen::Index i = 0; i < at.a.size(); ++i) {
    const Exact size = abs(at.a(i));
    const Exact dropped = at.a(i) < 0 ? Exact(of.mean(i) - at.a(i)) : Exact(at.a(i) - of.mean(i));
    ledger.holds("the mean of what is dropped has the sign of a_i", dropped >= 0);
    ledger.le("|E[v_i; dropped]|", dropped, size * (1 - of.kept(i)));
    for (Eigen::Index j = 0; j < at.a.size(); ++j)
      if (size >= abs(at.a(j))) ledger.le("P(kept), the smaller", of.kept(j), of.kept(i));
  }
}

/// The bias bound alone.
void bias(const NoisyTopK& at, Ledger& ledger) {
  const TopKMoments of = top_k_moments(at.a, at.noise, at.k);
  ledger.le("|b|^2", distance_sq(of.mean, at.a), (1 - share(at.k, at.d())) * square(at.a));
}

/// The same for noise with a finite law.
void bias(const StochasticGradient& at, std::size_t k, Ledger& ledger) {
  const auto moments = exact_moments(compressed_law(TopK{k}, at), as_span(at.gradient));
  ledger.le("|b|^2", moments.bias_sq,
            (1 - share(k, static_cast<std::size_t>(at.gradient.size()))) * moments.gradient_sq);
}

/// n_1 and n_2 independent.
FiniteLaw<Exact> product(const std::vector<std::pair<Exact, Exact>>& first,
                         const std::vector<std::pair<Exact, Exact>>& second) {
  FiniteLaw<Exact> law;
  for (const auto& one : first)
    for (const auto& other : second)
      law.push_back({one.first * other.first, pair(one.second, other.second)});
  return law;
}

// ---- Gaussian noise, d = 2 and k = 1: u = (v_1 + v_2)/sqrt 2 and w = (v_1 - v_2)/sqrt 2 are
// independent of variance 1, and v_1 is kept exactly where u w > 0.

/// The narrowest interval of `Bits` digits around what function(result, rounding) rounds.
template <unsigned Bits, class Function>
BasicInterval<Bits> rounded_both_ways(Function function) {
  Exact ends[2];
  const mpfr_rnd_t rounding[] = {MPFR_RNDD, MPFR_RNDU};
  for (int i = 0; i < 2; ++i) {
    mpfr_t value;
    mpfr_init2(value, Bits);
    function(value, rounding[i]);
    mpfr_get_q(ends[i].backend().data(), value);
    mpfr_clear(value);
  }
  return {ends[0], ends[1]};
}

template <unsigned Bits>
BasicInterval<Bits> pi_of(const BasicInterval<Bits>& /*precision*/) {
  return rounded_both_ways<Bits>(
      [](mpfr_ptr value, mpfr_rnd_t rounding) { mpfr_const_pi(value, rounding); });
}

/// erf increases, so its ends are those of x.
template <unsigned Bits>
BasicInterval<Bits> erf(const BasicInterval<Bits>& x) {
  return rounded_both_ways<Bits>([&](mpfr_ptr value, mpfr_rnd_t rounding) {
    mpfr_erf(value, rounding == MPFR_RNDD ? &x.data()->left : &x.data()->right, rounding);
  });
}

/// A normal number of mean `mean` and variance 1: its parts above and below 0. `half` =
/// mean / sqrt 2, which is rational here.
template <class I>
struct NormalParts {
  I mean;
  I P_plus;
  I P_minus;
  I plus;   ///< E[z; z > 0]
  I minus;  ///< E[z; z < 0]

  explicit NormalParts(const Exact& half)
      : mean(I(half) * sqrt(I(2))),
        P_plus((I(1) + erf(I(half))) / I(2)),
        P_minus((I(1) - erf(I(half))) / I(2)) {
    const I density = exp(I(Exact(-half * half))) / sqrt(I(2) * pi_of(mean));
    plus = mean * P_plus + density;
    minus = mean * P_minus - density;
  }
};

template <class I>
struct GaussianTop1 {
  I bias_sq;
  I mean_sq;
  I second;  ///< E|C|^2

  explicit GaussianTop1(const Vector<Exact>& a) {
    const NormalParts<I> u(Exact((a(0) + a(1)) / 2));
    const NormalParts<I> w(Exact((a(0) - a(1)) / 2));
    // E[v_1; u w > 0] and E[v_2; u w < 0].
    const I first =
        (u.plus * w.P_plus + u.minus * w.P_minus + w.plus * u.P_plus + w.minus * u.P_minus) /
        sqrt(I(2));
    const I second_entry =
        (u.plus * w.P_minus + u.minus * w.P_plus - w.minus * u.P_plus - w.plus * u.P_minus) /
        sqrt(I(2));
    mean_sq = sqr(first) + sqr(second_entry);
    bias_sq = sqr(first - I(a(0))) + sqr(second_entry - I(a(1)));
    // max(v_1^2, v_2^2) = (u^2 + w^2)/2 + |u w|
    second = (sqr(u.mean) + sqr(w.mean)) / I(2) + I(1) + (u.plus - u.minus) * (w.plus - w.minus);
  }
};

void gaussian(const Vector<Exact>& a, Ledger& ledger) {
  const Bounds bounds = top_k_unimodal_bounds(2, 1, 0);
  ledger.le("E|n|^2", [&](auto one) {
    using I = decltype(one);
    const GaussianTop1<I> of(a);
    const I sigma2 = I(1) + I(2) / pi_of(of.second);  // E|top-1(n)|^2
    return std::pair<I, I>{of.second - of.mean_sq, I(bounds.M) * of.mean_sq + sigma2};
  });
  ledger.le("|b|^2", [&](auto one) {
    using I = decltype(one);
    return std::pair<I, I>{GaussianTop1<I>(a).bias_sq, I(Exact(bounds.m * square(a)))};
  });
}

}  // namespace

TEST_CASE("proposition_a: top-k with symmetric unimodal noise that is alike in every entry",
          "[proposition_a]") {
  check({"proposition_a", "mixtures of uniforms"},
        [](Given& given, Ledger& ledger) { symmetric_unimodal(any_instance(given), ledger); });
  const auto zero_gradient = [](Ledger& ledger) {
    symmetric_unimodal(alike(Vector<Exact>::Zero(3), uniform(1), 1), ledger);
  };
  attained({"proposition_a", "sigma2 at a = 0"}, zero_gradient, {"E|n|^2"});
  must_fail({"proposition_a", "sigma2 less 1 % at a = 0"}, "E|n|^2", zero_gradient);
  // In the limit of small noise: equal entries need M, nearly equal ones need m.
  must_fail({"proposition_a", "M less 1 %, equal entries"}, "E|n|^2", [](Ledger& ledger) {
    symmetric_unimodal(alike(pair(1, 1), uniform(Exact(1, 1000)), 1), ledger);
  });
  must_fail({"proposition_a", "m less 1 %, entries 1001/1000 and 1"}, "|b|^2", [](Ledger& ledger) {
    symmetric_unimodal(alike(pair(Exact(1001, 1000), 1), uniform(Exact(1, 4000)), 1), ledger);
  });
}

TEST_CASE("proposition_a: the moments of top-k with piecewise noise by hand", "[proposition_a]") {
  attained({"proposition_a", "by hand"}, [](Ledger& ledger) {
    // max of two uniforms on [0, 1]
    ledger.le("E|top-1(n)|^2",
              top_k_moments(Vector<Exact>::Zero(2), {uniform(1), uniform(1)}, 1).second,
              Exact(1, 2));
    // k = d keeps all: |a|^2 + E|n|^2
    const TopKMoments all = top_k_moments(pair(3, Exact(-1, 2)), {uniform(1), {{1, -1, 0}}}, 2);
    ledger.eq("E v", all.mean, pair(3, -1));
    ledger.eq("E|v|^2", all.second, 10 + Exact(1, 3) + Exact(1, 12));
    // (1/4, 0) and noise on [-1, 1]^2: what is dropped of v_1 is the integral of v (1 - |v|)/2
    // over [-3/4, 1].
    const TopKMoments some = top_k_moments(pair(Exact(1, 4), 0), {uniform(1), uniform(1)}, 1);
    ledger.eq("E[v_1; dropped]", Exact(1, 4) - some.mean(0), Exact(5, 384));
  });
}

TEST_CASE("proposition_a: Gaussian noise in the plane", "[proposition_a]") {
  check({"proposition_a", "Gaussian, d = 2, k = 1", Arithmetic::interval},
        [](Given& given, Ledger& ledger) {
          Vector<Exact> a = pair(given.rational("a_1", -6, 6), given.rational("a_2", -6, 6));
          if (a(0) == 0 && a(1) == 0) a(0) = 1;
          switch (given.integer("scale", 0, 3)) {
            case 1:
              for (Exact& entry : a) entry /= 1000;
              break;
            case 2:  // nearly equal, far from 0
              for (Exact& entry : a) entry += 1000;
              break;
            default:
              break;
          }
          gaussian(a, ledger);
        });
  must_fail({"proposition_a", "Gaussian, m less 1 %", Arithmetic::interval}, "|b|^2",
            [](Ledger& ledger) { gaussian(pair(10000, 9990), ledger); });
  must_fail({"proposition_a", "Gaussian, M less 1 %", Arithmetic::interval}, "E|n|^2",
            [](Ledger& ledger) { gaussian(pair(1000, 1000), ledger); });
  must_fail({"proposition_a", "Gaussian, sigma2 less 1 %", Arithmetic::interval}, "E|n|^2",
            [](Ledger& ledger) { gaussian(pair(Exact(1, 1000), 0), ledger); });
}

TEST_CASE("proposition_a: each hypothesis on the noise is needed", "[proposition_a]") {
  must_fail(
      {"proposition_a", "uniform on a lattice, no density"}, "|b|^2",
      [](Ledger& ledger) {
        std::vector<std::pair<Exact, Exact>> lattice;
        for (int n = -2; n <= 2; ++n) lattice.emplace_back(Exact(1, 5), n);
        const StochasticGradient at{pair(Exact(1, 10), 0), product(lattice, lattice), 0, 4};
        ledger.eq("E C(v)", mean_of(compressed_law(TopK{1}, at)),
                  pair(Exact(1, 10) + Exact(24, 125), 0));
        bias(at, 1, ledger);
      },
      1);
  must_fail(
      {"proposition_a", "uniform on a lattice against +-2"}, "|b|^2",
      [](Ledger& ledger) {
        std::vector<std::pair<Exact, Exact>> lattice;
        for (int n = -2; n <= 2; ++n) lattice.emplace_back(Exact(1, 5), n);
        const StochasticGradient at{pair(Exact(1, 10), 0),
                                    product(lattice, {{Exact(1, 2), 2}, {Exact(1, 2), -2}}), 0, 6};
        // What is dropped of v_1 has mean -8/25.
        ledger.eq("E C(v)", mean_of(compressed_law(TopK{1}, at)),
                  pair(Exact(1, 10) + Exact(8, 25), 0));
        bias(at, 1, ledger);
      },
      1);
  must_fail(
      {"proposition_a", "a density of five modes"}, "|b|^2",
      [](Ledger& ledger) {
        Density modes;
        for (int n = -2; n <= 2; ++n)
          modes.push_back({Exact(1, 5), n - Exact(1, 100), n + Exact(1, 100)});
        const NoisyTopK at = alike(pair(Exact(1, 10), 0), modes, 1);
        ledger.eq("E C(v)", top_k_moments(at.a, at.noise, 1).mean,
                  pair(Exact(1, 10) + Exact(24, 125), 0));
        bias(at, ledger);
      },
      1);
  must_fail(
      {"proposition_a", "a unimodal density that is not symmetric"}, "|b|^2",
      [](Ledger& ledger) {
        const NoisyTopK at = alike(pair(0, 0), {{Exact(2, 3), -1, 0}, {Exact(1, 3), 0, 2}}, 1);
        ledger.eq("E C(v)", top_k_moments(at.a, at.noise, 1).mean,
                  pair(Exact(5, 54), Exact(5, 54)));
        bias(at, ledger);
      },
      1);
  must_fail(
      {"proposition_a", "asymmetric noise against +-3/2"}, "|b|^2",
      [](Ledger& ledger) {
        const StochasticGradient at{
            pair(0, 0),
            product({{Exact(1, 3), 2}, {Exact(2, 3), -1}},
                    {{Exact(1, 2), Exact(3, 2)}, {Exact(1, 2), Exact(-3, 2)}}),
            0, Exact(17, 4)};
        ledger.eq("E C(v)", mean_of(compressed_law(TopK{1}, at)), pair(Exact(2, 3), 0));
        bias(at, 1, ledger);
      },
      1);
  must_fail(
      {"proposition_a", "noise of two sizes"}, "|b|^2",
      [](Ledger& ledger) {
        bias(NoisyTopK{pair(1, 0), {uniform(Exact(1, 10)), uniform(100)}, 1}, ledger);
      },
      1);
}

TEST_CASE("proposition_a: any noise has m = (1 - k/d)(1 + Mb) and zeta2 = (1 - k/d) sb2",
          "[proposition_a]") {
  const auto any_noise = [](const StochasticGradient& at, std::size_t k, Ledger& ledger) {
    const Exact p = share(k, static_cast<std::size_t>(at.gradient.size()));
    const auto moments = exact_moments(compressed_law(TopK{k}, at), as_span(at.gradient));
    ledger.le("|b|^2", moments.bias_sq,
              (1 - p) * (1 + at.Mb) * moments.gradient_sq + (1 - p) * at.sb2);
    if (const auto bounds = contraction_bounds(p, at.Mb, at.sb2)) {
      ledger.eq("the library's m", bounds->m, (1 - p) * (1 + at.Mb));
      ledger.eq("the library's zeta2", bounds->zeta2, (1 - p) * at.sb2);
      ledger.le("E|n|^2", moments.noise_sq, bounds->M * moments.mean_sq + bounds->sigma2);
    }
  };
  check({"proposition_a", "any noise"}, [&](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 4);
    const std::size_t k = given.size("k", 1, d);
    any_noise(any_stochastic_gradient(given, d), k, ledger);
  });
  // Equal magnitudes, always the second entry dropped: gradient (0, 1), noise +-(1, 0), top-1.
  const auto equal = [&](Ledger& ledger) {
    const StochasticGradient at{pair(0, 1),
                                {{Exact(1, 2), pair(1, 0)}, {Exact(1, 2), pair(-1, 0)}},
                                Exact(1, 2),
                                Exact(1, 2)};
    any_noise(at, 1, ledger);
  };
  attained({"proposition_a", "any noise, equal magnitudes"}, equal, {"|b|^2"});
  must_fail({"proposition_a", "any noise, less 1 %"}, "|b|^2", equal);
}
