// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import org.junit.jupiter.api.Test;

/** Fields on the right and transformers on both sides (rule language reference 3.7). */
class OperandsTest {
    @Test
    void fieldsOnTheRightAreComparedAsTheirTypeIs() {
        Verdicts.hold("""
                proc.name=cat proc.pname=cat | proc.name = val(proc.pname) | T
                proc.name=cat proc.pname=dog | proc.name = val(proc.pname) | F
                proc.name=cat proc.pname=dog | proc.name != val(proc.pname) | T
                proc.name=cat proc.pname=cat | proc.name != val(proc.pname) | F
                proc.name=cat proc.pname=cat | proc.name in val(proc.pname) | T
                proc.name=cat proc.pname=dog | proc.name in val(proc.pname) | F
                proc.name=cat proc.pname=cat | proc.name intersects val(proc.pname) | T
                proc.name=cat proc.pname=dog | proc.name intersects val(proc.pname) | F
                proc.name=cat proc.pname=bat | proc.name > val(proc.pname) | T
                proc.name=cat proc.pname=dog | proc.name >= val(proc.pname) | F
                proc.name=cat proc.pname=dog | proc.name < val(proc.pname) | T
                proc.name=cat proc.pname=cat | proc.name <= val(proc.pname) | T
                proc.name=concat proc.pname=nca | proc.name contains val(proc.pname) | T
                proc.name=concat proc.pname=x | proc.name contains val(proc.pname) | F
                proc.name=conCat proc.pname=NCA | proc.name icontains val(proc.pname) | T
                proc.name=conCat proc.pname=NCB | proc.name icontains val(proc.pname) | F
                proc.name=concat proc.pname=con | proc.name startswith val(proc.pname) | T
                proc.name=concat proc.pname=cat | proc.name startswith val(proc.pname) | F
                proc.name=concat proc.pname=cat | proc.name endswith val(proc.pname) | T
                proc.name=concat proc.pname=con | proc.name endswith val(proc.pname) | F
                proc.name=concat proc.pname=c*t | proc.name glob val(proc.pname) | T
                proc.name=Concat proc.pname=c*t | proc.name glob val(proc.pname) | F
                proc.name=Concat proc.pname=c*T | proc.name iglob val(proc.pname) | T
                proc.name=Concat proc.pname=c*n | proc.name iglob val(proc.pname) | F
                proc.name=cat | proc.name = val(proc.pname) | F
                proc.pname=cat | proc.name = val(proc.pname) | F
                - | proc.name != val(proc.pname) | F
                proc.name=cat fd.name=cat | proc.name = val(fd.name) | T
                evt.rawres=#5 proc.pid=#5 | evt.rawres = val(proc.pid) | T
                evt.rawres=#5 proc.pid=#6 | evt.rawres = val(proc.pid) | F
                evt.rawres=#-5 proc.pid=#6 | evt.rawres < val(proc.pid) | T
                evt.rawres=#6 proc.pid=#6 | evt.rawres < val(proc.pid) | F
                evt.rawres=#6 proc.pid=#6 | evt.rawres in val(proc.pid) | T
                evt.rawres=#6 | evt.rawres != val(proc.pid) | F
                proc.pid=#6 | evt.rawres != val(proc.pid) | F
                proc.cmdnargs=#18446744073709551615 proc.cmdlenargs=#1 | proc.cmdnargs > val(proc.cmdlenargs) | T
                fd.sip=@10.0.0.1 fd.cip=@10.0.0.1 | fd.sip = val(fd.cip) | T
                fd.sip=@10.0.0.1 fd.cip=@10.0.0.2 | fd.sip = val(fd.cip) | F
                fd.sip=@10.0.0.1 fd.cip=@10.0.0.2 | fd.sip != val(fd.cip) | T
                fd.sip=@10.0.0.1 fd.cip=@::1 | fd.sip = val(fd.cip) | F
                fd.sip=@10.0.0.1 | fd.sip != val(fd.cip) | F
                fd.cip=@10.0.0.1 | fd.sip != val(fd.cip) | F
                thread.cpu=~1.5 proc.fdusage=~1.5 | thread.cpu = val(proc.fdusage) | T
                thread.cpu=~1.5 proc.fdusage=~1.6 | thread.cpu = val(proc.fdusage) | F
                thread.cpu=~1.5 proc.fdusage=~1.6 | thread.cpu < val(proc.fdusage) | T
                thread.cpu=~1.5 | thread.cpu != val(proc.fdusage) | F
                proc.fdusage=~1.5 | thread.cpu != val(proc.fdusage) | F
                """);
    }

    @Test
    void transformersChangeTexts() {
        Verdicts.hold("""
                proc.name=A@Z[`{z | tolower(proc.name) = "a@z[`{z" | T
                proc.name=a@z[`{Z | toupper(proc.name) = "A@Z[`{Z" | T
                proc.name=ABC | tolower(proc.name) = abc | T
                proc.name=ABC | tolower(proc.name) = ABC | F
                proc.name=xyz | toupper(proc.name) = XYZ | T
                proc.name=/usr/bin/cat | basename(proc.name) = cat | T
                proc.name=cat | basename(proc.name) = cat | T
                proc.name=/usr/ | basename(proc.name) = "" | T
                proc.name=aGVsbG8= | b64(proc.name) = hello | T
                proc.name=aGVsbG8 | b64(proc.name) = hello | T
                proc.name=+/A= | b64(proc.name) exists | T
                proc.name=a*== | b64(proc.name) exists | F
                proc.name=aABi | b64(proc.name) = h | T
                proc.name=AAAA | toupper(tolower(proc.name)) = AAAA | T
                - | tolower(proc.name) exists | F
                proc.name=cat | len(proc.name) = 3 | T
                proc.name=cat | len(proc.name) > 3 | F
                - | len(proc.name) exists | F
                - | len(proc.name) >= 0 | F
                fd.types=[file,pipe | len(fd.types) = 2 | T
                - | len(fd.types) = 0 | F
                evt.buffer=abcd | len(evt.buffer) = 4 | T
                evt.buffer=aABi | len(b64(evt.buffer)) = 4 | T
                fd.types=[file,pipe | tolower(fd.types) in (file, pipe) | T
                fd.types=[FILE | tolower(fd.types) in (file) | T
                fd.types=[a*== | b64(fd.types) exists | F
                - | tolower(fd.types) exists | F
                proc.name=CAT proc.pname=cat | tolower(proc.name) = val(proc.pname) | T
                proc.name=cat proc.pname=CAT | proc.name = tolower(proc.pname) | T
                proc.name=cat proc.pname=CAT | toupper(proc.name) = toupper(proc.pname) | T
                """);
    }

    @Test
    void valuesAreJoined() {
        Verdicts.hold("""
                proc.name=cat proc.pname=sh | concat(proc.name, proc.pname) = catsh | T
                proc.name=cat proc.pname=sh | concat(proc.name, "/", proc.pname) = cat/sh | T
                proc.name=cat | concat(proc.name, proc.pname) exists | F
                proc.name=cat proc.pid=#7 | join("-", (proc.name, proc.pid, 8, "x")) = cat-7-8-x | T
                proc.name=cat proc.pid=#-7 | join("-", (proc.name, proc.pid)) = "cat--7" | T
                proc.cmdnargs=#18446744073709551615 | join("-", (proc.cmdnargs)) = 18446744073709551615 | T
                proc.name=cat | join("-", (proc.name, proc.pid)) exists | F
                proc.name=cat | join(proc.pname, (proc.name)) exists | F
                proc.name=cat proc.pname=, | join(proc.pname, (proc.name, "b")) = "cat,b" | T
                - | join(",", ()) = "" | T
                fd.types=[file,pipe | join("+", fd.types) = file+pipe | T
                - | join("+", fd.types) exists | F
                fd.sip=@10.0.0.1 proc.fdusage=~2.25 | join(" ", (fd.sip, proc.fdusage)) = "10.0.0.1 2.2" | T
                fd.sip=@10.0.0.1 | join(" ", (fd.sip, proc.fdusage)) exists | F
                proc.fdusage=~2.25 | join(" ", (fd.sip, proc.fdusage)) exists | F
                """);
    }

    @Test
    void optionsAreFoundInLists() {
        Verdicts.hold("""
                - | getopt(("-n", "-t", "hello"), "nt:")[t] = hello | T
                - | getopt(("-n", "-t", "hello"), "nt:")[n] = n | T
                - | getopt(("-n", "-t", "hello"), "nt:")[x] exists | F
                - | getopt(("-n", "-t", "hello"), "nt:") in (n, t, hello) | T
                - | getopt(("-n", "-t", "hello"), "nt:") in (n, t) | F
                - | getopt(("-n", "-t", "hello"), "nt:") intersects (hello) | T
                - | getopt(("-t", "-n"), "nt:")[t] = "-n" | T
                - | getopt(("-t", "-n"), "nt:")[n] exists | F
                - | getopt(("-tx", "-n"), "nt:")[n] = n | T
                - | getopt(("-t"), "t:")[t] = "" | T
                - | getopt(("-t", ""), "t:")[t] = "" | T
                - | getopt(("-:", "-n"), ":n") in ("?", n) | T
                - | getopt(("", "-n"), "n") exists | T
                - | getopt(("", "-n"), "n")[n] exists | F
                - | getopt(("-", "-n"), "n")[n] exists | F
                - | getopt(("--", "-n"), "n")[n] exists | F
                - | getopt(("--x", "-n"), "n")[n] = n | T
                - | getopt(("-q", "-n"), "n") intersects ("?") | T
                - | getopt(("-n", "-n"), "n")[n] = n | T
                fd.types=[-a,-b | getopt(fd.types, "ab")[b] = b | T
                - | getopt(fd.types, "ab")[b] exists | F
                - | getopt(fd.types, "ab") exists | F
                fd.types=[-a | getopt(fd.types, proc.name) exists | F
                fd.types=[-a | getopt(fd.types, proc.name)[a] exists | F
                fd.types=[-a proc.name=a | getopt(fd.types, proc.name)[a] = a | T
                fd.types=[-a proc.name=a | len(getopt(fd.types, proc.name)) = 1 | T
                fd.types=[a | fd.types in getopt(("-a"), "a") | E
                - | getopt(("-a", "-b"), "ab") in getopt(("-b", "-a"), "ab") | T
                - | getopt(("-a", "-b"), "ab") in getopt(("-b"), "ab") | F
                - | getopt(("-a", "-b"), "ab") intersects getopt(("-b"), "ab") | T
                - | getopt(("-a"), "ab") intersects getopt(("-b"), "ab") | F
                - | getopt(("-a"), "ab") in getopt(fd.types, "ab") | F
                - | getopt(fd.types, "ab") in getopt(("-b"), "ab") | F
                """);
    }
}
