// Objectives with known constants, all rational: rotated quadratics, Huber, and sums of piecewise
// quadratics, convex or not, with the PL property or without.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "biasbound/objectives/huber.hpp"
#include "biasbound/objectives/quadratic.hpp"
#include "property.hpp"

namespace biasbound::property {

/// f(x) = sum_i phi(x_i), phi even with phi(0) = phi'(0) = 0 and constant curvature on each of the
/// pieces that follow one another from 0, the last without end. Satisfies (3) with L = the largest
/// curvature, and no Lipschitz bound below the largest |curvature|.
class EvenPiecewiseQuadratic {
 public:
  struct Piece {
    Exact length;  ///< of the last piece: not used
    Exact curvature;
  };

  /// The largest curvature is positive, and so are the last slope or the last curvature: f has a
  /// minimum.
  EvenPiecewiseQuadratic(std::size_t dimension, std::vector<Piece> pieces)
      : dimension_(dimension), pieces_(std::move(pieces)) {
    Exact at = 0;
    Exact slope = 0;
    Exact value = 0;
    for (const Piece& piece : pieces_) {
      knots_.push_back({at, slope, value});
      value += piece.length * (slope + piece.curvature * piece.length / 2);
      slope += piece.curvature * piece.length;
      at += piece.length;
    }
  }

  [[nodiscard]] std::string name() const { return "piecewise quadratic"; }
  [[nodiscard]] std::size_t dimension() const { return dimension_; }
  [[nodiscard]] Exact value(std::span<const Exact> x) const {
    Exact sum = 0;
    for (const Exact& entry : x) {
      const Exact size = abs(entry);
      const std::size_t i = piece_of(size);
      const Exact past = size - knots_[i].at;
      sum += knots_[i].value + past * (knots_[i].slope + pieces_[i].curvature * past / 2);
    }
    return sum;
  }
  void gradient(std::span<const Exact> x, std::span<Exact> out) const {
    for (std::size_t j = 0; j < x.size(); ++j) {
      const Exact size = abs(x[j]);
      const std::size_t i = piece_of(size);
      const Exact slope = knots_[i].slope + pieces_[i].curvature * (size - knots_[i].at);
      out[j] = x[j] < 0 ? Exact(-slope) : slope;
    }
  }
  [[nodiscard]] Regularity regularity() const {
    const auto by_curvature = [](const Piece& a, const Piece& b) {
      return a.curvature < b.curvature;
    };
    const Exact L = std::ranges::max_element(pieces_, by_curvature)->curvature;
    const Exact least = std::ranges::min_element(pieces_, by_curvature)->curvature;
    return {.L = L,
            .mu = pl_constant(),
            .f_star = Exact(static_cast<int>(dimension_) * least_value()),
            .convex = least >= 0,
            .two_sided = least >= -L};
  }
  /// f is strongly convex with this constant, where positive.
  [[nodiscard]] Exact least_curvature() const {
    Exact least = pieces_.front().curvature;
    for (const Piece& piece : pieces_) least = std::min(least, piece.curvature);
    return least;
  }

 private:
  struct Knot {
    Exact at;
    Exact slope;
    Exact value;
  };

  [[nodiscard]] std::size_t piece_of(const Exact& size) const {
    std::size_t i = knots_.size() - 1;
    while (i > 0 && size < knots_[i].at) --i;
    return i;
  }
  [[nodiscard]] Exact least_value() const {
    Exact least = 0;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      least = std::min(least, knots_[i].value);
      if (knots_[i].slope >= 0 || pieces_[i].curvature <= 0) continue;
      const Exact to_minimum = -knots_[i].slope / pieces_[i].curvature;
      if (i + 1 < pieces_.size() && to_minimum > pieces_[i].length) continue;
      least = std::min(least, Exact(knots_[i].value + knots_[i].slope * to_minimum / 2));
    }
    return least;
  }
  /// inf phi'^2 / (2 phi), where phi' > 0 for x > 0 and the infimum is positive. On a piece of
  /// curvature h, phi'^2 - 2 h phi is constant, so phi'^2 / (2 phi) is monotone there and least at
  /// an end: h_first towards 0, h_last towards infinity, or at a knot between.
  [[nodiscard]] std::optional<Exact> pl_constant() const {
    Exact mu = std::min(pieces_.front().curvature, pieces_.back().curvature);
    for (std::size_t i = 1; i < knots_.size(); ++i) {
      if (knots_[i].slope <= 0) return std::nullopt;
      mu = std::min(mu, Exact(knots_[i].slope * knots_[i].slope / (2 * knots_[i].value)));
    }
    return mu > 0 ? std::optional(mu) : std::nullopt;
  }

  std::size_t dimension_;
  std::vector<Piece> pieces_;
  std::vector<Knot> knots_;
};

/// An objective and what is known of it.
struct Problem {
  AnyObjective<Exact> f;
  Exact L;
  Exact mu;      ///< of (4); 0 for none
  Exact strong;  ///< of strong convexity; 0 for none
  Exact f_star;
  Vector<Exact> minimiser;  ///< one of them
  bool convex = false;

  [[nodiscard]] std::size_t d() const { return f.dimension(); }
  [[nodiscard]] Exact gap(const Vector<Exact>& x) const { return f.value(as_span(x)) - f_star; }
  [[nodiscard]] Vector<Exact> gradient(const Vector<Exact>& x) const {
    Vector<Exact> out = Vector<Exact>::Zero(x.size());
    f.gradient(as_span(x), as_span(out));
    return out;
  }
};

template <class F>
Problem problem_of(const F& f, const Exact& strong, Vector<Exact> minimiser) {
  const Regularity known = f.regularity();
  return {f,           *known.L, known.mu.value_or(0), strong, *known.f_star, std::move(minimiser),
          known.convex};
}

/// (L/2)|x|^2, where most bounds are attained.
inline Problem ball(std::size_t d, const Exact& L) {
  return problem_of(Quadratic<Exact>({.spectrum = std::vector<Exact>(d, L)}), L,
                    Vector<Exact>::Zero(static_cast<Eigen::Index>(d)));
}

inline Problem huber(std::size_t d) {
  return problem_of(Huber<Exact>(d), 0, Vector<Exact>::Zero(static_cast<Eigen::Index>(d)));
}

inline Problem piecewise(std::size_t d, std::vector<EvenPiecewiseQuadratic::Piece> pieces) {
  const EvenPiecewiseQuadratic f(d, std::move(pieces));
  return problem_of(f, std::max(Exact(0), f.least_curvature()),
                    Vector<Exact>::Zero(static_cast<Eigen::Index>(d)));
}

/// Not convex, PL with mu = 1/21 and L = 1, one-sided: the curvature -3 between 1 and 5/4 is beyond
/// -L.
inline Problem bent(std::size_t d) { return piecewise(d, {{1, 1}, {Exact(1, 4), -3}, {0, 1}}); }

/// 1/2 (x - c)^T H (x - c), H rotated, with spectrum in [mu, L].
inline Problem any_quadratic(Given& given, std::size_t d, const Exact& mu, const Exact& L) {
  const Vector<Exact> values = given.spectrum("spectrum", d, mu, L);
  QuadraticSpec spec{.spectrum = {values.begin(), values.end()}};
  if (d > 1 && given.flag("rotated")) {
    std::vector<Exact> v(d, Exact(1));
    for (Exact& entry : v) entry = given.integer("reflection", -2, 2);
    if (std::ranges::any_of(v, [](const Exact& entry) { return entry != 0; }))
      spec.reflections.push_back(std::move(v));
  }
  Vector<Exact> center = Vector<Exact>::Zero(static_cast<Eigen::Index>(d));
  if (given.flag("shifted")) {
    for (Exact& entry : center) entry = given.integer("center", -3, 3);
    Vector<Exact> linear = center;
    Quadratic<Exact>(spec).gradient(as_span(std::as_const(center)), as_span(linear));
    for (const Exact& entry : linear) spec.linear.push_back(-entry);
  }
  return problem_of(Quadratic<Exact>(spec), mu, center);
}

/// What a statement asks of f.
enum class Shape { smooth, pl, convex, strongly_convex };

/// A sum of piecewise quadratics of the shape, its largest curvature L.
inline Problem any_piecewise(Given& given, std::size_t d, const Exact& L, Shape shape) {
  const std::size_t count = given.size("pieces", 1, 3);
  const std::size_t steepest = given.size("the piece of curvature L", 0, count - 1);
  std::vector<EvenPiecewiseQuadratic::Piece> pieces;
  Exact slope = 0;
  for (std::size_t i = 0; i < count; ++i) {
    EvenPiecewiseQuadratic::Piece piece{given.rational("length", Exact(1, 12), 3), L};
    const bool end = i == 0 || i + 1 == count;
    if (i != steepest) {
      switch (shape) {
        case Shape::strongly_convex:
          piece.curvature = L * given.rational("curvature / L", Exact(1, 20), 1);
          break;
        case Shape::convex:
          piece.curvature = L * given.rational("curvature / L", 0, 1);
          if (i + 1 == count && slope == 0) piece.curvature = L;
          break;
        case Shape::pl:
          piece.curvature = L * given.rational("curvature / L", end ? Exact(1, 20) : Exact(-2), 1);
          break;
        case Shape::smooth:
          piece.curvature =
              L * given.rational("curvature / L", i + 1 == count ? Exact(1, 20) : Exact(-2), 1);
      }
    }
    // The slope stays positive, so that 0 is the only stationary point.
    if (shape == Shape::pl && piece.curvature < 0)
      piece.length = std::min(
          piece.length, Exact(-slope / piece.curvature * given.rational("fall", 0, Exact(9, 10))));
    slope += piece.curvature * piece.length;
    pieces.push_back(std::move(piece));
  }
  return piecewise(d, std::move(pieces));
}

/// An objective of the shape in at most `most` dimensions, L and mu anywhere.
inline Problem any_problem(Given& given, Shape shape, std::size_t most = 3) {
  const std::size_t d = given.size("d", 1, most);
  const auto kind = given.integer("kind of f", 0, 2);
  if (kind == 2 && (shape == Shape::smooth || shape == Shape::convex)) return huber(d);
  const Exact L = given.rational("L", Exact(1, 4), 6);
  if (kind == 0) {
    const bool singular = shape == Shape::smooth || shape == Shape::convex;
    const Exact mu = d == 1 ? L : Exact(L * given.fraction("mu / L"));
    Problem problem = any_quadratic(given, d, mu, L);
    if (singular) problem.strong = problem.mu = 0;  // not promised
    return problem;
  }
  return any_piecewise(given, d, L, shape);
}

/// Of moderate size, or hostile.
inline Vector<Exact> any_point(Given& given, std::size_t d, bool hostile = true) {
  if (hostile && given.integer("hostile point", 0, 3) == 0) return given.vector("x", d);
  Vector<Exact> x = Vector<Exact>::Zero(static_cast<Eigen::Index>(d));
  for (Exact& entry : x) entry = given.rational("x_i", -4, 4);
  return x;
}

}  // namespace biasbound::property
