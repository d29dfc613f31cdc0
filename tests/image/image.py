#!/usr/bin/python3
"""Builds the image of the Dockerfile and tries it as its user would, without a registry; as root.

usage: image.py

The base image comes from debootstrap, under the name the Dockerfile gives. The image is built with buildah in a storage
of its own and run with runc: read-only, no capability, spate as process 1. First its default command, until every stream
delivers by a scrape of the port that the image exposes and SIGTERM ends it; then against a real Kafka, read back. The runs
have a network namespace of their own, so no port of this machine is in their way. Storage and base image stay in the user's cache.
"""
import contextlib
import ctypes
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/kafka"))

from cluster import Cluster, jars  # noqa: E402
from readers import read_topic  # noqa: E402

CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "spate/image"
BUILDAH = ["buildah", "--storage-driver", "vfs", "--root", CACHE / "storage", "--runroot", CACHE / "run"]
IMAGE = "localhost/spate"
SUITES = {"12": "bookworm", "13": "trixie"}
CLONE_NEWNET = 0x40000000
MOST_BYTES = 30_000_000
TIMEOUT_FACTOR = 60  # seconds, for an answer and for an end


def buildah(*arguments, **options):
    return subprocess.run([*BUILDAH, *arguments], check=True, text=True, **options)


def said(*arguments):
    return buildah(*arguments, stdout=subprocess.PIPE).stdout.strip()


def base_image():
    """What the Dockerfile starts from, made by debootstrap if it is not there."""
    name = re.search(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE).group(1)
    full_name = f"docker.io/library/{name}"
    if said("images", "--quiet", "--filter", f"reference={full_name}"):
        return
    suite = SUITES[re.fullmatch(r"debian:(\d+)-slim", name).group(1)]
    print(f"making {name} with debootstrap", flush=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as tree:
        subprocess.run(["debootstrap", "--variant=minbase", suite, tree], check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(f"{tree}/var/cache/apt/archives")
        container = said("from", "scratch")
        buildah("add", "--quiet", container, tree, "/", stdout=subprocess.DEVNULL)
        buildah("config", "--cmd", "bash", container)
        buildah("commit", "--quiet", "--rm", container, full_name, stdout=subprocess.DEVNULL)


def network_of_its_own():
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "unshare")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def eventually(what, ask):
    """The first answer of `ask` that is not nothing."""
    end = time.monotonic() + TIMEOUT_FACTOR
    while time.monotonic() < end:
        with contextlib.suppress(urllib.error.URLError):
            if answer := ask():
                return answer
        time.sleep(0.2)
    raise SystemExit(f"image: {what} did not come in {TIMEOUT_FACTOR} s")


def page(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return answer.read().decode()


def delivered(port):
    """Records delivered by stream; nothing while a stream has none."""
    counts = dict(re.findall(r'^spate_records_delivered_total\{stream="(\w+)"\} (\S+)', page(port, "/metrics"), re.MULTILINE))
    return {stream: int(float(count)) for stream, count in counts.items()} if all(map(float, counts.values())) else None


class Container:
    """The image's process under runc, its root read-only, without a capability; the first of its process namespace."""

    def __init__(self, rootfs, config, arguments):
        self._bundle = tempfile.TemporaryDirectory(prefix="spate-image-")
        self._name = f"spate-image-{os.getpid()}"
        subprocess.run(["runc", "spec", "--bundle", self._bundle.name], check=True)
        file = pathlib.Path(self._bundle.name) / "config.json"
        spec = json.loads(file.read_text())
        user, group = map(int, config["User"].split(":"))
        spec["root"] = {"path": rootfs, "readonly": True}
        spec["process"] |= {"terminal": False, "args": [*config["Entrypoint"], *arguments], "env": config["Env"],
                            "cwd": config["WorkingDir"], "user": {"uid": user, "gid": group}, "noNewPrivileges": True,
                            "capabilities": {}}
        spec["linux"]["namespaces"] = [one for one in spec["linux"]["namespaces"] if one["type"] != "network"]
        file.write_text(json.dumps(spec))

    def __enter__(self):
        self._run = subprocess.Popen(["runc", "run", "--bundle", self._bundle.name, self._name])
        return self

    def __exit__(self, *_):
        subprocess.run(["runc", "delete", "--force", self._name], check=True)
        self._run.wait()
        self._bundle.cleanup()

    def status(self, field):
        """A line of /proc/PID/status, its words."""
        state = json.loads(subprocess.run(["runc", "state", self._name], check=True, stdout=subprocess.PIPE).stdout)
        return re.search(rf"^{field}:\s(.*)", pathlib.Path(f"/proc/{state['pid']}/status").read_text(), re.MULTILINE).group(1).split()

    def send(self, name):
        subprocess.run(["runc", "kill", self._name, name], check=True)

    def execute(self, *command):
        """The exit code of a command beside it, as docker exec and the health check run theirs."""
        return subprocess.run(["runc", "exec", self._name, *command], stdin=subprocess.DEVNULL).returncode

    def wait(self):
        return self._run.wait(TIMEOUT_FACTOR)


def check(what, holds):
    if not holds:
        raise SystemExit(f"image: {what} does not hold")
    print(f"image: {what}", flush=True)


def try_content(rootfs):
    files = [path.lstat() for path in pathlib.Path(rootfs).rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum({file.st_ino: file.st_size for file in files}.values())
    check(f"{size / 1e6:.1f} MB, at most {MOST_BYTES / 1e6:.0f} MB", size <= MOST_BYTES)
    check("no shell in it", not any((pathlib.Path(rootfs) / name).exists() for name in ["bin/sh", "usr/bin/sh", "bin/bash"]))


def try_default_command(rootfs, config):
    port = re.fullmatch(r"(\d+)/tcp", *config["ExposedPorts"]).group(1)
    with Container(rootfs, config, config["Cmd"]) as container:
        eventually("/readyz", lambda: page(port, "/readyz"))
        counts = eventually("a delivery of every stream", lambda: delivered(port))
        check(f"delivers {counts} by a scrape of port {port}", len(counts) == 4)
        kind, *health = config["Healthcheck"]["Test"]
        check("is healthy by its health check", kind == "CMD" and container.execute(*health) == 0)
        check("process 1, not root, no capability", (container.status("NSpid")[-1], set(container.status("CapEff"))) == ("1", {"0" * 16})
              and "0" not in container.status("Uid"))
        container.send(config.get("StopSignal", "SIGTERM"))
        check("ends with 0 when told to stop", container.wait() == 0)


def try_beside_kafka(rootfs, config):
    """The shop's four topics, read back from a real broker."""
    with Cluster() as kafka:
        with Container(rootfs, config, [*config["Cmd"], "--bootstrap-servers", kafka.bootstrap, "--records", "500"]) as container:
            check("ends with 0 beside a real Kafka", container.wait() == 0)
        found = {topic: len(read_topic(kafka.bootstrap, topic)) for topic in sorted(kafka.topics()) if not topic.startswith("__")}
    check(f"all records are read back: {found}", list(found.values()) == [500] * 4)


def main():
    CACHE.mkdir(parents=True, exist_ok=True)
    jars()  # while there is a network
    base_image()
    # Docker's format: OCI's has no place for a health check.
    buildah("bud", "--isolation", "chroot", "--pull-never", "--format", "docker", "--tag", IMAGE, ROOT)
    config = json.loads(said("inspect", "--type", "image", IMAGE))["Docker"]["config"]
    container = said("from", "--pull-never", IMAGE)
    try:
        rootfs = said("mount", container)
        network_of_its_own()
        try_content(rootfs)
        try_default_command(rootfs, config)
        try_beside_kafka(rootfs, config)
    finally:
        buildah("rm", container, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
