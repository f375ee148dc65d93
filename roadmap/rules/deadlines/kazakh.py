"""Kazakh words of deadlines; a new spelling is added to its line.

Kazakh says «by» and «from» at the end of the noun: шілдеге is *to July*, шілдеден *from July*. Such
forms are words of their own kind (`MONTH_TO`, `MONTH_FROM`); all other endings only hold a phrase
together. All vowels of an ending are taken with each stem: no two words differ by them alone.
"""

from roadmap.rules.deadlines.words import Word

_OTHER = (
    "{,да,де,та,те,дағы,дегі,тағы,тегі,дың,дің,ның,нің,тың,тің,ды,ді,ны,ні,ты,ті,ғы,гі,"
    "{,с}{ы,і}{,нда,нде,ндағы,ндегі,ның,нің,н},дар,дер,лар,лер,тар,тер,{дар,лар,тар}{ы,да,ында,дың,дағы,ының,ындағы}}"
)
_TO = "{ға,ге,қа,ке,{,с}{ына,іне},{дар,лар,тар}{ға,ына}}"
_FROM = "{дан,ден,нан,нен,тан,тен,{,с}{ынан,інен},{дар,лар,тар}{дан,ынан}}"

_MONTHS = (
    ("қаңтар", "қаң | қаңт"),
    ("ақпан", "ақп"),
    ("наурыз", "нау | наур"),
    ("сәуір", "сәу"),
    ("мамыр", "мам"),
    ("маусым", "мау | маус"),
    ("шілде", "шіл"),
    ("тамыз", "там"),
    ("қыркүйе{к,г}", "қыр | қырк"),
    ("қазан", "қаз"),
    ("қараша", "қар | қараш"),
    ("желтоқсан", "жел | желт"),
)
_HALVES = "{жарты-жылды{қ,ғ},жартыжылды{қ,ғ},жарты-жыл,жартыжыл}"
_LASTS = "{қолданылу,қолданыс,іске асыру,іске асырылу,жүзеге асыру,жүзеге асырылу,орындалу,орындау}"
_ALL = "{бүкіл,барлық,бар,күллі}"
_THROUGH = "{ішінде,бойы,бойында,барысында}"


def _noun(kind: str, says: int | None, stem: str, short: str) -> tuple[Word, Word, Word]:
    """Return a noun's forms: those of no direction, to it and from it."""
    return (
        Word(kind, says, f"{stem}{_OTHER} | {short}"),
        Word(f"{kind}_TO", says, f"{stem}{_TO}"),
        Word(f"{kind}_FROM", says, f"{stem}{_FROM}"),
    )


KAZAKH = (
    *(word for number, (stem, short) in enumerate(_MONTHS, start=1) for word in _noun("MONTH", number, stem, short)),
    # Numbers
    Word("ORDINAL", 1, "бірінші | алғашқы"),
    Word("ORDINAL", 2, "екінші"),
    Word("ORDINAL", 3, "үшінші"),
    Word("ORDINAL", 4, "төртінші"),
    Word("LAST", None, "соңғы"),
    Word("SUFFIX", None, "{,ін,н,ы,ын}ш{і,ы}"),
    Word("SUFFIX_OF", None, "{,с}{ы,і}{,нда,нде} | нда | нде"),
    Word("SUFFIX_TO", None, "{,с}{ына,іне} | на | не | ға | ге | қа | ке"),
    Word("SUFFIX_FROM", None, "{,с}{ынан,інен} | нан | нен | дан | ден | тан | тен"),
    Word("COUNT", 1, "бір"),
    Word("COUNT", 2, "екі"),
    Word("COUNT", 3, "үш"),
    Word("COUNT", 4, "төрт"),
    Word("COUNT", 6, "алты"),
    Word("COUNT", 12, "он екі"),
    Word("TIMES", None, "рет | мәрте"),
    # Parts of the calendar
    *_noun("MONTH_WORD", None, "ай", "айғы"),
    *_noun("QUARTER", None, "тоқсан", "тоқс"),
    *_noun("HALF", None, _HALVES, "жартысы{,нда,ның}"),
    Word("HALF_TO", None, "жартысына"),
    Word("HALF_FROM", None, "жартысынан"),
    Word("DECADE", None, "онкүндік{,те,тің} | онкүндіг{і,інде,інің} | декада{,сы,сында,сының}"),
    Word("YEAR", None, "жыл{,ы,ғы,дың,дағы,да,ында,ының} | ж"),
    Word("YEAR_TO", None, "жыл{ға,ына}"),
    Word("YEAR_FROM", None, "жыл{дан,ынан}"),
    Word("YEARS", None, "жылдар{,ы,да,ында,дың,ының,дағы,ындағы} | ж{,. }ж"),
    # Little words; in Kazakh they follow
    Word("DURING_POST", None, f"{_THROUGH} | аралығында | аралықта | арасында"),
    Word("BETWEEN_POST", None, "аралығында | арасында"),
    Word("WHOLE", None, f"{_ALL}"),
    Word("SINCE_POST", None, "бастап"),
    Word("AND", None, "және | мен | пен | бен"),
    Word("OR", None, "немесе"),
    Word("UNTIL_POST", None, "{дейін,шейін,қарай} | дейінгі{, {мерзімде,мерзім ішінде,мерзім,кезеңде,аралықта}}"),
    Word("NOT_LATER_POST", None, "кешіктірмей | кешіктірілмей | кешікпей | кешіктірместен | кеш емес | кеш қалмай"),
    Word("NOT_LATER_POST", None, "{кешіктірмейтін,кешіктірілмейтін} мерзім{,де,дерде}"),
    Word("INCLUSIVE", None, "қоса {алғанда,есептегенде}"),
    Word("END_TO", None, "{соң,аяғ}ына | аяқталуына | аяқталғанға"),
    Word("END_FROM", None, "{соң,аяғ}ынан | аяқталуынан"),
    Word("HEADING", None, "{,орындалу ,орындау ,іске асыру ,іске асырылу }мерзімі"),
    # How often
    Word("EVERY", 12, "жыл{ ,-,}сайын{,ғы} | {әр,әрбір,әр бір} жыл{,ы,да,ғы,дың}{, сайын}"),
    Word("EVERY", 12, "жыл сайынғы негізде | жылда"),
    Word("EVERY", 6, f"{{,әр ,әрбір }}{_HALVES} сайын{{,ғы}} | әр{{,бір}} {_HALVES}{{,та,да,тың,дың}}"),
    Word("EVERY", 3, "тоқсан{ ,-,}сайын{,ғы} | әр{,бір} тоқсан{,да,ның}{, сайын}"),
    Word("EVERY", 1, "ай{ ,-,}сайын{,ғы} | әр{,бір} ай{,да,дың}{, сайын}"),
    Word("EACH", None, "әр{,бір}"),
    Word("EACH_POST", None, "сайын"),
    Word("PERIOD", 12, "{,бір }{жылына,жылда}"),
    Word("PERIOD", 6, "{,бір }{жарты-,жарты}жыл{да,ына,дықта,дығына}"),
    Word("PERIOD", 3, "{,бір }{тоқсанына,тоқсанда}"),
    Word("PERIOD", 1, "{,бір }{айына,айда}"),
    Word("AT_LEAST", None, "кемінде | кем дегенде"),
    Word("ALL_YEAR", None, "{,бүкіл }{жыл,жылдың} {бойы,бойында,ішінде}"),
    # Throughout, and as needed
    Word("CONSTANTLY", None, "тұрақты{, түрде, негізде} | үнемі | ұдайы | үздіксіз{, түрде}"),
    Word("TERM", None, f"{{,{_ALL} }}{_LASTS} {{мерзімі,кезеңі,уақыты}} {_THROUGH}"),
    Word("TERM", None, f"{{,{_ALL} }}{_LASTS} {{мерзімінде,кезеңінде,уақытында}}"),
    Word("TERM", None, f"{{,{_ALL} }}{{қолданылатын,қолданыстағы}} {{{{мерзім,кезең}} {_THROUGH},мерзімде,кезеңде}}"),
    Word(
        "TERM",
        None,
        f"{_ALL} {{мерзім,кезең}} {_THROUGH} | {_ALL} {{мерзімде,кезеңде}} | {_ALL} {_LASTS} {{мерзімі,кезеңі}}",
    ),
    Word("COURSE", None, f"{_LASTS} барысында | {{,{_ALL} }}{{мерзімі,кезеңі}} {_THROUGH}"),
    Word("TERM_END", None, f"{_LASTS} {{мерзімінің,кезеңінің}} {{соңына,аяғына,аяқталуына}} дейін"),
    Word("TERM_END", None, f"{_LASTS} {{мерзімі,кезеңі}} {{аяқталғанға,біткенге,аяқталғанша,біткенше}} дейін"),
    Word("DOCUMENT", None, "{,осы }{жол картасы{,н,ның},келісім{,ді,нің},құжат{,ты,тың},хаттама{,ны,ның}}"),
    Word("DOCUMENT", None, "{,осы }{,{,бірлескен }іс-шаралар }жоспар{ы,ын,ының,дың}"),
    Word("NEED", None, "қажетті{лігіне,лікке,гіне} қарай | қажетті{лік,лігі} бойынша | қажеттілігінше | қажетінше"),
    Word("NEED", None, "{қажет,керек}{іне қарай, {,болған }{жағдайда,кезде}, бол{ғанда,са}}"),
    Word("NEED", None, "қажеттілік{,тің,тер} {туында,бол,пайда бол}{ған{да, жағдайда, кезде},са,уына қарай}"),
    Word(
        "NEED",
        None,
        "{,тараптар{,дың,мен} }{,өзара }{келісім{і,} бойынша,келісу{і,} бойынша,келісімімен,келісе отырып}",
    ),
    Word(
        "NEED",
        None,
        "{,тараптар{,мен} }{келісілген,келіскен} мерзім{де,дерде} | {,тараптардың }сұрау{ы, салуы,} бойынша",
    ),
    Word("NEED", None, "{өтінім,өтінімдер,өтініш,өтініштер} түсуіне қарай | түсуіне қарай"),
)
