// Figure -> a picture.
#include "report/plot.hpp"

#include <fmt/format.h>

#include "biasbound/error.hpp"
#include "experiments/drawing.hpp"
#include "report/text.hpp"

namespace biasbound::experiments {

std::string plot(const Figure& figure, PlotFormat format) {
  if (figure.panels.empty()) throw InvalidInput(detail::printable(figure.id) + " has no plot");
  const auto content = detail::gnuplot_output(figure_script(figure, format));
  if (!content || content->empty())
    throw InvalidInput(fmt::format(
        "the plot of {} cannot be drawn: gnuplot was not found in PATH, failed or took too long",
        detail::printable(figure.id)));
  return *content;
}

}  // namespace biasbound::experiments
