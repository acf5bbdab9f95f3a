// One check for each family of kernels: all its forms on one machine, against the definition.
#pragma once

#include "inputs.hpp"
#include "machine.hpp"
#include "record.hpp"

namespace kernel_tests {

template <class T>
struct Family {
  const char* name;
  /// What each form should give.
  Record (*expected)(const Case<T>& c);
  /// Calls each form and compares.
  void (*run)(Machine& machine, const Case<T>& c, Comparison& same);
};

template <Real T>
Family<T> norms();
template <Real T>
Family<T> top_k();
template <Real T>
Family<T> rand_k();
template <Real T>
Family<T> pairs();
template <Real T>
Family<T> sign();
template <Real T>
Family<T> natural();
template <Real T>
Family<T> qsgd();

/// All of them.
template <Real T>
std::vector<Family<T>> families();

/// The first difference on any machine, with the machine and the case; empty where there is none.
template <Real T>
std::string fault(const Family<T>& family, const Case<T>& c, const Record& expected);
template <Real T>
std::string fault(const Family<T>& family, const Case<T>& c) {
  return fault(family, c, family.expected(c));
}

/// Alignments that differ from array to array.
template <class T>
unsigned shift_of(const Case<T>& c, unsigned slot) {
  return (c.shift + 5 * slot) % (at_end + 1);
}
template <class T, class U>
Fenced<U> input(const Case<T>& c, unsigned slot, const std::vector<U>& contents) {
  return Fenced<U>(slot, std::span<const U>(contents), shift_of(c, slot));
}
template <class U, class T>
Fenced<U> output(const Case<T>& c, unsigned slot, std::size_t n) {
  return Fenced<U>(slot, n, shift_of(c, slot));
}

}  // namespace kernel_tests
