#include "spec/fields.hpp"

#include <cmath>

#include "spec/text.hpp"

namespace biasbound::detail {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(std::string_view field, const json& value, std::string_view expected) {
  throw InvalidInput(std::string(field) + " = " + shown(value) + ", expected " +
                     std::string(expected));
}

const json& member(const json& object, std::string_view field) {
  const auto found = object.find(std::string(field));
  if (found == object.end()) throw InvalidInput("no \"" + std::string(field) + "\"");
  return *found;
}

}  // namespace

std::string shown(const json& value) {
  if (value.is_number_float() && !std::isfinite(value.get<double>()))
    return to_text(value.get<double>());
  // `replace`: never throws on ill-formed text.
  return escaped(value.dump(-1, ' ', false, json::error_handler_t::replace), 60);
}

std::uint64_t unsigned_number(const json& value, std::string_view field) {
  // nlohmann builds a non-negative integer as signed where a program made it from an int.
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (value.is_number_integer() && value.get<std::int64_t>() >= 0)
    return static_cast<std::uint64_t>(value.get<std::int64_t>());
  refuse(field, value, "a non-negative integer");
}

std::uint64_t unsigned_field(const json& object, std::string_view field) {
  return unsigned_number(member(object, field), field);
}

double finite_number(const json& value, std::string_view field) {
  if (!value.is_number() || !std::isfinite(value.get<double>()))
    refuse(field, value, "a finite number");
  return value.get<double>();
}

double finite_field(const json& object, std::string_view field) {
  return finite_number(member(object, field), field);
}

Exact exact_number(const json& value, std::string_view field) {
  try {
    if (value.is_number_unsigned()) return Exact(value.get<std::uint64_t>());
    if (value.is_number_integer()) return Exact(value.get<std::int64_t>());
    if (value.is_number_float()) return exact(value.get<double>());
    if (value.is_string()) return parse_exact(value.get_ref<const std::string&>());
  } catch (const InvalidInput&) {
    refuse(field, value, "a finite number, or text such as \"9/10\"");
  }
  refuse(field, value, "a number, or text such as \"9/10\"");
}

Claim claim_field(const json& value, std::string_view field) {
  if (!value.is_object() || value.empty())
    refuse(field, value, "an object of constants such as {\"delta\": \"1/10\"}");
  std::map<std::string, Exact, std::less<>> constants;
  for (const auto& [name, number] : value.items())
    constants.emplace(name, exact_number(number, std::string(field) + "." + escaped(name, 40)));
  return make_claim(constants);
}

}  // namespace biasbound::detail
