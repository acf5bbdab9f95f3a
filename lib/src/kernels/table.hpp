// The loops of one instruction set. Each of portable.cpp, avx2.cpp and avx512.cpp fills one table.
#pragma once

#include "kernels/loops/natural.hpp"
#include "kernels/loops/norms.hpp"
#include "kernels/loops/pairs.hpp"
#include "kernels/loops/paths.hpp"
#include "kernels/loops/qsgd.hpp"
#include "kernels/loops/select.hpp"
#include "kernels/loops/sign.hpp"
#include "kernels/loops/subset.hpp"

namespace biasbound::kernels {

template <class T>
struct Loops {
  NaturalLoops<T> natural;
  NormLoops<T> norms;
  PairLoops<T> pairs;
  QsgdLoops<T> qsgd;
  SelectLoops<T> select;
  SignLoops<T> sign;
  MarkedLoops<T> marked;
};

struct Table {
  Loops<float> f32;
  Loops<double> f64;
  SubsetLoops subset;
  PathLoops paths;

  template <class T>
  [[nodiscard]] const Loops<T>& of() const {
    if constexpr (sizeof(T) == 4)
      return f32;
    else
      return f64;
  }
};

template <class S, class T>
constexpr Loops<T> loops_of() {
  return {.natural = natural_loops<S, T>(),
          .norms = norm_loops<S, T>(),
          .pairs = pair_loops<S, T>(),
          .qsgd = qsgd_loops<S, T>(),
          .select = select_loops<S, T>(),
          .sign = sign_loops<S, T>(),
          .marked = marked_loops<S, T>()};
}

template <class S>
constexpr Table make_table() {
  return {.f32 = loops_of<S, float>(),
          .f64 = loops_of<S, double>(),
          .subset = subset_loops<S>(),
          .paths = path_loops<S>()};
}

extern const Table portable_table;
extern const Table avx2_table;
extern const Table avx512_table;

}  // namespace biasbound::kernels
