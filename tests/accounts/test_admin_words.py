"""The admin speaks the page's language where Django's own would speak English."""

import re

import pytest

TAGS = re.compile(r"<[^>]+>")
ALT = re.compile(r'alt="([^"]*)"')


def words_on(door, address: str) -> set[str]:
    page = door.get(address).content.decode()
    seen = TAGS.sub(" ", page[page.index("<body") :]) + " ".join(ALT.findall(page))
    return set(re.findall(r"[A-Za-z]+", seen))


@pytest.fixture
def speaks_kazakh(door):
    door.cookies["django_language"] = "kk"
    return door


@pytest.mark.parametrize("english", ["Code", "Search", "level", "region", "agencies", "agency"])
def test_a_list_speaks_kazakh(speaks_kazakh, own_agency, english):
    assert english not in words_on(speaks_kazakh, "/admin/accounts/agency/")


@pytest.mark.parametrize("english", ["None", "from", "regional"])
def test_earlier_names_speak_kazakh(speaks_kazakh, own, own_agency, english):
    own_agency.facts.create(
        name_kk="Бұрынғы",
        name_ru="Прежнее",
        name_en="Former",
        level="regional",
        from_on="2023-01-01",
        known_at="2023-01-01T00:00:00Z",
    )
    seen = words_on(speaks_kazakh, f"/admin/accounts/agency/{own_agency.pk}/change/")
    assert "Former" in seen
    assert english not in seen


def test_entries_are_numbered_in_kazakh(speaks_kazakh):
    assert "Seq" not in words_on(speaks_kazakh, "/admin/accounts/auditentry/")


def test_a_list_is_counted_without_a_wrong_plural(speaks_kazakh, own_agency, other_agency):
    page = speaks_kazakh.get("/admin/accounts/agency/").content.decode()
    assert re.search(r'class="paginator">\s*барлығы \d+\s*<', page)
