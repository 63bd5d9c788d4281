"""Read a study's definition from its file; every problem is reported at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bundlinje.basics.errors import InputError
from bundlinje.basics.reading import Reader, Section
from bundlinje.basics.yaml_tree import Node, read_document
from bundlinje.evidence.knowledge import shared
from bundlinje.evidence.records import PriceIndexRecord
from bundlinje.register.register_file import read_register
from bundlinje.register.study import (
    DAYS_A_YEAR,
    Covariate,
    Method,
    Study,
    Suppression,
    TimeZero,
    Use,
    month,
)
from bundlinje.register.tables import PERSON_DATES, Register

FORMAT = "bundlinje.register-study/1"
ESTIMANDS = ("ate", "att", "overlap")
OUTCOME_MODELS = ("linear", "two_part")
MAX_YEARS = 30
#: Amounts are brought to one year's prices by this index.
PRICE_INDEX = "dk-net-price"

_KEYS = (
    "format", "id", "title", "register", "target_group", "goal", "follow_up", "services",
    "covariates", "censoring", "cluster", "price_year", "estimate", "suppress", "notes",
)  # fmt: skip


def read_study(path: str | Path) -> Study:
    """Read a study's definition and the register file that it names.

    Raises:
        InputError: one of the files is wrong; every problem at once.
    """
    path = Path(path)
    document = read_document(path)
    reader = Reader(document.file)
    section = reader.section(document.root, "", _KEYS)
    if not isinstance(document.root.value, dict):
        reader.finish()
    section.of_format(FORMAT)
    named = section.text("register", required=True)
    place = path.parent / named
    if named and not place.is_file():
        reader.report(
            section.get("register"), "register", f"der er ingen registerfil {place}. Tjek stien.",
            f"there is no register file {place}. Check the path.",
        )  # fmt: skip
        reader.finish()
    try:
        register = read_register(place) if named else None
    except InputError as error:
        raise InputError([*reader.problems, *error.problems]) from None
    if register is None:
        reader.finish()
    assert register is not None
    study = _StudyReader(reader, section, register).read(path)
    reader.finish()
    return study


class _StudyReader:
    def __init__(self, reader: Reader, section: Section, register: Register) -> None:
        self.reader = reader
        self.section = section
        self.register = register

    def read(self, path: Path) -> Study:
        section = self.section
        group = self._needed(
            section, "target_group",
            ("label", "time_zero", "age", "without", "with"),
        )  # fmt: skip
        goal = self._needed(section, "goal", ("label", "all"))
        conditions = tuple(
            self._condition(node, f"goal.all[{i}]")
            for i, node in enumerate(self.reader.items(goal.need("all"), "goal.all", 20))
        )
        every = goal.get("all")
        if every is not None and every.value == []:
            self.reader.expected(every, "goal.all", "mindst ét krav", "at least one condition")
        follow = self._needed(section, "follow_up", ("years", "starts"))
        censoring = self.reader.section(
            section.get("censoring"), "censoring", ("death", "emigration", "age")
        )
        study = Study(
            id=section.identifier("id", path.stem),
            title=section.text("title", required=True),
            register=self.register,
            target_group=group.text("label", required=True),
            time_zero=self._time_zero(group),
            age=self._age(group),
            before=(*self._before(group, "without"), *self._before(group, "with")),
            goal=goal.text("label", required=True),
            conditions=conditions,
            starts_at_goal=follow.choice("starts", ("goal", "time_zero"), "goal") == "goal",
            years=follow.integer("years", 1, MAX_YEARS),
            services=self._services(section, "services", required=True),
            covariates=self._covariates(),
            death=censoring.flag("death", True),
            emigration=censoring.flag("emigration", True),
            age_limit=censoring.integer("age", 0, 120, 0) if "age" in censoring else None,
            cluster=self._cluster(),
            price_factors=self._price_factors(),
            price_year=section.year("price_year") if "price_year" in section else None,
            method=self._method(),
            suppression=self._suppression(),
            file=str(path),
            data=section.node.plain(),
        )
        self._check(study)
        return study

    def _needed(self, section: Section, key: str, keys: Sequence[str]) -> Section:
        """Return a mapping that must be there; nothing more is said of one that is not."""
        node, path = section.need(key), section.at(key)
        if node is None:
            return Section(self.reader, Node({}), path, broken=True)
        return self.reader.section(node, path, keys)

    def _time_zero(self, group: Section) -> TimeZero:
        section = self._needed(group, "time_zero", ("first", "at", "from", "to"))
        before = self.reader.found
        days = []
        for key in ("from", "to"):
            node = section.need(key)
            day = self.register.first if key == "from" else self.register.last
            days.append((None if node is None else self.reader.day(node, section.at(key))) or day)
        if self.reader.found == before and days[0] > days[1]:
            self.reader.report(
                section.get("to"), section.at("to"), "slutter, før den begynder.",
                "ends before it begins.",
            )  # fmt: skip
        return TimeZero(
            services=self._services(section, "first", required=True),
            at=section.choice("at", ("start", "end"), "start"),
            first=days[0],
            last=days[1],
        )

    def _services(self, section: Section, key: str, required: bool = False) -> tuple[str, ...]:
        node = section.need(key) if required else section.get(key)
        names = []
        for entry in self.reader.items(node, section.at(key), 100):
            name = self.reader.text(entry, section.at(key))
            if name and self._known(entry, section.at(key), name):
                names.append(name)
        if node is not None and not names and not self.reader.problems:
            self.reader.expected(node, section.at(key), "mindst én ydelse", "at least one service")
        return tuple(dict.fromkeys(names))

    def _known(self, node: Node, path: str, name: str) -> bool:
        if name in self.register.services:
            return True
        hint = self.reader.hint(name, self.register.services)
        self.reader.report(
            node, path, f"registret har ingen ydelse '{name}'. {hint.da}",
            f"the register has no service '{name}'. {hint.en}",
        )  # fmt: skip
        return False

    def _age(self, group: Section) -> tuple[int, int] | None:
        node = group.get("age")
        if node is None:
            return None
        if "born" not in self.register.people.extra:
            self._no_column(node, group.at("age"), "born")
        before = self.reader.found
        low, high = self.reader.pair(node, group.at("age"))
        whole = low.is_integer() and high.is_integer()
        if self.reader.found == before and not (whole and 0 <= low <= high <= 120):
            self.reader.report(
                node, group.at("age"), f"fandt [{low:g}, {high:g}], ventede [fra, til] i hele år, "
                "højst 120.",
                f"found [{low:g}, {high:g}], expected [from, to] in whole years, at most 120.",
            )  # fmt: skip
        return int(low), int(high)

    def _before(self, group: Section, key: str) -> list[Use]:
        uses = []
        for i, node in enumerate(self.reader.items(group.get(key), group.at(key), 20)):
            path = f"{group.at(key)}[{i}]"
            keys = ("services", "years", *(("at_least",) if key == "with" else ()))
            section = self.reader.section(node, path, keys)
            years = section.plain("years", 1.0, 0.01, 60.0)
            least = section.plain("at_least", 0.0, 0.0) if "at_least" in section else None
            uses.append(
                Use(
                    services=self._services(section, "services", required=True),
                    window=(-round(DAYS_A_YEAR * years), 0),
                    at_least=(1e-9 if least is None else least) if key == "with" else None,
                    at_most=0.0 if key == "without" else None,
                )
            )
        return uses

    def _condition(self, node: Node, path: str) -> Use:
        section = self.reader.section(node, path, ("services", "months", "at_least", "at_most"))
        months = section.need("months")
        before = self.reader.found
        first, last = (0.0, 12.0) if months is None else self.reader.pair(months, f"{path}.months")
        whole = first.is_integer() and last.is_integer()
        if not (whole and 0 <= first < last <= 240):
            if self.reader.found == before:
                self.reader.report(
                    months or node, f"{path}.months", f"fandt [{first:g}, {last:g}], ventede [fra, "
                    "til] i hele måneder efter tid nul, fx [6, 12], højst 240.",
                    f"found [{first:g}, {last:g}], expected [from, to] in whole months after time "
                    "zero, such as [6, 12], at most 240.",
                )  # fmt: skip
            first, last = 0.0, 12.0
        least = section.plain("at_least", 0.0, 0.0) if "at_least" in section else None
        most = section.plain("at_most", 0.0, 0.0) if "at_most" in section else None
        if least is None and most is None and not section.broken:
            self.reader.report(
                node, path, "angiv at_least eller at_most.", "state at_least or at_most."
            )
        if least is not None and most is not None and least > most:
            self.reader.report(
                node, path, f"at_least {least:g} er mere end at_most {most:g}: ingen kan nå det.",
                f"at_least {least:g} is more than at_most {most:g}: nobody can reach it.",
            )  # fmt: skip
        services = self._services(section, "services", required=True)
        return Use(services, (month(int(first)), month(int(last))), least, most)

    def _covariates(self) -> tuple[Covariate, ...]:
        found: list[Covariate] = []
        node = self.section.need("covariates")
        if node is not None and node.value == []:
            self.reader.report(
                node, "covariates", "listen er tom. Skriv mindst én oplysning fra før tid nul, fx "
                "[age, sex]: uden dem er alle forskelle rå.",
                "the list is empty. State at least one item from before time zero, such as [age, "
                "sex]: without any every difference is raw.",
            )  # fmt: skip
        columns = [c for c in self.register.people.extra if c not in PERSON_DATES]
        for i, entry in enumerate(self.reader.items(node, "covariates", 100)):
            path = f"covariates[{i}]"
            if not isinstance(entry.value, dict):
                name = self.reader.text(entry, path)
                valid = [*columns, "age", "year"]
                if name and name not in valid:
                    hint = self.reader.hint(name, valid)
                    self.reader.report(
                        entry, path, f"ukendt kolonne '{name}'. {hint.da}",
                        f"unknown column '{name}'. {hint.en}",
                    )  # fmt: skip
                if name == "age" and "born" not in self.register.people.extra:
                    self._no_column(entry, path, "born")
                found.append(Covariate(name))
                continue
            section = self.reader.section(entry, path, ("use", "any", "years"))
            kind = "use" if "use" in section else "any"
            if ("use" in section) == ("any" in section):
                self.reader.report(
                    entry, path, "skriv enten use (hvor meget) eller any (om noget), fx {use: "
                    "ydelse, years: 2}.",
                    "state either use (how much) or any (whether some), such as {use: service, "
                    "years: 2}.",
                )  # fmt: skip
                continue
            name = section.text(kind, required=True)
            if name:
                self._known(section.get(kind) or entry, section.at(kind), name)
            found.append(Covariate(name, kind, section.plain("years", 1.0, 0.01, 60.0)))
        keys = [c.key for c in found]
        for key in dict.fromkeys(k for k in keys if keys.count(k) > 1):
            self.reader.report(node, "covariates", f"{key} står to gange.", f"{key} stands twice.")
        return tuple(found)

    def _cluster(self) -> str:
        node = self.section.get("cluster")
        name = "person" if node is None else self.reader.text(node, "cluster")
        valid = ["person", *self.register.people.extra]
        if name and name not in valid:
            hint = self.reader.hint(name, valid)
            self.reader.report(
                node, "cluster", f"ukendt kolonne '{name}'. {hint.da}",
                f"unknown column '{name}'. {hint.en}",
            )  # fmt: skip
        return name

    def _price_factors(self) -> dict[int, float]:
        """Return what an amount of each year is multiplied by to be in the study's prices."""
        node = self.section.get("price_year")
        years = range(self.register.first.year, self.register.last.year + 1)
        services = self.register.services
        if node is None:
            used = self.section.node.value.get("services")
            for entry in self.reader.items(used, "services", 100):
                service = services.get(str(entry.value))
                if service is not None and service.measure == "amount":
                    self.reader.report(
                        self.section.node, "price_year",
                        f"mangler. {service.id} er et beløb; skriv det prisår, beløb skal stå i.",
                        f"is missing. {service.id} is an amount; state the year whose prices "
                        "amounts are to be in.",
                    )  # fmt: skip
                    break
            return {}
        to = self.reader.year(node, "price_year")
        found = shared().lookup(f"indexes/{PRICE_INDEX}")
        assert isinstance(found, PriceIndexRecord)
        index = found.index
        try:
            return {year: index.factor(self.register.prices or year, to) for year in years}
        except KeyError as lacking:
            self.reader.report(
                node, "price_year", f"indekset {PRICE_INDEX} har ikke {lacking.args[0]}; det "
                f"dækker {index.covered()}. Er registrets beløb i ét års priser, så skriv prices: "
                "ÅR i registerfilen.",
                f"the index {PRICE_INDEX} lacks {lacking.args[0]}; it covers {index.covered()}. If "
                "the register's amounts are in one year's prices, write prices: YEAR in its file.",
            )  # fmt: skip
            return {}

    def _method(self) -> Method:
        section = self.reader.section(
            self.section.get("estimate"), "estimate", ("estimand", "trim", "outcome_model")
        )
        return Method(
            estimand=section.choice("estimand", ESTIMANDS, "ate"),
            trim=section.plain("trim", 0.01, 0.0, 0.4),
            outcome_model=section.choice("outcome_model", OUTCOME_MODELS, "linear"),
        )

    def _suppression(self) -> Suppression:
        section = self.reader.section(
            self.section.get("suppress"), "suppress", ("minimum", "dominance")
        )
        return Suppression(
            minimum=section.integer("minimum", 5, 1000, 5),
            dominance=section.plain("dominance", 0.5, 0.05, 0.85),
        )

    def _no_column(self, node: Node, path: str, name: str) -> None:
        self.reader.report(
            node, path, f"kræver kolonnen {name} under columns i registerfilens people.",
            f"needs the column {name} under columns of people in the register file.",
        )  # fmt: skip

    def _check(self, study: Study) -> None:
        """Report what cannot be: a column for censoring that is not there, no data to follow."""
        people = self.register.people.extra
        needs: Sequence[tuple[bool, str]] = (
            (study.age_limit is not None, "born"),
            ("censoring" in self.section and study.death, "died"),
            ("censoring" in self.section and study.emigration, "emigrated"),
        )
        for needed, column in needs:
            if needed and column not in people:
                node = self.section.get("censoring")
                self._no_column(node or self.section.node, "censoring", column)
        if self.reader.problems:
            return
        first, last = study.time_zero.first, study.time_zero.last
        path = "target_group.time_zero"
        at = self.section.node.value["target_group"].value["time_zero"]
        back = max([0, *(-use.window[0] for use in study.before)])
        back = max([back, *(round(DAYS_A_YEAR * c.years) for c in study.covariates)])
        if first < self.register.first or last > self.register.last:
            self.reader.report(
                at, path, f"ligger uden for de data, registret dækker: {self.register.first} til "
                f"{self.register.last}.",
                f"is outside what the register covers: {self.register.first} to "
                f"{self.register.last}.",
            )  # fmt: skip
        # Not by subtraction of dates: a window may be longer than there are years.
        elif (first - self.register.first).days < back:
            self.reader.report(
                at, path, f"ser {back} dage tilbage, men registret begynder {self.register.first}."
                " Begynd senere, eller se kortere tilbage.",
                f"the look-back is {back} days, but the register begins {self.register.first}. "
                "Begin later, or look back less.",
            )  # fmt: skip
        if study.starts[1] > (self.register.last - first).days:
            self.reader.report(
                at, path, "ingen kan følges et helt år efter målet, før registret slutter.",
                "nobody can be followed for a year after the goal before the register ends.",
            )  # fmt: skip
