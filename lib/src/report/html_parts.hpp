// What every HTML page of the program is made of.
#pragma once

#include <string>
#include <string_view>

namespace biasbound::detail {

/// From the doctype to the start of the content. `title` and `more_style` are not escaped.
std::string page_begin(std::string_view title, std::string_view more_style = "");
std::string page_end();

/// A paragraph of that class; nothing for an empty text.
std::string paragraph(const std::string& text, std::string_view kind = "");

/// <dt>name</dt><dd>value</dd>; nothing for an empty value. Both are markup.
std::string fact(std::string_view name, const std::string& value);

}  // namespace biasbound::detail
