"""What delegates send about a parallel vote: read back as a report or a step, or refused with what is wrong."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import parallel
from core.parallel import Unreadable

CHOICES = ("Yes", "No")
WHOLE = {
    "decision": "Yes",
    "share-1": "62.5",
    "share-2": "37,5 %",
    "took_part": "16",
    "could": "20",
    "feedback": " Hm. ",
}


def test_a_report_is_read_as_it_was_meant() -> None:
    """P6. Percentages with a comma, a point or a sign; feedback without what surrounds it."""
    found = parallel.report(WHOLE, "Lantern Street Tenants", choices=CHOICES)
    assert dict(found.shares) == {"Yes": Fraction(125, 2), "No": Fraction(75, 2)}
    assert (found.decision, found.took_part, found.could, found.feedback) == ("Yes", 16, 20, "Hm.")


def test_percentages_may_be_left_out() -> None:
    """P6. They are reported as far as a partner reports them."""
    fewer = {what: words for what, words in WHOLE.items() if what != "share-2"}
    assert list(parallel.report(fewer, "Lantern Street Tenants", choices=CHOICES).shares) == ["Yes"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"decision": " "}, "doesn't say what was decided"),
        ({"took_part": ""}, "doesn't say how many took part"),
        ({"could": "-3"}, "how many could take part isn't written as a whole number"),
        ({"could": "²"}, "isn't written as a whole number"),
        ({"share-1": "-5"}, "the share of “Yes” isn't written as a percentage"),
        ({"feedback": "x" * 3001}, "has 3001 characters; 3000 fit"),
        ({"share-2": "1e3"}, "the share of “No” isn't written as a percentage"),
    ],
)
def test_what_is_no_report_says_why(changes: dict[str, str], why: str) -> None:
    """P6. The words are for the delegate who wrote it."""
    with pytest.raises(Unreadable, match=why):
        parallel.report({**WHOLE, **changes}, "Lantern Street Tenants", choices=CHOICES)


@given(st.dictionaries(st.sampled_from(sorted(WHOLE)), st.text(max_size=12)))
def test_anything_typed_is_a_report_or_unreadable(said: dict[str, str]) -> None:
    """P6. No words of a delegate's break anything."""
    with suppress(Unreadable):
        parallel.report(said, "Lantern Street Tenants", choices=CHOICES)
    with suppress(Unreadable):
        parallel.step(said, ())


def test_proposals_are_numbered_as_they_came() -> None:
    """P6. The same words are one proposal, however they are typed; whoever agrees proposes nothing."""
    steps = [{"step": "In June"}, {"step": "in  june"}, {"agrees": "1", "step": "Fine"}, {"step": "In May"}]
    proposed = parallel.proposals(steps)
    assert proposed == ("In June", "In May")
    assert [parallel.step(one, proposed) for one in steps] == ["In June", "In June", "In June", "In May"]
    assert parallel.step({"agrees": "2."}, proposed) == "In May"
    for wrong in ({"agrees": "3"}, {"agrees": "both"}, {"step": " "}, {"step": "x" * 601}, {}):
        with pytest.raises(Unreadable):
            parallel.step(wrong, proposed)


@pytest.mark.parametrize(("share", "words"), [(Fraction(60), "60%"), (Fraction(125, 2), "62.5%"), (Fraction(0), "0%")])
def test_percentages_in_words(share: Fraction, words: str) -> None:
    """P6. One decimal, where there is one."""
    assert parallel.percent(share) == words
