"""Certificates that signed themselves, for servers of the tests."""

import subprocess
from pathlib import Path

from tests.support.servers import program


def make_certificate(folder: Path, name: str = "IP:127.0.0.1") -> Path:
    """Make a certificate for a name as subjectAltName has it; return the file that holds it and its key."""
    key, path = folder / "key.pem", folder / "certificate.pem"
    options = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=tests", "-addext", f"subjectAltName={name}"]
    command = [program("openssl"), "req", *options, *names, "-keyout", str(key), "-out", str(path)]
    subprocess.run(command, capture_output=True, check=True)
    path.write_text(path.read_text(encoding="ascii") + key.read_text(encoding="ascii"), encoding="ascii")
    return path
