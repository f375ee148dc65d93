"""`manage.py load_roadmap` as the operator sees it: what it prints, how it ends, what it leaves."""

from pathlib import Path

import pytest
from django.utils import translation

from roadmap.management.commands.load_roadmap import Command
from roadmap.models import Measure, Roadmap
from tests.roadmap.imports.broken import FILES, MANY
from tests.roadmap.imports.shipped import SHIPPED, changed, dump, measure_of, written

pytestmark = pytest.mark.django_db

COUNTS = (
    "AKT-ORB-2023-2025 ({state}): Parties 2, agencies 39, directions 13, measures 52, "
    "occurrences 114, executors 172, sources 82.\n"
)


@pytest.fixture(autouse=True)
def _as_from_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Speak English; and let the test's connection outlive the command, whose process would end."""
    translation.activate("en")
    monkeypatch.setattr("django.core.management.base.connections.close_all", lambda: None)


def run(*arguments: object) -> int:
    """Return the exit code of the command."""
    try:
        Command().run_from_argv(["manage.py", "load_roadmap", *map(str, arguments)])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def put(folder: Path, content: bytes) -> Path:
    file = folder / "roadmap.json"
    file.write_bytes(content)
    return file


def test_success_is_one_line_of_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(SHIPPED) == 0
    assert capsys.readouterr() == (COUNTS.format(state="draft"), "")
    assert Roadmap.objects.get().state == "draft"
    assert run(SHIPPED, "--in-force") == 0
    assert capsys.readouterr() == (COUNTS.format(state="in force"), "")
    assert Roadmap.objects.get().state == "in_force"


def test_what_is_in_force_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(SHIPPED, "--in-force") == 0
    capsys.readouterr()
    before = dump()
    for arguments in ([SHIPPED], [SHIPPED, "--in-force"]):
        assert run(*arguments) == 1
        assert capsys.readouterr() == (
            "",
            "CommandError: AKT-ORB-2023-2025 is in force: its text changes by amendment, not by loading.\n",
        )
    assert dump() == before


def test_unless_loaded_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(SHIPPED, "--in-force", "--unless-loaded") == 0
    capsys.readouterr()
    assert run(SHIPPED, "--in-force", "--unless-loaded") == 0
    assert capsys.readouterr() == ("AKT-ORB-2023-2025 is loaded already.\n", "")


@pytest.mark.walk("sqlite3")
def test_every_broken_file_is_refused_at_its_place_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(put(tmp_path, written(changed(code="ANOTHER")))) == 0
    assert len({file.name for file in FILES}) == len(FILES) >= 60
    before = dump()
    for file in FILES:
        assert run(put(tmp_path, file.content)) == 1, file.name
        refusal, *problems = capsys.readouterr().err.splitlines()
        assert refusal.endswith("roadmap.json was refused; nothing was loaded."), file.name
        places = [problem.partition(": ")[0] for problem in problems] if file.place else [""]
        assert file.place in places, file.name
        assert file.spreads or len(places) == 1, file.name
    assert dump() == before


def test_all_problems_are_listed_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, change, places in MANY:
        data = changed()
        change(data)
        assert run(put(tmp_path, written(data)), "--in-force") == 1, name
        _refusal, *problems = capsys.readouterr().err.splitlines()
        assert sorted(problem.partition(": ")[0] for problem in problems) == sorted(places)
    assert not Roadmap.objects.exists()


def test_a_draft_keeps_its_rows_where_the_new_file_is_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(SHIPPED) == 0
    before = dump()
    data = changed()
    measure_of(data, "1.1")["title_ru"] = "Новое название"
    measure_of(data, "13.4")["deadline"]["text_en"] = "by the Greek calends"
    assert run(put(tmp_path, written(data))) == 1
    assert "measures[51] (13.4).deadline.text_en: " in capsys.readouterr().err
    assert dump() == before


def test_the_wording_is_quoted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = changed()
    measure_of(data, "4.1")["deadline"]["text_ru"] = "три раза в год"
    assert run(put(tmp_path, written(data))) == 1
    [line] = [
        line
        for line in capsys.readouterr().err.splitlines()
        if line.startswith("measures[12] (4.1).deadline.text_ru: ")
    ]
    assert "три раза в год" in line


def test_what_is_unusual_is_said_and_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = changed()
    measure_of(data, "5.1")["number"] = "6.9"
    assert run(put(tmp_path, written(data))) == 0
    assert "measures[16] (6.9).number: " in capsys.readouterr().err
    assert Measure.objects.filter(number="6.9").exists()


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (tmp_path / "nothing.json", tmp_path):
        assert run(path) == 1
        assert f"{path} cannot be read" in capsys.readouterr().err


def test_an_endless_file_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("/dev/zero") == 1
    assert "larger than 10 MB" in capsys.readouterr().err
