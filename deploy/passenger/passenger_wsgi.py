"""What Phusion Passenger loads, on Debian and on shared hosts (cPanel, Plesk): copy it to where index.wsgi is."""

from pathlib import Path
from runpy import run_path

# The name's ending keeps index.wsgi from being imported.
application = run_path(str(Path(__file__).absolute().with_name("index.wsgi")))["application"]
