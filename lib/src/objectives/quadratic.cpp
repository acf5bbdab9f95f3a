#include "biasbound/objectives/quadratic.hpp"

#include <algorithm>

#include "biasbound/random.hpp"

namespace biasbound {
namespace {

std::string element(const char* field, std::size_t i) {
  return std::string(field) + "[" + std::to_string(i) + "]";
}

void check(const QuadraticSpec& spec) {
  const std::size_t d = spec.spectrum.size();
  if (d == 0) throw InvalidInput("spectrum: no eigenvalues, expected at least 1");
  for (std::size_t i = 0; i < d; ++i)
    if (spec.spectrum[i] < 0)
      throw InvalidInput(element("spectrum", i) + ": " + to_text(spec.spectrum[i]) +
                         " is negative");
  if (*std::max_element(spec.spectrum.begin(), spec.spectrum.end()) == 0)
    throw InvalidInput("spectrum: all eigenvalues are 0");
  for (std::size_t i = 0; i < spec.reflections.size(); ++i) {
    const auto& v = spec.reflections[i];
    if (v.size() != d)
      throw InvalidInput(element("reflections", i) + ": " + std::to_string(v.size()) +
                         " entries, expected " + std::to_string(d));
    if (squared_norm(std::span<const Exact>(v)) == 0)
      throw InvalidInput(element("reflections", i) + ": is zero");
  }
  if (!spec.linear.empty() && spec.linear.size() != d)
    throw InvalidInput("linear: " + std::to_string(spec.linear.size()) + " entries, expected " +
                       std::to_string(d));
}

/// x <- (I - scale v v^T) x
template <class Scalar>
void reflect(std::span<const Scalar> v, const Scalar& scale, std::span<Scalar> x) {
  const Scalar factor = scale * dot(v, std::span<const Scalar>(x));
  for (std::size_t i = 0; i < x.size(); ++i) x[i] -= factor * v[i];
}

Exact reflection_scale(std::span<const Exact> v) { return 2 / squared_norm(v); }

Exact minimum(const QuadraticSpec& spec) {
  std::vector<Exact> c = spec.linear;
  if (c.empty()) return 0;
  for (const auto& v : spec.reflections) reflect<Exact>(v, reflection_scale(v), c);
  Exact sum = 0;
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (spec.spectrum[i] > 0)
      sum += c[i] * c[i] / spec.spectrum[i];
    else if (c[i] != 0)
      throw InvalidInput("linear: not in the range of the Hessian, so that f has no minimum");
  }
  return -sum / 2;
}

}  // namespace

std::vector<std::vector<Exact>> reflections(std::size_t d, std::size_t count, std::uint64_t seed) {
  std::vector<std::vector<Exact>> result;
  for (std::uint64_t draw = 0; result.size() < count && d > 0; ++draw) {
    Stream stream({seed, Purpose::user, 0, draw});
    std::vector<Exact> v(d);
    for (Exact& entry : v) entry = Exact(static_cast<int>(uniform_below(stream, 7)) - 3);
    if (squared_norm(std::span<const Exact>(v)) != 0) result.push_back(std::move(v));
  }
  return result;
}

// Q = H_1 H_2 ... H_r, so Q^T x applies H_1 first.
template <class Scalar>
Quadratic<Scalar>::Quadratic(const QuadraticSpec& spec) {
  check(spec);
  Exact smallest = 0;
  Exact largest = 0;
  for (const Exact& eigenvalue : spec.spectrum) {
    spectrum_.push_back(from_exact<Scalar>(eigenvalue));
    if (eigenvalue > 0 && (smallest == 0 || eigenvalue < smallest)) smallest = eigenvalue;
    largest = std::max(largest, eigenvalue);
    traces_.trace += eigenvalue;
    traces_.trace_of_square += eigenvalue * eigenvalue;
  }
  for (const auto& v : spec.reflections) {
    Reflection reflection{{}, from_exact<Scalar>(reflection_scale(v))};
    for (const Exact& entry : v) reflection.v.push_back(from_exact<Scalar>(entry));
    reflections_.push_back(std::move(reflection));
  }
  for (const Exact& entry : spec.linear) linear_.push_back(from_exact<Scalar>(entry));
  regularity_ = {
      .L = largest, .mu = smallest, .f_star = minimum(spec), .convex = true, .two_sided = true};
}

template <class Scalar>
std::vector<Scalar> Quadratic<Scalar>::to_eigenbasis(std::span<const Scalar> x) const {
  std::vector<Scalar> z(x.begin(), x.end());
  for (const Reflection& r : reflections_) reflect<Scalar>(r.v, r.scale, z);
  return z;
}

template <class Scalar>
Scalar Quadratic<Scalar>::value(std::span<const Scalar> x) const {
  const std::vector<Scalar> z = to_eigenbasis(x);
  Scalar sum(0);
  for (std::size_t i = 0; i < z.size(); ++i) sum += spectrum_[i] * z[i] * z[i];
  sum /= 2;
  for (std::size_t i = 0; i < linear_.size(); ++i) sum += linear_[i] * x[i];
  return sum;
}

template <class Scalar>
void Quadratic<Scalar>::gradient(std::span<const Scalar> x, std::span<Scalar> out) const {
  std::vector<Scalar> z = to_eigenbasis(x);
  for (std::size_t i = 0; i < z.size(); ++i) z[i] *= spectrum_[i];
  for (auto r = reflections_.rbegin(); r != reflections_.rend(); ++r)
    reflect<Scalar>(r->v, r->scale, z);
  for (std::size_t i = 0; i < z.size(); ++i)
    out[i] = linear_.empty() ? z[i] : Scalar(z[i] + linear_[i]);
}

template class Quadratic<double>;
template class Quadratic<Exact>;
template class Quadratic<High>;

}  // namespace biasbound
