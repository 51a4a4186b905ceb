// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names as the Sentry resolved them: neither links nor jails nor descriptors hide a path. */
class ResolvedPathTest {
    private final TestSentry sentry = new TestSentry(true);

    @BeforeEach
    void start() {
        sentry.start("/root", "/bin/sh");
    }

    private void chroot(String path) {
        sentry.send(21, TestSentry.exit(0).number(3, 161).text(4, path));
    }

    private String cwd() {
        return sentry.process(1).mainThread().directories().cwd();
    }

    @Test
    void putsTheRootInFrontOfNamesInAJail() {
        sentry.chdir("/tmp/jail", 0);
        chroot(".");

        assertThat(sentry.open("/etc/shadow", 3).fdName()).isEqualTo("/tmp/jail/etc/shadow");
        assertThat(sentry.open("etc/../../../etc/shadow", 4).fdName()).isEqualTo("/tmp/jail/etc/shadow");
        assertThat(sentry.open("/etc/none", -2).fdName()).isEqualTo("/tmp/jail/etc/none");
        assertThat(cwd()).isEqualTo("/tmp/jail");
        sentry.chdir("/etc", 0);
        assertThat(cwd()).isEqualTo("/tmp/jail/etc");
        assertThat(sentry.open("shadow", 5).fdName()).isEqualTo("/tmp/jail/etc/shadow");
        sentry.chdir("../..", 0);
        assertThat(cwd()).isEqualTo("/tmp/jail");
        chroot("inner");
        assertThat(sentry.open("/x", 6).fdName()).isEqualTo("/tmp/jail/inner/x");
    }

    @Test
    void theWorkingDirectoryStaysOutsideTheJail() {
        chroot("/tmp/jail");

        assertThat(sentry.open("../etc/shadow", 3).fdName()).isEqualTo("/etc/shadow");
        assertThat(sentry.open("/etc/shadow", 4).fdName()).isEqualTo("/tmp/jail/etc/shadow");
        sentry.with(new Fields().text(8, "/root"));
        assertThat(sentry.open("x", 5).fdName()).isEqualTo("/root/x");
        sentry.with(new Fields().text(8, "/etc"));
        assertThat(sentry.open("x", 6).fdName()).isEqualTo("/tmp/jail/etc/x");
    }

    @Test
    void takesDirectoriesOfDescriptorsFromTheContainersRoot() {
        sentry.openat(TestSentry.AT_FDCWD, "/outside", 0x10000, 3);
        chroot("/tmp/jail");
        sentry.openat(TestSentry.AT_FDCWD, "/inside", 0x10000, 4);

        assertThat(sentry.openat(3, "x", 0, 5).fdName()).isEqualTo("/outside/x");
        assertThat(sentry.openat(4, "x", 0, 6).fdName()).isEqualTo("/tmp/jail/inside/x");
        sentry.send(13, TestSentry.exit(0).number(3, 81).number(4, 4));
        assertThat(cwd()).isEqualTo("/tmp/jail/inside");
        assertThat(sentry.read(6, "/tmp/jail/real", 1).fdName()).isEqualTo("/tmp/jail/real");
    }

    @Test
    void leavesTheRootOfAConcealedJailOpen() {
        sentry.raw(161, 0, 0x1000);
        sentry.raw(1, 0, 5);

        assertThat(sentry.open("/etc/shadow", 3).fdName()).isEqualTo("<UNKNOWN>/etc/shadow");
    }

    @ParameterizedTest
    @CsvSource({
        "/dev/fd/3/cat, /usr/bin/cat",
        "/dev/fd/3, /usr/bin",
        "/dev/fd/9/cat, /dev/fd/9/cat",
        "/bin/cat, /bin/cat"
    })
    void resolvesTheDescriptorOfAnExecve(String told, String path) {
        sentry.openat(TestSentry.AT_FDCWD, "/bin", 0x10000, 3);
        sentry.read(3, "/usr/bin", -21);
        sentry.execveInfo(told, told, "cat");
        sentry.read(0, "", 1);

        assertThat(sentry.process(1).program().exepath()).isEqualTo(path);
    }

    @Test
    void putsTheRootInFrontOfProgramsInAJail() {
        chroot("/tmp/jail");
        sentry.execveInfo("/bin/cat", "/bin/cat", "cat");
        sentry.read(0, "", 1);

        assertThat(sentry.process(1).program().exepath()).isEqualTo("/tmp/jail/bin/cat");
    }

    @Test
    void keepsNamesAsOpenedOtherwise() {
        TestSentry plain = new TestSentry();
        plain.start("/root", "/bin/sh");
        plain.send(21, TestSentry.exit(0).number(3, 161).text(4, "/tmp/jail"));

        assertThat(plain.open("/etc/shadow", 3).fdName()).isEqualTo("/etc/shadow");
        plain.chdir("/etc", 0);
        assertThat(plain.open("shadow", 3).fdName()).isEqualTo("/etc/shadow");
        plain.execveInfo("/dev/fd/3/cat", "/dev/fd/3/cat", "cat");
        plain.read(0, "", 1);
        assertThat(plain.process(1).program().exepath()).isEqualTo("/dev/fd/3/cat");
    }

    private String executed(String path) {
        sentry.execveInfo(path, "", "a");
        sentry.read(0, "", 0);
        return sentry.process(1).program().exepath();
    }

    @Test
    void findsProgramsInAJailAndBelowDescriptors() {
        sentry.openat(TestSentry.AT_FDCWD, "/opt", 0x10000, 5);
        sentry.openat(TestSentry.AT_FDCWD, "/var", 0x10000, 0);
        chroot("/jail");
        assertThat(executed("/bin/a")).isEqualTo("/jail/bin/a");
        assertThat(executed("/dev/fd/5")).isEqualTo("/opt");
        assertThat(executed("/dev/fd/5/tool")).isEqualTo("/opt/tool");
        assertThat(executed("/dev/fd/0/tool")).isEqualTo("/var/tool");
        assertThat(executed("/dev/fd/9/tool")).as("not known").isEqualTo("/dev/fd/9/tool");
        assertThat(executed("/dev/fd/x")).isEqualTo("/dev/fd/x");
    }
}
