// All or nothing: the vector with probability delta, else zero. The generic member of C(delta)
// (Definition 2) that shows why a random compressor needs M = 1/delta - 1.
#pragma once

#include <string>

#include "biasbound/compressor.hpp"
#include "biasbound/compressors/encoding.hpp"
#include "biasbound/compressors/laws.hpp"
#include "biasbound/compressors/magnitude.hpp"

namespace biasbound {

/// 0 < delta <= 1, with numerator and denominator below 2^63, so that a draw is exact.
class Bernoulli {
 public:
  explicit Bernoulli(const Exact& delta);

  [[nodiscard]] const Exact& delta() const { return delta_; }
  [[nodiscard]] std::string name() const { return "bernoulli(" + to_text(delta_) + ")"; }
  [[nodiscard]] bool deterministic() const { return numerator_ == denominator_; }
  [[nodiscard]] bool accepts(std::size_t d) const { return d >= 1; }

  template <class Scalar>
  void compress(std::span<const Scalar> x, Stream& stream, std::span<Scalar> out) const {
    if (sends(stream))
      std::copy(x.begin(), x.end(), out.begin());
    else
      std::fill(out.begin(), out.end(), Scalar(0));
  }
  template <class Scalar>
  [[nodiscard]] std::optional<FiniteLaw<Scalar>> outcomes(std::span<const Scalar> x) const {
    FiniteLaw<Scalar> law = certain(to_vector(x));
    if (deterministic()) return law;
    law[0].weight = delta_;
    const auto d = static_cast<Eigen::Index>(x.size());
    law.push_back({1 - delta_, Vector<Scalar>::Constant(d, Scalar(0))});
    return law;
  }
  template <class Scalar>
  void mean(std::span<const Scalar> x, std::span<Scalar> out) const {
    const Scalar p = probability<Scalar>();
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = p * x[i];
  }
  template <class Scalar>
  [[nodiscard]] std::optional<Scalar> second_moment(std::span<const Scalar> x) const {
    return if_finite(Scalar(probability<Scalar>() * squared_norm(x)));
  }
  template <class Scalar>
  [[nodiscard]] std::optional<Scalar> range(std::span<const Scalar> x) const {
    if (deterministic()) return Scalar(0);
    return if_finite(largest_squares(x, x.size()));
  }

  /// Equalities at every x.
  [[nodiscard]] CompressorBounds bounds(std::size_t /*d*/) const {
    return {.delta = delta_,
            .omega = {},
            .bounds = Bounds{.M = 1 / delta_ - 1, .m = Exact((1 - delta_) * (1 - delta_))}};
  }

  /// The longest message: one bit, and the vector.
  template <std::floating_point Scalar = double>
  [[nodiscard]] std::uint64_t bits(std::size_t d) const {
    return 1 + std::uint64_t{d} * value_bits<Scalar>;
  }
  template <std::floating_point Scalar>
  [[nodiscard]] std::optional<Encoding> encode(std::span<const Scalar> x, Stream& stream) const {
    BitWriter writer;
    const bool sent = sends(stream);
    writer.write(sent ? 1 : 0, 1);
    if (sent)
      for (const Scalar entry : x) writer.write(value_to_bits(entry), value_bits<Scalar>);
    return std::move(writer).finish();
  }
  template <std::floating_point Scalar>
  void decode(std::span<const std::uint8_t> bytes, std::span<Scalar> out) const {
    BitReader reader(bytes);
    const bool sent = reader.read(1) != 0;
    for (Scalar& entry : out)
      entry = sent ? bits_to_value<Scalar>(reader.read(value_bits<Scalar>)) : Scalar(0);
  }

 private:
  template <class Scalar>
  [[nodiscard]] Scalar probability() const {
    return Scalar(numerator_) / Scalar(denominator_);
  }
  [[nodiscard]] bool sends(Stream& stream) const {
    return uniform_below(stream, denominator_) < numerator_;
  }

  Exact delta_;
  std::uint64_t numerator_ = 1;
  std::uint64_t denominator_ = 1;
};

}  // namespace biasbound
