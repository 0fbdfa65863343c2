"""Shares as people read and write them: exact, and never rounded onto or across what they are compared with."""

from __future__ import annotations

from fractions import Fraction


def share_text(share: Fraction, *, threshold: Fraction | None = None) -> str:
    """A share for people to read, never rounded onto or across the threshold, nothing, or everything.

    Whole percents are written plainly; others with one decimal, or as many as it takes to stay on the
    right side. A threshold by itself that has no short decimal, such as 2/3, stays a fraction.
    """
    percent = share * 100
    if percent.denominator == 1:
        return f"{percent}%"
    if threshold is None:
        tenths = percent * 10
        return f"{tenths // 10}.{tenths % 10}%" if tenths.denominator == 1 else str(share)
    if share == threshold:
        return share_text(threshold)
    for decimals in range(1, 30):
        scale = 10**decimals
        digits = (2 * percent.numerator * scale + percent.denominator) // (2 * percent.denominator)
        shown = Fraction(digits, 100 * scale)
        if all(_side(shown, mark) == _side(share, mark) for mark in (Fraction(0), threshold, Fraction(1))):
            return f"{digits // scale}.{digits % scale:0{decimals}d}%"
    return str(share)


def _side(share: Fraction, mark: Fraction) -> int:
    return (share > mark) - (share < mark)
