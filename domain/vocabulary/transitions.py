"""The table of transitions: what each one says, and which kinds of deal have it."""

from typing import Final

from domain.vocabulary import steps

STEPS: Final[dict[str, type[steps.Step]]] = {
    "rumoured": steps.Rumoured,
    "announced": steps.Announced,
    "signed": steps.Signed,
    "tranche_closed": steps.TrancheClosed,
    "closed": steps.Closed,
    "took_effect": steps.TookEffect,
    "started": steps.Started,
    "payment_made": steps.PaymentMade,
    "amended": steps.Amended,
    "renewed": steps.Renewed,
    "exited": steps.Exited,
    "withdrawn": steps.Withdrawn,
    "terminated": steps.Terminated,
    "expired": steps.Expired,
    "ended": steps.Ended,
    "review_opened": steps.ReviewOpened,
    "review_decided": steps.ReviewDecided,
}

_TABLE: Final = """
                 investment  acquisition  licensing  hiring  commercial
rumoured             ●            ●           ●         ●        ●
announced            ●            ●           ●         ●        ●
signed               ●            ●           ●         ●        ●
tranche_closed       ●            -           -         -        -
closed               ●            ●           -         -        -
took_effect          -            -           ●         -        ●
started              -            -           -         ●        -
payment_made         -            ●           ●         -        ●
amended              ●            ●           ●         ●        ●
renewed              -            -           ●         -        ●
exited               ●            -           -         -        -
withdrawn            ●            ●           ●         ●        ●
terminated           ●            ●           ●         -        ●
expired              -            -           ●         -        ●
ended                -            -           -         ●        -
review_opened        ●            ●           ●         ●        ●
review_decided       ●            ●           ●         ●        ●
"""
_KINDS, *_ROWS = (line.split() for line in _TABLE.strip().splitlines())

TRANSITIONS: Final[dict[str, tuple[str, ...]]] = {
    kind: tuple(transition for transition, *marks in _ROWS if marks[column] == "●")
    for column, kind in enumerate(_KINDS)
}
"""Kind of deal -> the transitions that exist for it, in the order of a deal's life."""

DEAL_KINDS: Final = tuple(TRANSITIONS)
