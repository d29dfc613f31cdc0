"""Messages of check, plan and the options about errors and probable mistakes."""
import json
import re

import pytest

from spate import run_scenario, spate, write_scenario

EMBEDDED = "kafka: {bootstrap.servers: embedded}\n"
LARGEST = 18446744073709551615


def check(tmp_path, text, **options):
    return spate("check", write_scenario(tmp_path, text), **options)


# options

@pytest.mark.parametrize("command, option, minimum, maximum, values", [
    ("run", "--records", 1, LARGEST, ["0", "-5", "abc", "1.5", "1e3", "+1", "18446744073709551616"]),
    ("run", "--seed", 0, LARGEST, ["-1", "x", "99999999999999999999"]),
    ("plan", "--records", 1, LARGEST, ["0"]),
    ("sample", "--records", 0, LARGEST, ["-1", "x"]),
    ("sample", "--from", 0, LARGEST, ["-1", "99999999999999999999"]),
    ("sample", "--stats", 1, 10_000_000, ["0", "10000001", "many"]),
])
def test_number_out_of_range_is_rejected_with_the_range(tmp_path, command, option, minimum, maximum, values):
    file = write_scenario(tmp_path, EMBEDDED + "streams: [{topic: a, rate: 1/s, record: x}]\n")
    for value in values:
        result = spate(command, file, f"{option}={value}")
        assert result.returncode == 2
        assert f'{option}: "{value}": must be an integer from {minimum} to {maximum}' in result.stderr.splitlines()[0]


def test_largest_numbers_are_accepted(tmp_path):
    file = write_scenario(tmp_path, EMBEDDED + "streams: [{topic: a, rate: 1/s, record: =index()}]\n")
    assert spate("sample", file, "-n", 1, f"--seed={LARGEST}").returncode == 0
    assert spate("plan", file, f"--records={LARGEST}").returncode == 0


# metrics: off

@pytest.mark.parametrize("text, arguments, listen", [
    ("metrics: off\n", [], "off"),
    ("metrics: {listen: off}\n", [], "off"),
    ('metrics: "${env:NOT_SET:-off}"\n', [], "off"),
    ("", ["--set", "metrics=off"], "off"),
    ("metrics: off\n", ["--set", "metrics.listen=127.0.0.1:1234"], "127.0.0.1:1234"),
])
def test_metrics_off_is_short_for_listen_off(tmp_path, text, arguments, listen):
    file = write_scenario(tmp_path, EMBEDDED + text + "streams: [{topic: a, rate: 1/s, record: x}]\n")
    result = spate("check", "--print", file, *arguments)
    assert result.returncode == 0, result.stderr
    assert re.search(r"^metrics:\n  listen: (.*)$", result.stdout, re.MULTILINE)[1].strip('"') == listen


def test_metrics_accepts_only_off_or_a_map(tmp_path):
    result = check(tmp_path, EMBEDDED + "metrics: of\nstreams: [{topic: a, rate: 1/s, record: x}]\n")
    assert result.returncode == 2 and ":2:10: metrics: " in result.stderr
    schema = json.loads(spate("check", "--schema").stdout)
    assert {"enum": ["off"]} in schema["properties"]["metrics"]["anyOf"][0]["anyOf"]


# expressions and YAML

@pytest.mark.parametrize("expression, words", [
    ("=int(1, 2", 'missing "," or ")" at the end'), ("=int(1 2)", 'missing "," or ")" before this value'),
    ("=one_of(1, [1, 2)", 'missing "," or "]" before ")"'), ("=(1 + 2", 'missing ")" at the end'),
    ("a ${int(1, 2}", 'missing "," or ")"'),
])
def test_syntax_error_names_the_missing_token(tmp_path, expression, words):
    result = check(tmp_path, EMBEDDED + f"streams:\n- topic: a\n  rate: 1/s\n  record: {{a: '{expression}'}}\n")
    assert result.returncode == 2 and words in result.stderr, result.stderr


@pytest.mark.parametrize("escape, words", [
    (r"\uD83D\uDD25", r"\uD83D\uDD25 is one character in JSON, but not in YAML: use \U0001F525"),
    (r"a\ud83d\udd25b", r"use \U0001F525"),
    (r"\uD83D", r"\uD83D is half of a character"), (r"\uDD25", r"\uDD25 is half of a character"),
    (r"\uD83DA", r"\uD83D is half of a character"), (r"\U00110000", "110000 (hexadecimal) is not a Unicode character"),
])
def test_json_escape_is_rejected_with_the_yaml_escape(tmp_path, escape, words):
    result = check(tmp_path, EMBEDDED + f'streams:\n- topic: a\n  rate: 1/s\n  record: {{a: "{escape}"}}\n')
    assert result.returncode == 2
    assert re.search(r"scenario.yaml:5:\d+: ", result.stderr) and words in result.stderr, result.stderr


# fields of deliveries

def test_print_deliveries_omits_missing_fields(tmp_path):
    text = EMBEDDED + """
streams:
  - {topic: orders, rate: 100/s, stop_after: {records: 2}, record: {customer_id: 7, note: null}}
  - {topic: visits, rate: 100/s, stop_after: {records: 2}, record: {page: home}}
"""
    result, _ = run_scenario(tmp_path, text, "--print-deliveries=customer_id,note,page")
    lines = [line for line in result.stdout.splitlines() if line.startswith("[")]
    assert len(lines) == 4
    for line in lines:
        fields = re.findall(r"(\w+)=(\S+)", line)
        assert fields == ([("customer_id", "7"), ("note", "null")] if "orders" in line else [("page", "home")])


# probable mistakes

COMPACTED = "topic_config: {cleanup.policy: compact}"
PROBABLE_MISTAKES = [
    (f"topic: a, rate: 1/s, {COMPACTED}, record: {{k: 1}}, key: none",
     'streams[0].topic_config["cleanup.policy"]: a compacted topic rejects records without a key, and record 0 of a has none'),
    ("topic: a, rate: 1/s, topic_config: {cleanup.policy: 'delete,compact'}, record: {k: '=maybe(0.5, 1)'}, key: k",
     "a compacted topic rejects records without a key"),
    ("topic: a, rate: 1/s, record: x, timestamp: '=event_time(\"epoch_s\")'", "looks like seconds"),
    ("topic: a, rate: 1/s, record: x, timestamp: '=event_time(\"epoch_us\")'", "streams[0].timestamp: "),
    ("topic: a, rate: 1/s, record: x, timestamp: '=event_time(\"epoch_us\")'", "looks like microseconds"),
    ("topic: a, rate: 1/s, record: x, timestamp: '=event_time(\"epoch_ms\") * 1000000'", "looks like nanoseconds"),
    ("topic: __consumer_offsets, rate: 1/s, record: x", "streams[0].topic: names such as __consumer_offsets, which begin with two"),
    ("topic: _schemas, rate: 1/s, record: x", "this one holds a Schema Registry"),
]
INTENDED = [
    f"topic: a, rate: 1/s, {COMPACTED}, record: {{k: 1}}, key: k",
    "topic: a, rate: 1/s, topic_config: {cleanup.policy: delete}, record: x",
    "topic: a, rate: 1/s, record: x, timestamp: '=event_time(\"epoch_ms\")'",
    "topic: a, rate: 1/s, record: x, timestamp: '=ago(300d, 3000d, \"epoch_ms\")'",
    "topic: a.b_c, rate: 1/s, record: x",
]


@pytest.mark.parametrize("stream, words", PROBABLE_MISTAKES)
def test_check_and_plan_warn_of_probable_mistakes(tmp_path, stream, words):
    text = EMBEDDED + f"streams:\n  - {{{stream}}}\n"
    result = check(tmp_path, text)
    assert result.returncode == 0 and words in result.stderr, result.stderr
    assert re.match(r"warning: \S*scenario\.yaml:3:\d+: streams\[0\]", result.stderr)
    assert words in spate("plan", write_scenario(tmp_path, text)).stdout


@pytest.mark.parametrize("stream", INTENDED)
def test_check_and_plan_do_not_warn_of_intended_values(tmp_path, stream):
    text = EMBEDDED + f"streams:\n  - {{{stream}}}\n"
    assert check(tmp_path, text).stderr == ""
    assert "warning" not in spate("plan", write_scenario(tmp_path, text)).stdout


def test_check_warns_of_colliding_topic_names(tmp_path):
    text = EMBEDDED + "streams:\n- {topic: a.b, rate: 1/s, record: x}\n- {topic: a_b, rate: 1/s, record: x}\n"
    assert "streams[1].topic: a_b and a.b differ in . and _ only" in check(tmp_path, text).stderr


# TLS

def test_check_reports_every_unusable_tls_file(tmp_path):
    (tmp_path / "no.pem").write_text("this is no certificate\n")
    result = check(tmp_path, f"""
kafka:
  bootstrap.servers: "127.0.0.1:1"
  security.protocol: ssl
  ssl.ca.location: {tmp_path}/none.pem
  ssl.certificate.location: {tmp_path}/no.pem
  ssl.key.location: {tmp_path}/nowhere.pem
  ssl.crl.location: {tmp_path}/no.pem
streams: [{{topic: a, rate: 1/s, record: x}}]
""")
    assert result.returncode == 2
    for line, name in ((5, "ssl.ca.location"), (6, "ssl.certificate.location"), (7, "ssl.key.location"),
                       (8, "ssl.crl.location")):
        assert re.search(rf"scenario.yaml:{line}:\d+: kafka\[\"{name}\"\]: ", result.stderr), result.stderr


def test_check_reports_other_problems_with_those_of_tls(tmp_path):
    result = check(tmp_path, """
kafka: {bootstrap.servers: "127.0.0.1:1", security.protocol: ssl, ssl.ca.location: /none.pem, linger.ms: 5000}
streams: [{topic: a, rate: 1/s, record: x, kafka: {message.timeout.ms: 10}}]
""")
    assert result.returncode == 2 and "/none.pem" in result.stderr
    assert "conflicts with the top-level kafka settings" in result.stderr or "message.timeout.ms" in result.stderr
