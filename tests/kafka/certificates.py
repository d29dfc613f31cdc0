"""Issues TLS certificates for brokers and clients, with openssl."""
import pathlib
import subprocess

CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
EXPIRED_DATES = ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"]


def run_openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, stdin=subprocess.DEVNULL)


class Certificate:
    """The files of a certificate: `file` and `key` in PEM, and both in `keystore`, as Kafka's ssl.keystore.location needs."""

    def __init__(self, directory, name):
        self.file, self.key, self.keystore = (directory / f"{name}.{suffix}" for suffix in ("crt", "key", "pem"))


class Authority:
    """A certificate authority; `file` is its certificate."""

    def __init__(self, directory, name):
        self.directory = pathlib.Path(directory) / name
        self.directory.mkdir()
        certificate = Certificate(self.directory, "authority")
        self.file = certificate.file
        run_openssl("req", "-x509", *CURVE, "-nodes", "-days", 30, "-subj", f"/CN={name}", "-keyout", certificate.key,
                    "-out", certificate.file)
        (self.directory / "index").touch()
        self.config = self.directory / "openssl.cnf"
        self.config.write_text(f"""
[ca]
default_ca = authority
[authority]
database = {self.directory}/index
new_certs_dir = {self.directory}
rand_serial = yes
certificate = {certificate.file}
private_key = {certificate.key}
default_md = sha256
default_days = 30
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
""")

    def issue(self, name, alternative="IP:127.0.0.1", expired=False, password=None):
        """Issues a certificate for the address `alternative` (a subjectAltName). A password encrypts its key."""
        certificate = Certificate(self.directory, name)
        request = self.directory / f"{name}.csr"
        run_openssl("req", "-new", *CURVE, *(["-passout", f"pass:{password}"] if password else ["-nodes"]),
                    "-subj", f"/CN={name}", "-addext", f"subjectAltName={alternative}", "-keyout", certificate.key, "-out", request)
        run_openssl("ca", "-batch", "-notext", "-config", self.config, *(EXPIRED_DATES if expired else []),
                    "-in", request, "-out", certificate.file)
        certificate.keystore.write_text(certificate.key.read_text() + certificate.file.read_text())
        return certificate
