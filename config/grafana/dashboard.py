#!/usr/bin/python3
"""Writes the Grafana dashboard of spate. Edit the panels here, not in the JSON file that Grafana reads.

usage: dashboard.py > dashboards/spate.json
"""
import json

INSTANCE_LABELS = 'job=~"$job",instance=~"$instance"'
STREAM_LABELS = INSTANCE_LABELS + ',stream=~"$stream"'
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
WIDTH = 24  # columns of the Grafana grid

RECORDS = "si:rec/s"

RED, ORANGE, YELLOW, GREEN, BLUE, GREY = "red", "orange", "yellow", "green", "blue", "#888888"
# Colors of the limit reasons.
REASON_COLORS = {"none": GREEN, "generator": BLUE, "queue_full": YELLOW, "ack_wait": "purple", "throttled": ORANGE,
                 "broker_down": RED, "topic_unavailable": "dark-red", "cpu": GREY}


def sent_per_scheduled():
    """Query for the records enqueued per scheduled record, by stream. It is 1 without drops and duplicates, and if no record is due."""
    enqueued, duplicated, dropped = (f"rate(spate_records_{kind}_total{{{STREAM_LABELS}}}[$__rate_interval])"
                                     for kind in ("enqueued", "duplicated", "dropped"))
    return f"({enqueued} / ({enqueued} + {dropped} - {duplicated} > 0) or 0 * {enqueued} + 1)"


def rate(counter, by, labels=STREAM_LABELS):
    return f"sum by ({by}) (rate({counter}{{{labels}}}[$__rate_interval]))"


def quantile(q, histogram, by="stream"):
    grouped = f"{by}, le" if by else "le"
    return f"histogram_quantile({q}, sum by ({grouped}) (rate({histogram}_bucket{{{STREAM_LABELS}}}[$__rate_interval])))"


def targets(*queries, instant=False):
    """Returns the targets of a panel, from pairs of expression and legend."""
    return [{"refId": chr(ord("A") + number), "datasource": SOURCE, "expr": expression, "legendFormat": legend,
             "range": not instant, "instant": instant} for number, (expression, legend) in enumerate(queries)]


def override_color(name, color):
    return {"matcher": {"id": "byName", "options": name},
            "properties": [{"id": "color", "value": {"mode": "fixed", "fixedColor": color}}]}


DASHED_TARGETS = {"matcher": {"id": "byRegexp", "options": "/ target$/"},
                  "properties": [{"id": "custom.lineStyle", "value": {"fill": "dash", "dash": [8, 8]}},
                                 {"id": "custom.fillOpacity", "value": 0}]}


def steps(*colors):
    """Returns the thresholds of a panel, from the color of the lowest values and pairs of value and color."""
    first, *rest = colors
    return {"mode": "absolute", "steps": [{"color": first, "value": None}, *({"color": c, "value": v} for v, c in rest)]}


def stat(title, unit, query, description, thresholds=(GREEN,), width=4, **defaults):
    return {"type": "stat", "title": title, "description": description, "datasource": SOURCE, "gridPos": {"w": width, "h": 4},
            "targets": targets(query, instant=True),
            "fieldConfig": {"defaults": {"unit": unit, "thresholds": steps(*thresholds), **defaults}, "overrides": []},
            "options": {"reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}, "graphMode": "none",
                        "colorMode": "value"}}


def lines(title, unit, queries, description, width=12, overrides=(), stack="none", **defaults):
    custom = {"drawStyle": "line", "lineWidth": 1, "fillOpacity": 60 if stack != "none" else 5, "showPoints": "never",
              "stacking": {"mode": stack, "group": "A"}, **defaults.pop("custom", {})}
    return {"type": "timeseries", "title": title, "description": description, "datasource": SOURCE,
            "gridPos": {"w": width, "h": 8}, "targets": targets(*queries),
            "fieldConfig": {"defaults": {"unit": unit, "min": 0, "custom": custom, **defaults}, "overrides": list(overrides)},
            "options": {"legend": {"displayMode": "table", "placement": "right", "calcs": ["lastNotNull", "max"], "showLegend": True},
                        "tooltip": {"mode": "multi", "sort": "desc"}}}


OVERVIEW = [
    stat("Instances up", "none", (f"sum(up{{{INSTANCE_LABELS}}})", ""), "Number of spate processes that Prometheus can scrape.", (RED, (1, GREEN))),
    stat("Streams", "none", (f"count(spate_stream_info{{{STREAM_LABELS}}})", ""), "Number of selected streams."),
    stat("Delivered", RECORDS, (f"sum(rate(spate_records_delivered_total{{{STREAM_LABELS}}}[$__rate_interval]))", ""),
         "Records acknowledged by the brokers per second."),
    stat("Target", RECORDS, (f"sum((spate_target_records_per_second{{{STREAM_LABELS}}} < +Inf) * {sent_per_scheduled()})", ""),
         "Target rate of all streams, with duplicates and without drops. Streams at rate: max have no target and do not count. If all streams are at max, the panel has no data."),
    stat("Delivered / scheduled", "percentunit",
         (f"sum(increase(spate_records_delivered_total{{{STREAM_LABELS}}}[$__range])) / "
          f"(sum(increase(spate_records_scheduled_total{{{STREAM_LABELS}}}[$__range])) + "
          f"sum(increase(spate_records_duplicated_total{{{STREAM_LABELS}}}[$__range])) - "
          f"sum(increase(spate_records_dropped_total{{{STREAM_LABELS}}}[$__range])))", ""),
         "Delivered share of the scheduled records in the selected time range. Scheduled records count with duplicates and without drops.", (RED, (0.95, ORANGE), (0.99, GREEN)), decimals=2),
    stat("Delivery latency p99", "s", (quantile(0.99, "spate_delivery_latency_seconds", by=""), ""),
         "Time from the intended time of a record until it was acknowledged, over all streams.", (GREEN, (0.25, ORANGE), (1, RED))),
    stat("Failed", "short", (f"sum(increase(spate_records_failed_total{{{STREAM_LABELS}}}[$__range]))", ""),
         "Records that failed in the selected time range.", (GREEN, (0.5, RED)), decimals=0),
    stat("Skipped", "short", (f"sum(increase(spate_records_skipped_total{{{STREAM_LABELS}}}[$__range]))", ""),
         "Records that were due and not sent, in the selected time range.", (GREEN, (0.5, ORANGE)), decimals=0),
    stat("In flight", "short", (f"sum(spate_records_in_flight{{{STREAM_LABELS}}})", ""), "Records enqueued and neither delivered nor failed yet."),
    stat("Account imbalance", "short",
         (f"sum(abs(spate_records_enqueued_total{{{STREAM_LABELS}}} - spate_records_delivered_total - "
          "sum without (error) (spate_records_failed_total) - spate_records_in_flight))", ""),
         "Enqueued minus delivered, failed and in-flight records. A value other than 0 is a bug in spate.", (GREEN, (0.5, RED))),
    stat("CPU", "none", (f"sum(rate(process_cpu_seconds_total{{{INSTANCE_LABELS}}}[$__rate_interval]))", ""), "CPU cores in use by all instances.", decimals=2),
    stat("Memory", "bytes", (f"sum(process_resident_memory_bytes{{{INSTANCE_LABELS}}})", ""), "Resident memory of all instances."),
]

STREAMS = [
    lines("Target and achieved rate", RECORDS,
          [(f"sum by (stream) ((spate_target_records_per_second{{{STREAM_LABELS}}} < +Inf) * {sent_per_scheduled()})", "{{stream}} target"),
           (rate("spate_records_delivered_total", "stream"), "{{stream}}")],
          "Dashed: the target rate, with duplicates and without drops. Solid: delivered records. A stream at rate: max has no target.", overrides=[DASHED_TARGETS]),
    lines("Bytes delivered", "Bps", [(rate("spate_bytes_delivered_total", "stream"), "{{stream}}")],
          "Bytes of keys, values and headers acknowledged per second, before compression."),
    lines("Delivery latency", "s", [(quantile(0.5, "spate_delivery_latency_seconds"), "{{stream}} p50"),
                                    (quantile(0.99, "spate_delivery_latency_seconds"), "{{stream}} p99")],
          "Time from the intended time of a record until it was acknowledged."),
    lines("Schedule lag p99", "s", [(quantile(0.99, "spate_schedule_lag_seconds"), "{{stream}}")],
          "Time from the intended time of a record until it was enqueued: the part of spate in the delivery latency."),
    lines("Ack latency p99", "s", [(quantile(0.99, "spate_ack_latency_seconds"), "{{stream}}")],
          "Time from when a record was enqueued until it was acknowledged: the part of client and broker in the delivery latency."),
    lines("End-to-end latency p99", "s", [(quantile(0.99, "spate_end_to_end_latency_seconds"), "{{stream}}")],
          "Time from the intended time of a record until it was consumed. Only for streams with measure: {end_to_end: true}."),
    lines("Failed, by error", RECORDS, [(rate("spate_records_failed_total", "error"), "{{error}}")],
          "Failed records per second, by error. docs/reference/metrics.md explains each error."),
    lines("Failed, by stream", RECORDS, [(rate("spate_records_failed_total", "stream"), "{{stream}}")], "Failed records per second, by stream."),
    lines("Skipped, by reason", RECORDS, [(rate("spate_records_skipped_total", "reason"), "{{reason}}")],
          "Records per second that were due and not sent. late: skipped by when_late: skip. backlog: above max_backlog. stop: in the backlog at the stop."),
    lines("Behind schedule", "s", [(f"max by (stream) (spate_schedule_behind_seconds{{{STREAM_LABELS}}})", "{{stream}}")],
          "Age of the oldest record in the backlog."),
    lines("Backlog and in flight", "short", [(f"sum by (stream) (spate_records_waiting{{{STREAM_LABELS}}})", "{{stream}} backlog"),
                                             (f"sum by (stream) (spate_records_in_flight{{{STREAM_LABELS}}})", "{{stream}} in flight")],
          "Backlog: records due and not yet enqueued. In flight: records enqueued and neither delivered nor failed yet."),
    lines("Imperfections", RECORDS, [(rate("spate_imperfections_total", "kind"), "{{kind}}")],
          "Records per second that an imperfection of the scenario changed, copied or left out."),
]

LIMIT_REASONS = [
    lines("Time by limit reason", "percentunit", [(rate("spate_limited_seconds_total", "reason"), "{{reason}}")],
          "Each second of each stream has one reason; none means on target. docs/reference/limit-reasons.md says what to do about each reason.",
          stack="percent", overrides=[override_color(reason, color) for reason, color in REASON_COLORS.items()]),
    lines("Time below target rate, by stream", "percentunit",
          [(f'sum by (stream) (rate(spate_limited_seconds_total{{{STREAM_LABELS},reason!="none"}}[$__rate_interval]))', "{{stream}}")],
          "Share of the time in which the stream had a limit reason. A stream at rate: max always has one.", max=1),
    lines("Blocked", "percentunit", [(rate("spate_blocked_seconds_total", "stream"), "{{stream}}")],
          "Share of the time in which the producer queue was full and the stream could not enqueue."),
    lines("Producer queue", "short", [(f"sum by (instance) (spate_producer_queue_records{{{INSTANCE_LABELS}}})", "{{instance}}")],
          "Records in the producer queue, waiting or in flight. The maximum is queue.buffering.max.messages."),
    lines("Latency breakdown (p99)", "s",
          [(quantile(0.99, "spate_schedule_lag_seconds", by=""), "schedule lag"),
           (quantile(0.99, "spate_ack_latency_seconds", by=""), "ack latency"),
           (quantile(0.99, "spate_delivery_latency_seconds", by=""), "delivery latency")],
          "Over all streams. Schedule lag is the part of spate, ack latency that of client and broker, delivery latency the whole."),
    lines("Busiest partition and key", "percentunit",
          [(f"max by (stream) (spate_busiest_partition_ratio{{{STREAM_LABELS}}})", "{{stream}} partition"),
           (f"max by (stream) (spate_busiest_key_ratio{{{STREAM_LABELS}}})", "{{stream}} key")],
          "Share of the delivered records that went to the busiest partition, and that have the busiest key. A high share loads one broker.", max=1),
    lines("CPU", "none", [(rate("process_cpu_seconds_total", "instance", INSTANCE_LABELS), "{{instance}}")], "CPU cores in use, by instance."),
    lines("Threads and file descriptors", "short", [(f"process_threads{{{INSTANCE_LABELS}}}", "{{instance}} threads"),
                                               (f"process_open_fds{{{INSTANCE_LABELS}}}", "{{instance}} descriptors")],
          "Threads and open file descriptors of the process. Each stream has one thread; each broker needs threads and descriptors."),
]

BROKERS = [
    lines("Connected", "none", [(f"min by (broker) (spate_broker_up{{{INSTANCE_LABELS}}})", "{{broker}}")],
          "1 if every instance is connected to the broker, 0 if not.", max=1, custom={"lineInterpolation": "stepAfter"}),
    lines("Round trip time", "s", [(f"max by (broker) (spate_broker_rtt_seconds{{{INSTANCE_LABELS}}})", "{{broker}}")],
          "Mean round trip time of a request in the last second, of the slowest instance."),
    lines("Throttle time", "s", [(f"max by (broker) (spate_broker_throttle_seconds{{{INSTANCE_LABELS}}})", "{{broker}}")],
          "Mean throttle time that a quota of the broker imposed, of the slowest instance."),
    lines("Requests in flight", "short", [(f"sum by (broker) (spate_broker_requests_in_flight{{{INSTANCE_LABELS}}})", "{{broker}}")],
          "Requests sent to the broker and not yet answered."),
]

ROWS = {"Overview": OVERVIEW, "Streams": STREAMS, "Limit reasons": LIMIT_REASONS, "Brokers": BROKERS}


def place_panels(rows):
    """Returns the panels of all rows, each with an id and a position on the grid."""
    panels, y = [], 0
    for title, row in rows.items():
        panels.append({"type": "row", "title": title, "collapsed": False, "panels": [], "gridPos": {"x": 0, "y": y, "w": WIDTH, "h": 1}})
        x, y = 0, y + 1
        for panel in row:
            place = panel["gridPos"]
            if x + place["w"] > WIDTH:
                x, y = 0, y + place["h"]
            panels.append({**panel, "gridPos": {"x": x, "y": y, **place}})
            x += place["w"]
        y += row[-1]["gridPos"]["h"]
    return [{"id": number, **panel} for number, panel in enumerate(panels, 1)]


def variable(name, label, query, **options):
    return {"name": name, "label": label, "type": "query", "datasource": SOURCE, "query": {"query": query, "refId": name},
            "definition": query, "refresh": 2, "sort": 1, "multi": True, "includeAll": True,
            "current": {"text": ["All"], "value": ["$__all"]}, **options}


VARIABLES = [
    {"name": "datasource", "label": "Prometheus", "type": "datasource", "query": "prometheus", "current": {}},
    variable("job", "Job", "label_values(spate_build_info, job)"),
    variable("instance", "Instance", 'label_values(spate_build_info{job=~"$job"}, instance)'),
    variable("stream", "Stream", f"label_values(spate_stream_info{{{INSTANCE_LABELS}}}, stream)", allValue=".+"),
]


def annotation(name, color, expression, title, **options):
    return {"name": name, "enable": True, "iconColor": color, "datasource": SOURCE, "expr": expression, "titleFormat": title,
            "textFormat": "{{instance}}", "step": "1m", **options}


ANNOTATIONS = [
    # The value is the timestamp of the annotation, in milliseconds.
    annotation("Starts", BLUE, f"1000 * process_start_time_seconds{{{INSTANCE_LABELS}}}", "started", useValueForTime="on"),
    annotation("Reloads", GREEN, f"1000 * spate_config_last_reload_success_timestamp_seconds{{{INSTANCE_LABELS}}}", "scenario loaded",
               useValueForTime="on"),
    # Actions in the minute before each point. The step is 1 min, so every action appears once.
    annotation("Control actions", ORANGE, f"sum by (instance, action) (increase(spate_control_actions_total{{{INSTANCE_LABELS}}}[1m])) > 0",
               "{{action}}"),
]

DASHBOARD = {
    "uid": "spate", "title": "spate", "tags": ["kafka", "spate"], "schemaVersion": 39, "version": 1, "editable": True,
    "description": "Kafka load generated by spate: target and achieved rate, latency, failures and limit reasons.",
    "time": {"from": "now-30m", "to": "now"}, "refresh": "10s", "timezone": "browser", "graphTooltip": 1,
    "templating": {"list": VARIABLES}, "annotations": {"list": ANNOTATIONS}, "panels": place_panels(ROWS), "links": [],
}

if __name__ == "__main__":
    print(json.dumps(DASHBOARD, indent=1))
