// bench_gate: the rows that bench/thresholds.json judges. One JSON object a line, each with a name
// and a quantity: a ratio of times that were taken in turn on the same data, a median of 11 rounds.
//
//   of_read, of_copy   time of the pass that reads (copies) / time of the kernel
//   times_read         the kernel / the pass that reads
//   speedup            contender / kernel
//   of_float32         of_read or of_copy of float64 / that of float32
//   two_threads        one thread / two threads, by the clock
//   times_gaussian     the input that is slowest for top-k / the Gaussian one
//
// What this machine cannot measure is printed as such.
#include <algorithm>
#include <cstdio>
#include <map>
#include <thread>
#include <utility>

#include "kernel.hpp"
#include "kernels/workspace.hpp"
#include "race.hpp"

namespace biasbound::bench {
namespace {

using kernels::InstructionSet;
using kernels::Settings;

struct Share {
  const char* text;
  std::size_t one_in;  ///< d / k
};
constexpr Share shares[] = {{"0.1%", 1000}, {"1%", 100}, {"10%", 10}};

/// A kernel that one of the limits measures at d = 1e7.
struct Entry {
  const char* kernel;
  const char* quantity;
  Share share = {"-", 1};
};
constexpr Entry entries[] = {
    {"top_k/sparse", "of_read", shares[0]},
    {"top_k/sparse", "of_read", shares[1]},
    {"top_k/sparse", "of_read", shares[2]},
    {"top_k/dense", "of_copy", shares[1]},
    {"top_k/dense", "of_copy", shares[2]},
    {"rand_k/sparse", "times_read", shares[0]},
    {"rand_k/sparse", "times_read", shares[1]},
    {"rand_k/sparse", "times_read", shares[2]},
    {"norm/squared", "of_read"},
    {"sign/pack", "of_read"},
    {"natural/dense", "of_copy"},
    {"qsgd/pack", "of_read"},
};

void print(const Row& row, const Measured& measured) {
  std::printf("{\"name\":\"%s\",\"%s\":%.4g,\"noise\":%.3g,\"again\":%s%s}\n", row.name.c_str(),
              row.quantity.c_str(), measured.value, measured.noise,
              measured.again ? "true" : "false",
              row.note.empty() ? "" : (",\"distribution\":\"" + row.note + "\"").c_str());
  std::fflush(stdout);
}

void print_missing(const std::string& name, const std::string& quantity, const std::string& why) {
  std::printf("{\"name\":\"%s\",\"%s\":null,\"not_measured\":\"%s\"}\n", name.c_str(),
              quantity.c_str(), why.c_str());
}

/// Seconds of a meeting of two threads that have nothing to do, a median.
double seconds_of_a_meeting() {
  kernels::Workspace workspace({.threads = 2});
  kernels::Pool& pool = workspace.state().pool;
  const auto meet = [&](std::size_t) { pool.run(2, [](unsigned) {}); };
  std::vector<double> times;
  for (std::size_t round = 0; round < 101; ++round)
    times.push_back(time_calls(Clock::wall, meet, 200, 0));
  return quartiles(times).median;
}

/// Why this machine cannot show what two threads of a kernel reach; empty where it can.
std::string two_thread_obstacle() {
  if (std::thread::hardware_concurrency() < 2) return "this machine has one core";
  // Two cores of one cache take 0.1 to 0.4 us. A virtual machine may have its two from two caches.
  constexpr double most = 0.5e-6;
  const double meeting = seconds_of_a_meeting();
  if (meeting <= most) return "";
  char text[100];
  std::snprintf(text, sizeof text, "two threads take %.1f us to meet here, more than %.1f",
                1e6 * meeting, 1e6 * most);
  return text;
}

/// The rows of one instruction set; where the machine has none, only their names.
class Gate {
 public:
  Gate(InstructionSet set, bool runs) : set_(set), runs_(runs) {}

  void run() {
    top_k_at(1'000'000, "1e6");
    top_k_at(100'000'000, "1e8");
    ten_million();
    ties_and_worst_case();
    two_threads(std::size_t{1} << 18);
    two_threads(std::size_t{1} << 20);
  }

 private:
  static constexpr std::size_t ten_million_entries = 10'000'000;

  [[nodiscard]] std::string prefix() const { return "kernels/" + std::string(to_text(set_)) + "/"; }

  /// A kernel on these vectors as a variant of the race; no number where this machine does not run
  /// it.
  template <kernels::Real T>
  std::size_t enter(Race& race, const char* kernel, const Buffer<T>& ring, std::size_t d,
                    std::size_t one_in, Settings settings = {}) const {
    if (!runs_) return 0;
    settings.instruction_set = set_;
    return race.add(find_kernel(kernel).make(Setup<T>{ring.span(), d, d / one_in, settings}));
  }

  template <kernels::Real T>
  [[nodiscard]] Buffer<T> vectors(std::size_t d, std::size_t count = 1) const {
    return runs_ ? make_ring<T>(Distribution::gaussian, d, 1, count) : Buffer<T>(0);
  }

  void finish(Race& race, const std::vector<Row>& rows) const {
    std::vector<Measured> measured;
    if (runs_) measured = race.measure(rows);
    for (std::size_t i = 0; i < rows.size(); ++i) print_one(rows[i], measured, i);
  }
  void print_one(const Row& row, const std::vector<Measured>& measured, std::size_t i) const {
    if (runs_)
      print(row, measured[i]);
    else
      print_missing(row.name, row.quantity, "this machine has no " + std::string(to_text(set_)));
  }

  void top_k_at(std::size_t d, const std::string& d_text) const {
    Race race(Clock::thread);
    std::vector<Row> rows;
    const Buffer<float> x = vectors<float>(d);
    const std::size_t read = enter(race, "limit/read", x, d, 1);
    for (const Share& share : shares)
      rows.push_back({prefix() + "top_k/sparse/float32/" + d_text + "/" + share.text + "/gaussian",
                      "of_read",
                      {read},
                      {enter(race, "top_k/sparse", x, d, share.one_in)}});
    finish(race, rows);
  }

  /// d = 1e7: float32 against the limits and the contenders, float64 against float32.
  void ten_million() const {
    constexpr std::size_t d = ten_million_entries;
    Race race(Clock::thread);
    std::vector<Row> rows;
    // Several: the time of std::nth_element differs threefold between vectors.
    const Buffer<float> x = vectors<float>(d, 8);
    const Buffer<double> y = vectors<double>(d, 4);
    const std::size_t read32 = enter(race, "limit/read", x, d, 1);
    const std::size_t read64 = enter(race, "limit/read", y, d, 1);
    const std::size_t copy32 = enter(race, "limit/copy", x, d, 1);
    const std::size_t copy64 = enter(race, "limit/copy", y, d, 1);
    std::size_t top_k = 0;
    for (const Entry& entry : entries) {
      if (!has_kernel(entry.kernel)) continue;  // bench_gate.py misses its result
      const std::string quantity = entry.quantity;
      const bool copies = quantity == "of_copy";
      const std::size_t limit32 = copies ? copy32 : read32;
      const std::size_t limit64 = copies ? copy64 : read64;
      const std::size_t ours32 = enter(race, entry.kernel, x, d, entry.share.one_in);
      const std::size_t ours64 = enter(race, entry.kernel, y, d, entry.share.one_in);
      if (rows.size() == 2) top_k = ours32;  // k/d = 1 %
      const std::string name = prefix() + entry.kernel + "/float";
      const std::string tail = "/1e7/" + std::string(entry.share.text) + "/gaussian";
      const bool inverse = quantity == "times_read";
      rows.push_back({name + "32" + tail,
                      quantity,
                      {inverse ? ours32 : limit32},
                      {inverse ? limit32 : ours32}});
      rows.push_back({name + "64" + tail, "of_float32", {limit64, ours32}, {ours64, limit32}});
    }
    for (const char* contender :
         {"top_k/std_nth_element_packed", "top_k/std_nth_element_indices", "top_k/torch_topk"}) {
      const std::string name = prefix() + contender + "/float32/1e7/1%/gaussian";
      if (has_kernel(contender))
        rows.push_back({name, "speedup", {enter(race, contender, x, d, 100)}, {top_k}});
      else
        print_missing(name, "speedup", "built without BIASBOUND_BENCH_TORCH");
    }
    finish(race, rows);
  }

  /// Top-k on every distribution. Ties are rows, and for each k the slowest.
  void ties_and_worst_case() const {
    Race race(Clock::thread);
    std::vector<Row> rows;
    const Buffer<float> gaussian = vectors<float>(ten_million_entries);
    const std::size_t read = enter(race, "limit/read", gaussian, ten_million_entries, 1);
    std::map<std::string, std::size_t> of_gaussian;
    for (const Share& share : shares)
      of_gaussian[share.text] =
          enter(race, "top_k/sparse", gaussian, ten_million_entries, share.one_in);
    std::vector<Buffer<float>> rings;
    std::vector<Row> all;
    for (const Distribution distribution : distributions) {
      if (distribution == Distribution::gaussian) continue;
      const bool hostile = distribution == Distribution::hostile;
      for (const Share& share : shares) {
        const std::size_t k = ten_million_entries / share.one_in;
        if (hostile || &share == shares)
          rings.push_back(runs_ ? make_ring<float>(distribution, ten_million_entries, k)
                                : Buffer<float>(0));
        const std::size_t top_k =
            enter(race, "top_k/sparse", rings.back(), ten_million_entries, share.one_in,
                  {.instruction_set = {}, .sampling_seed = hostile ? hostile_seed : 0});
        const std::string name = prefix() + "top_k/sparse/float32/1e7/" + share.text + "/";
        const std::string of(to_text(distribution));
        const bool ties =
            distribution == Distribution::equal || distribution == Distribution::zeros_95;
        if (ties && share.one_in == 10) rows.push_back({name + of, "of_read", {read}, {top_k}});
        all.push_back({name + "slowest", "times_gaussian", {top_k}, {of_gaussian[share.text]}, of});
      }
    }
    const std::size_t ties = rows.size();
    rows.insert(rows.end(), all.begin(), all.end());
    std::vector<Measured> measured;
    if (runs_) measured = race.measure(rows);
    for (std::size_t i = 0; i < ties; ++i) print_one(rows[i], measured, i);
    for (std::size_t share = 0; share < std::size(shares); ++share) {
      std::size_t slowest = ties + share;
      for (std::size_t i = slowest; runs_ && i < rows.size(); i += std::size(shares))
        if (measured[i].value > measured[slowest].value) slowest = i;
      print_one(rows[slowest], measured, slowest);
    }
  }

  /// Vectors that the caches hold, by the clock.
  void two_threads(std::size_t d) const {
    Race race(Clock::wall);
    std::vector<Row> rows;
    const Buffer<float> x = vectors<float>(d);
    const std::string obstacle = runs_ ? two_thread_obstacle() : "";
    for (const char* kernel : {"limit/read", "top_k/sparse", "top_k/dense", "rand_k/sparse",
                               "norm/squared", "sign/pack", "natural/dense", "qsgd/pack"}) {
      if (!has_kernel(kernel)) continue;
      const std::string share = find_kernel(kernel).takes_k ? "1%" : "-";
      const std::string name =
          prefix() + kernel + "/float32/" + std::to_string(d) + "/" + share + "/gaussian";
      if (!obstacle.empty()) {
        print_missing(name, "two_threads", obstacle);
        continue;
      }
      const std::size_t one = enter(race, kernel, x, d, 100);
      const std::size_t two = enter(race, kernel, x, d, 100, {.instruction_set = {}, .threads = 2});
      rows.push_back({name, "two_threads", {one}, {two}});
    }
    finish(race, rows);
  }

  InstructionSet set_;
  bool runs_;
};

}  // namespace
}  // namespace biasbound::bench

int main() {
  using biasbound::kernels::InstructionSet;
  const auto& sets = biasbound::kernels::instruction_sets();
  for (const InstructionSet set : {InstructionSet::avx2, InstructionSet::avx512})
    biasbound::bench::Gate(set, std::ranges::count(sets, set) > 0).run();
}
