"""The entry of small hosts: packages from site-packages/, then the application."""

import os
import sys

_ROOT = os.path.dirname(os.path.abspath(__file__))
for _folder in (os.path.join(_ROOT, "site-packages"), _ROOT):
    if _folder not in sys.path:
        sys.path.insert(0, _folder)

from apps.wsgi import application  # noqa: E402 - the packages have to be found first

__all__ = ["application"]
