"""The manifests of config/kubernetes are valid by the published schemas and consistent with each other."""
import json
import re

import jsonschema
import pytest
import yaml

from prometheus import CONFIG
from spate import ROOT, spate, write_scenario

MANIFESTS = {path.name: yaml.safe_load(path.read_text()) for path in sorted((ROOT / "config/kubernetes").rglob("*.yaml"))}
SCHEMA = json.loads((ROOT / "tests/system/kubernetes_schema.json").read_text())
WORKLOADS = {name: manifest for name, manifest in MANIFESTS.items() if manifest["kind"] in ("Deployment", "StatefulSet", "Job")}


def schema_errors(manifest):
    schema = {"$ref": f"#/$defs/{SCHEMA['kinds'][manifest['kind']]}", "$defs": SCHEMA["$defs"]}
    return [f"{error.json_path}: {error.message}" for error in jsonschema.Draft202012Validator(schema).iter_errors(manifest)]


@pytest.mark.parametrize("name", MANIFESTS)
def test_manifest_matches_its_schema(name):
    assert schema_errors(MANIFESTS[name]) == []


@pytest.mark.parametrize("name", MANIFESTS)
def test_schema_rejects_an_unknown_field(name):
    assert schema_errors({**MANIFESTS[name], "sepc": {}}) != []


def scenario():
    return MANIFESTS["configmap.yaml"]["data"]["scenario.yaml"]


def test_scenario_of_the_configmap_is_valid(tmp_path):
    """The test writes the files of the secret to its own directory."""
    for name, secret in MANIFESTS["secret.yaml"]["stringData"].items():
        (tmp_path / name).write_text(secret)
    text = scenario().replace("/run/secrets/spate", str(tmp_path))
    result = spate("check", "--print", write_scenario(tmp_path, text))
    assert result.returncode == 0, result.stderr
    assert "change-me" not in result.stdout


def pod(workload):
    return WORKLOADS[workload]["spec"]["template"]["spec"]


def container(workload):
    (single,) = pod(workload)["containers"]
    return single


@pytest.mark.parametrize("name", WORKLOADS)
def test_pod_mounts_scenario_and_secret(name):
    sources = {volume["name"]: volume for volume in pod(name)["volumes"]}
    places = {mount["mountPath"]: sources.get(mount["name"]) for mount in container(name)["volumeMounts"]}
    assert places["/etc/spate"]["configMap"]["name"] == MANIFESTS["configmap.yaml"]["metadata"]["name"]
    assert places["/run/secrets/spate"]["secret"]["secretName"] == MANIFESTS["secret.yaml"]["metadata"]["name"]
    command, file = container(name)["args"][:2]
    assert command == "run" and file.removeprefix("/etc/spate/") in MANIFESTS["configmap.yaml"]["data"]
    for path in re.findall(r"\$\{file:/run/secrets/spate/([^}]+)\}", scenario()):
        assert path in MANIFESTS["secret.yaml"]["stringData"]


@pytest.mark.parametrize("name", [name for name in WORKLOADS if WORKLOADS[name]["kind"] != "Deployment"])
def test_each_shard_has_its_index_and_a_common_start_time(tmp_path, name):
    spec, arguments = WORKLOADS[name]["spec"], container(name)["args"]
    shards = spec["replicas"] if WORKLOADS[name]["kind"] == "StatefulSet" else spec["completions"]
    assert arguments[arguments.index("--shard") + 1] == f"auto/{shards}"
    states = [mount["mountPath"] for mount in container(name)["volumeMounts"] if mount["name"] == "state"]
    assert states == [word.removeprefix("state_dir=") for word in arguments if word.startswith("state_dir=")]
    file = write_scenario(tmp_path, "kafka: {bootstrap.servers: embedded}\nmetrics: {listen: off}\n"
                                    "streams: [{topic: t, rate: 10/s, record: {n: 1}}]\n")
    environment = {"JOB_COMPLETION_INDEX": str(shards - 1)}
    words = [str(tmp_path / "state").join(word.split("/var/lib/spate")) for word in arguments[2:]]
    if "--duration" in words:
        words[words.index("--duration") + 1] = "1s"
    else:
        words += ["--duration", "1s"]
    result = spate("run", file, "--sink", "null", *words, env=environment)
    assert f"shard {shards - 1}/{shards}, to no broker" in result.stderr, result.stderr


def test_sharded_workloads_are_not_in_the_directory_of_the_deployment():
    assert {path.name for path in (ROOT / "config/kubernetes").glob("*.yaml")}.isdisjoint({"statefulset.yaml", "job.yaml"})


@pytest.mark.parametrize("name", WORKLOADS)
def test_pod_is_unprivileged_with_a_read_only_root(name):
    security = container(name)["securityContext"]
    assert security["readOnlyRootFilesystem"] and not security["allowPrivilegeEscalation"] and security["capabilities"] == {"drop": ["ALL"]}
    user = re.search(r"^USER (\d+):(\d+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert (pod(name)["securityContext"]["runAsUser"], pod(name)["securityContext"]["runAsGroup"]) == tuple(map(int, user.groups()))


@pytest.mark.parametrize("name", WORKLOADS)
def test_probes_and_monitor_use_the_metrics_port(name):
    (port,) = container(name)["ports"]
    assert yaml.safe_load(scenario())["metrics"]["listen"] == f"0.0.0.0:{port['containerPort']}"
    probes = {probe: container(name)[probe]["httpGet"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert {probe["port"] for probe in probes.values()} == {port["name"]}
    assert (probes["livenessProbe"]["path"], probes["readinessProbe"]["path"]) == ("/healthz", "/readyz")
    assert MANIFESTS["podmonitor.yaml"]["spec"]["podMetricsEndpoints"][0]["port"] == port["name"]


@pytest.mark.parametrize("name", WORKLOADS)
def test_labels_select_the_pods_and_name_the_job_of_the_alerts(name):
    labels = WORKLOADS[name]["spec"]["template"]["metadata"]["labels"]
    monitor = MANIFESTS["podmonitor.yaml"]["spec"]
    assert monitor["selector"]["matchLabels"].items() <= labels.items()
    documented = yaml.safe_load((CONFIG / "prometheus.yml").read_text())["scrape_configs"][0]
    assert (labels[monitor["jobLabel"]], monitor["sampleLimit"]) == (documented["job_name"], documented["sample_limit"])


@pytest.mark.parametrize("name", WORKLOADS)
def test_probe_and_grace_period_exceed_the_timeouts(name):
    """By default, startup.timeout is 60 s and shutdown.flush_timeout 20 s."""
    probe = container(name)["startupProbe"]
    assert probe["periodSeconds"] * probe["failureThreshold"] > 60
    assert pod(name)["terminationGracePeriodSeconds"] > 20
