"""numpy_paths.py additive|top-1 PATHS STEPS DIMENSION STEP_SIZE DEVIATION: SGD on Nesterov's worst
function, H = T, from (1, ..., 1), over all paths at once. Prints the seconds of processor time that it
took, without the start of Python, and the mean gap at the end. Exits with 3 where NumPy is missing.
"""
import sys
import time

try:
    import numpy as np
except ImportError:
    sys.exit(3)


def mean_gap(oracle, paths, steps, d, step_size, deviation):
    H = 2 * np.eye(d) - np.eye(d, k=1) - np.eye(d, k=-1)
    rng = np.random.default_rng(1)
    x = np.ones((paths, d))
    rows = np.arange(paths)
    for _ in range(steps):
        g = x @ H + deviation * rng.standard_normal((paths, d))
        if oracle == "additive":
            x -= step_size * g
        else:
            largest = np.abs(g).argmax(axis=1)
            x[rows, largest] -= step_size * g[rows, largest]
    return 0.5 * np.mean(np.sum(x * (x @ H), axis=1))


start = time.process_time()
gap = mean_gap(sys.argv[1], *map(int, sys.argv[2:5]), *map(float, sys.argv[5:]))
print(time.process_time() - start, gap)
