"""The programs that the benchmarks run, built on first use."""
import pathlib
import shutil
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DEBIAN_EXAMPLE = pathlib.Path("/usr/share/doc/librdkafka-dev/examples/rdkafka_performance.c")


class Tools:
    """Paths of programs in one Meson build directory. Each is built on first use."""

    def __init__(self, build):
        self.build = pathlib.Path(build).resolve()
        self.spate = self.build / "spate"

    def mock_cluster(self):
        return self._ninja("mock_cluster")

    def generator_bench(self):
        return self._ninja("generator_bench")

    def histogram_bench(self):
        return self._ninja("histogram_bench")

    def order_bench(self):
        return self._ninja("order_bench")

    def rdkafka_performance(self):
        """librdkafka's performance tester, compiled from the example source in Debian's librdkafka-dev."""
        program = self.build / "tests/bench/rdkafka_performance"
        if not program.exists():
            program.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix="spate-bench-") as scratch:
                source = _example_source(pathlib.Path(scratch))
                subprocess.run(["gcc", "-O2", f"-I{HERE}/peer/src", "-I/usr/include/librdkafka", source,
                                "-o", program, "-lrdkafka", "-lm"], check=True)
        return program

    def header_producer(self):
        program = self.build / "tests/bench/header_producer"
        program.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["gcc", "-O2", HERE / "peer/src/header_producer.c", "-o", program, "-lrdkafka"], check=True)
        return program

    def _ninja(self, name):
        program = self.build / "tests/bench" / name
        subprocess.run(["ninja", "-C", self.build, program.relative_to(self.build)], check=True, stdout=subprocess.DEVNULL)
        return program


def _example_source(scratch):
    """Copies rdkafka_performance.c to `scratch`, from the installed example. If dpkg excludes examples, from the package."""
    source = scratch / "rdkafka_performance.c"
    packed = DEBIAN_EXAMPLE.with_name(DEBIAN_EXAMPLE.name + ".gz")
    if not DEBIAN_EXAMPLE.exists() and not packed.exists():
        _extract_package("librdkafka-dev", scratch)
        example = scratch / DEBIAN_EXAMPLE.relative_to("/")
        packed = example.with_name(packed.name)
    else:
        example = DEBIAN_EXAMPLE
    if example.exists():
        shutil.copyfile(example, source)
    else:
        with open(source, "wb") as out:
            subprocess.run(["gzip", "-dc", packed], stdout=out, check=True)
    return source


def _extract_package(package, directory):
    # By default apt downloads as the user _apt, which cannot write to a private directory.
    subprocess.run(["apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root", package], cwd=directory, check=True)
    archive = next(directory.glob(f"{package}_*.deb"))
    subprocess.run(["dpkg-deb", "--extract", archive, directory], check=True)
