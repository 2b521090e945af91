"""The server as a process: how it begins, what it does while it runs, and how it ends."""

from __future__ import annotations

import socket

from api.cli.serving import listening
from infra.settings import Settings


def test_an_answer_is_sent_as_soon_as_it_is_written() -> None:
    with listening(Settings(port=0)) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
