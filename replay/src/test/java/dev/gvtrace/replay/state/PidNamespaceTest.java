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
    void detectsAnUnobservedUnshareByTheIdsOfChildren() {
        sentry.in("c1").as(1).fork(3);
        sentry.as(3).fork(4);
        sentry.cloneExit(2);
        assertThat(local(3)).isZero();
        assertThat(local(4)).isEqualTo(2);
    }

    @Test
    void detectsContainersThatShareTheRootNamespace() {
        sentry.fork(3);
        sentry.cloneExit(3);
        assertThat(local(2)).isEqualTo(2);
        assertThat(local(3)).isEqualTo(3);
        assertThat(sentry.process(3).localSession()).isEqualTo(2);
    }

    @Test
    void anAttachedSandboxIsUnknownUntilItsFirstMessage() {
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

    @Test
    void idsThatStartAgainCountAndThoseThatComeLateDoNot() {
        sentry.fork(60_000);
        sentry.cloneExit(2);
        sentry.fork(50_000);
        sentry.cloneExit(3);
        sentry.fork(60_001);
        assertThat(local(60_001)).isEqualTo(4);
        sentry.fork(3);
        assertThat(local(3)).as("others may have come between").isZero();
        sentry.cloneExit(5);
        sentry.fork(4);
        assertThat(local(4)).isEqualTo(6);
    }

    @Test
    void firstProcessesOfOtherContainersAndOfSessionsAreAccountedFor() {
        sentry.fork(3);
        sentry.cloneExit(2);
        sentry.in("c3").as(4).start("/", "/bin/sh");
        sentry.in("c2").as(2).fork(5);
        assertThat(local(5)).isEqualTo(3);
        sentry.as(6).with(session()).read(0, "", 0);
        assertThat(local(6)).as("in the container's namespace").isEqualTo(4);
        sentry.as(2).fork(7);
        assertThat(local(7)).isEqualTo(5);
        sentry.in("c1").as(8).with(session()).read(0, "", 0);
        assertThat(local(8)).as("in the root's").isEqualTo(8);
        sentry.in("not started").as(9).with(session()).read(0, "", 0);
        assertThat(local(9)).isZero();
    }

    private static Fields session() {
        return new Fields().number(11, 1);
    }

    @Test
    void anUnobservedProcessMayHaveTakenAnId() {
        sentry.fork(30);
        sentry.cloneExit(2);
        sentry.as(25).read(0, "", 0);
        sentry.as(2).fork(31);
        assertThat(local(31)).as("25 came before").isEqualTo(3);
        sentry.as(32).read(0, "", 0);
        sentry.as(2).fork(33);
        assertThat(local(33)).as("32 may be in here").isZero();
        sentry.cloneExit(5);
        sentry.as(25).fork(34);
        sentry.as(2).fork(35);
        assertThat(local(35)).as("34 may be in here").isZero();
    }

    @Test
    void threadsThatAppearLateHaveRootNamespaceIdsOnly() {
        sentry.in("c1").as(9, 1).read(0, "", 0);
        sentry.in("c2").as(10, 2).read(0, "", 0);
        assertThat(sentry.state.thread(9).localTid()).isEqualTo(9);
        assertThat(sentry.state.thread(10).localTid()).isZero();
    }

    @Test
    void whatACloneIntoANewNamespaceReturnsCountsInTheOldOne() {
        sentry.losing(1).clone(3, 3, NEWPID);
        sentry.cloneExit(7);
        sentry.fork(4);
        assertThat(local(3)).isEqualTo(1);
        assertThat(local(4)).isEqualTo(8);
        sentry.as(3).taskExit(0);
        assertThat(sentry.process(2).anyThread().named(7)).isNull();
    }

    @Test
    void namespacesTooDeepAreNotKnown() {
        sentry.in("c1").as(1);
        for (int depth = 1; depth <= Limits.NAMESPACES; depth++) {
            sentry.clone(10 + depth, 10 + depth, NEWPID);
            sentry.as(10 + depth);
        }
        assertThat(local(10 + Limits.NAMESPACES - 1)).isEqualTo(1);
        assertThat(local(10 + Limits.NAMESPACES)).isZero();
    }

    @Test
    void theSessionGivesAProcessItsOwnId() {
        TestSentry late = new TestSentry();
        late.as(40).setid(SETSID, 0, 3);
        assertThat(late.process(40).localPid()).isEqualTo(3);
        late.as(51, 50).setid(SETSID, 0, 4);
        assertThat(late.process(50).localPid()).as("by another thread").isEqualTo(4);
        late.as(60).setid(SETSID, 0, 60);
        assertThat(late.process(60).localPid()).isEqualTo(60);
        assertThat(late.process(60).sharesPidNamespace(late.process(40))).isFalse();
        assertThat(late.process(60).sharesPidNamespace(late.process(60))).isTrue();
        late.as(70).read(0, "", 0);
        assertThat(late.process(70).sharesPidNamespace(late.process(70)))
                .as("not known")
                .isFalse();
    }

    @Test
    void allOfAContainerThatSharesTheRootNamespaceAreRenumbered() {
        sentry.fork(3);
        sentry.clone(4, 2, THREAD);
        sentry.cloneExit(4);
        assertThat(local(3)).isEqualTo(3);
        assertThat(sentry.state.thread(4).localTid()).isEqualTo(4);
        sentry.as(9).with(session()).read(0, "", 0);
        assertThat(local(9)).as("of a later session, too").isEqualTo(9);
        assertThat(sentry.process(1).sharesPidNamespace(sentry.process(9))).isTrue();
    }

    @Test
    void theThreadThatBecomesTheLeaderTakesItsNumber() {
        sentry.clone(3, 2, THREAD);
        sentry.cloneExit(2);
        assertThat(sentry.process(2).anyThread().named(2).tid()).isEqualTo(3);
        sentry.as(3, 2).execve("/bin/true", "true");
        sentry.execveInfo("/bin/true", "/bin/true", "true");
        sentry.as(2).read(0, "", 0);
        ThreadInfo leader = sentry.process(2).mainThread();
        assertThat(leader.localTid()).isEqualTo(1);
        assertThat(leader.named(1)).isSameAs(leader);
        assertThat(leader.named(2)).as("has left").isNull();
        assertThat(leader.named(0)).isNull();
    }

    @Test
    void aLeadersNumberStaysWithItsProcess() {
        sentry.fork(3);
        sentry.cloneExit(2);
        sentry.as(3).clone(4, 3, THREAD);
        sentry.cloneExit(3);
        sentry.taskExit(0);
        assertThat(sentry.process(2).anyThread().named(2).process().pid()).isEqualTo(3);
        sentry.as(3).exitNotify();
        assertThat(sentry.process(2).anyThread().named(2)).isNull();
        assertThat(sentry.process(2).anyThread().named(3)).as("its thread").isNull();
    }

    @Test
    void aNumberThatWasGuessedWrongIsFree() {
        sentry.fork(3);
        sentry.cloneExit(2);
        sentry.fork(4);
        assertThat(sentry.process(2).anyThread().named(3).tid()).isEqualTo(4);
        sentry.cloneExit(5);
        assertThat(sentry.process(2).anyThread().named(3)).isNull();
        assertThat(sentry.process(2).anyThread().named(5).tid()).isEqualTo(4);
    }

    @Test
    void noNumberIsGuessedBeyondTheGreatest() {
        sentry.losing(1).fork(3);
        sentry.cloneExit(65_535);
        sentry.fork(4);
        sentry.fork(5);
        assertThat(local(4)).isEqualTo(65_536);
        assertThat(local(5)).isZero();
    }

    @Test
    void ignoresResultsThatAreNotIds() {
        TestSentry late = new TestSentry();
        late.as(40).fork(50);
        late.cloneExit(0);
        assertThat(late.process(40).sharesPidNamespace(late.process(40))).isFalse();
        late.fork(51);
        late.cloneExit(1L << 32 | 5);
        assertThat(late.process(51).localPid()).isZero();
    }

    @Test
    void aResultIsNotThatOfTheNextOwnerOfTheId() {
        sentry.fork(7);
        sentry.in("c1").as(1).send(2, new Fields().number(3, 7).number(4, 7).number(5, 9999));
        sentry.in("c2").as(2).cloneExit(4);
        assertThat(local(7)).isEqualTo(7);
        assertThat(sentry.process(7).container().id()).isEqualTo("c1");
    }

    @Test
    void otherNamespacesDoNotChangeIds() {
        sentry.in("c1").as(1).raw(SETNS, 0, 5, 0x4000_0000);
        sentry.fork(3);
        assertThat(local(3)).isEqualTo(3);
        sentry.raw(UNSHARE, 0, 0x4000_0000);
        sentry.fork(4);
        assertThat(local(4)).isEqualTo(4);
        sentry.raw(SETNS, 0, 5, 0);
        sentry.fork(5);
        assertThat(local(5)).as("any kind").isZero();
    }

    @Test
    void aGroupOfItsOwnHasTheProcesssNumber() {
        sentry.fork(3);
        sentry.cloneExit(2);
        sentry.raw(SETPGID, 0, 2, 0);
        sentry.read(0, "", 0);
        assertThat(sentry.process(3).localGroup()).isEqualTo(2);
        assertThat(sentry.process(3).processGroup()).isEqualTo(3);
        sentry.in("c1").as(1).fork(4);
        sentry.raw(SETPGID, 0, 4, 0);
        sentry.read(0, "", 0);
        assertThat(sentry.process(4).localGroup()).isEqualTo(4);
    }
}
