"""What the program prints and writes: reports, replay lines, plans, lists, rates."""
import json
import os
import pty
import re
import shlex
import subprocess
import xml.etree.ElementTree

from program import PROGRAM, ProgramTest, main, without_seconds

TOP_1 = ("--oracle", "top-k", "--k", "1", "--objective", "nesterov-worst", "--dimension", "4")
RAND_2 = ("--oracle", "rand-k", "--k", "2", "--objective", "nesterov-worst", "--dimension", "4")


def on_a_terminal(words, **environment):
    """Standard output of the program where stdout and stderr are a terminal."""
    leader, follower = pty.openpty()
    process = subprocess.Popen([PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=follower,
                               stderr=follower, env={**os.environ, "TERM": "xterm", **environment})
    os.close(follower)
    output = b""
    while True:
        try:
            part = os.read(leader, 1 << 16)
        except OSError:
            break
        if not part:
            break
        output += part
    os.close(leader)
    process.wait(timeout=60)
    return output.decode()


class Output(ProgramTest):
    def test_replay_line_gives_the_same_report(self):
        hostile = "it's \"quoted\"; $HOME `x` -- \\"
        cases = (
            (*RAND_2, "--claim", "M=1,m=1/4"),
            (*RAND_2, "--claim", "m=1/2", "--name", hostile, "--infer"),
            (*RAND_2, "--claim", "M=1,m=1/4", "--at", "-1,0.1,0,2", "--rounding", "exact"),
            ("--oracle", "compressed-gradient", "--compressor", "rand-k", "--k", "2",
             "--objective", "nesterov-worst", "--dimension", "4", "--claim", "M=1,m=1/4"),
            ("--oracle", "natural", "--dimension", "3", "--claim", "omega=1/8", "--seed", "7",
             "--alpha", "1/50", "--samples", "5000", "--strict", "--expect", "SUPPORTED"),
            ("--command", self.child(), "--samples", "2000", "--request-timeout", "9.5"),
        )
        for words in cases:
            with self.subTest(words=words):
                path = self.folder / "first.json"
                self.run_words("audit", *words, "--json", str(path))
                first = json.loads(path.read_text(encoding="utf-8"))
                replay = shlex.split(first["audits"][0]["replay"])
                self.assertEqual(replay[0], "biasbound")
                path = self.folder / "second.json"
                self.run_words(*replay[1:], "--json", str(path))
                second = json.loads(path.read_text(encoding="utf-8"))
                self.assertEqual(without_seconds(first), without_seconds(second))

    def test_replay_line_of_one_audit_of_a_file_gives_the_same_audit(self):
        spec = self.folder / "spec.toml"
        spec.write_text("""
            seed = 11
            [[audit]]
            name = "one"
            objective = { kind = "nesterov-worst", dimension = 4 }
            oracle = { kind = "compressed-gradient", compressor = { kind = "rand-k", k = 2 } }
            claim = { M = 1, m = "1/4" }
            [[audit]]
            name = "two"
            dimension = 3
            oracle = { kind = "bernoulli", delta = 0.1 }
            claim = { delta = "1/20" }
            expect = "SUPPORTED"
            """, encoding="utf-8")
        report = self.report(str(spec))
        for audit in report["audits"]:
            path = self.folder / "again.json"
            self.run_words(*shlex.split(audit["replay"])[1:], "--json", str(path), code=0)
            again = json.loads(path.read_text(encoding="utf-8"))["audits"][0]
            self.assertEqual(without_seconds(audit), without_seconds(again))

    def test_a_certificate_for_each_refutation_by_a_finite_law(self):
        folder = self.folder / "new" / "folder"
        hostile = 'it\'s *) "quoted (* $HOME'
        words = ("audit", "--oracle", "rand-k", "--k", "1", "--dimension", "2", "--name", hostile,
                 "--certificate", str(folder) + "/")
        result = self.run_words(*words, "--claim", "m=1/2", code=1)
        path, = folder.iterdir()
        self.assertEqual(path.name, "audit_01_it_s_quoted_HOME.v")
        self.assertIn(f"certificate  coqc {path}\n", result.stdout)
        text = path.read_text(encoding="utf-8")
        for part in ("Outcome (1 # 2) [", "Definition m : Q := (1 # 2).", "unfold noise in holds"):
            self.assertIn(part, text)
        head = text[2:text.index("*)")]
        self.assertTrue("(*" not in head and head.count('"') % 2 == 0 and "--seed" in head, head)
        path.unlink()
        result = self.run_words(*words, "--claim", "M=1,m=1/4", code=0)
        self.assertNotIn("certificate", result.stdout)
        result = self.run_words("audit", "--command", self.child(), "--claim", "delta=4/5",
                                "--samples", "3000", "--certificate", str(folder), code=1)
        self.assertIn("certificate  0 of 1 refutations", result.stdout)
        self.assertEqual(list(folder.iterdir()), [])
        self.assert_usage_error((*words[:-1], "/dev/null/x"), "--certificate", "/dev/null/x")

    def test_threads_do_not_change_the_report(self):
        for words in ((*RAND_2, "--claim", "m=1/2"),
                      ("--command", self.child(), "--claim", "delta=1/2", "--samples", "3000"),
                      ("--command", self.child(), "--claim", "delta=4/5", "--samples", "3000")):
            with self.subTest(words=words):
                reports = []
                for threads in ("1", "2"):
                    path = self.folder / "report.json"
                    self.run_words("audit", *words, "--threads", threads, "--json", str(path))
                    reports.append(without_seconds(json.loads(path.read_text(encoding="utf-8"))))
                self.assertEqual(*reports)

    def test_seed_changes_the_report(self):
        words = ("--command", self.child(), "--claim", "delta=1/2", "--samples", "2000")
        first = self.report(*words, "--seed", "1")
        second = self.report(*words, "--seed", "2")
        self.assertNotEqual(without_seconds(first), without_seconds(second))

    def test_several_claims_are_several_audits_that_share_alpha(self):
        report = self.report("--oracle", "rand-k", "--k", "2", "--dimension", "4", "--claim",
                             "M=1,m=1/4", "--claim", "delta=1/2", "--alpha", "0.01")
        self.assertEqual([audit["claim"]["kind"] for audit in report["audits"]],
                         ["bounds", "delta"])
        self.assertEqual([audit["alpha"] for audit in report["audits"]], [0.005, 0.005])
        self.assertIn("2 audits", report["alpha_split"])

    def test_every_file_is_written(self):
        names = {"--json": "r.json", "--junit": "r.xml", "--html": "r.html"}
        words = [word for option, name in names.items() for word in (option, name)]
        self.run_words("audit", *RAND_2, "--claim", "m=1/2", "--infer", *words, code=1)
        self.assertEqual({path.name for path in self.folder.iterdir()}, set(names.values()))
        self.assertEqual(json.loads((self.folder / "r.json").read_text("utf-8"))["exit_code"], 1)
        root = xml.etree.ElementTree.parse(self.folder / "r.xml").getroot()
        self.assertEqual(root.get("failures"), "1")
        self.assertIn("</html>", (self.folder / "r.html").read_text("utf-8"))

    def test_json_on_stdout_is_alone_there(self):
        result = self.run_words("audit", *TOP_1, "--claim", "m=3/4", "--json", "-", code=0)
        self.assertEqual(json.loads(result.stdout)["exit_code"], 0)
        self.assertIn("SUPPORTED", result.stderr)

    def test_quiet_prints_one_line_where_all_is_well(self):
        result = self.run_words("audit", *TOP_1, "--claim", "m=3/4", "--quiet", code=0)
        self.assertEqual(result.stdout.count("\n"), 1)
        self.assertEqual(result.stderr, "")
        result = self.run_words("audit", *TOP_1, "--claim", "m=1/2", "--quiet", code=1)
        self.assertIn("witness", result.stdout)
        self.assertIn("replay", result.stdout)

    def test_a_pipe_gets_neither_colour_nor_progress(self):
        result = self.run_words("audit", *TOP_1, "--claim", "m=3/4", code=0)
        self.assertNotIn("\x1b", result.stdout + result.stderr)
        self.assertEqual(result.stderr, "")

    def test_a_terminal_gets_colour_unless_no_color_is_set(self):
        words = ("audit", *TOP_1, "--claim", "m=3/4")
        self.assertRegex(on_a_terminal(words, NO_COLOR=""), r"\x1b\[\d+m")
        self.assertNotRegex(on_a_terminal(words, NO_COLOR="1"), r"\x1b\[\d+m")
        self.assertNotIn("\x1b", on_a_terminal(words, TERM="dumb"))

    def test_a_hostile_name_does_not_reach_the_terminal(self):
        result = self.run_words("audit", "--command", self.child(name="\x1b[2J\x07evil\u202e"),
                                "--samples", "1000")
        self.assertIn("evil", result.stdout)
        self.assertNotRegex(result.stdout, "[\x00-\x09\x0b-\x1f\x7f\u202e]")

    def test_explain_audits_nothing(self):
        result = self.run_words("audit", *TOP_1, "--claim", "m=1/100", "--explain", code=0)
        for part in ("m=0.01", "alpha", "replay", "nothing is run"):
            self.assertIn(part, result.stdout)
        self.assertNotIn("REFUTED", result.stdout.replace("NOT_REFUTED", ""))

    def test_version_names_what_it_was_built_of(self):
        text = self.run_words("--version", code=0).stdout
        for part in ("biasbound", "compiler", "instruction set", "Boost", "Eigen", "GMP"):
            self.assertIn(part, text)

    def test_help_is_there_for_every_command(self):
        for words in ((), ("audit",), ("bench",), ("rates",), ("list",), ("statements",)):
            text = self.run_words(*words, "--help", code=0).stdout
            self.assertGreater(len(text), 200)
        self.assertIn("Examples", self.run_words("audit", "--help", code=0).stdout)

    def test_list_shows_every_kind_and_audit_takes_every_parameter(self):
        text = self.run_words("list", code=0).stdout
        entries = json.loads(self.run_words("list", "--json", "-", code=0).stdout)
        audit_help = self.run_words("audit", "--help", code=0).stdout
        self.assertEqual({entry["category"] for entry in entries},
                         {"objective", "oracle", "compressor", "gallery"})
        for entry in entries:
            self.assertIn(entry["kind"], text)
            self.assertTrue(entry["summary"] and entry["source"] and entry["bounds"], entry)
            for parameter in entry["parameters"]:
                option = "--" + parameter["name"].replace("_", "-")
                self.assertRegex(audit_help, re.escape(option) + r"\b")
        one = self.run_words("list", "rand-k", code=0).stdout
        self.assertLess(len(one), len(text))

    def test_rates_are_those_of_the_theorems(self):
        words = ("rates", "--claim", "m=9/10", "--smoothness", "4", "--pl", "0.08",
                 "--initial-gap", "1", "--epsilon", "1e-3")
        text = self.run_words(*words, code=0).stdout
        self.assertIn("Theorem 4", text)
        self.assertIn("Theorem 6", text)
        tree = json.loads(self.run_words(*words, "--json", "-", code=0).stdout)
        # M = sigma2 = zeta2 = 0: the step is 1/L, and T = 4 L F / (epsilon (1 - m)).
        self.assertEqual(tree["plans"][0]["step_size"], "0.25")
        self.assertEqual(tree["plans"][0]["iterations"], 4 * 4 * 1000 * 10)
        self.assertEqual(tree["plans"][0]["floor"], "0")
        self.assertEqual(len(tree["plans"]), 2)


if __name__ == "__main__":
    main()
