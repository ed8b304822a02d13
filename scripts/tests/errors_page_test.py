"""docs/errors.md is what api/problems.yaml says."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOP = pathlib.Path(__file__).resolve().parent.parent.parent


class ErrorsPage(unittest.TestCase):
    def test_the_page_is_current(self):
        with tempfile.TemporaryDirectory() as folder:
            output = pathlib.Path(folder) / "errors.md"
            subprocess.run([sys.executable, TOP / "scripts" / "generate", "errors", "--output", output,
                            TOP / "api" / "problems.yaml"], check=True)
            self.assertEqual(output.read_text(encoding="utf-8"),
                             (TOP / "docs" / "errors.md").read_text(encoding="utf-8"),
                             "run: scripts/generate errors --output docs/errors.md api/problems.yaml")


if __name__ == "__main__":
    unittest.main()
