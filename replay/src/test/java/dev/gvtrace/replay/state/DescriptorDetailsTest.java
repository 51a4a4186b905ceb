// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls on descriptors that come raw, without a thread, or with numbers at the edge. */
class DescriptorDetailsTest {
    private static final int CREAT = 85;
    private static final int DUP3 = 292;
    private static final int FCNTL = 72;
    private static final int RECVMSG = 47;
    private static final int RECVMMSG = 299;
    private static final int MMAP_MESSAGE = 36;
    private static final int INOTIFY_MESSAGE = 30;

    private final TestSentry sentry = new TestSentry();

    @BeforeEach
    void start() {
        sentry.start("/", "/bin/sh");
    }

    @Test
    void numbersAreAsGreatAsLinuxHasThem() {
        assertThat(sentry.open("/a", Integer.MAX_VALUE).fdNumber()).isEqualTo(Integer.MAX_VALUE);
        assertThat(sentry.fd(1, Integer.MAX_VALUE).name()).isEqualTo("/a");
        EventContext impossible = sentry.open("/a", 1L << 31);
        assertThat(impossible.fdNumber()).isEqualTo(-1);
        assertThat(impossible.fd()).isNull();
        assertThat(sentry.state.forgotten()).isZero();
    }

    @Test
    void pairsWithoutNumbersAreNotNoted() {
        sentry.send(
                33,
                TestSentry.exit(0)
                        .number(3, 53)
                        .number(4, 1)
                        .number(5, 1)
                        .number(7, -1)
                        .number(8, 6));
        assertThat(sentry.process(1).mainThread().descriptors().all())
                .extracting(FdInfo::number)
                .containsExactly(6);
        assertThat(sentry.state.forgotten()).isOne();
    }

    @Test
    void aMappingIsOfItsFile() {
        sentry.open("/lib/a.so", 3);
        EventContext mapped =
                sentry.send(MMAP_MESSAGE, TestSentry.exit(0x1000).number(3, 9).number(4, 3));
        assertThat(mapped.fdNumber()).isEqualTo(3);
        assertThat(mapped.fdName()).isEqualTo("/lib/a.so");
        sentry.raw(9, 0x1000, 0, 4096, 1, 2, 3, 0);
        sentry.end();
        assertThat(sentry.last().fdName()).isEqualTo("/lib/a.so");
    }

    @Test
    void aSignalDescriptorMayHaveTheFirstNumber() {
        sentry.send(20, TestSentry.exit(0).number(3, 289).number(4, -1));
        FdInfo made = sentry.fd(1, 0);
        sentry.send(20, TestSentry.exit(0).number(3, 289));
        assertThat(sentry.fd(1, 0)).isSameAs(made);
    }

    @ParameterizedTest
    @CsvSource({"294, 524288, true", "294, 0, false", "253, 524288, false"})
    void watchesAreClosedByExecveIfFlagged(int sysno, int flags, boolean closeOnExec) {
        sentry.send(INOTIFY_MESSAGE, TestSentry.exit(5).number(3, sysno).number(4, flags));
        assertThat(sentry.fd(1, 5).kind()).isEqualTo(FdInfo.Kind.INOTIFY);
        assertThat(sentry.fd(1, 5).closeOnExec()).isEqualTo(closeOnExec);
    }

    @ParameterizedTest
    @CsvSource({
        "" + RECVMSG + ", 1, 1, true",
        "" + RECVMMSG + ", 1, 1, true",
        "" + RECVMSG + ", 2, 1, false",
        "" + RECVMSG + ", 1, -11, false"
    })
    void onlyAMessageOverAUnixSocketBringsDescriptors(int sysno, int family, int result, boolean brings) {
        sentry.open("/a", 3);
        sentry.socket(family, 1, 0, 4);
        sentry.raw(sysno, result, 4, 0x1000, 1);
        assertThat(sentry.read(5, "/etc/hostname", 1).unopened().contains("SCM_RIGHTS"))
                .isEqualTo(brings);
    }

    @Test
    void aReadBringsNoDescriptors() {
        sentry.open("/a", 3);
        sentry.socket(1, 1, 0, 4);
        sentry.read(4, "", 1);
        assertThat(sentry.read(5, "/etc/hostname", 1).unopened()).doesNotContain("SCM_RIGHTS");
    }

    @Test
    void rawCallsHaveTheirFlagsAndNumbers() {
        sentry.raw(CREAT, 3, 0x1000, 0x1a4);
        sentry.raw(DUP3, 5, 3, 5, TestSentry.CLOEXEC);
        sentry.raw(FCNTL, 10, 3, 0, 10);
        sentry.raw(FCNTL, 11, 3, 1030, 11);
        sentry.raw(FCNTL, 0, 10, 2, 1);
        sentry.end();
        FdTable table = sentry.process(1).mainThread().descriptors();
        assertThat(table.get(3).openFlags()).as("as creat has them").isEqualTo(0x241);
        assertThat(table.get(3).name()).isEmpty();
        assertThat(table.all())
                .extracting(fd -> fd.number() + " " + fd.closeOnExec())
                .containsExactly("3 false", "5 true", "10 true", "11 true");
        assertThat(sentry.last().fdNumber()).isEqualTo(10);
    }

    /** Sessions without thread ids have no tables, but numbers and names all the same. */
    @Test
    void withoutAThreadThereAreNumbersAndNamesOnly() {
        sentry.as(0, 0);
        assertThat(sentry.open("x", 3).fdName()).isEqualTo("<UNKNOWN>/x");
        assertThat(sentry.open("/x", 3).fdName()).isEqualTo("/x");
        assertThat(sentry.dup(32, 3, 0, 0, 4).fdNumber()).isEqualTo(3);
        assertThat(sentry.fcntl(3, 0, 0, 4).fdNumber()).isEqualTo(3);
        assertThat(sentry.fcntl(3, 2, 1, 0).fdNumber()).isEqualTo(3);
        assertThat(sentry.close(3, 0).fdNumber()).isEqualTo(3);
        assertThat(sentry.socket(2, 1, 0, 5).fd().socket().protocol()).isEqualTo(SocketInfo.Protocol.TCP);
        assertThat(sentry.last().thread()).isNull();
        assertThat(sentry.last().process()).isNull();
        assertThat(sentry.last().container()).isNull();
        sentry.raw(16, 0, 3, 0x5451);
        sentry.raw(436, 0, 3, 9, 0);
        sentry.end();
        assertThat(sentry.process(1).mainThread().descriptors().size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {32, FCNTL})
    void aCopyIsHandedANumberThatAnotherThreadReleases(int sysno) {
        sentry.clone(2, 1, 0x50f00);
        sentry.open("/source", 9);
        sentry.open("/first", 3);
        sentry.as(2, 1);
        if (sysno == FCNTL) {
            sentry.as(1).fcntl(9, 0, 3, 3);
        } else {
            sentry.as(1).dup(sysno, 9, 0, 0, 3);
        }
        assertThat(sentry.as(2, 1).close(3, 0).fdName()).isEqualTo("/first");
        assertThat(sentry.fd(1, 3).name()).isEqualTo("/source");
    }

    @Test
    void aReplacementReleasesOnlyWhatAnEnterReports() {
        sentry.clone(2, 1, 0x50f00);
        sentry.open("/source", 9);
        sentry.open("/first", 3);
        sentry.dup(33, 9, 3, 0, 3);
        assertThat(sentry.as(2, 1).close(3, 0).fdName()).isEqualTo("/source");
        assertThat(sentry.fd(1, 3)).isNull();
    }

    @Test
    void closesARangeOfATableOfItsOwn() {
        sentry.open("/a", 3);
        sentry.clone(2, 1, 0x50f00);
        sentry.as(2, 1).raw(436, 0, 3, 9, 2);
        sentry.read(0, "", 0);
        assertThat(sentry.state.thread(2).fd(3)).isNull();
        assertThat(sentry.state.thread(1).fd(3)).isNotNull();
    }
}
