"""Random valid contracts and results, as plain data; one generator state gives one contract."""

from __future__ import annotations

import random
from typing import Any

PERIODS = [
    {"id": "2026-H1", "end": "2026-06-30"},
    {"id": "2026-H2", "end": "2026-12-31"},
    {"id": "2027-H1", "end": "2027-06-30"},
    {"id": "2027-H2", "end": "2027-12-31"},
]
METRICS = [
    {"id": "job", "measure": "count"},
    {"id": "kursus", "measure": "count"},
    {"id": "besparelse", "measure": "amount"},
    {"id": "fradrag", "measure": "amount"},
    {"id": "henvist", "measure": "count"},
    {"id": "rct", "measure": "rate"},
    {"id": "did", "measure": "rate"},
    {"id": "trivsel", "measure": "mean"},
    {"id": "fald", "measure": "rate", "blend": {"rct": 0.8, "did": 0.2}},
    {"id": "point", "measure": "count", "blend": {"job": 2, "kursus": 0.5}},
]
ADDITIVE = {"job", "kursus", "besparelse", "point"}
PEOPLE = ["p1", "p2", "p3", "p4", "p10"]
GROUPS = ["lav", "høj"]


def money(rng: random.Random, most: int = 50_000) -> Any:
    return rng.choice([rng.randrange(most), rng.randrange(most * 100) / 100])


def shares(rng: random.Random) -> dict[str, Any]:
    return rng.choice([{"kommune": 1}, {"kommune": 0.8, "stat": 0.2},
                       {"kommune": "1/3", "region": "1/3", "stat": "1/3"}])  # fmt: skip


def rule(rng: random.Random, metric: str, per: str, grouped: bool) -> dict[str, Any]:
    scale = {"rct": 0.05, "did": 0.05, "fald": 0.05, "trivsel": 5, "besparelse": 5000}.get(
        metric, 2
    )
    xs = sorted({round(rng.uniform(0, 4) * scale, 3) for _ in range(3)})
    kinds = ["unit", "steps", "interpolate", "marginal"]
    kind = rng.choice([*kinds, "share", "share"] if metric == "besparelse" else kinds)
    if kind == "unit":
        if grouped:
            return {"unit": {group: money(rng) for group in GROUPS}}
        return {"unit": money(rng)}
    if kind == "share":
        return {"share": rng.choice([0.95, "1/3", 1])}
    if kind == "marginal":
        ends: list[float | None] = [x for x in xs if x > 0] or [1.0]
        if rng.random() < 0.5:
            ends.append(None)
        return {"marginal": [[end, money(rng)] for end in ends]}
    points = [[x, money(rng)] for x in xs]
    if kind == "interpolate" and rng.random() < 0.5:
        return {kind: points, "below": money(rng)}
    return {kind: points}


def payment(rng: random.Random, place: int, personal: bool) -> dict[str, Any]:
    metric = rng.choice(["job", "job", "kursus", "besparelse", "fald", "rct", "trivsel", "point"])
    per = rng.choice(["group", "group", "person"]) if personal else "group"
    grouped = metric == "job" and rng.random() < 0.4
    made: dict[str, Any] = {"id": f"b{place}", "metric": metric, "per": per}
    made["rule"] = rule(rng, metric, per, grouped)
    by_group = isinstance(made["rule"].get("unit"), dict)
    linear = "unit" in made["rule"] or "share" in made["rule"]
    if rng.random() < 0.5:
        made["over"] = rng.choice(["period", "contract"])
    if personal and rng.random() < 0.4:
        made["requires"] = rng.choice(["kursus", {"metric": "kursus", "at_least": 2}])
    if rng.random() < 0.3:
        made["when"] = rng.choice([
            {"metric": "rct", "at_least": 0.05}, "henvist",
            [{"metric": "henvist", "at_least": 2}, {"metric": "did", "below": 0.15}],
        ])  # fmt: skip
    if rng.random() < 0.3:
        made["less"] = "fradrag"
    if metric in ADDITIVE and per == "group" and not by_group and rng.random() < 0.3:
        made["referrals"] = {"metric": "henvist", "guaranteed": 6, "counts_as": 0.4}
    cap: dict[str, Any] = {}
    if metric in ADDITIVE and rng.random() < 0.3:
        cap["count"] = rng.randrange(1, 8)
    if metric in ADDITIVE and personal and rng.random() < 0.3:
        cap["count_per_person"] = rng.randrange(1, 3)
    if personal and (per == "person" or (metric in ADDITIVE and linear)) and rng.random() < 0.4:
        cap["per_person"] = money(rng, 100_000)
    if rng.random() < 0.3:
        cap["per_period"] = money(rng, 150_000)
    if rng.random() < 0.3:
        cap["amount"] = money(rng, 250_000)
    if cap:
        made["cap"] = cap
    if rng.random() < 0.25 and not by_group:
        made["fallback"] = {"pool": True, "rule": {"steps": [[0.05, money(rng)]]}}
    if rng.random() < 0.3:
        made["paid_by"] = {"stat": 1}
    return made


def random_contract(rng: random.Random) -> dict[str, Any]:
    personal = rng.random() < 0.6
    payments = [payment(rng, place, personal) for place in range(rng.randrange(1, 5))]
    contract: dict[str, Any] = {
        "format": "bundlinje.contract/1",
        "title": "Tilfældig",
        "payers": shares(rng),
        "periods": PERIODS[: rng.randrange(1, 5)],
        "pays_after": {"days": 60},
        "metrics": METRICS,
        "payments": payments,
    }
    if rng.random() < 0.4:
        contract["terms"] = rng.choice([
            {"discount": 0.05}, {"price_year": 2026, "inflation": 0.0213},
            {"discount": 0.033, "price_year": 2025, "inflation": 0.02},
        ])  # fmt: skip
    caps: dict[str, Any] = {}
    if personal and rng.random() < 0.4:
        caps["per_person"] = money(rng, 150_000)
    if rng.random() < 0.3:
        by_period = {
            p["id"]: money(rng, 200_000) for p in contract["periods"] if rng.random() < 0.7
        }
        caps["per_period"] = rng.choice([money(rng, 200_000), by_period or 1000])
    if rng.random() < 0.3:
        caps["total"] = money(rng, 400_000)
    if caps:
        contract["caps"] = caps
    if rng.random() < 0.4:
        contract["amendments"] = [amendment(rng, contract)]
    return contract


def amendment(rng: random.Random, contract: dict[str, Any]) -> dict[str, Any]:
    changed = rng.choice(contract["payments"])
    grouped = isinstance(changed["rule"].get("unit"), dict)
    change: dict[str, Any] = {}
    if rng.random() < 0.7:
        new = rule(rng, changed["metric"], changed["per"], grouped)
        attributable = "unit" in new or "share" in new
        if changed["per"] == "person" or "per_person" not in changed.get("cap", {}) or attributable:
            # A default window may not change with the rule.
            keeps = "over" in changed or ("marginal" in new) == ("marginal" in changed["rule"])
            same_groups = isinstance(new.get("unit"), dict) == grouped
            if keeps and same_groups:
                change["rule"] = new
    if rng.random() < 0.5:
        change["cap"] = {"amount": money(rng, 300_000)}
        if changed["metric"] in ADDITIVE and rng.random() < 0.5:
            change["cap"]["count"] = rng.randrange(1, 12)
    if rng.random() < 0.3:
        change["when"] = [{"metric": "did", "below": 0.2}]
    if "requires" in changed and rng.random() < 0.5:
        change["requires"] = {"metric": "kursus", "at_least": rng.choice([1, 3])}
    made: dict[str, Any] = {"from": rng.choice(contract["periods"])["id"], "set": {}}
    if change:
        made["set"]["payments"] = {changed["id"]: change}
    if rng.random() < 0.5:
        made["set"]["caps"] = {"total": money(rng, 500_000)}
    if rng.random() < 0.3:
        made["set"]["payers"] = shares(rng)
    return made


def random_rows(rng: random.Random, contract: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []

    def add(period: str, metric: str, value: Any, **more: Any) -> None:
        rows.append({"period": period, "metric": metric, "value": value, **more})

    for period in (p["id"] for p in contract["periods"]):
        if rng.random() < 0.1:
            continue
        for metric in ("job", "kursus", "besparelse", "fradrag", "trivsel", "rct", "did"):
            for person in PEOPLE:
                if rng.random() < 0.45:
                    value: Any = rng.choice([1, 1, 1, 2, 0.5])
                    if metric in ("besparelse", "fradrag"):
                        value = rng.choice([rng.randrange(9000), rng.randrange(-900, 900000) / 100])
                    if metric == "trivsel":
                        value = rng.randrange(0, 200) / 10
                    if metric in ("rct", "did"):
                        value = rng.randrange(-50, 250) / 1000
                    more = {"person": person}
                    if metric == "job":
                        more["group"] = rng.choice(GROUPS)
                    if metric in ("trivsel", "rct") and rng.random() < 0.5:
                        more["weight"] = rng.choice([2, 0.5, 3])
                    add(period, metric, value, **more)
        if rng.random() < 0.8:
            add(period, "henvist", rng.randrange(0, 6))
    return rows


def to_csv(rows: list[dict[str, Any]], danish: bool = False) -> bytes:
    columns = ["period", "metric", "value", "person", "weight", "group"]
    separator = ";" if danish else ","

    def cell(value: Any) -> str:
        text = str(value)
        return text.replace(".", ",") if danish and not isinstance(value, str) else text

    lines = [columns, *([cell(row.get(column, "")) for column in columns] for row in rows)]
    text = "\n".join(separator.join(line) for line in lines) + "\n"
    return (("\ufeff" if danish else "") + text).encode()
