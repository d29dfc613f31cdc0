#!/usr/bin/python3
"""Writes kubernetes_schema.json: the published schemas that config/kubernetes needs, without prose.

usage: pip install kubernetes-validate==1.37.0 cloudcoil.models.prometheus_operator==0.80.1.0
       make_kubernetes_schema.py > kubernetes_schema.json

The first holds Kubernetes' own OpenAPI description as JSON Schema, in its strict form (no unknown fields); the second is
generated from the custom resources of the Prometheus operator. Both are under the Apache License 2.0, as this project is.
"""
import importlib.util
import json
import pathlib
import re

from cloudcoil.models.prometheus_operator import v1 as operator

KINDS = {"Deployment": "io.k8s.api.apps.v1.Deployment", "StatefulSet": "io.k8s.api.apps.v1.StatefulSet",
         "Job": "io.k8s.api.batch.v1.Job", "ConfigMap": "io.k8s.api.core.v1.ConfigMap", "Secret": "io.k8s.api.core.v1.Secret"}
PROSE = {"description", "title", "default"}


def kubernetes_definitions():
    package = pathlib.Path(importlib.util.find_spec("kubernetes_validate").origin).parent
    return json.loads((package / "kubernetes-json-schema/v1.37.0-local-strict/_definitions.json").read_text())["$defs"]


def bare(node, names=False):
    """Returns `node` without prose and extensions. With `names`, the keys of `node` are names of fields."""
    if isinstance(node, list):
        return [bare(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: bare(value, key in ("properties", "$defs")) for key, value in node.items()
            if names or not (key in PROSE or key.startswith("x-"))}


def reachable(definitions, roots):
    result, pending = {}, list(roots)
    while pending:
        name = pending.pop()
        if name not in result:
            result[name] = bare(definitions[name])
            pending += re.findall(r'"#/\$defs/([^"]+)"', json.dumps(result[name]))
    return result


def pod_monitor():
    """The definitions of PodMonitor, prefixed with "operator." and as strict as those of Kubernetes."""
    schema = operator.PodMonitor.model_json_schema()
    definitions = {**schema.pop("$defs"), "PodMonitor": schema}
    text = json.dumps(bare(definitions, names=True)).replace("#/$defs/", "#/$defs/operator.")
    strict = {f"operator.{name}": definition for name, definition in json.loads(text).items()}
    for definition in strict.values():
        if "properties" in definition:
            definition.setdefault("additionalProperties", False)
    return strict


def main():
    definitions = reachable(kubernetes_definitions(), KINDS.values()) | pod_monitor()
    kinds = {**KINDS, "PodMonitor": "operator.PodMonitor"}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(definition, separators=(',', ':'))}" for name, definition in sorted(definitions.items()))
    print(f'{{"$comment": "make_kubernetes_schema.py wrote this; Apache License 2.0",\n"kinds": {json.dumps(kinds)},\n"$defs": {{\n{lines}\n}}}}')


if __name__ == "__main__":
    main()
