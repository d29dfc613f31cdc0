#!/usr/bin/python3
"""Writes Grafana's dashboard of spate. Panels are edited here; the JSON beside it is what Grafana reads.

usage: dashboard.py > dashboards/spate.json
"""
import json

OF_INSTANCE = 'job=~"$job",instance=~"$instance"'
OF_STREAM = OF_INSTANCE + ',stream=~"$stream"'
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
WIDTH = 24  # of Grafana's grid

RECORDS = "si:rec/s"

RED, ORANGE, YELLOW, GREEN, BLUE, GREY = "red", "orange", "yellow", "green", "blue", "#888888"
# What each reason of spate_limited_seconds_total looks like; the worse, the redder.
REASONS = {"none": GREEN, "generator": BLUE, "queue_full": YELLOW, "ack_wait": "purple", "throttled": ORANGE,
           "broker_down": RED, "topic_unavailable": "dark-red", "cpu": GREY}


def sent_per_made():
    """Records enqueued for each one made, for each stream: 1 without drops and copies, and while none is made."""
    enqueued, duplicated, dropped = (f"rate(spate_records_{kind}_total{{{OF_STREAM}}}[$__rate_interval])"
                                     for kind in ("enqueued", "duplicated", "dropped"))
    return f"({enqueued} / ({enqueued} + {dropped} - {duplicated} > 0) or 0 * {enqueued} + 1)"


def rate(counter, by, matching=OF_STREAM):
    return f"sum by ({by}) (rate({counter}{{{matching}}}[$__rate_interval]))"


def quantile(q, histogram, by="stream"):
    grouped = f"{by}, le" if by else "le"
    return f"histogram_quantile({q}, sum by ({grouped}) (rate({histogram}_bucket{{{OF_STREAM}}}[$__rate_interval])))"


def targets(*queries, instant=False):
    """Each query is (expression, legend)."""
    return [{"refId": chr(ord("A") + number), "datasource": SOURCE, "expr": expression, "legendFormat": legend,
             "range": not instant, "instant": instant} for number, (expression, legend) in enumerate(queries)]


def coloured(name, colour):
    return {"matcher": {"id": "byName", "options": name},
            "properties": [{"id": "color", "value": {"mode": "fixed", "fixedColor": colour}}]}


DASHED_TARGETS = {"matcher": {"id": "byRegexp", "options": "/ target$/"},
                  "properties": [{"id": "custom.lineStyle", "value": {"fill": "dash", "dash": [8, 8]}},
                                 {"id": "custom.fillOpacity", "value": 0}]}


def steps(*colours):
    """Thresholds: the first colour, then (value, colour) pairs."""
    first, *rest = colours
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
    stat("Instances up", "none", (f"sum(up{{{OF_INSTANCE}}})", ""), "Processes that answer Prometheus.", (RED, (1, GREEN))),
    stat("Streams", "none", (f"count(spate_stream_info{{{OF_STREAM}}})", ""), "Streams of the scenarios, the selected ones."),
    stat("Delivered", RECORDS, (f"sum(rate(spate_records_delivered_total{{{OF_STREAM}}}[$__rate_interval]))", ""),
         "Records that brokers acknowledge per second."),
    stat("Target", RECORDS, (f"sum((spate_target_records_per_second{{{OF_STREAM}}} < +Inf) * {sent_per_made()})", ""),
         "What the schedules ask for now, with copies and without drops that the scenarios ask for. Streams at rate: max have no target and are left out; with none but those: no data."),
    stat("Arrived of what was due", "percentunit",
         (f"sum(increase(spate_records_delivered_total{{{OF_STREAM}}}[$__range])) / "
          f"(sum(increase(spate_records_scheduled_total{{{OF_STREAM}}}[$__range])) + "
          f"sum(increase(spate_records_duplicated_total{{{OF_STREAM}}}[$__range])) - "
          f"sum(increase(spate_records_dropped_total{{{OF_STREAM}}}[$__range])))", ""),
         "Delivered of what was to be sent, in the time shown: scheduled, with copies and without drops that the scenario asks for.", (RED, (0.95, ORANGE), (0.99, GREEN)), decimals=2),
    stat("Delivery latency p99", "s", (quantile(0.99, "spate_delivery_latency_seconds", by=""), ""),
         "From the moment a record was due to its acknowledgement, all streams together.", (GREEN, (0.25, ORANGE), (1, RED))),
    stat("Failed", "short", (f"sum(increase(spate_records_failed_total{{{OF_STREAM}}}[$__range]))", ""),
         "Records given up in the time shown.", (GREEN, (0.5, RED)), decimals=0),
    stat("Skipped", "short", (f"sum(increase(spate_records_skipped_total{{{OF_STREAM}}}[$__range]))", ""),
         "Records that were due and deliberately not sent, in the time shown.", (GREEN, (0.5, ORANGE)), decimals=0),
    stat("In flight", "short", (f"sum(spate_records_in_flight{{{OF_STREAM}}})", ""), "Handed over, outcome not known yet."),
    stat("Account off by", "short",
         (f"sum(abs(spate_records_enqueued_total{{{OF_STREAM}}} - spate_records_delivered_total - "
          "sum without (error) (spate_records_failed_total) - spate_records_in_flight))", ""),
         "Enqueued less delivered, failed and in flight. Anything but 0 is a bug in spate.", (GREEN, (0.5, RED))),
    stat("CPU", "none", (f"sum(rate(process_cpu_seconds_total{{{OF_INSTANCE}}}[$__rate_interval]))", ""), "Cores in use.", decimals=2),
    stat("Memory", "bytes", (f"sum(process_resident_memory_bytes{{{OF_INSTANCE}}})", ""), "Resident, all instances together."),
]

STREAMS = [
    lines("Rate: target and achieved", RECORDS,
          [(f"sum by (stream) ((spate_target_records_per_second{{{OF_STREAM}}} < +Inf) * {sent_per_made()})", "{{stream}} target"),
           (rate("spate_records_delivered_total", "stream"), "{{stream}}")],
          "Dashed: what the schedule asks for, with copies and without drops that the scenario asks for. A stream at rate: max has no dashed line.", overrides=[DASHED_TARGETS]),
    lines("Bytes delivered", "Bps", [(rate("spate_bytes_delivered_total", "stream"), "{{stream}}")],
          "Keys, values and headers, before compression."),
    lines("Delivery latency", "s", [(quantile(0.5, "spate_delivery_latency_seconds"), "{{stream}} p50"),
                                    (quantile(0.99, "spate_delivery_latency_seconds"), "{{stream}} p99")],
          "From the moment a record was due to its acknowledgement: what somebody who waits for it would feel."),
    lines("Schedule lag p99", "s", [(quantile(0.99, "spate_schedule_lag_seconds"), "{{stream}}")],
          "From the moment a record was due to its hand-over: the sender's part of the latency."),
    lines("Ack latency p99", "s", [(quantile(0.99, "spate_ack_latency_seconds"), "{{stream}}")],
          "From the hand-over to the acknowledgement: the client's and the broker's part."),
    lines("End to end p99", "s", [(quantile(0.99, "spate_end_to_end_latency_seconds"), "{{stream}}")],
          "Until a consumer had the record. Only streams with measure: {end_to_end: true} have it."),
    lines("Failed, by error", RECORDS, [(rate("spate_records_failed_total", "error"), "{{error}}")],
          "docs/reference/metrics.md says what each error means."),
    lines("Failed, by stream", RECORDS, [(rate("spate_records_failed_total", "stream"), "{{stream}}")], "Records given up per second."),
    lines("Skipped, by reason", RECORDS, [(rate("spate_records_skipped_total", "reason"), "{{reason}}")],
          "late: when_late is skip; debt: owed too much; stop: still waiting when the run was stopped."),
    lines("Late now", "s", [(f"max by (stream) (spate_schedule_behind_seconds{{{OF_STREAM}}})", "{{stream}}")],
          "How late the oldest waiting record is."),
    lines("Waiting and in flight", "short", [(f"sum by (stream) (spate_records_waiting{{{OF_STREAM}}})", "{{stream}} waiting"),
                                             (f"sum by (stream) (spate_records_in_flight{{{OF_STREAM}}})", "{{stream}} in flight")],
          "Due and not handed over; handed over and not answered."),
    lines("Imperfections", RECORDS, [(rate("spate_imperfections_total", "kind"), "{{kind}}")],
          "Records with something wrong, because the scenario asks for it."),
]

WHY_SLOW = [
    lines("What the streams' time goes to", "percentunit", [(rate("spate_limited_seconds_total", "reason"), "{{reason}}")],
          "Every second of every stream is on one account; none is on target. docs/reference/limit-reasons.md says what to do about each.",
          stack="percent", overrides=[coloured(reason, colour) for reason, colour in REASONS.items()]),
    lines("Off its rate, by stream", "percentunit",
          [(f'sum by (stream) (rate(spate_limited_seconds_total{{{OF_STREAM},reason!="none"}}[$__rate_interval]))', "{{stream}}")],
          "Share of the time in which something kept the stream from its rate.", max=1),
    lines("Blocked", "percentunit", [(rate("spate_blocked_seconds_total", "stream"), "{{stream}}")],
          "Share of the time spent waiting for room in the client's queue."),
    lines("The client's queue", "short", [(f"sum by (instance) (spate_producer_queue_records{{{OF_INSTANCE}}})", "{{instance}}")],
          "Records inside the Kafka client. Its limit is queue.buffering.max.messages."),
    lines("Where the latency comes from (p99)", "s",
          [(quantile(0.99, "spate_schedule_lag_seconds", by=""), "schedule lag"),
           (quantile(0.99, "spate_ack_latency_seconds", by=""), "ack latency"),
           (quantile(0.99, "spate_delivery_latency_seconds", by=""), "delivery latency")],
          "All streams together: the sender's part, the broker's, and the whole."),
    lines("Busiest partition and key", "percentunit",
          [(f"max by (stream) (spate_busiest_partition_ratio{{{OF_STREAM}}})", "{{stream}} partition"),
           (f"max by (stream) (spate_busiest_key_ratio{{{OF_STREAM}}})", "{{stream}} key")],
          "Share of the records that the busiest partition, and the busiest key, got: one hot partition is one broker's work.", max=1),
    lines("CPU", "none", [(rate("process_cpu_seconds_total", "instance", OF_INSTANCE), "{{instance}}")], "Cores in use."),
    lines("Threads and descriptors", "short", [(f"process_threads{{{OF_INSTANCE}}}", "{{instance}} threads"),
                                               (f"process_open_fds{{{OF_INSTANCE}}}", "{{instance}} descriptors")],
          "One thread for each stream; one or two descriptors for each broker."),
]

BROKERS = [
    lines("Connected", "none", [(f"min by (broker) (spate_broker_up{{{OF_INSTANCE}}})", "{{broker}}")],
          "1 while every instance is connected to the broker.", max=1, custom={"lineInterpolation": "stepAfter"}),
    lines("Round trip", "s", [(f"max by (broker) (spate_broker_rtt_seconds{{{OF_INSTANCE}}})", "{{broker}}")],
          "Mean of a request over the client's last second; of the slowest instance."),
    lines("Throttled", "s", [(f"max by (broker) (spate_broker_throttle_seconds{{{OF_INSTANCE}}})", "{{broker}}")],
          "Mean delay that the broker imposed: a quota."),
    lines("Requests in flight", "short", [(f"sum by (broker) (spate_broker_requests_in_flight{{{OF_INSTANCE}}})", "{{broker}}")],
          "Sent and not answered yet."),
]

ROWS = {"Overview": OVERVIEW, "Streams": STREAMS, "Why slow": WHY_SLOW, "Brokers": BROKERS}


def laid_out(rows):
    """The panels of all rows, each with an id and its place on the grid."""
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
    variable("stream", "Stream", f"label_values(spate_stream_info{{{OF_INSTANCE}}}, stream)", allValue=".+"),
]


def annotation(name, colour, expression, title, **options):
    return {"name": name, "enable": True, "iconColor": colour, "datasource": SOURCE, "expr": expression, "titleFormat": title,
            "textFormat": "{{instance}}", "step": "1m", **options}


ANNOTATIONS = [
    # The value is the moment itself, in milliseconds.
    annotation("Starts", BLUE, f"1000 * process_start_time_seconds{{{OF_INSTANCE}}}", "started", useValueForTime="on"),
    annotation("Reloads", GREEN, f"1000 * spate_config_last_reload_success_timestamp_seconds{{{OF_INSTANCE}}}", "scenario taken over",
               useValueForTime="on"),
    # What was done in the minute before each of the points, which lie a minute apart.
    annotation("Control actions", ORANGE, f"sum by (instance, action) (increase(spate_control_actions_total{{{OF_INSTANCE}}}[1m])) > 0",
               "{{action}}"),
]

DASHBOARD = {
    "uid": "spate", "title": "spate", "tags": ["kafka", "spate"], "schemaVersion": 39, "version": 1, "editable": True,
    "description": "Kafka load by spate: what is asked for, what arrives, and what keeps it.",
    "time": {"from": "now-30m", "to": "now"}, "refresh": "10s", "timezone": "browser", "graphTooltip": 1,
    "templating": {"list": VARIABLES}, "annotations": {"list": ANNOTATIONS}, "panels": laid_out(ROWS), "links": [],
}

if __name__ == "__main__":
    print(json.dumps(DASHBOARD, indent=1))
