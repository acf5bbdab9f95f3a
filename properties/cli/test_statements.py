"""biasbound statements: the manifest that the program was built with, and the reports of properties."""
import html.parser
import json
import xml.etree.ElementTree

from program import ProgramTest, main

VERDICTS = {"true", "true with repair", "loose", "false", "ill-posed"}


def run_of(statement="lemma_10", name="holds", kind="property", **changes):
    """A report as properties/support/property.cpp writes it."""
    return {"statement": statement, "property": name, "kind": kind, "arithmetic": "exact",
            "cases": 1000, "seed": 20200817, "passed": True,
            "comparisons": [{"comparison": "E|n|^2 <= <b>", "count": 1000, "relation": "<=",
                             "slack": 0.25, "measured": "3", "bound": "4"},
                            {"comparison": "mean", "count": 7, "relation": "==",
                             "measured": "1/2", "bound": "1/2"}], **changes}


class Balanced(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.targets, self.text = [], [], [], ""
        self.feed(text)
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        assert tag not in ("script", "link", "img", "iframe"), tag
        if tag not in ("meta", "br", "wbr"):
            self.open.append(tag)
        for name, value in attributes:
            assert name not in ("src", "onclick"), name
            if name == "id":
                self.ids.append(value)
            if name == "href":
                assert value.startswith("#"), value
                self.targets.append(value[1:])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.text += data


class Statements(ProgramTest):
    def results(self, *runs):
        folder = self.folder / "results"
        folder.mkdir(exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        for i, tree in enumerate(runs):
            text = tree if isinstance(tree, str) else json.dumps(tree)
            (folder / f"{i}.json").write_text(text, encoding="utf-8")
        return str(folder)

    def tree(self, *words, code=0):
        result = self.run_words("statements", *words, "--json", "-", code=code)
        return json.loads(result.stdout)["statements"]

    def test_a_row_for_each_statement_in_the_order_of_the_paper(self):
        entries = self.tree()
        ids = [entry["id"] for entry in entries]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertGreaterEqual(len(ids), 67)
        self.assertLess(ids.index("lemma_2"), ids.index("lemma_10"))
        rows = self.run_words("statements", code=0).stdout.splitlines()
        self.assertEqual([row.split()[0] for row in rows[1:-1]], ids)
        for entry in entries:
            self.assertIn(entry["verdict"], VERDICTS)
            self.assertTrue(entry["corrected"])
            self.assertEqual(entry["printed"] is None, entry["place"] == "new", entry["id"])
            if entry["verdict"] in ("false", "ill-posed"):
                self.assertTrue(entry["counterexample"], entry["id"])

    def test_all_about_one_and_its_name_with_hyphens(self):
        text = self.run_words("statements", "lemma_10", code=0).stdout
        for part in ("rand-k", "Lemma 10", "m = 1 - k/d", "loose", "m = (1 - k/d)^2",
                     "properties/lemma_10.cpp", "lemma_10: the printed bounds hold"):
            self.assertIn(part, text)
        self.assertEqual(text, self.run_words("statements", "Lemma-10", code=0).stdout)
        entry, = self.tree("lemma-10")
        self.assertIn({"file": "properties/lemma_10.cpp",
                       "name": "lemma_10: the printed bounds hold"},
                      entry["properties"])

    def test_the_theorems_that_prove_it(self):
        entry, = self.tree("lemma_2")
        names = [proof["theorem"] for proof in entry["proofs"]]
        self.assertIn("lemma_2", names)
        text = self.run_words("statements", "lemma_2", code=0).stdout
        self.assertRegex(text, r"theorems +proofs/lemma_2\.v\n +lemma_2\n")
        for entry in self.tree():
            self.assertEqual(entry["unproved"] is None, bool(entry["proofs"]), entry["id"])
            for proof in entry["proofs"]:
                self.assertTrue(proof["theorem"].startswith(entry["id"]), proof)
                self.assertRegex(proof["digest"], r"^[0-9a-f]{16}$")

    def test_what_a_theorem_covers_is_in_the_catalogue_with_these_constants(self):
        catalogue = {entry["kind"]: entry for entry in
                     json.loads(self.run_words("list", "--json", "-", code=0).stdout)}
        for entry in self.tree():
            for coverage in entry["covers"]:
                kind = coverage["oracle"].partition("(")[0]
                self.assertIn(coverage["constants"], catalogue[kind]["bounds"], coverage)

    def test_those_of_one_verdict(self):
        for verdict in VERDICTS:
            entries = self.tree("--verdict", verdict)
            self.assertTrue(entries)
            self.assertEqual({entry["verdict"] for entry in entries}, {verdict})

    def test_64_for_what_cannot_be_meant(self):
        good = self.results(run_of())
        missing = str(self.folder / "missing")
        for words, parts in (
                (("lema-10",), ("lema-10", "lemma_10")),
                (("lemma",), ("lemma_2", "lemma_13")),
                (("frobnicate",), ("frobnicate",)),
                (("--verdict", "wrong"), ("--verdict", "wrong", "ill-posed")),
                (("--html", "x.html"), ("--results",)),
                (("--results", missing), ("missing",)),
                (("--results", good, "--json", missing + "/x"), ("missing/x",)),
                (("--results", good, "--json", "a.json", "--html", missing + "/x"), ("missing/x",)),
                (("--results", good, "--json", "a.json", "--junit", missing + "/x"), ("missing/x",))):
            with self.subTest(words=words):
                self.assert_usage_error(("statements", *words), *parts)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["results"])

    def test_64_for_reports_that_are_malformed(self):
        empty = self.folder / "empty"
        empty.mkdir()
        self.assert_usage_error(("statements", "--results", str(empty)), "empty", "no report")
        bad = run_of()
        del bad["seed"]
        for tree, part in (("", "1.json"), ("{", "JSON"), ("[]", "object"), ("\"\\u0000\"", "object"),
                           (run_of("lemma_11"), "lemma_11"), (run_of(kind="test"), "kind"),
                           (run_of(arithmetic="double"), "arithmetic"), (run_of(cases=-1), "cases"),
                           (run_of(passed=1), "passed"), (run_of(comparisons={}), "comparisons"),
                           (run_of(comparisons=[3]), "object"), (bad, "seed"),
                           (run_of(failure=7), "failure")):
            with self.subTest(tree=tree):
                folder = self.results(run_of(), tree)
                self.assert_usage_error(("statements", "--results", folder), "results", part)

    def test_results_are_merged_by_statement(self):
        folder = self.results(run_of(name="control", kind="must fail", refuted="E|n|^2: 1 > 0.99"),
                              run_of(name="tight", kind="attained"), run_of())
        entry, = self.tree("lemma_10", "--results", folder)
        self.assertEqual([run["kind"] for run in entry["runs"]], ["property", "attained", "must fail"])
        self.assertEqual((entry["outcome"], entry["smallest_slack"]), ("passed", 0.25))
        self.assertEqual(entry["runs"][0]["comparisons"][1]["relation"], "==")
        other, = self.tree("lemma_2", "--results", folder)
        self.assertEqual((other["outcome"], other["runs"]), ("no results", []))
        text = self.run_words("statements", "lemma_10", "--results", folder, code=0).stdout
        for part in ("3 of 3 passed", "1,000 cases from seed 20200817", "smallest slack 0.25",
                     "fails as it must: E|n|^2: 1 > 0.99"):
            self.assertIn(part, text)
        row, = [line for line in self.run_words("statements", "--results", folder, code=0).stdout
                .splitlines() if line.startswith("lemma_10 ")]
        self.assertRegex(row, r"loose +3 of 3 passed +0\.25 ")

    def test_a_failed_property_is_exit_1_and_a_failure_everywhere(self):
        hostile = "with x = <script>\x1b[31m\nE|n|^2: measured 2 > bound 1\nreproduce: A='1' b"
        folder = self.results(run_of(), run_of(name="bad", passed=False, failure=hostile),
                              run_of("moments", "paths"))
        result = self.run_words("statements", "--results", folder, "--json", "r.json", "--junit",
                                "r.xml", "--html", "r.html", code=1)
        self.assertIn("1 statement failed", result.stdout)
        self.assertNotIn("\x1b", result.stdout)
        entries = json.loads((self.folder / "r.json").read_text("utf-8"))["statements"]
        self.assertEqual([entry["id"] for entry in entries if entry["outcome"] == "failed"],
                         ["lemma_10"])
        root = xml.etree.ElementTree.parse(self.folder / "r.xml").getroot()
        self.assertEqual([suite.get("name") for suite in root], [entry["id"] for entry in entries])
        for element in (root, *root):
            self.assertEqual(int(element.get("tests")), len(element.findall(".//testcase")))
            self.assertEqual(int(element.get("failures")), len(element.findall(".//failure")))
            self.assertEqual(int(element.get("skipped")), len(element.findall(".//skipped")))
        self.assertEqual((root.get("failures"), root.get("skipped")), ("1", str(len(entries) - 2)))
        self.assertIn("reproduce: A='1' b", root.find(".//failure").text)
        page = Balanced((self.folder / "r.html").read_text("utf-8"))
        self.assertEqual(len(page.ids), len(set(page.ids)))
        self.assertEqual(page.targets, page.ids)
        self.assertEqual(page.ids, [entry["id"] for entry in entries])
        for part in ("A property failed", "E|n|^2 <= <b>", "measured 2 > bound 1", "no results",
                     "m = (1 - k/d)^2", "lemma_10: the printed bounds hold"):
            self.assertIn(part, page.text)


if __name__ == "__main__":
    main()
