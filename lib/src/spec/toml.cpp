// TOML by toml11, behind checks that it lacks: ill-formed UTF-8 makes it read beyond its buffer,
// deep nesting overflows its stack, and an integer beyond 64 bits becomes the nearest limit in
// silence.
#include <cmath>
#include <limits>
#include <sstream>
#include <toml.hpp>

#include "biasbound/spec.hpp"
#include "spec/limits.hpp"
#include "spec/text.hpp"

namespace biasbound {
namespace {

using nlohmann::json;

constexpr std::size_t max_dots = 16;  // levels of one dotted key

// Walks over the text as TOML's lexer does, as far as brackets, dots, strings and comments go.
class NestingCheck {
 public:
  NestingCheck(std::string_view text, std::string prefix)
      : text_(text), prefix_(std::move(prefix)) {}

  void run() {
    while (i_ < text_.size()) {
      const char c = text_[i_];
      if (c == '"' || c == '\'') {
        skip_string(c);
        continue;
      }
      if (c == '#') {
        while (i_ < text_.size() && text_[i_] != '\n') ++i_;
        continue;
      }
      if (c == '\n') ++line_;
      if (c == '[' || c == '{') ++depth_;
      if ((c == ']' || c == '}') && depth_ > 0) --depth_;
      if (c == '.')
        ++dots_;
      else if (std::string_view("\n=,[]{}").find(c) != std::string_view::npos)
        dots_ = 0;
      if (depth_ > detail::max_depth || dots_ > max_dots) refuse("nested too deeply");
      ++i_;
    }
  }

 private:
  void skip_string(char quote) {
    const std::string fence(3, quote);
    const bool multi_line = text_.substr(i_, 3) == fence;
    const std::size_t opened = line_;
    i_ += multi_line ? 3 : 1;
    for (; i_ < text_.size(); ++i_) {
      const char c = text_[i_];
      if (c == '\n') {
        if (!multi_line) refuse("the line ends inside a string");
        ++line_;
      } else if (c == '\\' && quote == '"') {
        if (i_ + 1 < text_.size() && text_[i_ + 1] != '\n') ++i_;
      } else if (!multi_line && c == quote) {
        ++i_;
        return;
      } else if (multi_line && text_.substr(i_, 3) == fence) {
        i_ += 3;
        // Up to two quotes may stand before the fence; they belong to the string.
        for (int k = 0; k < 2 && i_ < text_.size() && text_[i_] == quote; ++k) ++i_;
        return;
      }
    }
    line_ = opened;
    refuse("a string is not closed");
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw InvalidInput(prefix_ + "line " + std::to_string(line_) + ": " + what);
  }

  std::string_view text_;
  std::string prefix_;
  std::size_t i_ = 0;
  std::size_t line_ = 1;
  std::size_t depth_ = 0;
  std::size_t dots_ = 0;
};

class Converter {
 public:
  explicit Converter(std::string prefix) : prefix_(std::move(prefix)) {}

  [[nodiscard]] json convert(const toml::value& value, const std::string& path) const {
    switch (value.type()) {
      case toml::value_t::boolean:
        return value.as_boolean();
      case toml::value_t::integer:
        return integer(value.as_integer(), path);
      case toml::value_t::floating:
        return floating(value.as_floating(), path);
      case toml::value_t::string:
        return value.as_string().str;
      case toml::value_t::array: {
        json array = json::array();
        for (const toml::value& item : value.as_array())
          array.push_back(convert(item, path + '[' + std::to_string(array.size() + 1) + ']'));
        return array;
      }
      case toml::value_t::table: {
        json object = json::object();
        for (const auto& [key, item] : value.as_table())
          object[key] = convert(item, (path.empty() ? "" : path + '.') + detail::escaped(key, 40));
        return object;
      }
      default:
        throw InvalidInput(prefix_ + path + ": dates and times mean nothing here");
    }
  }

 private:
  // toml11 saturates, so a limit may stand for anything beyond it.
  [[nodiscard]] json floating(double value, const std::string& path) const {
    if (!std::isfinite(value) || std::abs(value) == std::numeric_limits<double>::max())
      throw InvalidInput(prefix_ + path + " = " + to_text(value) +
                         ", expected a finite number that fits a double");
    return value;
  }
  [[nodiscard]] json integer(std::int64_t value, const std::string& path) const {
    if (value == std::numeric_limits<std::int64_t>::max() ||
        value == std::numeric_limits<std::int64_t>::min())
      throw InvalidInput(prefix_ + path + ": the integer does not fit 64 bits");
    return value;
  }

  std::string prefix_;
};

// toml11's message is a picture of several lines: its first one, without the function's name.
std::string first_line(std::string_view what) {
  what = what.substr(0, what.find('\n'));
  if (const std::size_t at = what.find("toml::"); at != std::string_view::npos)
    if (const std::size_t colon = what.find(": ", at); colon != std::string_view::npos)
      what = what.substr(colon + 2);
  return detail::escaped(what, 200);
}

}  // namespace

json read_toml(std::string_view text, std::string_view name) {
  const std::string prefix = std::string(name) + ": ";
  if (text.size() > detail::max_text)
    throw InvalidInput(prefix + std::to_string(text.size()) + " bytes, more than 1 MiB");
  if (const auto at = detail::invalid_utf8(text))
    throw InvalidInput(prefix + "not valid UTF-8 at byte " + std::to_string(*at));
  if (text.find('\0') != std::string_view::npos) throw InvalidInput(prefix + "a NUL byte");
  NestingCheck(text, prefix).run();
  std::istringstream stream{std::string(text)};
  toml::value root;
  try {
    root = toml::parse(stream, std::string(name));
  } catch (const toml::exception& error) {
    throw InvalidInput(prefix + "line " + std::to_string(error.location().line()) + ": " +
                       first_line(error.what()));
  } catch (const std::exception& error) {
    throw InvalidInput(prefix + "not TOML: " + first_line(error.what()));
  }
  return Converter(prefix).convert(root, "");
}

}  // namespace biasbound
