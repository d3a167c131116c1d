"""token-server.py FOLDER CERT KEY - a fake of Microsoft's and Google's token endpoints, in one.

It is a fake because the real ones need an account. It answers as they do (RFC 6749 section 5) and
checks what they check: the application's secret, the scope that Microsoft demands in every request
of a person, the signature and claims of a service account. A refresh token is good once; the
answer renews it. FOLDER/port is written when it listens: "HTTPS HTTP". The second port is for
Dovecot, which asks there whether an access token is good (RFC 7662).

Files in FOLDER steer it: "dead" (every refresh token has expired), "busy" (503), "epoch" (access
tokens of an earlier epoch are revoked), "refresh" (the current refresh token), "account.pub" (the
service account's public key). Each request is noted in "log".
"""
import base64
import http.server
import json
import os
import secrets
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

FOLDER = sys.argv[1]
PERSON = ["https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send", "offline_access"]
issued = {}  # access token → (user, epoch, until)


def path(name):
    return os.path.join(FOLDER, name)


def text_of(name, default=""):
    try:
        with open(path(name)) as file:
            return file.read().strip()
    except OSError:
        return default


def b64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Refusal(Exception):
    """An answer that is no token: status and body."""


def refuse(error, words, status=400):
    raise Refusal(status, {"error": error, "error_description": words})


def check_assertion(assertion, audience):
    """Google's checks of a service account's statement; the user it acts for."""
    head, claims, signature = assertion.split(".")
    with open(path("signature"), "wb") as file:
        file.write(b64(signature))
    good = subprocess.run(["openssl", "dgst", "-sha256", "-verify", path("account.pub"), "-signature", path("signature")],
                          input=f"{head}.{claims}".encode(), capture_output=True)
    said, now = json.loads(b64(claims)), time.time()
    if good.returncode or json.loads(b64(head))["alg"] != "RS256":
        refuse("invalid_grant", "Invalid JWT Signature.")
    if said["aud"] != audience or not said["iat"] - 60 <= now <= said["exp"] <= said["iat"] + 3600:
        refuse("invalid_grant", "Invalid JWT: Token must be a short-lived token and in a reasonable timeframe.")
    if said["iss"] != "diwan@project.example" or said["scope"] != "https://mail.google.com/":
        refuse("unauthorized_client", "Client is unauthorized to retrieve access tokens using this method.", 401)
    return said["sub"]


def grant(url, form):
    """What a token endpoint answers; the query names the user a token is for, and how long it lasts."""
    query = dict(urllib.parse.parse_qsl(url.query))
    microsoft, kind = url.path.startswith("/microsoft"), form.get("grant_type")
    answer = {"token_type": "Bearer", "expires_in": int(query.get("lasts", 3599))}
    user = query.get("user", "")
    if os.path.exists(path("busy")):
        refuse("temporarily_unavailable", "AADSTS90033: A transient error has occurred.", 503)
    if kind == "urn:ietf:params:oauth:grant-type:jwt-bearer":
        user = check_assertion(form["assertion"], f"https://localhost:{https_port}{url.path}")
    elif form.get("client_id") != "application" or form.get("client_secret", "s3cret & more") != "s3cret & more":
        refuse("invalid_client", "AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 1\r\n", 401)
    elif kind == "client_credentials":
        if "client_secret" not in form or form.get("scope") != "https://outlook.office365.com/.default":
            refuse("invalid_scope", "AADSTS1002012: The provided value for scope is not valid.")
    elif kind == "refresh_token":
        if microsoft and form.get("scope", "").split() != PERSON:
            refuse("invalid_request", "AADSTS900144: The request body must contain the following parameter: 'scope'.")
        if os.path.exists(path("dead")) or form.get("refresh_token") != text_of("refresh"):
            refuse("invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity.\r\nTrace ID: 1")
        if microsoft:
            answer["refresh_token"] = "renewed-" + secrets.token_urlsafe(900)
            with open(path("refresh.new"), "w") as file:
                file.write(answer["refresh_token"])
            os.rename(path("refresh.new"), path("refresh"))
    else:
        refuse("unsupported_grant_type", "no such grant")
    answer["access_token"] = "ey." + secrets.token_urlsafe(1500)
    issued[answer["access_token"]] = (user, text_of("epoch"), time.time() + answer["expires_in"])
    return answer


class Tokens(http.server.BaseHTTPRequestHandler):
    def log_message(self, *words):
        pass

    def answer(self, status, body, kind="application/json", more=()):
        self.send_response(status)
        for name, value in [("Content-Type", kind), ("Content-Length", str(len(body))), *more]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        url = urllib.parse.urlparse(self.path)
        with open(path("log"), "a") as log:
            log.write(f"{url.path} {form.get('grant_type')}\n")
        if url.path == "/page":
            return self.answer(200, b"<html>Sign in to the hotel's network</html>", "text/html")
        if url.path == "/long":
            return self.answer(200, b'{"access_token":"' + b"x" * 1000000 + b'"}')
        if url.path == "/split":
            return self.answer(200, b'{"access_token":"a\\r\\nb LOGOUT"}')
        if url.path == "/elsewhere":
            return self.answer(307, b"", more=[("Location", f"https://localhost:{https_port}/microsoft")])
        try:
            self.answer(200, json.dumps(grant(url, form)).encode())
        except Refusal as refusal:
            self.answer(refusal.args[0], json.dumps(refusal.args[1]).encode())

    def do_GET(self):
        token = dict(urllib.parse.parse_qsl(urllib.parse.urlparse(self.path).query)).get("token")
        user, epoch, until = issued.get(token, ("", "", 0))
        active = time.time() < until and epoch == text_of("epoch")
        self.answer(200, json.dumps({"active": active, "username": user} if active else {"active": False}).encode())


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[2], sys.argv[3])
outside = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tokens)
outside.socket = context.wrap_socket(outside.socket, server_side=True, do_handshake_on_connect=False)
inside = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tokens)
https_port = outside.server_address[1]
for server in outside, inside:
    threading.Thread(target=server.serve_forever, daemon=True).start()
with open(path("port.new"), "w") as port_file:
    port_file.write(f"{https_port} {inside.server_address[1]}")
os.rename(path("port.new"), path("port"))
sys.stdin.read()
