"""The way to the database for the checks."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from core.checking.probes.database import DatabaseProbe
from core.settings import Settings


def test_a_mistake_of_ours_is_not_taken_for_an_outage(root, embedded):
    probe = DatabaseProbe(Settings.examine(root, {})[0])
    with pytest.raises(OperationalError):
        probe.value(text("SELECT what FROM nowhere"))
    assert probe.unreachable is None
    assert probe.value(text("SELECT 1")) == 1
    probe.close()
