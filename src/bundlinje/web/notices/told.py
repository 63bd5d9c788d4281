"""What a notice says, of what, and where it leads."""

from __future__ import annotations

from django.urls import reverse

from bundlinje.basics.texts import Text
from bundlinje.web.notices.kinds import Kind
from bundlinje.web.notices.models import Notice

_WORDS = {
    Kind.SHARED: Text("Delt med dig", "Shared with you"),
    Kind.SHARED_WITH_US: Text("Delt med din organisation", "Shared with your organisation"),
    Kind.COMMENT: Text("Ny kommentar", "New comment"),
    Kind.ANSWER: Text("Svar på din kommentar", "Answer to your comment"),
    Kind.VERDICT: Text("Ny vurdering", "New review"),
    Kind.ACCEPTED: Text("Din egen oplysning er godkendt", "Your own record was accepted"),
    Kind.REFUSED: Text("Din egen oplysning er afvist", "Your own record was refused"),
    Kind.APPROVED: Text("Din afregning er godkendt", "Your settlement was approved"),
    Kind.REJECTED: Text("Din afregning er afvist", "Your settlement was rejected"),
    Kind.AGREED: Text("En part har sagt ja til vilkårene", "A party has agreed to the terms"),
    Kind.TAKEN_BACK: Text("En part har taget sit ja tilbage", "A party has taken its yes back"),
    Kind.SIGNED: Text(
        "Alle parter har sagt ja, og vilkårene gælder",
        "All parties have agreed, and the terms hold",
    ),
    Kind.DISPUTE: Text("Nyt om en uenighed", "News of a dispute"),
}
_SEVERAL = {
    Kind.COMMENT: Text("nye kommentarer", "new comments"),
    Kind.ANSWER: Text("svar på dine kommentarer", "answers to your comments"),
    Kind.VERDICT: Text("nye vurderinger", "new reviews"),
    Kind.AGREED: Text(
        "gange har en part sagt ja til vilkårene", "times a party has agreed to the terms"
    ),
}
_PAGES = {
    Kind.SHARED: "case", Kind.SHARED_WITH_US: "case", Kind.COMMENT: "comments",
    Kind.ANSWER: "comments", Kind.VERDICT: "review", Kind.ACCEPTED: "own-review",
    Kind.REFUSED: "own-review", Kind.APPROVED: "contract-results",
    Kind.REJECTED: "contract-results", Kind.DISPUTE: "contract-results",
    Kind.AGREED: "contract-agreement", Kind.TAKEN_BACK: "contract-agreement",
    Kind.SIGNED: "contract-agreement",
}  # fmt: skip


def words_of(notice: Notice) -> Text:
    """Return what happened."""
    kind = Kind(notice.kind)
    if notice.times > 1 and kind in _SEVERAL:
        several = _SEVERAL[kind]
        return Text(f"{notice.times} {several.da}", f"{notice.times} {several.en}")
    return _WORDS[kind]


def title_of(notice: Notice) -> str:
    """Return what it happened to, as it is called now."""
    about = notice.case or notice.contract or notice.record
    return "" if about is None else str(about.title)


def address_of(notice: Notice) -> str:
    """Return the page of what it happened to."""
    address = reverse(_PAGES[Kind(notice.kind)], args=list(notice.about.values()))
    return address + ("#uenighed-h" if notice.kind == Kind.DISPUTE else "")
