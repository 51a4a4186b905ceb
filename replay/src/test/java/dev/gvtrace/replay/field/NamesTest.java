// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.text.Glob;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flags, error numbers, signals and patterns. */
class NamesTest {
    @ParameterizedTest
    @CsvSource({
        "open,263,O_TRUNC|O_CREAT|O_RDWR",
        "open,262,O_TRUNC|O_CREAT|O_WRONLY",
        "open,0,O_NONE",
        "open,1025,O_DIRECTORY|O_RDONLY",
        "execve,3,EXE_WRITABLE|EXE_UPPER_LAYER",
        "execve,0,''",
        "clone,32769,CLONE_FILES|CLONE_VM",
        "clone,131072,NAME_CHANGED",
        "prot,0,PROT_NONE",
        "mode,64,S_IXUSR"
    })
    void namesFlagsInTheOrderOfTheTable(String table, long value, String names) {
        FlagTable flags = FlagTable.of(table);
        assertThat(flags.flags(value)).isEqualTo(names);
        assertThat(flags.flags(value)).as("from the cache").isEqualTo(names);
    }

    @ParameterizedTest
    @CsvSource({
        "family,1,AF_LOCAL|AF_UNIX",
        "family,16,AF_ROUTE|AF_NETLINK",
        "family,10,AF_INET6",
        "fcntl,26,F_DUPFD_CLOEXEC",
        "fcntl,0,UNKNOWN",
        "rlimit,255,RLIMIT_UNKNOWN",
        "ptrace,18,PTRACE_GETREGSET",
        "family,200,''"
    })
    void namesAllEqualValuesOfAnEnumeration(String table, long value, String names) {
        assertThat(FlagTable.of(table).names(value)).isEqualTo(names);
    }

    @ParameterizedTest
    @CsvSource({
        "open,0x80242,false,4359",
        "open,0x0,false,1",
        "open,0x3,false,1",
        "open,0x1000,false,17",
        "open,0x101000,false,145",
        "open,0x10000,false,1025",
        "open,0x410000,false,9217",
        "open,0x4000,false,513",
        "open,0x4000,true,1025",
        "open,0x404000,true,9217",
        "open,0x10000,true,513",
        "open,0x8000,false,2049",
        "open,0x20000,true,2049",
        "clone,0x11,false,0",
        "clone,0x4100,false,134250496",
        "clone,0x80000000,false,4",
        "prot,0x7,false,7",
        "mmap,0x32,false,14",
        "mmap,0x10022,false,266",
        "fcntl,1030,false,26",
        "fcntl,15,false,21",
        "fcntl,37,false,31",
        "fcntl,99,false,0",
        "ptrace,0,false,1",
        "ptrace,16,false,11",
        "ptrace,0x4206,false,20",
        "ptrace,77,false,0",
        "family,2,false,2",
        "family,300,false,0",
        "rlimit,7,false,7",
        "rlimit,16,false,255",
        "execveat,0x1100,false,3"
    })
    void translatesLinuxNumbers(String table, String raw, boolean arm64, long expected) {
        assertThat(LinuxFlags.convert(table, Long.decode(raw), arm64)).isEqualTo(expected);
    }

    @Test
    void hasATableForEachThatTheReferenceLists() {
        Set<String> missing = new TreeSet<>();
        for (EventType type : EventTypes.all()) {
            for (EventType.Parameter parameter : type.parameters()) {
                if (!parameter.table().isEmpty() && FlagTable.of(parameter.table()) == null) {
                    missing.add(parameter.table());
                }
            }
        }
        assertThat(missing)
                .doesNotContain(
                        "open",
                        "creat",
                        "openat2",
                        "clone",
                        "execve",
                        "family",
                        "prot",
                        "mmap",
                        "fcntl",
                        "rlimit",
                        "ptrace",
                        "unlinkat",
                        "linkat",
                        "renameat2");
    }

    @Test
    void hasTheErrorsOfLinux() {
        assertThat(ErrorNames.of(1)).isEqualTo("EPERM");
        assertThat(ErrorNames.of(11)).isEqualTo("EAGAIN");
        assertThat(ErrorNames.of(40)).isEqualTo("ELOOP");
        assertThat(ErrorNames.of(41)).isNull();
        assertThat(ErrorNames.of(42)).isEqualTo("ENOMSG");
        assertThat(ErrorNames.of(58)).isNull();
        assertThat(ErrorNames.of(88)).isEqualTo("ENOTSOCK");
        assertThat(ErrorNames.of(95)).isEqualTo("EOPNOTSUPP");
        assertThat(ErrorNames.of(100)).isEqualTo("ENETDOWN");
        assertThat(ErrorNames.of(111)).isEqualTo("ECONNREFUSED");
        assertThat(ErrorNames.of(115)).isEqualTo("EINPROGRESS");
        assertThat(ErrorNames.of(133)).isEqualTo("EHWPOISON");
        assertThat(ErrorNames.of(134)).isNull();
        assertThat(ErrorNames.of(0)).isNull();
        assertThat(ErrorNames.of(Long.MIN_VALUE)).isNull();
        assertThat(ErrorNames.of(512)).isEqualTo("ERESTARTSYS");
        assertThat(ErrorNames.of(516)).isEqualTo("ERESTART_RESTARTBLOCK");
    }

    @Test
    void hasTheSignals() {
        assertThat(SignalNames.of(9)).isEqualTo("SIGKILL");
        assertThat(SignalNames.of(15)).isEqualTo("SIGTERM");
        assertThat(SignalNames.of(31)).isEqualTo("SIGSYS");
        assertThat(SignalNames.of(0)).isNull();
        assertThat(SignalNames.of(34)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "/proc*,/proc,true",
        "/proc*,/proc/sys,true",
        "/etc,/etc,true",
        "/etc,/etc/passwd,false",
        "/r??t,/root,true",
        "/[a-r]oot,/root,true",
        "/[!r]oot,/root,false",
        "*a*b*c,xxaxxbxxc,true",
        "*a*b*c,xxaxxcxxb,false",
        "'','',true",
        "*,'',true",
        "?,'',false"
    })
    void matchesPatternsOfMounts(String pattern, String text, boolean matches) {
        assertThat(Glob.compile(pattern, false).matches(text)).isEqualTo(matches);
    }

    @Test
    void findsMountsByNumberSourceAndDestination() {
        var facts = java.util.Map.of("container.mounts", "/etc:/host/etc::true:private /proc:/host/proc:ro:false:");
        assertThat(ContainerMounts.of("container.mount", "1").of(facts)).isEqualTo("/proc:/host/proc:ro:false:");
        assertThat(ContainerMounts.of("container.mount.dest", "/pro*").of(facts))
                .isEqualTo("/host/proc");
        assertThat(ContainerMounts.of("container.mount.source", "/host/etc").of(facts))
                .isEqualTo("/etc");
        assertThat(ContainerMounts.of("container.mount.rdwr", "/etc").of(facts)).isEqualTo("true");
        assertThat(ContainerMounts.of("container.mount.mode", "0").of(facts)).isEmpty();
    }

    @Test
    void printsNotApplicableWhereMountsAreKnownAndNoneIsRequested() {
        var facts = java.util.Map.of("container.mounts", "/etc:/host/etc::true:private");
        for (String field : java.util.List.of("", ".source", ".dest", ".mode", ".rdwr", ".propagation")) {
            assertThat(ContainerMounts.of("container.mount" + field, "2").of(facts))
                    .isEqualTo("N/A");
            assertThat(ContainerMounts.of("container.mount" + field, "/var").of(facts))
                    .isEqualTo("N/A");
            assertThat(ContainerMounts.of("container.mount" + field, "/var")
                            .of(java.util.Map.of("container.mounts", "")))
                    .isEqualTo("N/A");
            assertThat(ContainerMounts.of("container.mount" + field, "0").of(java.util.Map.of()))
                    .isNull();
        }
    }
}
