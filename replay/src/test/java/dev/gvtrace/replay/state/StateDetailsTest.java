// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.Text;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cases of gvisor-semantics 5 that a sandbox seldom comes to: what a mutant of state changed and no other test noticed.
 */
class StateDetailsTest {
    private static final long THREAD = 0x10000;
    private static final long FILES = 0x400;
    private static final long PARENT = 0x8000;
    private static final int TIOCSCTTY = 0x540e;
    private static final int TIOCNOTTY = 0x5422;

    private final TestSentry sentry = new TestSentry();

    // Containers

    @Test
    void aContainerStartUnderAnIdInUseReplacesItsProcess() {
        sentry.start("/a", "/bin/a");
        sentry.open("/x", 3);
        sentry.clone(2, 1, THREAD);
        sentry.in("c2").as(1).start("/b", "/bin/b");

        assertThat(sentry.process(1).name()).isEqualTo("b");
        assertThat(sentry.process(1).container().id()).isEqualTo("c2");
        assertThat(sentry.fd(1, 3)).isNull();
        assertThat(sentry.state.thread(2)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"true, 34816", "false, 0"})
    void onlyAContainerWithATerminalHasOne(boolean terminal, int tty) {
        sentry.send(1, new Fields().text(2, "c1").texts(4, "/bin/sh").number(6, terminal ? 1 : 0));
        assertThat(sentry.process(1).tty()).isEqualTo(tty);
        assertThat(sentry.state.container("c1").terminal()).isEqualTo(terminal);
    }

    @ParameterizedTest
    @CsvSource({"/bin/tool, /bin/tool", "bin/tool, /srv/bin/tool", "tool, tool"})
    void theFirstProgramIsFoundFromTheDirectoryUnlessItIsABareName(String passed, String exepath) {
        sentry.start("/srv", passed);
        assertThat(sentry.process(1).program().exepath()).isEqualTo(exepath);
        assertThat(sentry.process(1).exe()).isEqualTo(passed);
        assertThat(sentry.process(1).arguments()).isEmpty();
        assertThat(sentry.process(1).program().environmentKnown()).isTrue();
    }

    @Test
    void anEnvironmentThatWasNotSentIsNotKnown() {
        sentry.send(1, new Fields().texts(4, "/bin/sh", "-l"));
        assertThat(sentry.process(1).program().environmentKnown()).isFalse();
        assertThat(sentry.process(1).arguments()).containsExactly("-l");
    }

    @Test
    void aContainerIsNamedByItsStartElseByTheContext() {
        sentry.send(1, new Fields().texts(4, "/bin/sh"));
        assertThat(sentry.process(1).container().id()).isEqualTo("c1");
        sentry.in("of the context").as(2).send(1, new Fields().text(2, "of the start"));
        assertThat(sentry.state.container("of the start").initPid()).isEqualTo(2);
    }

    @Test
    void aProcessBeganWhenItsGroupDidElseWhenItsThreadDid() {
        sentry.with(new Fields().number(3, 70).number(5, 60)).start("/", "/bin/a");
        assertThat(sentry.process(1).startNs()).isEqualTo(60);
        assertThat(sentry.process(1).mainThread().startNs()).isEqualTo(70);
        sentry.as(2).with(new Fields().number(3, 80)).start("/", "/bin/b");
        assertThat(sentry.process(2).startNs()).isEqualTo(80);
    }

    // Ids

    @Test
    void aChildOfAnUnknownParentIsInTheContainerOfTheContext() {
        sentry.start("/", "/bin/sh");
        sentry.in("c2").as(0, 0).clone(20, 20, 0);
        assertThat(sentry.process(20).container().id()).isEqualTo("c2");
        assertThat(sentry.process(20).parentPid()).isZero();
        sentry.as(0, 0).clone(21, 20, THREAD);
        assertThat(sentry.process(20).threads()).extracting(ThreadInfo::tid).containsExactly(20, 21);
    }

    @Test
    void aThreadOfAnUnknownProcessIsInTheOnlyContainer() {
        sentry.start("/", "/bin/sh");
        sentry.as(0, 0).clone(31, 30, THREAD);
        assertThat(sentry.process(30).container().id()).isEqualTo("c1");
        assertThat(sentry.process(30).mainThread()).isNull();
    }

    @Test
    void aSiblingHasTheParentOfItsMakerEvenIfOnlyItsIdIsKnown() {
        sentry.as(50).with(new Fields().number(10, 7)).read(0, "", 0);
        sentry.clone(51, 51, PARENT);
        assertThat(sentry.process(51).parentPid()).isEqualTo(7);
        assertThat(sentry.process(51).parent()).isNull();
    }

    @Test
    void anIdThatIsHandedOutAgainIsTakenFromTheThreadThatHadIt() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).clone(3, 2, THREAD | FILES);
        FdTable shared = sentry.process(2).mainThread().descriptors();
        int users = shared.sharers();
        sentry.as(1).fork(3);
        assertThat(sentry.process(2).threads()).extracting(ThreadInfo::tid).containsExactly(2);
        assertThat(shared.sharers()).isEqualTo(users - 1);
        assertThat(sentry.process(3).parentPid()).isEqualTo(1);
    }

    @Test
    void aProcessWhoseLastThreadLosesItsIdIsOver() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).clone(3, 2, THREAD);
        sentry.taskExit(0);
        sentry.as(1).fork(3);
        assertThat(sentry.process(2)).isNull();
        assertThat(sentry.process(3).threads()).hasSize(1);
    }

    @Test
    void aGroupThatBeganAtAnotherTimeIsAnother() {
        sentry.as(2).with(new Fields().number(5, 100)).open("/a", 3);
        sentry.as(3, 2).with(new Fields().number(5, 200)).read(0, "", 0);
        assertThat(sentry.process(2).startNs()).isEqualTo(200);
        assertThat(sentry.process(2).threads()).extracting(ThreadInfo::tid).containsExactly(3);
        assertThat(sentry.fd(2, 3)).isNull();
    }

    @Test
    void onlyAnObservedFirstProcessOfAnExecSessionLeadsASession() {
        sentry.start("/", "/bin/sh");
        sentry.as(40).with(new Fields().number(11, 1)).read(0, "", 0);
        sentry.as(50).read(0, "", 0);
        assertThat(sentry.process(40).origin()).isEqualTo(ProcessInfo.Origin.EXEC_SESSION);
        assertThat(sentry.process(40).sessionId()).isEqualTo(40);
        assertThat(sentry.process(40).processGroup()).isEqualTo(40);
        assertThat(sentry.process(50).origin()).isEqualTo(ProcessInfo.Origin.LATE);
        assertThat(sentry.process(50).sessionId()).as("not known").isEqualTo(-1);
    }

    @Test
    void aChildOfAnExecSessionIsNotItsBeginning() {
        sentry.start("/", "/bin/sh");
        sentry.as(41).with(new Fields().number(11, 1).number(10, 40)).read(0, "", 0);
        assertThat(sentry.process(41).origin()).isEqualTo(ProcessInfo.Origin.LATE);
        assertThat(sentry.process(41).isExecSession()).isTrue();
    }

    static Stream<Consumer<StateBuilder>> whatComesNext() {
        return Stream.of(
                builder -> builder.lost(1),
                builder -> builder.procfs(new byte[0]),
                builder -> builder.facts(Text.ofUtf8("container"), new byte[0]),
                StateBuilder::end,
                StateBuilder::settle);
    }

    @ParameterizedTest
    @MethodSource("whatComesNext")
    void anEndedProcessIsGoneWithTheNextMessage(Consumer<StateBuilder> next) {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.as(2).taskExit(0);
        assertThat(sentry.state.process(2)).isNotNull();
        next.accept(sentry.builder());
        assertThat(sentry.state.process(2)).isNull();
        assertThat(sentry.state.process(1).children()).isEmpty();
    }

    @Test
    void eventsHaveAFirstAndALastTime() {
        sentry.start("/", "/bin/sh");
        long first = sentry.timeNs();
        sentry.open("/a", 3);
        sentry.open("/b", 4);
        assertThat(sentry.state.firstEventNs()).isEqualTo(first);
        assertThat(sentry.state.lastEventNs()).isEqualTo(sentry.timeNs());
    }

    // Programs

    private EventContext execveat(int directory, String path) {
        sentry.send(
                11,
                TestSentry.exit(0)
                        .number(3, 322)
                        .number(4, directory)
                        .text(6, path)
                        .texts(7, "t")
                        .texts(8, "A=1"));
        return sentry.read(0, "", 0);
    }

    @ParameterizedTest
    @CsvSource({
        "5, tool, /dev/fd/5/tool, /opt/tool",
        "5, /bin/tool, /bin/tool, /bin/tool",
        "-100, tool, tool, /srv/tool",
        "8, tool, /dev/fd/8/tool, /dev/fd/8/tool/tool"
    })
    void aProgramBelowADescriptorIsFoundThere(int directory, String path, String exe, String exepath) {
        sentry.start("/srv", "/bin/sh");
        sentry.openat(TestSentry.AT_FDCWD, "/opt", 0x10000, 5);
        execveat(directory, path);
        assertThat(sentry.process(1).exe()).isEqualTo(exe);
        assertThat(sentry.process(1).program().exepath()).isEqualTo(exepath);
    }

    @Test
    void theEnvironmentOfAnAttemptIsKnown() {
        sentry.start("/srv", "/bin/sh");
        execveat(TestSentry.AT_FDCWD, "/bin/tool");
        assertThat(sentry.process(1).program().environment()).containsExactly("A=1");
        assertThat(sentry.process(1).program().environmentKnown()).isTrue();
    }

    @Test
    void aProgramWithoutAnAttemptIsNamedByItsPath() {
        sentry.start("/", "/bin/sh");
        sentry.execveInfo("/usr/bin/id", "", "id");
        sentry.read(0, "", 0);
        assertThat(sentry.process(1).exe()).isEqualTo("/usr/bin/id");
        assertThat(sentry.process(1).name()).isEqualTo("id");
        assertThat(sentry.process(1).program().stdio()).isEqualTo(Program.NO_STDIO);
        assertThat(sentry.process(1).program().pipeIn()).isNull();
    }

    @Test
    void anExecutionHasItsStandardDescriptorsAndThePeersOfItsPipes() {
        sentry.start("/", "/bin/sh");
        int portAsSent = 0xbb01;
        Fields local =
                new Fields().number(1, 2).bytes(2, new byte[] {10, 0, 0, 1}).number(3, portAsSent);
        Fields socket = new Fields().number(1, 2).message(2, local);
        sentry.execveInfo(
                "/bin/cat",
                "/bin/cat",
                new Fields()
                        .message(
                                13,
                                new Fields()
                                        .number(1, 0xc1ff)
                                        .number(2, 9)
                                        .text(3, "socket:[9]")
                                        .message(4, socket))
                        .message(
                                21,
                                new Fields()
                                        .message(
                                                1,
                                                new Fields()
                                                        .number(2, 8)
                                                        .number(4, 7)
                                                        .text(9, "curl"))),
                "cat");
        sentry.read(0, "", 0);
        Program program = sentry.process(1).program();
        assertThat(program.stdio().get(0)).isNull();
        assertThat(program.stdio().get(2)).isNull();
        assertThat(program.stdio().get(1).path()).isEqualTo("socket:[9]");
        assertThat(program.stdio().get(1).local().port()).isEqualTo(443);
        assertThat(program.stdio().get(1).remote()).isNull();
        assertThat(program.pipeIn()).isEqualTo(new Program.Sibling(7, "curl"));
        assertThat(program.pipeOut()).isNull();
    }

    @Test
    void aSiblingWithoutAGroupIsKnownByItsThread() {
        sentry.start("/", "/bin/sh");
        sentry.execveInfo(
                "/bin/cat",
                "/bin/cat",
                new Fields().message(22, new Fields().message(1, new Fields().number(2, 8))),
                "cat");
        sentry.read(0, "", 0);
        assertThat(sentry.process(1).program().pipeOut()).isEqualTo(new Program.Sibling(8, ""));
    }

    // Descriptors

    @Test
    void aTerminalIsTakenAndGivenUpByIoctl() {
        sentry.start("/", "/bin/sh");
        sentry.open("/dev/pts/3", 3);
        sentry.open("/tmp/a", 4);
        sentry.raw(16, 0, 3, TIOCSCTTY);
        sentry.read(0, "", 0);
        assertThat(sentry.process(1).tty()).isEqualTo(0x8803);
        sentry.raw(16, 0, 4, TIOCSCTTY);
        sentry.raw(16, 0, 9, TIOCSCTTY);
        sentry.read(0, "", 0);
        assertThat(sentry.process(1).tty()).as("no terminal").isEqualTo(0x8803);
        sentry.raw(16, 0, 3, TIOCNOTTY);
        sentry.read(0, "", 0);
        assertThat(sentry.process(1).tty()).isZero();
    }

    @Test
    void aGroupWhoseLeaderIsGoneKeepsItsId() {
        sentry.start("/", "/bin/sh");
        sentry.fork(2);
        sentry.cloneExit(2);
        sentry.as(2).raw(109, 0, 0, 77);
        sentry.read(0, "", 0);
        assertThat(sentry.process(2).processGroup()).isEqualTo(77);
        assertThat(sentry.process(2).localGroup()).isEqualTo(77);
    }

    @Test
    void anUnknownDescriptorIsClosedByTheExecveIfItIsMarked() {
        sentry.start("/", "/bin/sh");
        for (int fd = 4; fd < 7; fd++) {
            sentry.open("/a", fd);
            sentry.dup(33, 9, fd, 0, fd);
        }
        sentry.fcntl(4, 2, 1, 0);
        sentry.raw(436, 0, 5, 5, 4);
        sentry.read(0, "", 0);
        FdTable table = sentry.process(1).mainThread().descriptors();
        assertThat(table.isUnknown(4) && table.isUnknown(5) && table.isUnknown(6))
                .isTrue();
        sentry.execve("/bin/true", "true");
        sentry.execveInfo("/bin/true", "/bin/true", "true");
        assertThat(table.isUnknown(4) || table.isUnknown(5)).isFalse();
        assertThat(table.isUnknown(6)).isTrue();
        sentry.raw(436, 0, 6, 6, 0);
        sentry.read(0, "", 0);
        assertThat(table.isUnknown(6)).isFalse();
    }

    @Test
    void aPipeThatIsNotNamedHasAnInodeThatNoOtherHas() {
        sentry.start("/", "/bin/sh");
        for (int i = 0; i < 2; i++) {
            sentry.send(
                    17, TestSentry.exit(0).number(3, 293).number(5, 3 + 2 * i).number(6, 4 + 2 * i));
        }
        assertThat(sentry.fd(1, 3).ino()).isNegative().isEqualTo(sentry.fd(1, 4).ino());
        assertThat(sentry.fd(1, 5).ino())
                .isNegative()
                .isNotEqualTo(sentry.fd(1, 3).ino());
    }

    @Test
    void aDescriptorReportedWithAnotherKindIsAnother() {
        sentry.start("/", "/bin/sh");
        sentry.socket(2, 1, 0, 3);
        sentry.send(22, TestSentry.exit(4).number(3, 290));
        FdInfo socket = sentry.fd(1, 3);
        FdInfo event = sentry.fd(1, 4);
        sentry.read(3, "socket:[7]", 1);
        sentry.read(4, "anon_inode:[eventfd]", 1);
        assertThat(sentry.fd(1, 3)).isSameAs(socket);
        assertThat(sentry.fd(1, 4)).isSameAs(event);
        assertThat(socket.ino()).isEqualTo(7);
        sentry.read(3, "pipe:[8]", 1);
        sentry.read(4, "socket:[9]", 1);
        assertThat(sentry.fd(1, 3).kind()).isEqualTo(FdInfo.Kind.PIPE);
        assertThat(sentry.fd(1, 4).socket()).isNotNull();
    }

    @Test
    void aDescriptorConfirmedAfterALossIsCertainAgain() {
        sentry.start("/", "/bin/sh");
        sentry.open("/a", 3);
        sentry.open("/b", 4);
        sentry.losing(1).read(0, "", 0);
        assertThat(sentry.state.isUncertain(sentry.fd(1, 3))).isTrue();
        sentry.read(3, "/a", 1);
        assertThat(sentry.state.isUncertain(sentry.fd(1, 3))).isFalse();
        assertThat(sentry.state.isUncertain(sentry.fd(1, 4))).isTrue();
    }
}
