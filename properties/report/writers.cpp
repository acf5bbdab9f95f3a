// The writers: what is in a report is in its JSON, and no stranger's text escapes from any view.
#include "biasbound/report_writers.hpp"

#include <nlohmann/json.hpp>

#include "biasbound/build_info.hpp"
#include "catch.hpp"
#include "report/text.hpp"
#include "sample_report.hpp"

namespace biasbound {
namespace {

using nlohmann::json;

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

bool has_control(const std::string& text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && byte != '\n') || byte == 0x7F) return true;
  }
  return contains(text, "\xe2\x80\xae") || contains(text, "\xc2\x9b");
}

}  // namespace

TEST_CASE("JSON holds what the report holds", "[report][json]") {
  const Report report = test::sample_report();
  const json tree = json::parse(to_json(report));
  CHECK(tree["schema"] == 1);
  CHECK(tree["seed"] == report.seed);
  CHECK(tree["exit_code"] == 1);
  REQUIRE(tree["audits"].size() == report.audits.size());
  for (std::size_t i = 0; i < report.audits.size(); ++i) {
    const AuditResult& audit = report.audits[i];
    const json& entry = tree["audits"][i];
    CHECK(entry["verdict"] == to_text(audit.verdict));
    CHECK(entry["method"] == to_text(audit.method));
    CHECK(entry["counts"] == audit_code(report, audit));
    CHECK(parse_claim(entry["claim"]["text"].get<std::string>()) == *audit.claim);
    for (const auto& [name, value] : audit.claim->constants)
      CHECK(parse_exact(entry["claim"]["constants"][name].get<std::string>()) == value);
    CHECK(entry["halves"].size() == audit.halves.size());
    CHECK(entry["frontiers"].size() == audit.frontiers.size());
    CHECK(entry["seconds"] == audit.seconds);
    CHECK(entry["worst"].is_null() == audit.worst.empty());
  }
  CHECK(tree["audits"][3]["halves"][0]["excess"] == "1/2");
  CHECK(tree["audits"][3]["shrunk"]["hex"] == json({"0x1p+0", "0x1p+0"}));
  CHECK(tree["audits"][1]["frontiers"][0]["points"].size() == 25);
}

TEST_CASE("JSON writes NaN and infinities as text", "[report][json]") {
  const json tree = json::parse(to_json(test::sample_report()));
  CHECK(tree["audits"][3]["halves"][0]["ratio"] == "inf");
  CHECK(tree["audits"][4]["halves"][0]["measured"] == "nan");
  CHECK(tree["audits"][2]["estimates"][1]["upper"] == "inf");
  CHECK(tree["audits"][2]["estimates"][1]["lower"].is_null());
}

TEST_CASE("JSON of equal reports differs in no byte and durations only in fields named seconds",
          "[report][json]") {
  Report first = test::sample_report(), second = test::sample_report();
  CHECK(to_json(first) == to_json(second));
  for (auto& audit : second.audits) audit.seconds = 17;
  CHECK(to_json(first) != to_json(second));
  const auto without_seconds = [](const Report& report) {
    json tree = json::parse(to_json(report));
    for (auto& audit : tree["audits"]) audit.erase("seconds");
    return tree;
  };
  CHECK(without_seconds(first) == without_seconds(second));
}

TEST_CASE("no view lets markup or control characters of a stranger through", "[report][escape]") {
  const Report report = test::sample_report();
  const std::string html = to_html(report), junit = to_junit(report);
  CHECK_FALSE(contains(html, "<script"));
  CHECK_FALSE(contains(junit, "<script"));
  CHECK(contains(html, "&lt;script&gt;alert(1)"));
  CHECK(contains(junit, "&lt;script&gt;alert(1)"));
  for (const bool quiet : {false, true})
    for (const unsigned width : {10U, 40U, 80U, 200U})
      CHECK_FALSE(has_control(to_terminal(report, {.width = width, .quiet = quiet})));
  CHECK(has_control(test::kHostile));
}

TEST_CASE("escaping leaves valid text as it is and mends the rest", "[report][escape]") {
  using namespace detail;
  CHECK(valid_utf8("αβ\n€😀") == "αβ\n€😀");
  CHECK(valid_utf8("\xff") == "\xef\xbf\xbd");
  CHECK(valid_utf8("\xc0\xaf") == "\xef\xbf\xbd\xef\xbf\xbd");          // overlong
  CHECK(valid_utf8("\xed\xa0\x80").find("\xed") == std::string::npos);  // a surrogate
  CHECK(valid_utf8("\xe2\x82") == "\xef\xbf\xbd\xef\xbf\xbd");          // cut off
  CHECK(escape_markup("a<b & \"c\" 'd'") == "a&lt;b &amp; &quot;c&quot; &#39;d&#39;");
  CHECK(printable("a\nb\tc") == "a b c");
  CHECK(printable_lines("a\nb") == "a\nb");
  CHECK(columns("αβγ") == 3);
  CHECK(shorten("αβγδ", 3) == "αβ…");
  CHECK(shorten("αβγ", 3) == "αβγ");
}

TEST_CASE("wrapped lines fit and lose no word", "[report][escape]") {
  const std::string text = "one two three xxxxxxxxxxxxxxxxxxxxxxxxx four";
  std::string joined;
  for (const auto& line : detail::wrap(text, 10)) {
    CHECK(detail::columns(line) <= 10);
    joined += line;
  }
  std::string letters = text;
  std::erase(letters, ' ');
  std::erase(joined, ' ');
  CHECK(joined == letters);
}

TEST_CASE("the terminal's lines fit the width but for replay commands", "[report][terminal]") {
  for (const unsigned width : {60U, 80U, 120U}) {
    const std::string text = to_terminal(test::sample_report(), {.width = width});
    std::size_t begin = 0;
    for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
      const std::string line = text.substr(begin, end - begin);
      if (contains(line, "biasbound audit") || line.find("exit 1") != std::string::npos) continue;
      CAPTURE(line);
      const bool heading = line.substr(0, 2) != "  " && begin > 0;
      if (!heading) CHECK(detail::columns(line) <= width);
    }
  }
}

TEST_CASE("quiet prints the problems and one line", "[report][terminal]") {
  Report report = test::sample_report();
  const std::string all = to_terminal(report, {.quiet = true});
  CHECK(contains(all, "rand-2 as printed"));
  CHECK_FALSE(contains(all, "corrected row"));
  report.audits.resize(3);
  const std::string fine = to_terminal(report, {.quiet = true});
  CHECK(std::count(fine.begin(), fine.end(), '\n') == 1);
  CHECK(contains(fine, "exit 0"));
}

TEST_CASE("colour is used where asked for and only there", "[report][terminal]") {
  CHECK(contains(to_terminal(test::sample_report(), {.colour = true}), "\x1b["));
  CHECK_FALSE(contains(to_terminal(test::sample_report()), "\x1b["));
}

TEST_CASE("tightness is told in words", "[report]") {
  CHECK(detail::describe(Tightness{"m", 1, true}) == "m tight");
  CHECK(detail::describe(Tightness{"m", 0.5, false}) == "m loose by a factor 2");
  CHECK(detail::describe(Tightness{"m", 1.25, false}) == "m exceeded by a factor 1.25");
  CHECK(detail::describe(Tightness{"m", 0, false}) == "m never approached");
}

TEST_CASE("numbers for readers are short", "[report]") {
  CHECK(detail::grouped(999) == "999");
  CHECK(detail::grouped(1000) == "1,000");
  CHECK(detail::grouped(1234567) == "1,234,567");
  CHECK(detail::brief(0.1) == "0.1");
  CHECK(detail::brief(-0.0) == "0");
  CHECK(detail::duration(200) == "3 min 20 s");
}

TEST_CASE("the build knows its version and its libraries", "[report]") {
  CHECK_FALSE(build_info().version.empty());
  CHECK_FALSE(build_info().compiler.empty());
  CHECK(build_info().libraries.size() == 10);
}

}  // namespace biasbound
