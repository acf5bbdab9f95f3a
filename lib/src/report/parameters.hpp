// Parameters of the catalogue as words of a command line. The tool reads what replay lines write,
// so both sides stand here.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "biasbound/catalogue.hpp"

namespace biasbound::detail {

/// The entry of this kind in one of the categories that can stand after --oracle (or --objective),
/// or null.
const CatalogueEntry* find_entry(std::string_view kind, bool objective);
const Parameter* find_parameter(const CatalogueEntry& entry, std::string_view name);

/// "--k", "--b-squared", or "" where a fixed option has that name and only --param can give it.
std::string option_name(std::string_view parameter);

/// The value of `--param NAME=VALUE`: an integer, true or false, a JSON object or array, else text
/// (of which numbers are read exactly later). `type` is Parameter::type, or empty where it is not
/// known: "numbers" may be given as 1,2,3, and "compressor" or "oracle" as a bare kind.
nlohmann::json parse_parameter(std::string_view text, std::string_view type,
                               std::string_view where);

/// parse_parameter reads it back. Doubles are written as the rationals they are.
std::string parameter_text(const nlohmann::json& value);

}  // namespace biasbound::detail
