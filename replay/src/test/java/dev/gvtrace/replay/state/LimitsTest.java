// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What happens at the limits of a sandbox. */
class LimitsTest {
    private final TestSentry sentry = new TestSentry();

    @Test
    void forgetsTheEldestProcessForAThreadTooMany() {
        sentry.start("/", "/bin/sh");
        sentry.as(2).open("/a", 3);
        for (int tid = 3; tid < Limits.THREADS + 10; tid++) {
            sentry.fork(tid);
        }

        assertThat(sentry.state.threads()).hasSize(Limits.THREADS);
        assertThat(sentry.process(1)).isNull();
        assertThat(sentry.process(2)).isNotNull();
        assertThat(sentry.process(Limits.THREADS + 9).parent().pid()).isEqualTo(2);
        assertThat(sentry.state.forgotten()).isPositive();
    }

    @Test
    void notesNoMoreDescriptorsThanATableHolds() {
        sentry.start("/", "/bin/sh");
        for (int fd = 0; fd < Limits.DESCRIPTORS_PER_TABLE + 5; fd++) {
            sentry.open("/a", fd);
        }

        FdTable table = sentry.process(1).mainThread().descriptors();
        assertThat(table.size()).isEqualTo(Limits.DESCRIPTORS_PER_TABLE);
        assertThat(sentry.last().fdName()).isEqualTo("/a");
        assertThat(sentry.read(Limits.DESCRIPTORS_PER_TABLE + 1, "", 1).fdName())
                .isEmpty();
        sentry.close(3, 0);
        assertThat(sentry.open("/b", 100_000).fd()).isSameAs(table.get(100_000));
    }

    @Test
    void keepsContainersTooManyWithTheirProcessesOnly() {
        for (int i = 1; i <= Limits.CONTAINERS + 3; i++) {
            sentry.in("c" + i).as(i).start("/", "/bin/sh");
        }

        assertThat(sentry.state.containers()).hasSize(Limits.CONTAINERS);
        ProcessInfo last = sentry.process(Limits.CONTAINERS + 3);
        assertThat(last.container().id()).isEqualTo("c" + (Limits.CONTAINERS + 3));
        assertThat(last.container().arguments()).containsExactly("/bin/sh");
    }

    @Test
    void cutsPathsThatLinuxWouldNotTake() {
        sentry.start("/", "/bin/sh");
        sentry.open("/" + "a/".repeat(5000), 3);

        assertThat(sentry.fd(1, 3).rawName()).hasSize(Limits.PATH);
        assertThat(sentry.fd(1, 3).name()).isEqualTo(PathResolver.TOO_LONG);
    }

    @Test
    void forgetsEnvironmentsAndDescriptorsFirstAndProgramsNext() {
        SandboxState state = new SandboxState(1);
        TestSentry small = new TestSentry(state, new Census(state, 60_000));
        small.start("/", "/bin/sh");
        for (int pid = 2; pid < 30; pid++) {
            small.as(1).fork(pid);
            small.as(pid).open("/x" + pid, 3);
            small.execveInfo(
                    "/bin/tool" + pid, "tool", new Fields().text(4, "E" + "e".repeat(3000 + pid)), "tool", "a");
            small.read(0, "", 0);
        }

        assertThat(state.forgotten()).isPositive();
        assertThat(state.processCount()).isEqualTo(29);
        assertThat(state.process(2).program().environmentKnown()).isFalse();
        assertThat(state.process(2).program().exepath()).isEqualTo("/bin/tool2");
        assertThat(state.process(2).anyThread().descriptors().size()).isZero();
        assertThat(state.process(29).program().environment()).isNotEmpty();
        for (int pid = 30; pid < 300; pid++) {
            small.as(1).fork(pid);
        }
        assertThat(state.processCount()).isLessThan(200);
    }
}
