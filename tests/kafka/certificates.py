"""Certificates of openssl for brokers and clients of the tests."""
import pathlib
import subprocess

CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
LONG_AGO = ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"]


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, stdin=subprocess.DEVNULL)


class Certificate:
    """A certificate and its key, in two files and together in `both`, as Kafka expects."""

    def __init__(self, directory, name):
        self.file, self.key, self.both = (directory / f"{name}.{ending}" for ending in ("crt", "key", "pem"))


class Authority:
    """A certificate authority; `file` is its certificate."""

    def __init__(self, directory, name):
        self.directory = pathlib.Path(directory) / name
        self.directory.mkdir()
        own = Certificate(self.directory, "authority")
        self.file = own.file
        openssl("req", "-x509", *CURVE, "-nodes", "-days", 30, "-subj", f"/CN={name}", "-keyout", own.key, "-out", own.file)
        (self.directory / "index").touch()
        self.config = self.directory / "openssl.cnf"
        self.config.write_text(f"""
[ca]
default_ca = own
[own]
database = {self.directory}/index
new_certs_dir = {self.directory}
rand_serial = yes
certificate = {own.file}
private_key = {own.key}
default_md = sha256
default_days = 30
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
""")

    def issue(self, name, alternative="IP:127.0.0.1", expired=False, password=None):
        """Issues a certificate for the address `alternative`, with an encrypted key if there is a password."""
        made = Certificate(self.directory, name)
        request = self.directory / f"{name}.csr"
        openssl("req", "-new", *CURVE, *(["-passout", f"pass:{password}"] if password else ["-nodes"]), "-subj", f"/CN={name}",
                "-addext", f"subjectAltName={alternative}", "-keyout", made.key, "-out", request)
        openssl("ca", "-batch", "-notext", "-config", self.config, *(LONG_AGO if expired else []),
                "-in", request, "-out", made.file)
        made.both.write_text(made.key.read_text() + made.file.read_text())
        return made
