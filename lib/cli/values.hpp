// Values of options, read exactly, with errors that name the option and the value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "biasbound/scalar.hpp"

namespace biasbound::cli {

/// "3", "0.5", "1e-3", "9/10"
Exact exact_value(std::string_view option, std::string_view text);
/// The same as the nearest double.
double real_value(std::string_view option, std::string_view text);
/// A whole number from `least` to `most`; "1e5" is one.
std::uint64_t count_value(std::string_view option, std::string_view text, std::uint64_t least,
                          std::uint64_t most);
/// "1,-2,1/2"
std::vector<double> point_value(std::string_view option, std::string_view text);

/// Writes to standard output for "-", else to the file, whole or not at all.
void write_output(const std::string& path, std::string_view text);

}  // namespace biasbound::cli
