// The exception of the library's public doors.
#pragma once

#include <stdexcept>

namespace biasbound {

/// Input that cannot mean what it says: a number that does not parse, a constant outside its range,
/// sizes that do not match. `what()` is one line that names the field and the value.
class InvalidInput : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

}  // namespace biasbound
