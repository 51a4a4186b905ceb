// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Facts in the context of a message override conclusions; missing ones change nothing. */
class ContextFactsTest {
    private static final int THREAD_START = 3;
    private static final int GROUP_START = 5;
    private static final int CWD = 8;
    private static final int NAME = 9;
    private static final long THREAD = 0x10000;

    private final TestSentry sentry = new TestSentry();

    @BeforeEach
    void start() {
        sentry.start("/", "/bin/sh");
    }

    private ProcessInfo hear(int tid, int pid, Fields context) {
        sentry.as(tid, pid).with(context).read(0, "", 0);
        return sentry.last().process();
    }

    @Test
    void startTimesStayWithoutANewOne() {
        ProcessInfo process = hear(2, 2, new Fields().number(THREAD_START, 5));
        assertThat(process.startNs()).as("as its leader").isEqualTo(5);
        hear(2, 2, new Fields());
        assertThat(process.startNs()).isEqualTo(5);
        assertThat(process.mainThread().startNs()).isEqualTo(5);
        ProcessInfo other = hear(4, 3, new Fields().number(THREAD_START, 6));
        assertThat(other.startNs()).as("not as another thread").isZero();
        hear(4, 3, new Fields().number(GROUP_START, 4));
        assertThat(other.startNs()).isEqualTo(4);
        hear(3, 3, new Fields().number(THREAD_START, 8));
        assertThat(other.startNs()).isEqualTo(4);
    }

    @Test
    void aProcessIsInTheContainerOfItsMessages() {
        assertThat(hear(1, 1, new Fields()).container().id()).isEqualTo("c1");
        ContainerInfo former = sentry.process(1).container();
        sentry.in("c2");
        assertThat(hear(1, 1, new Fields()).container().id()).isEqualTo("c2");
        sentry.in("");
        assertThat(hear(1, 1, new Fields()).container().id()).isEqualTo("c2");
        assertThat(former.id()).isEqualTo("c1");
    }

    @Test
    void credentialsThatAreKnownStayOneObject() {
        hear(1, 1, TestSentry.credentials(1, 2));
        Credentials known = sentry.process(1).mainThread().credentials();
        hear(1, 1, TestSentry.credentials(1, 2));
        assertThat(sentry.process(1).mainThread().credentials()).isSameAs(known);
        for (int field = 1; field <= 6; field++) {
            Fields ids = new Fields();
            for (int i = 1; i <= 6; i++) {
                ids.number(i, i == field ? 9 : i < 4 ? 1 : 2);
            }
            hear(1, 1, new Fields().message(7, ids));
            assertThat(sentry.process(1).mainThread().credentials()).isNotEqualTo(known);
            hear(1, 1, TestSentry.credentials(1, 2));
        }
        TestSentry root = new TestSentry();
        root.with(new Fields()
                        .message(
                                7,
                                new Fields()
                                        .number(1, -1)
                                        .number(2, -1)
                                        .number(3, -1)
                                        .number(4, -1)
                                        .number(5, -1)
                                        .number(6, -1)))
                .read(0, "", 0);
        assertThat(root.process(1).mainThread().credentials().known())
                .as("said, if odd")
                .isTrue();
    }

    @Test
    void anEmptyNameOrDirectoryIsAbsent() {
        hear(1, 1, new Fields().text(NAME, "worker").text(CWD, "/srv"));
        hear(1, 1, new Fields().bytes(NAME, new byte[0]).bytes(CWD, new byte[0]));
        assertThat(sentry.process(1).name()).isEqualTo("worker");
        assertThat(sentry.process(1).mainThread().directories().cwd()).isEqualTo("/srv");
        assertThat(sentry.process(1).mainThread().directories().cwdKnown()).isTrue();
        hear(1, 1, new Fields().text(NAME, "n".repeat(300)).text(CWD, "/" + "d".repeat(5000)));
        assertThat(sentry.process(1).name()).hasSize(Limits.NAME);
        assertThat(sentry.process(1).mainThread().directories().cwd()).hasSize(Limits.PATH);
    }

    @Test
    void aForgottenDirectoryIsReportedAgain() {
        hear(1, 1, new Fields().text(CWD, "/srv"));
        for (int i = 0; i < 2; i++) {
            sentry.builder().keepWithin(1 << 30);
            sentry.builder().keepWithin(sentry.builder().heldBytes() - 1);
        }
        assertThat(sentry.state.process(1).mainThread().directories().cwdKnown())
                .isFalse();
        hear(1, 1, new Fields().text(CWD, "/srv"));
        assertThat(sentry.process(1).mainThread().directories().cwd()).isEqualTo("/srv");
    }

    @Test
    void onlyTheLeaderNamesItsProcess() {
        sentry.clone(2, 1, THREAD);
        hear(2, 1, new Fields().text(NAME, "worker"));
        assertThat(sentry.state.thread(2).name()).isEqualTo("worker");
        assertThat(sentry.process(1).name()).isEqualTo("sh");
        hear(1, 1, new Fields().text(NAME, "server"));
        assertThat(sentry.process(1).name()).isEqualTo("server");
        assertThat(sentry.state.thread(2).name()).isEqualTo("worker");
    }

    @Test
    void aThreadIsBareUntilItsOwnCallsHaveItsStartTime() {
        sentry.clone(2, 1, THREAD);
        sentry.as(2, 1).with(new Fields().number(THREAD_START, 7002)).fork(3);
        assertThat(sentry.state.thread(2).arguments()).isEmpty();
        assertThat(sentry.state.thread(2).exe()).as("its name").isEqualTo("sh");
        sentry.with(new Fields().number(THREAD_START, 7002)).cloneExit(3);
        assertThat(sentry.state.thread(2).exe()).as("clones say it always").isEqualTo("sh");
        sentry.with(new Fields().number(THREAD_START, 7002))
                .send(29, TestSentry.exit(4).number(3, 57));
        assertThat(sentry.state.thread(2).exe()).isEqualTo("sh");
        hear(2, 1, new Fields().number(THREAD_START, 7002));
        assertThat(sentry.state.thread(2).exe()).isEqualTo("/bin/sh");
    }

    @Test
    void theEndOfAFormerLeaderIsTheNewOnesOnlyIfItBearsItsName() {
        sentry.fork(20);
        sentry.as(20).with(new Fields().text(NAME, "old")).clone(22, 20, THREAD);
        sentry.as(22, 20).execve("/bin/true", "true");
        sentry.execveInfo("/bin/true", "/bin/true", "true");
        ThreadInfo leader = sentry.process(20).mainThread();
        sentry.as(20).with(new Fields().text(NAME, "true")).taskExit(0);
        assertThat(sentry.last().thread()).isSameAs(leader);
        assertThat(sentry.process(20)).isNull();
    }

    @Test
    void theEndOfAFormerLeaderLeavesTheNewOne() {
        sentry.fork(20);
        sentry.as(20).with(new Fields().text(NAME, "old")).clone(22, 20, THREAD);
        sentry.as(22, 20).execve("/bin/true", "true");
        sentry.execveInfo("/bin/true", "/bin/true", "true");
        ThreadInfo leader = sentry.process(20).mainThread();
        sentry.as(20).with(new Fields().text(NAME, "old")).taskExit(0);
        assertThat(sentry.last().thread().name()).isEqualTo("old");
        assertThat(sentry.process(20).mainThread()).isSameAs(leader);
        sentry.as(20).taskExit(0);
        assertThat(sentry.process(20)).isNull();
    }

    @Test
    void descendantsOfAnExecSessionAreMarked() {
        assertThat(hear(2, 2, new Fields()).isExecSession()).isFalse();
        assertThat(hear(2, 2, new Fields().number(11, 1)).isExecSession()).isTrue();
        assertThat(hear(2, 2, new Fields()).isExecSession()).isTrue();
    }
}
