"""What gunicorn, granian, waitress and uWSGI name: apps.wsgi:application."""

from apps.site import create_site
from core.ending import end_with
from core.errors import SettingsError
from core.log import configure, secrets_of
from core.settings import Settings

try:
    _settings = Settings.load()
    configure(_settings.log_format, secrets=secrets_of(_settings))
    application = create_site(_settings)
    application.try_to_meet_database()
except SettingsError as error:
    end_with(f"Error: {error}")
