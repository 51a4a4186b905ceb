// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Descriptors: what makes, copies, changes and closes them, and which one an event is about. */
class DescriptorStateTest {
    private final TestSentry sentry = new TestSentry();

    @BeforeEach
    void start() {
        sentry.start("/root", "/bin/sh");
    }

    @Test
    void namesFilesAsTheyWereOpened() {
        EventContext opened = sentry.openat(TestSentry.AT_FDCWD, "a//../b/./c/", 0x80241, 3);

        assertThat(opened.fdNumber()).isEqualTo(3);
        assertThat(opened.fdName()).isEqualTo("/root/b/c");
        FdInfo fd = sentry.fd(1, 3);
        assertThat(fd.rawName()).isEqualTo("a/../b/./c/");
        assertThat(fd.kind()).isEqualTo(FdInfo.Kind.FILE);
        assertThat(fd.closeOnExec()).isTrue();
        assertThat(fd.openFlags()).isEqualTo(0x80241);
    }

    @Test
    void namesFilesBelowDirectories() {
        sentry.openat(TestSentry.AT_FDCWD, "/etc", 0x10000, 3);
        assertThat(sentry.openat(3, "passwd", 0, 4).fdName()).isEqualTo("/etc/passwd");
        assertThat(sentry.openat(9, "passwd", 0, 5).fdName()).isEqualTo("<UNKNOWN>/passwd");
        assertThat(sentry.openat(9, "/etc/group", 0, 6).fdName()).isEqualTo("/etc/group");
        assertThat(sentry.fd(1, 3).kind()).isEqualTo(FdInfo.Kind.DIRECTORY);
    }

    @ParameterizedTest
    @CsvSource({
        "257, 65536, DIRECTORY",
        "257, 16384, FILE",
        "257, 4259840, FILE",
        "56, 16384, DIRECTORY",
        "56, 65536, FILE"
    })
    void readsFlagsAsTheArchitectureHasThem(int sysno, int flags, FdInfo.Kind kind) {
        sentry.send(
                7,
                TestSentry.exit(3)
                        .number(3, sysno)
                        .number(4, -100)
                        .text(6, "/x")
                        .number(7, flags));

        assertThat(sentry.fd(1, 3).kind()).isEqualTo(kind);
    }

    @Test
    void computesTheNameOfAnOpenThatFailed() {
        sentry.open("/a", 3);
        EventContext failed = sentry.openat(TestSentry.AT_FDCWD, "no", 0, -2);

        assertThat(failed.fdNumber()).isEqualTo(-1);
        assertThat(failed.fd()).isNull();
        assertThat(failed.fdName()).isEqualTo("/root/no");
        assertThat(failed.fdRawName()).isEqualTo("no");
        assertThat(sentry.fd(1, 3).name()).isEqualTo("/a");
        assertThat(sentry.fd(1, 0)).isNull();
    }

    @Test
    void takesThePathOfAnOpenFromItsEnter() {
        sentry.send(7, new Fields().number(3, 257).number(4, -100).text(6, "/etc/shadow"));
        EventContext opened = sentry.open("/tmp/harmless", 3);

        assertThat(opened.fdName()).isEqualTo("/etc/shadow");
    }

    @Test
    void keepsAClosedDescriptorReadable() {
        sentry.open("/a", 3);
        EventContext closed = sentry.close(3, 0);

        assertThat(closed.fdName()).isEqualTo("/a");
        assertThat(closed.fd().number()).isEqualTo(3);
        assertThat(sentry.fd(1, 3)).isNull();
    }

    @Test
    void closesWithEveryErrorButOne() {
        sentry.open("/a", 3);
        sentry.close(3, -4);
        assertThat(sentry.fd(1, 3)).isNull();
        sentry.open("/a", 3);
        sentry.close(3, -9);
        assertThat(sentry.fd(1, 3)).isNotNull();
        assertThat(sentry.close(17, -9).fdName()).isEmpty();
    }

    @Test
    void copiesDescriptors() {
        sentry.openat(TestSentry.AT_FDCWD, "/a", TestSentry.CLOEXEC, 3);
        sentry.open("/b", 4);
        assertThat(sentry.dup(32, 3, 0, 0, 5).fdNumber()).isEqualTo(5);
        assertThat(sentry.fd(1, 5).closeOnExec()).isFalse();
        assertThat(sentry.dup(33, 3, 4, 0, 4).fdName()).isEqualTo("/a");
        assertThat(sentry.dup(292, 3, 6, TestSentry.CLOEXEC, 6).fd().closeOnExec())
                .isTrue();
        assertThat(sentry.fcntl(3, 1030, 10, 10).fdNumber()).isEqualTo(10);
        assertThat(sentry.fd(1, 10).closeOnExec()).isTrue();
        assertThat(sentry.fcntl(10, 2, 0, 0).fdNumber()).isEqualTo(10);
        assertThat(sentry.fd(1, 10).closeOnExec()).isFalse();
        assertThat(sentry.dup(33, 3, 3, 0, 3).fd().closeOnExec()).isTrue();
    }

    @Test
    void leavesTheTargetOfAFailedCopyAlone() {
        sentry.open("/a", 3);
        EventContext failed = sentry.dup(33, 9, 3, 0, -9);

        assertThat(failed.fdNumber()).isEqualTo(9);
        assertThat(failed.fd()).isNull();
        assertThat(sentry.fd(1, 3).name()).isEqualTo("/a");
        assertThat(sentry.fd(1, 0)).isNull();
    }

    @Test
    void isAboutTheOldDescriptorWhenThatIsNotKnown() {
        EventContext copied = sentry.dup(33, 9, 3, 0, 3);

        assertThat(copied.fdNumber()).isEqualTo(9);
        assertThat(copied.fdName()).isEmpty();
        assertThat(sentry.fd(1, 3)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"33, 0", "292, 0", "292, 524288"})
    void forgetsWhatACopyOfAnUnknownDescriptorReplaced(int sysno, int flags) {
        sentry.open("/a", 3);
        sentry.dup(sysno, 9, 3, flags, 3);

        assertThat(sentry.read(3, "", 1).fd()).isNull();
        assertThat(sentry.last().fdName()).isEmpty();
        assertThat(sentry.last().fdNumber()).isEqualTo(3);
        assertThat(sentry.process(1).mainThread().descriptors().all()).isEmpty();
    }

    @Test
    void copiesAnUnknownDescriptorThatWasKnownOnce() {
        sentry.open("/a", 1);
        sentry.dup(33, 9, 1, 0, 1);
        assertThat(sentry.fcntl(1, 0, 10, 10).fdNumber()).isEqualTo(10);
        sentry.open("/b", 3);
        sentry.dup(33, 3, 1, 0, 1);
        assertThat(sentry.last().fdName()).isEqualTo("/b");
        EventContext restored = sentry.dup(33, 10, 1, 0, 1);

        assertThat(restored.fdNumber()).isEqualTo(1);
        assertThat(restored.fd()).isNull();
        assertThat(sentry.close(10, 0).fdName()).isEmpty();
        assertThat(sentry.dup(33, 10, 1, 0, 1).fdNumber()).isEqualTo(10);
    }

    @Test
    void forgetsTheNumberThatAnUnknownDescriptorIsDuplicatedTo() {
        sentry.open("/a", 10);
        EventContext copied = sentry.fcntl(9, 1030, 10, 10);

        assertThat(copied.fdNumber()).isEqualTo(9);
        assertThat(sentry.fd(1, 10)).isNull();
        assertThat(sentry.close(10, 0).fdName()).isEmpty();
    }

    @Test
    void usesTheStandardDescriptorsThatAnExecveStates() {
        sentry.open("/tmp/a", 0);
        sentry.open("/dev/stdout", 1);
        sentry.open("/bin/link", 2);
        sentry.execve("/bin/cat");
        sentry.execveInfo(
                "/bin/cat",
                "/bin/cat",
                new Fields()
                        .message(12, standard(0x81a4, 2, "host:[2]"))
                        .message(13, standard(0x11a4, 7, "pipe:[7]"))
                        .message(14, standard(0x81a4, 5, "/usr/bin/target")),
                "cat");

        assertThat(sentry.fd(1, 0).name()).isEmpty();
        assertThat(sentry.fd(1, 0).kind()).isEqualTo(FdInfo.Kind.FILE);
        assertThat(sentry.fd(1, 0).sentryPath()).isEqualTo("host:[2]");
        assertThat(sentry.fd(1, 1).name()).isEqualTo("/dev/stdout");
        assertThat(sentry.fd(1, 2).name()).isEqualTo("/bin/link");
        assertThat(sentry.fd(1, 2).ino()).isEqualTo(5);
    }

    @Test
    void usesTheKindAndTheInodeThatAnExecveStates() {
        sentry.send(17, TestSentry.exit(0).number(3, 293).number(5, 0).number(6, 1));
        sentry.socket(2, 1, 0, 2);
        sentry.execveInfo(
                "/bin/cat",
                "/bin/cat",
                new Fields()
                        .message(12, standard(0xc1ff, 3, "host:[3]").message(4, new Fields().number(1, 1)))
                        .message(13, standard(0x11a4, 4, "host:[4]"))
                        .message(14, standard(0x81a4, 5, "/x")),
                "cat");
        sentry.open("/next", 3);

        assertThat(sentry.fd(1, 0).kind()).isEqualTo(FdInfo.Kind.UNIX);
        assertThat(sentry.fd(1, 1).sentryPath()).isEqualTo("host:[4]");
        assertThat(sentry.fd(1, 1).kind()).isEqualTo(FdInfo.Kind.PIPE);
        assertThat(sentry.fd(1, 2).name()).isEqualTo("/x");

        sentry.execveInfo("/bin/cat", "/bin/cat", new Fields().message(14, standard(0x81a4, 6, "/other name")), "cat");
        sentry.open("/next", 4);
        assertThat(sentry.fd(1, 2).name()).isEqualTo("/other name");
        assertThat(sentry.fd(1, 0)).isNull();
    }

    private static Fields standard(int mode, int inode, String path) {
        return new Fields().number(1, mode).number(2, inode).text(3, path);
    }

    @Test
    void reportsADescriptorThatNothingMadeOnce() {
        sentry.open("/a", 3);
        assertThat(sentry.read(7, "/usr/lib/x", 1).unopened())
                .isEqualTo("descriptor 7 /usr/lib/x, first seen at read, no call was seen that made it");
        assertThat(sentry.read(7, "/usr/lib/x", 1).unopened()).isNull();
        assertThat(sentry.read(8, "", 1).unopened())
                .isEqualTo("descriptor 8, first seen at read, no call was seen that made it");
        assertThat(sentry.read(8, "", 1).unopened()).isNull();
        assertThat(sentry.read(9, "", -9).unopened()).isNull();
        assertThat(sentry.read(3, "/a", 1).unopened()).isNull();
        assertThat(sentry.read(0, "host:[1]", 1).unopened()).isNull();
        assertThat(sentry.read(10, "anon_inode:[eventpoll]", 1).unopened()).isNull();
        sentry.close(8, 0);
        assertThat(sentry.read(8, "", 1).unopened()).isNotNull();
        sentry.fork(2);
        assertThat(sentry.as(2).read(8, "", 1).unopened()).isNull();
    }

    @Test
    void reportsTheLikelyOriginOfAnUnopenedDescriptor() {
        sentry.open("/a", 3);
        sentry.socket(1, 1, 0, 4);
        sentry.raw(47, 1, 4, 0x1000, 0);
        sentry.read(5, "/etc/hostname", 1);
        assertThat(sentry.last().unopened())
                .contains("a recvmsg on descriptor 4 before may have brought it (SCM_RIGHTS)");
        TestSentry given = new TestSentry();
        given.start("/", "sh");
        given.open("/opened", 3);
        assertThat(given.raw(47, 10, 5, 0x1000, 0).unopened())
                .contains("descriptor 5")
                .doesNotContain("SCM_RIGHTS");
        sentry.raw(438, 8, 7, 5, 0);
        sentry.end();
        assertThat(sentry.last().unopened()).isEqualTo("descriptor 8, taken from another process by pidfd_getfd");
    }

    @Test
    void expectsNoOpensInASessionThatSendsNone() {
        assertThat(sentry.read(7, "/usr/lib/x", 1).unopened()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"16, 257", "29, 56"})
    void setsCloseOnExecByIoctl(int ioctl, int openat) {
        sentry.send(7, TestSentry.exit(3).number(3, openat).number(4, -100).text(6, "/a"));
        sentry.raw(ioctl, 0, 3, 0x5451);
        sentry.open("/later", 20);
        assertThat(sentry.fd(1, 3).closeOnExec()).isTrue();
        sentry.send(7, TestSentry.exit(21).number(3, openat).number(4, -100).text(6, "/b"));
        sentry.raw(ioctl, -9, 3, 0x5450);
        assertThat(sentry.fd(1, 3).closeOnExec()).isTrue();
        sentry.raw(ioctl, 0, 3, 0x5450);
        assertThat(sentry.fd(1, 3).closeOnExec()).isFalse();
        sentry.open("/a", 4);
        sentry.dup(33, 9, 4, 0, 4);
        sentry.raw(ioctl == 29 ? 16 : ioctl, 0, 4, 0x5451);
        assertThat(sentry.process(1).mainThread().descriptors().isUnknown(4)).isTrue();
    }

    @Test
    void makesPipesAndPairs() {
        EventContext pipe = sentry.send(
                17,
                TestSentry.exit(0)
                        .number(3, 293)
                        .number(4, 0x80000)
                        .number(5, 3)
                        .number(6, 4));
        assertThat(pipe.fdNumber()).isEqualTo(4);
        assertThat(sentry.fd(1, 3).ino()).isEqualTo(sentry.fd(1, 4).ino()).isNotZero();
        assertThat(sentry.fd(1, 3).kind()).isEqualTo(FdInfo.Kind.PIPE);
        assertThat(sentry.fd(1, 3).closeOnExec()).isTrue();
        EventContext pair = sentry.send(
                33,
                TestSentry.exit(0)
                        .number(3, 53)
                        .number(4, 1)
                        .number(5, 0x80001)
                        .number(7, 5)
                        .number(8, 6));
        assertThat(pair.fdNumber()).isEqualTo(6);
        assertThat(sentry.fd(1, 5).kind()).isEqualTo(FdInfo.Kind.UNIX);
        assertThat(sentry.fd(1, 5).name()).isEmpty();
        EventContext failed = sentry.send(33, TestSentry.exit(-24).number(3, 53).number(4, 1));
        assertThat(failed.fdNumber()).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"290, 524288, EVENT, true", "284, 524288, EVENT, false"})
    void makesEventDescriptors(int sysno, int flags, FdInfo.Kind kind, boolean closeOnExec) {
        sentry.send(22, TestSentry.exit(3).number(3, sysno).number(5, flags));

        assertThat(sentry.fd(1, 3).kind()).isEqualTo(kind);
        assertThat(sentry.fd(1, 3).closeOnExec()).isEqualTo(closeOnExec);
    }

    @Test
    void makesDescriptorsOfRawCalls() {
        sentry.raw(319, 3, 0, 1);
        sentry.raw(291, 4, 0x80000);
        sentry.raw(213, 5, 0x80000);
        sentry.raw(323, 6, 0);
        sentry.raw(425, 7, 8, 0);
        sentry.raw(434, 8, 1, 0);
        sentry.raw(253, 9);
        sentry.end();

        FdTable table = sentry.process(1).mainThread().descriptors();
        assertThat(table.all())
                .extracting(FdInfo::kind)
                .containsExactly(
                        FdInfo.Kind.MEMFD,
                        FdInfo.Kind.EVENTPOLL,
                        FdInfo.Kind.EVENTPOLL,
                        FdInfo.Kind.USERFAULTFD,
                        FdInfo.Kind.IO_URING,
                        FdInfo.Kind.PIDFD,
                        FdInfo.Kind.INOTIFY);
        assertThat(table.all())
                .extracting(FdInfo::closeOnExec)
                .containsExactly(true, true, false, false, true, true, false);
    }

    @Test
    void readsTheFlagsOfAnOpenByHandleFromItsThirdRegister() {
        sentry.raw(304, 3, 5, 0x90000, 0);
        sentry.raw(304, 4, 5, 0, 0x90000);
        sentry.end();

        assertThat(sentry.fd(1, 3).kind()).isEqualTo(FdInfo.Kind.FILE);
        assertThat(sentry.fd(1, 3).closeOnExec()).isFalse();
        assertThat(sentry.fd(1, 4).kind()).isEqualTo(FdInfo.Kind.DIRECTORY);
        assertThat(sentry.fd(1, 4).closeOnExec()).isTrue();
    }

    @Test
    void keepsASignalDescriptorThatIsChanged() {
        sentry.send(20, TestSentry.exit(3).number(3, 289).number(4, -1).number(7, 0x80000));
        FdInfo made = sentry.fd(1, 3);
        sentry.send(20, TestSentry.exit(3).number(3, 289).number(4, 3));

        assertThat(made.closeOnExec()).isTrue();
        assertThat(sentry.fd(1, 3)).isSameAs(made);
    }

    @Test
    void closesRanges() {
        for (int fd = 3; fd < 9; fd++) {
            sentry.open("/f" + fd, fd);
        }
        sentry.raw(436, 0, 7, 0xffffffffL, 0);
        sentry.raw(436, 0, 4, 5, 4);
        sentry.raw(436, -22, 3, 3, 0);

        assertThat(sentry.process(1).mainThread().descriptors().all())
                .extracting(fd -> fd.number() + " " + fd.closeOnExec())
                .containsExactly("3 false", "4 true", "5 true", "6 false");
    }

    @Test
    void unsharesTables() {
        sentry.clone(2, 1, 0x3d0f00);
        sentry.as(2, 1).raw(272, 0, 0x400);
        sentry.open("/mine", 3);

        assertThat(sentry.process(1).mainThread().fd(3)).isNull();
    }

    @Test
    void makesAConcealedDescriptorWithoutAName() {
        sentry.raw(257, 3, -100, 0x1000, 0, 0);
        sentry.send(7, TestSentry.exit(3).number(3, 257).number(4, -100).text(6, "/shadowed"));
        sentry.raw(257, 4, -100, 0x1000, 0x80000, 0);
        EventContext concealed = sentry.read(4, "", 1);

        assertThat(sentry.types).endsWith("openat", "openat", "read");
        assertThat(concealed.fdNumber()).isEqualTo(4);
        assertThat(concealed.fdName()).isEmpty();
        assertThat(sentry.fd(1, 4).closeOnExec()).isTrue();
    }

    @Test
    void hasNoNameForAConcealedOpenThatFailed() {
        sentry.raw(257, 3, -100, 0x1000, 0, 0);
        sentry.send(7, TestSentry.exit(3).number(3, 257).number(4, -100).text(6, "/shadowed"));
        sentry.raw(257, -2, -100, 0x1000, 0, 0);
        sentry.end();

        assertThat(sentry.last().fdNumber()).isEqualTo(-1);
        assertThat(sentry.last().fdName()).isNull();
    }

    @Test
    void takesTheRegisterOfARawMapping() {
        sentry.raw(9, 0x1000, 0, 4096, 3, 0x22, 0xffffffffL, 0);
        sentry.end();
        assertThat(sentry.last().fdNumber()).isEqualTo(4294967295L);
    }

    @Test
    void hasNoDescriptorForAMappingWithoutAFile() {
        sentry.send(36, TestSentry.exit(0x1000).number(3, 9).number(4, -1));
        assertThat(sentry.last().fdNumber()).isEqualTo(-1);
    }

    @Test
    void infersDescriptorsFromTheirPaths() {
        assertThat(sentry.read(7, "/usr/lib/x", 1).fdName()).isEqualTo("/usr/lib/x");
        assertThat(sentry.read(8, "pipe:[33]", 1).fd().kind()).isEqualTo(FdInfo.Kind.PIPE);
        assertThat(sentry.fd(1, 8).ino()).isEqualTo(33);
        assertThat(sentry.read(9, "anon_inode:[eventpoll]", -11).fd().kind()).isEqualTo(FdInfo.Kind.EVENTPOLL);
        assertThat(sentry.read(10, "/memfd:x (deleted)", 1).fdName()).isEqualTo("memfd:x");
        assertThat(sentry.read(11, "[err: FD not found]", -9).fd()).isNull();
        assertThat(sentry.read(12, "socket:[4]", 1).fd().socket()).isNotNull();
    }

    @Test
    void keepsTheNameAsOpenedBesideTheSentrysOwn() {
        sentry.open("/bin/sh", 3);
        sentry.read(3, "/usr/bin/dash", 1);

        assertThat(sentry.fd(1, 3).name()).isEqualTo("/bin/sh");
        assertThat(sentry.fd(1, 3).sentryPath()).isEqualTo("/usr/bin/dash");
        sentry.read(3, "/usr/bin/dash (deleted)", 1);
        assertThat(sentry.fd(1, 3).name()).isEqualTo("/bin/sh");
    }

    @Test
    void takesTheSentrysOwnPathForANameIfAsked() {
        TestSentry resolving = new TestSentry(true);
        resolving.start("/", "/bin/sh");
        resolving.open("/bin/sh", 3);

        assertThat(resolving.read(3, "/usr/bin/dash", 1).fdName()).isEqualTo("/usr/bin/dash");
    }

    @Test
    void replacesADescriptorThatTurnsOutToBeAnother() {
        sentry.open("/a", 3);
        sentry.read(3, "/a", 1);
        assertThat(sentry.read(3, "/b", 1).fdName()).isEqualTo("/b");
        sentry.open("/c", 4);
        sentry.losing(1);
        assertThat(sentry.read(4, "/d", 1).fdName()).isEqualTo("/d");
        assertThat(sentry.read(4, "pipe:[3]", 1).fdName()).isEmpty();
    }

    @Test
    void namesTheFirstWorkingDirectoryAsTheReferenceEngineDid() {
        assertThat(sentry.open(".", 3).fdName()).isEmpty();
        assertThat(sentry.openat(3, "x", 0, 4).fdName()).isEqualTo("/root/x");
        sentry.chdir("/tmp", 0);
        assertThat(sentry.open(".", 5).fdName()).isEqualTo("/tmp");
        sentry.send(13, TestSentry.exit(0).number(3, 81).number(4, 3));
        assertThat(sentry.process(1).mainThread().directories().cwd()).isEqualTo("/root");
    }

    @Test
    void namesTheFirstWorkingDirectoryOfAThreadWithAStartTime() {
        sentry.with(new Fields().number(3, 77));

        assertThat(sentry.open(".", 3).fdName()).isEqualTo("/root");
    }
}
