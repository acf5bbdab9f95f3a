#include "catalogue/fields.hpp"

#include <algorithm>
#include <numeric>

namespace biasbound {

Exact number(const nlohmann::json& value, std::string_view where) {
  if (value.is_number_unsigned()) return Exact(value.get<std::uint64_t>());
  if (value.is_number_integer()) return Exact(value.get<std::int64_t>());
  return detail::placed(where, [&]() -> Exact {
    if (value.is_number_float()) return exact(value.get<double>());
    if (value.is_string()) return parse_exact(value.get_ref<const std::string&>());
    throw InvalidInput("expected a number or text like \"9/10\", got " + detail::shown(value));
  });
}

namespace detail {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string suggestion(std::string_view name, const std::vector<std::string>& known) {
  const std::string* nearest = nullptr;
  std::size_t best = std::max<std::size_t>(2, name.size() / 2) + 1;
  for (const std::string& candidate : known) {
    const std::size_t distance = edit_distance(name.substr(0, 100), candidate);
    if (distance < best) {
      best = distance;
      nearest = &candidate;
    }
  }
  return nearest == nullptr ? "" : "; did you mean '" + *nearest + "'?";
}

std::string kind_of(const nlohmann::json& table, std::string_view where) {
  if (!table.is_object())
    throw PlacedError(where,
                      "expected a table like { kind = \"top-k\", k = 1 }, got " + shown(table));
  const auto kind = table.find("kind");
  if (kind == table.end()) throw PlacedError(std::string(where) + ".kind", "missing");
  if (!kind->is_string())
    throw PlacedError(std::string(where) + ".kind", "expected text, got " + shown(*kind));
  return kind->get<std::string>();
}

Fields::Fields(const nlohmann::json& table, const CatalogueEntry& entry, std::string_view where)
    : table_(table), entry_(entry), where_(where) {
  std::vector<std::string> known;
  for (const Parameter& parameter : entry.parameters) known.push_back(parameter.name);
  for (const auto& field : table.items()) {
    if (field.key() == "kind") continue;
    if (std::find(known.begin(), known.end(), field.key()) != known.end()) continue;
    throw PlacedError(where_ + "." + field.key(), "unknown field of " + entry.kind +
                                                      suggestion(field.key(), known) + ", got " +
                                                      shown(field.value()));
  }
}

const std::string& Fields::fallback(const char* name) const {
  const auto parameter =
      std::find_if(entry_.parameters.begin(), entry_.parameters.end(),
                   [name](const Parameter& candidate) { return candidate.name == name; });
  if (parameter == entry_.parameters.end() || parameter->fallback.empty()) require(name);
  return parameter->fallback;
}

void Fields::require(const char* name) const {
  if (has(name)) return;
  const CatalogueEntry& entry = entry_;
  const auto named = [name](const Parameter& candidate) { return candidate.name == name; };
  const auto parameter = std::find_if(entry.parameters.begin(), entry.parameters.end(), named);
  throw PlacedError(where(name),
                    "missing: " + entry.kind + " needs " +
                        (parameter == entry.parameters.end() ? name : parameter->meaning));
}

void Fields::refuse(const char* name, const std::string& problem) const {
  const std::string value = has(name) ? shown(table_.at(name)) : fallback(name);
  throw PlacedError(where(name), problem + ", got " + value);
}

std::uint64_t Fields::integer(const char* name, std::uint64_t least, std::uint64_t most) const {
  const Exact value = rational(name);
  if (denominator(value) != 1 || value < Exact(least) || value > Exact(most))
    refuse(name,
           "must be an integer between " + std::to_string(least) + " and " + std::to_string(most));
  return static_cast<std::uint64_t>(numerator(value));
}

Exact Fields::rational(const char* name) const {
  return has(name) ? number(table_.at(name), where(name)) : parse_exact(fallback(name));
}

std::vector<Exact> Fields::numbers(const char* name) const {
  require(name);
  const nlohmann::json& list = table_.at(name);
  if (!list.is_array() || list.empty()) refuse(name, "expected a list of numbers");
  std::vector<Exact> values;
  for (std::size_t i = 0; i < list.size(); ++i)
    values.push_back(number(list[i], where(name) + "[" + std::to_string(i) + "]"));
  return values;
}

std::vector<Exact> Fields::numbers(const char* name, std::size_t count) const {
  std::vector<Exact> values = numbers(name);
  if (values.size() != count)
    refuse(name, "expected " + std::to_string(count) + " numbers, the dimension");
  return values;
}

std::string Fields::text(const char* name) const {
  if (!has(name)) return fallback(name);
  if (!table_.at(name).is_string()) refuse(name, "expected text");
  return table_.at(name).get<std::string>();
}

bool Fields::boolean(const char* name) const {
  if (!has(name)) return fallback(name) == "true";
  if (!table_.at(name).is_boolean()) refuse(name, "expected true or false");
  return table_.at(name).get<bool>();
}

const nlohmann::json& Fields::table(const char* name) const {
  require(name);
  return table_.at(name);
}

}  // namespace detail
}  // namespace biasbound
