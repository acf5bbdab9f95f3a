// Values of options.
#include "values.hpp"

#include <cstdio>

#include "biasbound/report_writers.hpp"

namespace biasbound::cli {

Exact exact_value(std::string_view option, std::string_view text) {
  try {
    return parse_exact(text);
  } catch (const InvalidInput& error) {
    throw InvalidInput(std::string(option) + ": " + error.what());
  }
}

double real_value(std::string_view option, std::string_view text) {
  return to_double(exact_value(option, text));
}

std::uint64_t count_value(std::string_view option, std::string_view text, std::uint64_t least,
                          std::uint64_t most) {
  const Exact value = exact_value(option, text);
  if (denominator(value) != 1 || value < least || value > most)
    throw InvalidInput(std::string(option) + ": " + std::string(text) +
                       " is not a whole number from " + std::to_string(least) + " to " +
                       std::to_string(most));
  return numerator(value).convert_to<std::uint64_t>();
}

std::vector<double> point_value(std::string_view option, std::string_view text) {
  std::vector<double> point;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    std::string_view entry = text.substr(begin, end - begin);
    while (!entry.empty() && entry.front() == ' ') entry.remove_prefix(1);
    point.push_back(real_value(option, entry));
    begin = end + 1;
  }
  return point;
}

void write_output(const std::string& path, std::string_view text) {
  if (path != "-") return write_file(path, text);
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace biasbound::cli
