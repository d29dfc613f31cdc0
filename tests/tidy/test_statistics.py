"""Every field of the statistics is written in a run with brokers. A field without a writer would show its ideal value."""
import re

from test_structure import ROOT, SRC, files, short

# Statistics that a run updates. `Account` and the snapshots of histograms are computed from these.
STRUCTS = {"WorkerStats", "DeliveryStats", "EndToEndStats", "StreamStats", "LimitReasonStats", "ControlStats", "RunStats",
           "WarmUp", "BrokerSnapshot", "TopicSnapshot", "ClientSnapshot"}
# Their own member functions write these.
OWN_WRITERS = {"worker", "delivery", "limits", "end_to_end", "warm_up", "client", "control"}
# Written through a reference: the field, the file, and the call that passes it.
BY_REFERENCE = {"ack_latency": ("src/kafka/delivery_counter.cpp", "record_times(enqueued_, delivery.ack_latency)"),
                "delivery_latency": ("src/kafka/delivery_counter.cpp", "record_times(intended_, delivery.delivery_latency)")}
WRITES = r"add|set|store|record|count|begin|reach|take|settle|replace|fetch_add|push_back|emplace_back"
STRUCT = re.compile(r"^struct (?:alignas\(\d+\) )?(\w+) \{\n(.*?)^\};", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"(\w+)\s*(?:=[^;(]*|\{[^;()]*\})?$", re.DOTALL)


def fields():
    """Returns (struct, field) for all statistics."""
    result = []
    for header in files(SRC / "stats", ".hpp"):
        for name, body in STRUCT.findall(header.read_text()):
            if name not in STRUCTS:
                continue
            body = re.sub(r"//.*|<[^;]*>", "", body)
            body = re.sub(r"^  [^;\n]*\) noexcept \{.*?^  \}", "", body, flags=re.MULTILINE | re.DOTALL)
            declarators = [part.strip() for statement in body.split(";") for part in statement.split(",")]
            result += [(name, match.group(1)) for part in declarators if (match := FIELD.search(part))]
    return result


def production():
    """Returns the sources of a run with brokers. The null sink writes the same fields as a client, so it does not count."""
    return {short(path): path.read_text() for path in files(SRC, ".cpp", ".hpp") if path.stem != "null_sink"
            and not (path.suffix == ".hpp" and path.parent == SRC / "stats")}


def is_written(field, text):
    place = rf"(?:\.|->){field}(?:\[[^\]]*\])?"
    return re.search(rf"{place}\s*(?:(?:\.|->)(?:{WRITES})\(|[+|]?=[^=]|\+\+)", text) or re.search(rf"\+\+\w+{place}\b", text)


def test_fields_finds_all_statistics():
    statistics = fields()
    assert {name for name, _ in statistics} == STRUCTS
    assert ("DeliveryStats", "last_report") in statistics and ("WorkerStats", "skipped_bytes") in statistics and len(statistics) > 70


def test_every_statistic_is_written_by_a_run_with_brokers():
    sources = production()
    missing = [f"{struct}::{field}" for struct, field in fields()
               if field not in OWN_WRITERS and field not in BY_REFERENCE
               and not any(is_written(field, text) for text in sources.values())]
    assert missing == []


def test_exceptions_are_written_through_a_reference():
    for field, (file, call) in BY_REFERENCE.items():
        assert call in (ROOT / file).read_text(), field
