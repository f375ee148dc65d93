"""Fixed sample data of the gallery, in the language of the page. Wordings of the measures are the plan's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from roadmap.choices import Agreement, Health, SourceKind, Status
from roadmap.languages import page_language

TODAY = date(2025, 7, 1)
HERE = "/styleguide/"


@dataclass(frozen=True)
class Action:
    """A link that leads on."""

    label: str
    url: str = HERE
    primary: bool = False


@dataclass(frozen=True)
class Side:
    """How one Party stands, as `side_card.html` and `measure_row.html` take it."""

    region_name: str
    lead: str
    status: str | None = Status.IN_PROGRESS
    progress: int = 60
    health: str = Health.ON_TRACK
    due_on: date | None = date(2025, 12, 31)
    late_from: date | None = None
    stands_on: date | None = date(2025, 4, 1)
    days_silent: int | None = 91
    never_reported: bool = False
    at_risk: bool = False
    reason: str = ""
    signatory: str = ""
    co_names: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()

    @property
    def lead_name(self) -> str:
        """Return the leading agency's name."""
        return self.lead


@dataclass(frozen=True)
class Joint:
    """What both agree on, as `joint_card.html` takes it."""

    agreement: str
    status: str
    progress: int
    health: str = Health.SILENT
    due_on: date | None = date(2025, 12, 31)
    late_from: date | None = None
    days_silent: int | None = 91
    never_reported: bool = False
    note: str = ""
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class Row:
    """A row of the table of measures, as `measure_row.html` takes it."""

    number: str
    title: str
    deadline: str
    own: Side | None
    other: Side | None
    joint: Joint
    due_on: date = date(2025, 12, 31)
    source: str = SourceKind.ILLUSTRATIVE
    cancelled: bool = False
    url: str = HERE


@dataclass(frozen=True)
class Happening:
    """An event of the ribbon, as `history_item.html` takes it."""

    family: str
    code: str
    title: str
    who: str = ""
    text: str = ""
    language: str = ""
    own: bool | None = True
    at: datetime | None = None
    on: date | None = None
    url: str = ""
    demo: bool = False
    flags: tuple[str, ...] = field(default=())


def said(kk: str, ru: str, en: str) -> str:
    """Return the wording in the language of the page."""
    return {"kk": kk, "ru": ru, "en": en}[page_language()]


def _sides() -> tuple[Side, Side]:
    """Return the own Party's side, finished, and the other's, silent and at risk."""
    own = Side(
        region_name=said("Ақтөбе облысы", "Актюбинская область", "Aktobe Region"),
        lead=said(
            "Ақтөбе облысының жолаушылар көлігі және автомобиль жолдары басқармасы",
            "Управление пассажирского транспорта и автомобильных дорог Актюбинской области",
            "Aktobe Region Department of Passenger Transport and Roads",
        ),
        status=Status.DONE,
        progress=100,
        health=Health.CLOSED,
        stands_on=date(2025, 6, 30),
        signatory=said("басқарма басшысы А. Сапаров", "руководитель управления А. Сапаров", "A. Saparov, head"),
        co_names=(said("«ҚазАвтоЖол» ҰК» АҚ", "АО «НК «КазАвтоЖол»", "KazAvtoZhol JSC"),),
        actions=(Action(said("Хабарлау", "Сообщить", "Report"), primary=True),),
    )
    other = Side(
        region_name=said("Орынбор облысы", "Оренбургская область", "Orenburg Region"),
        lead=said(
            "Орынбор облысының құрылыс, тұрғын үй-коммуналдық, жол шаруашылығы және көлік министрлігі",
            "Министерство строительства, жилищно-коммунального, дорожного хозяйства и транспорта Оренбургской области",
            "Orenburg Region Ministry of Construction, Housing, Roads and Transport",
        ),
        health=Health.SILENT,
        at_risk=True,
        reason=said(
            "федералдық немесе республикалық деңгей", "федеральный или республиканский уровень", "national level"
        ),
        signatory=said("министр В. Орлов", "министр В. Орлов", "V. Orlov, minister"),
    )
    return own, other


def _rows(own: Side, other: Side) -> tuple[Row, ...]:
    """Return rows of the table: diverging, agreed, late, one Party alone, cancelled."""
    roads = said(
        "«Сағаршын – Жайсаң» бақылау-өткізу пункті жолдарының шекара маңындағы учаскелерін кеңейту "
        "және реконструкциялау",
        "Расширение и реконструкция приграничных участков автомобильных дорог к пункту пропуска «Сагарчин – Жайсан»",
        "Widening and reconstruction of the border sections of the roads to the Sagarchin–Zhaisan checkpoint",
    )
    missions = said(
        "Сауда-экономикалық ынтымақтастықты дамыту мақсатында экономикалық миссиялармен алмасу",
        "Обмен экономическими миссиями в целях развития торгово-экономического сотрудничества",
        "Exchange of economic missions to develop trade and economic cooperation",
    )
    sport = said(
        "Спорт түрлері бойынша жолдастық кездесулер мен турнирлер өткізу",
        "Проведение товарищеских встреч и турниров по видам спорта",
        "Friendly matches and tournaments",
    )
    by_date = said("2025 жылғы 31 желтоқсанға дейін", "до 31 декабря 2025 года", "by 31 December 2025")
    yearly = said("жыл сайын", "ежегодно", "annually")
    late = replace(other, health=Health.LATE, late_from=date(2025, 6, 20), progress=40)
    never = replace(own, status=Status.NOT_STARTED, progress=0, health=Health.SILENT, never_reported=True)
    diverging = Joint(Agreement.DIVERGING, Status.IN_PROGRESS, 60)
    agreed = Joint(Agreement.AGREED, Status.DONE, 100)
    one_sided = Joint(Agreement.ONE_SIDED, Status.NOT_STARTED, 0)
    settled = Joint(Agreement.SETTLED, Status.IN_PROGRESS, 40)
    return (
        Row("5.1", roads, by_date, own, other, diverging, source=SourceKind.ARTICLE),
        Row(
            "1.1",
            missions,
            yearly,
            own,
            replace(own, region_name=other.region_name),
            agreed,
            source=SourceKind.ARTICLE,
        ),
        Row("1.2", missions, yearly, own, late, settled, source=SourceKind.PUBLIC),
        Row("11.1", sport, yearly, never, None, one_sided),
        Row("11.2", sport, yearly, never, other, Joint(Agreement.UNREPORTED, Status.NOT_STARTED, 0), cancelled=True),
    )


def _history() -> tuple[Happening, ...]:
    """Return events of the ribbon of both Parties, and of both together."""
    summary = said(
        "Жолдың 14 шақырымы қайта жөнделді, қабылдау актісі 27 маусымда қол қойылды.",
        "Реконструировано 14 км дороги, акт приёмки подписан 27 июня.",
        "14 km of road rebuilt; the commissioning certificate was signed on 27 June.",
    )
    report = said("2025 жылғы II тоқсанның ақпараты", "Информация за II квартал 2025 года", "Information for Q2 2025")
    settlement = said("2-хаттама бойынша келісілді", "Урегулировано протоколом № 2", "Settled by protocol No. 2")
    extension = said("Мерзімі ұзартылды: +184 күн", "Срок продлён: +184 дня", "Deadline extended: +184 days")
    aktobe = said("Ақтөбе", "Актобе", "Aktobe")
    orenburg = said("Орынбор", "Оренбург", "Orenburg")
    at = datetime(2025, 7, 1, 9, 5, tzinfo=UTC)
    return (
        Happening("report", "submitted", report, aktobe, summary, page_language(), at=at, url=HERE, demo=True),
        Happening("report", "returned", report, aktobe, at=at, flags=("on_behalf",), demo=True),
        Happening("report", "accepted", report, orenburg, summary, own=False, on=date(2025, 4, 1), flags=("at_risk",)),
        Happening("proposal", "in_effect", settlement, f"{aktobe}, {orenburg}", own=None, on=date(2025, 3, 14)),
        Happening("proposal", "proposed", extension, aktobe, own=None, on=date(2024, 12, 20)),
    )


def _texts() -> tuple[str, str]:
    """Return a summary, and the same after someone else's hand."""
    before = said(
        "Жолдың 12 шақырымы жөнделді. Жобалық құжаттама бекітілді.",
        "Отремонтировано 12 км дороги. Проектная документация утверждена.",
        "12 km of road repaired. The design papers are approved.",
    )
    after = said(
        "Жолдың 14 шақырымы жөнделді. Жобалық құжаттама маусымда бекітілді.",
        "Отремонтировано 14 км дороги. Проектная документация утверждена в июне.",
        "14 km of road repaired. The design papers were approved in June.",
    )
    return before, after


def samples() -> Mapping[str, Any]:
    """Return what the gallery's template shows, in the language of the page."""
    own, other = _sides()
    before, after = _texts()
    file_name = said("Қабылдау актісі №14.pdf", "Акт приёмки № 14.pdf", "Commissioning certificate No. 14.pdf")
    settle = Action(said("Реттеу", "Урегулировать", "Settle"))
    return {
        "today": TODAY,
        "own": own,
        "other": other,
        "absent": Side(region_name=other.region_name, lead="", status=None),
        "joint": Joint(Agreement.DIVERGING, Status.IN_PROGRESS, 60, actions=(settle,)),
        "joint_agreed": Joint(Agreement.AGREED, Status.DONE, 100, health=Health.CLOSED),
        "rows": _rows(own, other),
        "history": _history(),
        "before": before,
        "after": after,
        "moment": datetime(2025, 7, 1, 9, 32, tzinfo=UTC),
        "occurrences": (
            {"label": "2023", "words": "2023", "url": HERE, "own": Status.DONE, "other": Status.DONE},
            {
                "label": "2024",
                "words": "2024",
                "url": HERE,
                "own": Status.DONE,
                "other": Status.IN_PROGRESS,
                "current": True,
            },
            {"label": "2025", "words": "2025", "url": HERE, "own": Status.NOT_STARTED, "other": Status.NOT_STARTED},
        ),
        "missing": (
            {
                "field": "summary",
                "message": said("Не істелгенін жазыңыз", "Напишите, что сделано", "Write what was done"),
            },
            {
                "field": "file",
                "message": said("Растайтын құжат қажет", "Нужен подтверждающий документ", "Evidence is needed"),
            },
        ),
        "files": (
            {
                "name": file_name,
                "url": HERE,
                "size": 482_133,
                "sha256": "9f86d081884c7d659a2feaa0c55ad015",
                "remove_url": HERE,
            },
            {
                "name": "example.kz",
                "url": "https://example.kz/news/14",
                "size": None,
                "sha256": "",
                "remove_url": HERE,
            },
        ),
        "facts": (
            {"term": said("аяқталу нысаны", "форма завершения", "form of completion"), "value": file_name},
            {
                "term": said("бағыт", "направление", "direction"),
                "value": said("5. Көлік", "5. Транспорт", "5. Transport"),
            },
        ),
        "consequences": (
            said(
                "Есеп Ақтөбенің сөзі болады",
                "Отчёт станет словом Актюбинской области",
                "The report becomes Aktobe's word",
            ),
            said("Оны енді өзгертуге болмайды", "Изменить его будет нельзя", "It can no longer be changed"),
        ),
        "letters": (own.lead, other.lead),
        "chips": ({"label": own.region_name, "value": "5.1", "remove_url": HERE},),
        "choices": (
            {"value": Status.DONE, "label": Status.DONE.label, "chosen": True, "count": 12},
            {"value": Status.IN_PROGRESS, "label": Status.IN_PROGRESS.label, "chosen": False, "count": 31},
        ),
        "directions": (
            {"value": "5", "label": said("5. Көлік", "5. Транспорт", "5. Transport"), "chosen": True},
            {"value": "11", "label": said("11. Спорт", "11. Спорт", "11. Sport"), "chosen": False},
        ),
    }
