// What every HTML page of the program is made of.
#include "report/html_parts.hpp"

#include <fmt/format.h>

#include "report/html_style.hpp"
#include "report/text.hpp"

namespace biasbound::detail {

std::string page_begin(std::string_view title, std::string_view more_style) {
  std::string text =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n<title>";
  text.append(title).append("</title>\n<style>").append(html_style).append(more_style);
  return text + "</style>\n</head>\n<body>\n<main>\n";
}

std::string page_end() { return "</main>\n</body>\n</html>\n"; }

std::string paragraph(const std::string& text, std::string_view kind) {
  if (text.empty()) return "";
  return fmt::format("<p{}>{}</p>\n", kind.empty() ? "" : fmt::format(" class=\"{}\"", kind),
                     escape_markup(text));
}

std::string fact(std::string_view name, const std::string& value) {
  if (value.empty()) return "";
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, value);
}

}  // namespace biasbound::detail
