// gnuplot scripts of the report's plots, and the SVG that comes back.
#include "report/plot.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <thread>

extern char** environ;

namespace biasbound::detail {
namespace {

constexpr auto kTimeLimit = std::chrono::seconds(20);
constexpr int kPageColours = 14;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// Waits for the child; ends it after the time limit. True if it exited with 0.
bool succeeded(pid_t child) {
  const auto deadline = std::chrono::steady_clock::now() + kTimeLimit;
  int status = 0;
  for (;;) {
    const pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child) return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (ended < 0 && errno != EINTR) return false;
    if (std::chrono::steady_clock::now() > deadline) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

std::string_view page_colour(int code) {
  static constexpr std::string_view names[] = {
      "var(--ink)",        "var(--plot-grid)",    "var(--plot-points)", "var(--plot-hull)",
      "var(--plot-claim)", "var(--plot-refuted)", "var(--series-0)",    "var(--series-1)",
      "var(--series-2)",   "var(--series-3)",     "var(--series-4)",    "var(--series-5)",
      "var(--series-6)",   "var(--series-7)"};
  return names[std::clamp(code, 1, kPageColours) - 1];
}

/// gnuplot writes `rgb(  3,   3,   3)` or `rgb(3,3,3)`.
void use_page_colours(std::string& svg) {
  for (std::size_t at = 0; (at = svg.find("rgb(", at)) != std::string::npos;) {
    const std::size_t end = svg.find(')', at);
    if (end == std::string::npos) return;
    int red = 0, green = 0, blue = 0;
    const bool read = std::sscanf(svg.c_str() + at, "rgb( %d , %d , %d", &red, &green, &blue) == 3;
    if (read && red >= 1 && red <= kPageColours && red == green && red == blue) {
      const std::string_view colour = page_colour(red);
      svg.replace(at, end + 1 - at, colour);
      at += colour.size();
    } else {
      at = end;
    }
  }
}

using Pairs = std::vector<std::pair<double, double>>;

std::string data_block(std::string_view name, const Pairs& points) {
  std::string text = fmt::format("${} << EOD\n", name);
  for (const auto& [x, y] : points)
    if (std::isfinite(x) && std::isfinite(y)) text += fmt::format("{:.17g} {:.17g}\n", x, y);
  return text + "EOD\n";
}

std::string style(unsigned height) {
  return fmt::format(
      "set encoding utf8\n"
      "set terminal svg size 520,{} dynamic noenhanced font 'sans-serif,14'\n"
      "set border 3 linecolor rgb '#010101'\n"
      "set tics nomirror textcolor rgb '#010101'\n"
      "set grid linecolor rgb '#020202' dashtype solid linewidth 0.5\n"
      "set key above horizontal textcolor rgb '#010101'\n"
      "set samples 400\n",
      height);
}

std::string axes(const std::string& x, const std::string& y) {
  return "set xlabel " + single_quoted(x) + " textcolor rgb '#010101'\nset ylabel " +
         single_quoted(y) + " textcolor rgb '#010101'\n";
}

std::string logarithmic(std::string_view axis) {
  return fmt::format("set logscale {0}\nset format {0} '%.0e'\n", axis);
}

/// More than three decades between the smallest and the largest positive value.
bool wide(const Pairs& points, double std::pair<double, double>::*entry) {
  double least = INFINITY, most = 0;
  for (const auto& point : points) {
    const double value = point.*entry;
    if (!(value > 0) || !std::isfinite(value)) continue;
    least = std::min(least, value);
    most = std::max(most, value);
  }
  return most > 1e3 * least;
}

/// On logarithmic axes a chord is a curve: points along each segment, evenly spaced in log x.
Pairs along_chords(const Pairs& vertices) {
  constexpr int pieces = 32;
  Pairs points;
  for (std::size_t i = 0; i + 1 < vertices.size(); ++i) {
    const auto& [x0, y0] = vertices[i];
    const auto& [x1, y1] = vertices[i + 1];
    points.push_back(vertices[i]);
    if (!(x0 > 0) || !(x1 > x0)) continue;
    for (int k = 1; k < pieces; ++k) {
      const double x = x0 * std::pow(x1 / x0, static_cast<double>(k) / pieces);
      points.emplace_back(x, y0 + (y1 - y0) * ((x - x0) / (x1 - x0)));
    }
  }
  if (!vertices.empty()) points.push_back(vertices.back());
  return points;
}

/// (x, y / x), where x > 0.
Pairs divided_by_x(const Pairs& points) {
  Pairs result;
  for (const auto& [x, y] : points)
    if (x > 0) result.emplace_back(x, y / x);
  return result;
}

}  // namespace

std::string single_quoted(std::string_view text) {
  // gnuplot 5.4 ends a string at a doubled quote that comes first: no quote is left inside.
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += "’";
    else if (static_cast<unsigned char>(c) >= 0x20)
      out += c;
  }
  return out + "'";
}

std::optional<std::string> gnuplot_output(const std::string& script) {
  // Files, not pipes, so that neither side can block the other.
  const File input(std::tmpfile()), output(std::tmpfile());
  if (!input || !output) return std::nullopt;
  if (std::fwrite(script.data(), 1, script.size(), input.get()) != script.size() ||
      std::fflush(input.get()) != 0)
    return std::nullopt;
  std::rewind(input.get());

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fileno(input.get()), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(output.get()), STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::string program = "gnuplot", no_init_files = "-d";
  char* arguments[] = {program.data(), no_init_files.data(), nullptr};
  pid_t child = 0;
  const int failed = posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0 || !succeeded(child)) return std::nullopt;

  std::string text;
  std::rewind(output.get());
  char buffer[1 << 14];
  while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, output.get()))
    text.append(buffer, count);
  return text;
}

std::optional<std::string> gnuplot_svg(const std::string& script, const std::string& prefix) {
  auto text = gnuplot_output(script);
  if (!text) return std::nullopt;
  const std::size_t begin = text->find("<svg"), end = text->rfind("</svg>");
  if (begin == std::string::npos || end == std::string::npos) return std::nullopt;
  std::string svg = text->substr(begin, end + 6 - begin);
  use_page_colours(svg);
  for (const std::string_view id : {"gp", "textbox", "greybox", "gnuplot_"}) {
    const std::string fresh = prefix + "-" + std::string(id);
    replace_all(svg, fmt::format("id='{}", id), fmt::format("id='{}", fresh));
    replace_all(svg, fmt::format("id=\"{}", id), fmt::format("id=\"{}", fresh));
    replace_all(svg, fmt::format("#{}", id), fmt::format("#{}", fresh));
  }
  return svg;
}

std::string frontier_script(const Frontier& frontier) {
  if (frontier.points.empty()) return "";
  // Over many scales a line y = s x + t is told from its neighbours by y / x = s + t / x only.
  const bool relative = wide(frontier.points, &std::pair<double, double>::first);
  const Pairs points = relative ? divided_by_x(frontier.points) : frontier.points;
  const Pairs hull = relative ? divided_by_x(along_chords(frontier.hull)) : frontier.hull;
  const std::string y_name = frontier.y_name + (relative ? " / " + frontier.x_name : "");
  std::string script = style(400) + axes(frontier.x_name, y_name);
  if (relative) script += logarithmic("x");
  script += relative && wide(points, &std::pair<double, double>::second) ? logarithmic("y")
                                                                         : "set yrange [0:*]\n";
  script += data_block("points", points) + data_block("hull", hull);
  script +=
      "plot $points using 1:2 with points pointtype 7 pointsize 0.5 linecolor rgb '#030303' "
      "title 'measured'";
  if (hull.size() > 1)
    script += ", $hull using 1:2 with lines linewidth 2 linecolor rgb '#040404' title 'upper hull'";
  if (frontier.claim)
    script +=
        fmt::format(", {} with lines linewidth 2 dashtype 2 linecolor rgb '#050505' title 'claim'",
                    relative ? fmt::format("({:.17g}) + ({:.17g}) / x", frontier.claim->first,
                                           frontier.claim->second)
                             : fmt::format("({:.17g}) * x + ({:.17g})", frontier.claim->first,
                                           frontier.claim->second));
  return script + "\n";
}

std::string pareto_script(const Frontier& frontier) {
  if (frontier.pareto.size() < 2) return "";
  const bool noise = frontier.name == "noise";
  Pairs all = frontier.pareto;
  if (frontier.claim) all.push_back(*frontier.claim);
  std::string script = style(320) + axes(noise ? "M" : "m", noise ? "sigma2" : "zeta2");
  if (wide(all, &std::pair<double, double>::second)) script += logarithmic("y");
  script += data_block("pareto", frontier.pareto);
  script +=
      "plot $pareto using 1:2 with linespoints pointtype 7 pointsize 0.5 linewidth 2 "
      "linecolor rgb '#040404' title 'smallest constants left open'";
  if (!frontier.refuted.empty()) {
    script = data_block("refuted", frontier.refuted) + script;
    script +=
        ", $refuted using 1:2 with lines linewidth 2 dashtype 3 linecolor rgb '#060606' "
        "title 'refuted below'";
  }
  if (frontier.claim) {
    script = data_block("claim", {*frontier.claim}) + script;
    script +=
        ", $claim using 1:2 with points pointtype 2 pointsize 1.5 linewidth 3 "
        "linecolor rgb '#050505' title 'claim'";
  }
  return script + "\n";
}

std::string overview_script(const std::vector<AuditResult>& audits) {
  std::string within, beyond, tics;
  std::size_t shown = 0;
  double least = 1, most = 1;
  for (std::size_t i = 0; i < audits.size(); ++i) {
    double ratio = 0;
    for (const auto& entry : audits[i].tightness) ratio = std::max(ratio, entry.ratio);
    if (!(ratio > 0) || !std::isfinite(ratio)) continue;
    ++shown;
    least = std::min(least, ratio);
    most = std::max(most, ratio);
    (audits[i].verdict == Verdict::refuted ? beyond : within) +=
        fmt::format("{:.17g} {}\n", ratio, shown);
    tics += fmt::format("{}'#{}' {}", shown == 1 ? "" : ", ", i + 1, shown);
  }
  if (shown < 2) return "";
  std::string script = style(static_cast<unsigned>(110 + 18 * shown)) +
                       axes("largest measured / claimed", "") + "unset ylabel\n";
  script += fmt::format("{}set yrange [{}.7:0.3] \nset ytics ({})\n",
                        least < 0.05 ? "set logscale x\n" : "", shown, tics);
  script +=
      fmt::format("set xrange [{:.17g}:{:.17g}]\n", least < 0.05 ? least / 2 : 0.0, 1.1 * most);
  script += "$within << EOD\n" + within + "EOD\n$beyond << EOD\n" + beyond + "EOD\n";
  script += fmt::format(
      "set arrow from 1,0.3 to 1,{}.7 nohead linewidth 2 dashtype 2 "
      "linecolor rgb '#050505'\n",
      shown);
  std::string plots;
  if (!within.empty())
    plots +=
        "$within using 1:2 with points pointtype 7 pointsize 0.8 linecolor rgb '#030303' "
        "title 'not refuted'";
  if (!beyond.empty())
    plots += std::string(plots.empty() ? "" : ", ") +
             "$beyond using 1:2 with points pointtype 9 pointsize 1 linecolor rgb '#060606' "
             "title 'refuted'";
  return script + "plot " + plots + "\n";
}

}  // namespace biasbound::detail
