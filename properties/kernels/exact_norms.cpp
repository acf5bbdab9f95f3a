// Sums against their rational values, with the error that kernels/norms.hpp documents.
#include <biasbound/kernels/norms.hpp>
#include <biasbound/scalar.hpp>

#include "catch.hpp"
#include "families.hpp"

using namespace kernel_tests;
using biasbound::Exact;
using biasbound::exact;
namespace kernels = biasbound::kernels;

namespace {

/// The sum of term over the entries, and of term squared where wanted, without an error.
template <class T>
Exact exact_squares(const std::vector<T>& x) {
  Exact sum = 0;
  for (const T value : x)
    sum += exact(static_cast<double>(value)) * exact(static_cast<double>(value));
  return sum;
}
template <class T>
Exact exact_magnitudes(const std::vector<T>& x) {
  Exact sum = 0;
  for (const T value : x) sum += exact(std::fabs(static_cast<double>(value)));
  return sum;
}

/// (134 + log2(d / 4096)) 2^-53, and 2^-53 for each square of doubles.
template <class T>
Exact relative_error(std::size_t d, bool squares) {
  const double bound =
      134 + std::log2(static_cast<double>(d) / 4096) + (squares && sizeof(T) == 8 ? 1 : 0);
  return exact(bound) * exact(0x1p-53);
}

bool within(double value, const Exact& truth, const Exact& relative) {
  const Exact error = exact(value) - truth;
  return (error < 0 ? Exact(-error) : error) <= relative * truth;
}

/// 2^e, exactly.
Exact power_of_two(int e) {
  Exact result = 1;
  for (int i = 0; i < std::abs(e); ++i) result *= 2;
  return e < 0 ? Exact(1 / result) : result;
}

/// The roundings of a root and a division or two, and the sum's error halved, doubled back by
/// squaring.
const Exact root_slack = exact(0x1p-50);

}  // namespace

TEMPLATE_TEST_CASE("norms are within the documented error of the rational value", "[kernels]",
                   float, double) {
  using T = TestType;
  kernels::Workspace& workspace = machines().front().workspace;
  std::uint64_t seed = 0;
  for (const Kind kind : {Kind::gaussian, Kind::heavy_tailed, Kind::mostly_zero, Kind::descending,
                          Kind::equal, Kind::powers_of_two})
    for (const std::size_t d : {1U, 2U, 17U, 300U, 4095U, 4097U, 20000U}) {
      Bits bits(seed++);
      const std::vector<T> x = entries<T>(kind, d, bits);
      const std::span<const T> view(x);
      const Exact squares = exact_squares(x);
      const Exact magnitudes = exact_magnitudes(x);
      INFO(to_text(kind) << ", d = " << d);
      CHECK(within(squared_norm(view, workspace), squares, relative_error<T>(d, true)));
      CHECK(within(l1_norm(view, workspace), magnitudes, relative_error<T>(d, false)));
      const kernels::ScaledNorm norm = scaled_norm(view, workspace);
      CHECK(norm.exponent == 0);
      CHECK(within(norm.value * norm.value, squares, relative_error<T>(d, true) + root_slack));
      CHECK(within(mean_magnitude(view, workspace), magnitudes / Exact(d),
                   relative_error<T>(d, false) + root_slack));
    }
}

TEST_CASE("norms that a double cannot square are scaled", "[kernels]") {
  for (Machine& machine : machines()) {
    if (machine.flushes) continue;
    for (const Kind kind : {Kind::largest, Kind::denormals}) {
      Bits bits(3);
      const std::vector<double> x = entries<double>(kind, 5000, bits);
      const std::span<const double> view(x);
      const kernels::ScaledNorm norm = scaled_norm(view, machine.workspace);
      INFO(machine.name << ", " << to_text(kind) << ": " << norm.value << " 2^" << norm.exponent);
      CHECK(norm.exponent != 0);
      const Exact scale = power_of_two(norm.exponent);
      // Its order of summation is not documented: 5,000 additions at most.
      CHECK(within(norm.value * norm.value, exact_squares(x) / (scale * scale),
                   exact(5010 * 0x1p-53)));
      const double mean = mean_magnitude(view, machine.workspace);
      const Exact truth = exact_magnitudes(x) / 5000;
      const Exact error = exact(mean) - truth;
      CHECK((error < 0 ? Exact(-error) : error) <=
            exact(5010 * 0x1p-53) * truth + exact(0x1p-1074));
    }
  }
}

TEMPLATE_TEST_CASE("norms of what is not finite and of nothing", "[kernels]", float, double) {
  using T = TestType;
  constexpr T infinity = std::numeric_limits<T>::infinity();
  constexpr T nan = std::numeric_limits<T>::quiet_NaN();
  for (Machine& machine : machines()) {
    INFO(machine.name);
    kernels::Workspace& workspace = machine.workspace;
    for (const std::size_t d : {1U, 7U, 5000U, 40000U}) {
      std::vector<T> x(d, T(1));
      x[d / 2] = -infinity;
      const std::span<const T> view(x);
      CHECK(squared_norm(view, workspace) == std::numeric_limits<double>::infinity());
      CHECK(l1_norm(view, workspace) == std::numeric_limits<double>::infinity());
      CHECK(scaled_norm(view, workspace).value == std::numeric_limits<double>::infinity());
      CHECK(mean_magnitude(view, workspace) == std::numeric_limits<double>::infinity());
      x[d - 1] = nan;
      CHECK(std::isnan(squared_norm(view, workspace)));
      CHECK(std::isnan(l1_norm(view, workspace)));
      CHECK(std::isnan(scaled_norm(view, workspace).value));
      CHECK(std::isnan(mean_magnitude(view, workspace)));
    }
    const std::span<const T> nothing;
    CHECK(squared_norm(nothing, workspace) == 0);
    CHECK(l1_norm(nothing, workspace) == 0);
    CHECK(scaled_norm(nothing, workspace).value == 0);
    CHECK(mean_magnitude(nothing, workspace) == 0);
  }
}
