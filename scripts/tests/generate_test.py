"""What scripts/generate makes of SQL, problems, contracts and migrations."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

GENERATE = pathlib.Path(__file__).resolve().parent.parent / "generate"


class Generate(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return str(path)

    def run_it(self, *arguments):
        output = self.top / "out.hpp"
        run = subprocess.run([sys.executable, GENERATE, arguments[0], "--output", str(output), *arguments[1:]],
                             capture_output=True, text=True, check=False)
        return run, output.read_text(encoding="utf-8") if output.exists() else ""

    def test_a_statement_is_sent_without_its_header_comment(self):
        sql = self.write("src/services/booking/sql/create_booking.sql",
                         "-- Why it is shaped so.\n-- Index: x.\n\nSELECT 1 -- inside\nFROM b;\n")
        run, text = self.run_it("sql", "--source-root", str(self.top / "src"), sql)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("namespace prokat::booking::sql {", text)
        self.assertIn('create_booking{\n    "booking.create_booking",', text)
        self.assertIn('R"sql(SELECT 1 -- inside\nFROM b)sql"', text)
        self.assertNotIn("Why", text)

    def test_long_text_and_text_with_the_delimiter_survive(self):
        body = "SELECT '" + "x" * 40000 + ")sql\"'"
        sql = self.write("src/events/sql/claim.sql", f"-- Why.\n{body}\n")
        _, text = self.run_it("sql", "--source-root", str(self.top / "src"), sql)
        self.assertIn("namespace prokat::events::sql {", text)
        pieces = text.split('R"sql_(')[1:]
        self.assertEqual("".join(piece.split(')sql_"')[0] for piece in pieces), body)

    EXAMPLE = ("#### 1. Two days\nProse.\n```yaml\nrates: {1: 3000}\nstart: 2026-05-12 10:00\n"
               "end: 2026-05-14 10:00\nunits: 2\nlines: |\n"
               "  rental | Аренда | Rental | 2 × 3000 = 6000\n         | правило | rule\ntotal: 6000\n```\n")

    def test_pricing_examples_become_json_in_minor_units(self):
        run, text = self.run_it("pricing-examples", self.write("docs/pricing.md", self.EXAMPLE))
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn('"total_minor":600000', text)
        self.assertIn('"rates":[{"units_from":1,"price_minor":300000}]', text)

    def test_a_pricing_example_that_is_wrong_in_itself_is_refused(self):
        for wrong, fault in [(("= 6000", "= 6001"), "2 × 3000 = 6001 is not so"),
                             (("total: 6000", "total: 5999"), "do not sum up"),
                             (("units: 2", "units: 2\nunit_s: hour"), "unknown unit_s"),
                             (("1: 3000", "1: 3000.005"), "fraction of the minor unit"),
                             (("#### 1.", "#### 2."), "numbered [2]"),
                             (("```yaml", "```yaml\n```\n```yaml"), "not a mapping")]:
            run, _ = self.run_it("pricing-examples", self.write("docs/pricing.md", self.EXAMPLE.replace(*wrong)))
            self.assertNotEqual(run.returncode, 0, wrong)
            self.assertIn(fault, run.stderr)

    def test_problems_become_an_enum_in_their_order(self):
        yaml = self.write("problems.yaml", "- {code: dates-taken, status: 409, title: {en: Taken, ru: Заняты}}\n")
        run, text = self.run_it("problems", yaml)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("  dates_taken,", text)
        self.assertIn('{ProblemCode::dates_taken, "dates-taken", 409, "Заняты", "Taken"}', text)

    def test_a_code_that_stands_twice_is_refused(self):
        row = "- {code: a, status: 409, title: {en: A, ru: A}}\n"
        run, _ = self.run_it("problems", self.write("problems.yaml", row + row))
        self.assertNotEqual(run.returncode, 0)
        self.assertIn("twice", run.stderr)

    def test_the_contract_is_bundled_into_one_document(self):
        root = self.write("openapi.yaml", """
openapi: 3.1.0
paths:
  /bookings: {$ref: 'bookings.yaml#/paths/bookings'}
components:
  schemas:
    Money: {type: object}
""")
        part = self.write("bookings.yaml", """
paths:
  bookings:
    get: {schema: {$ref: '#/components/schemas/Booking'}}
components:
  schemas:
    Booking:
      properties:
        total: {$ref: 'openapi.yaml#/components/schemas/Money'}
        parent: {$ref: '#/components/schemas/Booking'}
""")
        run, text = self.run_it("openapi", "--root", root, root, part)
        self.assertEqual(run.returncode, 0, run.stderr)
        document = json.loads(text.split('R"sql(')[1].split(')sql"')[0])
        self.assertEqual(document["paths"]["/bookings"]["get"]["schema"],
                         {"$ref": "#/components/schemas/Booking"})
        booking = document["components"]["schemas"]["Booking"]["properties"]
        self.assertEqual(booking["total"], {"$ref": "#/components/schemas/Money"})
        self.assertEqual(booking["parent"], {"$ref": "#/components/schemas/Booking"})

    def test_migrations_need_distinct_numbers(self):
        first = self.write("0001_create_schema.sql", "SELECT 1;\n")
        run, text = self.run_it("migrations", first)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn('EmbeddedMigration{1, "create_schema"', text)
        run, _ = self.run_it("migrations", first, self.write("0001_add_column.sql", "SELECT 2;\n"))
        self.assertNotEqual(run.returncode, 0)


if __name__ == "__main__":
    unittest.main()
