"""A mail server of the tests: speaks SMTP over real sockets, as badly as a test wants, and keeps no mail."""

import socketserver
import ssl
import threading
from pathlib import Path

#: What a server says unless a test has it say something else; commands that aren't here are taken.
USUAL = {"greeting": "220 ready", "ehlo": "250-here\r\n250 AUTH PLAIN LOGIN", "auth": "235 welcome", "quit": "221 bye"}
WITH_TLS = {"ehlo": "250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN", "starttls": "220 go on"}


class MailServer(socketserver.ThreadingTCPServer):
    """Answers each command from a table; with a certificate it takes STARTTLS."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, certificate: Path | None = None, **answers: str) -> None:
        """Say something else to some commands: MailServer(mail="553 not yours", ehlo="250 nothing")."""
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.certificate = certificate
        self.answers = {**USUAL, **(WITH_TLS if certificate else {}), **answers}
        #: The commands it was given.
        self.heard: list[str] = []
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request, client_address) -> None:
        """Say nothing about clients that hang up; the tests look at what these say."""


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("greeting")
        while line := self.rfile.readline():
            command = line.decode("ascii", "replace").split(" ")[0].strip().lower()
            self.server.heard.append(command)
            self._say(command)
            if command == "quit":
                return
            if command == "starttls" and self.server.certificate:
                self._encrypt()

    def _say(self, command: str) -> None:
        answer = self.server.answers.get(command, "250 fine")
        if answer:
            self.wfile.write(f"{answer}\r\n".encode("ascii"))

    def _encrypt(self) -> None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.server.certificate)
        self.finish()
        self.request = context.wrap_socket(self.request, server_side=True)
        self.setup()

    def finish(self) -> None:
        """Close the connection too: a wrapped one is another object than the server's own."""
        super().finish()
        if isinstance(self.request, ssl.SSLSocket):
            self.request.close()
