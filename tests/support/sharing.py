"""What the sites of one test process share, so that it isn't made anew for each: what is compiled or parsed."""

from pathlib import Path

import pytest
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from core import i18n
from core.web import environments


class CompiledTemplates(BytecodeCache):
    """Keeps what templates are compiled to, by their names and sources: each site reads them by a path of its own."""

    def __init__(self) -> None:
        self._codes = {}

    def get_bucket(self, environment, name, filename, source):
        bucket = Bucket(environment, (name, source), self.get_source_checksum(source))
        bucket.code = self._codes.get(bucket.key)
        return bucket

    def set_bucket(self, bucket):
        self._codes[bucket.key] = bucket.code

    def load_bytecode(self, bucket):
        """Do nothing: get_bucket has done it."""

    def dump_bytecode(self, bucket):
        """Do nothing: set_bucket has done it."""


def share(patch: pytest.MonkeyPatch) -> None:
    """Let all sites made from now on share them."""
    make, read, compiled, catalogues = environments._environment, i18n.load_catalogue, CompiledTemplates(), {}
    look, parents = environments.Environments._parents, {}

    def environment(loader, static_url):
        made = make(loader, static_url)
        made.bytecode_cache = compiled
        return made

    def catalogue(folder: Path, code: str):
        files = sorted((folder / code).rglob("*.?o"))
        key = (code, *((path.resolve(), path.stat().st_mtime_ns) for path in files))
        if key not in catalogues:
            catalogues[key] = read(folder, code)
        return catalogues[key]

    def parents_of(self, template):
        key = (template, self._own_loader.get_source(self.ours, template)[0])
        if key not in parents:
            parents[key] = look(self, template)
        return parents[key]

    patch.setattr(environments, "_environment", environment)
    patch.setattr(environments.Environments, "_parents", parents_of)
    patch.setattr(i18n, "load_catalogue", catalogue)
