// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ids that processes and threads have in their own PID namespaces (design 6). */
class PidNamespaceTest {
    private static final long THREAD = 0x10000;
    private static final long NEWPID = 0x2000_0000;
    private static final int UNSHARE = 272;
    private static final int SETNS = 308;
    private static final int SETSID = 112;
    private static final int SETPGID = 109;

    private final TestSentry sentry = new TestSentry();

    @BeforeEach
    void twoContainers() {
        sentry.start("/", "/pause");
        sentry.in("c2").as(2).start("/", "/bin/sh");
    }

    private int local(int pid) {
        return sentry.process(pid).localPid();
    }

    @Test
    void theFirstProcessOfEveryContainerIsOne() {
        assertThat(local(1)).isEqualTo(1);
        assertThat(local(2)).isEqualTo(1);
        assertThat(sentry.last().thread().localTid()).isEqualTo(1);
    }

    @Test
    void aChildIsWhatItsCloneReturned() {
        sentry.fork(3);
        assertThat(local(3)).as("not told yet").isZero();
        sentry.cloneExit(2);
        assertThat(local(3)).isEqualTo(2);
        sentry.as(3).fork(4);
        sentry.cloneExit(3);
        assertThat(local(4)).isEqualTo(3);
        assertThat(sentry.process(4).anyThread().parentVpid()).isEqualTo(2);
    }

    @Test
    void inTheRootNamespaceIdsAreThoseOfContexts() {
        sentry.in("c1").as(1).fork(3);
        assertThat(local(3)).isEqualTo(3);
    }

    @Test
    void aVforkedChildIsTheNextOneIfNoThreadWasMissed() {
        sentry.fork(3);
        sentry.cloneExit(2);
        sentry.clone(4, 4, 0x4100);
        assertThat(local(4)).isEqualTo(3);
        sentry.as(4).clone(5, 4, THREAD);
        assertThat(sentry.state.thread(5).localTid()).isEqualTo(4);
        assertThat(local(4)).isEqualTo(3);

        sentry.as(2).fork(7);
        assertThat(local(7)).as("6 was missed").isZero();
        sentry.cloneExit(6);
        assertThat(local(7)).isEqualTo(6);
        sentry.fork(8);
        assertThat(local(8)).isEqualTo(7);
    }

    @Test
    void threadsOfOtherContainersDoNotCount() {
        sentry.fork(3);
        sentry.cloneExit(2);
        sentry.in("c1").as(1).fork(4);
        sentry.in("c2").as(2).fork(5);
        assertThat(local(5)).isEqualTo(3);
    }

    @Test
    void afterALossOnlyReturnedIdsCount() {
        sentry.fork(3);
        sentry.cloneExit(2);
        sentry.losing(1).fork(4);
        assertThat(local(4)).isZero();
        sentry.losing(1).cloneExit(9);
        assertThat(local(4)).as("the exit may be another clone's").isZero();
    }

    @Test
    void onceAnIdWasPassedOverTheNextIsNotGuessed() {
        sentry.fork(3);
        sentry.cloneExit(2);
        sentry.fork(4);
        sentry.cloneExit(5);
        assertThat(local(4)).isEqualTo(5);
        sentry.fork(5);
        assertThat(local(5)).isZero();
        sentry.cloneExit(6);
        assertThat(local(5)).isEqualTo(6);
    }

    @Test
    void theFirstChildInANewNamespaceIsOne() {
        sentry.fork(3);
        sentry.cloneExit(2);
        sentry.clone(4, 4, NEWPID);
        sentry.cloneExit(3);
        assertThat(local(4)).isEqualTo(1);
        assertThat(sentry.process(2).anyThread().named(3).tid()).isEqualTo(4);
        sentry.as(4).fork(5);
        sentry.cloneExit(2);
        assertThat(local(5)).isEqualTo(2);
        assertThat(sentry.process(4).anyThread().named(2).tid()).isEqualTo(5);
        assertThat(sentry.process(4).anyThread().named(3)).isNull();
    }

    @Test
    void childrenOfAProcessThatUnsharedLiveInTheNewNamespace() {
        sentry.in("c1").as(1).raw(UNSHARE, 0, NEWPID);
        sentry.fork(3);
        sentry.cloneExit(3);
        sentry.fork(4);
        assertThat(local(1)).isEqualTo(1);
        assertThat(local(3)).isEqualTo(1);
        assertThat(local(4)).isEqualTo(2);
        sentry.as(3).fork(5);
        assertThat(local(5)).isEqualTo(3);
    }

    @Test
    void aNamespaceThatWasEnteredIsNotKnown() {
        sentry.in("c1").as(1).raw(SETNS, 0, 5, NEWPID);
        sentry.fork(3);
        sentry.cloneExit(3);
        assertThat(local(3)).isZero();
        assertThat(sentry.process(1).anyThread().named(3).tid()).isEqualTo(3);
    }

    @Test
    void whatUnsharedUnseenIsFoundOutByWhatItsChildrenReturn() {
        sentry.in("c1").as(1).fork(3);
        sentry.as(3).fork(4);
        sentry.cloneExit(2);
        assertThat(local(3)).isZero();
        assertThat(local(4)).isEqualTo(2);
    }

    @Test
    void containersThatShareTheRootNamespaceAreFoundOut() {
        sentry.fork(3);
        sentry.cloneExit(3);
        assertThat(local(2)).isEqualTo(2);
        assertThat(local(3)).isEqualTo(3);
        assertThat(sentry.process(3).localSession()).isEqualTo(2);
    }

    @Test
    void whatWasAttachedToIsUnknownUntilItTells() {
        TestSentry late = new TestSentry();
        late.as(40).open("/a", 3);
        late.fork(50);
        assertThat(late.process(40).localPid()).isZero();
        late.cloneExit(7);
        assertThat(late.process(40).localPid()).isZero();
        assertThat(late.process(50).localPid()).isEqualTo(7);
        late.setid(SETSID, 0, 3);
        assertThat(late.process(40).localPid()).isEqualTo(3);

        late.as(60).open("/a", 3);
        late.fork(61);
        late.cloneExit(61);
        assertThat(late.process(60).localPid()).isEqualTo(60);
        assertThat(late.process(61).localPid()).isEqualTo(61);
    }

    @Test
    void sessionsAndGroupsAreNumberedInTheirOwnNamespace() {
        sentry.fork(3);
        sentry.cloneExit(2);
        assertThat(sentry.process(3).localSession()).isEqualTo(1);
        sentry.as(3).setid(SETSID, 0, 2);
        assertThat(sentry.process(3).localSession()).isEqualTo(2);
        assertThat(sentry.process(3).sessionId()).isEqualTo(3);
        sentry.fork(4);
        sentry.cloneExit(3);
        sentry.raw(SETPGID, 0, 3, 3);
        assertThat(sentry.process(4).localGroup()).isEqualTo(3);
        assertThat(sentry.process(4).processGroup()).isEqualTo(4);
        assertThat(sentry.process(4).localSession()).isEqualTo(2);
        sentry.clone(5, 5, NEWPID);
        sentry.cloneExit(4);
        assertThat(sentry.process(5).localSession()).as("not visible in there").isZero();
    }

    @Test
    void namesAreForgottenWithTheirProcesses() {
        sentry.fork(3);
        sentry.cloneExit(2);
        assertThat(sentry.process(2).anyThread().named(2).tid()).isEqualTo(3);
        sentry.as(3).taskExit(0);
        assertThat(sentry.process(2).anyThread().named(2)).isNull();
    }
}
