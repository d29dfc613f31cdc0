#!/usr/bin/python3
"""Builds the image of the Dockerfile and tests it without a registry. Needs root.

usage: image.py

debootstrap makes the base image of the Dockerfile. buildah builds the image in separate storage. runc runs it read-only,
without capabilities, with spate as process 1. The first run uses the default command. It ends with SIGTERM when a scrape of
the exposed port shows deliveries of every stream. The second run sends to a real Kafka, and a consumer reads the records.
Both use a separate network namespace, so no port of this machine can conflict. Storage and base image stay in the user's
cache.
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
MAX_BYTES = 30_000_000
TIMEOUT = 60  # seconds, for a response and for the end of a run


def buildah(*arguments, **options):
    return subprocess.run([*BUILDAH, *arguments], check=True, text=True, **options)


def buildah_output(*arguments):
    return buildah(*arguments, stdout=subprocess.PIPE).stdout.strip()


def base_image():
    """Makes the base image of the Dockerfile with debootstrap, unless it exists."""
    name = re.search(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE).group(1)
    full_name = f"docker.io/library/{name}"
    if buildah_output("images", "--quiet", "--filter", f"reference={full_name}"):
        return
    suite = SUITES[re.fullmatch(r"debian:(\d+)-slim", name).group(1)]
    print(f"making {name} with debootstrap", flush=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as tree:
        subprocess.run(["debootstrap", "--variant=minbase", suite, tree], check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(f"{tree}/var/cache/apt/archives")
        container = buildah_output("from", "scratch")
        buildah("add", "--quiet", container, tree, "/", stdout=subprocess.DEVNULL)
        buildah("config", "--cmd", "bash", container)
        buildah("commit", "--quiet", "--rm", container, full_name, stdout=subprocess.DEVNULL)


def enter_network_namespace():
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "unshare")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def wait_for(subject, poll):
    """Calls `poll` until it returns something true, and returns that."""
    end = time.monotonic() + TIMEOUT
    while time.monotonic() < end:
        with contextlib.suppress(urllib.error.URLError):
            if value := poll():
                return value
        time.sleep(0.2)
    raise SystemExit(f"image: no {subject} within {TIMEOUT} s")


def page(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
        return response.read().decode()


def delivered(port):
    """Returns the delivered records by stream, or None while a stream has none."""
    counts = dict(re.findall(r'^spate_records_delivered_total\{stream="(\w+)"\} (\S+)', page(port, "/metrics"), re.MULTILINE))
    return {stream: int(float(count)) for stream, count in counts.items()} if all(map(float, counts.values())) else None


class Container:
    """Runs the image with runc: read-only root, no capabilities, process 1 of its process namespace."""

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
        spec["linux"]["namespaces"] = [space for space in spec["linux"]["namespaces"] if space["type"] != "network"]
        file.write_text(json.dumps(spec))

    def __enter__(self):
        self._run = subprocess.Popen(["runc", "run", "--bundle", self._bundle.name, self._name])
        return self

    def __exit__(self, *_):
        subprocess.run(["runc", "delete", "--force", self._name], check=True)
        self._run.wait()
        self._bundle.cleanup()

    def status(self, field):
        """Returns the words of a field of /proc/PID/status."""
        state = json.loads(subprocess.run(["runc", "state", self._name], check=True, stdout=subprocess.PIPE).stdout)
        return re.search(rf"^{field}:\s(.*)", pathlib.Path(f"/proc/{state['pid']}/status").read_text(), re.MULTILINE).group(1).split()

    def send(self, name):
        subprocess.run(["runc", "kill", self._name, name], check=True)

    def execute(self, *command):
        """Runs a command in the container, as docker exec and the health check do. Returns its exit code."""
        return subprocess.run(["runc", "exec", self._name, *command], stdin=subprocess.DEVNULL).returncode

    def wait(self):
        return self._run.wait(TIMEOUT)


def check(statement, is_true):
    if not is_true:
        raise SystemExit(f"image: failed: {statement}")
    print(f"image: {statement}", flush=True)


def check_content(rootfs):
    files = [path.lstat() for path in pathlib.Path(rootfs).rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum({file.st_ino: file.st_size for file in files}.values())
    check(f"{size / 1e6:.1f} MB, at most {MAX_BYTES / 1e6:.0f} MB", size <= MAX_BYTES)
    check("no shell", not any((pathlib.Path(rootfs) / name).exists() for name in ["bin/sh", "usr/bin/sh", "bin/bash"]))


def check_default_command(rootfs, config):
    port = re.fullmatch(r"(\d+)/tcp", *config["ExposedPorts"]).group(1)
    with Container(rootfs, config, config["Cmd"]) as container:
        wait_for("/readyz", lambda: page(port, "/readyz"))
        counts = wait_for("a delivery of every stream", lambda: delivered(port))
        check(f"a scrape of port {port} shows deliveries: {counts}", len(counts) == 4)
        kind, *health = config["Healthcheck"]["Test"]
        check("the health check succeeds", kind == "CMD" and container.execute(*health) == 0)
        check("process 1, not root, no capability", (container.status("NSpid")[-1], set(container.status("CapEff"))) == ("1", {"0" * 16})
              and "0" not in container.status("Uid"))
        container.send(config.get("StopSignal", "SIGTERM"))
        check("exits with 0 after SIGTERM", container.wait() == 0)


def check_with_kafka(rootfs, config):
    """Sends to the four topics of the shop on a real broker and reads them."""
    with Cluster() as kafka:
        with Container(rootfs, config, [*config["Cmd"], "--bootstrap-servers", kafka.bootstrap, "--records", "500"]) as container:
            check("exits with 0 after a run with a real Kafka", container.wait() == 0)
        counts = {topic: len(read_topic(kafka.bootstrap, topic)) for topic in sorted(kafka.topics()) if not topic.startswith("__")}
    check(f"the topics have all records: {counts}", list(counts.values()) == [500] * 4)


def main():
    CACHE.mkdir(parents=True, exist_ok=True)
    jars()  # the network namespace has no internet access
    base_image()
    # Docker's format: the OCI format has no health check.
    buildah("bud", "--isolation", "chroot", "--pull-never", "--format", "docker", "--tag", IMAGE, ROOT)
    config = json.loads(buildah_output("inspect", "--type", "image", IMAGE))["Docker"]["config"]
    container = buildah_output("from", "--pull-never", IMAGE)
    try:
        rootfs = buildah_output("mount", container)
        enter_network_namespace()
        check_content(rootfs)
        check_default_command(rootfs, config)
        check_with_kafka(rootfs, config)
    finally:
        buildah("rm", container, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
