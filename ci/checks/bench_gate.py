"""bench_gate.py THRESHOLDS RESULTS: fails where a number of RESULTS (one JSON object a line, each with a
name) is above its threshold, or has none to be compared with."""
import json
import pathlib
import sys

thresholds = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
lines = pathlib.Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
results = {result["name"]: result for result in map(json.loads, lines)}

failed = False
for name, limits in thresholds.items():
    for quantity, limit in limits.items():
        value = results.get(name, {}).get(quantity)
        good = value is not None and value <= limit
        failed = failed or not good
        print(f"{'ok  ' if good else 'HIGH'} {name} {quantity} = {value}, at most {limit}")
sys.exit(failed)
