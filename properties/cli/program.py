"""The program under test, run as a user runs it; and oracles of the tests' own, which speak protocol 1
with the standard library only. Shared by the test_*.py beside this file."""
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv[1]

# A compressor in two dimensions that returns half of x: E|C(x) - x|^2 = |x|^2 / 4. FAULT is a
# statement run before each reply but the hello.
CHILD = """
import json, struct, sys, time
source, sink = sys.stdin.buffer, sys.stdout.buffer
def reply(header, payload=b""):
    sink.write(json.dumps(header).encode() + b"\\n" + payload)
    sink.flush()
for line in source:
    request = json.loads(line)
    kind = request["type"]
    if kind == "bye":
        break
    if kind == "hello":
        reply({"type": "compressor", "name": NAME, "dimension": 2, "claim": {"delta": "3/4"}})
        continue
    x = struct.unpack("<2d", source.read(16))
    FAULT
    if kind == "sample":
        n = request["count"]
        reply({"type": "samples", "count": n}, struct.pack("<2d", x[0] / 2, x[1] / 2) * n)
    else:
        reply({"type": "unsupported"})
"""



def without_seconds(tree):
    """A report without its durations."""
    if isinstance(tree, dict):
        return {key: without_seconds(value) for key, value in tree.items() if key != "seconds"}
    if isinstance(tree, list):
        return [without_seconds(entry) for entry in tree]
    return tree


class ProgramTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def child(self, fault="pass", name="half"):
        """A --command that starts such a compressor."""
        path = self.folder / "child of the test.py"
        path.write_text(CHILD.replace("NAME", repr(name)).replace("FAULT", fault), encoding="utf-8")
        return f"{shlex.quote(sys.executable)} {shlex.quote(str(path))}"

    def run_words(self, *words, code=None, timeout=120, **environment):
        result = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=timeout,
                                cwd=self.folder, stdin=subprocess.DEVNULL,
                                env={**os.environ, **environment}, check=False)
        if code is not None:
            self.assertEqual(result.returncode, code,
                             f"{words}\nstdout: {result.stdout}\nstderr: {result.stderr}")
        return result

    def report(self, *words, code=0, **environment):
        """The JSON report of `biasbound audit WORDS`."""
        path = self.folder / "report.json"
        self.run_words("audit", *words, "--json", str(path), code=code, **environment)
        return json.loads(path.read_text(encoding="utf-8"))

    def assert_usage_error(self, words, *parts):
        """Exit 64, one line on stderr that names each of `parts`, nothing on stdout."""
        result = self.run_words(*words, code=64)
        self.assertEqual(result.stdout, "")
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)


def main():
    unittest.main(argv=[sys.argv[0]], verbosity=2)
