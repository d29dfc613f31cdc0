"""A Debian system with systemd as process 1. systemd-nspawn boots it from a debootstrap tree. Needs root.

    with Machine(package) as machine:
        machine.run("systemctl", "start", "spate")

The tree stays in the user's cache. Each machine is a copy of it with the package installed. The end of the block deletes the
copy. The machine shares the network namespace of this process: call `enter_network_namespace` first.
"""
import contextlib
import ctypes
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "spate"
SUITES = {"12": "bookworm", "13": "trixie"}
ENVIRONMENT = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive", "LANG=C.UTF-8"]
CLONE_NEWNET = 0x40000000
TIMEOUT = 60  # seconds


def enter_network_namespace():
    """Moves this process and its later children to a new network namespace that has only loopback."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "unshare")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def release():
    """Returns the Debian release of this machine. The package needs the libraries of the same release."""
    return pathlib.Path("/etc/debian_version").read_text().split(".")[0]


def base_tree():
    """Returns the debootstrap tree. The first call makes it."""
    tree = CACHE / f"machine{release()}"
    if not tree.exists():
        scratch = pathlib.Path(tempfile.mkdtemp(dir=CACHE))
        subprocess.run(["debootstrap", "--variant=minbase", "--include=systemd,systemd-sysv,dbus", SUITES[release()], scratch], check=True,
                       stdout=subprocess.DEVNULL)
        scratch.chmod(0o755)
        scratch.rename(tree)
    return tree


class Machine:
    def __init__(self, package):
        self.tree = pathlib.Path(tempfile.mkdtemp(prefix="machine-", dir=CACHE))
        subprocess.run(["cp", "-a", f"{base_tree()}/.", self.tree], check=True)
        # Copy the network settings of this machine: name resolution and CA certificates.
        for name in ["etc/resolv.conf", "etc/hosts"]:
            shutil.copy(f"/{name}", self.tree / name)
        shutil.copytree("/usr/local/share/ca-certificates", self.tree / "usr/local/share/ca-certificates", dirs_exist_ok=True)
        shutil.copy(package, self.tree / "var/spate.deb")
        for command in [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "/var/spate.deb"]]:
            subprocess.run(["chroot", self.tree, *ENVIRONMENT, *command], check=True, stdout=subprocess.DEVNULL)

    def __enter__(self):
        self._console = (self.tree / "root/console").open("w")
        self._nspawn = subprocess.Popen(["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--resolv-conf=off", "--boot",
                                         f"--directory={self.tree}"], stdin=subprocess.DEVNULL, stdout=self._console,
                                        stderr=subprocess.STDOUT)
        self.wait_for("a booted systemd", lambda: self.run("systemctl", "is-system-running", check=False).stdout.strip()
                      in ("running", "degraded"))
        return self

    def __exit__(self, *_):
        self.run("systemctl", "poweroff", check=False)
        try:
            self._nspawn.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            self._nspawn.kill()
            self._nspawn.wait()
        self._console.close()
        shutil.rmtree(self.tree)

    def run(self, *command, check=True):
        """Runs a command in the machine as root."""
        init = pathlib.Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children").read_text().split()
        return subprocess.run(["nsenter", "--all", "--target", *init[:1], "--", *ENVIRONMENT, *command], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=check, timeout=2 * TIMEOUT)

    def write(self, path, text, mode=0o644):
        file = self.tree / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)

    def wait_for(self, subject, poll):
        """Calls `poll` until it returns something true, and returns that."""
        end = time.monotonic() + TIMEOUT
        while time.monotonic() < end:
            with contextlib.suppress(OSError, subprocess.SubprocessError):
                if value := poll():
                    return value
            time.sleep(0.2)
        raise AssertionError(f"no {subject} within {TIMEOUT} s:\n{(self.tree / 'root/console').read_text()[-3000:]}")
