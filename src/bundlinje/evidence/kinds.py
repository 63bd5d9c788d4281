"""The kinds of record in the knowledge base, and where each lies in a folder of records."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from bundlinje.basics.texts import Text
from bundlinje.evidence.record import Record


@dataclass(frozen=True)
class Kind:
    """A kind of record: its name, the prefix of references to it, and its file or folder."""

    name: str
    prefix: str
    title: Text
    #: `table`: one CSV file; `list`: one YAML file; `files`: a folder with a YAML file a record.
    form: Literal["table", "list", "files"]
    module: str
    class_name: str

    @property
    def path(self) -> str:
        """Return the path of the kind's file or folder inside a folder of records."""
        return self.name + {"table": ".csv", "list": ".yaml", "files": ""}[self.form]

    @property
    def record(self) -> type[Record]:
        """Return the data class of the kind, loaded on first use."""
        found: type[Record] = getattr(
            import_module(f"bundlinje.evidence.{self.module}"), self.class_name
        )
        return found


KINDS = {
    kind.name: kind
    for kind in (
        Kind("target_groups", "target_groups", Text("Målgrupper", "Target groups"),
             "list", "target_groups", "TargetGroup"),
        Kind("interventions", "interventions", Text("Indsatser", "Interventions"),
             "table", "registers", "Intervention"),
        Kind("effect_studies", "effects", Text("Effektstudier", "Effect studies"),
             "table", "effect_studies", "EffectStudy"),
        Kind("consequences", "consequences", Text("Konsekvenser", "Consequences"),
             "table", "consequences", "ConsequenceEstimate"),
        Kind("profiles", "profiles", Text("Forbrugsprofiler", "Use profiles"),
             "files", "profiles", "Profile"),
        Kind("unit_prices", "prices", Text("Enhedspriser", "Unit prices"),
             "table", "unit_prices", "UnitPrice"),
        Kind("rates", "rates", Text("Satser", "Rates"), "table", "rates", "Rate"),
        Kind("payer_rules", "refund", Text("Regler om, hvem der betaler", "Payer rules"),
             "files", "payer_rules", "PayerRule"),
        Kind("price_indexes", "indexes", Text("Prisindeks", "Price indexes"),
             "files", "records", "PriceIndexRecord"),
        Kind("discount_schedules", "schedules", Text("Diskonteringsrenter", "Discount schedules"),
             "files", "records", "DiscountSchedule"),
        Kind("wellbeing", "wellbeing", Text("Trivselsværdier", "Well-being values"),
             "table", "wellbeing", "WellbeingValue"),
        Kind("municipalities", "municipalities", Text("Kommuner", "Municipalities"),
             "table", "registers", "Municipality"),
        Kind("sources", "sources", Text("Kilder", "Sources"),
             "table", "registers", "SourceRecord"),
    )
}  # fmt: skip
BY_PREFIX = {kind.prefix: kind for kind in KINDS.values()}
