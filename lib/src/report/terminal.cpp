// Report -> text for a terminal: a table, details, one line of summary.
#include <fmt/format.h>

#include <algorithm>

#include "biasbound/report_writers.hpp"
#include "report/text.hpp"

namespace biasbound {
namespace {

using detail::columns;
using detail::printable;
using detail::shorten;

constexpr std::size_t kVerdictWidth = 12;  // "ORACLE_ERROR", "INCONCLUSIVE"
constexpr std::size_t kAlwaysDetailed = 4;
constexpr std::size_t kLeastWidth = 8;  // of a column in a narrow table
constexpr std::size_t kNameWidth = 32;  // kept for names while other columns can narrow

std::string_view colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::proved:
    case Verdict::supported:
      return "\x1b[32m";
    case Verdict::not_refuted:
      return "\x1b[36m";
    case Verdict::refuted:
      return "\x1b[31m";
    default:
      return "\x1b[33m";
  }
}

std::string pad(std::string text, std::size_t width) {
  const std::size_t used = columns(text);
  if (used < width) text.append(width - used, ' ');
  return text;
}

std::string trim_right(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

class Page {
 public:
  Page(const Report& report, const TerminalOptions& options)
      : report_(report), options_(options), width_(std::max(40U, options.width)) {}

  std::string text() {
    if (!options_.quiet && report_.audits.size() > 1) table();
    for (const auto& audit : report_.audits)
      if (wants_details(audit)) details(audit);
    if (!options_.quiet && !report_.audits.empty()) {
      field("alpha", report_.alpha_split);
      field("seed", report_.false_alarm);
      out_ += '\n';
    }
    out_ += strong(detail::summary(report_)) + "\n";
    return out_;
  }

 private:
  [[nodiscard]] bool wants_details(const AuditResult& audit) const {
    if (audit_code(report_, audit) != 0) return true;
    return !options_.quiet && report_.audits.size() <= kAlwaysDetailed;
  }

  [[nodiscard]] std::string strong(const std::string& text) const {
    return options_.colour ? "\x1b[1m" + text + "\x1b[0m" : text;
  }
  [[nodiscard]] std::string faint(const std::string& text) const {
    return options_.colour ? "\x1b[2m" + text + "\x1b[0m" : text;
  }
  [[nodiscard]] std::string coloured(Verdict verdict, const std::string& text) const {
    return options_.colour ? std::string(colour_of(verdict)) + text + "\x1b[0m" : text;
  }

  [[nodiscard]] std::string mark(const AuditResult& audit) const {
    if (!audit.expect) return "";
    return audit_code(report_, audit) == 0 ? "as expected"
                                           : "expected " + std::string(to_text(*audit.expect));
  }

  [[nodiscard]] std::string claim_cell(const AuditResult& audit) const {
    return audit.claim ? detail::short_claim(*audit.claim) : "(inferred)";
  }

  void table() {
    struct Column {
      std::string title;
      std::vector<std::string> cells;
      std::size_t most;
      std::size_t width = 0;
      std::size_t least = kLeastWidth;
    };
    std::vector<Column> table = {{"audit", {}, 56},
                                 {"claim", {}, 36},
                                 {"tightness", {}, 44},
                                 {"evidence", {}, 32},
                                 {"", {}, 22}};
    for (const auto& audit : report_.audits) {
      table[0].cells.push_back(printable(audit.name));
      table[1].cells.push_back(claim_cell(audit));
      table[2].cells.push_back(printable(detail::short_tightness(audit.tightness)));
      table[3].cells.push_back(printable(detail::evidence(audit)));
      table[4].cells.push_back(mark(audit));
    }
    std::size_t total = kVerdictWidth;
    for (auto& column : table) {
      for (const auto& cell : column.cells)
        column.width = std::max(column.width, std::min(columns(cell), column.most));
      if (column.width == 0) continue;
      column.width = std::max(column.width, columns(column.title));
      total += 2 + column.width;
    }
    // Too wide: columns narrow in turn, the widest first, and the names last.
    for (const std::size_t least : {kNameWidth, kLeastWidth})
      while (total > width_) {
        table[0].least = least;
        const auto room = [](const Column& column) {
          return column.width > column.least ? column.width : std::size_t{0};
        };
        auto widest =
            std::max_element(table.begin(), table.end() - 1,
                             [&](const Column& a, const Column& b) { return room(a) < room(b); });
        if (room(*widest) == 0) break;
        --widest->width;
        --total;
      }
    const auto row = [&](const std::string& verdict, const auto& cell_of) {
      std::string line = pad(verdict, kVerdictWidth);
      for (const auto& column : table)
        if (column.width > 0)
          line += "  " + pad(shorten(cell_of(column), column.width), column.width);
      return trim_right(line);
    };
    out_ += faint(row("verdict", [](const Column& column) { return column.title; })) + "\n";
    for (std::size_t i = 0; i < report_.audits.size(); ++i) {
      const std::string line = row(std::string(to_text(report_.audits[i].verdict)),
                                   [i](const Column& column) { return column.cells[i]; });
      const std::size_t split = std::min(kVerdictWidth, line.size());
      out_ +=
          coloured(report_.audits[i].verdict, line.substr(0, split)) + line.substr(split) + "\n";
    }
    out_ += '\n';
  }

  void details(const AuditResult& audit) {
    const std::string note = mark(audit);
    out_ += coloured(audit.verdict, std::string(to_text(audit.verdict))) + "  " +
            strong(printable(audit.name)) + (note.empty() ? "" : "  (" + note + ")") + "\n";
    if (audit.oracle != audit.name) field("oracle", audit.oracle);
    field("objective", audit.objective);
    if (audit.claim) {
      field("claim", to_text(*audit.claim));
      field("that is", formula(*audit.claim) + "  [" + source(*audit.claim) + "]");
    }
    field("reason", audit.reason);
    for (const auto& half : audit.halves) field(half.name, half_text(half));
    field("tightness", detail::describe(audit.tightness));
    std::string estimates;
    for (const auto& estimate : audit.estimates)
      estimates += (estimates.empty() ? "" : "; ") + estimate_text(estimate);
    field("measured", estimates);
    const std::string role = audit.verdict == Verdict::refuted ? "witness " : "worst ";
    field(role + "x", point_text(detail::shown_point(audit)));
    field(role + "y", point_text(audit.shrunk.empty() ? audit.worst_pair : audit.shrunk_pair));
    field("detectable", audit.detectable);
    field("rounding", audit.rounding);
    field("method", method_text(audit));
    for (const auto& frontier : audit.frontiers) field("frontier", frontier_text(frontier));
    for (const auto& implication : audit.implications)
      field("implies", implication_text(implication));
    if (!audit.detail.empty()) lines("detail", audit.detail);
    field("note", detail::caveat(audit));
    if (!audit.replay.empty()) out_ += label("replay") + printable(audit.replay) + "\n";
    out_ += '\n';
  }

  static std::string point_text(const Point& point) {
    if (point.empty()) return "";
    return detail::describe(point, 12) + (point.pattern.empty() ? "" : "  [" + point.pattern + "]");
  }

  static std::string half_text(const Half& half) {
    std::string text = fmt::format("{}: measured {}, bound {}", to_text(half.verdict),
                                   detail::brief(half.measured), detail::brief(half.bound));
    if (!half.excess.empty()) text += ", exact excess " + shorten(half.excess, 40);
    if (half.e_value) text += fmt::format(", e-value {:.3g}", *half.e_value);
    return text;
  }

  static std::string estimate_text(const ConstantEstimate& estimate) {
    std::string text = estimate.constant + " = " + detail::brief(estimate.estimate);
    if (estimate.lower || estimate.upper)
      text += fmt::format(" in [{}, {}]",
                          estimate.lower ? detail::brief(*estimate.lower) : std::string("?"),
                          estimate.upper ? detail::brief(*estimate.upper) : std::string("?"));
    return text;
  }

  static std::string method_text(const AuditResult& audit) {
    std::string text(to_text(audit.method));
    if (audit.points > 0) text += fmt::format(", {} points", detail::grouped(audit.points));
    if (audit.samples > 0)
      text += fmt::format(", {} samples ({} of them in the search)", detail::grouped(audit.samples),
                          detail::grouped(audit.search_samples));
    return text + ", " + detail::duration(audit.seconds);
  }

  static std::string implication_text(const Implication& implication) {
    std::string values;
    for (const auto& [name, value] : implication.values)
      values += (values.empty() ? ": " : ", ") + name + " = " + detail::brief(value);
    return implication.text + values;
  }

  static std::string frontier_text(const Frontier& frontier) {
    const bool noise = frontier.name == "noise";
    std::string text = frontier.name + (frontier.exact ? " (exact)" : " (estimated)") + ": " +
                       (noise ? "(M, sigma2)" : "(m, zeta2)") + " from";
    const std::size_t shown = std::min<std::size_t>(frontier.pareto.size(), 6);
    for (std::size_t i = 0; i < shown; ++i)
      text += fmt::format("{} ({}, {})", i == 0 ? "" : ",", detail::brief(frontier.pareto[i].first),
                          detail::brief(frontier.pareto[i].second));
    if (frontier.pareto.empty()) text += " nothing: no constants fit";
    if (shown < frontier.pareto.size())
      text += fmt::format(" and {} more", frontier.pareto.size() - shown);
    return text;
  }

  [[nodiscard]] std::string label(const std::string& name) const {
    return "  " + faint(pad(shorten(printable(name), 11), 12));
  }

  void field(const std::string& name, const std::string& value) {
    if (value.empty()) return;
    std::string head = label(name);
    for (const auto& line : detail::wrap(printable(value), width_ - 14)) {
      out_ += head + line + "\n";
      head = std::string(14, ' ');
    }
  }

  void lines(const std::string& name, const std::string& value) {
    std::string head = label(name);
    for (const auto& line : detail::wrap(detail::printable_lines(value), width_ - 14)) {
      out_ += head + line + "\n";
      head = std::string(14, ' ');
    }
  }

  const Report& report_;
  TerminalOptions options_;
  std::size_t width_;
  std::string out_;
};

}  // namespace

std::string to_terminal(const Report& report, const TerminalOptions& options) {
  return Page(report, options).text();
}

}  // namespace biasbound
