"""The line to Mailchimp: no refusal goes unheard, no write is repeated, nobody's address shows in an error."""

from __future__ import annotations

import json
import pickle
import socket
import threading
import traceback

import pytest
import requests
from mailchimp_marketing import Client

from integrations.mailchimp import campaigns, client
from integrations.mailchimp.client import MailchimpFault
from integrations.settings import SettingsFault
from tests.sandbox.mailchimp_app import Answer, oracle, settings_for

SECRET = "ada.lovelace@example.org"
PROBLEM = "application/problem+json"

WORDLESS = [
    pytest.param(Answer(403), id="403 with an empty body"),
    pytest.param(Answer(429, "{}"), id="429 with an empty object"),
    pytest.param(Answer(500, "{broken"), id="500 with broken JSON"),
    pytest.param(Answer(502, "", "text/plain"), id="502 of no kind"),
]


@pytest.mark.parametrize("answer", WORDLESS)
def test_the_sdk_as_shipped_takes_these_refusals_for_success(answer: Answer) -> None:
    """The trap is real: the SDK alone returns from a refused send as if it had been sent."""
    with oracle([answer]) as told:
        sdk = Client({"api_key": "0" * 32 + "-us1"})
        sdk.api_client.host = f"{told.url}/3.0"
        assert isinstance(sdk.campaigns.send("c1"), requests.Response)


@pytest.mark.parametrize("answer", WORDLESS)
def test_a_refusal_without_words_is_heard_and_settles_nothing(answer: Answer) -> None:
    """Empty, broken or wordless refusals raise, and count as unclear: the write may have taken place."""
    with oracle([answer]) as told, pytest.raises(MailchimpFault) as caught:
        campaigns.send(told.connect(), "c1")
    assert (caught.value.status, caught.value.ambiguous) == (answer.status, True)


@pytest.mark.parametrize(("status", "ambiguous"), [(400, False), (404, False), (429, False), (500, True), (503, True)])
def test_a_refusal_in_words_is_clear_unless_the_server_failed(status: int, *, ambiguous: bool) -> None:
    """A problem document says that nothing was done; from 500 on nobody knows."""
    with (
        oracle([Answer(status, json.dumps({"title": "Not now"}), PROBLEM)]) as told,
        pytest.raises(MailchimpFault) as caught,
    ):
        campaigns.send(told.connect(), "c1")
    assert (caught.value.status, caught.value.title, caught.value.ambiguous) == (status, "Not now", ambiguous)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(200, "<p>Welcome</p>", "text/html"), id="a web page"),
        pytest.param(Answer(200, "{half"), id="half an object"),
        pytest.param(Answer(200, "[1, 2]"), id="a list"),
        pytest.param(Answer(200, ""), id="nothing"),
    ],
)
def test_a_success_that_cannot_be_read_is_a_fault(answer: Answer) -> None:
    """What came instead of Mailchimp's answer is never handed on as if it were one."""
    with oracle([answer]) as told, pytest.raises(MailchimpFault) as caught:
        campaigns.read(told.connect(), "c1")
    assert caught.value.ambiguous


def test_an_empty_answer_to_a_write_is_success() -> None:
    """204 is how Mailchimp says that it was done."""
    with oracle([Answer(204)]) as told:
        campaigns.send(told.connect(), "c1")
        assert told.asked == ["POST /3.0/campaigns/c1/actions/send"]


def test_a_redirect_is_not_followed() -> None:
    """The key is never carried to another address."""
    elsewhere = Answer(302, "{}", headers=(("Location", "/3.0/elsewhere"),))
    with oracle([elsewhere]) as told:
        with pytest.raises(MailchimpFault):
            campaigns.read(told.connect(), "c1")
        assert told.asked[0].startswith("GET /3.0/campaigns/c1")
        assert len(told.asked) == 1


@pytest.mark.parametrize(
    "answer", [Answer(None), Answer(503, "{}"), Answer(429, "{}"), Answer(503, headers=(("Retry-After", "0"),))]
)
def test_a_write_is_never_repeated(answer: Answer) -> None:
    """A dropped connection or a server's fault on a write is one request, however many tries reads are given."""
    with oracle([answer]) as told:
        with pytest.raises(MailchimpFault):
            campaigns.send(told.connect(read_retries=3), "c1")
        assert len(told.asked) == 1


def test_a_write_is_not_repeated_when_encryption_fails() -> None:
    """Such a fault may come after the write has arrived; urllib3 alone would repeat it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        knocks: list[object] = []
        babble = threading.Thread(target=_babble, args=(listener, knocks), daemon=True)
        babble.start()
        mc = client.connect(settings_for(f"https://127.0.0.1:{listener.getsockname()[1]}", read_retries=3))
        with pytest.raises(MailchimpFault) as caught:
            campaigns.send(mc, "c1")
        listener.shutdown(socket.SHUT_RDWR)
        babble.join()
    assert (len(knocks), caught.value.ambiguous) == (1, True)


def _babble(listener: socket.socket, knocks: list[object]) -> None:
    """Answer every connection with something that is no encryption, until the listener is shut."""
    while True:
        try:
            knock, address = listener.accept()
        except OSError:
            return
        with knock:
            knocks.append(address)
            knock.sendall(b"this is no encryption\n")
            knock.recv(4096)


def test_a_read_is_repeated() -> None:
    """A read that meets a dropped connection, a server's fault and a busy sign succeeds at the fourth try."""
    report = json.dumps({"is_ready": True, "items": []})
    with oracle([Answer(None), Answer(503), Answer(429), Answer(200, report)]) as told:
        assert campaigns.checklist(told.connect(read_retries=3), "c1") == (True, ())
        assert len(told.asked) == 4


def test_a_read_gives_up() -> None:
    """After the last try the fault is the answer's."""
    with oracle([Answer(503)]) as told:
        with pytest.raises(MailchimpFault) as caught:
            campaigns.checklist(told.connect(read_retries=2), "c1")
        assert (caught.value.status, len(told.asked)) == (503, 3)


def test_nobody_there() -> None:
    """When no connection can be made the fault has no status."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(MailchimpFault) as caught:
        campaigns.send(client.connect(settings_for(f"http://127.0.0.1:{port}")), "c1")
    assert (caught.value.status, caught.value.ambiguous) == (None, True)


def test_one_connection_serves_many_calls() -> None:
    """The SDK opens a connection per call; ours is kept."""
    with oracle([Answer(204)]) as told:
        mc = told.connect()
        for _ in range(5):
            campaigns.send(mc, "c1")
        assert len(set(told.ports)) == 1


def test_threads_do_not_share_a_connection() -> None:
    """A session isn't safe to share: a second thread has its own."""
    with oracle([Answer(204)]) as told:
        mc = told.connect()
        other = threading.Thread(target=campaigns.send, args=(mc, "c1"))
        other.start()
        other.join()
        campaigns.send(mc, "c1")
        assert len(set(told.ports)) == 2


def test_the_word_server_survives_in_ids() -> None:
    """The SDK replaces "server" anywhere in an address by the data centre; ours stays as it is."""
    with oracle([Answer(200, "{}")]) as told:
        told.connect().sdk.lists.get_list("server7")
        assert told.asked == ["GET /3.0/lists/server7"]


def test_booleans_are_spelled_as_mailchimp_does() -> None:
    """A flag in a query is true, not True."""
    with oracle([Answer(200, "{}")]) as told:
        told.connect().sdk.lists.get_segment("l1", "7", include_cleaned=True)
        assert told.asked == ["GET /3.0/lists/l1/segments/7?include_cleaned=true"]


def test_no_address_and_no_key_in_a_fault() -> None:
    """Mailchimp's texts quote people; the fault, its traceback and its pickle don't. Fields at fault are named."""
    told_by_mailchimp = {
        "title": f"Member Exists {SECRET}",
        "detail": f"{SECRET} is already a list member",
        "errors": [{"field": "merge_fields.CODE1", "message": f"bad for {SECRET}"}, {"field": SECRET, "message": ""}],
    }
    with oracle([Answer(400, json.dumps(told_by_mailchimp), PROBLEM)]) as told:
        mc = told.connect()
        with pytest.raises(MailchimpFault) as caught:
            mc.sdk.lists.add_list_member("l1", {"email_address": SECRET, "status": "subscribed"})
    fault = caught.value
    everything = "".join(traceback.format_exception(fault)) + repr(pickle.dumps(fault)) + repr(fault)
    assert "lovelace" not in everything
    assert "0123456789abcdef" not in everything
    assert (
        str(fault) == "Mailchimp, POST /lists/{list_id}/members: Member Exists – (see merge_fields.CODE1) (HTTP 400)."
    )


def test_a_fault_survives_the_way_to_another_process() -> None:
    """Unlike the SDK's errors, a fault can be pickled and comes back the same."""
    fault = MailchimpFault(503, "Busy", ambiguous=True, where="POST /campaigns")
    back = pickle.loads(pickle.dumps(fault))  # noqa: S301  our own
    assert str(back) == str(fault)
    assert (back.status, back.title, back.ambiguous, back.where) == (503, "Busy", True, "POST /campaigns")


def test_a_mistake_of_ours_is_not_taken_for_mailchimps() -> None:
    """What can't be written as JSON is a TypeError of the caller, and nothing is sent."""
    with oracle([Answer(204)]) as told:
        with pytest.raises(TypeError):
            told.connect().sdk.campaigns.create({"type": {1, 2}})
        assert told.asked == []


@pytest.mark.parametrize("key", ["0123456789abcdef", "0123456789abcdef-", "-us1", "0123 456-us1", ""])
def test_a_key_without_its_data_centre_is_refused_at_once(key: str) -> None:
    """The letter says what a key looks like, and doesn't repeat the one it was given."""
    with pytest.raises(SettingsFault, match="such as -us1") as caught:
        client.connect(settings_for("http://127.0.0.1:9", key=key))
    assert "0123" not in str(caught.value)


def test_without_a_stand_in_the_address_is_mailchimps() -> None:
    """The data centre of the key decides the host."""
    mc = client.connect(settings_for("", key="0123456789abcdef-us21"))
    assert mc.sdk.api_client.host == "https://us21.api.mailchimp.com/3.0"
