// The style sheet of the HTML report: light and dark, narrow and wide, nothing loaded from
// elsewhere.
#include "report/html_style.hpp"

namespace biasbound::detail {

const std::string_view html_style = R"css(
:root {
  color-scheme: light dark;
  --page: #fbfbfa; --card: #ffffff; --ink: #1d2125; --soft: #5b636b; --line: #dfe2e5;
  --code: #f2f3f4; --link: #0b5cad;
  --good: #0f6b3a; --good-back: #e0f3e8; --fair: #0b5a75; --fair-back: #dff1f8;
  --bad: #a11221; --bad-back: #fde5e7; --warn: #7a4b00; --warn-back: #fdf0d5;
  --plot-grid: #e3e6e8; --plot-points: #3f7fbf; --plot-hull: #1d2125; --plot-claim: #c2571a;
  --plot-refuted: #b3202f;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #14171a; --card: #1b1f23; --ink: #e4e7ea; --soft: #9aa3ab; --line: #32383e;
    --code: #242a2f; --link: #79b8ff;
    --good: #7fdca4; --good-back: #12361f; --fair: #86cfe8; --fair-back: #0f303c;
    --bad: #ff9aa5; --bad-back: #45151b; --warn: #f2c66d; --warn-back: #3a2b0a;
    --plot-grid: #2b3136; --plot-points: #6aa9e8; --plot-hull: #e4e7ea; --plot-claim: #f0975a;
    --plot-refuted: #ff7d8b;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
main { max-width: 62rem; margin: 0 auto; padding: 1.25rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; line-height: 1.25; }
h2 { font-size: 1.2rem; margin: 0 0 .5rem; line-height: 1.3; overflow-wrap: anywhere; }
h3 { font-size: .95rem; margin: 1.4rem 0 .4rem; color: var(--soft); font-weight: 600; }
p { margin: .4rem 0; overflow-wrap: anywhere; }
a { color: var(--link); }
.lead { font-size: 1.05rem; }
.soft { color: var(--soft); }
.card {
  background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
  padding: 1rem 1.1rem; margin: 1rem 0; min-width: 0;
}
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td {
  text-align: left; padding: .4rem .6rem; border-bottom: 1px solid var(--line);
  vertical-align: top; overflow-wrap: anywhere;
}
th { font-size: .8rem; color: var(--soft); font-weight: 600; white-space: nowrap; }
tbody tr:last-child td { border-bottom: 0; }
td.number { white-space: nowrap; }
.chip {
  display: inline-block; padding: .05rem .55rem; border-radius: 1rem; font-size: .78rem;
  font-weight: 650; letter-spacing: .02em; white-space: nowrap; border: 1px solid currentColor;
}
.PROVED, .SUPPORTED { color: var(--good); background: var(--good-back); }
.NOT_REFUTED { color: var(--fair); background: var(--fair-back); }
.REFUTED { color: var(--bad); background: var(--bad-back); }
.INCONCLUSIVE, .ORACLE_ERROR { color: var(--warn); background: var(--warn-back); }
.mark { font-size: .8rem; color: var(--soft); white-space: nowrap; }
.mark.off { color: var(--bad); font-weight: 650; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .5rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
code, pre {
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: .86em;
}
code { background: var(--code); border-radius: .25rem; padding: .08rem .3rem; overflow-wrap: anywhere; }
pre {
  background: var(--code); border-radius: .4rem; padding: .6rem .75rem; margin: .4rem 0;
  white-space: pre-wrap; overflow-wrap: anywhere;
}
pre code { background: none; padding: 0; user-select: all; -webkit-user-select: all; }
details > summary { cursor: pointer; color: var(--link); }
figure { margin: .6rem 0; }
figure svg { display: block; width: 100%; height: auto; max-width: 40rem; }
figcaption { font-size: .85rem; color: var(--soft); }
.note { border-left: .25rem solid var(--line); padding-left: .75rem; color: var(--soft); }
@media (max-width: 44rem) {
  main { padding: .9rem .6rem 3rem; }
  .card { padding: .8rem .75rem; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .35rem; }
  table.summary thead { display: none; }
  table.summary, table.summary tbody, table.summary tr, table.summary td { display: block; }
  table.summary tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  table.summary tr:last-child { border-bottom: 0; }
  table.summary td { border: 0; padding: .1rem 0; }
  table.summary td[data-title]:not(:empty)::before {
    content: attr(data-title) ": "; color: var(--soft); font-size: .85rem;
  }
}
@media print { .card { break-inside: avoid; } body { background: none; } }
)css";

}  // namespace biasbound::detail
