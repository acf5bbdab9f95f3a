// What is timed: our kernels, the limits that memory sets, and what a user would pick instead. One
// file each family adds its entries to the list.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "inputs.hpp"

namespace biasbound::bench {

/// Vectors of d entries, one behind the other, and how to compress them.
template <kernels::Real T>
struct Setup {
  std::span<const T> ring;
  std::size_t d;
  std::size_t k;
  kernels::Settings settings;

  /// The vector of this call.
  [[nodiscard]] std::span<const T> x(std::size_t call) const {
    return ring.subspan(call % (ring.size() / d) * d, d);
  }
};

/// Compresses the vector of a call. Owns its outputs and its workspace.
using Run = std::function<void(std::size_t call)>;

struct Kernel {
  std::string name;  ///< "top_k/sparse"
  bool takes_k = false;
  std::string engine = {};  ///< "native"; empty: for each instruction set and number of threads
  std::size_t largest_d = 100'000'000;
  std::function<Run(const Setup<float>&)> f32 = {};
  std::function<Run(const Setup<double>&)> f64 = {};

  template <kernels::Real T>
  [[nodiscard]] Run make(const Setup<T>& setup) const {
    if constexpr (std::is_same_v<T, float>)
      return f32(setup);
    else
      return f64(setup);
  }
};

/// `make` turns a Setup of either type into a Run.
template <class Make>
Kernel ours(std::string name, bool takes_k, Make make) {
  return {.name = std::move(name), .takes_k = takes_k, .f32 = make, .f64 = make};
}
template <class Make>
Kernel contender(std::string name, bool takes_k, std::size_t largest_d, Make make) {
  return {.name = std::move(name),
          .takes_k = takes_k,
          .engine = "native",
          .largest_d = largest_d,
          .f32 = make,
          .f64 = make};
}

/// "limit/read", one pass that reads the vector, and "limit/copy", which also writes it, past the
/// caches where it is large (limits/loops.hpp).
std::vector<Kernel> limits();

std::vector<Kernel> norms();
std::vector<Kernel> top_k();
std::vector<Kernel> rand_k();
std::vector<Kernel> pairs();
std::vector<Kernel> signs();
std::vector<Kernel> qsgd();
std::vector<Kernel> natural();

std::vector<Kernel> standard_contenders();
std::vector<Kernel> loop_contenders();
std::vector<Kernel> eigen_contenders();
std::vector<Kernel> vqsort_contenders();
std::vector<Kernel> torch_contenders();  ///< empty unless BIASBOUND_BENCH_TORCH is on

/// All of the above; whether one of this name is among them; and that one.
const std::vector<Kernel>& all_kernels();
bool has_kernel(std::string_view name);
const Kernel& find_kernel(std::string_view name);

/// The compiler must assume that this value is used.
template <class T>
void keep(const T& value) {
  asm volatile("" : : "r,m"(value) : "memory");
}

}  // namespace biasbound::bench
