// Throughput of the reference compressors, in bytes of input a second. The last line, `copy`, is
// the speed of memory on this machine: no compressor can be faster.
#include <benchmark/benchmark.h>

#include <cstring>
#include <vector>

#include "biasbound/compressors/natural.hpp"
#include "biasbound/compressors/qsgd.hpp"
#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/compressors/sign.hpp"
#include "biasbound/compressors/top_k.hpp"

namespace {

using namespace biasbound;

std::vector<double> gaussian_vector(std::size_t d) {
  Stream stream({.seed = 1});
  std::vector<double> x(d);
  for (double& entry : x) entry = normal(stream);
  return x;
}

template <class C>
void compress(benchmark::State& state, C (*make)(std::size_t d)) {
  const auto d = static_cast<std::size_t>(state.range(0));
  const C compressor = make(d);
  const std::vector<double> x = gaussian_vector(d);
  std::vector<double> out(d);
  StreamAddress address{.seed = 2};
  for (auto _ : state) {
    Stream stream(address);
    ++address.draw;
    compressor.compress(std::span<const double>(x), stream, std::span<double>(out));
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * state.range(0) *
                          static_cast<std::int64_t>(sizeof(double)));
}

void copy(benchmark::State& state) {
  const std::vector<double> x = gaussian_vector(static_cast<std::size_t>(state.range(0)));
  std::vector<double> out(x.size());
  for (auto _ : state) {
    std::memcpy(out.data(), x.data(), x.size() * sizeof(double));
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * state.range(0) *
                          static_cast<std::int64_t>(sizeof(double)));
}

void sizes(benchmark::internal::Benchmark* family) {
  family->RangeMultiplier(100)->Range(100, 1'000'000)->Unit(benchmark::kMicrosecond);
}

BENCHMARK_CAPTURE(
    compress, top_k_1_percent, +[](std::size_t d) { return TopK{d / 100}; })
    ->Apply(sizes);
BENCHMARK_CAPTURE(
    compress, rand_k_1_percent, +[](std::size_t d) { return RandK{d / 100}; })
    ->Apply(sizes);
BENCHMARK_CAPTURE(
    compress, sign, +[](std::size_t) { return Sign{}; })
    ->Apply(sizes);
BENCHMARK_CAPTURE(
    compress, scaled_sign, +[](std::size_t) { return ScaledSign{}; })
    ->Apply(sizes);
BENCHMARK_CAPTURE(
    compress, qsgd_4, +[](std::size_t) { return Qsgd{4}; })
    ->Apply(sizes);
BENCHMARK_CAPTURE(
    compress, natural, +[](std::size_t) { return Natural{}; })
    ->Apply(sizes);
BENCHMARK(copy)->Apply(sizes);

}  // namespace
