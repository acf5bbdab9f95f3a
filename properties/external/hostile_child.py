"""A zoo of children that misbehave, each in one way: hostile_child.py MODE [TOKEN]."""
import json
import os
import signal
import struct
import subprocess
import sys
import time

MODE = sys.argv[1]
TOKEN = sys.argv[2] if len(sys.argv) > 2 else ""
D = 4
read, write = sys.stdin.buffer, sys.stdout.buffer


def raw(data):
    write.write(data)
    write.flush()


def reply(header, numbers=()):
    raw(json.dumps(header).encode() + b"\n" + struct.pack("<%dd" % len(numbers), *numbers))


def forever(*_):
    while True:
        time.sleep(1000)


def spawn(**options):
    sleeper = [sys.executable, "-c", "import time; time.sleep(1000)", TOKEN]
    subprocess.Popen(sleeper, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                     stderr=subprocess.DEVNULL, **options)


def flood(stream):
    block = b"x" * 65536
    while True:
        os.write(stream, block)


def hello(request):
    header = {"type": "oracle", "name": MODE, "dimension": request.get("dimension", D)}
    if MODE == "hello_exit":
        sys.exit(3)
    elif MODE == "hello_hang":
        forever()
    elif MODE == "hello_flood":
        flood(1)
    elif MODE == "hello_dimension_other":
        header["dimension"] = 7
    elif MODE == "hello_dimension_zero":
        header["dimension"] = 0
    elif MODE == "hello_dimension_huge":
        header["dimension"] = 10**15
    elif MODE == "hello_dimension_negative":
        header["dimension"] = -4
    elif MODE == "hello_dimension_float":
        header["dimension"] = 4.0
    elif MODE == "hello_dimension_changes":
        header["dimension"] = 10 + os.getpid() % 10000
    elif MODE == "hello_no_name":
        del header["name"]
    elif MODE == "hello_claim_impossible":
        header["claim"] = {"m": 2}
    elif MODE == "hello_claim_text":
        header["claim"] = {"delta": "a tenth"}
    elif MODE == "hello_claim_unknown":
        header["claim"] = {"detla": "1/10"}
    elif MODE == "hello_error":
        header = {"type": "error", "message": "no licence\nfor this machine \x1b[31m"}
    elif MODE == "descriptors":
        header["name"] = str(len(os.listdir("/proc/self/fd")) - 1)
    elif MODE == "group":
        spawn()
    elif MODE == "stray":
        spawn(start_new_session=True)
    elif MODE == "ignores_term":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if MODE == "unasked":
        raw(json.dumps(header).encode() + b"\ntick\n")  # one write: no race with the next request
        return
    reply(header)


def sample(request):
    n = request["count"]
    header = {"type": "samples", "count": n}
    good = [0.5] * (n * D)
    if MODE in ("exit", "group", "stray"):
        sys.stderr.write("my last words\n")
        sys.exit(3)
    elif MODE == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif MODE in ("hang", "ignores_term"):
        forever()
    elif MODE == "closes_stdout":
        os.close(1)
        forever()
    elif MODE == "flood_stderr":
        flood(2)
    elif MODE == "flood_payload":
        reply(header)
        flood(1)
    elif MODE == "short":
        reply(header, good[:3])
        forever()
    elif MODE == "short_and_exit":
        reply(header, good[:3])
        sys.exit(0)
    elif MODE == "long":
        reply(header, good + [1.0])
        forever()
    elif MODE == "nan":
        reply(header, good[:-1] + [float("nan")])
    elif MODE == "infinity":
        reply(header, [float("-inf")] + good[1:])
    elif MODE == "not_json":
        raw(b"Traceback (most recent call last):\n")
    elif MODE == "not_an_object":
        raw(b"[1]\n")
    elif MODE == "no_type":
        raw(b"{}\n")
    elif MODE == "duplicate_key":
        raw(b'{"type":"samples","count":1,"count":%d}\n' % n)
    elif MODE == "not_utf8":
        raw(b'{"type":"samples\xff"}\n')
    elif MODE == "long_header":
        raw(b'{"type":"' + b"s" * 70000 + b'"}\n')
    elif MODE == "other_type":
        reply({"type": "gradient"}, good[:D])
    elif MODE == "unsupported":
        reply({"type": "unsupported"})
    elif MODE == "huge_count":
        reply({"type": "samples", "count": 10**18})
        flood(1)
    elif MODE == "count_beyond_64_bits":
        raw(b'{"type":"samples","count":18446744073709551616}\n')
    elif MODE == "other_count":
        reply({"type": "samples", "count": n + 1}, good + good[:D])
    elif MODE == "error":
        reply({"type": "error", "message": "x is not to my taste"})
    else:
        reply(header, good)


def optional(kind):
    if MODE == "weights_sum":
        reply({"type": "outcomes", "count": 2, "weights": ["1/2", "1/3"]}, [0.0] * (2 * D))
    elif MODE == "weights_negative":
        reply({"type": "outcomes", "count": 2, "weights": ["3/2", "-1/2"]}, [0.0] * (2 * D))
    elif MODE == "weights_count":
        reply({"type": "outcomes", "count": 3, "weights": ["1/2", "1/2"]}, [0.0] * (3 * D))
    elif MODE == "outcomes_huge":
        reply({"type": "outcomes", "count": 10**12, "weights": ["1"]})
    elif MODE == "value_text" and kind == "value":
        reply({"type": "value", "value": "7"})
    elif MODE == "value_nan" and kind == "value":
        raw(b'{"type":"value","value":NaN}\n')
    else:
        reply({"type": "unsupported"})


def main():
    if MODE == "exit_at_once":
        sys.exit(9)
    if MODE == "never_reads":
        forever()
    while True:
        line = read.readline()
        if not line:
            if MODE == "ignores_term":
                forever()
            return
        request = json.loads(line)
        if request["type"] == "hello":
            hello(request)
            continue
        if request["type"] == "bye":
            return
        read.read(8 * D)
        if request["type"] == "sample":
            sample(request)
        elif request["type"] == "gradient":
            reply({"type": "gradient"}, [0.5] * D)
        else:
            optional(request["type"])


main()
