"""Turn the drawn target group into rows that count up to exactly what was drawn.

Study years of a person are cut up so that services do not collide: shelter in the first 180 days,
prison in the next 120, a psychiatric ward in what is left; cash benefit in the first 37 whole
weeks, sickness benefit in the last 14. Nothing crosses from one study year to the next.
"""

from __future__ import annotations

import numpy as np

from bundlinje.register.synthetic import calendar, model
from bundlinje.register.synthetic import tables as t
from bundlinje.register.synthetic.cohort import Cohort
from bundlinje.register.synthetic.draws import BLOCK, Block, amount, whole
from bundlinje.register.synthetic.model import FOLLOW_UP, USES, Design, Floats, Ints

_INDEX = {use.id: i for i, use in enumerate(USES)}
#: Parts of a study year. [days from its beginning]
_SHELTER, _PRISON, _WARD = (0, 180), (180, 300), (300, 365)
#: The last of a year's weeks that cash benefit may take. [weeks]
_CASH_WEEKS = 37
#: Days of own home in the goal's window: with success between these, both included; without
#: success fewer than the first. The window has 182 days. [days]
HOME = (150, calendar.WINDOW[1] - calendar.WINDOW[0])


def rows_of(drawn: Cohort, number: int, design: Design) -> t.Tables:
    """Return the rows of one block of the target group, a list for each table.

    Args:
        drawn: The block; it may be cut short.
        number: The block's number.
        design: What was chosen.
    """
    block = Block(design.seed, "rows", number)
    tables: t.Tables = {"people": [_people(drawn)], "stays": [], "contacts": [], "benefits": []}
    tables["income"] = [
        t.income(np.arange(drawn.people), year, wage, wage * 9 // 25)
        for year, wage in zip(
            range(design.years[0], design.years[1] + 1), _came_to_be(drawn), strict=True
        )
    ]
    _before(block, drawn, tables)
    _goal_year(block, drawn, tables)
    for k in range(FOLLOW_UP):
        _year(block, drawn, k, tables)
    return t.alive(tables, drawn.born, drawn.left)


def _came_to_be(drawn: Cohort) -> Ints:
    return np.asarray(np.where(drawn.success, drawn.wages[1], drawn.wages[0]))


def _people(drawn: Cohort) -> t.Rows:
    return {
        "person": np.arange(drawn.people),
        "born": drawn.born,
        "died": drawn.died,
        "emigrated": drawn.emigrated,
        "sex": drawn.x[1].astype(np.int64),
        "municipality": drawn.place,
        "education": drawn.education,
    }


def _each(block: Block, name: str, drawn: Cohort) -> Floats:
    return block.each(name)[: drawn.people]


def _contacts(
    block: Block, name: str, kind: int, drawn: Cohort, span: tuple[int, int], counts: Ints
) -> t.Rows:
    """Return contacts spread over `span`, from time zero. [days]

    A person's numbers are the same however many people the block holds: they are drawn by row of a
    whole block, in which people come in order.
    """
    u = block.many(name, int(counts.sum()))
    days = np.full(drawn.people, span[1] - span[0])
    return t.events(np.arange(drawn.people), kind, drawn.time_zero + span[0], days, counts, u)


def _before(block: Block, drawn: Cohort, tables: t.Tables) -> None:
    """Add use in the two years before time zero: exactly the covariates, and a little noise."""
    person, zero, back = np.arange(drawn.people), drawn.time_zero, calendar.BACK
    for j, half in enumerate((drawn.cash // 2, drawn.cash - drawn.cash // 2)):
        first = calendar.monday(zero - back + j * (back // 2))
        code = np.where(_each(block, f"before/cash/{j}", drawn) < 0.8, *t.CASH)
        tables["benefits"].append(t.weeks(person, code, first, half))
    before = (-back, 0)
    tables["contacts"].append(_contacts(block, "before/gp", t.GP, drawn, before, drawn.gp))
    much = amount(_each(block, "before/psychiatry", drawn), _use("psychiatry").table)
    clinic = np.where(drawn.x[4] > 0, much, 0)
    tables["contacts"].append(_contacts(block, "before/clinic", t.CLINIC, drawn, before, clinic))
    held = amount(_each(block, "before/prison", drawn), _use("prison").table)
    start = zero - back + whole(_each(block, "before/prison start", drawn), back - held)
    tables["stays"].append(t.stays(person, t.PRISON, start, np.where(drawn.x[7] > 0, held, 0)))


def _use(id: str) -> model.Use:
    return USES[_INDEX[id]]


def _goal_year(block: Block, drawn: Cohort, tables: t.Tables) -> None:
    """Add the first stay in a shelter, and the home that decides about the goal."""
    person, zero = np.arange(drawn.people), drawn.time_zero
    first = amount(_each(block, "first stay", drawn), _use("shelter").table)
    tables["stays"].append(t.stays(person, t.SHELTER, zero, first))
    u = _each(block, "home", drawn)
    reached = HOME[0] + whole(u, HOME[1] - HOME[0] + 1)
    missed = np.where(u < 0.5, 0, whole(2 * u - 1, HOME[0]))
    days = np.where(drawn.success, reached, missed)
    # With success the home is kept for a while after the window; only the window counts.
    longer = np.where(
        drawn.success, whole(_each(block, "home after", drawn), calendar.STARTS[-1] - 365), 0
    )
    start = zero + calendar.WINDOW[1] - days
    tables["stays"].append(t.stays(person, t.OWN_HOME, start, np.where(days > 0, days + longer, 0)))
    count = np.where(
        _each(block, "gp/any", drawn) < 0.6,
        amount(_each(block, "gp/much", drawn), _use("gp").table),
        0,
    )
    tables["contacts"].append(_contacts(block, "gp", t.GP, drawn, (0, calendar.STARTS[0]), count))
    cash = np.minimum(drawn.cash // 2, _CASH_WEEKS)
    code = np.where(_each(block, "cash", drawn) < 0.8, *t.CASH)
    tables["benefits"].append(t.weeks(person, code, calendar.monday(zero), cash))


def _year(block: Block, drawn: Cohort, k: int, tables: t.Tables) -> None:
    """Add the use of follow-up year `k`, from 0."""
    person, drew = np.arange(drawn.people), drawn.drawn[:, k].astype(np.int64)
    start, end = calendar.STARTS[k], calendar.STARTS[k + 1]
    first = drawn.time_zero + start

    def each(name: str) -> Floats:
        return _each(block, f"{k}/{name}", drawn)

    days = drew[_INDEX["shelter"]]
    part = np.where(days >= 10, days // 2, days)
    slack = (_SHELTER[1] - days) // 2
    one = first + whole(each("shelter"), slack)
    other = one + part + 1 + whole(each("shelter again"), slack)
    tables["stays"].append(t.stays(person, t.SHELTER, one, part))
    tables["stays"].append(t.stays(person, t.SHELTER, other, days - part))
    for id, kind, (low, high) in (
        ("prison", t.PRISON, _PRISON), ("psychiatric_inpatient", t.WARD, _WARD)
    ):  # fmt: skip
        days = drew[_INDEX[id]]
        begins = first + low + whole(each(id), high - low - days + 1)
        tables["stays"].append(t.stays(person, kind, begins, days))
    for id, kind in (("gp", t.GP), ("psychiatry", t.CLINIC), ("hospital", t.HOSPITAL)):
        counts = drew[_INDEX[id]]
        tables["contacts"].append(_contacts(block, f"{k}/{id}", kind, drawn, (start, end), counts))
    monday = calendar.monday(first)
    cash, sick = drew[_INDEX["cash_benefit"]], drew[_INDEX["sickness_benefit"]]
    off = whole(each("cash"), _CASH_WEEKS - cash + 1)
    code = np.where(each("cash code") < 0.8, *t.CASH)
    tables["benefits"].append(t.weeks(person, code, monday + 7 * off, cash))
    code = np.where(each("sick code") < 0.9, *t.SICKNESS)
    tables["benefits"].append(t.weeks(person, code, monday + 7 * _CASH_WEEKS, sick))


assert BLOCK % 4 == 0
