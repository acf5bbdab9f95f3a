// Figure -> text for a terminal: choices, tables, a line for each sentence, one line of summary.
#include <fmt/format.h>

#include <algorithm>

#include "experiments/figure.hpp"
#include "experiments/words.hpp"
#include "report/text.hpp"

namespace biasbound::experiments {
namespace {

using detail::columns;
using detail::printable;

constexpr unsigned kLeastWidth = 40;
constexpr std::size_t kTextWidth = 28;    // of a column, before its words are wrapped
constexpr std::size_t kHeadWidth = 14;    // the same for a column of numbers
constexpr std::size_t kVerdictWidth = 7;  // "DEPENDS"
constexpr std::size_t kSentence = 36;     // the least that is worth a column of its own

std::string_view colour_of(Check::Verdict verdict) {
  switch (verdict) {
    case Check::Verdict::holds:
      return "\x1b[32m";
    case Check::Verdict::fails:
      return "\x1b[31m";
    default:
      return "\x1b[33m";
  }
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::size_t used = columns(text);
  const std::string space(used < width ? width - used : 0, ' ');
  return right ? space + text : text + space;
}

/// A column of a table: its words wrapped, its numbers whole.
struct Column {
  std::string head;
  std::vector<std::string> cells;
  bool numbers = true;  ///< aligned right
  std::size_t width = 1;
};

class Page {
 public:
  Page(const Figure& figure, const TerminalOptions& options)
      : figure_(figure), options_(options), width_(std::max(kLeastWidth, options.width)) {}

  std::string text() {
    if (!options_.quiet) {
      lines("", figure_.id + ": " + figure_.title, &Page::strong);
      std::string choices;
      for (const auto& [name, value] : figure_.choices)
        choices += (choices.empty() ? "" : "; ") + name + " = " + value;
      if (!choices.empty()) lines("  ", choices, &Page::faint);
      for (const auto& entry : figure_.tables) table(entry);
      if (!figure_.checks.empty()) out_ += '\n';
    }
    for (const auto& entry : figure_.checks)
      if (!options_.quiet || entry.verdict() != Check::Verdict::holds) check(entry);
    if (!options_.quiet)
      for (const auto& note : figure_.notes) lines("  note  ", note, &Page::plain);
    lines("", summary(figure_), &Page::strong);
    return out_;
  }

 private:
  using Style = std::string (Page::*)(const std::string&) const;

  [[nodiscard]] std::string plain(const std::string& text) const { return text; }
  [[nodiscard]] std::string strong(const std::string& text) const {
    return options_.colour ? "\x1b[1m" + text + "\x1b[0m" : text;
  }
  [[nodiscard]] std::string faint(const std::string& text) const {
    return options_.colour ? "\x1b[2m" + text + "\x1b[0m" : text;
  }
  [[nodiscard]] std::string coloured(Check::Verdict verdict, const std::string& text) const {
    return options_.colour ? std::string(colour_of(verdict)) + text + "\x1b[0m" : text;
  }

  /// Any text behind a head, wrapped; the lines below stand under the first.
  void lines(const std::string& head, const std::string& text, Style style) {
    std::string begin = head;
    for (const auto& line : detail::wrap(printable(text), width_ - head.size())) {
      out_ += begin + (this->*style)(line) + "\n";
      begin = std::string(head.size(), ' ');
    }
  }

  [[nodiscard]] std::vector<Column> columns_of(const Table& table) const {
    std::vector<Column> result;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      Column column{printable(table.columns[c]), {}, true, 1};
      std::size_t text = 0, number = 0;
      for (const auto& row : table.rows) {
        const Cell cell = c < row.size() ? row[c] : Cell();
        column.cells.push_back(printable(cell_text(cell)));
        const bool is_text = std::holds_alternative<std::string>(cell);
        std::size_t& widest = is_text ? text : number;
        widest = std::max(widest, columns(column.cells.back()));
      }
      column.numbers = number > 0 || text == 0;
      const std::size_t most =
          std::min<std::size_t>(column.numbers ? kHeadWidth : kTextWidth, width_ / 2 - 2);
      column.width = std::max(
          {number, std::min(text, most), std::min(columns(column.head), most), std::size_t{1}});
      result.push_back(std::move(column));
    }
    return result;
  }

  /// Columns that do not fit beside each other follow below, the first one repeated.
  void table(const Table& table) {
    out_ += '\n';
    if (!table.title.empty()) lines("  ", table.title, &Page::strong);
    const auto all = columns_of(table);
    for (std::size_t next = 0; next < all.size();) {
      std::vector<const Column*> shown;
      std::size_t used = 0;
      const auto take = [&](const Column& column) {
        shown.push_back(&column);
        used += 2 + column.width;
      };
      if (next > 0) {
        out_ += '\n';
        take(all.front());
      }
      do take(all[next++]);
      while (next < all.size() && used + 2 + all[next].width <= width_);
      rows(shown, table.rows.size());
    }
  }

  void rows(const std::vector<const Column*>& shown, std::size_t count) {
    row(
        shown, [](const Column& column) { return column.head; }, &Page::faint);
    for (std::size_t r = 0; r < count; ++r)
      row(
          shown, [r](const Column& column) { return column.cells[r]; }, &Page::plain);
  }

  template <class CellOf>
  void row(const std::vector<const Column*>& shown, CellOf cell_of, Style style) {
    std::vector<std::vector<std::string>> cells;
    std::size_t height = 1;
    for (const Column* column : shown) {
      cells.push_back(detail::wrap(cell_of(*column), column->width));
      height = std::max(height, cells.back().size());
    }
    for (std::size_t i = 0; i < height; ++i) {
      std::string line;
      for (std::size_t c = 0; c < shown.size(); ++c)
        line += "  " +
                padded(i < cells[c].size() ? cells[c][i] : "", shown[c]->width, shown[c]->numbers);
      line.erase(line.find_last_not_of(' ') + 1);
      out_ += (this->*style)(line) + "\n";
    }
  }

  void check(const Check& check) {
    const Check::Verdict verdict = check.verdict();
    const std::string word(to_text(verdict)), name = printable(check.statement);
    const std::string gap(kVerdictWidth + 2 - word.size(), ' ');
    std::size_t indent = kVerdictWidth + 2 + name_width() + 2;
    const bool beside = indent + kSentence <= width_;
    if (!beside) indent = kVerdictWidth + 2;
    std::string begin = coloured(verdict, word) + gap;
    if (beside) {
      begin += padded(name, name_width() + 2, false);
    } else {
      for (const auto& line : detail::wrap(name, width_ - indent)) {
        out_ += begin + line + "\n";
        begin = std::string(indent, ' ');
      }
    }
    for (const auto& line : detail::wrap(printable(check.sentence), width_ - indent)) {
      out_ += begin + line + "\n";
      begin = std::string(indent, ' ');
    }
    if (verdict == Check::Verdict::holds) return;
    const std::string margin(kVerdictWidth + 2, ' ');
    if (const std::string on = shown_dependence(check); !on.empty())
      lines(margin, "depends on " + on, &Page::plain);
    for (const auto& one : check.cases)
      lines(margin + (one.holds ? "holds  " : "fails  "), case_text(one), &Page::plain);
  }

  static std::string case_text(const Check::Case& one) {
    return one.choice + (one.choice.empty() || one.numbers.empty() ? "" : ": ") + one.numbers;
  }

  /// Of the longest statement's name.
  [[nodiscard]] std::size_t name_width() const {
    std::size_t width = 0;
    for (const auto& check : figure_.checks)
      width = std::max(width, columns(printable(check.statement)));
    return width;
  }

  const Figure& figure_;
  TerminalOptions options_;
  std::size_t width_;
  std::string out_;
};

}  // namespace

std::string to_terminal(const Figure& figure, const TerminalOptions& options) {
  return Page(figure, options).text();
}

}  // namespace biasbound::experiments
