"""A season on the sandbox, act by act: each act a process of its own, which may die, and a world that goes on."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from integrations.sandbox import mailchimp
from integrations.sandbox.server import Sandbox
from flows.rehearsal import venue
from flows.secretary import Secretary
from core.ledger import Ledger
from integrations.google.auth import connect
from tests.trust.books import Book, FileBook, hurry
from tests.trust.chaos import Chaos, Place, Point
from tests.trust.play import Play
from tests.trust.script import ACTS, Act
from tests.trust.stage import START, stage
from tests.trust.witness import Cast
