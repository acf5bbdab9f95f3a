// Definition 3: top-k "keeps only the k largest elements and truncates the other ones to zero". Its
// formula (top-k(x))_i = x_pi(i) for i <= k, with pi sorting |x| in increasing order, is false
// twice over: it takes the smallest entries, and puts them first instead of where they were.
// Repaired: (top-k(x))_pi(i) = x_pi(i) for i <= k, pi in decreasing order, which is the same up to
// ties whatever rule breaks them.
#include <algorithm>
#include <numeric>

#include "biasbound/compressors/top_k.hpp"
#include "catch.hpp"
#include "compressor_instances.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

using Permutation = std::vector<std::size_t>;
enum class Order { increasing, decreasing };
enum class Place { first, own };

struct TopKInstance {
  Vector<Exact> x;
  std::size_t k;
  Permutation ties;  ///< entries that tie stand in this order

  [[nodiscard]] std::size_t d() const { return static_cast<std::size_t>(x.size()); }
};

Permutation any_permutation(Given& given, std::size_t d) {
  Permutation result(d);
  std::iota(result.begin(), result.end(), std::size_t{0});
  for (std::size_t i = 0; i + 1 < d; ++i)
    std::swap(result[i], result[given.size("tie rule", i, d - 1)]);
  return result;
}

TopKInstance any_instance(Given& given) {
  const std::size_t d = given.size("d", 1, 5);
  const std::size_t k = given.size("k", 1, d);
  return {given.vector("x", d), k, any_permutation(given, d)};
}

/// (1, 2), k = 1: the printed formula is off.
TopKInstance unequal() {
  Vector<Exact> x(2);
  x << 1, 2;
  return {x, 1, {0, 1}};
}

/// (1, 1), k = 1.
TopKInstance equal() { return {Vector<Exact>::Ones(2), 1, {1, 0}}; }

Permutation sorted(const TopKInstance& at, Order order) {
  Permutation pi = at.ties;
  std::ranges::stable_sort(pi, [&](std::size_t i, std::size_t j) {
    const Exact a = magnitude_key(at.x(static_cast<Eigen::Index>(i)));
    const Exact b = magnitude_key(at.x(static_cast<Eigen::Index>(j)));
    return order == Order::increasing ? a < b : a > b;
  });
  return pi;
}

/// The definition's formula with an order of pi, and the place where x_pi(i) goes.
Vector<Exact> defined(const TopKInstance& at, Order order, Place place) {
  const Permutation pi = sorted(at, order);
  Vector<Exact> y = Vector<Exact>::Zero(at.x.size());
  for (std::size_t i = 0; i < at.k; ++i)
    y(static_cast<Eigen::Index>(place == Place::own ? pi[i] : i)) =
        at.x(static_cast<Eigen::Index>(pi[i]));
  return y;
}

Exact error(const TopKInstance& at, const Vector<Exact>& y) { return distance_sq(y, at.x); }

/// The least error of a vector with k entries of x.
Exact least_error(const TopKInstance& at) {
  Exact most_kept = 0;
  for_each_subset(at.d(), at.k, [&](std::span<const std::size_t> kept) {
    Exact sum = 0;
    for (const std::size_t i : kept) sum += sqr(at.x(static_cast<Eigen::Index>(i)));
    most_kept = std::max(most_kept, sum);
  });
  return square(at.x) - most_kept;
}

void is_top_k(const TopKInstance& at, const Vector<Exact>& y, Ledger& ledger) {
  ledger.le("|top-k(x) - x|^2", error(at, y), (1 - share(at.k, at.d())) * square(at.x));
  ledger.eq("the least error of k entries", error(at, y), least_error(at));
  std::size_t changed = 0;
  for (Eigen::Index i = 0; i < y.size(); ++i) {
    ledger.holds("an entry stays or is zero", y(i) == at.x(i) || y(i) == 0);
    if (y(i) != at.x(i)) ++changed;
  }
  ledger.holds("at least k stay", changed + at.k <= at.d());
}

void repaired(const TopKInstance& at, Ledger& ledger) {
  is_top_k(at, defined(at, Order::decreasing, Place::own), ledger);
}

void shipped(const TopKInstance& at, Ledger& ledger) {
  Vector<Exact> y(at.x.size());
  TopK{at.k}.mean(as_span(at.x), as_span(y));
  is_top_k(at, y, ledger);
  TopKInstance lowest_first = at;
  std::ranges::sort(lowest_first.ties);
  ledger.eq("ties go to the lowest index", y, defined(lowest_first, Order::decreasing, Place::own));
}

}  // namespace

TEST_CASE("definition_3: repaired it keeps the k largest whatever rule breaks ties",
          "[definition_3]") {
  check({"definition_3", "the repaired definition"},
        [](Given& given, Ledger& ledger) { repaired(any_instance(given), ledger); });
  check({"definition_3", "the library's top-k"},
        [](Given& given, Ledger& ledger) { shipped(any_instance(given), ledger); });
  attained({"definition_3", "equal entries"}, [](Ledger& ledger) { repaired(equal(), ledger); });
  must_fail({"definition_3", "1 - k/d less 1 %"}, "|top-k(x) - x|^2",
            [](Ledger& ledger) { repaired(equal(), ledger); });
}

TEST_CASE("definition_3: the printed formula is false in its order and in its places",
          "[definition_3]") {
  const struct {
    const char* name;
    Order order;
    Place place;
    Exact error;
  } variants[] = {{"as printed", Order::increasing, Place::first, 4},
                  {"the order repaired alone", Order::decreasing, Place::first, 5},
                  {"the places repaired alone", Order::increasing, Place::own, 4}};
  for (const auto& variant : variants)
    must_fail(
        {"definition_3", variant.name}, "|top-k(x) - x|^2",
        [&](Ledger& ledger) {
          const TopKInstance at = unequal();
          const Vector<Exact> y = defined(at, variant.order, variant.place);
          ledger.eq("the error of (1, 2)", error(at, y), variant.error);
          is_top_k(at, y, ledger);
        },
        1);
}
