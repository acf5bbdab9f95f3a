// One line that repeats an audit bit for bit.
#include <algorithm>

#include "biasbound/run.hpp"
#include "report/parameters.hpp"

namespace biasbound {
namespace {

using nlohmann::json;

/// A shell word without control characters, so that a line of a terminal can be copied.
std::string on_one_line(std::string_view word) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::none_of(word.begin(), word.end(), control)) return shell_quote(word);
  static constexpr std::string_view digits = "01234567";
  std::string quoted = "$'";
  for (const char c : word) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n')
      quoted += "\\n";
    else if (control(c))
      quoted += {'\\', digits[byte >> 6], digits[(byte >> 3) & 7], digits[byte & 7]};
    else if (c == '\'' || c == '\\')
      quoted += {'\\', c};
    else
      quoted += c;
  }
  return quoted + "'";
}

class Words {
 public:
  void option(const std::string& name, const std::string& value) {
    // A value that begins with a hyphen could be taken for an option.
    const bool joined = !value.empty() && value.front() == '-';
    line_ += " " + name + (joined ? "=" : " ") + on_one_line(value);
  }
  void flag(const std::string& name) { line_ += " " + name; }
  [[nodiscard]] const std::string& line() const { return line_; }

 private:
  std::string line_ = "biasbound audit";
};

void add_oracle(Words& words, const json& oracle) {
  if (oracle.contains("command")) {
    std::string command;
    for (const auto& word : oracle["command"])
      command += (command.empty() ? "" : " ") + shell_quote(word.get<std::string>());
    return words.option("--command", command);
  }
  if (oracle.contains("plugin"))
    return words.option("--plugin", oracle["plugin"].get<std::string>());
  const std::string kind = oracle.value("kind", std::string());
  words.option("--oracle", kind);
  const CatalogueEntry* entry = detail::find_entry(kind, false);
  for (const auto& [name, value] : oracle.items()) {
    if (name == "kind") continue;
    const std::string option = entry != nullptr && detail::find_parameter(*entry, name) != nullptr
                                   ? detail::option_name(name)
                                   : std::string();
    const std::string text = detail::parameter_text(value);
    if (option.empty())
      words.option("--param", name + "=" + text);
    else
      words.option(option, text);
  }
}

void add_objective(Words& words, const json& objective, bool dimension_taken) {
  if (!objective.is_object()) return;
  words.option("--objective", objective.value("kind", std::string()));
  for (const auto& [name, value] : objective.items()) {
    if (name == "kind") continue;
    const std::string text = detail::parameter_text(value);
    if (name == "dimension" && !dimension_taken)
      words.option("--dimension", text);
    else
      words.option("--objective-param", name + "=" + text);
  }
}

}  // namespace

std::string shell_quote(std::string_view word) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_@%+=:,./-").find(c) != std::string_view::npos;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return std::string(word);
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return quoted + "'";
}

std::string replay_command(const AuditSpec& audit, const Options& options, double request_timeout,
                           bool strict) {
  const RunOptions defaults;
  Words words;
  add_oracle(words, audit.oracle);
  add_objective(words, audit.objective, audit.dimension.has_value());
  if (audit.dimension) words.option("--dimension", std::to_string(*audit.dimension));
  if (audit.claim) words.option("--claim", to_text(*audit.claim));
  if (options.infer) words.flag("--infer");
  if (!options.at.empty()) {
    std::string point;
    for (const double entry : options.at) point += (point.empty() ? "" : ",") + to_text(entry);
    words.option("--at", point);
  }
  if (!audit.name.empty()) words.option("--name", audit.name);
  if (audit.expect) words.option("--expect", std::string(to_text(*audit.expect)));
  words.option("--seed", std::to_string(options.seed));
  words.option("--alpha", to_text(options.alpha));
  words.option("--samples", std::to_string(options.samples));
  if (options.time_limit > 0) words.option("--time-limit", to_text(options.time_limit));
  if (options.rounding == Rounding::exact) words.option("--rounding", "exact");
  if (request_timeout != defaults.request_timeout)
    words.option("--request-timeout", to_text(request_timeout));
  if (strict) words.flag("--strict");
  return words.line();
}

}  // namespace biasbound
