// Functions on the line with piecewise constant second derivative, over rationals: Huber's and its
// like, convex or not. Their extremes are rational, and so are those of a quadratic added to them.
#pragma once

#include <optional>
#include <vector>

#include "biasbound/scalar.hpp"

namespace biasbound::property {

class PiecewiseQuadratic {
 public:
  /// f on one piece: value + slope (x - at) + curvature / 2 (x - at)^2, between from and to; an end
  /// that is absent is infinite.
  struct Piece {
    Exact at, value, slope, curvature;
    std::optional<Exact> from, to;

    [[nodiscard]] Exact value_at(const Exact& x) const {
      const Exact h = x - at;
      return value + h * (slope + curvature / 2 * h);
    }
    [[nodiscard]] Exact slope_at(const Exact& x) const { return slope + curvature * (x - at); }
  };

  /// `knots` increasing, at least one; `curvature` one more, from left to right; f = 0 and f' =
  /// slope at the first knot.
  PiecewiseQuadratic(const std::vector<Exact>& knots, const std::vector<Exact>& curvature,
                     const Exact& slope)
      : knots_(knots) {
    Exact value = 0;
    Exact rise = slope;
    for (std::size_t j = 0; j < curvature.size(); ++j) {
      const std::size_t anchor = j == 0 ? 0 : j - 1;
      if (j >= 2) {
        const Exact& end = knots[anchor];
        value = pieces_.back().value_at(end);
        rise = pieces_.back().slope_at(end);
      }
      Piece piece{knots[anchor], value, rise, curvature[j], {}, {}};
      if (j > 0) piece.from = knots[j - 1];
      if (j < knots.size()) piece.to = knots[j];
      pieces_.push_back(std::move(piece));
    }
  }

  [[nodiscard]] const std::vector<Exact>& knots() const { return knots_; }
  [[nodiscard]] const std::vector<Piece>& pieces() const { return pieces_; }
  [[nodiscard]] Exact value(const Exact& x) const { return piece(x).value_at(x); }
  [[nodiscard]] Exact slope(const Exact& x) const { return piece(x).slope_at(x); }
  /// max |f''|, the two-sided L.
  [[nodiscard]] Exact smoothness() const {
    Exact most = 0;
    for (const Piece& p : pieces_) most = std::max(most, Exact(abs(p.curvature)));
    return most;
  }

  /// sup over x of scale f(x) + a x^2 + b x; absent where it is infinite.
  [[nodiscard]] std::optional<Exact> supremum(const Exact& scale, const Exact& a,
                                              const Exact& b) const {
    std::optional<Exact> most;
    for (const Piece& p : pieces_) {
      const auto at = [&](const Exact& x) {
        return Exact(scale * p.value_at(x) + x * (a * x + b));
      };
      const auto rise = [&](const Exact& x) {
        return Exact(scale * p.slope_at(x) + 2 * a * x + b);
      };
      const auto offer = [&](const Exact& x) {
        const Exact value = at(x);
        if (!most || value > *most) most = value;
      };
      const Exact bend = scale * p.curvature + 2 * a;
      // What happens at an infinite end is decided by the bend, then by the slope.
      if (!p.from && (bend > 0 || (bend == 0 && rise(p.at) < 0))) return std::nullopt;
      if (!p.to && (bend > 0 || (bend == 0 && rise(p.at) > 0))) return std::nullopt;
      offer(p.at);
      if (p.from) offer(*p.from);
      if (p.to) offer(*p.to);
      if (bend < 0) {
        const Exact top = p.at - rise(p.at) / bend;
        if ((!p.from || top > *p.from) && (!p.to || top < *p.to)) offer(top);
      }
    }
    return most;
  }

 private:
  [[nodiscard]] const Piece& piece(const Exact& x) const {
    std::size_t j = 0;
    while (j < knots_.size() && x > knots_[j]) ++j;
    return pieces_[j];
  }

  std::vector<Exact> knots_;
  std::vector<Piece> pieces_;
};

}  // namespace biasbound::property
