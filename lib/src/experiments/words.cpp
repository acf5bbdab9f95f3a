// Words that the page and the terminal share.
#include "experiments/words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/text.hpp"

namespace biasbound::experiments {

std::string cell_text(const Cell& cell) {
  if (const auto* value = std::get_if<double>(&cell)) return detail::brief(*value);
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  return "";
}

std::string counts(const std::vector<Check>& checks) {
  using Verdict = Check::Verdict;
  std::string text = detail::counted(checks.size(), "sentence"), separator = ": ";
  for (const Verdict verdict : {Verdict::holds, Verdict::fails, Verdict::depends}) {
    const auto count = std::ranges::count(checks, verdict, &Check::verdict);
    if (count == 0) continue;
    text += fmt::format("{}{} {}", separator, count, to_text(verdict));
    separator = ", ";
  }
  return text;
}

std::string summary(const Figure& figure) {
  return fmt::format("{}: {} ({})", figure.id, counts(figure.checks),
                     detail::duration(figure.seconds));
}

std::string shown_dependence(const Check& check) {
  return check.verdict() == Check::Verdict::depends ? check.depends_on : "";
}

}  // namespace biasbound::experiments
