// The auditor on the kernels: each as a compressor with the constants that its family claims, and
// with constants that are too good, which it must refute.
//
// A kernel of float gets the auditor's doubles rounded to float, which moves a constant by 1e-6 at
// most: that much is granted. The seed and the probability of a false alarm (alpha, of one audit)
// are fixed; the audits of this file refute a true claim with probability 1e-7 at most.
#include <biasbound/audit.hpp>
#include <biasbound/compressors/qsgd.hpp>
#include <biasbound/kernels.hpp>

#include "catch.hpp"
#include "families.hpp"

using namespace biasbound;
using kernels::Workspace;

namespace {

constexpr std::size_t d = 12;
constexpr std::size_t k = 3;
constexpr std::uint32_t s = 2;

/// compress(x, stream, out, workspace) in T as a compressor of doubles.
template <class T, class Kernel>
struct Wrapped {
  std::string kernel_name;
  bool is_deterministic;
  Kernel kernel;

  [[nodiscard]] std::string name() const {
    return kernel_name + (sizeof(T) == 4 ? " of float" : " of double");
  }
  [[nodiscard]] bool deterministic() const { return is_deterministic; }
  void compress(std::span<const double> x, Stream& stream, std::span<double> out) const {
    const std::vector<T> in(x.begin(), x.end());
    std::vector<T> result(x.size());
    kernel(std::span<const T>(in), stream, std::span<T>(result), kernels::thread_workspace());
    std::copy(result.begin(), result.end(), out.begin());
  }
};

template <class T, class Kernel>
AnySubject wrap(const char* name, bool deterministic, Kernel kernel) {
  return subject(Wrapped<T, Kernel>{name, deterministic, kernel}, d);
}

AuditResult run(const AnySubject& compressor, const Claim& claim) {
  Options options;
  options.alpha = 1e-8;
  options.samples = 20'000;
  options.threads = 1;
  return audit(compressor, claim, options);
}

/// The claim holds, and 9/10 of its error does not: Claim is claim_delta or claim_omega.
template <class T>
void check(const AnySubject& compressor, const std::optional<Exact>& delta,
           const std::optional<Exact>& omega) {
  const Exact granted = sizeof(T) == 4 ? Exact(1) / 1'000'000 : Exact(0);
  const Claim truth = delta ? claim_delta(*delta - granted) : claim_omega(*omega + granted);
  const AuditResult supported = run(compressor, truth);
  INFO(compressor->name() << ", seed " << Options{}.seed << ": " << supported.reason << ", "
                          << supported.detail);
  // Draws alone never support a claim.
  CHECK(supported.verdict ==
        (compressor->deterministic() ? Verdict::supported : Verdict::not_refuted));
  const Claim lie = delta ? claim_delta(1 - (1 - *delta) * 9 / 10) : claim_omega(*omega * 9 / 10);
  const AuditResult refuted = run(compressor, lie);
  INFO("too good: " << refuted.reason << ", " << refuted.detail);
  CHECK(refuted.verdict == Verdict::refuted);
}

}  // namespace

TEMPLATE_TEST_CASE("the auditor supports what the kernels claim", "[kernels]", float, double) {
  using T = TestType;
  using In = std::span<const T>;
  using Out = std::span<T>;
  const Exact p = Exact(k) / Exact(d);
  check<T>(wrap<T>("top-k", true,
                   [](In x, Stream&, Out out, Workspace& w) { top_k_dense(x, k, out, w); }),
           p, {});
  check<T>(wrap<T>("rand-k", false,
                   [](In x, Stream& stream, Out out, Workspace& w) {
                     rand_k_dense(x, k, T(1), stream, out, w);
                   }),
           p, {});
  check<T>(wrap<T>("scaled rand-k", false,
                   [](In x, Stream& stream, Out out, Workspace& w) {
                     rand_k_dense(x, k, T(d) / T(k), stream, out, w);
                   }),
           {}, 1 / p - 1);
  check<T>(wrap<T>("scaled sign", true,
                   [](In x, Stream&, Out out, Workspace& w) { scaled_sign_dense(x, out, w); }),
           Exact(1) / Exact(d), {});
  check<T>(wrap<T>("natural", false,
                   [](In x, Stream& stream, Out out, Workspace& w) {
                     natural_dense(x, stream, out, w);
                   }),
           {}, Exact(1) / 8);
  check<T>(wrap<T>("QSGD", false,
                   [](In x, Stream& stream, Out out, Workspace& w) {
                     qsgd_dense(x, s, stream, out, w);
                   }),
           {}, qsgd_omega(d, s));
}
