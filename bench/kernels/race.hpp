// Variants timed in turn, round after round, so that what disturbs the machine disturbs them all.
#pragma once

#include <string>
#include <vector>

#include "kernel.hpp"
#include "timing.hpp"

namespace biasbound::bench {

/// A row of the gate: the product of the times above over the product of the times below.
struct Row {
  std::string name;      ///< "kernels/avx2/top_k/sparse/float32/1e7/1%/gaussian"
  std::string quantity;  ///< "of_read"
  std::vector<std::size_t> above;
  std::vector<std::size_t> below;
  std::string note = {};  ///< the distribution, where the name does not say it
};

struct Measured {
  double value = 0;  ///< median over the rounds
  double noise = 0;  ///< distance of the quartiles over the median
  bool again = false;
};

class Race {
 public:
  explicit Race(Clock clock) : clock_(clock) {}

  /// The variant's number.
  std::size_t add(Run run) {
    variants_.push_back({std::move(run), 0, {}});
    return variants_.size() - 1;
  }

  /// Where a row's quartiles are more than a tenth apart, all is measured again, once, and each row
  /// keeps the quieter of its two values.
  std::vector<Measured> measure(const std::vector<Row>& rows);

 private:
  struct Variant {
    Run run;
    std::size_t calls;
    std::vector<double> times;
  };
  void rounds();
  [[nodiscard]] Measured value(const Row& row) const;

  Clock clock_;
  std::vector<Variant> variants_;
};

}  // namespace biasbound::bench
