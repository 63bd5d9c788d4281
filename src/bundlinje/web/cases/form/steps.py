"""The nine steps of a case: what is asked, in which order, and how it is explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bundlinje.basics.texts import Text
from bundlinje.web.cases.form.fields import Adding, Field, Kind, Section

Document = dict[Any, Any]

_YEARS = Text("år", "years")
_NEW = Text("Uden navn", "No name")


@dataclass(frozen=True)
class Step:
    """One step: its address, its name, what it is about, its sections and what can be added."""

    slug: str
    title: Text
    intro: Text
    sections: Callable[[Document], list[Section]]
    adding: Callable[[Document], tuple[Adding, ...]] = lambda document: ()


def _note() -> Field:
    return Field(
        "note", Text("Hvorfor disse tal?", "Why these numbers?"), Kind.NOTE,
        Text("Skriv kilden eller begrundelsen. Den følger med i rapporten.",
             "Write the source or the reason. It is shown in the report."),
    )  # fmt: skip


_GOAL = Field(
    "goal", Text("Hvad er en succes for én borger?", "What is success for one person?"),
    Kind.TEXT,
    Text("Noget, der kan ses eller måles: egen bolig i et år, i job efter 12 måneder.",
         "Something that can be seen or measured: a home of one's own for a year."),
    required=True,
)  # fmt: skip

_ABOUT = (
    Field("title", Text("Sagens navn", "Name of the case"), required=True),
    Field("target_group", Text("Målgruppe", "Target group"), Kind.TEXT,
          Text("Hvem er indsatsen for? Alder, situation og problem.",
               "Who is it for? Age, situation and problem.")),
    Field("description", Text("Indsatsen kort", "The intervention in short"), Kind.PARAGRAPH,
          Text("Hvad går den ud på, og hvad kommer den i stedet for?",
               "What is done, and what does it replace?")),
)  # fmt: skip
_TIME = (
    Field("start_year", Text("Første år", "First year"), Kind.WHOLE, required=True),
    Field("horizon", Text("Antal år i beregningen", "Years calculated"), Kind.WHOLE,
          Text("Gevinster efter de år tælles ikke med.", "Gains after these years do not count."),
          required=True),
    Field("price_year", Text("Prisniveau", "Price level"), Kind.WHOLE,
          Text("Året, som alle kroner i resultatet står i, og som beløb uden eget prisår er i. "
               "Prisindekset går til 2023.",
               "The year whose prices the result is stated in, as are amounts with no price year "
               "of their own. The price index ends in 2023."),
          required=True),
    Field("discounting.schedule", Text("Diskontering", "Discounting"), Kind.CHOICE,
          Text("Finansministeriets rente: 3,5 % i 35 år, derefter lavere.",
               "The rate of the Ministry of Finance: 3.5% for 35 years, then lower."),
          choices=(("dk-2021", Text("Finansministeriets (2021)", "Ministry of Finance (2021)")),),
          default="dk-2021", rare=True),
)  # fmt: skip

_BUDGET = (
    Field("budget.first_year", Text("Første budgetår", "First budget year"), Kind.WHOLE,
          Text("Vis det år og de tre næste i løbende priser, som et budget læses.",
               "Show that year and the next three in current prices, as a budget is read.")),
    Field("budget.price_growth", Text("Prisstigning om året", "Price growth a year"), Kind.NUMBER,
          Text("Fra prisniveauet til budgetårene. Skriv det skøn, som jeres budget bruger.",
               "From the price level to the budget years. Write the estimate of your budget."),
          percent=True),
)  # fmt: skip

#: The last year of the price index that cases in kroner follow, and its level then.
LAST_PRICES, LAST_LEVEL = 2023, 118.0
_LATER_PRICES = Field(
    "price_index.extend",
    Text("Prisindeks efter det sidste år", "Price index after its last year"), Kind.PEOPLE,
    Text("Jeres eget skøn for niveauet. 2023 er 118,0: steg priserne 2,5 %, er 2024 120,95. "
         "Skriv det, hvis sagen skal stå i nyere priser eller bruge priser fra de år.",
         "Your own estimate of the level. 2023 is 118.0: at 2.5% inflation 2024 is 120.95. "
         "Write it if the case is to use newer prices."),
)  # fmt: skip


def _goal_sections(document: Document) -> list[Section]:
    sections = [Section("", Text("Sagen", "The case"), _ABOUT)]
    sections += [
        Section(path, title, (_GOAL,))
        for path, title in effects(document, Text("Succesmål", "Goal"))
    ]
    own_index = document.get("price_index")
    extends = not isinstance(own_index, dict) or "name" in own_index
    fields = (*_TIME, _LATER_PRICES) if extends else _TIME
    sections.append(Section("", Text("Tid og priser", "Time and prices"), fields))
    sections.append(Section("", Text("Budgetår", "Budget years"), _BUDGET))
    return sections


def effects(document: Document, title: Text) -> Iterator[tuple[str, Text]]:
    """Yield the path of every effect and its heading, with what it is where there are several."""
    several = document.get("effects")
    if isinstance(several, dict) and several:
        for name, goal in _goals(several):
            yield f"effects.{name}", Text(f"{title.da}: {goal}", f"{title.en}: {goal}")
    else:
        yield "effect", title


def _goals(several: Document) -> Iterator[tuple[str, str]]:
    """Yield the name of every effect and what it is called: its goal where it has one."""
    for name, effect in several.items():
        goal = effect.get("goal") if isinstance(effect, dict) else None
        yield str(name), str(goal or name)


_PAID_BY = Field(
    "paid_by", Text("Hvem betaler?", "Who pays?"), Kind.SHARES,
    Text("Andelene skal give 100 %.", "The shares must sum to 100%."), required=True,
)  # fmt: skip
_BUDGET_KIND = Field(
    "budget", Text("Art i budgettet", "Kind of budget line"), Kind.CHOICE,
    Text("Bruges i tabellen med budgetår. Spørg den, der kender jeres kontoplan.",
         "Used in the table of budget years. Ask someone who knows your accounts."),
    choices=(
        ("", Text("ikke valgt", "not chosen")),
        ("service", Text("serviceudgift eller drift", "service expenditure or running cost")),
        ("transfer", Text("overførsel", "transfer")), ("income", Text("indtægt", "income")),
        ("other", Text("anden udgift", "other expenditure"))),
    default="", rare=True,
)  # fmt: skip
_COST = (
    Field("label", Text("Navn", "Name"), required=True),
    Field("amount", Text("Beløb", "Amount"), Kind.NUMBER,
          Text("Er beløbet usikkert, så skriv fx 96.000 (80.000–115.000).",
               "If it is uncertain, write 96,000 (80,000–115,000)."),
          Text("kr.", "DKK"), required=True, knowledge=("prices", "rates")),
    Field("per", Text("Beløbet er for", "The amount is for"), Kind.CHOICE, choices=(
        ("total", Text("det hele, fordelt på årene nedenfor", "everything, over the years below")),
        ("year", Text("hvert år", "each year")),
        ("participant", Text("hver deltager, der gennemfører", "each participant who completes")),
        ("starter", Text("hver deltager, der starter", "each participant who starts"))),
        required=True),
    Field("years", Text("I hvilke år?", "In which years?"), Kind.YEARS,
          Text("Fx 2027, 2028. Tomt er det første år. Bruges ikke for beløb pr. deltager.",
               "2027, 2028 for instance. Empty is the first year. Not used per participant.")),
    Field("years_before", Text("År før gennemførelsen", "Years before completion"), Kind.WHOLE,
          unit=_YEARS, default=0, rare=True),
    Field("price_year", Text("Beløbets prisniveau", "Price level of the amount"), Kind.WHOLE,
          Text("Tomt er sagens prisniveau.", "Empty is the case's."), rare=True),
    Field("growth", Text("Real vækst om året", "Real growth a year"), Kind.NUMBER, percent=True,
          default=0, rare=True),
    _PAID_BY,
    _BUDGET_KIND,
)  # fmt: skip
_KIND = Field(
    "kind", Text("Art", "Kind"), Kind.CHOICE,
    choices=(("setup", Text("Opstart", "Set-up")), ("running", Text("Drift", "Running"))),
    required=True,
)  # fmt: skip


def _cost_sections(displaced: bool) -> Callable[[Document], list[Section]]:
    fields = (*_COST, _note()) if displaced else (_COST[0], _KIND, *_COST[1:], _note())

    def sections(document: Document) -> list[Section]:
        return [
            _item("costs", item, fields)
            for item in items(document, "costs")
            if (item.get("kind") == "displaced") is displaced
        ]

    return sections


def items(document: Document, key: str) -> list[Document]:
    """Return the items of a list that have an id."""
    listed = document.get(key)
    if not isinstance(listed, list):
        return []
    return [item for item in listed if isinstance(item, dict) and item.get("id")]


def _item(key: str, item: Document, fields: tuple[Field, ...]) -> Section:
    label = str(item.get("label") or "")
    path = f"{key}.{item['id']}"
    return Section(path, Text(label, label) if label else _NEW, fields, True, path)


_PEOPLE = (
    Field("participants", Text("Deltagere, der gennemfører, år for år",
                               "Participants who complete, year by year"), Kind.PEOPLE,
          Text("Tæl dem med i det år, hvor de er færdige.", "Count them in the year they finish."),
          Text("borgere", "people"), required=True),
    Field("completion", Text("Gennemførelse", "Completion"), Kind.NUMBER,
          Text("Andel af dem, der starter, som gennemfører. Tomt er alle.",
               "Share of those who start that complete. Empty is all."), percent=True),
)  # fmt: skip


def _people_sections(document: Document) -> list[Section]:
    return [
        Section("", Text("Deltagere", "Participants"), (*_PEOPLE, _note()), note="participants")
    ]


_EFFECT = (
    Field("without", Text("Succesrate uden indsatsen", "Success rate without the intervention"),
          Kind.NUMBER,
          Text("Hvor mange ville nå målet alligevel? Tallet er afgørende: uden det bliver "
               "gevinsten for stor.",
               "How many would reach the goal anyway? Without it the gain is overstated."),
          percent=True, required=True),
    Field("with", Text("Succesrate med indsatsen", "Success rate with the intervention"),
          Kind.NUMBER,
          Text("Skriv enten denne eller effekten.", "Write either this or the effect."),
          percent=True, knowledge=("effects",)),
    Field("difference", Text("Effekt (forskellen)", "Effect (the difference)"), Kind.NUMBER,
          Text("Procentpoint flere, der når målet på grund af indsatsen.",
               "Percentage points more who reach the goal because of it."),
          percent=True, knowledge=("effects",)),
    Field("persistence", Text("Fastholdelse af effekt", "Persistence of effect"), Kind.SERIES,
          Text("Andel af effekten, der er tilbage efter hvert år. Ét tal gælder alle år; tomt er "
               "alt.", "Share of the effect left after each year. One number is for all years."),
          percent=True),
    Field("evidence", Text("Studier bag", "Studies behind it"), Kind.RECORDS,
          knowledge=("effects",)),
)  # fmt: skip


#: Asked for where there are several effects.
_REACHING = Field(
    "participants", Text("Deltagere med dette mål", "Participants with this goal"), Kind.PEOPLE,
    Text("Kun hvis det er andre end alle, der gennemfører.",
         "Only if they are others than all who complete."),
    Text("borgere", "people"), rare=True,
)  # fmt: skip

_ASPECTS = {
    "target_group": Text("Målgruppen", "The target group"),
    "outcome": Text("Det, der er målt", "What was measured"),
    "comparison": Text("Det, der er sammenlignet med", "What it was compared with"),
    "country": Text("Landet", "The country"),
}
_FIT = tuple(Field(aspect, label, Kind.FIT) for aspect, label in _ASPECTS.items())


def _effect_sections(document: Document) -> list[Section]:
    sections = []
    several = len(document.get("effects") or ()) > 1
    fields = (*_EFFECT, _REACHING) if several else _EFFECT
    for path, title in effects(document, Text("Effekt", "Effect")):
        sections.append(Section(path, title, (*fields, _note()), several, path))
        fits = Text("Passer studierne på jer?", "Do the studies fit you?")
        sections.append(Section(f"{path}.fit", fits, _FIT))
    return sections


_CHANGE = (
    Field("label", Text("Navn", "Name"), required=True),
    Field("unit", Text("Enhed", "Unit"), Kind.TEXT,
          Text("Det, der tælles: døgn, uger, samtaler.", "What is counted: days, weeks, talks.")),
    Field("quantity", Text("Ændring år for år", "Change year by year"), Kind.SERIES,
          Text("Et fald er negativt. Det første felt er året, hvor borgeren gennemfører. Du kan "
               "sætte en række ind fra et regneark.",
               "A fall is negative. The first field is the year of completion. You can paste a "
               "row from a spreadsheet."), required=True, knowledge=("consequences", "profiles")),
    Field("per", Text("Ændringen er for", "The change is for"), Kind.CHOICE, choices=(
        ("success", Text("hver borger, der når målet på grund af indsatsen",
                         "each person who reaches the goal because of it")),
        ("participant", Text("hver deltager", "each participant"))), default="success"),
    Field("then", Text("Efter de år", "After those years"), Kind.CHOICE, choices=(
        ("stop", Text("hører ændringen op", "the change stops")),
        ("hold", Text("fortsætter den sidste ændring", "the last change goes on"))),
        default="stop"),
    Field("until", Text("Fortsætter til og med år", "Goes on until year"), Kind.WHOLE,
          Text("År efter gennemførelsen.", "Years after completion."), _YEARS, rare=True),
    Field("lag", Text("Begynder efter", "Begins after"), Kind.WHOLE,
          Text("0 er året, hvor borgeren gennemfører.", "0 is the year of completion."), _YEARS,
          default=0, rare=True),
    Field("factor", Text("Gang med", "Times"), Kind.NUMBER, default=1, rare=True),
    Field("persistence", Text("Fastholdelse af effekt", "Persistence of effect"), Kind.SERIES,
          Text("Kun hvis den er en anden end sagens.", "Only if it differs from the case's."),
          percent=True, rare=True),
)  # fmt: skip
_CONSEQUENCE = (
    _CHANGE[0],
    Field("direction", Text("Art", "Kind"), Kind.CHOICE, choices=(
        ("expense", Text("Udgift", "Expense")), ("income", Text("Indtægt (fx skat)", "Income"))),
        default="expense"),
    *_CHANGE[1:],
    Field("realisable", Text("Kan tages ud af budgettet", "Can be taken out of the budget"),
          Kind.SERIES,
          Text("Andel af besparelsen, som faktisk kan bruges til andet. Tomt er det hele.",
               "Share of the saving that really leaves the budget. Empty is all."),
          percent=True, rare=True),
    _note(),
)  # fmt: skip
_MONEY = (
    Field("price", Text("Enhedspris", "Unit price"), Kind.PRICE, required=True,
          unit=Text("kr.", "DKK"), knowledge=("prices", "rates")),
    _PAID_BY,
    Field("transfer", Text("Overførsel", "Transfer"), Kind.FLAG,
          Text("Det, den ene betaler, får den anden: ydelser og skat. Andelene skal da give 0 %.",
               "What one pays another gets: benefits and taxes. Shares then sum to 0%.")),
    Field("baseline", Text("Niveau uden succes", "Level without success"), Kind.SERIES,
          Text("Kun når en regel deler betalingen efter niveau.",
               "Only when a rule splits payment by level."), rare=True),
    Field("baseline_weeks", Text("Uger på ydelse ved gennemførelsen",
                                 "Weeks on benefit at completion"), Kind.NUMBER,
          Text("Kun ved refusionstrappen.", "Only for the refund ladder."), rare=True),
    Field("pool", Text("Lægges sammen med", "Summed with"), Kind.TEXT,
          Text("Giv ydelser til samme borger det samme navn her, så regnes reglens grænser af dem "
               "tilsammen.",
               "Give services for one person the same name here, and the limits of the rule apply "
               "to their sum."), rare=True),
    Field("price.growth", Text("Prisens reale vækst om året", "Real growth of the price a year"),
          Kind.NUMBER, percent=True, default=0, rare=True),
    _BUDGET_KIND,
)  # fmt: skip


_DEPARTMENTS = tuple(
    Field(f"{payer}.departments", label, Kind.NAMES,
          Text("Skriv navnene på dem, der betaler eller sparer. Så kan de vælges ovenfor.",
               "Name those that pay or save. They can then be chosen above."))
    for payer, label in (
        ("kommune", Text("Kommunens forvaltninger", "Departments of the municipality")),
        ("region", Text("Regionens afdelinger", "Departments of the region")),
        ("stat", Text("Statens myndigheder", "Authorities of the state")),
    )
)  # fmt: skip


def _list_sections(key: str, fields: tuple[Field, ...]) -> Callable[[Document], list[Section]]:
    return lambda document: [_item(key, item, fields) for item in items(document, key)]


def _with_effect(document: Document, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the fields of a change, with the effect that it follows where there are several."""
    several = document.get("effects")
    if not isinstance(several, dict) or len(several) < 2:
        return fields
    choices = tuple((name, Text(goal, goal)) for name, goal in _goals(several))
    label = Text("Følger effekten", "Follows the effect")
    effect = Field("effect", label, Kind.CHOICE, choices=choices, required=True)
    return (fields[0], effect, *fields[1:])


def _outcome_sections(document: Document) -> list[Section]:
    return _list_sections("outcomes", _with_effect(document, _OUTCOME))(document)


def _consequence_sections(document: Document) -> list[Section]:
    fields = _with_effect(document, _CONSEQUENCE)
    sections = _list_sections("consequences", fields)(document)
    named = document.get("parameters")
    if isinstance(named, dict) and named:
        fields = tuple(
            Field(str(name), Text(f"={name}", f"={name}"), Kind.NUMBER) for name in named
        )
        title = Text("Tal, der bruges flere steder", "Numbers used in several places")
        sections.append(Section("parameters", title, fields))
    return sections


def _money_sections(document: Document) -> list[Section]:
    sections = _list_sections("consequences", _MONEY)(document)
    # A price is no place to remove a consequence.
    parts = [Section(s.path, s.title, s.fields) for s in sections]
    title = Text("Kassernes forvaltninger", "Departments of the purses")
    return [*parts, Section("payers", title, _DEPARTMENTS)]


_OUTCOME = (
    _CHANGE[0],
    Field("better", Text("Bedre er", "Better is"), Kind.CHOICE, choices=(
        ("more", Text("mere", "more")), ("less", Text("mindre", "less"))), default="more"),
    *_CHANGE[1:],
    Field("evidence", Text("Studier bag", "Studies behind it"), Kind.RECORDS,
          knowledge=("wellbeing",)),
    _note(),
)  # fmt: skip


def _first_account(document: Document) -> str:
    payers = document.get("payers")
    departments = payers.get("kommune", {}).get("departments") if isinstance(payers, dict) else None
    return f"kommune/{next(iter(departments))}" if departments else "kommune"


def _new_cost(kind: str, label: Text) -> Callable[[Document], tuple[Adding, ...]]:
    def adding(document: Document) -> tuple[Adding, ...]:
        item = {
            "label": "",
            "kind": kind,
            "per": "participant",
            "paid_by": _first_account(document),
        }
        return (Adding("costs", label, item),)

    return adding


def _new_consequence(document: Document) -> tuple[Adding, ...]:
    item = {"label": "", "paid_by": _first_account(document)}
    return (Adding("consequences", Text("Tilføj konsekvens", "Add consequence"), item),)


STEPS = (
    Step("maal", Text("Målgruppe og mål", "Target group and goal"),
         Text("Hvem skal hjælpes, og hvornår er det lykkedes?",
              "Who is to be helped, and when has it succeeded?"), _goal_sections),
    Step("omkostninger", Text("Indsats og omkostninger", "Intervention and costs"),
         Text("Alt, hvad indsatsen koster, også den tid, I selv bruger.",
              "Everything the intervention costs, your own time too."),
         _cost_sections(False), _new_cost("running", Text("Tilføj omkostning", "Add cost"))),
    Step("fortraengt", Text("Fortrængte udgifter", "Displaced costs"),
         Text("Det tilbud, borgerne ellers ville have fået, og som I nu sparer.",
              "What the people would otherwise have been given, now saved."),
         _cost_sections(True),
         _new_cost("displaced", Text("Tilføj fortrængt udgift", "Add displaced cost"))),
    Step("deltagere", Text("Deltagere", "Participants"),
         Text("Hvor mange gennemfører, og hvornår?", "How many complete, and when?"),
         _people_sections),
    Step("effekt", Text("Effekt", "Effect"),
         Text("Hvor mange når målet med indsatsen, og hvor mange ville have nået det alligevel?",
              "How many reach the goal with it, and how many would have anyway?"),
         _effect_sections,
         lambda document: (Adding("effects", Text("Tilføj en effekt til", "Add another effect")),)),
    Step("konsekvenser", Text("Konsekvenser", "Consequences"),
         Text("Hvad ændrer en succes i brugen af andre ydelser?",
              "What does success change in the use of other services?"),
         _consequence_sections, _new_consequence),
    Step("priser", Text("Priser og kasser", "Prices and purses"),
         Text("Hvad koster én enhed, og hvem betaler den?",
              "What does one unit cost, and who pays?"),
         _money_sections),
    Step("borgerne", Text("Den anden bundlinje", "The other bottom line"),
         Text("Hvad får borgerne ud af det? I egne enheder, aldrig lagt til kronerne.",
              "What do the people gain? In its own units, never added to the money."),
         _outcome_sections,
         lambda document: (Adding("outcomes", Text("Tilføj resultat for borgerne",
                                                   "Add outcome for people"), {"label": ""}),)),
)  # fmt: skip
#: The last step shows the result and asks nothing.
RESULT = "resultat"
BY_SLUG = {step.slug: step for step in STEPS}


def step_of(path: str, document: Document) -> str:
    """Return the step on which the field at `path` of a document stands."""
    first, _, rest = path.partition(".")
    if first == "costs":
        name = rest.split(".")[0]
        kinds = {item["id"]: item.get("kind") for item in items(document, "costs")}
        return "fortraengt" if kinds.get(name) == "displaced" else "omkostninger"
    if first == "consequences":
        money = rest.split(".")[1:2] in ([f.key] for f in _MONEY)
        return "priser" if money else "konsekvenser"
    if first in ("effect", "effects"):
        return "maal" if path.endswith(".goal") else "effekt"
    if first in ("parameters", "payers"):
        return "konsekvenser" if first == "parameters" else "priser"
    return {
        "participants": "deltagere",
        "completion": "deltagere",
        "note": "deltagere",
        "outcomes": "borgerne",
    }.get(first, "maal")


def field_at(path: str, document: Document) -> tuple[Section, Field] | None:
    """Return the section and field of a path, or None where no step asks for it."""
    for step in STEPS:
        for section in step.sections(document):
            for field in section.fields:
                if section.at(field.key) == path:
                    return section, field
    return None
