// What an audit costs beside the draws it makes: one audit on one thread, and then the same numbers
// of draws in the same batches from the same oracle, with nothing done to them.
//
//   bench_audit [--json]     one line, or one JSON object, an oracle and dimension
#include <fmt/core.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <string_view>
#include <vector>

#include "biasbound/audit.hpp"
#include "biasbound/compressors/rand_k.hpp"

namespace {

using namespace biasbound;

/// Processor time of this process: one thread works, and what else the machine does is left out.
double now() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// x plus a standard normal in each entry: draws as dear as an oracle's cheapest honest noise.
struct Gaussian {
  static constexpr const char* label = "gaussian";
  std::size_t d;
  void draw(std::span<const double> x, Stream& stream, std::span<double> out) const {
    for (std::size_t i = 0; i < d; ++i) out[i] = x[i] + normal(stream);
  }
  [[nodiscard]] Bounds truth() const { return {.sigma2 = Exact(d)}; }
};

/// One entry in a hundred: draws that cost little more than clearing the output.
struct Sparse {
  static constexpr const char* label = "rand-k";
  std::size_t d;
  void draw(std::span<const double> x, Stream& stream, std::span<double> out) const {
    RandK{d / 100}.compress(x, stream, out);
  }
  [[nodiscard]] Bounds truth() const {
    const Exact kept = Exact(d / 100) / Exact(d);
    return {.M = 1 / kept - 1, .m = (1 - kept) * (1 - kept)};
  }
};

/// Offers draws only, so that the audit has to be statistical, and notes each request.
template <class Draw>
struct Recorded {
  Draw oracle;
  std::shared_ptr<std::vector<std::size_t>> counts;

  [[nodiscard]] std::size_t dimension() const { return oracle.d; }
  void gradient(std::span<const double> x, std::span<double> out) const {
    std::copy(x.begin(), x.end(), out.begin());
  }
  void sample(std::span<const double> x, Stream& stream, std::span<double> out) const {
    oracle.draw(x, stream, out);
  }
  void sample_many(std::span<const double> x, const StreamAddress& first, std::size_t count,
                   std::span<double> out) const {
    counts->push_back(count);
    StreamAddress address = first;
    for (std::size_t i = 0; i < count; ++i, ++address.draw) {
      Stream stream(address);
      oracle.draw(x, stream, out.subspan(i * oracle.d, oracle.d));
    }
  }
};

template <class Draw>
void measure(std::size_t d, std::uint64_t samples, bool json) {
  const auto counts = std::make_shared<std::vector<std::size_t>>();
  const Recorded<Draw> oracle{{d}, counts};
  Options options;
  options.threads = 1;
  options.samples = samples;
  double start = now();
  const AuditResult result = audit(subject(oracle), claim_bounds(oracle.oracle.truth()), options);
  const double audit_seconds = now() - start;

  const std::vector<std::size_t> requests = *counts;
  std::vector<double> x(d, 1.0);
  std::vector<double> out(*std::max_element(requests.begin(), requests.end()) * d);
  start = now();
  StreamAddress address{options.seed};
  std::uint64_t draws = 0;
  for (const std::size_t count : requests) {
    oracle.sample_many(x, address, count, std::span<double>(out).first(count * d));
    address.draw += count;
    draws += count;
  }
  const double draw_seconds = now() - start;
  const double ratio = audit_seconds / draw_seconds;
  if (json)
    fmt::print(
        "{{\"name\":\"audit/{}/{}\",\"draws\":{},\"audit_seconds\":{:.4f},"
        "\"draw_seconds\":{:.4f},\"ratio\":{:.4f},\"verdict\":\"{}\"}}\n",
        Draw::label, d, draws, audit_seconds, draw_seconds, ratio, to_text(result.verdict));
  else
    fmt::print(
        "{:<10} d = {:<8} {:>7} draws   audit {:7.2f} s   draws alone {:7.2f} s   ratio {:.2f}\n",
        Draw::label, d, draws, audit_seconds, draw_seconds, ratio);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const bool json = argc > 1 && std::string_view(argv[1]) == "--json";
  measure<Gaussian>(10'000, 20'000, json);
  measure<Gaussian>(1'000'000, 1'000, json);
  measure<Sparse>(10'000, 20'000, json);
  measure<Sparse>(1'000'000, 1'000, json);
}
