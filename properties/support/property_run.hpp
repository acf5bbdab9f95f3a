// What `check`, `holds`, `attained` and `must_fail` are made of: the same runs, answering with what
// they found instead of failing a test. For the tests of the layer; a statement's properties need
// property.hpp.
#pragma once

#include "property.hpp"

namespace biasbound::property {

/// A comparison that failed, and the words for it.
struct Violation {
  std::string comparison;
  std::string text;
};

struct Settings {
  std::uint64_t cases = 1000;
  std::uint64_t seed = 20200817;  ///< the paper's date
  std::string reproduce;          ///< a code of an earlier failure; empty for generated cases
};

/// BIASBOUND_CASES, BIASBOUND_SEED and BIASBOUND_REPRODUCE. Throws InvalidInput where one is
/// malformed.
Settings settings();

struct RunOutcome {
  const char* kind = "";  ///< "property", "instance", "attained", "must fail"
  std::uint64_t cases = 1;
  std::uint64_t seed = 0;
  std::string failure;   ///< empty where it passed
  std::string refuted;   ///< of a negative control: the comparison that failed, as it has to
  std::string instance;  ///< the shrunk one, as it is printed
  std::string code;      ///< what BIASBOUND_REPRODUCE takes
  std::vector<Ledger::Line> lines;
};

/// A code of another property is left aside: the cases are generated.
RunOutcome run_check(const Property& property, const Body& body, const Settings& settings);
RunOutcome run_instance(const Instance& instance);
RunOutcome run_attained(const Instance& instance, const std::vector<std::string>& comparisons = {});
RunOutcome run_must_fail(const std::string& comparison, const Instance& instance,
                         const Exact& factor = Exact(99, 100));

/// Shrinks stop being offered ten seconds after the first one that follows this call.
void restart_shrink_clock();

}  // namespace biasbound::property
