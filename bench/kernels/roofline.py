"""roofline.py RESULTS PLOT: draws PLOT.png and PLOT.svg from Google Benchmark's JSON of bench_kernels.

Throughput (bytes of input a second) against d, float32, one thread, Gaussian vectors, the fastest
instruction set that was measured: our kernels on the left, on the right top-k beside what a user would pick
instead. The lines without points are the limits: one pass that reads, one that copies. Needs gnuplot.
"""
import collections
import json
import pathlib
import subprocess
import sys

# Okabe and Ito's colours, which the colour-blind can tell apart, each with a point shape of its own.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8B6F00", "#7F7F7F")
SHAPES = (7, 5, 9, 13, 11, 4, 6, 8)
LIMITS = {"limit/read": ("read limit", "#000000", "1"), "limit/copy": ("copy limit", "#000000", "(9,6)")}
PANELS = {
    "Kernels": {
        "norm/squared/-": "squared norm", "sign/pack/-": "sign, packed",
        "top_k/sparse/1%": "top-k, 1 %", "top_k/dense/1%": "top-k dense, 1 %",
        "rand_k/sparse/1%": "rand-k, 1 %", "natural/dense/-": "natural, dense",
        "qsgd/pack/-": "QSGD to int8"},
    "Top-k and what else there is, k/d = 1 % unless said": {
        "top_k/sparse/0.1%": "top-k, 0.1 %", "top_k/sparse/1%": "top-k, 1 %",
        "top_k/sparse/10%": "top-k, 10 %",
        "top_k/std_nth_element_packed/1%": "nth\\\\_element, packed",
        "top_k/std_nth_element_indices/1%": "nth\\\\_element, indices",
        "top_k/std_partial_sort/1%": "partial\\\\_sort",
        "top_k/highway_vqsort/1%": "Highway vqsort",
        "top_k/torch_topk/1%": "libtorch topk"},
}


def read(path):
    """kernel/form/share -> {d: GB/s}, and the instruction set."""
    found = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    best = found["context"]["instruction_sets"].split()[-1]
    series = collections.defaultdict(dict)
    for entry in found["benchmarks"]:
        kernel, form, engine, threads, kind, d, share, distribution = entry["name"].split("/")
        if (threads, kind, distribution) == ("1", "float32", "gaussian") and engine in (best, "native"):
            share = "" if kernel == "limit" else f"/{share}"
            series[f"{kernel}/{form}{share}"][int(d)] = entry["GB/s"]
    return series, best


def block(name, points):
    lines = [f"${name} << END", *(f"{d} {rate:.6g}" for d, rate in sorted(points.items())), "END"]
    return "\n".join(lines)


def script(series, best, terminal, output):
    blocks, panels = [], []
    for title, entries in PANELS.items():
        plots = []
        for name, (label, colour, dash) in LIMITS.items():
            blocks.append(block(f"D{len(blocks)}", series[name]))
            plots.append(f'$D{len(blocks) - 1} with lines lw 5 dt {dash} lc rgb "{colour}" title "{label}"')
        for number, (name, label) in enumerate(entries.items()):
            if name not in series:
                continue
            blocks.append(block(f"D{len(blocks)}", series[name]))
            plots.append(f'$D{len(blocks) - 1} with linespoints lw 3 pt {SHAPES[number]} ps 1.8 '
                         f'lc rgb "{COLOURS[number]}" title "{label}"')
        panels.append(f'set title "{title}"\nplot ' + ", \\\n  ".join(plots))
    body = "\n".join(panels)
    return f"""
set terminal {terminal}
set output "{output}"
set multiplot layout 1,2 title "float32, one thread, {best}, Gaussian entries"
set logscale xy
set xlabel "entries d"
set ylabel "input, GB/s"
set format x "10^{{%L}}"
set xrange [700:1.5e8]
set yrange [0.3:400]
set grid xtics ytics lc rgb "#DDDDDD" lt 1
set border 3
set tics nomirror
set lmargin 9
set rmargin 2
set tmargin at screen 0.87
set bmargin at screen 0.37
set key at graph 0.5,-0.24 center top Left reverse maxrows 5 samplen 2.5 spacing 1.1 width -2 font "sans,20"
{chr(10).join(blocks)}
{body}
unset multiplot
"""


def main():
    series, best = read(sys.argv[1])
    for terminal, ending in (('pngcairo size 2000,1100 font "sans,22"', "png"),
                             ('svg size 2000,1100 font "sans,22" background rgb "white"', "svg")):
        text = script(series, best, terminal, f"{sys.argv[2]}.{ending}")
        subprocess.run(["gnuplot"], input=text, text=True, check=True)


if __name__ == "__main__":
    main()
