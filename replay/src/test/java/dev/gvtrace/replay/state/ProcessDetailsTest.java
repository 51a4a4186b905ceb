// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Ids that are used again, parents, sessions and ends: cases of gvisor-semantics 5.3 to 5.6 that are rare or hostile.
 */
class ProcessDetailsTest {
    private static final long THREAD = 0x10000;
    private static final long FILES = 0x400;
    private static final int PARENT_GROUP = 10;

    private final TestSentry sentry = new TestSentry();

    private static Fields parent(int pid) {
        return new Fields().number(PARENT_GROUP, pid);
    }

    private static Fields threadStart(long ns) {
        return new Fields().number(3, ns);
    }

    /** The time of the context as a zero, which comes last and so counts. */
    private static Fields withoutTime() {
        return new Fields().raw(new byte[] {8, 0});
    }

    private void list(int pid, String members) {
        sentry.builder().procfs(ByteText.bytes("{\"status\":{\"pid\":" + pid + "}" + members + "}"));
    }

    // Containers

    @Test
    void aContainerBeganWithTheFirstMessageOfItsProcesses() {
        sentry.builder().facts(Text.ofUtf8("container"), ByteText.bytes("{\"id\":\"c1\"}"));
        assertThat(sentry.state.container("c1").startNs()).isZero();
        sentry.as(5).read(0, "", 0);
        long first = sentry.timeNs();
        sentry.as(6).read(0, "", 0);
        sentry.as(1).with(withoutTime()).start("/", "/bin/sh");
        assertThat(sentry.state.container("c1").startNs()).isEqualTo(first);
        sentry.as(1).start("/", "/bin/sh");
        assertThat(sentry.state.container("c1").startNs())
                .as("its start tells better")
                .isEqualTo(sentry.timeNs());
    }

    @Test
    void theFirstProcessIsTheGroupElseTheThreadElseOne() {
        sentry.as(7, 8).start("/", "/bin/a");
        assertThat(sentry.state.container("c1").initPid()).isEqualTo(8);
        sentry.as(7, 0).start("/", "/bin/a");
        assertThat(sentry.state.container("c1").initPid()).isEqualTo(7);
        sentry.as(0, 0).start("/", "/bin/a");
        assertThat(sentry.state.container("c1").initPid()).isEqualTo(1);
    }

    @Test
    void aProcessWithoutAContainerIsInTheOnlyOne() {
        sentry.start("/", "/bin/sh");
        sentry.in("").as(9).read(0, "", 0);
        assertThat(sentry.process(9).container().id()).isEqualTo("c1");
        sentry.in("c2").as(2).start("/", "/bin/sh");
        sentry.in("").as(10).read(0, "", 0);
        assertThat(sentry.process(10).container()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0123456789abcdef, 4, 12",
        "0123456789abcdef, 3, 48",
        "0123456789abcdeg, 4, 64",
        "0123456789abcde`, 4, 64",
        "0123456789ABCDEF, 4, 64",
        "0123456789abcde/, 4, 64",
        "0123456789abcde:, 4, 64"
    })
    void theIdOfAContainerIsShortenedIfItIsSixtyFourHexadecimalDigits(String part, int times, int length) {
        String id = part.repeat(times);
        sentry.in(id).with(new Fields()).start("/srv", "/bin/sh", "-l");
        ContainerInfo container = sentry.state.container(id);
        assertThat(container.shortId()).hasSize(length).isEqualTo(id.substring(0, length));
        assertThat(container.cwd()).isEqualTo("/srv");
        assertThat(container.arguments()).containsExactly("/bin/sh", "-l");
        assertThat(container.environment()).containsExactly("PATH=/bin", "HOME=/root");
        assertThat(container.startSeen()).isTrue();
        assertThat(container.terminal()).isFalse();
    }

    // Ids that are used again

    @Test
    void aThreadThatClaimsToHaveMadeItselfIsReplaced() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        ThreadInfo former = sentry.process(2).mainThread();
        sentry.as(2).fork(2);
        assertThat(sentry.process(2).threads()).hasSize(1).doesNotContain(former);
        assertThat(sentry.state.thread(2)).isSameAs(sentry.process(2).mainThread());
        assertThat(former.process().exited()).isTrue();
    }

    @Test
    void aProcessWithoutALeaderIsReplacedWhenItsIdIsHandedOutAgain() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).clone(3, 2, THREAD);
        sentry.taskExit(0);
        sentry.as(1).fork(2);
        assertThat(sentry.process(2).threads()).extracting(ThreadInfo::tid).containsExactly(2);
        assertThat(sentry.state.thread(3)).isNull();
        assertThat(sentry.state.processes()).extracting(ProcessInfo::pid).containsExactly(1, 2);
    }

    @Test
    void aContainersFirstProcessTakesItsIdFromAThreadOfAnother() {
        sentry.as(5, 4).read(0, "", 0);
        sentry.in("c2").as(5).start("/", "/bin/sh");
        assertThat(sentry.state.thread(5).process().pid()).isEqualTo(5);
        assertThat(sentry.process(4)).isNull();
    }

    @Test
    void aThreadThatBecomesTheLeaderTakesTheIdFromAThreadOfAnother() {
        sentry.as(30, 5).read(0, "", 0);
        sentry.as(31, 30).read(0, "", 0);
        sentry.execveInfo("/bin/true", "/bin/true", "true");
        sentry.end();
        assertThat(sentry.process(30).threads()).extracting(ThreadInfo::tid).containsExactly(30);
        assertThat(sentry.state.thread(30).process().pid()).isEqualTo(30);
        assertThat(sentry.process(5)).isNull();
    }

    @Test
    void aThreadOfAnIdThatBeganAtAnotherTimeIsAnother() {
        sentry.as(2).with(threadStart(5)).open("/a", 3);
        sentry.with(threadStart(9)).read(0, "", 0);
        assertThat(sentry.process(2).threads()).hasSize(1);
        assertThat(sentry.process(2).mainThread().startNs()).isEqualTo(9);
        assertThat(sentry.fd(2, 3)).isNull();
    }

    @Test
    void aCloneThatIsNeitherOfTheCallerNorAThreadMakesAProcess() {
        sentry.start("/", "/bin/sh");
        sentry.clone(31, 30, 0);
        assertThat(sentry.process(30).origin()).isEqualTo(ProcessInfo.Origin.CLONE);
        assertThat(sentry.process(30).parent().pid()).isEqualTo(1);
        assertThat(sentry.process(30).startNs()).isEqualTo(7031);
    }

    @Test
    void aProcessThatASnapshotListsTakesItsIdFromAThreadOfAnother() {
        sentry.as(5, 4).read(0, "", 0);
        list(5, ",\"clone_ts\":50");
        assertThat(sentry.process(5).threads()).extracting(ThreadInfo::tid).containsExactly(5);
        assertThat(sentry.process(5).mainThread().startNs()).isEqualTo(50);
        assertThat(sentry.process(4)).isNull();
    }

    // Parents

    @Test
    void aThreadThatMovesToItsProcessTakesTheParentAlong() {
        sentry.start("/", "/bin/sh");
        sentry.as(5, 0).with(parent(1)).read(0, "", 0);
        sentry.as(5, 4).read(0, "", 0);
        assertThat(sentry.process(4).parent().pid()).isEqualTo(1);
        assertThat(sentry.process(1).children()).containsExactly(sentry.process(4));
    }

    @Test
    void aParentThatIsNotKnownYetIsFoundLater() {
        sentry.as(9).with(parent(7)).read(0, "", 0);
        sentry.with(parent(8)).read(0, "", 0);
        assertThat(sentry.process(9).parentPid()).isEqualTo(8);
        sentry.as(8).read(0, "", 0);
        sentry.as(9).with(parent(8)).read(0, "", 0);
        assertThat(sentry.process(9).parent().pid()).isEqualTo(8);
    }

    @Test
    void aLineOfAncestorsIsFollowedSoFarAndNoFarther() {
        int farthest = Limits.ANCESTORS + 2;
        sentry.start("/", "/bin/sh");
        for (int pid = 2; pid <= farthest + 1; pid++) {
            sentry.as(pid - 1).fork(pid);
        }
        sentry.as(2).raw(157, 0, 36, 1);
        sentry.as(9001).with(parent(Limits.ANCESTORS)).read(0, "", 0);
        sentry.as(9002).with(parent(Limits.ANCESTORS + 1)).read(0, "", 0);
        assertThat(sentry.process(9001).parent()).isNotNull();
        assertThat(sentry.process(9002).parent()).isNull();
        assertThat(sentry.process(9002).parentPid()).isEqualTo(Limits.ANCESTORS + 1);

        sentry.as(farthest + 1).fork(9003);
        sentry.as(farthest + 1).exitNotify();
        assertThat(sentry.process(9003).parent().pid())
                .as("too far from the subreaper")
                .isEqualTo(1);
        sentry.as(farthest).fork(9004);
        sentry.as(farthest).exitNotify();
        assertThat(sentry.process(9004).parent().pid()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"c1", "''"})
    void orphansOfAContainerWhoseStartWasNotSeenGoToTheFirstProcessOfAll(String container) {
        sentry.in(container).as(1).read(0, "", 0);
        sentry.as(5).read(0, "", 0);
        sentry.fork(6);
        sentry.taskExit(0);
        assertThat(sentry.process(6).parent().pid()).isEqualTo(1);
    }

    @Test
    void aZombieThatManyOthersFollowedLeavesItsChildren() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).fork(3);
        sentry.taskExit(0);
        sentry.as(3).with(parent(2)).read(0, "", 0);
        assertThat(sentry.process(3).parent().pid()).isEqualTo(2);
        for (int pid = 10; pid < 10 + Limits.ZOMBIES; pid++) {
            sentry.as(1).fork(pid);
            sentry.as(pid).taskExit(0);
        }
        assertThat(sentry.process(3).parent().pid()).isEqualTo(1);
    }

    // Ends

    @Test
    void aSilentThreadWhoseIdIsUsedAgainIsListed() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).clone(3, 2, THREAD);
        sentry.as(1).fork(3);
        sentry.as(3).read(0, "", 0);
        sentry.as(2).read(0, "", 0);
        assertThat(sentry.builder().end()).singleElement().satisfies(silent -> {
            assertThat(silent.tid()).isEqualTo(3);
            assertThat(silent.pid()).isEqualTo(2);
            assertThat(silent.thread().name()).isEqualTo("sh");
        });
    }

    @Test
    void silentThreadsTooManyAreCounted() {
        sentry.start("/", "/bin/sh");
        for (int pid = 2; pid < Limits.SILENT + 6; pid++) {
            sentry.as(1).fork(pid);
            sentry.as(pid).exitNotify();
        }
        assertThat(sentry.builder().end()).hasSize(Limits.SILENT);
        assertThat(sentry.state.silentUnlisted()).isEqualTo(4);
    }

    @Test
    void aProcessThatEndedHasNoThreadsAndUsesNoTable() {
        sentry.start("/", "/bin/sh");
        sentry.clone(2, 2, FILES);
        ProcessInfo child = sentry.process(2);
        FdTable shared = child.mainThread().descriptors();
        assertThat(shared.sharers()).isEqualTo(2);
        sentry.as(2).exitNotify();
        assertThat(shared.sharers()).isEqualTo(1);
        assertThat(child.threads()).isEmpty();
        assertThat(child.exited()).isTrue();
    }

    // Exec sessions

    @Test
    void anExecSessionIsReportedOnce() {
        sentry.start("/", "/bin/sh");
        sentry.as(41, 40).with(new Fields().number(11, 1)).read(0, "", 0);
        long first = sentry.timeNs();
        sentry.as(40).with(new Fields().number(11, 1)).read(0, "", 0);
        sentry.fork(42);
        sentry.as(42).with(new Fields().number(11, 1).number(PARENT_GROUP, 40)).read(0, "", 0);
        sentry.as(43).read(0, "", 0);
        assertThat(sentry.sessions).containsExactly("41 execve SESSION 0 " + first);
        sentry.as(44).with(new Fields().number(11, 1).raw(new byte[] {8, 0})).read(0, "", 0);
        assertThat(sentry.sessions)
                .as("at the receive time where no other is told")
                .endsWith("44 execve SESSION 0 " + TestSentry.RECEIVED_NS);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0"})
    void aListedProcessBeginsASessionUnlessItHasAParent(int parent, int told) {
        sentry.start("/", "/bin/sh");
        list(40, ",\"x\":0");
        sentry.as(40)
                .with(new Fields().number(11, 1).number(PARENT_GROUP, parent))
                .read(0, "", 0);
        assertThat(sentry.sessions).hasSize(told);
    }

    // Losses

    @Test
    void afterALossOnlyProcessesWithAnObservedStartAreCertain() {
        sentry.start("/", "/bin/sh");
        sentry.losing(3).fork(2);
        sentry.in("c2").as(3).start("/", "/bin/sh");
        sentry.as(4).read(0, "", 0);
        sentry.as(5).with(new Fields().number(11, 1)).read(0, "", 0);
        assertThat(sentry.state.isUncertain(sentry.process(1))).isTrue();
        assertThat(sentry.state.isUncertain(sentry.process(2)))
                .as("as its parent is")
                .isTrue();
        assertThat(sentry.state.isUncertain(sentry.process(3))).isFalse();
        assertThat(sentry.state.isUncertain(sentry.process(4))).isTrue();
        assertThat(sentry.state.isUncertain(sentry.process(5))).isFalse();
        sentry.as(3).fork(6);
        assertThat(sentry.state.isUncertain(sentry.process(6))).isFalse();
    }

    // The sandbox

    @Test
    void eventsAreNumberedAndTimesDoNotGoBack() {
        sentry.start("/", "/bin/sh");
        long number = sentry.last().number();
        long last = sentry.timeNs();
        sentry.with(new Fields().number(1, 5)).read(0, "", 0);
        assertThat(sentry.last().number()).isEqualTo(number + 1);
        assertThat(sentry.last().event().timeNs()).isEqualTo(5);
        assertThat(sentry.last().sandbox()).isSameAs(sentry.state);
        assertThat(sentry.state.lastEventNs()).isEqualTo(last);
        assertThat(sentry.state.firstEventNs()).isLessThanOrEqualTo(last).isPositive();
        assertThat(sentry.builder().state()).isSameAs(sentry.state);
    }

    @Test
    void processesAndThreadsAreListedInTheOrderTheyAppeared() {
        sentry.as(3).read(0, "", 0);
        sentry.as(5).read(0, "", 0);
        sentry.as(4).read(0, "", 0);
        sentry.as(9, 3).read(0, "", 0);
        assertThat(sentry.state.processes()).extracting(ProcessInfo::pid).containsExactly(3, 5, 4);
        assertThat(sentry.state.threads()).extracting(ThreadInfo::tid).containsExactly(3, 9, 5, 4);
        sentry.as(5).exitNotify();
        assertThat(sentry.state.processes()).extracting(ProcessInfo::pid).containsExactly(3, 4);
        sentry.as(4).exitNotify();
        sentry.as(6).read(0, "", 0);
        sentry.as(3).exitNotify();
        assertThat(sentry.state.processes()).extracting(ProcessInfo::pid).containsExactly(6);
        sentry.as(7).read(0, "", 0);
        assertThat(sentry.state.processes()).extracting(ProcessInfo::pid).containsExactly(6, 7);
        assertThat(sentry.state.processCount()).isEqualTo(2);
    }

    @Test
    void aSandboxHasItsNumberAndItsHost() {
        SandboxState state = new SandboxState(7, Text.ofUtf8("host"));
        assertThat(state.connection()).isEqualTo(7);
        assertThat(state.hostname()).isEqualTo("host");
        assertThat(new SandboxState(8).hostname()).isNull();
        assertThat(sentry.state.resolved()).isFalse();
        assertThat(new TestSentry(true).state.resolved()).isTrue();
    }

    @Test
    void anEventWithoutAContainerBelongsToTheOnlyOne() {
        sentry.in("").as(5).read(0, "", 0);
        assertThat(sentry.last().container()).isNull();
        sentry.in("c1").as(6).read(0, "", 0);
        sentry.in("").as(5).read(0, "", 0);
        assertThat(sentry.last().container().id()).isEqualTo("c1");
        sentry.in("c2").as(7).read(0, "", 0);
        sentry.in("").as(5).read(0, "", 0);
        assertThat(sentry.last().container()).isNull();
    }
}
