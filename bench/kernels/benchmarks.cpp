// bench_kernels: every kernel and contender under Google Benchmark. A name reads
// kernel/form/instruction_set/threads/type/d/k/distribution. Time is the processor's for one
// thread, the clock's for several.
#include <benchmark/benchmark.h>

#include <map>
#include <memory>
#include <string>
#include <thread>
#include <tuple>

#include "kernel.hpp"
#include "timing.hpp"

namespace biasbound::bench {
namespace {

using kernels::InstructionSet;

struct Point {
  std::size_t d;
  double share;  ///< k / d
  Distribution distribution;
  InstructionSet set;
  unsigned threads;

  [[nodiscard]] std::size_t k() const {
    return std::max<std::size_t>(1, static_cast<std::size_t>(share * static_cast<double>(d) + 0.5));
  }
  [[nodiscard]] kernels::Settings settings() const {
    const bool hostile = distribution == Distribution::hostile;
    return {set, threads, hostile ? hostile_seed : 0};
  }
};

template <kernels::Real T>
constexpr const char* type_name = sizeof(T) == 4 ? "float32" : "float64";

std::string share_text(double share) {
  return share == 0.001 ? "0.1%" : std::to_string(static_cast<int>(100 * share + 0.5)) + "%";
}

template <kernels::Real T>
std::string name_of(const Kernel& kernel, const Point& point) {
  const std::string engine =
      kernel.engine.empty() ? std::string(to_text(point.set)) : kernel.engine;
  return kernel.name + "/" + engine + "/" + std::to_string(point.threads) + "/" + type_name<T> +
         "/" + std::to_string(point.d) + "/" + (kernel.takes_k ? share_text(point.share) : "-") +
         "/" + std::string(to_text(point.distribution));
}

/// The vectors of the last point: points with the same ones follow each other.
template <kernels::Real T>
std::span<const T> ring(const Point& point) {
  static std::unique_ptr<Buffer<T>> last;
  static std::tuple<std::size_t, Distribution, std::size_t> of{};
  const bool by_k = point.distribution == Distribution::hostile;
  const std::tuple wanted{point.d, point.distribution, by_k ? point.k() : 0};
  if (!last || of != wanted) {
    last.reset();
    // Several where std::nth_element is slow: its time differs threefold between vectors.
    const bool several = point.d == 10'000'000 && point.distribution == Distribution::gaussian;
    last = std::make_unique<Buffer<T>>(
        make_ring<T>(point.distribution, point.d, point.k(), several ? 4 : 1));
    of = wanted;
  }
  return last->span();
}

template <kernels::Real T>
Setup<T> setup_of(const Point& point) {
  return {ring<T>(point), point.d, point.k(), point.settings()};
}

/// Seconds of a pass that reads, and of one that copies.
struct Limits {
  double read, copy;
};

template <kernels::Real T>
Limits measure_limits(const Point& point) {
  const auto measure = [&](const char* name) {
    constexpr std::size_t rounds = 9;
    const Run run = find_kernel(name).make(setup_of<T>(point));
    const Clock clock = clock_for(point.threads);
    const std::size_t calls = calls_for(0.002, clock, run);
    std::vector<double> times;
    for (std::size_t round = 0; round < rounds; ++round)
      times.push_back(time_calls(clock, run, calls, round * calls));
    return quartiles(times).median;
  };
  return {measure("limit/read"), measure("limit/copy")};
}

template <kernels::Real T>
const Limits& limits_at(const Point& point) {
  static std::map<std::tuple<InstructionSet, unsigned, std::size_t>, Limits> known;
  const auto [at, added] = known.try_emplace({point.set, point.threads, point.d});
  if (added) at->second = measure_limits<T>(point);
  return at->second;
}

template <kernels::Real T>
void time(benchmark::State& state, const Kernel& kernel, const Point& point) {
  // Google Benchmark calls this several times; outputs and workspace stay.
  static Run run;
  static std::string running;
  const std::string name = name_of<T>(kernel, point);
  if (running != name) {
    run = nullptr;
    run = kernel.make(setup_of<T>(point));
    running = name;
    run(0);
  }
  const Limits& limit = limits_at<T>(point);
  const Clock clock = clock_for(point.threads);
  std::size_t call = 0;
  const double start = seconds(clock);
  for (auto _ : state) run(++call);
  const double took = (seconds(clock) - start) / static_cast<double>(call);
  const auto d = static_cast<double>(point.d);
  state.counters["GB/s"] = 1e-9 * d * sizeof(T) / took;
  state.counters["ns_per_entry"] = 1e9 * took / d;
  state.counters["of_read"] = limit.read / took;
  state.counters["of_copy"] = limit.copy / took;
}

template <kernels::Real T>
void add(const Kernel& kernel, const Point& point) {
  const std::size_t d = point.d;
  if (d > kernel.largest_d) return;
  benchmark::RegisterBenchmark(name_of<T>(kernel, point).c_str(), [&kernel,
                                                                   point](benchmark::State& state) {
    time<T>(state, kernel, point);
  })->Unit(d < 100'000 ? benchmark::kNanosecond : benchmark::kMicrosecond);
}

/// One kernel on one vector, for the instruction sets and numbers of threads that it takes.
template <kernels::Real T>
void add_engines(const Kernel& kernel, Point point) {
  constexpr std::size_t worth_a_thread = 100'000;
  if (!kernel.engine.empty()) return add<T>(kernel, point);
  const unsigned most =
      point.d >= worth_a_thread && std::thread::hardware_concurrency() > 1 ? 2 : 1;
  for (const InstructionSet set : kernels::instruction_sets())
    for (unsigned threads = 1; threads <= most; ++threads) {
      point.set = set;
      point.threads = threads;
      add<T>(kernel, point);
    }
}

template <kernels::Real T>
void add_shares(const Kernel& kernel, Point point) {
  const bool main_form = kernel.name == "top_k/sparse" || kernel.name == "top_k/dense" ||
                         kernel.name == "rand_k/sparse" || !kernel.engine.empty();
  for (const double share : {0.001, 0.01, 0.1}) {
    const bool wanted = share == 0.01 || (kernel.takes_k && main_form);
    point.share = share;
    if (wanted) add_engines<T>(kernel, point);
  }
}

template <kernels::Real T>
void add_type() {
  const InstructionSet best = kernels::instruction_sets().back();
  for (std::size_t d = 1000; d <= 10'000'000; d *= 10)
    for (const Kernel& kernel : all_kernels())
      add_shares<T>(kernel, {d, 0.01, Distribution::gaussian, best, 1});
  // What a vector is like matters to top-k alone.
  for (const std::size_t d : {100'000U, 10'000'000U})
    for (const Distribution distribution : distributions) {
      if (distribution == Distribution::gaussian) continue;
      for (const double share : {0.001, 0.01, 0.1})
        for (const InstructionSet set : kernels::instruction_sets())
          add<T>(find_kernel("top_k/sparse"), {d, share, distribution, set, 1});
      add<T>(find_kernel("top_k/std_nth_element_packed"), {d, 0.01, distribution, best, 1});
    }
}

void add_largest() {
  Point point{100'000'000, 0.01, Distribution::gaussian, kernels::instruction_sets().back(), 1};
  for (const char* name : {"limit/read", "limit/copy", "norm/squared", "sign/pack", "natural/dense",
                           "qsgd/pack", "rand_k/sparse", "top_k/dense"})
    if (has_kernel(name)) add<float>(find_kernel(name), point);
  for (const double share : {0.001, 0.01, 0.1}) {
    point.share = share;
    add<float>(find_kernel("top_k/sparse"), point);
  }
}

}  // namespace
}  // namespace biasbound::bench

int main(int argc, char** argv) {
  using namespace biasbound;
  bench::add_type<float>();
  bench::add_type<double>();
  bench::add_largest();
  std::string sets;
  for (const auto set : kernels::instruction_sets())
    sets += (sets.empty() ? "" : " ") + std::string(to_text(set));
  benchmark::AddCustomContext("instruction_sets", sets);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
