// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static dev.gvtrace.replay.field.Calls.AT_FDCWD;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of files, and the flags of an open (gvisor-semantics 4.6, 5.8, 5.11, 6.1, 6.4, 6.5). */
class OpenValuesTest {
    private static final int OPEN = 2;
    private static final int OPENAT = 257;
    private static final int CREAT = 85;
    private static final int ARM_OPENAT = 56;
    private static final int UNKNOWN_FD = 77;

    /** In /root, with the directory /srv/data open as 9. */
    private static Calls inRoot() {
        return Calls.ofCat().chdir(80, AT_FDCWD, "/root", 0).openat("/srv/data", 0x10000, 9);
    }

    /** No link is followed, the dots of the base stay as they are, and nothing is above the root. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "/etc/passwd,       /etc/passwd",
                "/etc//passwd,      /etc/passwd",
                "/etc/./passwd,     /etc/passwd",
                "/etc/ssl/../x,     /etc/x",
                "/../../x,          /x",
                "/etc/,             /etc",
                "/,                 /",
                "/etc/.,            /etc",
                "/etc/..,           /",
                "/a/...,            /a/...",
                "/a/..x,            /a/..x",
                "a.txt,             /root/a.txt",
                "./a.txt,           /root/a.txt",
                "../a.txt,          /a.txt",
                "../../../a.txt,    /a.txt",
                "a/b/../../c,       /root/c"
            })
    void namesAreResolvedByTheirText(String path, String name) throws Exception {
        for (int call : new int[] {OPEN, OPENAT}) {
            Calls opened = inRoot().open(call, AT_FDCWD, path, 0, 0, 5);
            assertThat(opened.values("fd.name", "evt.abspath"))
                    .as("call %s", call)
                    .containsExactly(name, call == OPENAT ? name : null);
            assertThat(inRoot().open(call, AT_FDCWD, path, 0, 0, -2).value("fd.name"))
                    .as("call %s that failed", call)
                    .isEqualTo(name);
        }
    }

    @Test
    void aDirectoryThatIsNotKnownLeavesTheNameOpen() throws Exception {
        assertThat(inRoot().open(OPENAT, 9, "x/y", 0, 0, 5).value("fd.name")).isEqualTo("/srv/data/x/y");
        assertThat(inRoot().open(OPENAT, 9, "../y", 0, 0, 5).value("fd.name")).isEqualTo("/srv/y");
        assertThat(inRoot().open(OPENAT, UNKNOWN_FD, "etc/passwd", 0, 0, 5).value("fd.name"))
                .isEqualTo("<UNKNOWN>/etc/passwd");
        assertThat(inRoot().open(OPENAT, UNKNOWN_FD, "/etc/passwd", 0, 0, 5).value("fd.name"))
                .isEqualTo("/etc/passwd");
    }

    @Test
    void aPathThatIsTooLongHasANameOfItsOwn() throws Exception {
        String longest = "/" + "x".repeat(1022);
        assertThat(inRoot().openat(longest, 0, 5).value("fd.name")).isEqualTo(longest);
        assertThat(inRoot().openat("y".repeat(1020), 0, 5).value("fd.name"))
                .isEqualTo("/DIR_TOO_LONG/FILENAME_TOO_LONG");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"/etc/passwd, /etc,   passwd", "/passwd,     /,      passwd", "a/b.txt,     /root/a, b.txt"})
    void aNameHasADirectoryAndALastPart(String path, String directory, String last) throws Exception {
        assertThat(inRoot().openat(path, 0, 5).values("fd.directory", "fd.filename"))
                .containsExactly(directory, last);
    }

    @Test
    void aDirectoryIsItsOwnDirectoryAndNoFile() throws Exception {
        assertThat(inRoot().openat("/etc/ssl", 0x10000, 5).values("fd.type", "fd.name", "fd.directory", "fd.filename"))
                .containsExactly("directory", "/etc/ssl", "/etc/ssl", null);
    }

    @Test
    void theNameAsGivenIsKept() throws Exception {
        assertThat(inRoot().openat("sub/../a//b", 0, 5).values("fd.nameraw", "evt.rawarg.name", "fs.path.nameraw"))
                .containsExactly("sub/../a/b", "sub/../a//b", "sub/../a//b");
        assertThat(inRoot().openat("a", 0, 5).close(5, 0).values("fd.name", "fd.nameraw"))
                .containsExactly("/root/a", "a");
    }

    /** Falco has a path of the file system for open and openat only. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "2,   /a/../b, 5,  /b",
                "2,   x,       5,  /root/x",
                "2,   x,       -2, /root/x",
                "257, /a/../b, 5,  /b",
                "257, x,       5,  /root/x",
                "257, x,       -2, <UNKNOWN>",
                "257, /x,      -2, /x",
                "85,  /x,      5,  -"
            })
    void pathsOfTheFileSystem(int call, String path, int result, String expected) throws Exception {
        assertThat(inRoot().open(call, AT_FDCWD, path, 0, 0, result).value("fs.path.name"))
                .isEqualTo(expected);
    }

    /** Reading, writing, executing, creating, from octal or hexadecimal flags of x86. */
    @ParameterizedTest
    @CsvSource({
        "0x0,      0,    true,  false, false, false",
        "0x1,      0,    false, true,  false, false",
        "0x2,      0,    true,  true,  false, false",
        "0x241,    0644, false, true,  false, false",
        "0x241,    0755, false, true,  true,  false",
        "0x241,    0100, false, true,  true,  false",
        "0x201,    0777, false, true,  false, false",
        "0xc1,     0600, false, true,  false, true",
        "0xc2,     0700, true,  true,  true,  true",
        "0x410002, 0600, true,  true,  false, true",
        "0x410002, 0711, true,  true,  true,  true",
        "0x10000,  0,    true,  false, false, false"
    })
    void flagsAndModeGiveThePurposeOfAnOpen(
            String flags, String mode, String read, String write, String exec, String create) throws Exception {
        String[] fields = {"evt.is_open_read", "evt.is_open_write", "evt.is_open_exec", "evt.is_open_create"};
        for (int call : new int[] {OPEN, OPENAT}) {
            Calls opened = inRoot().open(call, AT_FDCWD, "/x", Integer.decode(flags), Integer.parseInt(mode, 8), 5);
            assertThat(opened.values(fields)).as("call %s", call).containsExactly(read, write, exec, create);
        }
    }

    @Test
    void anOpenThatFailedCreatedNothing() throws Exception {
        assertThat(inRoot().open(OPENAT, AT_FDCWD, "/x", 0xc2, 0700, -17)
                        .values("evt.is_open_write", "evt.is_open_create", "evt.res"))
                .containsExactly("true", "false", "EEXIST");
    }

    @Test
    void otherCallsOpenNothing() throws Exception {
        String[] fields = {"evt.is_open_read", "evt.is_open_write", "evt.is_open_exec", "evt.is_open_create"};
        assertThat(inRoot().read(0, 9, 1).values(fields)).containsOnly("false");
        assertThat(inRoot().open(CREAT, AT_FDCWD, "/x", 0x241, 0755, 5).values(fields))
                .containsExactly("false", "false", "true", "false");
    }

    /** The guests number some flags differently. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "257 0x10000 O_DIRECTORY|O_RDONLY",
                "56 0x4000 O_DIRECTORY|O_RDONLY",
                "257 0x4000 O_DIRECT|O_RDONLY",
                "56 0x10000 O_DIRECT|O_RDONLY",
                "257 0x8000 O_LARGEFILE|O_RDONLY",
                "56 0x20000 O_LARGEFILE|O_RDONLY",
                "257 0x80000 O_RDONLY|O_CLOEXEC",
                "56 0x80000 O_RDONLY|O_CLOEXEC"
            })
    void flagsAreTheGuests(String row) throws Exception {
        String[] words = row.split(" ");
        Calls opened = Calls.ofCat().open(Integer.parseInt(words[0]), AT_FDCWD, "/x", Integer.decode(words[1]), 0, 5);
        assertThat(opened.value("evt.arg.flags")).isEqualTo(words[2]);
    }

    @Test
    void aDescriptorKeepsItsNameUntilItIsClosed() throws Exception {
        Calls calls = inRoot().openat("/etc/shadow", 0, 5).dup(33, 5, 6, 6);
        assertThat(calls.read(0, 6, 1).values("fd.num", "fd.name")).containsExactly("6", "/etc/shadow");
        assertThat(calls.close(5, 0).read(0, 6, 1).value("fd.name")).isEqualTo("/etc/shadow");
        assertThat(calls.read(0, 5, -9).values("fd.num", "fd.name", "evt.res")).containsExactly("5", "", "EBADF");
        assertThat(calls.openat("/other", 0, 5).read(0, 5, 1).value("fd.name")).isEqualTo("/other");
    }

    @Test
    void aJailIsNotPartOfNames() throws Exception {
        Calls jailed = inRoot().chroot("/jail", 0).chdir(80, AT_FDCWD, "/", 0);
        assertThat(jailed.openat("/etc/passwd", 0, 5).value("fd.name")).isEqualTo("/etc/passwd");
    }

    @Test
    void armOpensAreKnownByTheirNumber() throws Exception {
        assertThat(Calls.ofCat().open(ARM_OPENAT, AT_FDCWD, "/x", 0, 0, 5).values("evt.type", "fd.name"))
                .containsExactly("openat", "/x");
    }
}
