"""A bare protocol-1 child, written without the shim: x plus seeded noise, with a claim."""
import json
import random
import struct
import sys


def main():
    read, write = sys.stdin.buffer, sys.stdout.buffer
    d = 5

    def reply(header, payload=b""):
        write.write(json.dumps(header).encode() + b"\n" + payload)
        write.flush()

    while True:
        line = read.readline()
        if not line:
            return
        request = json.loads(line)
        kind = request["type"]
        if kind == "bye":
            return
        if kind == "hello":
            assert request["protocol"] == 1
            d = request.get("dimension", d)
            reply({"type": "oracle", "name": "honest", "dimension": d,
                   "objective": {"L": 1, "mu": "1/2"}, "claim": {"sigma2": "9/10"}})
            continue
        x = struct.unpack("<%dd" % d, read.read(8 * d))
        if kind == "sample":
            rng = random.Random(request["seed"])
            draws = [v + rng.gauss(0, 1) for _ in range(request["count"]) for v in x]
            reply({"type": "samples", "count": request["count"]},
                  struct.pack("<%dd" % len(draws), *draws))
        elif kind == "gradient":
            reply({"type": "gradient"}, struct.pack("<%dd" % d, *x))
        elif kind == "value":
            reply({"type": "value", "value": sum(v * v for v in x) / 2})
        elif kind == "mean":
            reply({"type": "mean"}, struct.pack("<%dd" % d, *x))
        elif kind == "outcomes":
            rows = list(x) + [2 * v for v in x] + [0.0] * d
            reply({"type": "outcomes", "count": 3, "weights": ["1/2", 0.25, "0.25"]},
                  struct.pack("<%dd" % (3 * d), *rows))
        else:
            reply({"type": "unsupported"})


main()
