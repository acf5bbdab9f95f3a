// Parameters of the catalogue as words of a command line.
#include "report/parameters.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "biasbound/spec.hpp"

namespace biasbound::detail {
namespace {

using nlohmann::json;

/// Options of `biasbound audit` that are no parameters.
constexpr std::array<std::string_view, 25> kFixed = {
    "oracle",  "objective", "command", "plugin",   "claim",           "infer", "expect",
    "name",    "dimension", "at",      "param",    "objective-param", "seed",  "alpha",
    "samples", "threads",   "strict",  "rounding", "explain",         "json",  "junit",
    "html",    "quiet",     "help",    "version"};

bool is_fixed(std::string_view name) {
  return name == "time-limit" || name == "request-timeout" ||
         std::find(kFixed.begin(), kFixed.end(), name) != kFixed.end();
}

json scalar(std::string_view text) {
  std::int64_t integer = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), integer);
  if (!text.empty() && error == std::errc() && end == text.data() + text.size()) return integer;
  if (text == "true") return true;
  if (text == "false") return false;
  return std::string(text);
}

/// Doubles become exact text, at any depth.
json without_doubles(const json& value) {
  if (value.is_number_float()) return to_text(exact(value.get<double>()));
  if (value.is_structured()) {
    json copy = value;
    for (auto& entry : copy) entry = without_doubles(entry);
    return copy;
  }
  return value;
}

}  // namespace

const CatalogueEntry* find_entry(std::string_view kind, bool objective) {
  for (const auto& entry : catalogue())
    if (entry.kind == kind && (entry.category == CatalogueEntry::Category::objective) == objective)
      return &entry;
  return nullptr;
}

const Parameter* find_parameter(const CatalogueEntry& entry, std::string_view name) {
  const auto found = std::find_if(entry.parameters.begin(), entry.parameters.end(),
                                  [&](const Parameter& p) { return p.name == name; });
  return found == entry.parameters.end() ? nullptr : &*found;
}

std::string option_name(std::string_view parameter) {
  std::string name(parameter);
  std::replace(name.begin(), name.end(), '_', '-');
  return is_fixed(name) ? "" : "--" + name;
}

json parse_parameter(std::string_view text, std::string_view type, std::string_view where) {
  if (!text.empty() && (text.front() == '{' || text.front() == '[')) return read_json(text, where);
  if (type == "compressor" || type == "oracle") return json{{"kind", std::string(text)}};
  if (type == "text") return std::string(text);
  if (type != "numbers") return scalar(text);
  json values = json::array();
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    values.push_back(scalar(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return values;
}

std::string parameter_text(const json& value) {
  const json exact_value = without_doubles(value);
  if (exact_value.is_string()) return exact_value.get<std::string>();
  return exact_value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace biasbound::detail
