"""config/env.py: what is missing or unsafe is refused with a sentence that names the variable."""

import stat
from pathlib import Path

import pytest

from config.env import Environment, Rate, UnfitEnvironment, kept_secret

STRONG = "k3y-" + "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQ"


def read(**values: str) -> Environment:
    return Environment(values)


@pytest.mark.parametrize(("word", "expected"), [("1", True), ("yes", True), ("ON", True), ("0", False), (" ", False)])
def test_flag_reads_a_yes_or_no(word: str, expected: bool) -> None:
    assert read(DEMO=word).flag("DEMO") is expected


def test_flag_falls_back_to_its_default() -> None:
    assert read().flag("DEMO", default=True) is True


def test_flag_refuses_another_word() -> None:
    with pytest.raises(UnfitEnvironment, match=r"^DEMO is 'maybe': set it to 1 or 0\.$"):
        read(DEMO="maybe").flag("DEMO")


@pytest.mark.parametrize("word", ["-1", "10", "٣", "1.5", "one", "9" * 30])
def test_count_refuses_what_is_outside_or_no_number(word: str) -> None:
    with pytest.raises(UnfitEnvironment, match=r"PROXIES is .* from 0 to 9"):
        read(PROXIES=word).count("PROXIES", 0, least=0, most=9)


def test_count_reads_a_number_and_its_default() -> None:
    assert read(PROXIES="9").count("PROXIES", 0, least=0, most=9) == 9
    assert read().count("PROXIES", 2, least=0, most=9) == 2


@pytest.mark.parametrize(
    ("word", "expected"),
    [("30/min", Rate(30, 60)), ("10/5min", Rate(10, 300)), ("1/s", Rate(1, 1)), ("100/2hour", Rate(100, 7200))],
)
def test_rate_reads_requests_and_seconds(word: str, expected: Rate) -> None:
    assert read(LIMIT=word).rate("LIMIT", "1/s", may_be_off=False) == expected


@pytest.mark.parametrize("word", ["0/min", "10/0min", "30", "30/fortnight", "/min", "-3/min", "1e3/min"])
def test_rate_refuses_what_is_no_limit(word: str) -> None:
    with pytest.raises(UnfitEnvironment, match=r"LIMIT is .*30/min or 10/5min"):
        read(LIMIT=word).rate("LIMIT", "1/s", may_be_off=True)


def test_rate_off_only_where_it_may_be() -> None:
    assert read(LIMIT="off").rate("LIMIT", "1/s", may_be_off=True) is None
    with pytest.raises(UnfitEnvironment, match=r"LIMIT is 'off': only a demonstration \(DEMO=1\)"):
        read(LIMIT="off").rate("LIMIT", "1/s", may_be_off=False)


@pytest.mark.parametrize("hosts", ["*", ".example.org", "a.org,*", "http://a.org", "a.org/path", "a b"])
def test_hosts_refuses_wildcards_and_addresses(hosts: str) -> None:
    with pytest.raises(UnfitEnvironment, match="ALLOWED_HOSTS holds"):
        read(ALLOWED_HOSTS=hosts).hosts("ALLOWED_HOSTS", ())


def test_hosts_reads_names_and_addresses_of_machines() -> None:
    assert read(ALLOWED_HOSTS="a.org, 127.0.0.1,[::1]").hosts("ALLOWED_HOSTS", ()) == ["a.org", "127.0.0.1", "[::1]"]


def test_hosts_refuses_none_at_all() -> None:
    with pytest.raises(UnfitEnvironment, match="ALLOWED_HOSTS is not set"):
        read().hosts("ALLOWED_HOSTS", ())


def test_one_of_refuses_another_word() -> None:
    assert read(LOG_LEVEL="debug").one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO")) == "DEBUG"
    with pytest.raises(UnfitEnvironment, match="LOG_LEVEL is 'LOUD'"):
        read(LOG_LEVEL="loud").one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO"))


def test_required_says_what_to_set() -> None:
    assert read(NAME=" x ").required("NAME", "name it.") == "x"
    with pytest.raises(UnfitEnvironment, match=r"^NAME is not set: name it\.$"):
        read().required("NAME", "name it.")


def test_database_is_sqlite_in_the_data_folder_by_default() -> None:
    found = read().database("DATABASE_URL", Path("/data/db.sqlite3"))
    assert (found["ENGINE"], found["NAME"]) == ("django.db.backends.sqlite3", "/data/db.sqlite3")


def test_database_reads_postgresql_with_a_socket() -> None:
    found = read(DATABASE_URL="postgresql://postgres:@/road?host=/run/pg").database("DATABASE_URL", Path("x"))
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert found["NAME"] == "road"
    assert found["OPTIONS"] == {"host": "/run/pg"}


@pytest.mark.parametrize("address", ["mysql://a@b/c", "road", "postgres://a@b:port/c"])
def test_database_refuses_another_kind(address: str) -> None:
    with pytest.raises(UnfitEnvironment, match="DATABASE_URL"):
        read(DATABASE_URL=address).database("DATABASE_URL", Path("x"))


def test_folder_is_made_for_its_owner(tmp_path: Path) -> None:
    found = read(DATA_DIR=str(tmp_path / "new" / "data")).folder("DATA_DIR", Path("x"))
    assert found == tmp_path / "new" / "data"
    assert stat.S_IMODE(found.stat().st_mode) & 0o007 == 0
    assert read().folder("DATA_DIR", found) == found


def test_folder_refuses_a_place_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnfitEnvironment, match=r"DATA_DIR is '.*data', which cannot be made: Not a directory\."):
        read(DATA_DIR=str(tmp_path / "file" / "data")).folder("DATA_DIR", Path("x"))


def test_folder_refuses_one_that_cannot_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda _path, _mode: False)
    with pytest.raises(UnfitEnvironment, match=r"which cannot be written to"):
        read(DATA_DIR=str(tmp_path)).folder("DATA_DIR", Path("x"))


@pytest.mark.parametrize(
    ("address", "backend"),
    [("smtp://mail:25", "smtp"), ("consolemail://", "console"), ("filemail:///letters", "filebased")],
)
def test_email_reads_the_three_ways(address: str, backend: str) -> None:
    assert read(EMAIL_URL=address).email("EMAIL_URL", "consolemail://")["EMAIL_BACKEND"].split(".")[-2] == backend


@pytest.mark.parametrize("address", ["pigeon://loft", "smtp://mail:post"])
def test_email_refuses_another_way(address: str) -> None:
    with pytest.raises(UnfitEnvironment, match="EMAIL_URL cannot be read"):
        read(EMAIL_URL=address).email("EMAIL_URL", "consolemail://")


@pytest.mark.parametrize("value", ["short", "a" * 80, "django-insecure-" + STRONG])
def test_secret_refuses_a_weak_one(value: str) -> None:
    with pytest.raises(UnfitEnvironment, match="SECRET_KEY is too weak"):
        read(SECRET_KEY=value).secret("SECRET_KEY", kept_in=None)


def test_secret_must_be_set_outside_a_demonstration() -> None:
    assert read(SECRET_KEY=STRONG).secret("SECRET_KEY", kept_in=None) == STRONG
    with pytest.raises(UnfitEnvironment, match=r"SECRET_KEY is not set: .*50 random"):
        read().secret("SECRET_KEY", kept_in=None)


def test_secret_of_a_demonstration_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret-key"
    first = read().secret("SECRET_KEY", kept_in=path)
    assert len(first) >= 50
    assert kept_secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["secret-key"]


def test_a_socket_is_named_by_its_whole_path() -> None:
    assert Environment({}).socket("CLAMD_SOCKET") == ""
    assert Environment({"CLAMD_SOCKET": "/run/clamd"}).socket("CLAMD_SOCKET") == "/run/clamd"
    with pytest.raises(UnfitEnvironment, match="CLAMD_SOCKET is 'clamd'"):
        Environment({"CLAMD_SOCKET": "clamd"}).socket("CLAMD_SOCKET")


@pytest.mark.parametrize(
    "address", ["redis://127.0.0.1:6379/0", "rediss://cache.example.org/1", "unix:///run/redis", ""]
)
def test_cache_reads_an_address_of_redis(address: str) -> None:
    assert read(REDIS_URL=address).cache("REDIS_URL") == address


@pytest.mark.parametrize("address", ["http://127.0.0.1:6379", "127.0.0.1:6379", "redis"])
def test_cache_refuses_another_kind(address: str) -> None:
    with pytest.raises(UnfitEnvironment, match=r"^REDIS_URL cannot be read: use redis://"):
        read(REDIS_URL=address).cache("REDIS_URL")
