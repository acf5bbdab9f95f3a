// Compressed minibatch gradients on real data: the convex counterpart of the paper's section 6.4,
// whose Figure 6 trains a ResNet. Softmax regression on Fashion-MNIST by plain SGD (Algorithm 1, no
// momentum, no error feedback), so that Theorem 6 can stand beside what is measured.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "biasbound/objectives/fashion_mnist.hpp"
#include "experiments/figure.hpp"
#include "experiments/progress.hpp"

namespace biasbound::experiments {

struct FashionMnistChoices {
  std::string folder = fashion_mnist_folder();
  std::size_t examples = 2000;
  std::size_t batch = 200;      ///< without replacement
  Exact lambda = Exact(1, 10);  ///< the ridge, which is mu
  Exact share = Exact(1, 100);  ///< of the coordinates that top-k, rand-k and rand-k' keep
  std::uint64_t levels = 16;    ///< s of QSGD
  std::uint64_t iterations = 1000;
  std::optional<double> step;   ///< for every compressor; tuned where absent
  int grid_low = -3;            ///< tuned over 2^j / L, j from here
  int grid_high = 6;            ///< to here
  Exact target = Exact(1, 10);  ///< the gap to reach, as a share of the first
  std::size_t runs = 3;
  std::uint64_t seed = 20200817;
  std::uint64_t audit_samples = 1000;  ///< draws of each audit; 0: no audits
  unsigned threads = 0;                ///< 0: all cores; changes no number
};

/// Throws InvalidInput, naming field and value, for a choice out of range and for missing data.
void check(const FashionMnistChoices& choices);

/// Throws as check() does, before any work.
Figure fashion_mnist(const FashionMnistChoices& choices, const Watch& watch);

}  // namespace biasbound::experiments
