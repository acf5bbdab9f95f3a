// The instances of a property: how they are drawn and how they shrink.
#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "biasbound/random.hpp"
#include "property.hpp"
#include "property_run.hpp"

namespace biasbound::property {
namespace {

constexpr std::chrono::seconds kShrinkTime{10};

// When the shrinking of this property ends: set by the first shrink.
thread_local std::optional<std::chrono::steady_clock::time_point> shrink_end;

bool shrink_time_over() {
  const auto now = std::chrono::steady_clock::now();
  if (!shrink_end) shrink_end = now + kShrinkTime;
  return now > *shrink_end;
}

/// A generator from `draw(Random&)` and `smaller(value)`, simpler values first.
template <class T, class Draw, class Smaller>
rc::Gen<T> generator(Draw draw, Smaller smaller) {
  return rc::Gen<T>([draw, smaller](const rc::Random& random, int) {
    rc::Random source(random);
    Stream stream({.seed = source.next()});
    return rc::shrinkable::shrinkRecur(T(draw(stream)), [smaller](const T& value) {
      return shrink_time_over() ? rc::Seq<T>() : rc::seq::fromContainer(smaller(value));
    });
  });
}

bool simpler(const Exact& a, const Exact& b) {
  const auto cost = [](const Exact& v) {
    return std::pair(denominator(v), abs(numerator(v)) * 2 + (v < 0 ? 1 : 0));
  };
  return cost(a) < cost(b);
}

std::vector<Exact> simpler_values(const Exact& value, const Exact& low, const Exact& high) {
  std::vector<Exact> result;
  const auto offer = [&](const Exact& candidate) {
    if (candidate >= low && candidate <= high && candidate != value && simpler(candidate, value))
      result.push_back(candidate);
  };
  offer(0);
  offer(1);
  offer(-1);
  offer(-value);
  using Integer = std::decay_t<decltype(numerator(value))>;
  for (const int q : {1, 2, 3, 4, 6, 12}) {
    const Exact scaled = value * q;
    const Integer floor = numerator(scaled) / denominator(scaled);
    offer(Exact(floor, Integer(q)));
    offer(Exact(floor + (value < 0 ? -1 : 1), Integer(q)));
  }
  offer(Exact(numerator(value) / 2, denominator(value)));
  return result;
}

/// p / q with q <= 12 in [low, high].
Exact fraction_between(Stream& stream, const Exact& low, const Exact& high) {
  const auto q = 1 + uniform_below(stream, 12);
  const auto parts = 60 * q;
  return low + (high - low) * Exact(uniform_below(stream, parts + 1), parts);
}

Exact power_of_ten(int exponent) {
  Exact result = 1;
  for (int i = 0; i < std::abs(exponent); ++i) result *= 10;
  return exponent < 0 ? Exact(1 / result) : result;
}

Exact small_rational(Stream& stream, int most = 12) {
  const auto p = static_cast<int>(uniform_below(stream, static_cast<std::uint64_t>(2 * most + 1)));
  return Exact(p - most) / (1 + static_cast<int>(uniform_below(stream, 6)));
}

Vector<Exact> hostile_vector(Stream& stream, std::size_t d) {
  const auto size = static_cast<Eigen::Index>(d);
  Vector<Exact> x = Vector<Exact>::Zero(size);
  const auto fill = [&](auto entry) {
    for (Eigen::Index i = 0; i < size; ++i) x(i) = entry();
  };
  switch (uniform_below(stream, 8)) {
    case 0:  // one-hot
      x(static_cast<Eigen::Index>(uniform_below(stream, d))) = small_rational(stream);
      break;
    case 1: {  // equal magnitudes
      const Exact value = small_rational(stream);
      fill([&] { return uniform_below(stream, 2) == 0 ? value : Exact(-value); });
      break;
    }
    case 2:  // few values, zeros among them
      fill([&] { return Exact(static_cast<int>(uniform_below(stream, 4)) - 1); });
      break;
    case 3:  // many scales
      fill([&] {
        return Exact(small_rational(stream) *
                     power_of_ten(static_cast<int>(uniform_below(stream, 13)) - 6));
      });
      break;
    case 4: {  // one scale, far from 1
      const Exact scale = power_of_ten(uniform_below(stream, 2) == 0 ? -12 : 12);
      fill([&] { return Exact(small_rational(stream) * scale); });
      break;
    }
    default:
      fill([&] { return small_rational(stream); });
  }
  return x;
}

std::vector<Vector<Exact>> simpler_vectors(const Vector<Exact>& x) {
  std::vector<Vector<Exact>> result;
  Exact largest = 0;
  for (const Exact& entry : x) largest = std::max(largest, Exact(abs(entry)));
  if (largest == 0) return result;
  result.push_back(Vector<Exact>::Zero(x.size()));
  Vector<Exact> scaled = x;
  for (Exact& entry : scaled) entry /= largest;
  if (largest != 1) result.push_back(scaled);
  for (Eigen::Index i = 0; i < x.size(); ++i)
    for (const Exact& entry : simpler_values(x(i), -largest - 1, largest + 1)) {
      Vector<Exact> changed = x;
      changed(i) = entry;
      result.push_back(std::move(changed));
    }
  return result;
}

}  // namespace

void restart_shrink_clock() { shrink_end.reset(); }

std::int64_t Given::integer(std::string_view name, std::int64_t low, std::int64_t high) {
  const std::int64_t value = *generator<std::int64_t>(
      [low, high](Stream& stream) {
        return low + static_cast<std::int64_t>(
                         uniform_below(stream, static_cast<std::uint64_t>(high - low) + 1));
      },
      [low](std::int64_t at) {
        std::vector<std::int64_t> smaller;
        if (at > low) smaller.push_back(low);
        if (low + (at - low) / 2 != low && at - low > 2) smaller.push_back(low + (at - low) / 2);
        if (at - 1 > low) smaller.push_back(at - 1);
        return smaller;
      });
  note(name, std::to_string(value));
  return value;
}

Exact Given::rational(std::string_view name, const Exact& low, const Exact& high) {
  const Exact value = *generator<Exact>(
      [low, high](Stream& stream) {
        const auto kind = uniform_below(stream, 10);
        if (kind == 0) return low;
        if (kind == 1) return high;
        if (kind == 2 && low <= 0 && high >= 0) return Exact(0);
        if (kind == 3 && low <= 1 && high >= 1) return Exact(1);
        if (kind == 4 && low <= -1 && high >= -1) return Exact(-1);
        return fraction_between(stream, low, high);
      },
      [low, high](const Exact& at) { return simpler_values(at, low, high); });
  note(name, biasbound::to_text(value));
  return value;
}

Exact Given::positive(std::string_view name) {
  const Exact least = power_of_ten(-12);
  const Exact most = power_of_ten(12);
  const Exact value = *generator<Exact>(
      [](Stream& stream) {
        const Exact mantissa =
            Exact(1 + uniform_below(stream, 12)) / (1 + uniform_below(stream, 12));
        const auto kind = uniform_below(stream, 6);
        if (kind == 0) return Exact(1);
        if (kind == 1)
          return Exact(mantissa * power_of_ten(static_cast<int>(uniform_below(stream, 21)) - 10));
        return mantissa;
      },
      [least, most](const Exact& at) { return simpler_values(at, least, most); });
  note(name, biasbound::to_text(value));
  return value;
}

Exact Given::below_one(std::string_view name) {
  const Exact most = 1 - power_of_ten(-6);
  const Exact value = *generator<Exact>(
      [most](Stream& stream) {
        const auto kind = uniform_below(stream, 8);
        if (kind == 0) return Exact(0);
        if (kind == 1) return most;
        return Exact(uniform_below(stream, 60), 60);
      },
      [most](const Exact& at) { return simpler_values(at, 0, most); });
  note(name, biasbound::to_text(value));
  return value;
}

Exact Given::fraction(std::string_view name) {
  const Exact least = power_of_ten(-6);
  const Exact value = *generator<Exact>(
      [least](Stream& stream) {
        const auto kind = uniform_below(stream, 8);
        if (kind == 0) return Exact(1);
        if (kind == 1) return least;
        return Exact(1 + uniform_below(stream, 60), 60);
      },
      [least](const Exact& at) { return simpler_values(at, least, 1); });
  note(name, biasbound::to_text(value));
  return value;
}

Vector<Exact> Given::vector(std::string_view name, std::size_t d) {
  const Vector<Exact> x = *generator<Vector<Exact>>(
      [d](Stream& stream) { return hostile_vector(stream, d); }, simpler_vectors);
  note(name, to_text(x));
  return x;
}

FiniteLaw<Exact> Given::noise(std::string_view name, std::size_t d, std::size_t outcomes) {
  const std::string prefix(name);
  const std::size_t count = size(prefix + " outcomes", 1, outcomes);
  FiniteLaw<Exact> law;
  Exact total = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Exact weight = integer(prefix + " weight", 1, 4);
    total += weight;
    law.push_back({weight, count == 1
                               ? Vector<Exact>(Vector<Exact>::Zero(static_cast<Eigen::Index>(d)))
                               : vector(prefix, d)});
  }
  Vector<Exact> mean = Vector<Exact>::Zero(static_cast<Eigen::Index>(d));
  for (auto& outcome : law) {
    outcome.weight /= total;
    for (Eigen::Index i = 0; i < mean.size(); ++i) mean(i) += outcome.weight * outcome.value(i);
  }
  for (auto& outcome : law)
    for (Eigen::Index i = 0; i < mean.size(); ++i) outcome.value(i) -= mean(i);
  return law;
}

Vector<Exact> Given::spectrum(std::string_view name, std::size_t d, const Exact& mu,
                              const Exact& L) {
  Vector<Exact> values(static_cast<Eigen::Index>(d));
  for (std::size_t i = 0; i < d; ++i)
    values(static_cast<Eigen::Index>(i)) = i == 0 ? L : i == 1 ? mu : rational(name, mu, L);
  return values;
}

Matrix<Exact> Given::rotation(std::string_view name, std::size_t d) {
  const auto n = static_cast<Eigen::Index>(d);
  Matrix<Exact> Q = Matrix<Exact>::Identity(n, n);
  const auto reflections = integer(std::string(name) + " reflections", 0, 2);
  for (std::int64_t r = 0; r < reflections; ++r) {
    Vector<Exact> v = *generator<Vector<Exact>>(
        [d](Stream& stream) {
          Vector<Exact> u(static_cast<Eigen::Index>(d));
          for (Exact& entry : u) entry = static_cast<int>(uniform_below(stream, 5)) - 2;
          return u;
        },
        simpler_vectors);
    note(name, to_text(v));
    const Exact square = squared_norm(as_span(std::as_const(v)));
    if (square == 0) continue;
    // Q (I - 2 v v^T / |v|^2), entry by entry: exact, and Eigen's products over rationals are slow.
    for (Eigen::Index i = 0; i < n; ++i) {
      Exact dot = 0;
      for (Eigen::Index j = 0; j < n; ++j) dot += Q(i, j) * v(j);
      for (Eigen::Index j = 0; j < n; ++j) Q(i, j) -= 2 * dot / square * v(j);
    }
  }
  return Q;
}

void Given::note(std::string_view name, std::string text) {
  drawn_.emplace_back(name, std::move(text));
}

std::string Given::text() const {
  std::string text;
  for (const auto& [name, value] : drawn_)
    text.append(text.empty() ? "" : ", ").append(name).append(" = ").append(value);
  return text;
}

}  // namespace biasbound::property
