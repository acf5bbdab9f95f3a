"""bench_gate_control.py: bench_gate.py passes what is good and fails what is not, each for its own reason."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

GATE = pathlib.Path(__file__).with_name("bench_gate.py")
THRESHOLDS = {
    "special/fast": {"of_read": {"at_least": 0.9}},
    "*/fast": {"of_read": {"at_least": 0.5, "aim": 0.8}},
    "*/slow": {"ratio": {"at_most": 2, "aim": 1.5}},
    "limit": {"two_threads": {}},
}
GOOD = ({"name": "special/fast", "of_read": 0.95}, {"name": "a/fast", "of_read": 0.6, "noise": 0.3, "again": True},
        {"name": "b/fast", "of_read": 0.9}, {"name": "a/slow", "ratio": 2}, {"name": "limit", "two_threads": 1.1},
        {"name": "c/fast", "of_read": None, "not_measured": "this machine has no avx512"})


class Control(unittest.TestCase):
    def judge(self, *results, code):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "thresholds").write_text(json.dumps(THRESHOLDS), encoding="utf-8")
            (folder / "results").write_text("\n".join(map(json.dumps, results)), encoding="utf-8")
            run = subprocess.run([sys.executable, GATE, folder / "thresholds", folder / "results"],
                                 capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        return run.stdout

    def test_good_numbers_pass_and_each_has_its_verdict(self):
        lines = self.judge(*GOOD, code=0).splitlines()
        verdicts = {line.split()[1]: line.split()[0] for line in lines[1:7]}
        self.assertEqual(verdicts, {"special/fast": "gate", "a/fast": "gate", "b/fast": "aim", "a/slow": "gate",
                                    "limit": "shown", "c/fast": "-"})

    def test_what_is_not_measured_says_why_and_noise_is_shown(self):
        text = self.judge(*GOOD, code=0)
        self.assertIn("not measured: this machine has no avx512", text)
        self.assertIn("noisy, measured twice; quartiles 30 % apart", text)

    def test_a_number_beyond_its_gate_fails(self):
        for bad in ({"name": "d/fast", "of_read": 0.49}, {"name": "d/slow", "ratio": 2.01}):
            self.assertIn("BELOW GATE", self.judge(*GOOD, bad, code=1))

    def test_the_first_name_that_fits_counts(self):
        self.assertIn("BELOW GATE", self.judge(*GOOD[1:], {"name": "special/fast", "of_read": 0.7}, code=1))

    def test_a_threshold_without_a_result_fails(self):
        self.assertIn("NO RESULT", self.judge(*GOOD[:-2], GOOD[-1], code=1))

    def test_a_result_without_a_threshold_fails(self):
        self.assertIn("NO GATE", self.judge(*GOOD, {"name": "other", "of_read": 1}, code=1))


if __name__ == "__main__":
    unittest.main()
