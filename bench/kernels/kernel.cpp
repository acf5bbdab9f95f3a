#include "kernel.hpp"

#include <algorithm>
#include <stdexcept>

namespace biasbound::bench {

const std::vector<Kernel>& all_kernels() {
  static const std::vector<Kernel> kernels = [] {
    std::vector<Kernel> list;
    for (const auto& family :
         {limits, norms, top_k, rand_k, pairs, signs, qsgd, natural, standard_contenders,
          loop_contenders, eigen_contenders, vqsort_contenders, torch_contenders})
      for (Kernel& kernel : family()) list.push_back(std::move(kernel));
    return list;
  }();
  return kernels;
}

bool has_kernel(std::string_view name) {
  return std::ranges::find(all_kernels(), name, &Kernel::name) != all_kernels().end();
}

const Kernel& find_kernel(std::string_view name) {
  const auto found = std::ranges::find(all_kernels(), name, &Kernel::name);
  if (found == all_kernels().end()) throw std::invalid_argument("no kernel " + std::string(name));
  return *found;
}

}  // namespace biasbound::bench
