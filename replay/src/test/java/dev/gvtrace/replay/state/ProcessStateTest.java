// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.event.Event.ExecProof;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Containers, processes and threads: how they come, what they run, how they go. */
class ProcessStateTest {
    private static final int PRCTL = 157;
    private static final int PRCTL_OF_ARM64 = 167;
    private static final int SET_CHILD_SUBREAPER = 36;

    private static final long THREAD = 0x3d0f00;
    private static final long FILES = 0x400;
    private static final long PARENT = 0x8000;

    private final TestSentry sentry = new TestSentry();

    @Test
    void startsAContainerWithItsFirstProcess() {
        sentry.start("/root", "/bin/sh", "-c", "id");

        ProcessInfo init = sentry.process(1);
        assertThat(sentry.types).containsExactly("clone", "execve");
        assertThat(init.origin()).isEqualTo(ProcessInfo.Origin.START);
        assertThat(init.name()).isEqualTo("sh");
        assertThat(init.exe()).isEqualTo("/bin/sh");
        assertThat(init.arguments()).containsExactly("-c", "id");
        assertThat(init.program().environment()).containsExactly("PATH=/bin", "HOME=/root");
        assertThat(init.parent()).isNull();
        assertThat(init.sessionId()).isEqualTo(1);
        assertThat(init.mainThread().directories().cwd()).isEqualTo("/root");
        assertThat(sentry.state.container("c1").initPid()).isEqualTo(1);
        assertThat(sentry.state.container("c1").startNs()).isEqualTo(sentry.timeNs());
    }

    @Test
    void givesAForkedChildTheNameOfItsParentAndNoArguments() {
        sentry.start("/root", "/bin/sh", "-c", "id");
        sentry.fork(2);

        assertThat(sentry.last().thread().tid()).isEqualTo(2);
        ProcessInfo child = sentry.process(2);
        assertThat(child.exe()).isEqualTo("sh");
        assertThat(child.name()).isEqualTo("sh");
        assertThat(child.arguments()).isEmpty();
        assertThat(child.program().exepath()).isEqualTo("/bin/sh");
        assertThat(child.program().argv()).containsExactly("/bin/sh", "-c", "id");
        assertThat(child.parent().pid()).isEqualTo(1);
        assertThat(child.mainThread().directories().cwd()).isEqualTo("/root");
        assertThat(child.mainThread().hasMessages()).isFalse();
    }

    @Test
    void takesAnOldExecveAtItsExit() {
        sentry.start("/root", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).execve("bin/tool", "t", "a", "b");
        sentry.read(0, "", 0);

        ProcessInfo process = sentry.process(2);
        assertThat(process.program().exepath()).isEqualTo("/root/bin/tool");
        assertThat(process.exe()).isEqualTo("bin/tool");
        assertThat(process.name()).isEqualTo("tool");
        assertThat(process.arguments()).containsExactly("a", "b");
        assertThat(process.program().proof()).isEqualTo(ExecProof.EXIT);
        assertThat(process.program().environmentKnown()).isFalse();
    }

    @Test
    void takesAProvenExecveFromSentryExecve() {
        sentry.start("/root", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).execve("./link", "x", "y");
        Fields stdin = new Fields().number(1, 0x2190).number(2, 5).text(3, "/dev/pts/3");
        sentry.execveInfo(
                "/usr/bin/a-rather-long-name (deleted)",
                "./a-rather-long-name",
                new Fields()
                        .number(5, 0x81ed)
                        .number(10, 77)
                        .bytes(8, new byte[] {1, (byte) 0xfe})
                        .message(12, stdin),
                "x",
                "y");

        assertThat(sentry.last().event().type().name()).isEqualTo("execve");
        ProcessInfo process = sentry.process(2);
        assertThat(process.program().exepath()).isEqualTo("/usr/bin/a-rather-long-name");
        assertThat(process.program().execfn()).isEqualTo("./a-rather-long-name");
        assertThat(process.name()).isEqualTo("a-rather-long-n");
        assertThat(process.program().environment()).containsExactly("PATH=/bin", "X=1");
        assertThat(process.program().binary().ino()).isEqualTo(77);
        assertThat(process.program().binary().sha256()).isEqualTo("01fe");
        assertThat(process.program().binary().upper()).isFalse();
        assertThat(process.tty()).isEqualTo(0x8803);
        assertThat(sentry.fd(2, 0).name()).isEqualTo("/dev/pts/3");
        assertThat(sentry.fd(2, 1)).isNull();
    }

    @Test
    void runsADescriptorUnderItsNumber() {
        sentry.start("/", "/bin/sh");
        sentry.raw(319, 3, 0, 0);
        sentry.send(
                11,
                TestSentry.exit(0).number(3, 322).number(4, 3).number(9, 0x1000).texts(7, "kworker"));
        sentry.read(0, "", 0);

        ProcessInfo process = sentry.process(1);
        assertThat(process.exe()).isEqualTo("/dev/fd/3");
        assertThat(process.name()).isEqualTo("3");
        assertThat(process.program().argv()).containsExactly("kworker");
    }

    @Test
    void changesNothingForAFailedExecve() {
        sentry.start("/", "/bin/sh");
        sentry.open("/etc/x", 3);
        sentry.fcntl(3, 2, 1, 0);
        sentry.send(11, TestSentry.exit(-2).number(3, 59).text(6, "/bin/none").texts(7, "none"));

        assertThat(sentry.last().event().failed()).isTrue();
        assertThat(sentry.process(1).program().exepath()).isEqualTo("/bin/sh");
        assertThat(sentry.fd(1, 3)).isNotNull();
    }

    @Test
    void closesWhatIsMarkedWhenAProgramIsExecuted() {
        sentry.start("/", "/bin/sh");
        sentry.openat(TestSentry.AT_FDCWD, "/a", TestSentry.CLOEXEC, 3);
        sentry.open("/b", 4);
        sentry.dup(32, 3, 0, 0, 5);
        sentry.execve("/bin/true", "true");
        sentry.read(0, "", 0);

        assertThat(sentry.fd(1, 3)).isNull();
        assertThat(sentry.fd(1, 4).name()).isEqualTo("/b");
        assertThat(sentry.fd(1, 5).name()).isEqualTo("/a");
    }

    @Test
    void unsharesTheTableBeforeAProgramIsExecuted() {
        sentry.start("/", "/bin/sh");
        sentry.openat(TestSentry.AT_FDCWD, "/a", TestSentry.CLOEXEC, 3);
        sentry.clone(2, 2, FILES);
        assertThat(sentry.process(2).anyThread().descriptors())
                .isSameAs(sentry.process(1).anyThread().descriptors());
        sentry.as(2).execve("/bin/true", "true");
        sentry.read(0, "", 0);

        assertThat(sentry.fd(2, 3)).isNull();
        assertThat(sentry.fd(1, 3)).isNotNull();
    }

    @Test
    void copiesDescriptorsForAForkAndSharesThemAmongThreads() {
        sentry.start("/", "/bin/sh");
        sentry.open("/a", 3);
        sentry.fork(2);
        sentry.clone(3, 1, THREAD);
        sentry.as(3, 1).open("/b", 4);
        sentry.as(2).close(3, 0);

        assertThat(sentry.process(1).threadCount()).isEqualTo(2);
        assertThat(sentry.process(1).mainThread().fd(4).name()).isEqualTo("/b");
        assertThat(sentry.fd(1, 3).name()).isEqualTo("/a");
        assertThat(sentry.fd(2, 3)).isNull();
        assertThat(sentry.fd(2, 4)).isNull();
    }

    @Test
    void sharesTheWorkingDirectoryAccordingToTheFlags() {
        sentry.start("/", "/bin/sh");
        sentry.clone(2, 1, THREAD);
        sentry.fork(3);
        sentry.as(2, 1).chdir("/tmp", 0);

        assertThat(sentry.process(1).mainThread().directories().cwd()).isEqualTo("/tmp");
        assertThat(sentry.process(3).mainThread().directories().cwd()).isEqualTo("/");
    }

    @Test
    void givesTheChildOfCloneParentTheCallersParent() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).clone(3, 3, PARENT);

        assertThat(sentry.process(3).parent().pid()).isEqualTo(1);
    }

    @Test
    void makesTheThreadThatExecutesTheLeaderAndSwallowsTheOldLeadersEnd() {
        sentry.start("/", "/bin/sh");
        sentry.fork(20);
        sentry.as(20).clone(21, 20, THREAD);
        sentry.clone(22, 20, THREAD);
        sentry.as(22, 20).execve("/bin/true", "true");
        sentry.execveInfo("/bin/true", "/bin/true", "true");

        assertThat(sentry.last().thread().tid()).isEqualTo(20);
        assertThat(sentry.last().thread().name()).isEqualTo("true");
        sentry.as(20).taskExit(0);
        assertThat(sentry.last().thread().name()).isEqualTo("sh");
        sentry.as(21, 20).taskExit(0);
        ProcessInfo process = sentry.process(20);
        assertThat(process.threads()).extracting(ThreadInfo::tid).containsExactly(20);
        assertThat(sentry.state.thread(22)).isNull();
        assertThat(process.name()).isEqualTo("true");

        sentry.as(20).taskExit(0);
        assertThat(sentry.process(20)).isNull();
        assertThat(sentry.builder().end()).isEmpty();
    }

    @Test
    void followsAThreadThatBecameTheLeaderInTheOldOrder() {
        sentry.start("/", "/bin/sh");
        sentry.fork(20);
        sentry.as(20).clone(22, 20, THREAD);
        sentry.as(22, 20).execveInfo("/bin/true", "", "true");
        sentry.as(20).taskExit(0);
        sentry.execve("/bin/true", "true");
        sentry.open("/etc/ld.so.cache", 3);

        ProcessInfo process = sentry.process(20);
        assertThat(process.threads()).extracting(ThreadInfo::tid).containsExactly(20);
        assertThat(process.program().exepath()).isEqualTo("/bin/true");
        sentry.taskExit(0);
        assertThat(sentry.process(20)).isNull();
    }

    @Test
    void followsAThreadThatBecameTheLeaderUnreported() {
        sentry.start("/", "/bin/sh");
        sentry.fork(20);
        sentry.as(20).clone(22, 20, THREAD);
        sentry.as(22, 20).open("/a", 3);
        sentry.execve("/bin/true", "true");
        sentry.as(20).taskExit(0);
        sentry.open("/b", 4);

        ProcessInfo process = sentry.process(20);
        assertThat(process.threads()).extracting(ThreadInfo::tid).containsExactly(20);
        assertThat(process.name()).isEqualTo("true");
        assertThat(sentry.last().thread().name()).isEqualTo("true");
        assertThat(sentry.fd(20, 3).name()).isEqualTo("/a");
    }

    @Test
    void keepsThreadsWithMessagesAfterAnExecveThatDidNotHappen() {
        sentry.start("/", "/bin/sh");
        sentry.fork(20);
        sentry.as(20).clone(22, 20, THREAD);
        sentry.execve("/bin/none", "none");
        sentry.open("/a", 3);
        assertThat(sentry.process(20).threadCount()).isEqualTo(1);
        sentry.as(22, 20).open("/b", 4);

        assertThat(sentry.process(20).threads()).extracting(ThreadInfo::tid).containsExactly(20, 22);
    }

    @Test
    void keepsTheProcessWhenItsLeaderEndsFirst() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).clone(3, 2, THREAD);
        sentry.taskExit(0);

        ProcessInfo process = sentry.process(2);
        assertThat(process.mainThread()).isNull();
        assertThat(process.threads()).extracting(ThreadInfo::tid).containsExactly(3);
        sentry.as(3, 2).taskExit(1024);
        assertThat(sentry.process(2)).isNull();
    }

    @Test
    void keepsAProcessReadableAtItsEnd() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).open("/a", 3);
        EventContext last = sentry.taskExit(0);

        assertThat(last.event().type().name()).isEqualTo("procexit");
        assertThat(last.process().pid()).isEqualTo(2);
        assertThat(last.process().parent().pid()).isEqualTo(1);
        assertThat(last.thread().fd(3).name()).isEqualTo("/a");
        assertThat(sentry.state.process(2)).isNotNull();
        assertThat(sentry.process(2)).isNull();
    }

    @Test
    void givesOrphansToTheNearestSubreaperElseToTheFirstProcess() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).raw(157, 0, 36, 1);
        sentry.fork(3);
        sentry.as(3).fork(4);
        sentry.as(4).fork(5);
        sentry.as(4).taskExit(0);
        assertThat(sentry.process(5).parent().pid()).isEqualTo(2);
        sentry.as(2).taskExit(0);
        assertThat(sentry.process(5).parent().pid()).isEqualTo(1);
        assertThat(sentry.process(3).parent().pid()).isEqualTo(1);
    }

    @Test
    void aFailedOrFormerSubreaperAdoptsNoChildren() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).raw(PRCTL, 0, SET_CHILD_SUBREAPER, 1);
        sentry.fork(3);
        sentry.as(3).raw(PRCTL, -22, SET_CHILD_SUBREAPER, 1);
        sentry.fork(4);
        sentry.as(4).fork(5);
        sentry.fork(6);
        sentry.taskExit(0);
        assertThat(sentry.process(5).parent().pid()).isEqualTo(2);
        assertThat(sentry.process(3).isSubreaper()).isFalse();

        sentry.as(2).raw(PRCTL, 0, SET_CHILD_SUBREAPER, 0);
        sentry.as(3).taskExit(0);
        assertThat(sentry.process(6).parent().pid()).as("adopted before").isEqualTo(2);
        sentry.as(6).fork(7);
        sentry.taskExit(0);
        assertThat(sentry.process(7).parent().pid()).isEqualTo(1);
    }

    @Test
    void aForkedChildOfASubreaperIsNotASubreaper() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).raw(PRCTL, 0, SET_CHILD_SUBREAPER, 1);
        sentry.execve("/usr/bin/supervisor", "supervisor");
        sentry.fork(3);
        assertThat(sentry.process(2).isSubreaper()).as("execve keeps it").isTrue();
        assertThat(sentry.process(3).isSubreaper()).isFalse();
    }

    @Test
    void followsSubreapersOfArm64() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).send(7, TestSentry.exit(3).number(3, 56).text(6, "/etc/passwd"));
        sentry.raw(PRCTL_OF_ARM64, 0, SET_CHILD_SUBREAPER, 1);
        sentry.fork(3);
        sentry.as(3).fork(4);
        sentry.taskExit(0);
        assertThat(sentry.process(4).parent().pid()).isEqualTo(2);
    }

    @Test
    void usesTheParentThatTheContextNamesEvenIfItIsAZombie() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).fork(3);
        sentry.taskExit(0);
        sentry.as(3).with(new Fields().number(10, 2)).read(0, "", 0);
        assertThat(sentry.last().process().parent().pid()).isEqualTo(2);
        assertThat(sentry.last().process().parent().exited()).isTrue();

        sentry.as(2).exitNotify();
        assertThat(sentry.process(3).parent().pid()).isEqualTo(1);
        sentry.as(3).with(new Fields().number(10, 99)).read(0, "", 0);
        assertThat(sentry.process(3).parent()).isNull();
        assertThat(sentry.process(3).parentPid()).isEqualTo(99);
        assertThat(sentry.last().thread().parentVpid()).isZero();
    }

    @Test
    void refusesParentsInACircle() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).fork(3);
        sentry.as(2).with(new Fields().number(10, 3)).read(0, "", 0);

        assertThat(sentry.process(2).parent()).isNull();
        assertThat(sentry.process(3).parent().pid()).isEqualTo(2);
    }

    @Test
    void replacesAProcessWhoseIdIsHandedOutAgain() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).open("/a", 3);
        sentry.fork(4);
        ProcessInfo former = sentry.process(2);
        sentry.as(1).fork(2);

        assertThat(former.exited()).isTrue();
        assertThat(sentry.process(2)).isNotSameAs(former);
        assertThat(sentry.fd(2, 3)).isNull();
        assertThat(sentry.process(4).parent().pid()).isEqualTo(1);
    }

    @Test
    void detectsReusedIdsByStartTimes() {
        sentry.start("/", "/bin/sh");
        sentry.as(2).with(new Fields().number(3, 5).number(5, 5)).open("/a", 3);
        sentry.with(new Fields().number(3, 9).number(5, 9)).read(0, "", 0);

        assertThat(sentry.process(2).startNs()).isEqualTo(9);
        assertThat(sentry.fd(2, 3)).isNull();
    }

    @Test
    void detectsAnExecSession() {
        sentry.start("/", "/bin/sh");
        Fields context = new Fields().text(9, "bash").number(11, 1);
        sentry.as(7).with(context).open("/a", 3);
        sentry.fork(8);

        ProcessInfo root = sentry.process(7);
        assertThat(root.origin()).isEqualTo(ProcessInfo.Origin.EXEC_SESSION);
        assertThat(root.parent()).isNull();
        assertThat(root.name()).isEqualTo("bash");
        assertThat(sentry.process(8).isExecSession()).isTrue();
    }

    @Test
    void handlesThreadsAndProcessesThatAppearLate() {
        sentry.as(5, 4).with(new Fields().text(8, "/srv").text(9, "worker")).open("x", 3);
        sentry.as(4).read(3, "", 1);

        ProcessInfo process = sentry.process(4);
        assertThat(process.origin()).isEqualTo(ProcessInfo.Origin.LATE);
        assertThat(process.threads()).extracting(ThreadInfo::tid).containsExactly(5, 4);
        assertThat(sentry.last().fdName()).isEqualTo("/srv/x");
        assertThat(process.container().id()).isEqualTo("c1");
    }

    @Test
    void movesAThreadToItsProcessOnceReported() {
        sentry.as(5, 0).open("/x", 3);
        assertThat(sentry.process(5)).isNotNull();
        sentry.as(5, 4).read(3, "", 1);

        assertThat(sentry.process(5)).isNull();
        assertThat(sentry.process(4).threads()).extracting(ThreadInfo::tid).containsExactly(5);
        assertThat(sentry.last().fdName()).isEqualTo("/x");
    }

    @Test
    void infersTheIdsInsideAContainer() {
        sentry.start("/", "/pause");
        sentry.in("c2").as(14).start("/", "/bin/sh");
        sentry.as(14).fork(20);
        sentry.cloneExit(7);
        sentry.as(20).setid(112, 0, 7);

        assertThat(sentry.process(14).localPid()).isEqualTo(1);
        assertThat(sentry.process(20).localPid()).isEqualTo(7);
        assertThat(sentry.process(20).sessionId()).isEqualTo(20);
        assertThat(sentry.process(20).container().id()).isEqualTo("c2");
        sentry.as(14).raw(109, 0, 7, 7);
        assertThat(sentry.process(20).processGroup()).isEqualTo(20);
    }

    @Test
    void keepsTheContainersOfAPodApart() {
        sentry.start("/", "/pause");
        sentry.in("c2").as(14).start("/srv", "/bin/sh");
        sentry.taskExit(0);

        assertThat(sentry.process(14)).isNull();
        assertThat(sentry.process(1).name()).isEqualTo("pause");
        assertThat(sentry.state.container("c2").endNs()).isEqualTo(sentry.timeNs());
        assertThat(sentry.state.container("c1").endNs()).isZero();
    }

    @Test
    void listsThreadsWithoutMessages() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        long clonedNs = sentry.timeNs();
        sentry.fork(3);
        sentry.as(3).exitNotify();
        sentry.as(1).fork(4);
        sentry.as(4).taskExit(0);
        List<SilentThread> silent = sentry.builder().end();

        assertThat(silent).extracting(SilentThread::tid).containsExactly(3, 2);
        assertThat(silent.get(1).timeNs()).isEqualTo(clonedNs);
        assertThat(silent.get(1).hasMessages()).isFalse();
        EventContext reported = sentry.builder().report(silent.get(1));
        assertThat(reported.event().type().name()).isEqualTo("silent");
        assertThat(reported.process().pid()).isEqualTo(2);
    }

    @Test
    void reportsASilentThreadWithTheParentThatAnnouncedIt() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.as(1).fork(3);
        sentry.as(3).exitNotify();
        sentry.as(1).taskExit(0);
        List<SilentThread> silent = sentry.builder().end();

        assertThat(silent).extracting(SilentThread::parentPid).containsExactly(1, 1);
        for (SilentThread thread : silent) {
            EventContext reported = sentry.builder().report(thread);
            assertThat(reported.thread().name()).isEqualTo("sh");
            assertThat(reported.process().program().argv()).containsExactly("/bin/sh");
            assertThat(reported.process().parent().pid()).isEqualTo(1);
            assertThat(reported.container().id()).isEqualTo("c1");
        }
        sentry.builder().settle();
        assertThat(sentry.process(2).parent()).isNull();
    }

    @Test
    void listsThreadsThatStoppedInTheMiddle() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).open("/a", 3);
        sentry.as(1).taskExit(0);

        assertThat(sentry.builder().end()).singleElement().satisfies(silent -> {
            assertThat(silent.tid()).isEqualTo(2);
            assertThat(silent.hasMessages()).isTrue();
        });
    }

    @Test
    void healsNamesAfterALostExecve() {
        sentry.start("/", "/bin/sh");
        sentry.losing(3).with(new Fields().text(9, "nginx")).open("/a", 3);

        assertThat(sentry.process(1).name()).isEqualTo("nginx");
        assertThat(sentry.state.lost()).isEqualTo(3);
        assertThat(sentry.state.isUncertain(sentry.process(1))).isTrue();
    }

    @Test
    void showsThreadsOfBareSessionsAsTheReferenceEngineDid() {
        sentry.start("/", "/usr/bin/python3", "x.py");
        sentry.clone(2, 1, THREAD);
        sentry.as(2, 0).open("/a", 3);

        ThreadInfo thread = sentry.last().thread();
        assertThat(thread.process().pid()).isEqualTo(1);
        assertThat(thread.exe()).isEqualTo("python3");
        assertThat(thread.arguments()).isEmpty();
        assertThat(thread.parentVpid()).isEqualTo(1);
        sentry.as(2, 1).with(new Fields().number(3, 7002)).open("/a", 4);
        assertThat(sentry.last().thread().arguments()).containsExactly("x.py");
        assertThat(sentry.last().thread().parentVpid()).isZero();
    }

    @Test
    void theFirstMessageOfAThreadNamesItsProcess() {
        TestSentry sentry = new TestSentry();
        sentry.as(7, 5).with(new Fields().text(9, "srv")).read(0, "", 1);
        assertThat(sentry.process(5).name()).isEqualTo("srv");
        sentry.as(7, 5).with(new Fields().text(9, "worker")).read(0, "", 1);
        assertThat(sentry.process(5).name()).isEqualTo("srv");
        sentry.as(5, 5).with(new Fields().text(9, "server")).read(0, "", 1);
        assertThat(sentry.process(5).name()).isEqualTo("server");
    }
}
