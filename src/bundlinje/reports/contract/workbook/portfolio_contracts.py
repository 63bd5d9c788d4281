"""The sheet of a portfolio's contracts: what may be changed, and what each contract means."""

from __future__ import annotations

from dataclasses import dataclass

from bundlinje.contracts.portfolio_value import PortfolioValue
from bundlinje.reports.workbook.cells import Book, Sheet

_ID, _TITLE, _STAGE, _THEMES, _CHANCE, _COMMITTED, _EXPECTED, _SHARE = range(8)
_CALLS, _RETURNS, _GAIN = range(8, 11)
_CAPITAL, _RECYCLES, _STAGES = 3, 4, 7


@dataclass
class ContractsSheet:
    """The sheet, with the addresses that the other sheets read."""

    book: Book
    sheet: Sheet
    value: PortfolioValue
    first: int

    @property
    def last(self) -> int:
        """The last row of contracts."""
        return self.first + len(self.value.members) - 1

    @property
    def capital(self) -> str:
        """The address of the earmarked capital."""
        return self.sheet.at(_CAPITAL, _CHANCE)

    @property
    def recycles(self) -> str:
        """A condition: whether what comes back is used again."""
        yes = self.book.say("ja", "yes")
        return f'{self.sheet.at(_RECYCLES, _CHANCE)}="{yes}"'

    def chance(self, place: int) -> str:
        """Return the address of a contract's chance of being signed."""
        return self.sheet.at(self.first + place, _CHANCE)

    def column(self, col: int) -> str:
        """Return the address of a column over all contracts."""
        return self.sheet.in_column(col, self.first, self.last)

    @property
    def chances(self) -> str:
        """The address of every chance."""
        return self.column(_CHANCE)

    @property
    def shares(self) -> str:
        """The address of every contract's part of the commitments."""
        return self.column(_SHARE)

    @property
    def gains(self) -> str:
        """The address of every contract's gain."""
        return self.column(_GAIN)

    def put_results(self, calls: list[str], returns: list[str]) -> None:
        """Put what each contract takes and gives, from sums on the sheet of cash."""
        members = self.value.members
        for at, member in enumerate(members):
            row, chance = self.first + at, self.chance(at)
            expected = member.commitment * member.probability
            commitment = self.sheet.at(row, _COMMITTED)
            self.sheet.formula(row, _EXPECTED, f"{chance}*{commitment}", expected, "number")
            share = f"IF(SUM({self.column(_EXPECTED)})=0,0,{self.sheet.at(row, _EXPECTED)}/"
            share += f"SUM({self.column(_EXPECTED)}))"
            self.sheet.formula(row, _SHARE, share, member.share, "share")
            self.sheet.formula(row, _CALLS, f"{chance}*{calls[at]}", member.calls, "number")
            self.sheet.formula(row, _RETURNS, f"{chance}*{returns[at]}", member.returns, "number")
            gain = f"{self.sheet.at(row, _RETURNS)}-{self.sheet.at(row, _CALLS)}"
            self.sheet.formula(row, _GAIN, gain, member.returns - member.calls, "number")
        end = self.last + 1
        for col in range(_CHANCE):
            self.sheet.put(end, col, None, "total")
        self.sheet.text(end, _ID, self.book.say("I alt", "In all"), "total_text")
        self.sheet.put(end, _CHANCE, None, "total")
        sums = {
            _COMMITTED: sum(m.commitment for m in members),
            _EXPECTED: sum(m.commitment * m.probability for m in members),
            _CALLS: sum(m.calls for m in members),
            _RETURNS: sum(m.returns for m in members),
            _GAIN: sum(m.returns - m.calls for m in members),
        }
        for col, total in sums.items():
            self.sheet.formula(end, col, f"SUM({self.column(col)})", total, "total_cents")
        self.sheet.put(end, _SHARE, None, "total")


def contracts_sheet(book: Book, value: PortfolioValue) -> ContractsSheet:
    """Put the inputs and the contracts; what follows from the cash is put later."""
    say, portfolio = book.say, value.portfolio
    sheet = book.sheet("Kontrakter", "Contracts", "input")
    sheet.text(0, 0, say("Fondens kontrakter", "The fund's contracts"), "title")
    about = say(
        "Ret det øremærkede, chancerne eller genbruget: alle ark regner videre. Chancer for udfald "
        "(arket Udfald) er Bundlinjes og regnes kun om med contract portfolio.",
        "Change the earmark, the chances or recycling: every sheet recalculates. Distributions "
        "(sheet Outcomes) are Bundlinje's and are only redone by contract portfolio.",
    )
    sheet.text(1, 0, about, "about")
    sheet.widths = {_ID: 24, _TITLE: 62, _STAGE: 14, _THEMES: 22, _CHANCE: 16}
    sheet.widths |= dict.fromkeys(range(_COMMITTED, _GAIN + 1), 17.0)
    sheet.text(_CAPITAL, _ID, say("Øremærket", "Earmarked"), "label")
    sheet.put(_CAPITAL, _CHANCE, portfolio.capital, "input")
    sheet.text(_RECYCLES, _ID, say("Bruges det igen, der kommer tilbage?",
                                   "Is what comes back used again?"), "label")  # fmt: skip
    words = [say("ja", "yes"), say("nej", "no")]
    sheet.text(_RECYCLES, _CHANCE, words[0] if portfolio.recycles else words[1], "input_text")
    sheet.choices.append(((_RECYCLES, _CHANCE), (_RECYCLES, _CHANCE), words))
    stages = _stages(book, sheet, value)
    first = _STAGES + len(portfolio.stages) + 2
    heads = [
        "Id", say("Kontrakt", "Contract"), say("Stadie", "Stage"), say("Temaer", "Themes"),
        say("Chance for aftale", "Chance of signing"), say("Tilsagn", "Commitment"),
        say("Ventet tilsagn", "Expected commitment"), say("Del af tilsagn", "Part of commitments"),
        say("Betales ud", "Paid out"), say("Får igen", "Gets back"), say("Gevinst", "Gain"),
    ]  # fmt: skip
    sheet.heading(first - 1, heads, 0)
    sheet.row_heights[first - 1] = 32
    for at, member in enumerate(value.members):
        row = first + at
        for col, text in enumerate(
            (member.id, member.title, member.stage, ", ".join(member.themes))
        ):
            sheet.text(row, col, text, "calc_text")
        if member.stage and portfolio.stages[member.stage] == member.probability:
            sheet.formula(row, _CHANCE, stages[member.stage], member.probability, "share")
        else:
            sheet.put(row, _CHANCE, member.probability, "input_rate")
        sheet.put(row, _COMMITTED, member.commitment, "given_cents")
    return ContractsSheet(book, sheet, value, first)


def _stages(book: Book, sheet: Sheet, value: PortfolioValue) -> dict[str, str]:
    """Put the chance that a contract at each stage is signed, and return where it stands."""
    heads = [book.say("Stadie", "Stage"), "", "", "", book.say("Chance", "Chance")]
    sheet.heading(_STAGES - 1, heads, 0)
    found = {}
    for at, (stage, chance) in enumerate(value.portfolio.stages.items()):
        row = _STAGES + at
        sheet.text(row, _ID, stage, "calc_text")
        for col in range(_TITLE, _CHANCE):
            sheet.put(row, col, None, "calc_text")
        sheet.put(row, _CHANCE, chance, "input_rate")
        found[stage] = sheet.at(row, _CHANCE)
    return found
