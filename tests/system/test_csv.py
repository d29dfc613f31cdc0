"""CSV records: Python's csv module reads what spate writes; --stats counts columns."""
import csv
import io

from spate import spate, write_scenario

SCENARIO = """
kafka: {{bootstrap.servers: embedded}}
streams:
  - topic: rows
    rate: 10/s
    record:
      id: =index()
      "full; name": '=one_of("Smith, Jo", "a;b", "say \\"hi\\"", "two\\nlines")'
      amount: =decimal(0, 100, 2)
      note: '=maybe(50%, "x")'
    format: {format}
"""


def sample(directory, text_format, *options):
    result = spate("sample", write_scenario(directory, SCENARIO.format(format=text_format)), *options)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_sample_of_csv_records_is_a_csv_file(tmp_path):
    text = sample(tmp_path, '{csv: {header: first, delimiter: ";", null_as: \\N}}', "-n", 200)
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["id"] for row in rows] == [str(n) for n in range(200)]
    assert {row["full; name"] for row in rows} == {"Smith, Jo", "a;b", 'say "hi"', "two\nlines"}
    assert {row["note"] for row in rows} == {"x", "\\N"}


def test_delimiter_tab_separates_columns(tmp_path):
    rows = list(csv.reader(io.StringIO(sample(tmp_path, "{csv: {delimiter: tab}}", "-n", 3)), delimiter="\t"))
    assert [row[0] for row in rows] == ["0", "1", "2"] and all(len(row) == 4 for row in rows)


def test_stats_count_csv_columns(tmp_path):
    text = sample(tmp_path, "{csv: {header: each}}", "--stats", "1000")
    lines = {line.split("  ")[0]: " ".join(line.split()) for line in text.splitlines()}
    assert lines["id"].startswith("id integer 0 0 1,000 0 999 499.5 ")
    assert "number" in lines["amount"]
    assert lines["note"].startswith("note text 0 ")
    assert "(record)" not in text
