"""The cases: messages, frames, handshakes and requests, each with how it must end."""

import os
import random
import struct
from base64 import b64encode
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg

from cls_dash.web import door

MB = 1_000_000
CUT = 0
"""What stands for the status of an answer that never comes."""
SITE = "127.0.0.1"


@dataclass(frozen=True)
class Message:
    """A whole message on an open socket, and the code that closes it; without one, it stays."""

    name: str
    data: bytes | str
    code: int | None

    def __str__(self):
        return self.name


def rerun(**state):
    message = BackMsg()
    message.rerun_script.SetInParent()
    for name, value in state.items():
        setattr(message.rerun_script, name, value)
    return message


def valued(kind, value, *, key="territoire"):
    """Return a run asked with one value, of a kind that the list of that name never sends."""
    message = rerun()
    widget = message.rerun_script.widget_states.widgets.add(id=key)
    part = getattr(widget, kind)
    if hasattr(part, "data"):
        part.data.extend(value) if isinstance(value, list) else setattr(part, "data", value)
    else:
        setattr(widget, kind, value)
    return message


def many_widgets(count):
    """Return that many empty values, the smallest that there are: two bytes become seventy."""
    inner = b"\x0a\x00" * count
    state = b"\x12" + _varint(len(inner)) + inner
    return b"\x5a" + _varint(len(state)) + state


def _varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def every_other_kind():
    """Yield a message of each kind that Streamlit knows and that no page of ours sends."""
    for each in BackMsg.DESCRIPTOR.fields:
        if each.name in {"rerun_script", "backend_operation_request"} | door.KINDS:
            continue
        message = BackMsg()
        if each.message_type:
            getattr(message, each.name).SetInParent()
        else:
            setattr(message, each.name, True)
        yield Message(each.name, message.SerializeToString(), 1008)
    operations = BackMsg.DESCRIPTOR.fields_by_name["backend_operation_request"].message_type
    for each in operations.oneofs_by_name["payload"].fields:
        if each.name not in door.KINDS:
            message = BackMsg()
            getattr(message.backend_operation_request, each.name).SetInParent()
            yield Message(each.name, message.SerializeToString(), 1008)


def noise(seed, size):
    return random.Random(seed).randbytes(size)  # noqa: S311 - the same at each run


GARBAGE = (
    Message("text", "clear_cache", 1003),
    Message("text of two million signs", "a" * 2 * MB, 1009),
    Message("nothing", b"", 1002),
    Message("zeros", b"\x00" * 100, 1002),
    Message("cut short", rerun(query_string="territoire=x").SerializeToString()[:-3], 1002),
    Message("a field that nobody knows", b"\xf2\x07\x01a", 1002),
    Message("text that is no UTF-8", b"\x5a\x04\x0a\x02\xff\xfe", 1002),
    Message("groups without end", b"\x0b" * 5_000, 1002),
    *(Message(f"noise {seed}", b"\xff" + noise(seed, 200), 1002) for seed in range(12)),
)
TOO_LARGE = (
    Message("a byte too many", b"\x00" * (door.LARGEST + 1), 1009),
    Message("40 MB of empty values", many_widgets(20 * MB), 1009),
    Message("a query of 2 MB", rerun(query_string="a" * 2 * MB).SerializeToString(), 1009),
    Message("values without number", many_widgets(door.MOST_WIDGETS + 1), 1008),
)
ODD = (
    *(
        Message(name, said.SerializeToString(), None)
        for name, said in {
            "a run": rerun(),
            "a stop": BackMsg(stop_script=True),
            "a page that is not there": rerun(page_script_hash="0" * 32),
            "a name of page": rerun(page_name="../../etc/passwd"),
            "a fragment that is not there": rerun(fragment_id="x"),
            "a query of 900 kB": rerun(query_string="a=" + "&" * 900_000),
            "odd signs": rerun(query_string="territoire=\u202e%00%0a${x}"),
            "a file that nobody offered": BackMsg(
                backend_operation_request={"deferred_file": {"file_id": "x"}}
            ),
        }.items()
    ),
    *(
        Message(f"{kind} in a list", valued(kind, value).SerializeToString(), None)
        for kind, value in {
            "trigger_value": True, "double_value": float("nan"), "int_value": -(2**62),
            "string_value": "a" * 500_000, "json_value": "{", "bytes_value": b"\xff" * 1000,
            "double_array_value": [1e308] * 1000, "string_array_value": ["x"] * 10_000,
        }.items()
    ),
)  # fmt: skip
MESSAGES = (*GARBAGE, *every_other_kind(), *TOO_LARGE, *ODD)


def frame(opcode, payload=b"", *, end=True, reserved=0, masked=True, length=None):
    """Return a frame as it goes on the line; ``length`` may lie."""
    size = len(payload) if length is None else length
    head = bytes([end << 7 | reserved << 4 | opcode])
    bit = 128 if masked else 0
    if size < 126:
        head += bytes([bit | size])
    elif size < 65_536:
        head += struct.pack("!BH", bit | 126, size)
    else:
        head += struct.pack("!BQ", bit | 127, size)
    return head + (b"\x00" * 4 if masked else b"") + payload


@dataclass(frozen=True)
class Frame:
    """Bytes on an open socket, and the codes that may close it."""

    name: str
    data: bytes
    codes: frozenset[int]

    def __str__(self):
        return self.name


TEXT, BINARY, CLOSE, PING = 1, 2, 8, 9
FRAMES = tuple(
    Frame(name, data, frozenset(codes))
    for name, data, codes in (
        ("an opcode that is none", frame(3, b"a"), {1002}),
        ("bits that mean nothing", frame(BINARY, b"a", reserved=7), {1002}),
        ("compressed, unasked", frame(BINARY, b"a", reserved=4), {1002}),
        ("without its mask", frame(BINARY, b"a", masked=False), {1002}),
        ("the rest of nothing", frame(0, b"a"), {1002}),
        ("a ping in pieces", frame(PING, b"a", end=False), {1002}),
        ("a ping too long", frame(PING, b"a" * 126), {1002}),
        ("a second before the end of the first", frame(BINARY, b"a", end=False) * 2, {1002}),
        ("48 MB announced", frame(BINARY, b"a" * 1000, length=48 * MB), {1009}),
        ("all there is announced", frame(BINARY, b"a", length=2**63 - 1), {1009}),
        ("more than there is announced", frame(BINARY, b"a", length=2**64 - 1), {1002, 1009}),
        ("2 MB in pieces", frame(BINARY, b"a", end=False) + frame(0, b"a" * 60_000, end=False) * 34,
         {1009}),
        ("text that is no UTF-8", frame(TEXT, b"\xff\xfe"), {1007}),
        ("a close of one byte", frame(CLOSE, b"a"), {1002}),
        ("a close of no code", frame(CLOSE, struct.pack("!H", 1005)), {1002}),
        ("a close that is no UTF-8", frame(CLOSE, struct.pack("!H", 1000) + b"\xff"), {1002, 1007}),
        ("a page asked for", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 8, {1002}),
        ("noise", b"\xff" + noise(1, 400), {1002}),
    )
)  # fmt: skip


def _request(*lines):
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


@dataclass(frozen=True)
class Handshake:
    """The request that opens a socket, and the statuses that answer it."""

    name: str
    statuses: frozenset[int]
    headers: tuple[tuple[str, str], ...] = ()
    left_out: frozenset[str] = field(default_factory=frozenset)
    path: str = "/_stcore/stream"
    method: str = "GET"

    def __str__(self):
        return self.name

    def request(self, port):
        """Return its bytes."""
        key = b64encode(os.urandom(16)).decode()
        usual = {
            "Host": f"{SITE}:{port}", "Upgrade": "websocket", "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": key,
        }  # fmt: skip
        said = {name.lower() for name, _ in self.headers} | self.left_out
        lines = [f"{name}: {value}" for name, value in usual.items() if name.lower() not in said]
        lines += [f"{name}: {value.format(port=port)}" for name, value in self.headers]
        return "\r\n".join([f"{self.method} {self.path} HTTP/1.1", *lines, "", ""]).encode(
            "latin-1"
        )


def _from(*origins, **more):
    return tuple(("Origin", each) for each in origins) + tuple(more.items())


FOREIGN = tuple(
    Handshake(f"from {name}", frozenset({403}), _from(*origins))
    for name, origins in {
        "another site": ["https://evil.example"],
        "the same host, another port": [f"http://{SITE}:1"],
        "the same host, another name": ["http://localhost:{port}"],
        "a host that begins alike": [f"http://{SITE}:{{port}}.evil.example"],
        "a host behind a name": [f"http://{SITE}:{{port}}@evil.example"],
        "no site": ["null"],
        "an extension": ["chrome-extension://abcdef"],
        "nothing that can be read": ["http://[::1"],
        "a port out of range": ["http://127.0.0.1:99999"],
        "an address of ours in the cloud": ["http://169.254.169.254"],
    }.items()
)
OPEN = Handshake("from this site", frozenset({101}), _from(f"http://{SITE}:{{port}}"))
HANDSHAKES = (
    *FOREIGN,
    OPEN,
    Handshake("from nowhere, as no browser does", frozenset({101})),
    Handshake("from this site, in capitals", frozenset({101}),
              (("Host", "ATLAS.example:{port}"), *_from("http://atlas.EXAMPLE:{port}"))),
    Handshake("from two sites", frozenset({400, 403}),
              _from("http://127.0.0.1:{port}", "https://evil.example")),
    Handshake("without a host", frozenset({400, 403}), _from("http://evil.example"),
              frozenset({"host"})),
    Handshake("for two hosts", frozenset({400, 403}),
              (("Host", "a.example"), ("Host", "evil.example"), *_from("http://evil.example"))),
    Handshake("of another age", frozenset({400, 426}), (("Sec-WebSocket-Version", "7"),)),
    Handshake("without a key", frozenset({400}), left_out=frozenset({"sec-websocket-key"})),
    Handshake("with a key too short", frozenset({400}), (("Sec-WebSocket-Key", "YQ=="),)),
    Handshake("with a key that is none", frozenset({400}), (("Sec-WebSocket-Key", "é%%"),)),
    Handshake("that posts", frozenset({400, 405}), method="POST"),
    Handshake("elsewhere", frozenset({403, 404}), path="/anything"),
    Handshake("of a session of another", frozenset({101}),
              (("Sec-WebSocket-Protocol", "streamlit, x, 00000000-0000-0000-0000-000000000000"),)),
    Handshake("with protocols without number", frozenset({CUT, 400, 431}),
              (("Sec-WebSocket-Protocol", ",".join(["a"] * 20_000)),)),
    Handshake("with a cookie that is no ASCII", frozenset({101, 400}), (("Cookie", "a=é\xff"),)),
    Handshake("with cookies without number", frozenset({CUT, 400, 431}),
              (("Cookie", "a=b; " * 8_000),)),
    Handshake("with an address too long", frozenset({CUT, 400, 414}),
              path="/_stcore/stream?" + "a" * 10_000),
)  # fmt: skip


@dataclass(frozen=True)
class Request:
    """The bytes of a request, and the statuses that may answer; none where it may be cut."""

    name: str
    data: bytes
    statuses: frozenset[int]

    def __str__(self):
        return self.name


def http(line, *headers, body=b""):
    return _request(line, "Host: 127.0.0.1", *headers) + body


REQUESTS = tuple(
    Request(name, data, frozenset(statuses))
    for name, data, statuses in (
        ("a file of the machine", http("GET /static/../../../etc/passwd HTTP/1.1"), {400, 404}),
        ("the same, hidden", http("GET /static/%2e%2e/%2e%2e/etc/passwd HTTP/1.1"), {400, 404}),
        ("the same, twice hidden", http("GET /media/..%252f..%252fetc HTTP/1.1"), {400, 404}),
        ("the same, by a component", http("GET /component/x/..%5c..%5cetc HTTP/1.1"), {400, 404}),
        ("a share of another machine", http("GET //evil.example/x HTTP/1.1"), {400, 404}),
        ("a page through us", http("GET http://169.254.169.254/ HTTP/1.1"), {200, 400, 404}),
        ("a line to another host", http("CONNECT evil.example:443 HTTP/1.1"), {CUT, 400, 404, 405}),
        ("a zero in the address", http("GET /equite%00 HTTP/1.1"), {200, 400, 404}),
        ("odd signs in the address", http("GET /%E2%80%AE%ff%0d%0aX: HTTP/1.1"), {200, 400, 404}),
        ("a method of one's own", http("BREW / HTTP/1.1"), {CUT, 400, 405}),
        ("something sent", http("POST / HTTP/1.1", "Content-Length: 3", body=b"abc"), {405}),
        ("a body with a reading", http("GET / HTTP/1.1", "Content-Length: 3", body=b"abc"), {413}),
        ("a body without end", http("GET / HTTP/1.1", "Transfer-Encoding: chunked",
                                    body=b"zz\r\n"), {CUT, 400, 413}),
        ("two lengths", http("GET / HTTP/1.1", "Content-Length: 1", "Content-Length: 2"),
         {CUT, 400}),
        ("a length and pieces", http("POST / HTTP/1.1", "Content-Length: 3",
                                     "Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
         {CUT, 400, 405}),
        ("a length that is none", http("GET / HTTP/1.1", "Content-Length: -1"), {CUT, 400}),
        ("headers without number", http("GET / HTTP/1.1", *["X-A: b"] * 10_000), {CUT, 400, 431}),
        ("a header without end", http("GET / HTTP/1.1", "X: " + "a" * 200_000), {CUT, 400, 431}),
        ("an address without end", http("GET /" + "a" * 200_000 + " HTTP/1.1"), {CUT, 400, 414}),
        ("a header in two", http("GET / HTTP/1.1", "X: a\rb"), {CUT, 200, 400}),
        ("a file put", http("PUT /_stcore/upload_file/a/b HTTP/1.1", "Content-Length: 1",
                            body=b"a"), {404}),
        ("what is measured", http("GET /_stcore/metrics HTTP/1.1"), {404}),
        ("a sign-in", http("GET /auth/login HTTP/1.1"), {404}),
        ("a part of a file, backwards", http("GET /robots.txt HTTP/1.1", "Range: bytes=9-1"),
         {200, 416}),
        ("a map that is not there", http("GET /assets/maps/%2e%2e.json HTTP/1.1"), {404}),
        ("values that are not there", http(
            "GET /assets/values/x/../commune/y/values.json HTTP/1.1"), {400, 404}),
        ("another age", b"GET /\r\n\r\n", {CUT, 200, 400}),
        ("no request", noise(3, 500), {CUT, 400}),
        ("a lock begun", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + noise(4, 100),
         {CUT, 400}),
    )
)  # fmt: skip
