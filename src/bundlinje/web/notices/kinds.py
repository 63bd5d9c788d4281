"""Kinds of notices, and which of them come by e-mail unless a person says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bundlinje.basics.texts import Text


class Kind(StrEnum):
    """What a notice or an e-mail is of."""

    # Things that wait for someone to act; what waits follows from the state and is not stored.
    RECORD_WAITS = "record-waits"
    SETTLEMENT_WAITS = "settlement-waits"
    TERMS_WAIT = "terms-wait"
    INVITED = "invited"
    # Things that have happened.
    SHARED = "shared"
    SHARED_WITH_US = "shared-with-us"
    COMMENT = "comment"
    ANSWER = "answer"
    VERDICT = "verdict"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    APPROVED = "approved"
    REJECTED = "rejected"
    DISPUTE = "dispute"
    AGREED = "agreed"
    TAKEN_BACK = "taken-back"
    SIGNED = "signed"


@dataclass(frozen=True)
class Topic:
    """What a person chooses e-mails of; `mailed` where they have not chosen."""

    name: str
    kinds: tuple[Kind, ...]
    title: Text
    mailed: bool = True


TOPICS = (
    Topic("record-waits", (Kind.RECORD_WAITS,),
          Text("En egen oplysning skal ses igennem", "An own record is to be reviewed")),
    Topic("settlement-waits", (Kind.SETTLEMENT_WAITS,),
          Text("En afregning skal godkendes", "A settlement is to be approved")),
    Topic("terms-wait", (Kind.TERMS_WAIT,),
          Text("Min organisation skal tage stilling til vilkår",
               "My organisation is to decide on terms")),
    Topic("invited", (Kind.INVITED,),
          Text("Min organisation er inviteret til en kontrakt",
               "My organisation is invited to a contract")),
    Topic("shared", (Kind.SHARED,),
          Text("En sag er delt med mig", "A case is shared with me")),
    Topic("shared-with-us", (Kind.SHARED_WITH_US,),
          Text("En sag er delt med min organisation", "A case is shared with my organisation"),
          mailed=False),
    Topic("answer", (Kind.ANSWER,),
          Text("Nogen svarer på min kommentar", "Someone answers my comment")),
    Topic("comment", (Kind.COMMENT,),
          Text("Nogen kommenterer en sag, jeg arbejder i",
               "Someone comments on a case I work in"),
          mailed=False),
    Topic("verdict", (Kind.VERDICT,),
          Text("En sag, jeg har skrevet i, er vurderet",
               "A case that I have written in is reviewed")),
    Topic("reviewed", (Kind.ACCEPTED, Kind.REFUSED),
          Text("Min egen oplysning er set igennem", "My own record was reviewed")),
    Topic("decided", (Kind.APPROVED, Kind.REJECTED),
          Text("Min afregning er godkendt eller afvist", "My settlement is approved or rejected")),
    Topic("signed", (Kind.SIGNED,),
          Text("Alle parter har sagt ja til vilkår", "All parties have agreed to terms")),
    Topic("agreed", (Kind.AGREED, Kind.TAKEN_BACK),
          Text("En part siger ja til vilkår eller tager sit ja tilbage",
               "A party agrees to terms, or takes its yes back"),
          mailed=False),
    Topic("dispute", (Kind.DISPUTE,),
          Text("Nogen skriver om en uenighed i en kontrakt",
               "Someone writes of a dispute in a contract")),
)  # fmt: skip

TOPIC_OF = {kind: topic for topic in TOPICS for kind in topic.kinds}

#: What an e-mail says; neither whom nor what it is about.
SUBJECTS = {
    Kind.RECORD_WAITS: Text("En egen oplysning venter på at blive set igennem",
                            "An own record waits for review"),
    Kind.SETTLEMENT_WAITS: Text("En afregning venter på godkendelse",
                                "A settlement waits for approval"),
    Kind.TERMS_WAIT: Text("Vilkår i en kontrakt venter på din organisations ja",
                          "Terms of a contract wait for your organisation's consent"),
    Kind.INVITED: Text("Din organisation er inviteret til en kontrakt",
                       "Your organisation is invited to a contract"),
    Kind.SHARED: Text("En sag er delt med dig", "A case is shared with you"),
    Kind.SHARED_WITH_US: Text("En sag er delt med din organisation",
                              "A case is shared with your organisation"),
    Kind.COMMENT: Text("Der er en ny kommentar til en sag, du arbejder i",
                       "There is a new comment on a case you work in"),
    Kind.ANSWER: Text("Der er svar på din kommentar", "Your comment was answered"),
    Kind.VERDICT: Text("En sag, du har skrevet i, er vurderet",
                       "A case that you have written in is reviewed"),
    Kind.ACCEPTED: Text("Din oplysning er godkendt", "Your record was accepted"),
    Kind.REFUSED: Text("Din oplysning er afvist", "Your record was refused"),
    Kind.APPROVED: Text("En afregning, du står bag, er godkendt",
                        "A settlement of yours is approved"),
    Kind.REJECTED: Text("En afregning, du står bag, er afvist",
                        "A settlement of yours is rejected"),
    Kind.SIGNED: Text("Alle parter har sagt ja til vilkårene i en kontrakt",
                      "All parties have agreed to the terms of a contract"),
    Kind.AGREED: Text("En part har sagt ja til vilkårene i en kontrakt",
                      "A party has agreed to the terms of a contract"),
    Kind.TAKEN_BACK: Text("En part har taget sit ja til vilkårene i en kontrakt tilbage",
                          "A party has taken its yes to the terms of a contract back"),
    Kind.DISPUTE: Text("Der er skrevet om en uenighed i en kontrakt",
                       "Someone wrote of a dispute in a contract"),
}  # fmt: skip
