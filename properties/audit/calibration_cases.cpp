// The cases of calibration and power: see calibration_cases.hpp.
#include "calibration_cases.hpp"

#include <atomic>
#include <cmath>
#include <mutex>
#include <thread>

#include "calibration_oracles.hpp"

namespace calibration {

using biasbound::AnySubject;
using biasbound::subject;

namespace {

AnySubject additive(Noise noise, double bias) {
  Additive oracle;
  oracle.noise = noise;
  oracle.bias = bias;
  return subject(oracle);
}

AnySubject multiplicative(double relative_bias) {
  Additive oracle;
  oracle.M = 2;
  oracle.relative_bias = relative_bias;
  return subject(oracle);
}

/// Scaled rand-k as a compressor: d / k = 4.
AnySubject scaled_rand_k() {
  return biasbound::make_subject(biasbound::any_oracle(RandK{8, 2, 4}),
                                 biasbound::Subject::Kind::compressor);
}

}  // namespace

std::vector<Case> true_claims() {
  return {
      {"Gaussian noise", additive(Noise::gaussian, 0), "sigma2=1", {}, 0, 0},
      {"Student-t noise with 2.2 degrees of freedom",
       additive(Noise::student, 0),
       "sigma2=1",
       {},
       0,
       0},
      {"rand-k with exact M and m", subject(RandK{8, 2, 1}), "M=3,m=9/16", {}, 0, 0},
      {"scaled rand-k as an oracle", subject(RandK{8, 2, 4}), "M=3", {}, 0, 0},
      {"scaled rand-k as an unbiased compressor", scaled_rand_k(), "omega=3", {}, 0, 0},
      {"constant bias", additive(Noise::gaussian, 1.0 / 3), "sigma2=1,zeta2=1/9", {}, 0, 0},
      {"multiplicative plus additive noise", multiplicative(0), "M=2,sigma2=1", {}, 0, 0},
      {"multiplicative plus additive noise with bias",
       multiplicative(-.5),
       "M=2,sigma2=1,m=1/4",
       {},
       0,
       0},
  };
}

std::vector<Case> false_claims() {
  const std::vector<double> ones(8, 1.0);
  constexpr std::uint64_t any = 100'000;
  return {
      {"sigma2 10 % low at a given point", additive(Noise::gaussian, 0), "sigma2=0.9", ones, 1500,
       1500},
      {"sigma2 10 % low", additive(Noise::gaussian, 0), "sigma2=0.9", {}, any, 10'000},
      {"M of rand-k 10 % low", subject(RandK{8, 2, 1}), "M=2.7,m=9/16", {}, 10'000, any},
      {"omega 5 % low", scaled_rand_k(), "omega=2.85", {}, 500, any},
      {"zeta2 half of the truth at a thirtieth of the noise",
       additive(Noise::gaussian, 1.0 / 30),
       "sigma2=1,zeta2=1/1800",
       {},
       any,
       100'000},
      {"zeta2 half of the truth at a tenth of the noise",
       additive(Noise::gaussian, .1),
       "sigma2=1,zeta2=1/200",
       {},
       any,
       20'000},
      {"Student-t noise with sigma2 a third of the truth",
       additive(Noise::student, 0),
       "sigma2=1/3",
       {},
       5'000,
       any},
      {"Student-t noise with sigma2 half of the truth",
       additive(Noise::student, 0),
       "sigma2=1/2",
       {},
       50'000,
       50'000},
  };
}

Count run(const Case& each, std::uint64_t first_seed, int seeds, double alpha) {
  Count count;
  count.first_seed = first_seed;
  count.seeds = seeds;
  const biasbound::Claim claim = biasbound::parse_claim(each.claim);
  std::atomic<int> next{0};
  std::mutex mutex;
  const auto work = [&] {
    for (int i = next++; i < seeds; i = next++) {
      biasbound::Options options;
      options.seed = first_seed + static_cast<std::uint64_t>(i);
      options.alpha = alpha;
      options.at = each.at;
      options.threads = 1;
      const biasbound::AuditResult result = audit(each.subject, claim, options);
      if (result.verdict != biasbound::Verdict::refuted) continue;
      const std::lock_guard lock(mutex);
      ++count.refuted;
      if (result.samples <= each.total_limit &&
          result.samples - result.search_samples <= each.confirm_limit)
        ++count.within_limits;
    }
  };
  {
    const std::jthread other(work);
    work();
  }
  return count;
}

int binomial_limit(int n, double p, double chance) {
  // From the top down: the tail P(X > c) grows as c falls.
  double tail = 0;
  for (int c = n; c >= 0; --c) {
    const double log_term = std::lgamma(n + 1.0) - std::lgamma(c + 1.0) - std::lgamma(n - c + 1.0) +
                            c * std::log(p) + (n - c) * std::log1p(-p);
    tail += std::exp(log_term);
    if (tail > chance) return c;
  }
  return 0;
}

}  // namespace calibration
