// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.proto.point.SyscallTable;
import dev.gvtrace.replay.event.message.MessageKind;
import dev.gvtrace.replay.event.message.SystemCall;
import dev.gvtrace.replay.event.type.EventType.Kind;
import dev.gvtrace.replay.event.type.EventType.Parameter;
import dev.gvtrace.replay.event.type.EventType.Trait;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTypesTest {
    @Test
    void numbersTypesDensely() {
        List<EventType> all = EventTypes.all();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).id()).isEqualTo(i);
            assertThat(names.add(all.get(i).name())).as(all.get(i).name()).isTrue();
            assertThat(EventTypes.byName(all.get(i).name())).isSameAs(all.get(i));
        }
        assertThat(EventTypes.count()).isEqualTo(all.size());
    }

    @ParameterizedTest
    @CsvSource({
        "open, 2",
        "openat, 4",
        "execve, 16",
        "accept, 8",
        "accept4, 2",
        "clone, 8",
        "sync, 2",
        "syscall, 2",
        "pread64, 2"
    })
    void countsTheCodesOfAName(String name, int codes) {
        assertThat(EventTypes.codes(EventTypes.codeGroup(name))).isEqualTo(codes);
    }

    @Test
    void dividesAllCodesAmongTheGroups() {
        int sum = 0;
        for (int group = 0; group < EventTypes.codeGroups(); group++) {
            assertThat(EventTypes.codes(group)).isNotNegative();
            sum += EventTypes.codes(group);
        }
        assertThat(sum).isEqualTo(EventTypes.CODES);
        assertThat(EventTypes.codeGroup("sync"))
                .isEqualTo(EventTypes.codeGroup("getpid"))
                .isEqualTo(EventTypes.codeGroup(EventTypes.GENERIC));
        assertThat(EventTypes.codeGroup("nosuch")).isEqualTo(-1);
    }

    @Test
    void acceptsAliasesThatNoEventBears() {
        for (String alias : new String[] {"pread64", "prlimit64", "fcntl64", "setuid32", "sched_process_exit"}) {
            assertThat(EventTypes.isName(alias)).as(alias).isTrue();
            assertThat(EventTypes.byName(alias)).as(alias).isNull();
        }
        assertThat(EventTypes.isName("at")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "pread64, pread, false",
        "pwrite64, pwrite, false",
        "prlimit64, prlimit, false",
        "pipe2, pipe2, false",
        "preadv2, preadv2, true",
        "inotify_add_watch, inotify_add_watch, true",
        "clone3, clone3, false",
        "getpid, getpid, true",
        "procexit, unknown, true",
        "nosuch, unknown, true"
    })
    void givesTheEventOfACall(String call, String event, boolean generic) {
        EventType type = EventTypes.ofCall(call);
        assertThat(type.name()).isEqualTo(event);
        assertThat(type.generic()).isEqualTo(generic);
        assertThat(type.is(Trait.NO_RESULT)).isEqualTo(generic);
    }

    @Test
    void hasAnEventForEveryCallOfTheSentry() {
        for (Architecture architecture : Architecture.values()) {
            for (int number = 0; number <= SyscallTable.GREATEST; number++) {
                String name = SyscallTable.of(architecture).name(number);
                if (name != null) {
                    SystemCall call = SystemCall.of(architecture, number);
                    assertThat(call.name()).isEqualTo(name);
                    assertThat(call.event()).as(name).isNotSameAs(EventTypes.UNKNOWN);
                    if (call.schematized()) {
                        assertThat(SystemCall.of(call.kind(), number)).isSameAs(call);
                    }
                }
            }
        }
        assertThat(SystemCall.of(Architecture.X86_64, 440)).isSameAs(SystemCall.UNKNOWN);
        assertThat(SystemCall.of(Architecture.X86_64, -1)).isSameAs(SystemCall.UNKNOWN);
        assertThat(SystemCall.of(MessageKind.OPEN, Integer.MAX_VALUE)).isSameAs(SystemCall.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "open, fd name flags mode dev ino",
        "openat, fd dirfd name flags mode dev ino",
        "creat, fd name mode dev ino creat_flags",
        "read, res data fd size",
        "readv, res size data fd",
        "preadv, res size data fd pos",
        "socket, fd domain type proto",
        "socketpair, res fd1 fd2 source peer domain type proto",
        "connect, res tuple fd addr",
        "accept4, fd tuple queuepct queuelen queuemax flags",
        "listen, res fd backlog",
        "ptrace, res addr data request pid",
        "fcntl, res fd cmd",
        "prlimit, res newcur newmax oldcur oldmax pid resource",
        "pipe2, res fd1 fd2 ino flags",
        "signalfd, res fd mask flags",
        "signalfd4, res flags fd mask",
        "eventfd, res initval flags",
        "eventfd2, res flags initval",
        "mmap, res vm_size vm_rss vm_swap addr length prot flags fd offset",
        "procexit, status ret sig core",
        "memfd_create, fd name flags",
        "getpid, ID nativeID"
    })
    void hasFalcosParametersInOrder(String type, String parameters) {
        assertThat(EventTypes.byName(type).parameters().stream().map(Parameter::name))
                .containsExactly(parameters.split(" "));
    }

    @Test
    void sharesTheParametersOfTheExecAndCloneFamilies() {
        assertThat(EventTypes.EXECVE.parameters()).hasSize(31);
        assertThat(EventTypes.EXECVEAT.parameters())
                .hasSize(30)
                .isEqualTo(EventTypes.EXECVE.parameters().subList(0, 30));
        for (String name : new String[] {"clone", "clone3", "fork", "vfork"}) {
            assertThat(EventTypes.byName(name).parameters()).hasSize(21);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "openat, file", "connect, net", "pipe2, IPC", "clone, process", "setuid, user", "mmap, memory",
        "signalfd4, signal", "timerfd_create, time", "nanosleep, sleep", "poll, wait", "getpid, other", "close, ''",
        "fcntl, ''", "pread, ''"
    })
    void hasFalcosCategories(String type, String category) {
        assertThat(EventTypes.byName(type).category()).isEqualTo(category);
    }

    @Test
    void findsTheDescriptorOfARawCall() {
        assertThat(EventTypes.byName("mmap").rawFd()).isEqualTo(5);
        assertThat(EventTypes.byName("unlinkat").rawFd()).isEqualTo(1);
        assertThat(EventTypes.byName("symlinkat").rawFd()).isEqualTo(2);
        assertThat(EventTypes.byName("memfd_create").rawFd()).isZero();
        assertThat(EventTypes.byName("linkat").rawFd()).isZero();
    }

    @Test
    void hasArgumentNamesAndTheirFirstKind() {
        assertThat(EventTypes.argument("uid").kind()).isEqualTo(Kind.UNSIGNED);
        assertThat(EventTypes.argument("loginuid").kind()).isEqualTo(Kind.UID);
        assertThat(EventTypes.argument("name").kind()).isEqualTo(Kind.FSPATH);
        assertThat(EventTypes.argument("addr").kind()).isEqualTo(Kind.SOCKADDR);
        assertThat(EventTypes.argument("reaper_tid")).isNotNull();
        assertThat(EventTypes.argument("nosuch")).isNull();
    }
}
