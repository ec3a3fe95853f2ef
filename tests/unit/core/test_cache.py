"""The cache: the same interface on memcached and in the process."""

import threading

import pytest

from core.cache import CacheDown, LocalCache, MemcachedCache, make_cache
from core.memcached import MAX_BYTES, Memcached


class Seconds:
    """A clock of seconds that a test moves."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def seconds():
    return Seconds()


@pytest.fixture(params=["memcached", "process"])
def cache(request, seconds):
    if request.param == "process":
        yield LocalCache(4 * MAX_BYTES, seconds=seconds)
        return
    client = Memcached([request.getfixturevalue("empty_memcached").address], "tests")
    yield MemcachedCache(client)
    client.close()


class TestBoth:
    def test_keep_what_is_set(self, cache):
        assert cache.get("key") is None
        assert cache.fetch("key") is None
        assert cache.set("key", b"value", 60) is True
        assert cache.get("key") == b"value"
        assert cache.fetch("key") == b"value"
        cache.ping()

    def test_return_several(self, cache):
        cache.set("a", b"1", 60)
        cache.set("b", b"2", 60)
        assert cache.get_many(["a", "b", "c\n"]) == {"a": b"1", "b": b"2"}

    def test_add_and_replace_look_first(self, cache):
        assert cache.replace("key", b"1", 60) is False
        assert cache.add("key", b"2", 60) is True
        assert cache.add("key", b"3", 60) is False
        assert cache.replace("key", b"4", 60) is True
        assert cache.get("key") == b"4"

    def test_delete(self, cache):
        cache.set("key", b"value", 60)
        assert cache.delete("key") is True
        assert cache.delete("key") is True
        assert cache.get("key") is None

    def test_touch_what_is_there(self, cache):
        assert cache.touch("key", 60) is False
        cache.set("key", b"value", 60)
        assert cache.touch("key", 60) is True

    def test_refuse_what_is_too_large(self, cache):
        assert cache.set("key", b"x" * (MAX_BYTES + 1), 60) is False
        assert cache.get("key") is None

    @pytest.mark.parametrize("name", ["set", "add", "replace"])
    def test_take_only_bytes_for_a_time(self, cache, name):
        with pytest.raises(TypeError, match="only bytes"):
            getattr(cache, name)("key", "text", 60)
        with pytest.raises(ValueError, match="time to live"):
            getattr(cache, name)("key", b"", 0)
        with pytest.raises(ValueError, match="time to live"):
            cache.touch("key", 0)


class TestMemcachedThatIsAway:
    def test_counts_as_empty(self, own_memcached):
        cache = make_cache(Memcached([own_memcached.address], "tests"))
        own_memcached.stop()
        assert isinstance(cache, MemcachedCache)
        assert cache.get("key") is None
        assert cache.get_many(["key"]) == {}
        for store in (cache.set, cache.add, cache.replace):
            assert store("key", b"value", 60) is False
        assert cache.delete("key") is False
        assert cache.touch("key", 60) is False

    def test_is_told_to_those_who_ask(self, own_memcached):
        cache = make_cache(Memcached([own_memcached.address], "tests"))
        own_memcached.stop()
        with pytest.raises(CacheDown):
            cache.fetch("key")
        with pytest.raises(CacheDown):
            cache.ping()


class TestTheOneInTheProcess:
    def test_is_the_default(self):
        assert isinstance(make_cache(None), LocalCache)

    def test_forgets_when_the_time_is_over(self, seconds):
        cache = LocalCache(10_000, seconds=seconds)
        cache.set("key", b"value", 60)
        seconds.now += 59
        assert cache.get("key") == b"value"
        cache.touch("key", 60)
        seconds.now += 59
        assert cache.get("key") == b"value"
        seconds.now += 1
        assert cache.get("key") is None
        assert cache.touch("key", 60) is False
        assert cache.add("key", b"new", 60) is True

    def test_drops_what_was_used_least_lately(self):
        cache = LocalCache(3 * 1300)
        for name in "abc":
            cache.set(name, b"x" * 1000, 60)
        cache.get("a")
        cache.set("d", b"x" * 1000, 60)
        assert set(cache.get_many("abcd")) == {"a", "c", "d"}

    def test_never_holds_more_than_it_may(self):
        cache = LocalCache(10_000)
        for number in range(500):
            cache.set(f"key {number % 50}", b"x" * (number * 7 % 900), 60)
            assert cache._bytes <= 10_000
        for number in range(50):
            cache.delete(f"key {number}")
        assert cache._bytes == 0

    def test_refuses_what_is_larger_than_itself(self):
        cache = LocalCache(1000)
        cache.set("small", b"x", 60)
        assert cache.set("large", b"x" * 1000, 60) is False
        assert cache.get("small") == b"x"

    def test_counts_right_with_many_threads(self):
        cache = LocalCache(20_000)

        def work(number):
            for turn in range(500):
                cache.set(f"key {(number + turn) % 60}", b"x" * turn, 60)
                cache.get(f"key {turn % 60}")
                cache.delete(f"key {turn % 7}")

        threads = [threading.Thread(target=work, args=[number]) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for number in range(60):
            cache.delete(f"key {number}")
        assert cache._bytes == 0
