"""bench_gate.py THRESHOLDS RESULTS...: judges measured numbers, and prints them as one table.

RESULTS hold one JSON object a line: a name, quantities, and, where there is none, why not
("not_measured"). THRESHOLDS maps names, in which * stands for anything, to quantities, each with
"at_least" or "at_most", the gate, and perhaps an "aim" beyond it; a quantity with neither is only
shown. Of several names that fit, the first one counts. Exits 1 where a number is beyond its gate, a
result has no threshold, or a threshold no result.
"""
import fnmatch
import json
import pathlib
import sys

HEAD = ("verdict", "row", "quantity", "measured", "gate", "aim", "")
FAILED = ("BELOW GATE", "NO RESULT", "NO GATE")


def read_results(paths):
    for path in paths:
        for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def number(value):
    return "" if value is None else f"{value:.3g}"


def verdict_of(value, limit):
    least, most, aim = (limit.get(key) for key in ("at_least", "at_most", "aim"))
    if least is None and most is None:
        return "shown"
    good = value >= least if least is not None else value <= most
    if not good:
        return "BELOW GATE"
    if aim is None:
        return "gate"
    return "aim" if (value >= aim if least is not None else value <= aim) else "gate"


def gate_text(limit):
    if "at_least" in limit:
        return f">= {number(limit['at_least'])}"
    return f"<= {number(limit['at_most'])}" if "at_most" in limit else ""


def remark(result):
    words = []
    if "not_measured" in result:
        words.append(f"not measured: {result['not_measured']}")
    if "distribution" in result:
        words.append(result["distribution"])
    if result.get("again"):
        words.append("noisy, measured twice")
    if result.get("noise", 0) > 0.1:
        words.append(f"quartiles {100 * result['noise']:.0f} % apart")
    return "; ".join(words)


def judge(thresholds, results):
    """The rows of the table."""
    used = set()
    for result in results:
        for quantity in {q for limits in thresholds.values() for q in limits} & result.keys():
            fitting = (name for name, limits in thresholds.items()
                       if quantity in limits and fnmatch.fnmatchcase(result["name"], name))
            name = next(fitting, None)
            limit = {} if name is None else thresholds[name][quantity]
            used.add((name, quantity))
            value = result[quantity]
            if name is None:
                verdict = "NO GATE"
            else:
                verdict = "-" if "not_measured" in result else verdict_of(value, limit)
            yield (verdict, result["name"], quantity, number(value), gate_text(limit),
                   number(limit.get("aim")), remark(result))
    for name, limits in thresholds.items():
        for quantity in limits:
            if (name, quantity) not in used:
                yield ("NO RESULT", name, quantity, "", gate_text(limits[quantity]), "", "")


def main():
    thresholds = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    rows = list(judge(thresholds, read_results(sys.argv[2:])))
    widths = [max(len(row[i]) for row in [HEAD, *rows]) for i in range(len(HEAD))]
    for row in [HEAD, *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    verdicts = [row[0] for row in rows]
    counts = {"aim": "reach their aim", "gate": "their gate", "BELOW GATE": "are below it",
              "-": "are not measured here", "NO RESULT": "have no result", "NO GATE": "have no gate"}
    print(f"\nOf {len(rows)} rows " + ", ".join(
        f"{verdicts.count(verdict)} {words}" for verdict, words in counts.items()
        if verdict in verdicts))
    sys.exit(any(verdict in FAILED for verdict in verdicts))


if __name__ == "__main__":
    main()
