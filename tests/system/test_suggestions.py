"""Suggestions for names of other tools: each row of src/scenario/text/foreign_names.cpp, and messages about values of the
wrong form. A row here is (input, message of check, inputs that work)."""
import re

import pytest

from spate import ROOT, spate, write_scenario

RECORD = """streams:
  - topic: t
    rate: 1/s
    key: none
    record:
      x: 3
      n: 7
      a: first
      b: second
      items: {{$repeat: 2, $item: {{price: "=decimal(1, 5, 2)"}}}}
      written: {}
"""
PROPERTY = "kafka: {{bootstrap.servers: embedded, {}}}\nstreams: [{{topic: t, rate: 1/s, generator: order}}]\n"
OF_SCENARIO = "{}\nstreams: [{{topic: t, rate: 1/s, generator: order}}]\n"
OF_STREAM = "streams:\n  - {{topic: t, rate: 1/s, record: {{id: =index()}}, key: none, {}}}\n"
THRESHOLD = 'streams: [{{topic: t, rate: 1/s, measure: {{end_to_end: true}}, generator: order, thresholds: ["{}"]}}]\n'

FUNCTIONS = [
    ("=random(1, 100)", 'unknown function "random": use int(1, 100), or float(0, 1) for a fraction', ["=int(1, 100)", "=float(0, 1)"]),
    ("=rand()", 'unknown function "rand": use float(0, 1), or int(1, 100) for an integer', ["=float(0, 1)", "=int(1, 100)"]),
    ("=pydecimal()", 'unknown function "pydecimal": use decimal(1, 500, 2)', ["=decimal(1, 500, 2)"]),
    ("=gauss(50, 10)", 'unknown function "gauss": use normal(50, 10)', ["=normal(50, 10)"]),
    ("=boolean()", 'unknown function "boolean": use chance(50%)', ["=chance(50%)"]),
    ("=floor(x)", 'unknown function "floor": use round(x - x % 1)', ["=round(x - x % 1)"]),
    ("=ceil(x)", 'unknown function "ceil": use round(x + -x % 1)', ["=round(x + -x % 1)"]),
    ("=length(items)", 'unknown function "length": use count(items), where items is an array of this record', ["=count(items)"]),
    ("=avg(items.price)", 'unknown function "avg": use sum(items.price) / count(items)', ["=sum(items.price) / count(items)"]),
    ("=mod(7, 2)", 'unknown function "mod": use 7 % 2', ["=7 % 2"]),
    ('=choice("a", "b")', 'unknown function "choice": use one_of("a", "b")', ['=one_of("a", "b")']),
    ('=choices("a", "b")', 'unknown function "choices": use weighted("a", 3, "b", 1)', ['=weighted("a", 3, "b", 1)']),
    ('=iif(x == 1, "yes", "no")', 'unknown function "iif": use if(x == 1, "yes", "no")', ['=if(x == 1, "yes", "no")']),
    ("=coalesce(a, b)", 'unknown function "coalesce": use if(a == null, b, a)', ["=if(a == null, b, a)"]),
    ("=optional(x)", 'unknown function "optional": use maybe(80%, x)', ["=maybe(80%, x)"]),
    ("=nullif(x, 1)", 'unknown function "nullif": use if(x == 1, null, x)', ["=if(x == 1, null, x)"]),
    ('=concat("ORD-", n)', 'unknown function "concat": use text with expressions, such as "${a}${b}"', ['"${a}${b}"']),
    ("=lpad(n, 5)", 'unknown function "lpad": use a format in text, such as "${n:05}"', ['"${n:05}"']),
    ("=str(n)", 'unknown function "str": use text with an expression, such as "${n}"', ['"${n}"']),
    ('=regex("[A-Z]{3}")', 'unknown function "regex": use pattern("[A-Z]{3}-[0-9]{4}")', ['=pattern("[A-Z]{3}-[0-9]{4}")']),
    ("=string(8)", 'unknown function "string": use pattern("[a-z]{8}")', ['=pattern("[a-z]{8}")']),
    ("=token()", 'unknown function "token": use hex(32)', ["=hex(32)"]),
    ("=lorem()", 'unknown function "lorem": use sentence()', ["=sentence()"]),
    ("=uuid()", 'unknown function "uuid": use uuid4()', ["=uuid4()"]),
    ("=uuid_v7()", 'unknown function "uuid_v7": use uuid7()', ["=uuid7()"]),
    ("=ksuid()", 'unknown function "ksuid": use ulid()', ["=ulid()"]),
    ("=object_id()", 'unknown function "object_id": use hex(24)', ["=hex(24)"]),
    ("=id()", 'unknown function "id": use sequence(1)', ["=sequence(1)"]),
    ('=getenv("HOME")', 'unknown function "getenv": use env("HOME", "none")', ['=env("HOME", "none")']),
    ("=timestamp()", 'unknown function "timestamp": use now()', ["=now()"]),
    ("=date()", 'unknown function "date": use now("%Y-%m-%d")', ['=now("%Y-%m-%d")']),
    ("=time()", 'unknown function "time": use now("%H:%M:%S")', ['=now("%H:%M:%S")']),
    ("=unix_timestamp()", 'unknown function "unix_timestamp": use now("epoch_s")', ['=now("epoch_s")']),
    ("=millis()", 'unknown function "millis": use now("epoch_ms")', ['=now("epoch_ms")']),
    ("=past()", 'unknown function "past": use ago(0s, 30d)', ["=ago(0s, 30d)"]),
    ('=date_format("%Y")', 'unknown function "date_format": use now("%Y-%m-%d")', ['=now("%Y-%m-%d")']),
    ("=name()", 'unknown function "name": use full_name()', ["=full_name()"]),
    ("=given_name()", 'unknown function "given_name": use first_name()', ["=first_name()"]),
    ("=surname()", 'unknown function "surname": use last_name()', ["=last_name()"]),
    ("=mail()", 'unknown function "mail": use email()', ["=email()"]),
    ("=username()", 'unknown function "username": use text with an expression, such as "user${int(1, 999)}"', ['"user${int(1, 999)}"']),
    ("=address()", 'unknown function "address": use street()', ["=street()"]),
    ("=zip()", 'unknown function "zip": use postcode()', ["=postcode()"]),
    ("=phone_number()", 'unknown function "phone_number": use phone()', ["=phone()"]),
    ("=currency_code()", 'unknown function "currency_code": use currency()', ["=currency()"]),
    ("=lat()", 'unknown function "lat": use latitude()', ["=latitude()"]),
    ("=lon()", 'unknown function "lon": use longitude()', ["=longitude()"]),
    ("=company_name()", 'unknown function "company_name": use company()', ["=company()"]),
    ("=ip()", 'unknown function "ip": use ipv4()', ["=ipv4()"]),
    ("=ip_v6_address()", 'unknown function "ip_v6_address": use ipv6()', ["=ipv6()"]),
    ("=mac_address()", 'unknown function "mac_address": use mac()', ["=mac()"]),
    ("=url()", 'unknown function "url": use url_path()', ["=url_path()"]),
    ("=status_code()", 'unknown function "status_code": use http_status()', ["=http_status()"]),
    ("=verb()", 'unknown function "verb": use http_method()', ["=http_method()"]),
    ("=browser()", 'unknown function "browser": use user_agent()', ["=user_agent()"]),
    ("=credit_card()", 'unknown function "credit_card": use card_number()', ["=card_number()"]),
    ("=bank_account()", 'unknown function "bank_account": use iban()', ["=iban()"]),
]
MODULES = [
    ("=random.randint(1, 100)", 'unknown function "random.randint": use int(1, 100), or float(0, 1) for a fraction', ["=int(1, 100)"]),
    ("=fake.name()", 'unknown function "fake.name": use full_name()', ["=full_name()"]),
    ("=uuid.uuid4()", 'unknown function "uuid.uuid4": use uuid4 alone', ["=uuid4()"]),
    ("=zzzz(1)", 'unknown function "zzzz": see the list that "spate functions" prints', ["=index()"]),
]
VALUES = [
    ("=none", 'unknown name "none": use null', ["=null"]),
]
SYNTAX = [
    ('=if(x = 1, "yes", "no")', 'if has no argument "x": use "==" to compare, as in a == 1', ['=if(x == 1, "yes", "no")']),
    ("=x === 1", 'unexpected "===": use "=="', ["=x == 1"]),
    ("=x !== 1", 'unexpected "!==": use "!="', ["=x != 1"]),
    ("=x == 1 && n == 2", 'unexpected "&&": use "and"', ["=x == 1 and n == 2"]),
    ("=x == 1 || n == 2", 'unexpected "||": use "or"; to join texts use "${a}${b}"', ["=x == 1 or n == 2", '"${a}${b}"']),
    ("=!chance(50%)", 'unexpected "!": use "not"', ["=not chance(50%)"]),
    ("'=x == 1 ? a : b'", 'unexpected "?": use if(x == 1, "yes", "no")', ['=if(x == 1, "yes", "no")']),
    ("=x == 1 AND n == 2", 'unexpected "AND": use "and"', ["=x == 1 and n == 2"]),
    ("=x == 1 OR n == 2", 'unexpected "OR": use "or"', ["=x == 1 or n == 2"]),
    ("=x is null", 'unexpected "is": use "==", as in x == null', ["=x == null"]),
    ("=x in [1, 2]", 'unexpected "in": use "==" with "or", as in x == 1 or x == 2', ["=x == 1 or x == 2"]),
    ("=x between 1 and 5", 'unexpected "between": use x >= 1 and x <= 5', ["=x >= 1 and x <= 5"]),
    ("=case when x == 1", 'unexpected "when": use if(x == 1, "yes", "no")', ['=if(x == 1, "yes", "no")']),
    ("=int(1..6)", 'unexpected "..": use two arguments, as in int(1, 6)', ["=int(1, 6)"]),
    ("=${a}", 'unexpected "$": use the name alone, as in a == 1', ["=a", "=x == 1"]),
    ('"${{a}}"', 'unexpected "{": use one pair of braces, as in "${a}"', ['"${a}"']),
    ('"{{a}}"', 'warning: t.yaml:11:16: streams[0].record.written: "{{a}}" is sent as it is: use "${a}" for the value of a', ['"${a}"']),
    ('=a + "-1"', '+ adds numbers: use "${a}${b}" to join texts', ['"${a}${b}"']),
    ("'=`a`'", 'unexpected "`": use "a" for text, or a for the value of a', ['="a"', "=a"]),
]
FORMS = [
    ("=x == 1 ? a : b", 'illegal map value: use if(x == 1, "yes", "no")', ['=if(x == 1, "yes", "no")']),
    ("{{a}}", 'expected a plain key, not a map: use "${a}" for the value of a', ['"${a}"']),
    ("=ago([0s, 10min])", 'ago takes no list: remove the brackets, as in ago(1h, 30d, "%Y-%m-%d")', ["=ago(0s, 10min)"]),
    ("int(1, 6)", '"int(1, 6)" is sent as text: use =int(1, 6) for its value, or quotes for the text', ["=int(1, 6)", '"int(1, 6)"']),
    ('"${a:300}"', 'format: width 300 is out of range: use 0 to 200, or pattern("x{1000}") for long text', ['"${a:200}"', '=pattern("x{1000}")']),
]
PROPERTIES = [
    ("buffer.memory: 33554432", "use queue.buffering.max.kbytes, in KiB: 33554432 bytes are 32768", ["queue.buffering.max.kbytes: 32768"]),
    ("linger: 5", "use linger.ms", ["linger.ms: 5"]),
    ("compression: lz4", "use compression.type", ["compression.type: lz4"]),
    ("max.block.ms: 60000", "remove it: a stream waits while the queue is full; set its when_late to skip a backlog", []),
    ("max.request.size: 1000000", "use message.max.bytes", ["message.max.bytes: 1000000"]),
    ("key.serializer: StringSerializer", "remove it: set format in the stream", []),
    ("brokers: localhost", "use bootstrap.servers", []),
    ("topic: t", "remove it: set topic in the stream", []),
    ("send.buffer.bytes: 131072", "use socket.send.buffer.bytes", ["socket.send.buffer.bytes: 131072"]),
    ("receive.buffer.bytes: 65536", "use socket.receive.buffer.bytes", ["socket.receive.buffer.bytes: 65536"]),
    ("partitioner.class: x", "remove it: set partitioner in the stream", []),
    ("interceptor.classes: x", "remove it: spate serves its metrics on metrics.listen", []),
    ("schema.registry.url: x", "remove it: spate writes JSON, CSV and text without a schema registry", []),
    ("ssl.truststore.location: /etc/hosts", "use ssl.ca.location, a file of PEM certificates", []),
    ("ssl.truststore.password: x", "remove it: a file of PEM certificates has no password", []),
    ("ssl.truststore.type: JKS", "remove it: ssl.ca.location takes PEM, ssl.keystore.location takes PKCS#12", []),
    ("ssl.truststore.certificates: x", "use ssl.ca.pem", ["ssl.ca.pem: x"]),
    ("ssl.keystore.certificate.chain: x", "use ssl.certificate.pem", ["ssl.certificate.pem: x"]),
    ("ssl.certfile: x", "use ssl.certificate.location", []),
    ("ssl.keyfile: x", "use ssl.key.location", []),
    ("ssl.check.hostname: false", "use ssl.endpoint.identification.algorithm", ["ssl.endpoint.identification.algorithm: none"]),
    ("ssl.protocol: TLS", "remove it: OpenSSL selects the newest TLS version of both sides", []),
    ("sasl.jaas.config: x", "use sasl.username and sasl.password", ["sasl.username: x, sasl.password: x"]),
    ("sasl.plain.username: x", "use sasl.username", ["sasl.username: x"]),
    ("sasl.plain.password: x", "use sasl.password", ["sasl.password: x"]),
    ("api.version: 2", "remove it: the client asks the broker", []),
]
VALUES_OF_PROPERTIES = [
    ("batch.size: 16384", 'kafka["batch.size"]: 16384 does not mean what it means to the Java client: use 1000000, or remove it; '
     "librdkafka counts bytes before compression, the Java client after it", ["batch.size: 1000000"]),
]
KEYS = [
    (OF_SCENARIO, "brokers: localhost", "use kafka: {bootstrap.servers: 127.0.0.1:9092}", ["kafka: {bootstrap.servers: 127.0.0.1:9092}"]),
    (OF_SCENARIO, "topics: [t]", "use streams: [{topic: orders, rate: 500/s, generator: order}]", []),
    (OF_SCENARIO, "producer: {linger: 5}", "use kafka: {linger.ms: 5}", []),
    (OF_STREAM, "count: 1000", "use stop_after: {records: 1000}", ["stop_after: {records: 1000}"]),
    (OF_STREAM, "duration: 10min", "use stop_after: {duration: 10min}", ["stop_after: {duration: 10min}"]),
    (OF_STREAM, "rps: 500", "use rate: 500/s", []),
    (OF_STREAM, "schema: {id: 1}", "use record: {id: =index()}", []),
    (OF_STREAM, "key_field: id", "use key: id", []),
    (OF_STREAM, "acks: all", "use kafka: {acks: all}", ["kafka: {acks: all}"]),
    (OF_STREAM, "compression: lz4", "use kafka: {compression.type: lz4}", ["kafka: {compression.type: lz4}"]),
    (OF_STREAM, "linger.ms: 5", "use the top-level kafka: {batch.size: 1000000, linger.ms: 5}", []),
    (OF_STREAM, "replicas: 3", "use replication_factor: 3", ["replication_factor: 3"]),
    (OF_STREAM, "num_partitions: 3", "use partitions: 3", ["partitions: 3"]),
    (OF_STREAM, 'replay: {file: e.csv, delimiter: ";"}', "use format: lines to send each line as it is; CSV is read with commas only", []),
    (OF_STREAM, "replay: {path: e.csv}", "use file: events.ndjson", []),
    (OF_STREAM, "imperfections: {late: {probability: 5%, delay: 5min}}", "use by: [1min, 10min]",
     ["imperfections: {late: {probability: 5%, by: [1min, 10min]}}, timestamp: =event_time(epoch_ms)".replace("epoch_ms", "'epoch_ms'")]),
]
METRICS = [
    ("latency.p99 < 100ms", 'unknown metric "latency": use delivery_latency.p99 < 100ms', ["delivery_latency.p99 < 100ms"]),
    ("error_rate < 1%", 'unknown metric "error_rate": use failed == 0', ["failed == 0"]),
    ("throughput > 500", 'unknown metric "throughput": use rate >= 99%', ["rate >= 99%"]),
    ("lag < 1s", 'unknown metric "lag": use schedule_lag.p99 < 100ms', ["schedule_lag.p99 < 100ms"]),
    ("e2e.p99 < 1s", 'unknown metric "e2e": use end_to_end.p99 < 1s', ["end_to_end.p99 < 1s"]),
]
BOUNDS = [
    ("delivery_latency.p99 < 100", 'missing unit in "100": use 100ms', ["delivery_latency.p99 < 100ms"]),
]


def check(tmp_path, template, written):
    text = template.format(written)
    if not re.search("^kafka:", text, re.MULTILINE):
        text += "kafka: {bootstrap.servers: embedded}\n"
    return spate("check", write_scenario(tmp_path, text, "t.yaml").name, cwd=tmp_path)


def rows(*lists):
    """(template, what was written, message, what works instead) of each row."""
    return [pytest.param(template, *row, id=row[0]) for template, table in lists for row in table]


RECORDS = FUNCTIONS + MODULES + VALUES + SYNTAX + FORMS
IN_PROPERTIES = [(written, f"{written.partition(':')[0]}\": {advice}", works) for written, advice, works in PROPERTIES]
ALL = rows((RECORD, RECORDS), (PROPERTY, IN_PROPERTIES + VALUES_OF_PROPERTIES), (THRESHOLD, METRICS + BOUNDS))
ALL += [pytest.param(template, written, f"unknown key: {advice}", works, id=written) for template, written, advice, works in KEYS]


@pytest.mark.parametrize("template,written,message,works", ALL)
def test_suggestion_is_shown_and_works(template, written, message, works, tmp_path):
    result = check(tmp_path, template, written)
    assert message in result.stdout + result.stderr
    for instead in works:
        result = check(tmp_path, template, instead)
        assert result.returncode == 0 and "warning" not in result.stderr, result.stderr


def test_shorter_duration_of_a_range_must_be_above_zero(tmp_path):
    template = "imperfections: {{late: {{probability: 5%, by: {}}}}}, timestamp: '=event_time(\"epoch_ms\")'"
    result = check(tmp_path, OF_STREAM, template.format("[0s, 10min]"))
    assert "the shorter duration must be greater than 0: use [1ms, 10min]" in result.stderr
    assert "the shorter duration must be greater than 0" in check(tmp_path, OF_STREAM, template.format("[0, 10min]")).stderr
    assert check(tmp_path, OF_STREAM, template.format("[1ms, 10min]")).returncode == 0


def test_format_map_of_a_replay_is_rejected_with_the_choices(tmp_path):
    result = check(tmp_path, OF_STREAM, 'replay: {file: e.csv, format: {csv: {delimiter: ";"}}}')
    assert "the format of a replay has no options: use lines, ndjson or csv; CSV is read with commas only" in result.stderr


def test_client_property_under_a_stream_is_rejected_with_its_place(tmp_path):
    result = check(tmp_path, OF_STREAM, "kafka: {buffer.memory: 1}")
    assert "use queue.buffering.max.kbytes under the top-level kafka" in result.stderr


# Every spelling of the table

def table():
    """(kind, spellings, advice) of each row of the source."""
    source = (ROOT / "src/scenario/text/foreign_names.cpp").read_text()
    source = re.sub(r'"\n\s*"', "", source)
    found = re.findall(r'\{Kind::(\w+),\s*"([^"]*)",\s*(?:R"\((.*?)\)"|"((?:[^"\\]|\\.)*)")\}', source)
    return [(kind, spellings.split(), raw or plain) for kind, spellings, raw, plain in found]


def test_each_row_of_the_table_is_tested():
    written = {"function": FUNCTIONS, "value": VALUES, "syntax": SYNTAX, "property": PROPERTIES,
               "property_value": VALUES_OF_PROPERTIES, "key": KEYS, "metric": METRICS}
    assert {kind: sum(row[0] == kind for row in table()) for kind in written} == \
        {kind: len(rows_here) for kind, rows_here in written.items()}
    for kind, _, advice in table():
        assert any(advice in text for row in written[kind] for text in row if isinstance(text, str)), advice


@pytest.mark.parametrize("kind,template,form,message", [
    ("function", RECORD, "={}()", 'unknown function "{}": {}'),
    ("value", RECORD, "={}", 'unknown name "{}": {}'),
    ("property", PROPERTY, "{}: 1", ': "{}": {}'),
    ("metric", THRESHOLD, "{}.p99 < 1s", 'unknown metric "{}": {}')], ids=["function", "value", "property", "metric"])
def test_each_spelling_gets_the_advice_of_its_row(kind, template, form, message, tmp_path):
    checked = 0
    for row_kind, spellings, advice in table():
        for spelling in spellings if row_kind == kind else []:
            result = check(tmp_path, template, form.format(spelling))
            assert message.format(spelling, advice) in result.stderr
            checked += 1
    assert checked > 0
