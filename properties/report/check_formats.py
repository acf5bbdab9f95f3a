"""check_formats.py WRITE_SAMPLES SCHEMA: the formats of a report, read by readers that are not ours.

JSON keeps to its schema (keys, order, types); the schema itself is tested by reports that break it.
JUnit is well-formed XML with consistent counts. HTML is balanced, loads nothing from elsewhere, has
every audit under its anchor, and draws its plots with gnuplot or says that it could not.
"""
import copy
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

WRITER, SCHEMA = sys.argv[1], json.loads(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
VOID = {"meta", "link", "br", "hr", "img", "input"}
TYPES = {"string": str, "object": dict, "array": list, "boolean": bool, "null": type(None)}


def is_type(value, name):
    if name in ("integer", "number"):
        kinds = int if name == "integer" else (int, float)
        return isinstance(value, kinds) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def offences(value, schema, where="report"):
    """What breaks the schema: the part of JSON Schema that report.schema.json uses."""
    if "$ref" in schema:
        yield from offences(value, SCHEMA["$defs"][schema["$ref"].split("/")[-1]], where)
        return
    if "oneOf" in schema:
        if sum(not list(offences(value, option, where)) for option in schema["oneOf"]) != 1:
            yield f"{where}: fits not exactly one option"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{where}: {value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    if "type" in schema:
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(is_type(value, name) for name in names):
            yield f"{where}: {value!r} is not {' or '.join(names)}"
            return
    if "minimum" in schema and value < schema["minimum"]:
        yield f"{where}: {value} is below {schema['minimum']}"
    if isinstance(value, dict):
        known = schema.get("properties", {})
        for key in schema.get("required", []):
            if key not in value:
                yield f"{where}.{key}: missing"
        if known and list(value) != [key for key in known if key in value]:
            yield f"{where}: unknown keys or another order: {list(value)}"
        rest = schema.get("additionalProperties", {})
        for key, entry in value.items():
            entry_schema = known.get(key, rest if isinstance(rest, dict) else {})
            yield from offences(entry, entry_schema, f"{where}.{key}")
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            yield f"{where}: {len(value)} entries"
        for i, entry in enumerate(value):
            yield from offences(entry, schema.get("items", {}), f"{where}[{i}]")


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.stack, self.ids, self.targets, self.loads, self.text = [], [], [], [], ""
        self.svgs = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.stack.append(tag)
        self.svgs += tag == "svg"
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            elif name in ("href", "xlink:href") and value.startswith("#"):
                self.targets.append(value[1:])
            elif name in ("src", "href", "xlink:href", "action", "data", "srcset", "poster"):
                self.loads.append(value)
            elif name.startswith("on"):
                self.loads.append(f"{name}={value}")
        if tag in ("script", "iframe", "object", "embed", "link", "base"):
            self.loads.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.stack.pop()

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            raise AssertionError(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if "style" not in self.stack:
            self.text += data


def write_samples(folder, **environment):
    subprocess.run([WRITER, folder], check=True, env={**os.environ, **environment})
    return {path.suffix: path.read_text(encoding="utf-8") for path in pathlib.Path(folder).iterdir()}


class Formats(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            cls.files = write_samples(folder)
        with tempfile.TemporaryDirectory() as folder:
            cls.without_gnuplot = write_samples(folder, PATH="/nonexistent")
        cls.report = json.loads(cls.files[".json"])

    def test_json_keeps_to_its_schema(self):
        self.assertEqual(list(offences(self.report, SCHEMA)), [])

    def test_a_report_that_breaks_the_schema_is_caught(self):
        def broken(change):
            report = copy.deepcopy(self.report)
            change(report)
            return list(offences(report, SCHEMA))

        self.assertTrue(broken(lambda r: r.pop("seed")))
        self.assertTrue(broken(lambda r: r.update(extra=1)))
        self.assertTrue(broken(lambda r: r["audits"][0].update(verdict="FINE")))
        self.assertTrue(broken(lambda r: r["audits"][0].update(points=-1)))
        self.assertTrue(broken(lambda r: r["audits"][1]["halves"][0].update(excess=0.5)))
        self.assertTrue(broken(lambda r: r["audits"][1]["frontiers"][0].update(claim=[1])))
        self.assertTrue(broken(lambda r: r["audits"][2].update(e_value="many")))

    def test_the_schema_describes_every_field(self):
        def undescribed(schema, where):
            for key, entry in schema.get("properties", {}).items():
                if "description" not in entry and "const" not in entry:
                    yield f"{where}.{key}"
                yield from undescribed(entry, f"{where}.{key}")

        found = list(undescribed(SCHEMA, "report"))
        for name, entry in SCHEMA["$defs"].items():
            found += undescribed(entry, name)
        self.assertEqual(found, [])

    def test_junit_is_well_formed_and_its_counts_agree(self):
        root = xml.etree.ElementTree.fromstring(self.files[".xml"])
        self.assertEqual(root.tag, "testsuites")
        cases = root.findall("./testsuite/testcase")
        self.assertEqual(len(cases), len(self.report["audits"]))
        for element in (root, root.find("testsuite")):
            self.assertEqual(int(element.get("tests")), len(cases))
            self.assertEqual(int(element.get("failures")), len(root.findall(".//failure")))
            self.assertEqual(int(element.get("errors")), len(root.findall(".//error")))
        for case, audit in zip(cases, self.report["audits"]):
            tags = {0: set(), 1: {"failure"}, 3: {"error"}, 4: {"error"}}[audit["counts"]]
            self.assertEqual({child.tag for child in case} - {"system-out"}, tags)

    def test_html_is_balanced_and_loads_nothing(self):
        for files in (self.files, self.without_gnuplot):
            page = Page(files[".html"])
            self.assertEqual(page.stack, [])
            self.assertEqual(page.loads, [])
            self.assertNotRegex(files[".html"], r"(?i)@import|url\(")

    def test_html_has_each_audit_under_its_own_anchor(self):
        page = Page(self.files[".html"])
        self.assertEqual(len(page.ids), len(set(page.ids)))
        for target in page.targets:
            self.assertIn(target, page.ids)
        for i, audit in enumerate(self.report["audits"], 1):
            self.assertIn(f"audit-{i}", page.ids)
            self.assertIn(audit["verdict"].replace("_", " "), page.text)
            self.assertIn(audit["replay"], page.text)
            self.assertIn(audit["claim"]["formula"], page.text)

    def test_plots_take_the_page_s_colours(self):
        text = self.files[".html"]
        self.assertEqual(Page(text).svgs, 5)
        self.assertNotRegex(text, r"rgb\(\s*[1-6],")
        # currentColor is black inside gnuplot's groups, and unreadable on a dark page.
        for colour in ("ink", "plot-grid", "plot-points", "plot-hull", "plot-claim", "plot-refuted"):
            self.assertRegex(text, re.compile(r"=['\"]var\(--" + colour))

    def test_without_gnuplot_a_note_stands_for_each_plot(self):
        text = self.without_gnuplot[".html"]
        self.assertEqual(Page(text).svgs, 0)
        self.assertEqual(text.count("gnuplot was not found"), 5)
        self.assertEqual(self.files[".json"], self.without_gnuplot[".json"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
