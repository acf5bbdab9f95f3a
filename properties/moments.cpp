// The exact recursions of moments.hpp. They are no statement of the paper; the properties of
// Lemma 3, Theorem 4 and Theorem 6 on quadratics rest on them. Here they are compared with all
// paths enumerated, with Gaussian moments written out by hand, and with closed forms.
#include "biasbound/moments.hpp"

#include "biasbound/compressors/rand_k.hpp"
#include "catch.hpp"
#include "gaussian_law.hpp"
#include "property.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

using Point = Vector<Exact>;

Matrix<Exact> hessian(const Matrix<Exact>& Q, const Point& spectrum) {
  const Eigen::Index d = spectrum.size();
  Matrix<Exact> H = Matrix<Exact>::Zero(d, d);
  for (Eigen::Index i = 0; i < d; ++i)
    for (Eigen::Index j = 0; j < d; ++j)
      for (Eigen::Index l = 0; l < d; ++l) H(i, j) += Q(i, l) * spectrum(l) * Q(j, l);
  return H;
}

template <class Scalar>
Matrix<Scalar> diagonal(const Vector<Scalar>& entries) {
  Matrix<Scalar> result = Matrix<Scalar>::Zero(entries.size(), entries.size());
  for (Eigen::Index i = 0; i < entries.size(); ++i) result(i, i) = entries(i);
  return result;
}

Point times(const Matrix<Exact>& A, const Point& x) {
  Point result = Point::Zero(x.size());
  for (Eigen::Index i = 0; i < x.size(); ++i)
    for (Eigen::Index j = 0; j < x.size(); ++j) result(i) += A(i, j) * x(j);
  return result;
}

template <class To, class From>
Vector<To> converted(const Vector<From>& x) {
  Vector<To> result(x.size());
  for (Eigen::Index i = 0; i < x.size(); ++i)
    if constexpr (std::same_as<To, double>)
      result(i) = to_double(x(i));
    else
      result(i) = To(x(i));
  return result;
}

template <class To>
Matrix<To> converted(const Matrix<Exact>& A) {
  Matrix<To> result(A.rows(), A.cols());
  for (Eigen::Index j = 0; j < A.cols(); ++j) result.col(j) = converted<To>(Point(A.col(j)));
  return result;
}

// ---- all paths of finite laws

using Answer = std::function<FiniteLaw<Exact>(const Point&)>;

/// The law of x - step g(x), x from `law`.
FiniteLaw<Exact> all_paths(const FiniteLaw<Exact>& law, const Answer& g, const Exact& step) {
  FiniteLaw<Exact> next;
  for (const auto& at : law)
    for (const auto& answer : g(at.value)) {
      Point x = at.value;
      for (Eigen::Index i = 0; i < x.size(); ++i) x(i) -= step * answer.value(i);
      next.push_back({at.weight * answer.weight, std::move(x)});
    }
  return next;
}

void compare(const Moments<Exact>& state, const FiniteLaw<Exact>& law, const Matrix<Exact>& H,
             Ledger& ledger) {
  const auto d = static_cast<Eigen::Index>(state.dimension());
  Point mean = Point::Zero(d);
  Matrix<Exact> second = Matrix<Exact>::Zero(d, d);
  Exact gap = 0;
  Exact gradient_sq = 0;
  for (const auto& at : law) {
    const Point slope = times(H, at.value);
    for (Eigen::Index i = 0; i < d; ++i) {
      mean(i) += at.weight * at.value(i);
      gap += at.weight * at.value(i) * slope(i) / 2;
      gradient_sq += at.weight * slope(i) * slope(i);
      for (Eigen::Index j = 0; j < d; ++j) second(i, j) += at.weight * at.value(i) * at.value(j);
    }
  }
  ledger.eq("E x", state.mean(), mean);
  for (Eigen::Index j = 0; j < d; ++j)
    ledger.eq("E x x^T", Point(state.second().col(j)), Point(second.col(j)));
  ledger.eq("F", state.gap(), gap);
  ledger.eq("E|grad f|^2", state.gradient_sq(), gradient_sq);
}

struct Problem {
  Matrix<Exact> H;
  Point x0;
  Exact step;
};

Problem any_problem(Given& given, std::size_t d) {
  const Exact L = given.rational("L", Exact(1, 4), 4);
  const Point spectrum = given.spectrum("h", d, given.rational("mu/L", Exact(1, 12), 1) * L, L);
  return {hessian(given.rotation("Q", d), spectrum), given.vector("x0", d),
          given.rational("step", Exact(1, 12), 2)};
}

Matrix<Exact> covariance(const FiniteLaw<Exact>& law) {
  const Eigen::Index d = law.front().value.size();
  Matrix<Exact> S = Matrix<Exact>::Zero(d, d);
  for (const auto& outcome : law)
    for (Eigen::Index i = 0; i < d; ++i)
      for (Eigen::Index j = 0; j < d; ++j)
        S(i, j) += outcome.weight * outcome.value(i) * outcome.value(j);
  return S;
}

/// H x + b + n
Answer additive_answer(const Matrix<Exact>& H, const Point& b, const FiniteLaw<Exact>& noise) {
  return [=](const Point& x) {
    FiniteLaw<Exact> law = noise;
    const Point slope = times(H, x);
    for (auto& outcome : law)
      for (Eigen::Index i = 0; i < x.size(); ++i) outcome.value(i) += slope(i) + b(i);
    return law;
  };
}

template <class C>
Answer compressed_answer(const C& compressor, const Answer& inner) {
  return [=](const Point& x) {
    FiniteLaw<Exact> law;
    for (const auto& outcome : inner(x)) {
      const auto compressed = compressor.outcomes(as_span(outcome.value));
      for (const auto& each : *compressed)
        law.push_back({outcome.weight * each.weight, each.value});
    }
    return law;
  };
}

Answer smoothing_answer(const Matrix<Exact>& H, const Exact& tau) {
  const FiniteLaw<Exact> directions = gaussian_law(static_cast<std::size_t>(H.rows()));
  const auto value = [H](const Point& x) {
    const Point slope = times(H, x);
    return Exact(dot(as_span(x), as_span(slope)) / 2);
  };
  return [=](const Point& x) {
    FiniteLaw<Exact> law = directions;
    const Exact here = value(x);
    for (auto& outcome : law) {
      Point shifted = x;
      for (Eigen::Index i = 0; i < x.size(); ++i) shifted(i) += tau * outcome.value(i);
      const Exact slope = (value(shifted) - here) / tau;
      for (Exact& entry : outcome.value) entry *= slope;
    }
    return law;
  };
}

template <class Model>
void follows_all_paths(const Problem& at, const Model& model, const Answer& g, std::size_t T,
                       Ledger& ledger) {
  Moments<Exact> state(at.H, at.x0);
  FiniteLaw<Exact> law{{Exact(1), at.x0}};
  for (std::size_t t = 0; t < T; ++t) {
    state.step(model, at.step);
    law = all_paths(law, g, at.step);
    compare(state, law, at.H, ledger);
  }
}

/// The Hessian of Nesterov's worst function, tridiag(-1, 2, -1).
template <class Scalar>
Matrix<Scalar> second_difference(Eigen::Index d) {
  Matrix<Scalar> H = Matrix<Scalar>::Zero(d, d);
  for (Eigen::Index i = 0; i < d; ++i) {
    H(i, i) = Scalar(2);
    if (i > 0) H(i, i - 1) = H(i - 1, i) = Scalar(-1);
  }
  return H;
}

template <class F>
std::string refusal(F&& call) {
  try {
    call();
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("moments: additive bias and noise follow all paths", "[moments]") {
  check({"moments", "additive follows all paths"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 3);
    const Problem at = any_problem(given, d);
    const Point b = given.vector("bias", d);
    const FiniteLaw<Exact> noise = given.noise("noise", d, 2);
    const AdditiveModel<Exact> model{.bias = b, .noise = covariance(noise)};
    follows_all_paths(at, model, additive_answer(at.H, b, noise), 3, ledger);
  });
}

TEST_CASE("moments: a recursion with less noise does not follow all paths", "[moments]") {
  const Problem at{Matrix<Exact>::Identity(2, 2), Point::Ones(2), Exact(1, 2)};
  const FiniteLaw<Exact> noise{{Exact(1, 2), Point::Ones(2)}, {Exact(1, 2), -Point::Ones(2)}};
  const Answer g = additive_answer(at.H, Point::Zero(2), noise);
  const AdditiveModel<Exact> right{.noise = covariance(noise)};
  AdditiveModel<Exact> wrong = right;
  wrong.noise(0, 1) = wrong.noise(1, 0) = 0;
  const auto control = [&](const char* name, const auto& model, const Answer& answer) {
    must_fail(
        {"moments", name}, "E x x^T",
        [&](Ledger& ledger) { follows_all_paths(at, model, answer, 1, ledger); }, 1);
  };
  control("a covariance left out", wrong, g);
  control("rand-k with replacement", RandKModel<Exact>{.k = 2, .gradient = right},
          [&](const Point& x) {
            FiniteLaw<Exact> law;
            for (const auto& outcome : g(x))
              for (const int kept : {0, 1, 2, 3}) {
                Point v = Point::Zero(2);
                v(kept % 2) += outcome.value(kept % 2);
                v(kept / 2) += outcome.value(kept / 2);
                law.push_back({outcome.weight / 4, v});
              }
            return law;
          });
}

TEST_CASE("moments: rand-k and scaled rand-k follow all paths", "[moments]") {
  check({"moments", "rand-k follows all paths"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 3);
    const std::size_t k = given.size("k", 1, d);
    const Problem at = any_problem(given, d);
    const Point b = given.vector("bias", d);
    const FiniteLaw<Exact> noise = given.noise("noise", d, 2);
    const Answer inner = additive_answer(at.H, b, noise);
    const bool scaled = given.flag("scaled");
    const RandKModel<Exact> model{
        .k = k, .gradient = {.bias = b, .noise = covariance(noise)}, .scaled = scaled};
    follows_all_paths(
        at, model,
        scaled ? compressed_answer(ScaledRandK{k}, inner) : compressed_answer(RandK{k}, inner),
        d == 3 ? 1 : 2, ledger);
  });
}

TEST_CASE("moments: multiplicative noise follows all paths", "[moments]") {
  // n = +-r a or +-r J a, J a turn by a right angle, has covariance r^2 |a|^2 / 2 I in the plane.
  check({"moments", "multiplicative noise follows all paths"}, [](Given& given, Ledger& ledger) {
    const Problem at = any_problem(given, 2);
    const Point b = given.vector("bias", 2);
    const Exact r = given.rational("sqrt M", 0, 3);
    const std::size_t k = given.size("k", 1, 2);
    const Answer inner = [&](const Point& x) {
      Point a = times(at.H, x);
      for (Eigen::Index i = 0; i < 2; ++i) a(i) += b(i);
      FiniteLaw<Exact> law;
      for (int turn = 0; turn < 4; ++turn) {
        const Exact sign = turn < 2 ? 1 : -1;
        Point n(2);
        n(0) = turn % 2 == 0 ? Exact(sign * a(0)) : Exact(-sign * a(1));
        n(1) = turn % 2 == 0 ? Exact(sign * a(1)) : Exact(sign * a(0));
        Point g(2);
        for (Eigen::Index i = 0; i < 2; ++i) g(i) = a(i) + r * n(i);
        law.push_back({Exact(1, 4), g});
      }
      return law;
    };
    const AdditiveModel<Exact> model{.bias = b, .M = r * r};
    if (k == 2)
      follows_all_paths(at, model, inner, 2, ledger);
    else
      follows_all_paths(at, RandKModel<Exact>{.k = k, .gradient = model},
                        compressed_answer(RandK{k}, inner), 1, ledger);
  });
}

TEST_CASE("moments: Gaussian smoothing follows all paths", "[moments]") {
  check({"moments", "Gaussian smoothing follows all paths"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 2);
    const Problem at = any_problem(given, d);
    const Exact tau = given.positive("tau");
    follows_all_paths(at, GaussianSmoothingModel<Exact>{tau}, smoothing_answer(at.H, tau), 1,
                      ledger);
  });
  // Longer and wider, once each.
  Ledger ledger;
  Matrix<Exact> H(2, 2);
  H << Exact(1), Exact(1, 2), Exact(1, 2), Exact(3);
  Point x0(2);
  x0 << Exact(1), Exact(-2, 3);
  const Exact tau(1, 3);
  follows_all_paths({H, x0, Exact(1, 5)}, GaussianSmoothingModel<Exact>{tau},
                    smoothing_answer(H, tau), 2, ledger);
  const Matrix<Exact> wide = second_difference<Exact>(3);
  Point x(3);
  x << Exact(1), Exact(0), Exact(-1, 2);
  follows_all_paths({wide, x, Exact(1, 7)}, GaussianSmoothingModel<Exact>{tau},
                    smoothing_answer(wide, tau), 1, ledger);
  Matrix<Exact> line(1, 1);
  line << Exact(3, 2);
  follows_all_paths({line, Point::Constant(1, Exact(2)), Exact(1, 4)},
                    GaussianSmoothingModel<Exact>{tau}, smoothing_answer(line, tau), 3, ledger);
}

TEST_CASE("moments: Gaussian smoothing on the line by the moments 1 3 15", "[moments]") {
  // x' = x - g (h x u^2 + (tau h / 2) u^3): E x'^2 = (1 - 2 g h + 3 g^2 h^2) E x^2 + 15 (g tau h /
  // 2)^2.
  check({"moments", "Gaussian smoothing on the line"}, [](Given& given, Ledger& ledger) {
    const Exact h = given.rational("h", Exact(1, 6), 5);
    const Exact step = given.rational("step", Exact(1, 12), 1);
    const Exact tau = given.positive("tau");
    const Exact x0 = given.rational("x0", -10, 10);
    Moments<Exact> state(Matrix<Exact>::Constant(1, 1, h), Point::Constant(1, x0));
    Exact mean = x0;
    Exact second = x0 * x0;
    for (int t = 0; t < 6; ++t) {
      state.step(GaussianSmoothingModel<Exact>{tau}, step);
      mean *= 1 - step * h;
      second = (1 - 2 * step * h + 3 * step * step * h * h) * second +
               15 * step * step * tau * tau * h * h / 4;
      ledger.eq("E x", state.mean()(0), mean);
      ledger.eq("E x^2", state.second()(0, 0), second);
    }
  });
}

TEST_CASE("moments: the closed forms are fixed points of the recursions", "[moments]") {
  const auto at_rest = [](const Stationary<Exact>& rest) {
    Matrix<Exact> second = diagonal(rest.variance);
    for (Eigen::Index i = 0; i < second.rows(); ++i)
      for (Eigen::Index j = 0; j < second.cols(); ++j) second(i, j) += rest.mean(i) * rest.mean(j);
    return second;
  };
  check({"moments", "stationary states are fixed points"}, [&](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 4);
    const Exact L = given.rational("L", Exact(1, 4), 4);
    const Point h = given.spectrum("h", d, given.rational("mu/L", Exact(1, 12), 1) * L, L);
    const Matrix<Exact> H = diagonal(h);
    const auto stays = [&](const Stationary<Exact>& rest, const auto& model, const Exact& step) {
      Moments<Exact> state(H, rest.mean, at_rest(rest));
      ledger.eq("F", state.gap(), rest.gap);
      state.step(model, step);
      ledger.eq("E x", state.mean(), rest.mean);
      for (Eigen::Index j = 0; j < h.size(); ++j)
        ledger.eq("E x x^T", Point(state.second().col(j)), Point(at_rest(rest).col(j)));
      ledger.eq("F after a step", state.gap(), rest.gap);
    };

    AdditiveModel<Exact> model{.bias = given.vector("bias", d)};
    Point s = given.vector("variances", d);
    for (Exact& entry : s) entry = abs(entry);
    model.noise = diagonal(s);
    const std::size_t k = given.size("k", 1, d);
    const Exact p = Exact(k) / Exact(d);
    const Exact step = given.rational("step L", Exact(1, 12), Exact(23, 12)) / L;
    // Within the stable range whatever the spectrum: sum g h / (2 - g h) <= d g L / (2 - g L).
    model.M = given.rational("M share", 0, Exact(11, 12)) * (2 - step * L) / (step * L);
    const auto rest = additive_stationary<Exact>(h, model.bias, s, model.M, step);
    stays(rest, model, step);
    stays(rest, RandKModel<Exact>{.k = k, .gradient = model}, step);
    stays(rest, RandKModel<Exact>{.k = k, .gradient = model, .scaled = true}, step * p);

    const Exact tau = given.positive("tau");
    const Exact smoothing_step =
        given.rational("smoothing step share", Exact(1, 12), Exact(11, 12)) * 2 /
        (Exact(d + 2) * L);
    stays(gaussian_smoothing_stationary<Exact>(h, tau, smoothing_step),
          GaussianSmoothingModel<Exact>{tau}, smoothing_step);
  });
}

TEST_CASE("moments: 40 digits of the closed forms after long runs", "[moments]") {
  Ledger ledger;
  const Point h = [] {
    Point entries(3);
    entries << Exact(1), Exact(7, 3), Exact(4);
    return entries;
  }();
  Point b(3);
  b << Exact(1, 10), Exact(-1, 7), Exact(2);
  Point s(3);
  s << Exact(1), Exact(1, 3), Exact(2);
  Matrix<Exact> Q = Matrix<Exact>::Identity(3, 3);
  for (Eigen::Index i = 0; i < 3; ++i)
    for (Eigen::Index j = 0; j < 3; ++j)
      Q(i, j) -= Exact(2 * (static_cast<int>(i) + 1) * (static_cast<int>(j) + 1), 14);
  const Matrix<Exact> H = hessian(Q, h);
  const Point x0 = Point::Constant(3, Exact(5));
  const Exact step(1, 9);

  // In a basis other than the eigenbasis.
  const AdditiveModel<High> model{
      .bias = converted<High>(times(Q, b)), .noise = converted<High>(hessian(Q, s)), .M = 1};
  const auto rest = additive_stationary<High>(converted<High>(h), converted<High>(b),
                                              converted<High>(s), 1, High(step));
  Moments<High> state(converted<High>(H), converted<High>(x0));
  Moments<High> scaled = state;
  for (int t = 0; t < 2000; ++t) {
    state.step(model, High(step));
    scaled.step(RandKModel<High>{.k = 3, .gradient = model, .scaled = true}, High(step));
  }
  ledger.close("additive", state.gap(), rest.gap, 60);
  ledger.close("rand-d", scaled.gap(), rest.gap, 60);

  // rand-k with diagonal H and S: the gap at rest does not know k.
  const AdditiveModel<High> plain{.bias = converted<High>(b),
                                  .noise = converted<High>(diagonal(s))};
  const auto plain_rest =
      additive_stationary<High>(converted<High>(h), plain.bias, converted<High>(s), 0, High(step));
  for (std::size_t k = 1; k <= 3; ++k) {
    Moments<High> sparse(converted<High>(diagonal(h)), converted<High>(x0));
    for (int t = 0; t < 6000; ++t)
      sparse.step(RandKModel<High>{.k = k, .gradient = plain}, High(step));
    ledger.close("rand-k", sparse.gap(), plain_rest.gap, 60);
  }

  const GaussianSmoothingModel<High> smoothing{High(1) / 10};
  const auto smoothing_rest =
      gaussian_smoothing_stationary<High>(converted<High>(h), smoothing.tau, High(1) / 20);
  Moments<High> zeroth(converted<High>(H), converted<High>(x0));
  for (int t = 0; t < 5000; ++t) zeroth.step(smoothing, High(1) / 20);
  ledger.close("Gaussian smoothing", zeroth.gap(), smoothing_rest.gap, 60);

  // The rungs of the ladder agree on the way there.
  Moments<Exact> exact_state(H, x0);
  Moments<High> high_state(converted<High>(H), converted<High>(x0));
  const AdditiveModel<Exact> exact_model{.bias = b, .noise = diagonal(s), .M = Exact(1, 2)};
  const AdditiveModel<High> high_model{
      .bias = converted<High>(b), .noise = converted<High>(diagonal(s)), .M = High(1) / 2};
  for (int t = 0; t < 40; ++t) {
    exact_state.step(RandKModel<Exact>{.k = 2, .gradient = exact_model}, step);
    high_state.step(RandKModel<High>{.k = 2, .gradient = high_model}, High(step));
    exact_state.step(GaussianSmoothingModel<Exact>{Exact(1, 3)}, Exact(1, 40));
    high_state.step(GaussianSmoothingModel<High>{High(1) / 3}, High(1) / 40);
    ledger.close("the trajectory", high_state.gap(), High(exact_state.gap()), 90);
  }
  CHECK(ledger.lines().size() == 5);
}

TEST_CASE("moments: additive trajectories in closed form", "[moments]") {
  // Mode by mode: the mean's distance to -b/h shrinks by a = 1 - g h a step, and the variance is
  // g^2 s (1 - a^(2 t)) / (1 - a^2).
  check({"moments", "additive trajectories"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 3);
    const Exact L = given.rational("L", Exact(1, 4), 4);
    const Point h = given.spectrum("h", d, given.rational("mu/L", Exact(1, 12), 1) * L, L);
    const Exact step = given.rational("step L", Exact(1, 12), Exact(23, 12)) / L;
    const Point b = given.vector("bias", d);
    const Point x0 = given.vector("x0", d);
    Point s = given.vector("variances", d);
    for (Exact& entry : s) entry = abs(entry);
    Moments<Exact> state(diagonal(h), x0);
    Point shrunk = Point::Ones(static_cast<Eigen::Index>(d));
    for (int t = 1; t <= 6; ++t) {
      state.step(AdditiveModel<Exact>{.bias = b, .noise = diagonal(s)}, step);
      Exact gap = 0;
      for (Eigen::Index i = 0; i < h.size(); ++i) {
        const Exact a = 1 - step * h(i);
        shrunk(i) *= a;
        const Exact mean = -b(i) / h(i) + shrunk(i) * (x0(i) + b(i) / h(i));
        const Exact variance = step * step * s(i) * (1 - shrunk(i) * shrunk(i)) / (1 - a * a);
        gap += h(i) * (mean * mean + variance) / 2;
      }
      ledger.eq("F_t", state.gap(), gap);
    }
  });
}

TEST_CASE("moments: Gaussian smoothing rests where alpha < 1 and nowhere else", "[moments]") {
  // On the line alpha < 1 is g h < 2/3, where E x'^2 / E x^2 = 1 - 2 g h + 3 g^2 h^2 is below 1.
  const Vector<Exact> line = Point::Constant(1, Exact(1));
  CHECK(gaussian_smoothing_alpha<Exact>(line, Exact(2, 3)) == 1);
  // In d dimensions with equal eigenvalues it is g h < 2 / (d + 2).
  for (const int d : {1, 2, 5, 10}) {
    const auto growth = [d](const Exact& step) {
      Moments<Exact> state(Matrix<Exact>::Identity(d, d), Point::Ones(d));
      Moments<Exact> other(Matrix<Exact>::Identity(d, d), Point::Zero(d));
      state.step(GaussianSmoothingModel<Exact>{1}, step);
      other.step(GaussianSmoothingModel<Exact>{1}, step);
      return Exact((state.gap() - other.gap()) / Exact(d, 2));
    };
    const Exact limit = Exact(2, d + 2);
    CHECK(gaussian_smoothing_alpha<Exact>(Point::Ones(d), limit) == 1);
    CHECK(growth(limit) == 1);
    CHECK(growth(limit * Exact(101, 100)) > 1);
    CHECK(growth(limit * Exact(99, 100)) < 1);
    CHECK(refusal([&] { gaussian_smoothing_stationary<Exact>(Point::Ones(d), 1, limit); }) ==
          "alpha: 1, expected below 1");
  }
}

TEST_CASE("moments: long runs in doubles keep the digits of High", "[moments]") {
  const Eigen::Index d = 10;
  const auto run = [d](auto zero) {
    using Scalar = decltype(zero);
    const AdditiveModel<Scalar> gradient{.bias = Vector<Scalar>::Constant(d, Scalar(1) / 10),
                                         .noise = Matrix<Scalar>(Matrix<Scalar>::Identity(d, d)),
                                         .M = Scalar(1) / 2};
    std::vector<Scalar> gaps;
    Moments<Scalar> additive(second_difference<Scalar>(d), Vector<Scalar>::Ones(d));
    Moments<Scalar> sparse = additive;
    Moments<Scalar> zeroth = additive;
    for (int t = 0; t < 2000; ++t) {
      additive.step(gradient, Scalar(1) / 5);
      sparse.step(RandKModel<Scalar>{.k = 2, .gradient = gradient}, Scalar(2) / 5);
      zeroth.step(GaussianSmoothingModel<Scalar>{Scalar(1) / 10}, Scalar(1) / 100);
      if (t % 100 == 99)
        for (const auto* state : {&additive, &sparse, &zeroth}) gaps.push_back(state->gap());
    }
    return gaps;
  };
  const std::vector<double> rounded = run(0.0);
  const std::vector<High> exact_enough = run(High(0));
  for (std::size_t i = 0; i < rounded.size(); ++i)
    CHECK(rounded[i] == Approx(static_cast<double>(exact_enough[i])).epsilon(1e-11));
}

TEST_CASE("moments: what makes no recursion is refused by name", "[moments]") {
  const Matrix<double> H = second_difference<double>(2);
  const Vector<double> x = Vector<double>::Ones(2);
  Moments<double> state(H, x);
  Matrix<double> skew = H;
  skew(0, 1) = 1;
  CHECK(refusal([&] { Moments<double>(Matrix<double>(), Vector<double>()); }) ==
        "H: 0 x 0, expected at least 1 x 1");
  CHECK(refusal([&] { Moments<double>(skew, x); }) ==
        "H: not symmetric, entry (1, 0) is -1 and its mirror image 1");
  CHECK(refusal([&] { Moments<double>(Matrix<double>::Zero(2, 3), x); }) ==
        "H: 2 x 3, expected 2 x 2");
  CHECK(refusal([&] { Moments<double>(H, Vector<double>::Ones(3)); }) ==
        "mean: 3 entries, expected 2");
  CHECK(refusal([&] { Moments<double>(H, x, skew); }) ==
        "second moment: not symmetric, entry (1, 0) is -1 and its mirror image 1");
  const auto additive = [&](const AdditiveModel<double>& model, double step) {
    return refusal([&] { state.step(model, step); });
  };
  CHECK(additive({.bias = Vector<double>::Ones(3)}, 1) == "bias: 3 entries, expected 2");
  CHECK(additive({.noise = skew}, 1) ==
        "noise: not symmetric, entry (1, 0) is -1 and its mirror image 1");
  CHECK(additive({.noise = -H}, 1) == "noise: -2, expected variances of at least 0");
  CHECK(additive({.M = -1}, 1) == "M: -1, expected at least 0");
  CHECK(additive({}, 0) == "step size: 0, expected a positive number");
  CHECK(refusal([&] { state.step(RandKModel<double>{.k = 0}, 1); }) == "k: 0, expected 1 to 2");
  CHECK(refusal([&] { state.step(RandKModel<double>{.k = 3}, 1); }) == "k: 3, expected 1 to 2");
  CHECK(refusal([&] { state.step(GaussianSmoothingModel<double>{0}, 1); }) ==
        "tau: 0, expected a positive number");
  CHECK(refusal([&] { state.step(GaussianSmoothingModel<double>{1}, -1); }) ==
        "step size: -1, expected a positive number");
  CHECK(state.gap() == Moments<double>(H, x).gap());  // a refused step leaves the state alone
  CHECK(refusal([&] { additive_stationary<double>(x, {}, {}, 0, 2); }) ==
        "step size times an eigenvalue: 2, expected above 0 and below 2");
  CHECK(refusal([&] { additive_stationary<double>(x, {}, x, 1, 1); }) ==
        "(M/d) sum of g h / (2 - g h): 1, expected below 1");
  CHECK(refusal([&] { gaussian_smoothing_alpha<double>({}, 1); }) ==
        "spectrum: no eigenvalues, expected at least 1");
}
