"""Places that can't be written or read: a sentence with the path, before anything is asked or done, and no trace."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from flows import faults
from flows.doors import trying
from flows.secretary import Refusal
from tests.flows.terminal import canvass, refused


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "/media/stick/x"), "no right to /media/stick/x"),
        (OSError(errno.EROFS, "Read-only file system", "/media/stick/x"), "/media/stick/x: it lies on a disk that"),
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full"),
        (NotADirectoryError(errno.ENOTDIR, "Not a directory", "/a/b/c"), "/a/b/c: a part of that path is a file"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "/a/b"), "/a/b isn't there"),
        (IsADirectoryError(errno.EISDIR, "Is a directory", "/a/b"), "/a/b is a folder, and a file is wanted"),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, OSError) else "",
)
def test_a_place_that_cant_be_used_is_named(fault: OSError, says: str) -> None:
    """Which it is, and why; whoever reads it knows what to change."""
    assert says in faults.letter(fault)


def test_other_faults_of_the_system_are_seen_as_they_are() -> None:
    """What nobody at the keyboard can mend isn't hidden: a connection that broke, a file that isn't named."""
    assert faults.letter(OSError(errno.EBADF, "Bad file descriptor")) == ""
    assert faults.letter(FileNotFoundError()) == ""


def test_a_command_ends_with_that_sentence() -> None:
    """A file where a folder is wanted, for instance."""
    Path("stick").touch()
    Path("keys").mkdir(mode=0o700)
    (Path("keys") / "autumn.key").touch(0o600)
    settings = {"CANVASS_BACKUP_PASSPHRASE": "five words drawn by lot"}
    letter = refused(canvass("backup-keys", "stick/far", settings=settings))
    assert "stick/far: a part of that path is a file" in letter


def test_the_report_of_a_trial_has_a_place_before_the_first_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A trial takes an hour with somebody who looks; its report mustn't be lost at the end."""
    for name in ("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "GOOGLE_REFRESH_TOKEN", "MAILCHIMP_LIST"):
        monkeypatch.setenv(f"CANVASS_{name}", "x")
    for name, said in (("MAILCHIMP_API_KEY", f"{'0' * 32}-us1"), ("MAIL_FROM_NAME", "x"), ("MAIL_REPLY_TO", "x")):
        monkeypatch.setenv(f"CANVASS_{name}", said)
    with pytest.raises(Refusal, match=r"nowhere/report\.md can't be written"):
        trying.try_out(really=True, file=Path("nowhere/report.md"))
    assert not Path("nowhere").exists()
