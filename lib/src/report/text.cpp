// Text from strangers, made safe for terminals and markup; lines and widths.
#include "report/text.hpp"

#include <cstdint>

namespace biasbound::detail {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

void append_utf8(std::string& out, char32_t c) {
  const auto byte = [&out](char32_t value) { out.push_back(static_cast<char>(value)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | (c >> 6));
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | (c >> 18));
    byte(0x80 | ((c >> 12) & 0x3F));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

/// Calls use(code point) for each character; a byte that does not belong to one is U+FFFD.
template <class Use>
void for_each_code_point(std::string_view text, Use use) {
  for (std::size_t i = 0; i < text.size();) {
    const auto at = [&](std::size_t k) {
      return static_cast<char32_t>(static_cast<unsigned char>(text[k]));
    };
    const char32_t first = at(i);
    if (first < 0x80) {
      use(first);
      ++i;
      continue;
    }
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    char32_t value = length == 4 ? first & 0x07 : length == 3 ? first & 0x0F : first & 0x1F;
    bool valid = first >= 0xC2 && first <= 0xF4 && i + length <= text.size();
    for (std::size_t k = 1; valid && k < length; ++k) {
      valid = (at(i + k) & 0xC0) == 0x80;
      value = (value << 6) | (at(i + k) & 0x3F);
    }
    valid = valid && !(length == 3 && value < 0x800) && !(length == 4 && value < 0x10000) &&
            value <= 0x10FFFF && !(value >= 0xD800 && value <= 0xDFFF);
    use(valid ? value : kReplacement);
    i += valid ? length : 1;
  }
}

bool control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

/// Embeddings, overrides, isolates and marks that reorder what a reader sees, and line separators.
bool reorders(char32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

std::string escape_markup(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_code_point(text, [&out](char32_t c) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else if ((control(c) && c != '\t' && c != '\n') || reorders(c) || c == 0xFFFE || c == 0xFFFF)
      append_utf8(out, kReplacement);
    else
      append_utf8(out, c);
  });
  return out;
}

std::string printable(std::string_view text) {
  std::string out;
  for_each_code_point(text, [&out](char32_t c) {
    if (c == '\n' || c == '\t' || c == '\r')
      out.push_back(' ');
    else
      append_utf8(out, control(c) || reorders(c) ? kReplacement : c);
  });
  return out;
}

std::string printable_lines(std::string_view text) {
  std::string out;
  for_each_code_point(text, [&out](char32_t c) {
    const bool keep = c == '\n' || c == '\t' || !(control(c) || reorders(c));
    append_utf8(out, keep ? c : kReplacement);
  });
  return out;
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_code_point(text, [&out](char32_t c) { append_utf8(out, c); });
  return out;
}

std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  for_each_code_point(text, [&count](char32_t) { ++count; });
  return count;
}

std::string shorten(std::string_view text, std::size_t width) {
  if (columns(text) <= width) return std::string(text);
  std::string out;
  std::size_t count = 0;
  for_each_code_point(text, [&](char32_t c) {
    if (++count < width) append_utf8(out, c);
  });
  return out + "…";
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line, word;
  std::size_t line_columns = 0, word_columns = 0;
  const auto end_line = [&] {
    lines.push_back(line);
    line.clear();
    line_columns = 0;
  };
  const auto end_word = [&] {
    if (word_columns == 0) return;
    if (line_columns > 0 && line_columns + 1 + word_columns > width) end_line();
    if (line_columns > 0) {
      line += ' ';
      ++line_columns;
    }
    line += word;
    line_columns += word_columns;
    word.clear();
    word_columns = 0;
  };
  for_each_code_point(text, [&](char32_t c) {
    if (c == ' ') return end_word();
    if (c == '\n') {
      end_word();
      return end_line();
    }
    if (word_columns == width) end_word();
    append_utf8(word, c);
    ++word_columns;
  });
  end_word();
  if (line_columns > 0 || lines.empty()) end_line();
  return lines;
}

}  // namespace biasbound::detail
