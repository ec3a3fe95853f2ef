"""What gunicorn, granian, waitress and uWSGI name: apps.wsgi:application."""

from apps.site import create_site
from core.ending import STATUS
from core.log import configure, secrets_of
from core.sentences import one_sentence
from core.settings import Settings

with one_sentence(status=STATUS):
    _settings = Settings.load()
    configure(_settings.log_format, secrets=secrets_of(_settings))
    application = create_site(_settings)
    application.try_to_meet_database()
