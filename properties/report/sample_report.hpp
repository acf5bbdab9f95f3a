// A report with every verdict, every field and hostile text, made by hand.
#pragma once

#include "biasbound/report.hpp"

namespace biasbound::test {

/// What a hostile oracle could call itself: markup, quotes, control characters, invalid UTF-8, an
/// override of the writing direction, a C1 control.
inline const std::string kHostile =
    "<script>alert(1)</script> \"quoted\" 'single' & ]]> \x1b[31mred\x07 \xff\xc3 \xe2\x80\xae "
    "\xc2\x9b"
    "2J";

/// Six audits, one per verdict, in the order of the enumeration.
Report sample_report();

}  // namespace biasbound::test
