"""Each exit code of the program, and what it prints on the way."""
import json
import signal
import subprocess
import time

from program import PROGRAM, ProgramTest, main

TOP_1 = ("--oracle", "top-k", "--k", "1", "--objective", "nesterov-worst", "--dimension", "4")
SIGN = ("--oracle", "scaled-sign", "--dimension", "4", "--claim", "delta=1/4")  # no theorem yet


class ExitCodes(ProgramTest):
    def test_0_where_the_claim_stands(self):
        for words, verdict, theorem in (((*TOP_1, "--claim", "m=3/4"), "PROVED", "lemma_9"),
                                        (SIGN, "SUPPORTED", None)):
            audit, = self.report(*words)["audits"]
            self.assertEqual((audit["verdict"], audit["theorem"]), (verdict, theorem))
            self.assertTrue(any(entry["tight"] for entry in audit["tightness"]))

    def test_a_theorem_covers_what_its_constants_imply_and_only_the_built_in_oracle(self):
        for claim, verdict in (("m=3/4", "PROVED"), ("M=1,sigma2=2,m=4/5,zeta2=3", "PROVED"),
                               ("m=7/10", "REFUTED")):
            audit, = self.report(*TOP_1, "--claim", claim, code=int(verdict == "REFUTED"))["audits"]
            self.assertEqual(audit["verdict"], verdict)
            self.assertNotIn("implementation differs", audit["reason"])
        named = self.report("--command", self.child(name="top-1"), "--claim", "delta=1/2", "--samples", "2000")
        self.assertEqual(named["audits"][0]["verdict"], "NOT_REFUTED")

    def test_proved_is_supported_too(self):
        self.run_words("audit", *TOP_1, "--claim", "m=3/4", "--expect", "SUPPORTED", code=0)
        self.run_words("audit", *TOP_1, "--claim", "m=3/4", "--expect", "PROVED", code=0)
        self.run_words("audit", *SIGN, "--expect", "PROVED", code=1)

    def test_1_where_the_claim_is_refuted(self):
        report = self.report(*TOP_1, "--claim", "m=7/10", code=1)
        audit = report["audits"][0]
        self.assertEqual(audit["verdict"], "REFUTED")
        self.assertIsNotNone(audit["worst"])

    def test_0_where_a_refutation_is_expected_and_1_where_it_is_not_met(self):
        self.run_words("audit", *TOP_1, "--claim", "m=7/10", "--expect", "REFUTED", code=0)
        self.run_words("audit", *TOP_1, "--claim", "m=3/4", "--expect", "REFUTED", code=1)

    def test_0_and_with_strict_3_where_nothing_was_found(self):
        words = ("--command", self.child(), "--claim", "delta=1/2", "--samples", "2000")
        self.assertEqual(self.report(*words)["audits"][0]["verdict"], "NOT_REFUTED")
        self.report(*words, "--strict", code=3)

    def test_3_where_time_ran_out(self):
        report = self.report("--command", self.child("time.sleep(0.05)"), "--claim", "delta=1/2",
                             "--time-limit", "1", "--samples", "1000000", code=3)
        self.assertEqual(report["audits"][0]["verdict"], "INCONCLUSIVE")
        self.assertFalse(report["interrupted"])

    def test_4_where_the_oracle_misbehaves(self):
        for fault, words in (("sys.exit(3)", ()), ("reply({'type': 'samples'}); continue", ()),
                             ("time.sleep(60)", ("--request-timeout", "1"))):
            with self.subTest(fault=fault):
                report = self.report("--command", self.child(fault), *words, "--samples", "1000", code=4)
                self.assertEqual(report["audits"][0]["verdict"], "ORACLE_ERROR")
                self.assertEqual(report["audits"][0]["reason"].count("\n"), 0)

    def test_4_where_the_command_does_not_start(self):
        report = self.report("--command", "no-such-program-anywhere", code=4)
        self.assertIn("no-such-program-anywhere", report["audits"][0]["reason"])

    def test_the_worst_of_several_decides(self):
        spec = self.folder / "several.toml"
        spec.write_text("""
            [[audit]]
            name = "refuted"
            objective = { kind = "nesterov-worst", dimension = 4 }
            oracle = { kind = "top-k", k = 1 }
            claim = { m = "1/2" }
            [[audit]]
            name = "broken"
            oracle = { command = ["no-such-program-anywhere"] }
            claim = { delta = "1/2" }
            """, encoding="utf-8")
        report = self.report(str(spec), code=1)
        self.assertEqual([audit["counts"] for audit in report["audits"]], [1, 4])
        self.assertAlmostEqual(report["audits"][0]["alpha"], report["alpha"] / 2)

    def test_ctrl_c_writes_what_is_known_and_exits_3(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            path = self.folder / "interrupted.json"
            process = subprocess.Popen(
                [PROGRAM, "audit", "--command", self.child("time.sleep(0.02)"), "--claim", "delta=1/2",
                 "--samples", "100000000", "--json", str(path), "--threads", "1"],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
            time.sleep(2)
            process.send_signal(number)
            output, errors = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 3, errors)
            report = json.loads(path.read_text(encoding="utf-8"))
            self.assertTrue(report["interrupted"])
            self.assertEqual(report["audits"][0]["verdict"], "INCONCLUSIVE")
            self.assertIn("INCONCLUSIVE", output)
            path.unlink()

    def test_64_for_input_that_cannot_be_meant(self):
        audit = ("audit",)
        for words, parts in (
                ((), ()),
                (("frobnicate",), ("frobnicate",)),
                (audit, ("nothing to audit",)),
                ((*audit, *TOP_1, "--frobnicate"), ("--frobnicate",)),
                ((*audit, *TOP_1, "--claim", "m=1"), ("m", "1")),
                ((*audit, *TOP_1, "--claim", "m=nan"), ("nan",)),
                ((*audit, *TOP_1, "--claim", "sigma2=-1"), ("sigma2", "-1")),
                ((*audit, *TOP_1, "--claim", "delta=2"), ("delta", "2")),
                ((*audit, *TOP_1, "--claim", "q=1"), ("q",)),
                ((*audit, *TOP_1, "--claim", "m"), ("m",)),
                ((*audit, *TOP_1, "--claim", "m=1/2", "--alpha", "2"), ("--alpha", "2")),
                ((*audit, *TOP_1, "--claim", "m=1/2", "--samples", "0"), ("--samples", "0")),
                ((*audit, *TOP_1, "--claim", "m=1/2", "--samples", "1.5"), ("--samples", "1.5")),
                ((*audit, *TOP_1, "--claim", "m=1/2", "--seed", "-1"), ("--seed", "-1")),
                ((*audit, *TOP_1, "--claim", "m=1/2", "--rounding", "up"), ("--rounding", "up")),
                ((*audit, *TOP_1, "--claim", "m=1/2", "--time-limit", "-1"), ("--time-limit",)),
                ((*audit, *TOP_1, "--claim", "m=1/2", "--expect", "FINE"), ("FINE",)),
                ((*audit, *TOP_1, "--claim", "m=1/2", "--at", "1,x"), ("--at", "x")),
                ((*audit, *TOP_1, "--claim", "m=1/2", "--at", "1,2"), ("dimension",)),
                ((*audit, *TOP_1, "--claim", "m=1/2", "--tau", "1"), ("tau",)),
                ((*audit, *TOP_1, "--claim", "m=1/2", "--param", "zz=1"), ("zz",)),
                ((*audit, *TOP_1, "--claim", "m=1/2", "--command", "true"), ("only one",)),
                ((*audit, "--oracle", "top-k", "--k", "5", "--dimension", "4", "--claim",
                  "delta=1/4"), ("k", "5")),
                ((*audit, "--oracle", "top-k", "--k", "1", "--dimension", "0", "--claim",
                  "delta=1/4"), ("--dimension", "0")),
                ((*audit, "--oracle", "top-q", "--k", "1", "--dimension", "4", "--claim",
                  "delta=1/4"), ("top-q", "top-k")),
                ((*audit, "--command", "'unclosed", "--claim", "delta=1/4"), ()),
                ((*audit, "missing.toml"), ("missing.toml",)),
                (("rates", "--claim", "delta=1/2", "--smoothness", "1"), ("--claim", "delta")),
                (("rates", "--claim", "m=1/2", "--smoothness", "0"), ("--smoothness", "0")),
                (("rates", "--claim", "m=1/2", "--smoothness", "1", "--pl", "2"), ("--pl", "2")),
                (("list", "no-such-kind"), ("no-such-kind",))):
            with self.subTest(words=words):
                self.assert_usage_error(words, *parts)

    def test_64_for_a_spec_that_cannot_be_meant(self):
        path = self.folder / "spec.toml"
        good = ('[[audit]]\nobjective = { kind = "nesterov-worst", dimension = 4 }\n'
                'oracle = { kind = "top-k", k = 1 }\nclaim = { m = "3/4" }\n')
        for old, new in (('k = 1', 'k = 9'), ('"3/4"', '"1"'), ('"3/4"', 'nan'),
                         ('dimension = 4', 'dimension = 0'), ('top-k', 'top-q'),
                         ('claim', 'clam'), ('[[audit]]', '[[audit')):
            with self.subTest(new=new):
                path.write_text(good.replace(old, new), encoding="utf-8")
                self.assert_usage_error(("audit", str(path)), "spec.toml")
        path.write_text(good, encoding="utf-8")
        self.run_words("audit", str(path), code=0)

    def test_64_for_an_instruction_set_that_cannot_be_meant(self):
        words = ("audit", *TOP_1, "--claim", "m=3/4")
        result = self.run_words(*words, code=64, BIASBOUND_INSTRUCTION_SET="mmx")
        self.assertEqual(result.stderr.count("\n"), 1)
        for part in ("BIASBOUND_INSTRUCTION_SET", "mmx", "portable"):
            self.assertIn(part, result.stderr)
        self.run_words(*words, code=0, BIASBOUND_INSTRUCTION_SET="portable")

    def test_64_for_a_report_that_cannot_be_written(self):
        for option in ("--json", "--junit", "--html"):
            target = self.folder / "missing" / "report"
            self.assert_usage_error(
                ("audit", *TOP_1, "--claim", "m=3/4", option, str(target)), str(target))
        self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == "__main__":
    main()
