"""The entry of small hosts: packages from site-packages/, then the application."""

import sys
from pathlib import Path

_ROOT = Path(__file__).absolute().parent
if str(_ROOT) not in sys.path:
    sys.path.insert(0, str(_ROOT))

# The order matters: the site's own code, then its packages, then what needs them.
from core.vendored import use_site_packages

use_site_packages(_ROOT)

from apps.wsgi import application

__all__ = ["application"]
