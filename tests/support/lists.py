"""What lists of posts show, and where an answer leads to."""


def titles(page):
    """Return the titles of the posts in a list."""
    return [link.text for link in page.html.select("h2.p-name a")]


def leads_to(answer):
    """Return the status of an answer and the address it sends the browser to."""
    return answer.status_int, answer.headers["Location"]
