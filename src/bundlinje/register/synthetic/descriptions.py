"""The register file, the study file and the case of a made register."""

from __future__ import annotations

from collections.abc import Mapping

from bundlinje.register.synthetic import calendar, places, target_group
from bundlinje.register.synthetic import tables as t
from bundlinje.register.synthetic.cohort import EDUCATION
from bundlinje.register.synthetic.model import AGES, FOLLOW_UP, SERVICES, Design

#: Words of the columns of categories, by number; the last of the kinds is planted as a fault only.
UNKNOWN = "ukendt"
WORDS: Mapping[str, tuple[str, ...]] = {
    "people.sex": ("K", "M"),
    "people.education": EDUCATION,
    "people.municipality": tuple(str(code) for code in places.CODES),
    "stays.type": t.STAYS,
    "contacts.type": (*t.CONTACTS, UNKNOWN),
}

_REGISTER = """\
format: bundlinje.register/1
title: Syntetisk register
description: Fremstillet af et program. Ingen personer i det findes.
covers: [{first}-01-01, {last}-12-31]
synthetic: true
prices: {last}
tables:
  people:
    kind: people
    file: people-*.parquet
    person: person_id
    columns:
      born: birth_date
      died: death_date
      emigrated: emigration_date
      sex: sex
      municipality: municipality
      education: education
  stays:
    kind: spells
    file: stays-*.parquet
    person: person_id
    from: start
    to: end
    code: type
  contacts:
    kind: events
    file: contacts-*.parquet
    person: person_id
    date: date
    code: type
  benefits:
    kind: weeks
    file: benefits-*.parquet
    person: person_id
    week: week
    code: code
  income:
    kind: years
    file: income-*.parquet
    person: person_id
    year: year
    amounts: {{wage: wage, tax: tax}}
services:
  shelter:
    label: Døgn på herberg (§ 110)
    table: stays
    codes: [herberg]
    measure: days
    unit: døgn
  own_home:
    label: Dage i egen bolig
    table: stays
    codes: [egen_bolig]
    measure: days
    unit: dage
  prison:
    label: Døgn i fængsel
    table: stays
    codes: [faengsel]
    measure: days
    unit: døgn
  psychiatric_inpatient:
    label: Sengedage i psykiatrien
    table: stays
    codes: [psykiatri]
    measure: days
    unit: sengedage
  psychiatry:
    label: Ambulante besøg i psykiatrien
    table: contacts
    codes: [psykiatri]
    measure: count
    unit: besøg
  gp:
    label: Kontakter til almen læge
    table: contacts
    codes: [almen]
    measure: count
    unit: kontakter
  hospital:
    label: Kontakter til sygehus
    table: contacts
    codes: [sygehus]
    measure: count
    unit: kontakter
  cash_benefit:
    label: Kontanthjælp
    table: benefits
    codes: [[730, 739]]
    measure: weeks
    unit: uger
  sickness_benefit:
    label: Sygedagpenge
    table: benefits
    codes: [[890, 899]]
    measure: weeks
    unit: uger
  wage:
    label: Løn
    table: income
    amount: wage
    measure: amount
    unit: kr.
    direction: income
  tax:
    label: Skat
    table: income
    amount: tax
    measure: amount
    unit: kr.
    direction: income
"""

_STUDY = """\
format: bundlinje.register-study/1
id: unge-herberg-egen-bolig
title: Unge på herberg, der får egen bolig
register: register.yaml
target_group:
  label: Unge på herberg
  time_zero: {{first: [shelter], at: start, from: {first}, to: {last}}}
  age: [{young}, {old}]
  without: [{{services: [shelter], years: 2}}]
goal:
  label: Egen bolig i andet halvår
  all: [{{services: [own_home], months: [6, 12], at_least: {home}}}]
follow_up: {{years: {years}, starts: goal}}
services: [{services}]
price_year: {price_year}
covariates:
  - age
  - sex
  - education
  - {{any: psychiatry, years: 2}}
  - {{use: cash_benefit, years: 2}}
  - {{use: gp, years: 2}}
  - {{any: prison, years: 2}}
censoring: {{death: true, emigration: true}}
cluster: municipality
"""


_CASE = """\
format: bundlinje.case/1
title: Egen bolig til unge på herberg (opdigtet)
price_year: {price_year}
start_year: {start}
horizon: 8
participants: {{{start}: 40}}
effect: {{goal: Egen bolig, without: 0.35, with: {{mean: 0.55, sd: 0.06}}}}
costs:
  - {{id: team, kind: running, amount: 60000, per: participant, paid_by: kommune}}
consequences:
  - id: herberg
    quantity: {{ref: profiles/unge-herberg-egen-bolig, service: shelter}}
    price: {{amount: 1500, price_year: {price_year}}}
    paid_by: {{kommune: 0.5, stat: 0.5}}
  - id: faengsel
    quantity: {{ref: profiles/unge-herberg-egen-bolig, service: prison}}
    price: {{amount: 1200, price_year: {price_year}}}
    paid_by: stat
  - id: skat
    quantity: {{ref: profiles/unge-herberg-egen-bolig, service: tax}}
    paid_by: {{kommune: 0.7, stat: 0.3}}
notes:
  consequences: Personerne findes ikke, og priser, effekt og udgift er opdigtede.
"""


def register(design: Design) -> str:
    """Return the register file."""
    return _REGISTER.format(first=design.years[0], last=design.years[1])


def study(design: Design) -> str:
    """Return the study file."""
    first, last = calendar.period(design.years)
    return _STUDY.format(
        first=calendar.written(first),
        last=calendar.written(last),
        young=AGES[0],
        old=AGES[1],
        home=target_group.HOME[0],
        years=FOLLOW_UP,
        price_year=design.years[1],
        services=", ".join(SERVICES),
    )


def case(design: Design) -> str:
    """Return a case that uses what the study finds; its own numbers are made up."""
    return _CASE.format(price_year=design.years[1], start=design.years[1] + 7)
