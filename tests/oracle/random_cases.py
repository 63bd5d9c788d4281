"""Random valid case files, as parsed YAML, to compare the engine with the reference.

Every key of the case format occurs except those of rules and of the knowledge base (`rule`,
`baseline`, `baseline_weeks`, `pool`, references to records, entries in `counts` and `evidence`).
The same generator state gives the same case.

Kept out because the specification leaves it open whether they are valid: a bare payer that lists
departments, a starter cost without `completion`, `until` before the listed values end, negative
fractions, unbounded families for rates, and an index without the case's price year.
"""

from __future__ import annotations

import copy
import json
import random
from typing import Any

from tests.oracle.flows import DK_NET_PRICE, mean_of

Case = dict[str, Any]

FORMS = (
    {"mean", "sd"},
    {"mean", "ci95"},
    {"low", "mode", "high"},
    {"uniform"},
    {"normal"},
    {"lognormal"},
    {"gamma"},
    {"beta"},
)
# Kinds of number (rate: success; share: persistence, completion). A parameter made for one kind
# also serves the kinds that list it.
SERVED_BY = {
    "rate": ("rate",),
    "share": ("share", "rate"),
    "factor": ("factor", "share", "rate"),
    "quantity": ("quantity", "factor", "share", "rate"),
    "money": ("money",),
    "people": ("people",),
    "difference": ("difference",),
}
SHARES_OF_ONE = (
    [1],
    [0.5, 0.5],
    [0.37, 0.63],
    [0.25, 0.35, 0.4],
    ["1/3", "2/3"],
    ["1/3", "1/3", "1/3"],
    ["1/6", 0.5, "1/3"],
)
SHARES_OF_ZERO = ([1, -1], [0.8, 0.2, -1], [-1, "1/3", "2/3"], [0.5, -0.3, -0.2])


def is_distribution(node: Any) -> bool:
    return isinstance(node, dict) and set(node) in FORMS


def certain(case: Case) -> Case:
    """A copy with every uncertain number replaced by its mean; joint names become parameters."""

    def plain(node: Any) -> Any:
        if is_distribution(node):
            return mean_of(node)
        if isinstance(node, dict):
            return {key: plain(value) for key, value in node.items()}
        if isinstance(node, list):
            return [plain(one) for one in node]
        return node

    result = plain({key: value for key, value in case.items() if key != "joint"})
    for group in case.get("joint") or []:
        result.setdefault("parameters", {}).update(zip(group["names"], group["mean"], strict=True))
    return copy.deepcopy(result)


def to_yaml(case: Case) -> str:
    """YAML with one line for each top-level key, or for each entry of a list there."""

    def flow(node: Any) -> str:
        if isinstance(node, dict):
            return "{" + ", ".join(f"{flow(key)}: {flow(node[key])}" for key in node) + "}"
        if isinstance(node, list):
            return "[" + ", ".join(flow(one) for one in node) + "]"
        written = json.dumps(node, ensure_ascii=False)
        # YAML 1.1 wants a decimal point in a number with an exponent.
        is_short = isinstance(node, float) and "e" in written and "." not in written
        return written.replace("e", ".0e") if is_short else written

    lines = []
    for key, node in case.items():
        if isinstance(node, list) and node:
            lines += [f"{key}:", *(f"  - {flow(one)}" for one in node)]
        else:
            lines.append(f"{key}: {flow(node)}")
    return "\n".join(lines) + "\n"


class CaseMaker:
    """Builds one case; keeps the parameters made so far for `ref`."""

    def __init__(self, rng: random.Random, size: str) -> None:
        self.rng = rng
        self.large = size == "large"
        self.parameters: dict[str, Any] = {}
        self.parameter_kinds: dict[str, tuple[str, float]] = {}
        self.joint: list[dict[str, Any]] = []
        self.effect_names: list[str] = []

    # Numbers ------------------------------------------------------------------------------------

    def maybe(self, chance: float) -> bool:
        return self.rng.random() < chance

    def between(self, low: float, high: float, digits: int = 3) -> float:
        return round(self.rng.uniform(low, high), digits)

    def distribution(self, kind: str, mean: float) -> dict[str, Any]:
        """An uncertain number of a kind with about this mean, in any form valid for the kind."""
        width = abs(mean)  # the farthest a bounded form may reach from the mean
        if kind in ("rate", "share"):
            width = min(mean, 1 - mean)
        forms = ["sd", "ci95", "pert", "uniform"]
        if kind in ("money", "quantity", "difference"):
            forms += ["normal"]
        if mean > 0 and kind not in ("rate", "share", "difference"):
            forms += ["lognormal", "gamma"]
        if kind in ("rate", "share"):
            forms += ["beta"]
        form = self.rng.choice(forms)
        digits = 4
        sd = round(width * self.rng.uniform(0.05, 0.3), digits) or 0.0001
        below = round(mean - width * self.rng.uniform(0.2, 0.9), digits)
        above = round(mean + width * self.rng.uniform(0.2, 0.9), digits)
        if form == "sd":
            return {"mean": mean, "sd": sd}
        if form == "ci95":
            return {"mean": mean, "ci95": [below, above]}
        if form == "pert":
            return {"low": below, "mode": mean, "high": above}
        if form == "uniform":
            return {"uniform": [below, above]}
        if form == "beta":
            size = self.rng.randint(8, 200)
            return {"beta": [round(mean * size, 2), round((1 - mean) * size, 2)]}
        return {form: [mean, sd]}

    def reference(self, kind: str, mean: float) -> dict[str, str]:
        """A reference to a parameter that suits the kind: an old one or a new one."""
        fitting = [
            name
            for name, (made_for, value) in self.parameter_kinds.items()
            if made_for in SERVED_BY[kind]
            # a rate given together with a difference must leave room for it
            and (kind not in ("rate", "difference") or abs(value - mean) < 0.01)
        ]
        if fitting and self.maybe(0.7):
            return {"ref": self.rng.choice(fitting)}
        name = f"{kind}-{len(self.parameters) + 1}"
        self.parameters[name] = self.distribution(kind, mean) if self.maybe(0.8) else mean
        self.parameter_kinds[name] = (kind, mean)
        return {"ref": name}

    def number(self, kind: str, mean: float, plain: float = 0.45) -> Any:
        """A number in any form; `plain` is the chance of just the number."""
        choice = self.rng.random()
        on_the_edge = mean == 0 or (kind == "share" and mean == 1)
        if choice < plain or (on_the_edge and choice < 0.9):
            return mean
        if on_the_edge:
            return {"mean": mean, "sd": 1.5} if kind in ("money", "quantity") else mean
        if choice < plain + 0.15:
            return self.reference(kind, mean)
        return self.distribution(kind, mean)

    def make_joint(self) -> None:
        for group in range(self.rng.choice([0, 1, 1, 2])):
            names, means, sds = [], [], []
            kinds = self.rng.sample(["rate", "quantity", "money", "difference"], 3)
            for kind in kinds[: self.rng.choice([2, 3])]:
                names.append(f"joint-{kind}-{group + 1}")
                span = {"rate": (0.3, 0.6), "quantity": (-60, 60), "money": (500, 3000)}
                means.append(self.between(*span.get(kind, (0.05, 0.15))))
                sds.append(round(abs(means[-1]) * 0.02 + 0.001, 4))
                self.parameter_kinds[names[-1]] = (kind, means[-1])
            correlation = self.between(-0.4, 0.8, 2)  # positive definite up to 3 x 3
            cov = [
                [round(a * b * (1 if m == n else correlation), 10) for n, b in enumerate(sds)]
                for m, a in enumerate(sds)
            ]
            self.joint.append({"names": names, "mean": means, "cov": cov})

    # Accounts -----------------------------------------------------------------------------------

    def make_payers(self) -> None:
        self.payers: dict[str, Any] = {}
        self.accounts = ["region", "region/psykiatri", "stat", "stat/justits", "borger", "andre"]
        if self.maybe(0.5):
            departments = {"social": "Socialforvaltning", "job": "Beskæftigelse", "sundhed": "S"}
            self.payers["kommune"] = {"label": "Byen", "departments": departments}
            self.accounts += [f"kommune/{name}" for name in departments]
        else:
            self.accounts += ["kommune", "kommune", "kommune/social", "kommune/børn"]
        if self.maybe(0.3):
            self.payers["andre"] = {"label": "Arbejdsgivere m.fl."}
        if self.maybe(0.4):
            self.payers["fond"] = {"label": "En fond", "public": False}
            self.accounts += ["fond", "fond/legat"]
        if self.maybe(0.4):
            self.payers["nabokommune"] = {"label": "Nabokommunen"}
            self.accounts += ["nabokommune"]
        if self.maybe(0.3):
            self.payers["pulje"] = {"public": True, "departments": {"a": "Spor A", "b": "Spor B"}}
            self.accounts += ["pulje/a", "pulje/b"]

    def paid_by(self, shares_of: tuple[list[Any], ...] = SHARES_OF_ONE) -> Any:
        if shares_of is SHARES_OF_ONE and self.maybe(0.35):
            return self.rng.choice(self.accounts)
        shares = self.rng.choice(shares_of)
        accounts = self.rng.sample(sorted(set(self.accounts)), len(shares))
        return dict(zip(accounts, shares, strict=True))

    # Time and prices ----------------------------------------------------------------------------

    def make_frame(self) -> None:
        rng = self.rng
        self.start = rng.choice([2022, 2024, 2026])
        self.horizon = rng.choice([1, 2, 3, 5, 8])
        if self.large:
            self.horizon = rng.choice([10, 15, 25, 40, 90, 150])
        self.years = list(range(self.start, self.start + self.horizon))
        self.index: Any = None
        self.index_years = list(DK_NET_PRICE)
        choice = rng.random()
        if choice < 0.15:
            self.index = "dk-net-price"
        elif choice < 0.3:
            self.index = {"name": "dk-net-price"}
        elif choice < 0.55:
            self.index = {"name": "dk-net-price", "extend": {2024: 119.0, 2025: 121.35}}
            self.index_years += [2024, 2025]
        elif choice < 0.75:
            self.index = {2017: 95.5, 2019: 100, 2023: 114.1, 2025: 119.8}
            self.index_years = list(self.index)
        self.price_year = rng.choice(self.index_years)

    def discounting(self) -> Case:
        rng = self.rng
        result: Case = rng.choice(
            [
                {},
                {"schedule": "dk-2021"},
                {"rate": rng.choice([0, 0.03, 0.05, 0.0125])},
                {"steps": [[0, 0.035], [36, 0.025], [71, 0.015]]},
                {"steps": [[1, 0.04], [rng.randint(2, 6), 0.02], [rng.randint(7, 60), 0.01]]},
            ]
        )
        if self.maybe(0.7):
            result["offset"] = rng.choice([0, 0.5, 1])
        if self.maybe(0.5):
            result["outcomes"] = {"rate": rng.choice([0, 0.015, 0.035])}
        return result

    def cohorts(self, most: int) -> dict[int, Any]:
        count = self.rng.randint(1, most)
        latest = self.years if self.maybe(0.3) else self.years[: count + 4]
        years = sorted(self.rng.sample(latest, min(count, len(latest))))
        return {year: self.number("people", self.rng.randint(1, 120), 0.7) for year in years}

    def dated_amount(self) -> Case:
        amount = self.rng.choice([self.between(100, 5000, 2), self.rng.randint(1, 90) * 1000])
        if self.maybe(0.08):
            amount = self.rng.choice([0, -1500])
        result: Case = {"amount": self.number("money", amount)}
        if self.maybe(0.5):
            result["price_year"] = self.rng.choice(self.index_years)
        if self.maybe(0.4):
            result["growth"] = self.rng.choice([0, 0.01, 0.018, -0.005])
        return result

    # Sections -----------------------------------------------------------------------------------

    def persistence(self) -> Any:
        def share() -> float:
            return self.rng.choice([1, 0, 0.5, *(self.between(0.6, 0.99) for _ in range(7))])

        if self.maybe(0.5):
            return self.number("share", share(), 0.5)
        return [self.number("share", share(), 0.6) for _ in range(self.rng.randint(1, 4))]

    def effect(self, named: bool) -> Case:
        without = self.between(0.1, 0.6)
        difference = self.between(-0.07, 0.35)
        if self.maybe(0.15):  # close to 1: some draws are clipped
            without, difference = 0.9, 0.07
        result: Case = {}
        if self.maybe(0.7):
            result["goal"] = "Egen bolig – og intet ophold på herberg: et år"
        form = self.rng.choice(["with", "with", "difference", "alone"])
        if form == "with":
            result["without"] = self.number("rate", without)
            result["with"] = self.number("rate", round(without + difference, 3))
        else:
            result["difference"] = self.number("difference", difference or 0.1)
            drawn_together = [name for name in self.parameter_kinds if "joint-diff" in name]
            if drawn_together and without < 0.8 and self.maybe(0.4):
                result["difference"] = {"ref": self.rng.choice(drawn_together)}
            if form == "difference":
                result["without"] = self.number("rate", without)
        if self.maybe(0.6):
            result["persistence"] = self.persistence()
        if named and self.maybe(0.6):
            result["participants"] = self.cohorts(3)
        return result

    def cost(self, name: str, kind: str, per: str, first_cohort: int) -> Case:
        result: Case = {"id": name, "kind": kind, "per": per, **self.dated_amount()}
        if self.maybe(0.7):
            result["label"] = f"Udgift {name} (§ 110)"
        if per in ("total", "year") and self.maybe(0.8):
            count = self.rng.randint(1, min(6, self.horizon))
            result["years"] = sorted(self.rng.sample(self.years, count))
        if per in ("participant", "starter") and self.maybe(0.6):
            result["years_before"] = self.rng.randint(0, min(2, first_cohort - self.start))
        result["paid_by"] = self.paid_by()
        return result

    def profile(self, name: str) -> Case:
        """What consequences and outcomes have in common."""
        rng = self.rng
        count = rng.randint(1, 5)
        sizes = [self.between(-120, 120, 1) for _ in range(count)]
        if self.maybe(0.6):
            sizes = [abs(size) * rng.choice([-1, -1, -1, 1]) for size in sizes[:1] * count]
            sizes = [round(size * (1 - 0.2 * year), 2) for year, size in enumerate(sizes)]
        quantity: Any = [self.number("quantity", size, 0.6) for size in sizes]
        if count == 1 and self.maybe(0.5):
            quantity = quantity[0]
        result: Case = {"id": name, "unit": "døgn", "quantity": quantity}
        if self.maybe(0.7):
            result["label"] = f"Post {name}"
        if self.maybe(0.7):
            result["per"] = rng.choice(["success", "participant"])
        lag = rng.choice([0, 0, 1, 2])
        if lag or self.maybe(0.3):
            result["lag"] = lag
        if self.maybe(0.6):
            result["then"] = rng.choice(["stop", "hold", "hold"])
        if result.get("then") == "hold" and self.maybe(0.5):
            result["until"] = lag + count - 1 + rng.randint(0, 12)
        if self.maybe(0.35):
            result["factor"] = self.number("factor", self.between(0.2, 1.3))
        if self.maybe(0.3):
            result["persistence"] = self.persistence()
        if self.effect_names:
            result["effect"] = rng.choice(self.effect_names)
        return result

    def consequence(self, name: str) -> Case:
        result = self.profile(name)
        result["price"] = self.dated_amount()
        if self.maybe(0.4):
            result["direction"] = self.rng.choice(["expense", "income"])
        if self.maybe(0.4):
            shares = [0, 0.25, "1/2", 0.7, 1]
            listed = self.rng.choices(shares, k=self.rng.randint(1, 4))
            result["realisable"] = listed if self.maybe(0.6) else listed[0]
        if self.maybe(0.2):
            own = {self.price_year: 108.0, 2010: 88.5, 2014: 97.25}
            result["price"]["index"] = own
            result["price"]["price_year"] = self.rng.choice(list(own))
        elif self.maybe(0.2) and self.price_year in DK_NET_PRICE:
            result["price"]["index"] = "dk-net-price"
            result["price"]["price_year"] = self.rng.choice(list(DK_NET_PRICE))
        if self.maybe(0.2):
            result["transfer"] = True
            result["paid_by"] = self.paid_by(SHARES_OF_ZERO)
        else:
            result["paid_by"] = self.paid_by()
            if self.maybe(0.2):
                result["transfer"] = False
        if self.maybe(0.1):
            result["counts"] = []
            result["evidence"] = []
        return result

    def sections(self, case: Case) -> None:
        case["participants"] = self.cohorts(10 if self.large else 2)
        pers = ["total", "year", "participant"]
        if self.maybe(0.5):
            case["completion"] = self.number("share", self.between(0.5, 0.95))
            pers.append("starter")
        if self.maybe(0.3):
            self.effect_names = ["bolig", "job", "misbrug"][: self.rng.randint(2, 3)]
            case["effects"] = {name: self.effect(True) for name in self.effect_names}
        else:
            case["effect"] = self.effect(False)
        kinds = [(kind, per) for kind in ("setup", "running", "displaced") for per in pers]
        self.rng.shuffle(kinds)
        if not self.large:
            kinds = kinds[: self.rng.randint(1, 3)]
        first_cohort = min(case["participants"])
        case["costs"] = [self.cost(f"{kind}-{per}", kind, per, first_cohort) for kind, per in kinds]
        if self.maybe(0.7):  # otherwise costs tend to drown in consequences
            case["costs"].append(
                self.cost("hovedudgift", "running", "participant", first_cohort)
                | {"amount": self.number("money", self.rng.randint(5, 60) * 10_000)}
            )
        count = self.rng.randint(10, 20) if self.large else self.rng.randint(1, 4)
        case["consequences"] = [self.consequence(f"folge-{n + 1}") for n in range(count)]
        count = self.rng.randint(2, 5) if self.large else self.rng.randint(0, 2)
        case["outcomes"] = [self.profile(f"udbytte-{n + 1}") for n in range(count)]
        for section in ("costs", "consequences", "outcomes"):
            if not self.large and self.maybe(0.05):
                del case[section]

    def make(self) -> Case:
        self.make_frame()
        self.make_payers()
        self.make_joint()
        number = self.rng.randint(1000, 9999)
        case: Case = {"format": "bundlinje.case/1", "id": f"tilfaelde-{number}"}
        case["title"] = f"Tilfældig sag nr. {number}: æøå"
        if self.maybe(0.5):
            case["intervention"] = f"indsats-{number}"
        if self.maybe(0.5):
            case["currency"] = "DKK"
        case |= {"price_year": self.price_year, "start_year": self.start, "horizon": self.horizon}
        if self.maybe(0.8):
            case["discounting"] = self.discounting()
        if self.index is not None:
            case["price_index"] = self.index
        if self.payers:
            case["payers"] = self.payers
        self.sections(case)
        if self.parameters:
            case["parameters"] = self.parameters
        if self.joint:
            case["joint"] = self.joint
        if self.maybe(0.2):
            case["notes"] = {"costs": "Tal fra regnskabet 2023.", "effect": "Skøn."}
        return copy.deepcopy(case)


def random_case(rng: random.Random, size: str = "small") -> Case:
    """A random valid case; `size` is "small" or "large"."""
    return CaseMaker(rng, size).make()
