"""Feeds as feed readers read them."""

import feedparser

FORMS = ("atom", "rss", "json")


def parsed(client, path):
    """Return a feed as a feed reader has it, of which it has nothing to complain."""
    found = feedparser.parse(client.get(path).body)
    assert not found.bozo, found.get("bozo_exception")
    return found


def titles(client, path):
    if path.endswith(".json"):
        return [item["title"] for item in client.get(path).json["items"]]
    return [entry.title for entry in parsed(client, path).entries]
