// libtorch's topk on the processor: on one thread, as the contenders are.
#include "kernel.hpp"

#ifdef BIASBOUND_BENCH_TORCH
#include <torch/torch.h>

namespace biasbound::bench {
namespace {

constexpr auto topk = []<class T>(const Setup<T>& setup) -> Run {
  at::set_num_threads(1);
  return [setup](std::size_t call) {
    const c10::InferenceMode no_gradients;
    const auto x = setup.x(call);
    // from_blob takes no const; nothing writes to it.
    const torch::Tensor g =
        torch::from_blob(const_cast<T*>(x.data()), static_cast<std::int64_t>(x.size()),
                         sizeof(T) == 4 ? torch::kFloat32 : torch::kFloat64);
    const auto indices = std::get<1>(
        torch::topk(g.abs(), static_cast<std::int64_t>(setup.k), 0, true, /*sorted=*/false));
    keep(g.index_select(0, indices).data_ptr());
  };
};

}  // namespace

std::vector<Kernel> torch_contenders() {
  return {contender("top_k/torch_topk", true, 10'000'000, topk)};
}

}  // namespace biasbound::bench
#else
namespace biasbound::bench {

std::vector<Kernel> torch_contenders() { return {}; }

}  // namespace biasbound::bench
#endif
