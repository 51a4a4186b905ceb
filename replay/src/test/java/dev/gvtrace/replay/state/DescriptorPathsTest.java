// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.ByteText;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The Sentry's report on a descriptor compared with its state: the same file, or another (gvisor-semantics 5.8).
 */
class DescriptorPathsTest {
    private static final int REGULAR = 0x81a4;
    private static final int SOCKET = 0xc1ff;
    private static final int FIFO = 0x11a4;

    private final TestSentry sentry = new TestSentry();

    @BeforeEach
    void start() {
        sentry.start("/", "/bin/sh");
    }

    private static Fields standard(int mode, int inode, String path) {
        Fields told = new Fields().number(1, mode).number(2, inode).text(3, path);
        return mode == SOCKET ? told.message(4, new Fields().number(1, 2)) : told;
    }

    /** Descriptor 0 after an execve with this report on it. */
    private FdInfo input(int mode, int inode, String path) {
        sentry.execveInfo("/bin/cat", "/bin/cat", new Fields().message(12, standard(mode, inode, path)), "cat");
        sentry.read(9, "", 0);
        return sentry.fd(1, 0);
    }

    // Beside calls

    @Test
    void aPathReportedAgainAfterALossMakesTheDescriptorCertain() {
        sentry.open("/a", 3);
        sentry.read(3, "/a", 1);
        FdInfo fd = sentry.fd(1, 3);
        sentry.losing(1).read(0, "", 0);
        assertThat(sentry.state.isUncertain(fd)).isTrue();
        sentry.read(3, "/a", 1);
        assertThat(sentry.fd(1, 3)).isSameAs(fd);
        assertThat(sentry.state.isUncertain(fd)).isFalse();
    }

    @Test
    void aDirectoryMayBeCalledOtherwiseUnlessMessagesWereLost() {
        sentry.openat(TestSentry.AT_FDCWD, "/lib", 0x10000, 3);
        sentry.openat(TestSentry.AT_FDCWD, "/etc", 0x10000, 4);
        sentry.openat(TestSentry.AT_FDCWD, "/var", 0x10000, 5);
        sentry.read(3, "/usr/lib", 1);
        assertThat(sentry.fd(1, 3).name()).as("a symbolic link").isEqualTo("/lib");
        assertThat(sentry.fd(1, 3).kind()).isEqualTo(FdInfo.Kind.DIRECTORY);
        sentry.losing(1).read(4, "/usr/etc", 1);
        sentry.read(5, "/var (deleted)", 1);
        assertThat(sentry.fd(1, 4).name()).as("another").isEqualTo("/usr/etc");
        assertThat(sentry.fd(1, 5).kind()).as("the same").isEqualTo(FdInfo.Kind.DIRECTORY);
    }

    @ParameterizedTest
    @CsvSource({
        "socket:[9], false, UNKNOWN",
        "pipe:[8], false, PIPE",
        "anon_inode:[timerfd], false, TIMERFD",
        "anon_inode:[eventfd], true, EVENT",
        "host:[3], true, EVENT"
    })
    void anAnonymousDescriptorStaysTheSameUnlessItsKindChanges(String path, boolean same, FdInfo.Kind kind) {
        sentry.send(22, TestSentry.exit(4).number(3, 290));
        FdInfo event = sentry.fd(1, 4);
        sentry.read(4, path, 1);
        assertThat(sentry.fd(1, 4) == event).isEqualTo(same);
        assertThat(sentry.fd(1, 4).kind()).isEqualTo(kind);
        assertThat(sentry.fd(1, 4).sentryPath()).isEqualTo(path);
    }

    @Test
    void theFirstDescriptorIsLearnedLikeAnyOther() {
        assertThat(sentry.read(0, "/dev/null", 1).fdName()).isEqualTo("/dev/null");
        assertThat(sentry.read(-1, "/dev/null", -9).fd()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "pipe:[10], 10",
        "pipe:[19], 19",
        "pipe:[99999999], 99999999",
        "pipe:[100000000], 0",
        "pipe:[x], 0",
        "pipe:[, 0",
        "/a[7], 0",
        "host:[21, 21"
    })
    void theInodeIsTheNumberInBrackets(String path, long inode) {
        assertThat(sentry.read(5, path, 1).fd().ino()).isEqualTo(inode);
    }

    // At an execve

    @Test
    void aFileOfAnotherInodeIsAnother() {
        sentry.open("/a", 0);
        FdInfo opened = sentry.fd(1, 0);
        assertThat(input(REGULAR, 5, "/a")).isSameAs(opened);
        assertThat(input(REGULAR, 0, "/a")).as("not said").isSameAs(opened);
        assertThat(input(REGULAR, 6, "/a")).as("none was said before").isSameAs(opened);
        assertThat(input(REGULAR, 7, "/a")).isNotSameAs(opened);
        assertThat(sentry.fd(1, 0).ino()).isEqualTo(7);
        assertThat(sentry.fd(1, 0).name()).isEqualTo("/a");
    }

    @ParameterizedTest
    @CsvSource({"socket:[9], true", "host:[9], false"})
    void aSocketThatWasMadeHereIsNoneOfTheHosts(String path, boolean same) {
        sentry.socket(2, 1, 0, 0);
        FdInfo made = sentry.fd(1, 0);
        assertThat(input(SOCKET, 9, path) == made).isEqualTo(same);
        FdInfo known = sentry.fd(1, 0);
        assertThat(input(SOCKET, 9, path)).as("told again").isSameAs(known);
        assertThat(input(SOCKET, 9, "socket:[8]")).as("another path").isNotSameAs(known);
        assertThat(input(REGULAR, 9, "/a").socket()).as("no socket").isNull();
        assertThat(sentry.fd(1, 0).name()).isEqualTo("/a");
    }

    @Test
    void aPipeOfTheSandboxIsNotAHostPipe() {
        sentry.send(17, TestSentry.exit(0).number(3, 293).number(5, 0).number(6, 5));
        FdInfo made = sentry.fd(1, 0);
        assertThat(input(FIFO, 4, "pipe:[4]")).isSameAs(made);
        assertThat(made.ino()).isEqualTo(4);
        sentry.send(17, TestSentry.exit(0).number(3, 293).number(5, 0).number(6, 5));
        FdInfo other = sentry.fd(1, 0);
        FdInfo host = input(FIFO, 6, "host:[6]");
        assertThat(host).isNotSameAs(other);
        assertThat(input(FIFO, 6, "host:[6]")).as("told again").isSameAs(host);
    }

    @ParameterizedTest
    @CsvSource({"anon_inode:[eventfd], true", "anon_inode:[timerfd], false"})
    void anAnonymousDescriptorOfAnotherKindIsAnother(String path, boolean same) {
        sentry.send(22, TestSentry.exit(0).number(3, 290));
        FdInfo event = sentry.fd(1, 0);
        assertThat(input(0x180, 4, path) == event).isEqualTo(same);
    }

    @Test
    void recognizesMemoryFilesAndTheFirstTerminalByPath() {
        assertThat(input(REGULAR, 5, "/memfd:x (deleted)").kind()).isEqualTo(FdInfo.Kind.MEMFD);
        assertThat(sentry.process(1).tty()).isZero();
        input(0x2190, 6, "/dev/pts/0");
        assertThat(sentry.process(1).tty()).isEqualTo(0x8800);
    }

    // In a snapshot

    @Test
    void aSnapshotRecognizesSocketsByTheirMode() {
        sentry.builder()
                .procfs(ByteText.bytes("{\"status\":{\"pid\":1},\"fdlist\":["
                        + "{\"number\":0,\"path\":\"host:[8]\",\"mode\":" + SOCKET + "},"
                        + "{\"number\":-4,\"path\":\"/a\",\"mode\":" + REGULAR + "},"
                        + "{\"number\":5,\"path\":\"host:[9]\",\"mode\":" + FIFO + "}]}"));
        assertThat(sentry.fd(1, 0).socket()).isNotNull();
        assertThat(sentry.fd(1, 5).socket()).isNull();
        assertThat(sentry.fd(1, 5).kind()).isEqualTo(FdInfo.Kind.PIPE);
        assertThat(sentry.process(1).mainThread().descriptors().all()).hasSize(2);
    }
}
