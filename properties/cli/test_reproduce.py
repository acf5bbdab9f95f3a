"""biasbound reproduce: the files of a figure, what is in them, and what is refused before any work."""
import csv
import json
import re
import shlex
import signal
import subprocess
import time
import xml.etree.ElementTree

from program import PROGRAM, ProgramTest, main, without_seconds

SMALL = ("--dimension", "4", "--iterations", "300", "--paths", "32")


class Reproduce(ProgramTest):
    def figure(self, *words, code=0, **environment):
        """The JSON of `biasbound reproduce WORDS`, which names one figure."""
        self.run_words("reproduce", *words, "--formats", "json", code=code, **environment)
        path, = (self.folder / "figures").glob("*.json")
        tree = json.loads(path.read_text(encoding="utf-8"))
        path.unlink()
        return tree

    def test_one_file_for_each_format(self):
        self.run_words("reproduce", "figure-1", *SMALL, "--output", "made/here", code=0)
        folder = self.folder / "made" / "here"
        self.assertEqual(sorted(path.name for path in folder.iterdir()),
                         ["figure-1.csv", "figure-1.json", "figure-1.png", "figure-1.svg"])
        self.assertEqual((folder / "figure-1.png").read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        xml.etree.ElementTree.parse(folder / "figure-1.svg")
        tree = json.loads((folder / "figure-1.json").read_text(encoding="utf-8"))
        with open(folder / "figure-1.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        exact = [series for panel in tree["panels"] for series in panel["series"] if series["kind"] == "exact"]
        read = [row for row in rows if row["kind"] == "exact"]
        self.assertEqual([float(row["y"]) for row in read], [y for series in exact for y in series["y"]])

    def test_the_curves_of_figure_1_start_at_the_gap_and_end_at_the_floor(self):
        tree = self.figure("figure-1", "--dimension", "4", "--hessian", "T", "--step-size", "0.1", "--paths", "32")
        self.assertEqual(len(tree["panels"]), 1)
        for series in tree["panels"][0]["series"]:
            if series["kind"] in ("exact", "monte_carlo"):
                self.assertEqual((series["x"][0], series["y"][0]), (0, 1))
        table = tree["tables"][0]
        for row in table["rows"]:
            cells = dict(zip(table["columns"], row))
            floor = cells["exact floor"]
            if "sigma2 = 1" in cells["setting"]:
                self.assertLess(abs(cells["gap at T"] / floor - 1), 0.02)
            self.assertGreaterEqual(cells["floor (7)"], floor)

    def test_all_choices_are_stored_and_the_replay_repeats_them(self):
        words = ("figure-2", *SMALL, "--seed", "7", "--hessian", "T^2", "--k", "1,2", "--step-size", "1/100",
                 "--start", "1,-1,1/2,0", "--noise", "vector", "--sigma2", "0,2")
        tree = self.figure(*words)
        choices = {choice["name"]: choice["value"] for choice in tree["choices"]}
        self.assertIn("H = T^2", choices["objective"])
        self.assertEqual(choices["x0"], "1,-1,0.5,0")
        self.assertEqual(choices["seed"], "7")
        self.assertEqual(choices["step size gamma"], "0.01")
        self.assertIn("E|n|^2 = sigma2", choices["sigma2 is the variance of"])
        program, command, *rest = shlex.split(tree["replay"])
        self.assertEqual((program, command), ("biasbound", "reproduce"))
        again = self.figure(*rest)
        self.assertEqual(without_seconds(again), without_seconds(tree))

    def test_the_number_of_threads_changes_nothing(self):
        for name in ("figure-3", "figure-4"):
            one = self.figure(name, *SMALL, "--threads", "1")
            three = self.figure(name, *SMALL, "--threads", "3")
            self.assertEqual(without_seconds(one), without_seconds(three))

    def test_every_sentence_is_a_statement(self):
        listed = {entry["id"] for entry in
                  json.loads(self.run_words("statements", "--json", "-", code=0).stdout)["statements"]}
        for name in ("figure-1", "figure-2", "figure-3", "figure-4"):
            checks = self.figure(name, *SMALL)["checks"]
            self.assertTrue(checks)
            for check in checks:
                self.assertIn(check["statement"], listed)
                self.assertIn(check["verdict"], ("HOLDS", "FAILS", "DEPENDS"))
                self.assertTrue(check["cases"])

    def test_the_page_is_one_file_with_every_figure_and_sentence(self):
        self.run_words("reproduce", "figure-1", "figure-4", *SMALL, "--html", "page.html", "--formats", "none", code=0)
        self.assertFalse((self.folder / "figures").exists())
        page = (self.folder / "page.html").read_text(encoding="utf-8")
        for text in ("section_6_1_small_bias", "section_6_3_tau", "<svg"):
            self.assertTrue(text in page.replace("<wbr>", ""), text)
        self.assertIsNone(re.search(r"(src|href)=[\"']?(https?:)?//", page))

    def test_divergence_is_called_so(self):
        tree = self.figure("figure-4", "--hessian", "T", "--step-size", "0.2", "--iterations", "5000", "--paths", "16")
        self.assertTrue(any("diverges" in note for note in tree["notes"]), tree["notes"])
        text = json.dumps(tree)
        self.assertNotIn("NaN", text)
        self.assertNotIn('"nan"', text)
        exact = [series for series in tree["panels"][0]["series"] if series["kind"] == "exact"]
        self.assertTrue(all("diverges at t = " in series["end"] for series in exact))

    def test_what_is_refused_before_any_work(self):
        for words, parts in (
                (("figure-1", "--step-size", "0.6", "--hessian", "T"), ("--step-size", "0.6", "2/L = 0.5")),
                (("figure-1", "--step-size", "0.2"), ("--step-size", "0.2", "H = T^2")),
                (("figure-1", "--step-size", "0"), ("--step-size", "above 0")),
                (("figure-1", "--dimension", "0"), ("--dimension", "0", "1 to 40")),
                (("figure-1", "--iterations", "1e15"), ("--iterations", "1,000,000,000,000,000")),
                (("figure-1", "--iterations", "1e7", "--paths", "1e6"), ("--iterations", "paths")),
                (("figure-1", "--start", "1,2"), ("--start", "2 entries")),
                (("figure-1", "--start", "0"), ("--start", "minimum")),
                (("figure-1", "--sigma2", "1,x"), ("--sigma2", "x")),
                (("figure-2", "--k", "0"), ("--k", "0", "1 to 10")),
                (("figure-5", "--k", "10"), ("--k", "below")),
                (("figure-5", "--target", "1"), ("--target", "1", "f(x0) - f*")),
                (("figure-1", "--tau", "1"), ("--tau", "figure-1")),
                (("figure-7",), ("figure-7", "did you mean")),
                (("fashion-mnist", "--batch", "0"), ("batch", "0")),
                (("fashion-mnist", "--step-size", "-1"), ("step", "-1")),
                (("figure-1", "--formats", "pdf"), ("--formats", "pdf")),
                (("figure-1", "--output", "/dev/null"), ("--output", "/dev/null")),
                (("figure-1", "--html", "no/such/folder.html"), ("no/such/folder.html",)),
                ((), ("FIGURE",))):
            with self.subTest(words=words):
                self.assert_usage_error(("reproduce", *words), *parts)
                self.assertEqual(list(self.folder.glob("figures/*")), [])

    def test_without_gnuplot_it_says_so_before_any_work(self):
        result = self.run_words("reproduce", "figure-1", *SMALL, code=64, PATH="/nowhere")
        self.assertIn("gnuplot", result.stderr)
        self.run_words("reproduce", "figure-1", *SMALL, "--formats", "csv", code=0, PATH="/nowhere")

    def test_ctrl_c_ends_it_with_3(self):
        with subprocess.Popen([PROGRAM, "reproduce", "figure-4", "figure-2", "--dimension", "4", "--formats", "csv",
                               "--iterations", "2000000", "--paths", "10000"], cwd=self.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
            time.sleep(2)
            child.send_signal(signal.SIGINT)
            _, errors = child.communicate(timeout=60)
        self.assertEqual(child.returncode, 3)
        self.assertIn("stopped during", errors)


if __name__ == "__main__":
    main()
