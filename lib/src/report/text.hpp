// Text from strangers, made safe for one format each. All functions accept any bytes; what is not
// UTF-8 becomes U+FFFD.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "biasbound/report.hpp"

namespace biasbound::detail {

/// For XML and HTML, in text and in quoted attributes. Control characters that XML 1.0 forbids
/// become U+FFFD.
std::string escape_markup(std::string_view text);

/// For one line on a terminal: control characters (C0, C1, DEL), line breaks and characters that
/// reorder text become U+FFFD or a space.
std::string printable(std::string_view text);

/// The same over several lines: line feeds and tabs stay.
std::string printable_lines(std::string_view text);

/// Valid UTF-8, otherwise as it is.
std::string valid_utf8(std::string_view text);

/// Columns that printable text takes, one per code point.
std::size_t columns(std::string_view text);

/// At most `width` columns, with an ellipsis where something was left out. `width` >= 1.
std::string shorten(std::string_view text, std::size_t width);

/// Words on lines of at most `width` columns; a longer word is broken.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// A number for a reader: six significant digits, no trailing zeros.
std::string brief(double value);
/// 12 345 as "12,345".
std::string grouped(std::uint64_t value);
/// "1 case", "1,000 cases"
std::string counted(std::uint64_t count, std::string_view noun);
/// "0.42 s", "12 s", "3 min 20 s".
std::string duration(double seconds);

/// "tight", "loose by a factor 1.5", "exceeded by a factor 1.2".
std::string describe(const Tightness& tightness);
/// "m tight; M loose by a factor 1.5", or "".
std::string describe(const std::vector<Tightness>& tightness);

/// The claim without the constants that are 0, for tables.
std::string short_claim(const Claim& claim);

/// "m tight, M loose 1.5x", for tables.
std::string short_tightness(const std::vector<Tightness>& tightness);

/// The point to show: the shrunk one where there is one. "(1/2, 0, -3)", at most `entries` entries.
const Point& shown_point(const AuditResult& audit);
std::string describe(const Point& point, std::size_t entries);

/// The strongest piece of evidence, in a few words: "e-value 1.2e+04", "exact excess 1/10".
std::string evidence(const AuditResult& audit);

/// What a verdict means, for someone who reads it for the first time.
std::string meaning(const AuditResult& audit);
/// What it does not promise, or "".
std::string caveat(const AuditResult& audit);

/// "3 audits: 2 SUPPORTED, 1 REFUTED; 1 as expected; exit 0".
std::string summary(const Report& report);

}  // namespace biasbound::detail
