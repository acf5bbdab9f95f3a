// Typed reading of JSON values: nlohmann converts in silence (a negative integer read as unsigned
// wraps, a float read as an integer truncates), so every type is checked here first. All throw
// InvalidInput with one line that names the field and its value.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "biasbound/claim.hpp"

namespace biasbound::detail {

/// A value as a message shows it, at most 60 bytes.
std::string shown(const nlohmann::json& value);

/// An integer >= 0 of at most 64 bits; a float, even 3.0, is refused.
std::uint64_t unsigned_number(const nlohmann::json& value, std::string_view field);
/// The same for a member that must be there.
std::uint64_t unsigned_field(const nlohmann::json& object, std::string_view field);

/// A number that is finite.
double finite_number(const nlohmann::json& value, std::string_view field);
double finite_field(const nlohmann::json& object, std::string_view field);

/// An integer, a float as the double it denotes, or text that parse_exact reads ("9/10").
Exact exact_number(const nlohmann::json& value, std::string_view field);

/// An object of constants, checked as a claim.
Claim claim_field(const nlohmann::json& value, std::string_view field);

}  // namespace biasbound::detail
