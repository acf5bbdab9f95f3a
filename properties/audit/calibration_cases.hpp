// True claims that hold with equality, and false ones with the draws within which they must fall.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "biasbound/audit.hpp"

namespace calibration {

struct Case {
  std::string name;
  biasbound::AnySubject subject;
  std::string claim;
  std::vector<double> at;       ///< the point, or empty: search
  std::uint64_t confirm_limit;  ///< draws after the search within which it must be refuted
  std::uint64_t total_limit;    ///< draws in all
};

/// Each claim is attained: the hardest nulls.
std::vector<Case> true_claims();
/// Each claim is wrong by the factor in its name.
std::vector<Case> false_claims();

struct Count {
  int refuted = 0;
  int within_limits = 0;
  std::uint64_t first_seed = 0;
  int seeds = 0;
};

/// Audits the case under seeds first_seed, first_seed + 1, ...
Count run(const Case& each, std::uint64_t first_seed, int seeds, double alpha);

/// Smallest c such that a Binomial(n, p) exceeds c with probability at most `chance`.
int binomial_limit(int n, double p, double chance);

}  // namespace calibration
