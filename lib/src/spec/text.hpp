// Checks on untrusted text before any parser sees it, and text made safe to print.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace biasbound::detail {

/// Offset of the first byte that is not well-formed UTF-8 (Unicode 15, table 3-7), if any.
std::optional<std::size_t> invalid_utf8(std::string_view text);

/// One printable line: control characters, line ends and ill-formed bytes become \n, \t, \xNN, and
/// what is beyond `limit` bytes becomes "...". The result is well-formed UTF-8.
std::string escaped(std::string_view text, std::size_t limit);

/// The same, keeping line ends and tabs.
std::string escaped_lines(std::string_view text);

/// The candidate nearest to `word` (Levenshtein distance at most a third of its length, at least
/// 1), as " (did you mean 'dimension'?)"; empty if none is near.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace biasbound::detail
