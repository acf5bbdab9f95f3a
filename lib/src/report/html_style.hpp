// The style sheet of the HTML report.
#pragma once

#include <string_view>

namespace biasbound::detail {

extern const std::string_view html_style;

}  // namespace biasbound::detail
