"""An answer that a visitor has begun to read and reads on later, as over a slow line."""

import socket
from email.parser import BytesHeaderParser
from typing import Self
from urllib.parse import urlsplit

#: What the visitor's side keeps, so that the server can't be rid of a long answer at once.
_WINDOW = 4096


class BegunAnswer:
    """The answer to a GET: it has begun when this is made, and is_whole() reads it to its end."""

    def __init__(self, url: str, path: str) -> None:
        where = urlsplit(url)
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _WINDOW)
        self._socket.settimeout(30)
        self._socket.connect((where.hostname, where.port))
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\nConnection: close\r\n\r\n".encode())
        self._read = self._socket.recv(_WINDOW // 4)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._socket.close()

    def is_whole(self) -> bool:
        """Read to the end; tell whether all came that the header promised."""
        while chunk := self._socket.recv(65536):
            self._read += chunk
        status, _, rest = self._read.partition(b"\r\n")
        header, _, body = rest.partition(b"\r\n\r\n")
        return b" 200 " in status and len(body) == int(BytesHeaderParser().parsebytes(header)["Content-Length"])
