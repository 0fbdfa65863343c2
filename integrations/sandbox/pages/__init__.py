"""The pages people see in the sandbox: forms, workbooks and the front page. Everything inserted is escaped."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

_ENVIRONMENT = Environment(
    loader=PackageLoader("integrations.sandbox", "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(page: str, **facts: Any) -> str:
    """One page as HTML."""
    return _ENVIRONMENT.get_template(page).render(**facts)
