"""English words of deadlines; a new spelling is added to its line."""

from roadmap.rules.deadlines.words import Word

_MONTHS = (
    "January | Jan",
    "February | Feb",
    "March | Mar",
    "April | Apr",
    "May",
    "June | Jun",
    "July | Jul",
    "August | Aug",
    "September | Sep | Sept",
    "October | Oct",
    "November | Nov",
    "December | Dec",
)
_ALL = "{,the }{,whole ,entire ,full }"
_WHOLE = "{,the }{whole,entire,full}"
_TERM = (
    "{{,road-map ,roadmap ,plan ,agreement ,road-map's ,roadmap's }term,duration,"
    "{period,term} of {validity,implementation},validity{,-period},implementation period}"
)
_THROUGH = "{throughout,during,for,within,over,of,in,in the course of,over the course of}"
_EVERY = "{,in ,of ,for }{each,every}{, calendar}"
_PLAN = "{,action }plan,plan of{, joint} {measures,activities,actions}"
_DOCUMENT = f"{{road-map,roadmap,agreement,document,memorandum,protocol,{_PLAN}}}"
_BY_PARTIES = "{, {of,between,by,with} {,the ,both ,the two }Parties}"

ENGLISH = (
    *(Word("MONTH", number, month) for number, month in enumerate(_MONTHS, start=1)),
    # Numbers
    Word("ORDINAL", 1, "first"),
    Word("ORDINAL", 2, "second"),
    Word("ORDINAL", 3, "third"),
    Word("ORDINAL", 4, "fourth"),
    Word("LAST", None, "last | final"),
    Word("SUFFIX", None, "st | nd | rd | th"),
    Word("ROMAN", 1, "I"),
    Word("ROMAN", 2, "II"),
    Word("ROMAN", 3, "III"),
    Word("ROMAN", 4, "IV | IIII"),
    Word("COUNT", 1, "one"),
    Word("COUNT", 2, "two"),
    Word("COUNT", 3, "three"),
    Word("COUNT", 4, "four"),
    Word("COUNT", 6, "six"),
    Word("COUNT", 12, "twelve"),
    Word("TIMES", None, "time{,s}"),
    Word("TIMES_A_PERIOD", 1, "once"),
    Word("TIMES_A_PERIOD", 2, "twice"),
    # Parts of the calendar
    Word("MONTH_WORD", None, "month{,s}"),
    Word("QUARTER", None, "{,calendar }{quarter,qtr}{,s}"),
    Word("QUARTER_LETTER", None, "Q"),
    Word("HALF", None, "half{,-year} | halfyear | halves | semester"),
    Word("HALF_LETTER", None, "H"),
    Word("YEAR", None, "{,calendar }year"),
    Word("YEARS", None, "{,calendar }years"),
    Word("YEAR_END", None, "year-end"),
    Word("CALENDAR", None, "calendar"),
    Word("OWN_YEAR", None, "{respective,relevant,corresponding} {,calendar }year"),
    # Little words
    Word("THE", None, "the"),
    Word("OF", None, "of"),
    Word("IN", None, "in | during | within | throughout | over | in the course of | over the course of"),
    Word("IN", None, "for | {in,during,over,for} the period{, of}"),
    Word("WHOLE", None, "whole | entire | all | all of"),
    Word("FROM", None, "from | {,in ,during ,over }{,the }period from"),
    Word("SINCE", None, "{,starting ,beginning }from | {starting,beginning} {in,with} | since | as of"),
    Word("TO", None, "to | through | thru | until | till | up to"),
    Word("BETWEEN", None, "between"),
    Word("AND", None, "and"),
    Word("OR", None, "or"),
    Word("BY", None, "{,due }{by,on,before,until,till,through,on or before,up to,not after,{no,not} later than}"),
    Word("BY", None, "by {no,not} later than | due | at the latest{, by}"),
    Word("INCLUSIVE", None, "inclusive | inclusively | included | at the latest"),
    Word("END", None, "end | close"),
    Word("HEADING", None, "deadline | due date | time{, }frame | {,the }period"),
    # How often
    Word("EVERY", 12, f"annual{{,ly}} | yearly | {_EVERY} year | on {{an annual,a yearly}} basis"),
    Word(
        "EVERY",
        6,
        f"{{semi,half}}{{-,}}{{annual,yearly}} | semi{{-,}}annually"
        f" | {_EVERY} half{{,-year,year, a year, of the year}}",
    ),
    Word("EVERY", 6, "six-monthly | on a {{semi,half}{-,}{annual,yearly},six-monthly} basis"),
    Word("EVERY", 3, f"quarterly | three-monthly | {_EVERY} quarter | on a quarterly basis"),
    Word("EVERY", 1, f"monthly | {_EVERY} month | on a monthly basis"),
    Word("EACH", None, "each | every"),
    Word("PERIOD", 12, "{a,per,in a,in the,in one} {,calendar }year | per annum | yearly | annually"),
    Word("PERIOD", 6, "{a,per,in a,in one} {half{,-year},halfyear} | {in,per} half a year"),
    Word("PERIOD", 3, "{a,per,in a,in one} quarter"),
    Word("PERIOD", 1, "{a,per,in a,in one} month"),
    Word("AT_LEAST", None, "at least | {no,not} less{, often} than | at a minimum | not less frequently than"),
    Word("ALL_YEAR", None, "{throughout,during,in the course of} the year"),
    # Throughout, and as needed
    Word(
        "CONSTANTLY",
        None,
        "continu{ous,ously,ally} | permanent{,ly} | constant{,ly} | ongoing | on-going | at all times",
    ),
    Word("CONSTANTLY", None, "on {a {permanent,continuous,continuing,constant},an {ongoing,on-going}} basis"),
    Word("TERM", None, f"{{{_THROUGH} {_ALL},{_WHOLE} }}{_TERM}"),
    Word(
        "TERM",
        None,
        f"{{,{_THROUGH} }}{_WHOLE} period | {_THROUGH} {_ALL}{{road-map,roadmap,plan,agreement}}{{,'s}} period",
    ),
    Word("COURSE", None, f"{_THROUGH} {_ALL}{{period,life,lifetime,implementation}} | throughout | {{,the }}{_TERM}"),
    Word("TERM", None, "throughout the period"),
    Word(
        "TERM_END",
        None,
        "{by,until,till,before,up to,{no,not} later than} {,the }{end,expiry,expiration,close} of the term",
    ),
    Word("TERM_END", None, "{by,until,till,before} {,the }{expiry,expiration}{, of the term}"),
    Word("DOCUMENT", None, f"{{,of }}{{the,this,the present}} {_DOCUMENT}"),
    Word(
        "NEED",
        None,
        "{as,when,whenever,where,if,as and when,as may be} {needed,necessary,required}"
        " | as-needed | on an as-needed basis",
    ),
    Word(
        "NEED",
        None,
        "{as,when,if} {,the }need arises | {according to,depending on,in accordance with} need"
        " | in case of {need,necessity} | {on,upon} {request,demand}",
    ),
    Word(
        "NEED",
        None,
        f"{{by,upon,on,subject to,with}} {{,the }}{{,mutual ,joint ,written }}"
        f"{{agreement,consent,arrangement}}{_BY_PARTIES}",
    ),
    Word(
        "NEED",
        None,
        "by the Parties' agreement | at the Parties' request | as need be"
        " | in agreement {with {the Parties,the other Party},between the Parties}"
        " | at the request of {the,a} Part{ies,y}",
    ),
    Word("NEED", None, f"{{,dates ,{{,the }}deadline }}to be agreed{{, upon}}{_BY_PARTIES}"),
    Word("NEED", None, f"as {{,mutually }}agreed{{, upon}}{_BY_PARTIES}"),
    Word("NEED", None, f"{{on,at,by}} {{dates,times,{{a,the}} {{date,time,deadline}}}} agreed{{, upon}}{_BY_PARTIES}"),
)
