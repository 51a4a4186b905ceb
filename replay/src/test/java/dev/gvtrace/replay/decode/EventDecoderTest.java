// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.proto.schema.Clone;
import dev.gvtrace.proto.schema.CloneInfo;
import dev.gvtrace.proto.schema.Close;
import dev.gvtrace.proto.schema.Eventfd;
import dev.gvtrace.proto.schema.ExecveInfo;
import dev.gvtrace.proto.schema.Fork;
import dev.gvtrace.proto.schema.Pipe;
import dev.gvtrace.proto.schema.Prlimit;
import dev.gvtrace.proto.schema.Read;
import dev.gvtrace.proto.schema.Setid;
import dev.gvtrace.proto.schema.Start;
import dev.gvtrace.proto.schema.TaskExit;
import dev.gvtrace.proto.schema.Write;
import dev.gvtrace.proto.testing.GoldenPacket;
import dev.gvtrace.proto.testing.Packets;
import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.event.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventDecoderTest {
    private static final DecodeOptions SHADOWED = new DecodeOptions(
            true, Set.of("syscall/sysno/257/enter", "syscall/sysno/257/exit", "syscall/openat/exit"), false);

    @Test
    void makesOneEventOfARawExitAndItsTwin() {
        Script script = new Script()
                .rawEnter(7, 257)
                .rawExit(7, 257, 3)
                .openExit(8, "/other", 4)
                .openExit(7, "/x", 3);
        assertThat(script.log())
                .containsExactly("#6", "#6", "#7", "3 openat by 8 = 4 /other", "#7", "4 openat by 7 = 3 /x");
    }

    @Test
    void takesALoneRawExitForConcealedOnceATwinWasSeen() {
        Script script = new Script()
                .rawExit(7, 257, 3)
                .openExit(7, "/x", 3)
                .rawExit(7, 80, 0)
                .rawExit(7, 257, -2)
                .rawExit(7, 59, 0)
                .rawEnter(7, 257)
                .rawExit(7, 3, 0)
                .end();
        assertThat(script.events())
                .containsExactly(
                        "2 openat by 7 = 3 /x",
                        "3 chdir by 7 = 0 concealed",
                        "4 openat by 7 = -2 concealed",
                        "5 execve by 7 = 0 EXIT concealed",
                        "7 close by 7 = 0 concealed");
    }

    @Test
    void concealsNoCallThatTheSentryMayHaveNoPointFor() {
        // A Sentry of 2022 has a point for openat, and none for mmap, listen and ptrace.
        Script old = new Script()
                .rawExit(7, 257, 3)
                .openExit(7, "/x", 3)
                .rawExit(7, 9, 4096)
                .rawExit(7, 50, 0)
                .rawExit(7, 1, 5)
                .rawExit(7, 101, 0)
                .end();
        assertThat(old.events())
                .containsExactly(
                        "2 openat by 7 = 3 /x",
                        "3 mmap by 7 = 4096",
                        "4 listen by 7 = 0",
                        "5 write by 7 = 5",
                        "6 ptrace by 7 = 0");
    }

    @Test
    void infersTheAgeOfASentryFromItsMessages() {
        Script withMmap = new Script()
                .rawExit(7, 257, 3)
                .openExit(7, "/x", 3)
                .mmapExit(7)
                .rawExit(7, 1, 5)
                .rawExit(7, 9, 4096)
                .rawExit(7, 50, 0)
                .end();
        assertThat(withMmap.events())
                .containsExactly(
                        "2 openat by 7 = 3 /x",
                        "3 mmap by 7 = 4096",
                        "4 write by 7 = 5 concealed",
                        "5 mmap by 7 = 4096 concealed",
                        "6 listen by 7 = 0");
        Script withExecfn = new Script().rawExit(7, 257, 3).openExit(7, "/x", 3);
        withExecfn.send(ExecveInfo.newBuilder()
                .setContextData(withExecfn.context(8))
                .setExecfn("/bin/id")
                .build());
        assertThat(withExecfn.rawExit(7, 50, 0).end().events()).contains("4 listen by 7 = 0 concealed");
        Script exitFirst = new Script()
                .rawExit(7, 257, 3)
                .openExit(7, "/x", 3)
                .execExit(8, "/bin/id", 0)
                .sentryExecve(8, "/bin/id")
                .rawExit(7, 1, 5)
                .rawExit(7, 9, 4096)
                .end();
        assertThat(exitFirst.events()).contains("5 write by 7 = 5 concealed", "6 mmap by 7 = 4096");
        Script inExecSession = new Script().rawExit(7, 257, 3).openExit(7, "/x", 3);
        inExecSession.send(TaskExit.newBuilder()
                .setContextData(inExecSession.context(9).toBuilder().setIsExecSession(true))
                .build());
        assertThat(inExecSession.rawExit(7, 9, 4096).end().events()).contains("4 mmap by 7 = 4096 concealed");
    }

    @Test
    void ignoresAConfigurationWithPointsOfANewerSentry() {
        Set<String> points =
                Set.of("syscall/sysno/257/exit", "syscall/openat/exit", "syscall/sysno/9/exit", "syscall/mmap/exit");
        Script script = new Script(new DecodeOptions(true, points, false))
                .rawExit(7, 9, 4096)
                .rawExit(7, 257, 3)
                .end();
        assertThat(script.events()).containsExactly("1 mmap by 7 = 4096", "2 openat by 7 = 3 concealed");
    }

    @Test
    void takesALoneRawExitForARawEventBeforeThat() {
        Script script = new Script().rawExit(7, 257, 3).rawExit(7, 80, 0).openExit(7, "/x", 3);
        assertThat(script.log())
                .containsExactly("#6", "1 openat by 7 = 3", "#6", "2 chdir by 7 = 0", "#7", "3 openat by 7 = 3 /x");
    }

    @Test
    void usesTheConfigurationForShadows() {
        Script script =
                new Script(SHADOWED).rawExit(7, 257, 3).rawExit(7, 80, 0).rawEnter(7, 257);
        // chdir has no schematized point in this session: its raw exit is all there can be.
        assertThat(script.log()).containsExactly("#6", "1 openat by 7 = 3 concealed", "#6", "2 chdir by 7 = 0", "#6");
    }

    @Test
    void concludesNothingFromATwinThatMayBeLost() {
        Script script = new Script(SHADOWED).rawExit(7, 257, 3).lose(1).rawEnter(7, 257);
        assertThat(script.events()).containsExactly("1 openat by 7 = 3");
    }

    @Test
    void concealsAtTheEndOfTheStreamToo() {
        Script script =
                new Script(SHADOWED).rawExit(7, 257, 3).rawExit(8, 257, 4).end();
        assertThat(script.events()).containsExactly("1 openat by 7 = 3 concealed", "2 openat by 8 = 4 concealed");
    }

    @Test
    void joinsAnExecutableMappingWithItsCall() {
        assertThat(new Script().sentryMmap(7, "/lib/x").mmapExit(7).events())
                .containsExactly("2 mmap by 7 = 4096 with MMAP_INFO");
        assertThat(new Script()
                        .sentryMmap(7, "/lib/x")
                        .rawExit(7, 9, 4096)
                        .end()
                        .events())
                .containsExactly("2 mmap by 7 = 4096 with MMAP_INFO");
        assertThat(new Script()
                        .sentryMmap(7, "/lib/x")
                        .rawExit(7, 9, 4096)
                        .mmapExit(7)
                        .events())
                .containsExactly("3 mmap by 7 = 4096 with MMAP_INFO");
    }

    @Test
    void makesAnEventOfAMappingWhoseExitDoesNotFollow() {
        Script script =
                new Script().sentryMmap(7, "/lib/x").openExit(7, "/x", 3).mmapExit(7);
        assertThat(script.events())
                .containsExactly("1 mmap by 7 with MMAP_INFO", "2 openat by 7 = 3 /x", "3 mmap by 7 = 4096");
    }

    @Test
    void takesThePathFromTheEnter() {
        Script script = new Script()
                .openEnter(7, "/etc/passwd")
                .openExit(8, "/tmp/b", 4)
                .openExit(7, "/tmp/a", 3);
        assertThat(script.events()).containsExactly("2 openat by 8 = 4 /tmp/b", "3 openat by 7 = 3 /etc/passwd");
    }

    @Test
    void usesTheExitWhereTheEnterCouldNotRead() {
        assertThat(new Script().openEnter(7, "").openExit(7, "/x", 3).events()).containsExactly("2 openat by 7 = 3 /x");
    }

    @Test
    void forgetsAnEnterThatBelongsToAnotherCall() {
        assertThat(new Script()
                        .openEnter(7, "/old")
                        .rawEnter(7, 39)
                        .openExit(7, "/x", 3)
                        .events())
                .containsExactly("3 openat by 7 = 3 /x");
        assertThat(new Script()
                        .openEnter(7, "/old")
                        .lose(1)
                        .openExit(7, "/x", 3)
                        .events())
                .containsExactly("2 openat by 7 = 3 /x after 1");
    }

    @Test
    void keepsThePathThatOnlyTheEnterOfACloseHas() {
        List<String> paths = new ArrayList<>();
        EventDecoder decoder = new EventDecoder(DecodeOptions.UNKNOWN, new EventListener() {
            @Override
            public void lost(long count) {}

            @Override
            public void message(Message message) {}

            @Override
            public void event(Event event) {
                paths.add(((Call) event.enter()).fdPath() + " " + ((Call) event.message()).fdPath());
            }
        });
        Script contexts = new Script();
        Close.Builder close = Close.newBuilder().setSysno(3).setFd(5);
        for (Close message : new Close[] {
            close.setContextData(contexts.context(7)).setFdPath("/etc/hosts").build(),
            close.setContextData(contexts.context(7))
                    .setFdPath("[err: FD not found]")
                    .setExit(Script.exit(0))
                    .build()
        }) {
            byte[] packet = Packets.of(message);
            decoder.packet(packet, 0, packet.length, 0);
        }
        assertThat(paths).containsExactly("/etc/hosts [err: FD not found]");
    }

    @Test
    void makesTwoEventsOfAContainersStart() {
        Script script = new Script();
        script.send(Start.newBuilder()
                .setContextData(script.context(14))
                .setId("c1")
                .build());
        assertThat(script.log()).containsExactly("#1", "1 clone by 14 = 0", "1 execve by 14 = 0 SENTRY");
        assertThat(new Script().send(Start.newBuilder().setId("c1").build()).events())
                .containsExactly("1000000 clone by 1 = 0", "1000000 execve by 1 = 0 SENTRY");
    }

    @Test
    void showsACloneInTheChildAndItsExitInTheParent() {
        Script script = new Script();
        script.send(CloneInfo.newBuilder()
                .setContextData(script.context(7))
                .setCreatedThreadId(9)
                .build());
        script.send(Clone.newBuilder()
                .setContextData(script.context(7))
                .setExit(Script.exit(2))
                .setSysno(56)
                .build());
        script.rawExit(7, 435, 10);
        assertThat(script.events()).containsExactly("1 clone by 9 = 0", "2 clone by 7 = 2", "3 clone3 by 7 = 10");
    }

    @Test
    void namesEventsAsFalcoDoes() {
        Script script = new Script();
        script.send(Fork.newBuilder().setExit(Script.exit(9)).setSysno(57).build());
        script.send(Fork.newBuilder().setExit(Script.exit(9)).setSysno(58).build());
        script.send(Pipe.newBuilder().setExit(Script.exit(0)).setSysno(293).build());
        script.send(Eventfd.newBuilder().setExit(Script.exit(3)).setSysno(290).build());
        script.send(Read.newBuilder().setExit(Script.exit(3)).setSysno(17).build());
        script.send(Read.newBuilder().setExit(Script.exit(3)).setSysno(327).build());
        script.send(Write.newBuilder().setExit(Script.exit(-4)).setSysno(18).build());
        script.send(Prlimit.newBuilder().setExit(Script.exit(0)).setSysno(302).build());
        assertThat(script.events())
                .containsExactly(
                        "1000000 fork by 0 = 9",
                        "1000000 vfork by 0 = 9",
                        "1000000 pipe2 by 0 = 0",
                        "1000000 eventfd2 by 0 = 3",
                        "1000000 pread by 0 = 3",
                        "1000000 preadv2 by 0",
                        "1000000 pwrite by 0 = -4",
                        "1000000 prlimit by 0 = 0");
    }

    @Test
    void givesRawCallsTheResultThatFalcosEventHas() {
        Script script = new Script()
                .rawExit(7, 263, -2)
                .rawExit(7, 39, 7)
                .rawExit(7, 9999, 1)
                .rawEnter(7, 0);
        assertThat(script.events()).containsExactly("1 unlinkat by 7 = -2", "2 getpid by 7", "3 unknown by 7");
    }

    @Test
    void infersTheArchitectureFromSchematizedCalls() {
        Script script = new Script();
        script.rawExit(7, 35, 0);
        script.send(Setid.newBuilder()
                .setContextData(script.context(7))
                .setExit(Script.exit(7))
                .setSysno(157)
                .build());
        script.rawExit(7, 35, 0);
        assertThat(script.events()).containsExactly("1 nanosleep by 7 = 0", "2 setsid by 7 = 7", "3 unlinkat by 7 = 0");
        assertThat(script.decoder().architecture()).isEqualTo(Architecture.ARM64);
        Script arm = new Script(new DecodeOptions(false, Set.of(), false, Architecture.ARM64));
        assertThat(arm.rawExit(7, 35, 0).events()).containsExactly("1 unlinkat by 7 = 0");
    }

    @Test
    void countsLossesAndReportsThemAtTheNextEvent() {
        Script script = new Script()
                .lose(5)
                .rawEnter(7, 39)
                .rawExit(7, 39, 1)
                .lose(-2)
                .rawExit(7, 39, 1)
                .lose(4)
                .rawExit(7, 39, 1);
        assertThat(script.log())
                .containsExactly(
                        "lost 5",
                        "#6",
                        "#6",
                        "2 getpid by 7 after 5",
                        "#6",
                        "3 getpid by 7",
                        "lost 2",
                        "#6",
                        "4 getpid by 7 after 2");
        assertThat(script.decoder().lost()).isEqualTo(7);
    }

    @Test
    void reportsALossOnceAlthoughTheNextMessageWasATwin() {
        Script script =
                new Script().lose(2).rawExit(7, 257, 3).openExit(7, "/x", 3).openExit(7, "/y", 4);
        assertThat(script.events()).containsExactly("2 openat by 7 = 3 /x after 2", "3 openat by 7 = 4 /y");
    }

    @Test
    void readsPayloadsBehindLongerHeaders() {
        Script script = new Script().packet(Packets.withHeaderSize(12, GoldenPacket.DUP2.bytes()));
        assertThat(script.events()).containsExactly("1000000 dup2 by 0 = 1");
    }

    @Test
    void countsWhatItCannotRead() {
        Script script = new Script()
                .packet(new byte[0])
                .packet(new byte[7])
                .packet(Packets.withHeaderSize(7, GoldenPacket.DUP2.bytes()))
                .packet(new byte[] {9, 0, 7, 0, 0, 0, 0, 0})
                .packet(new byte[] {8, 0, 0, 0, 0, 0, 0, 0})
                .packet(new byte[] {8, 0, 7, 0, 0, 0, 0, 0, 0x32, 9});
        assertThat(script.log()).isEmpty();
        assertThat(script.decoder().malformed()).isEqualTo(6);
    }

    @Test
    void passesUnknownTypesOn() {
        Script script = new Script().packet(new byte[] {8, 0, 39, 0, 2, 0, 0, 0, 1});
        assertThat(script.log()).containsExactly("lost 2", "#39");
        assertThat(script.decoder().messages()).isEqualTo(1);
        assertThat(script.decoder().malformed()).isZero();
    }

    @Test
    void takesAnEmptyPayloadForDefaults() {
        assertThat(new Script().packet(GoldenPacket.TASK_EXIT_EMPTY.bytes()).events())
                .containsExactly("1000000 procexit by 0");
    }

    @Test
    void passesOnInOrderOfArrivalBeyondTheLimit() {
        Script script = new Script();
        int threads = ThreadTable.MAX_THREADS + 10;
        for (int thread = 1; thread <= threads; thread++) {
            script.execExit(thread, "/bin/id", 0);
        }
        List<String> early = script.events();
        assertThat(early).hasSize(ThreadTable.MAX_THREADS).startsWith("1 execve by 1 = 0 EXIT /bin/id");
        assertThat(script.end().events())
                .hasSize(threads)
                .endsWith(threads + " execve by " + threads + " = 0 EXIT /bin/id");
    }
}
