#!/usr/bin/python3
"""Builds the image of the Dockerfile and tries it as its user would, without a registry; as root.

usage: image.py

The base image comes from debootstrap, under the name the Dockerfile gives. The image is built with buildah in a storage
of its own, and its default command runs until it has shown: not root, every stream delivering, /metrics on the port
that the image exposes, exit 0 when it is told to stop. The run has a network namespace of its own, so no port of this
machine is in its way. Storage and base image stay in the user's cache.
"""
import contextlib
import ctypes
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "spate/image"
BUILDAH = ["buildah", "--storage-driver", "vfs", "--root", CACHE / "storage", "--runroot", CACHE / "run"]
IMAGE = "localhost/spate"
SUITES = {"12": "bookworm", "13": "trixie"}
CLONE_NEWNET = 0x40000000
PATIENCE = 60  # seconds, for an answer and for an end


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


def spate_process():
    """The id of the image's process: the one called spate in this network namespace."""
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "comm").read_text() == "spate\n" and os.readlink(process / "ns/net") == os.readlink("/proc/self/ns/net"):
                return int(process.name)
    return None


def eventually(what, ask):
    """The first answer of `ask` that is not nothing."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(urllib.error.URLError):
            if answer := ask():
                return answer
        time.sleep(0.2)
    raise SystemExit(f"image: {what} did not come in {PATIENCE} s")


def page(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return answer.read().decode()


def delivered(port):
    """Records delivered by stream; nothing while a stream has none."""
    counts = dict(re.findall(r'^spate_records_delivered_total\{stream="(\w+)"\} (\S+)', page(port, "/metrics"), re.MULTILINE))
    return {stream: int(float(count)) for stream, count in counts.items()} if all(map(float, counts.values())) else None


def try_default_command(config):
    port = re.fullmatch(r"(\d+)/tcp", *config["ExposedPorts"]).group(1)
    container = said("from", "--pull-never", IMAGE)
    run = subprocess.Popen([*BUILDAH, "run", "--isolation", "chroot", container, "--", *config["Entrypoint"], *config["Cmd"]])
    try:
        process = eventually("the process", spate_process)
        user = re.search(r"^Uid:\t(\d+)", pathlib.Path(f"/proc/{process}/status").read_text(), re.MULTILINE).group(1)
        eventually("/readyz", lambda: page(port, "/readyz"))
        counts = eventually("a delivery of every stream", lambda: delivered(port))
        os.kill(process, getattr(signal, config.get("StopSignal", "SIGTERM")))
        code = run.wait(PATIENCE)
    finally:
        run.kill()
        buildah("rm", container, stdout=subprocess.DEVNULL)
    print(f"image: user {user}, delivered {counts} by a scrape of port {port}, ended with {code}")
    return user != "0" and len(counts) == 4 and code == 0


def main():
    CACHE.mkdir(parents=True, exist_ok=True)
    base_image()
    buildah("bud", "--isolation", "chroot", "--pull-never", "--tag", IMAGE, ROOT)
    config = json.loads(said("inspect", "--type", "image", IMAGE))["OCIv1"]["config"]
    network_of_its_own()
    return 0 if try_default_command(config) else 1


if __name__ == "__main__":
    sys.exit(main())
