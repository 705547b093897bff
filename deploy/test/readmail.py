"""Reads what arrived in a Maildir and compares it with what was to be sent.

readmail.py FOLDER MAILBOX: FOLDER has maildirs/MAILBOX, ledger.json with the
delivery as `vedette deliveries` tells it, to with the recipients that the
header names, and in texts and pages the one file each in which the same digest
was stored. Any difference is
printed, and makes it fail.
"""

import datetime
import email
import email.policy
import json
import pathlib
import re
import sys

folder, mailbox = pathlib.Path(sys.argv[1]), sys.argv[2]
wrong = []


def same(what, got, wanted):
    if got != wanted:
        wrong.append(f"{what}:\n  got    {got!r}\n  wanted {wanted!r}")


def only(pattern):
    """The content of the one file that pattern names."""
    files = list(folder.glob(pattern))
    if len(files) != 1:
        sys.exit(f"{len(files)} files {pattern}, where one was expected")
    return files[0].read_bytes()


def body(part, subtype):
    same("type", part.get_content_type(), "text/" + subtype)
    same("charset", part.get_content_charset(), "utf-8")
    return part.get_content().replace("\r\n", "\n")


delivery = json.loads((folder / "ledger.json").read_text("utf-8"))
raw = only(f"maildirs/{mailbox}/new/*")
message = email.message_from_bytes(raw, policy=email.policy.default)

same("longest line", max(map(len, raw.split(b"\n"))) <= 998, True)
same("bare carriage return", b"\r" in raw.replace(b"\r\n", b""), False)
same("bytes beyond ASCII", raw.isascii(), True)
for part in message.walk():
    same("defects", part.defects, [])
    for name, value in part.items():
        same("defects of " + name, list(value.defects), [])

for name in ("Subject", "From", "To", "Date", "Message-ID", "List-Id", "Auto-Submitted", "MIME-Version"):
    same("number of " + name, len(message.get_all(name, [])), 1)
same("Subject", message["Subject"], delivery["subject"])
same("Message-ID", message["Message-ID"], f"<{delivery['id']}@mail.test>")
same("List-Id", message["List-Id"], "<morning.vedette.mail.test>")
same("Auto-Submitted", message["Auto-Submitted"], "auto-generated")
same("From", str(message["From"]), "Wächter <vedette@mail.test>")
same("To", ", ".join(map(str, message["To"].addresses)), (folder / "to").read_text("utf-8").strip())
created = datetime.datetime.fromisoformat(re.sub(r"\.\d+", "", delivery["created"]).replace("Z", "+00:00"))
same("Date", message["Date"].datetime, created)

same("type", message.get_content_type(), "multipart/alternative")
parts = list(message.iter_parts())
same("parts", len(parts), 2)
same("text", body(parts[0], "plain"), only("texts/*").decode("utf-8"))
same("HTML", body(parts[1], "html"), only("pages/*").decode("utf-8"))

if wrong:
    sys.exit("\n".join(wrong))
print(f"{mailbox}: {len(raw)} bytes, {message['Subject']}")
