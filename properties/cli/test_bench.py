"""biasbound bench: the table, its JSON, what it audits, and what it refuses."""
import json
import os

from program import ProgramTest, main

SMALL = ("--dimension", "200", "--samples", "500")


class Bench(ProgramTest):
    def bench(self, *words, code=0):
        """The JSON of `biasbound bench WORDS`."""
        return json.loads(self.run_words("bench", *words, "--json", "-", code=code).stdout)

    def test_every_built_in_compressor_is_a_row(self):
        kinds = [entry["kind"] for entry in json.loads(self.run_words("list", "--json", "-", code=0).stdout)
                 if entry["category"] == "compressor"]
        rows = self.bench(*SMALL)["rows"]
        self.assertEqual([row["compressor"].split()[0] for row in rows], kinds)
        for row in rows:
            self.assertEqual(row["dimension"], 200)
            self.assertIn(row["verdict"], ("PROVED", "SUPPORTED", "NOT_REFUTED", "no claim"))
            self.assertGreater(row["of_copy"], 0)

    def test_the_numbers_of_a_row_agree(self):
        for threads in (1, 2):
            tree = self.bench("--compressor", "natural", *SMALL, "--threads", str(threads))
            row, = tree["rows"]
            self.assertEqual(tree["threads"], threads)
            # 8 bytes an entry on each thread.
            self.assertAlmostEqual(row["gb_per_second"] * row["ns_per_entry"] / (8 * threads), 1, 9)
            self.assertEqual(row["bits_per_entry"], 13)

    def test_the_table_says_what_the_json_says(self):
        path = self.folder / "bench.json"
        text = self.run_words("bench", "--compressor", "sign", *SMALL, "--json", str(path), code=0).stdout
        row, = json.loads(path.read_text(encoding="utf-8"))["rows"]
        head, line = text.splitlines()[:2]
        self.assertEqual(head.split()[:4], ["compressor", "d", "GB/s", "ns/entry"])
        self.assertEqual(line.split()[:3], ["sign", "200", f"{row['gb_per_second']:.3g}"])

    def test_k_may_be_a_share_of_each_dimension(self):
        rows = self.bench("--compressor", "top-k", "--k", "10%", "--dimension", "20", "--dimension", "1e3",
                          "--samples", "500")["rows"]
        # k pairs of an index and 64 bits: 2 of 5 + 64 bits, and 100 of 10 + 64.
        self.assertEqual([row["bits_per_entry"] for row in rows], [2 * 69 / 20, 100 * 74 / 1000])
        self.assertEqual([row["claim"] for row in rows], ["delta=0.1", "delta=0.1"])
        self.assertEqual([row["audited_dimension"] for row in rows], [20, 100])
        row, = self.bench("--compressor", "rand-k", "--param", "k=50", "--dimension", "1000")["rows"]
        self.assertIn("--k 5 ", row["replay"])  # the same share of 100

    def test_a_program_of_the_users_own(self):
        row, = self.bench("--command", self.child(), "--samples", "500")["rows"]
        self.assertEqual((row["dimension"], row["verdict"], row["claim"]), (2, "NOT_REFUTED", "delta=0.75"))
        self.assertIsNone(row["bits_per_entry"])

    def test_1_where_the_claim_is_refuted_and_0_where_nothing_is_audited(self):
        words = ("--compressor", "faulty-top-k-signed", "--k", "2", "--dimension", "8")
        row, = self.bench(*words, code=1)["rows"]
        self.assertEqual(row["verdict"], "REFUTED")
        row, = self.bench(*words, "--samples", "0", code=0)["rows"]
        self.assertEqual((row["verdict"], row["claim"], row["replay"]), ("not audited", None, None))

    def test_4_where_the_program_misbehaves(self):
        result = self.run_words("bench", "--command", self.child("sys.exit(3)"), code=4)
        self.assertEqual(result.stderr.count("\n"), 1)
        self.run_words("bench", "--command", "no-such-program-anywhere", code=4)

    def test_the_instruction_set_is_the_users_choice(self):
        words = ("--compressor", "sign", *SMALL, "--instruction-set", "portable")
        self.assertEqual(self.bench(*words)["instruction_set"], "portable")
        result = self.run_words("bench", *words, code=0, BIASBOUND_INSTRUCTION_SET="no such thing")
        self.assertIn("instruction set portable", result.stdout)

    def test_64_for_input_that_cannot_be_meant(self):
        top_k = ("bench", "--compressor", "top-k", "--k", "1%")
        for words, parts in (
                ((*top_k, "--dimension", "0"), ("--dimension", "0")),
                ((*top_k, "--dimension", "1e9"), ("--dimension", "1e9")),
                ((*top_k, "--threads", "0"), ("--threads", "0")),
                ((*top_k, "--samples", "-1"), ("--samples", "-1")),
                ((*top_k, "--seed", "1.5"), ("--seed", "1.5")),
                ((*top_k, "--instruction-set", "mmx"), ("--instruction-set", "mmx", "portable")),
                ((*top_k, "--s", "4"), ("--s", "top-k")),
                ((*top_k, "--json", os.path.join("missing", "bench.json")), ("missing",)),
                ((*top_k, "--plugin", "./libmine.so"), ("only one",)),
                (("bench", "--compressor", "top-k"), ("k",)),
                (("bench", "--compressor", "top-k", "--k", "0%"), ("0%",)),
                (("bench", "--compressor", "top-k", "--k", "101%"), ("101%",)),
                (("bench", "--compressor", "top-k", "--k", "9", "--dimension", "8"), ("k", "9")),
                (("bench", "--compressor", "top-q", "--k", "1"), ("top-q", "top-k")),
                (("bench", "--compressor", "minibatch"), ("minibatch", "oracle")),
                (("bench", "--k", "4"), ("--k", "--compressor")),
                (("bench", "--command", "'unclosed"), ("unclosed",))):
            with self.subTest(words=words):
                self.assert_usage_error(words, *parts)


if __name__ == "__main__":
    main()
