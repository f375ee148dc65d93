"""English wordings of deadlines, by the names of what they say (`readings.py`)."""

ENGLISH = {
    "annual": """
        annually | yearly | every year | each year | once a year | once per year | on an annual basis
        at least once a year | annually, 2023–2025 | Annually | annual | once every year | once yearly
        once annually | not less than once a year | one time a year | once in a year
    """,
    "annual 2024-01-01..2025-12-31": "annually from 2024 | annually, starting in 2024",
    "annual_date 2023-01-01..2025-01-15": """
        annually, by 15 January | by 15 January each year | by 15 January of each year | every year by January 15
        once a year, by 15 January
        annually by 15 January of each year
    """,
    "annual_date 2023-01-01..2025-02-28": "annually, by 29 February | annually by the end of February",
    "annual_date 2023-01-01..2025-03-31": "annually by the end of March",
    "annual_date 2023-01-01..2025-07-01": """
        annually, by 1 July | annually by July 1 | by 1 July annually | by July 1 of every year
        by 1 July every year | each year by 1 July | each year, by 1 July | every year by 1 July
        annually, no later than 1 July | annually, not later than July 1 | annually on 1 July | every 1 July
        every year on July 1 | annually, on or before 1 July | 1 July annually
    """,
    "annual_date 2023-01-01..2025-12-31": """
        by the end of each year | annually, by the end of the year | Annually by end of Q4
        annually by year-end | annually, by year end | by year-end annually
    """,
    "annual_quarter 2023-10-01..2025-12-31": """
        annually, Q4 | annually in Q4 | Q4 annually | every year in the fourth quarter | Q4 of each year
        Annually, Q4 | annually, fourth quarter | annually, in the fourth quarter | annually in the fourth quarter
        in Q4 each year | in the fourth quarter of each year | every year, Q4 | each year in Q4 | yearly, Q4
        every year in Q4 | once a year, in Q4 | once a year in the fourth quarter | annually (Q4) | every Q4
        annually, in Q4 of each year
    """,
    "annual_window 2023-04-15..2025-10-15": "annually, 15 April to 15 October",
    "annual_window 2023-05-01..2025-05-15": "annually, 1–15 May",
    "annual_window 2023-05-01..2025-05-31": """
        annually in May | every May | annually, May | in May each year | May of each year | every year in May
    """,
    "annual_window 2023-06-01..2025-08-31": """
        annually, June–August | annually, June to August | annually, from June to August | annually in June–August
        June–August annually | June–August of each year | June to August every year
    """,
    "annual_window 2023-07-01..2025-12-31": """
        annually, H2 | annually, second half | annually, in the second half of the year
    """,
    "as_needed": """
        as needed | as necessary | when necessary | if needed | by agreement of the Parties
        by mutual agreement of the Parties | as required | As needed | as-needed | on an as-needed basis
        as and when needed | as and when required | when needed | when required | where necessary | if necessary
        if required | as the need arises | when the need arises | in case of need | on demand | on request
        by agreement | by mutual agreement | by agreement between the Parties | by consent of the Parties
        upon agreement of the Parties | as agreed by the Parties | as agreed | as agreed between the Parties
        at a time agreed by the Parties | subject to agreement of the Parties
        as needed, by agreement of the Parties | by agreement of the parties | by agreement of Parties
        with the agreement of the Parties | in agreement with the Parties | whenever necessary
        by arrangement between the Parties | by agreement of the two Parties | as mutually agreed
        at the request of the Parties | as need arises | depending on need | according to need | as may be necessary
        as may be required | in agreement with the other Party | by joint agreement of the Parties
        in accordance with need | at the request of a Party
        at the Parties' request | by written agreement of the Parties | to be agreed by the Parties | as need be
        dates to be agreed by the Parties
    """,
    "fixed_date 2024-02-29": "by the end of February 2024",
    "fixed_date 2024-06-30": """
        by the end of Q2 2024 | by the end of the second quarter of 2024 | by the end of June 2024
        by the end of the first half of 2024 | by the end of H1 2024 | by end of Q2 2024 | by end of June 2024
    """,
    "fixed_date 2024-07-01": """
        by 1 July 2024 | by July 1, 2024 | by July 1st, 2024 | by the 1st of July 2024 | by 1st July 2024
        no later than 1 July 2024 | not later than July 1 2024 | until 1 July 2024 | on or before 1 July 2024
        due by 1 July 2024 | 1 July 2024 | by 1 Jul. 2024 | by 1 July 2024 at the latest | by 01.07.2024
        by 2024-07-01 | on 1 July 2024 | before 1 July 2024 | till 1 July 2024 | by 1 July, 2024
        By the 1 July 2024 | no later than July 1st, 2024 | 1st July 2024 | July 1 2024 | 1st of July, 2024
    """,
    "fixed_date 2024-09-30": "by 30 September 2024",
    "fixed_date 2024-12-31": """
        by the end of 2024 | by end of 2024 | by year-end 2024 | by end-2024 | until the end of 2024
        by the end of December 2024 | before the end of 2024 | no later than the end of 2024
        by the end of the year 2024 | by the close of 2024 | by 31-Dec-2024 | 31-Dec-2024 | by December 31st 2024
        through 31 December 2024
        by 2024 year end | by 2024 year-end | by the year end 2024
    """,
    "fixed_date 2025-12-31": "until the end of the road map",
    "half_year 2024-H1": """
        H1 2024 | H1 of 2024 | 1H 2024 | first half of 2024 | first half-year 2024 | the first half of 2024
        in the first half of 2024 | 1st half of 2024 | 1st half 2024 | first half-year of 2024 | H1-2024
        I half of 2024
        first semester of 2024
    """,
    "half_year 2024-H2": """
        second half 2024 | 2024 H2 | 2024-H2 | half-year II of 2024 | second half-year of 2024 | 2nd half of 2024
        half-year 2, 2024 | the second half of the year 2024
    """,
    "month 2024-01": "Jan 2024",
    "month 2024-02": "February 2024 | Feb 2024",
    "month 2024-03": "Mar 2024",
    "month 2024-04": "Apr 2024",
    "month 2024-05": "May 2024",
    "month 2024-06": "Jun 2024",
    "month 2024-07": "Jul 2024",
    "month 2024-08": "Aug 2024",
    "month 2024-09": "Sept 2024 | Sep 2024",
    "month 2024-10": "Oct 2024",
    "month 2024-11": "Nov 2024",
    "month 2024-12": """
        December 2024 | in December 2024 | during December 2024 | December of 2024 | Dec. 2024
        the month of December 2024 | December, 2024 | within December 2024 | Dec 2024 | 2024 December
        for December 2024
    """,
    "monthly": """
        monthly | every month | once a month | once per month | each month | once every month | on a monthly basis
        every month of the term
    """,
    "quarter 2023-Q4": """
        Q4 2023 | 4th quarter of 2023 | fourth quarter 2023 | in the fourth quarter of 2023 | the 4th quarter 2023
        Q4, 2023 | Q4 of 2023 | 2023 Q4 | 2023-Q4 | 4Q 2023 | 4Q2023 | QIV 2023 | Q IV 2023 | IV quarter of 2023
        quarter 4 of 2023 | Quarter 4, 2023 | Q4-2023 | Q4/2023 | q4 2023 | Q 4 2023 | the last quarter of 2023
        4th Q 2023 | 4th quarter 2023 | Fourth Quarter of 2023 | IV quarter 2023 | within Q4 2023
        during the fourth quarter of 2023 | in Q4 of 2023
    """,
    "quarter 2024-Q1": "Q1 2024 | first quarter of 2024",
    "quarter 2024-Q2": """
        Q2 2024 | second quarter of 2024
        Qtr 2 2024 | 2nd qtr 2024 | second calendar quarter of 2024 | for Q2 2024 | quarter two of 2024
    """,
    "quarter 2024-Q3": "Q3 2024 | third quarter of 2024",
    "quarterly": """
        quarterly | every quarter | once a quarter | each quarter | every three months | on a quarterly basis
        once per quarter | once every quarter | once in a quarter | every 3 months | four times a year
        at least quarterly | every calendar quarter
        three-monthly
    """,
    "quarterly 2024-01-01..2024-12-31": "quarterly in 2024",
    "semiannual": """
        twice a year | semi-annually | semiannually | every six months | half-yearly | once every six months
        once every half-year | every half-year | two times a year | twice per year | semi-annual | semiannual
        half yearly | twice yearly | twice every year | twice each year | two times per year | every 6 months
        every half year | each half-year | once in six months | once per half-year | once a half-year
        once in half a year | every half a year | at least twice a year | on a semi-annual basis
        once in every six months | once each half of the year
    """,
    "whole_period": """
        throughout the term | throughout the term of the road map | throughout the term of the roadmap
        continuously | permanently | on an ongoing basis | ongoing | for the duration of the road map
        during the whole period | throughout the entire period of the road map
        throughout the term of the agreement | throughout the term of the plan | throughout the whole term
        during the term of the road map | during the term | within the term of the road map
        for the term of the road map | throughout the entire term | throughout the road map's term
        throughout the road map term | for the whole period | for the entire duration of the road map
        over the whole term | for the duration of the agreement | the whole term | the whole period
        throughout the period of the road map | throughout the validity of the road map
        throughout the validity period | throughout the road map | during the period of validity of the road map
        continuous | on a continuous basis | on a permanent basis | permanent | constantly | 2023 to 2025
        from 2023 to 2025 | during 2023–2025 | throughout 2023–2025 | continuously throughout the term
        throughout the duration of the Road Map | during the implementation of the road map
        throughout the period | in the course of the term
        over the course of the term
    """,
    "window 2024-01-01..2024-12-31": "first to second half of 2024",
    "window 2024-04-01..2024-09-30": """
        Q2–Q3 2024 | Q2-3 2024 | second to third quarter of 2024 | Q2–Q3 of 2024 | Q2 to Q3 2024
        from Q2 to Q3 2024 | quarters 2–3 of 2024 | quarters II–III of 2024 | second–third quarters of 2024
        2nd–3rd quarters 2024 | 2nd to 3rd quarter of 2024 | II–III quarters of 2024
        from the second to the third quarter of 2024
        the second to the third quarter of 2024
    """,
    "window 2024-05-01..2024-05-15": """
        May 1–15, 2024 | 1–15 May 2024 | 1 to 15 May 2024 | from 1 to 15 May 2024 | between 1 and 15 May 2024
        1st to 15th May 2024
    """,
    "window 2024-05-01..2024-06-30": """
        1 May to 30 June 2024 | from 1 May to 30 June 2024 | 1 May – 30 June 2024 | May 1 to June 30, 2024
        May–June 2024 | May to June 2024 | from May to June 2024 | between May and June 2024
        between 1 May and 30 June 2024 | 1 May 2024 – 30 June 2024 | 1 May 2024 to 30 June 2024
        from May 1 to June 30, 2024 | May 1 – June 30, 2024 | May 1, 2024 – June 30, 2024
        from 1 May until 30 June 2024 | from 1 May through 30 June 2024
        from 1 May 2024 until 30 June 2024 inclusive
    """,
    "window 2024-06-01..2024-08-31": """
        June–August 2024 | June - August 2024 | June to August 2024 | from June to August 2024
        June through August 2024 | between June and August 2024 | June–August, 2024 | in June–August 2024
        June–August of 2024 | Jun-Aug 2024 | from June 2024 to August 2024 | June 2024 – August 2024
        2024, June–August
    """,
    "year 2024": """
        during 2024 | in 2024 | throughout 2024 | within 2024 | the year 2024 | in the year 2024
        throughout the year 2024 | 2024 year | calendar year 2024 | in the course of 2024 | over 2024
        the whole of 2024 | all of 2024 | 2024 calendar year | throughout the whole of 2024
        for 2024
    """,
    "years 2023-01-01..2024-12-31": """
        from 2023 to 2024 | 2023 to 2024 | 2023-2024 years | in 2023–2024 | between 2023 and 2024 | years 2023–2024
        the years 2023 to 2024 | during 2023–2024 | 2023 through 2024 | in the period 2023–2024
        over the period from 2023 to 2024
        period 2023–2024 | for 2023–2024 | for the period 2023–2024
    """,
}
