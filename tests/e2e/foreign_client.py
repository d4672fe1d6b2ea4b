"""A gateway in another language, written from PROTOCOL.md alone: REQ, DEALER and PUSH.

foreign_client.py INTAKE PULL: exits with 0 when duband answered as the page says.
"""

import sys

import msgpack
import zmq

intake, pull = sys.argv[1:]
context = zmq.Context()


def open_socket(kind, endpoint):
    socket = context.socket(kind)
    socket.setsockopt(zmq.RCVTIMEO, 30000)
    socket.setsockopt(zmq.SNDTIMEO, 30000)
    socket.setsockopt(zmq.LINGER, 30000)
    socket.connect(endpoint)
    return socket


def send(socket, body):
    socket.send_multipart([b"DUBAN1", msgpack.packb(body)])


def receive(socket):
    signature, reply = socket.recv_multipart()
    assert signature == b"DUBAN1", signature
    return msgpack.unpackb(reply)


def expect(reply, **members):
    for key, value in members.items():
        assert reply.get(key) == value, (key, reply)


def expect_error(reply, code, field=None):
    assert reply["ok"] is False and reply["error"]["code"] == code, reply
    assert reply["error"].get("field") == field and reply["error"]["message"], reply


def with_req():
    socket = open_socket(zmq.REQ, intake)
    complaint = {"op": "submit", "gateway": "python", "id": "01HZX3", "channel": "web",
                 "title": "窗口推诿", "text": "办一个手续跑了五趟,每个窗口都说不归他管。"}
    send(socket, complaint)
    first = receive(socket)
    expect(first, ok=True, case=1, state="registered", event=1, created=True)
    send(socket, complaint)
    again = receive(socket)
    expect(again, ok=True, case=1, created=False, receipt=first["receipt"],
           received_ms=first["received_ms"])
    send(socket, {"op": "query", "what": "status", "receipt": first["receipt"]})
    expect(receive(socket), ok=True, receipt=first["receipt"], accepted=False)
    send(socket, dict(complaint, text="别的话"))
    expect_error(receive(socket), "conflict", "id")
    send(socket, {"op": "ping"})
    pong = receive(socket)
    assert pong["ok"] and len(pong["policy"]) == 32, pong


def with_dealer():
    """Several requests in flight: replies may come in another order."""
    socket = open_socket(zmq.DEALER, intake)
    for rid in range(1, 101):
        send(socket, {"op": "submit", "rid": rid, "gateway": "python", "id": f"d{rid}",
                      "text": "推诿扯皮", "unknown": [1, {"to": "be ignored"}], "name": None})
    send(socket, {"op": "submit", "rid": 101, "gateway": "python", "id": "d101"})
    replies = {reply["rid"]: reply for reply in (receive(socket) for _ in range(101))}
    assert sorted(replies) == list(range(1, 102))
    expect_error(replies.pop(101), "invalid", "text")
    assert len({reply["case"] for reply in replies.values()}) == 100
    socket.send_multipart([b"", b"DUBAN1", msgpack.packb({"op": "ping", "rid": 102})])
    delimiter, signature, reply = socket.recv_multipart()  # as it was asked, so it is answered
    assert delimiter == b"" and signature == b"DUBAN1" and msgpack.unpackb(reply)["rid"] == 102


def ask(socket, request):
    send(socket, request)
    return receive(socket)


def accept(socket, case):
    """A person classifies and accepts, as soon as an escalator has looked at it."""
    person = {"op": "act", "case": case, "as": "lv-jia", "reason": "线索具体"}
    expect(ask(socket, dict(person, verb="classify", scope=True, kinds=["c3"])), ok=True)
    reply = ask(socket, dict(person, verb="accept"))
    while not reply["ok"]:
        expect_error(reply, "wrong_state")
        reply = ask(socket, dict(person, verb="accept"))


def with_notices():
    """A gateway follows its notices, confirms them, and passes on what the citizen says."""
    socket = open_socket(zmq.REQ, intake)
    complaint = {"op": "submit", "gateway": "notes", "id": "n1", "text": "窗口推诿，跑了五趟。"}
    filed = ask(socket, complaint)
    pending = {"op": "query", "what": "notices", "gateway": "notes"}
    expect(ask(socket, pending), ok=True, notices=[])
    accept(socket, filed["case"])
    notice = {"receipt": filed["receipt"], "notice": "accepted", "progress": "in_hand"}
    expect(ask(socket, pending), ok=True, notices=[notice])

    told = {"op": "respond", "gateway": "notes", "receipt": filed["receipt"], "id": "r1",
            "response": "told", "notice": "accepted"}
    expect_error(ask(socket, dict(told, gateway="others")), "not_found", "receipt")
    first = ask(socket, told)
    expect(first, ok=True, created=True, progress="in_hand", receipt=filed["receipt"])
    expect(ask(socket, told), ok=True, created=False, event=first["event"])
    expect_error(ask(socket, dict(told, id="r2")), "wrong_state", "notice")
    expect(ask(socket, pending), ok=True, notices=[])

    words = {"op": "respond", "gateway": "notes", "receipt": filed["receipt"], "id": "r3",
             "response": "add", "text": "还有一张取号单。"}
    expect(ask(socket, words), ok=True, created=True)
    expect_error(ask(socket, dict(words, text="别的话")), "conflict", "id")
    expect_error(ask(socket, dict(words, id="r4", text="")), "invalid", "text")
    expect(ask(socket, dict(words, id="r5", response="withdraw")), ok=True)


def with_push():
    socket = open_socket(zmq.PUSH, pull)
    send(socket, {"op": "submit", "gateway": "pusher", "id": "p1", "text": "吃拿卡要"})
    send(socket, {"op": "submit", "gateway": "pusher", "id": "p2", "text": 7})
    send(socket, {"op": "ping"})
    socket.close()


with_req()
with_dealer()
with_push()
with_notices()
context.term()
