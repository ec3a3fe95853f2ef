"""User agents in words."""

import pytest

from apps.auth.services.user_agents import describe

APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "browser", "system"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox", "Linux"),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {APPLE} Version/17.5 Mobile/15E148 Safari/604.1",
            "Safari",
            "iOS",
        ),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/17.5 Safari/605.1.15", "Safari", "macOS"),
        ("curl/8.5.0", "curl", ""),
        ("", "", ""),
        ("(" * 255, "", ""),
    ],
)
def test_a_user_agent_in_words(user_agent, browser, system):
    described = describe(user_agent)
    assert (described.browser, described.system) == (browser, system)
