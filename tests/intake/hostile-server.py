"""hostile-server.py PORT-FILE CERT KEY - a fake IMAP server that misbehaves on purpose.

It is a fake because no real server can be made to do these things. What it does with a mailbox
is the name of the user: "good" and "poison" serve three letters (asking for the second of
"poison" ends the connection); the others behave until their bytes are asked for, or not at all.

What each plays, of what is known to break the IMAP library or its users: "eof" the end in a
literal; "stall", "drip", "silent" no end of an answer; "wrap" a literal of 2^32 + 5; "huge" one of
4 GB; "parens" 200 000 open parentheses; "line" 300 MB without an end of line; "garbage" no IMAP;
"mute" an OK without text; "other", "empty" bytes nobody asked for, or none; "flags" nested and
empty lists of flags; "sizes" nested heads; "expired" a session the provider ends (Microsoft 365);
"dozing" no answer to the end of IDLE; "echo" continuations that nobody waits for; "novalidity" a
folder without UIDVALIDITY; "again" another UIDVALIDITY each time; "renamed" another folder
with the name from the second look on, the session told nothing; "shrunk" UIDs given anew under the same UIDVALIDITY;
"flood" a search that never ends. By token: "cut", whose first session ends as "expired"; "stale", whose first token is refused
and any other is good; "deaf", who takes none. On the second port the greeting is PREAUTH: somebody else's mailbox.
"""
import base64
import os
import re
import socket
import ssl
import sys
import threading
import time

VALIDITY = iter(range(100, 10000))
LETTERS = {n: f"From: a{n}@example.org\r\nSubject: {n}\r\n\r\nletter {n}\r\n".encode() for n in (1, 2, 3)}
seen = {}  # user → tokens and sessions that were refused
MOST = 400  # the fake must not live for ever either


def uids_of(text):
    found = set()
    for run in text.split(","):
        first, _, last = run.partition(":")
        top = 3 if last == "*" else int(last or first)
        found |= {n for n in LETTERS if int(first) <= n <= top}
    return sorted(found)


def bodies(uids):
    return b"".join(
        b"* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n" % (n, n, len(LETTERS[n]), LETTERS[n]) for n in uids)


def misbehave(user, out, tag):
    def say(data):
        out.sendall(data)

    begin = b"* 1 FETCH (UID 1 BODY[] "
    if user == "eof":
        say(begin + b"{40}\r\nhalf")
        return False
    if user == "stall":
        say(begin + b"{40}\r\nhalf")
        time.sleep(MOST)
    elif user == "drip":
        for _ in range(MOST):
            say(b"*" if _ == 0 else b" ")
            time.sleep(0.3)
    elif user == "wrap":
        say(begin + b"{4294967301}\r\nshort)\r\n" + tag + b" OK done\r\n")
    elif user == "huge":
        say(begin + b"{4000000000}\r\n")
        time.sleep(MOST)
    elif user == "parens":
        say(b"* 1 FETCH (BODY " + b"(" * 200000)
        time.sleep(MOST)
    elif user == "line":
        for _ in range(300):
            say(b"x" * 1000000)
    elif user == "garbage":
        say(bytes(range(1, 256)) * 20 + b"\r\n")
        time.sleep(MOST)
    elif user == "mute":
        say(tag + b" OK\r\n")
        time.sleep(MOST)
    elif user == "other":
        say(bodies([3, 2, 1]) + b"* 9 FETCH (UID 9 BODY[] {1}\r\nx)\r\n" + tag + b" OK done\r\n")
    elif user == "expired":
        say(b"* BYE Session invalidated - AccessTokenExpired\r\n")
        return False
    elif user == "echo":
        say(b"+ go on\r\n+ go on\r\n" + bodies([1, 2, 3]) + tag + b" OK done\r\n")
    elif user == "empty":
        say(b"* 1 FETCH (UID 1 BODY[] NIL)\r\n" + tag + b" OK done\r\n")
    return True


def answer(user, out, tag, command):
    upper = command.upper()
    if upper.startswith(b"CAPABILITY"):
        out.sendall(b"* CAPABILITY IMAP4rev1%s\r\n" % (b" IDLE" if user == "dozing" else b""))
    elif upper.startswith(b"SELECT"):
        validity = next(VALIDITY) if user == "again" else 7
        if user == "renamed":
            validity += seen.get("was renamed", 0)
            seen["was renamed"] = 1
        named = b"" if user == "novalidity" else b"* OK [UIDVALIDITY %d] valid\r\n" % validity
        out.sendall(b"* FLAGS ()\r\n* 3 EXISTS\r\n" + named + b"* OK [UIDNEXT 4] next\r\n")
    elif upper.startswith(b"UID SEARCH"):
        while user == "flood":
            out.sendall(b"* SEARCH" + b" 1" * 100000 + b"\r\n")
        first = int(re.search(rb"(\d+):\*", command).group(1))
        # A real quirk: n:* names the last message even when n is above it.
        found = [n for n in LETTERS if n >= first] or [3]
        out.sendall(b"* SEARCH " + " ".join(map(str, found)).encode() + b"\r\n")
    elif upper.startswith(b"UID FETCH"):
        uids = uids_of(command.split()[2].decode())
        if b"RFC822.SIZE" in upper and user == "sizes":
            out.sendall(b"* 1 FETCH (UID 1 FLAGS " + b"(" * 100000)
            time.sleep(MOST)
        if b"RFC822.SIZE" in upper and user == "flags":
            out.sendall(b"* 1 FETCH (UID 1 FLAGS ((\\Seen)(())) RFC822.SIZE 1)\r\n")
        elif b"RFC822.SIZE" in upper:
            for n in uids:
                out.sendall(b'* %d FETCH (UID %d FLAGS () INTERNALDATE "22-Nov-2026 10:00:00 +0300" '
                            b"RFC822.SIZE %d)\r\n" % (n, n, len(LETTERS[n])))
        elif user == "poison" and 2 in uids:
            return False
        elif user == "cut" and not seen.get("was cut"):
            seen["was cut"] = True
            return misbehave("expired", out, tag)
        elif user in ("good", "poison", "dozing", "again", "renamed", "shrunk", "cut", "stale"):
            out.sendall(bodies(uids))
        else:
            if not misbehave(user, out, tag):
                return False
            if user in ("other", "empty", "wrap", "mute", "echo"):
                return True
    elif upper.startswith(b"IDLE"):
        out.sendall(b"+ idling\r\n* 4 EXISTS\r\n")
        time.sleep(MOST)
    elif upper.startswith(b"LOGOUT"):
        return False
    out.sendall(tag + b" OK done\r\n")
    return True


def token_in(command, out, tag):
    """AUTHENTICATE XOAUTH2 as Microsoft answers it; the user, or none when the token is refused."""
    said = base64.b64decode(command.split()[2]).decode()
    user, token = re.fullmatch("user=(.*)\x01auth=Bearer (.*)\x01\x01", said).groups()
    first = seen.setdefault(user, token)
    if user == "deaf" or (user == "stale" and token == first):
        out.sendall(tag + b" NO AUTHENTICATE failed.\r\n")
        return ""
    out.sendall(tag + b" OK in\r\n")
    return user


def serve(plain, context, greeting):
    user = ""
    try:
        with context.wrap_socket(plain, server_side=True) as out:
            out.sendall(greeting)
            lines = out.makefile("rb")
            for line in lines:
                tag, _, command = line.strip().partition(b" ")
                if command.upper().startswith(b"LOGIN"):
                    user = command.split()[1].strip(b'"').decode()
                    if user == "silent":
                        time.sleep(MOST)
                    out.sendall(tag + b" OK in\r\n")
                elif command.upper().startswith(b"AUTHENTICATE XOAUTH2"):
                    user = token_in(command, out, tag)
                elif not answer(user, out, tag, command):
                    return
    except OSError:
        pass  # the other side had enough of us, which is what is tested


def listen(listener, context, greeting):
    while True:
        plain, _ = listener.accept()
        threading.Thread(target=serve, args=(plain, context, greeting), daemon=True).start()


def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    with open(sys.argv[1] + ".new", "w") as file:
        file.write(" ".join(str(one.getsockname()[1]) for one in listeners))
    os.rename(sys.argv[1] + ".new", sys.argv[1])
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    threading.Thread(target=listen, args=(listeners[1], context, b"* PREAUTH welcome back\r\n"), daemon=True).start()
    listen(listeners[0], context, b"* OK ready\r\n")


main()
