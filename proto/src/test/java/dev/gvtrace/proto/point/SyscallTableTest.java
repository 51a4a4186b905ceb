// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyscallTableTest {
    private static final SyscallTable X86 = SyscallTable.of(Architecture.X86_64);
    private static final SyscallTable ARM = SyscallTable.of(Architecture.ARM64);

    @ParameterizedTest
    @CsvSource({
        "read, 0, 63",
        "open, 2, -1",
        "mmap, 9, 222",
        "munmap, 11, 215",
        "clone, 56, 220",
        "fork, 57, -1",
        "execve, 59, 221",
        "prctl, 157, 167",
        "lgetxattr, 192, 9",
        "listxattr, 194, 11",
        "io_setup, 206, 0",
        "openat, 257, 56",
        "unlinkat, 263, 35",
        "prlimit64, 302, 261",
        "kexec_file_load, 320, -1",
        "rseq, 334, 293",
        "pidfd_send_signal, 424, 424",
        "clone3, 435, 435",
        "close_range, 436, 436",
        "epoll_pwait2, 441, 441",
        "openat2, 437, 437",
        "process_madvise, -1, -1",
        "nothing, -1, -1",
    })
    void hasNumbersOfBothArchitectures(String name, int x86, int arm) {
        assertThat(X86.number(name)).isEqualTo(x86);
        assertThat(ARM.number(name)).isEqualTo(arm);
        if (x86 >= 0) {
            assertThat(X86.name(x86)).isEqualTo(name);
        }
        if (arm >= 0) {
            assertThat(ARM.name(arm)).isEqualTo(name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "7, 257, X86_64, openat",
        "7, 56, ARM64, openat",
        "7, 2, X86_64, open",
        "7, 85, X86_64, creat",
        "23, 56, X86_64, clone",
        "23, 220, ARM64, clone",
        "14, 112, X86_64, setsid",
        "14, 157, ARM64, setsid",
        "9, 0, X86_64, read",
        "9, 63, ARM64, read",
        "29, 57, X86_64, fork",
        "29, 58, X86_64, vfork",
        "38, 117, ARM64, ptrace",
        "36, 9, X86_64, mmap",
        "16, 261, ARM64, prlimit64",
    })
    void hasTheTypeOfTheMessagesOfACall(int type, int number, Architecture architecture, String name) {
        assertThat(SyscallTable.of(architecture).type(number)).isEqualTo(MessageType.of(type));
        assertThat(SyscallTable.of(architecture).name(number)).isEqualTo(name);
    }

    @Test
    void hasNoTypeOfCallsThatHaveRawMessagesOnly() {
        assertThat(X86.type(11)).isNull();
        assertThat(X86.type(-1)).isNull();
        assertThat(X86.type(257 + (1L << 32))).isNull();
        assertThat(X86.type(SyscallTable.GREATEST + 1L)).isNull();
    }

    @Test
    void hasNoNameForNumbersWithoutCall() {
        for (long number : new long[] {335, 423, 440, 442, 100_000, -1, Long.MIN_VALUE, 1L << 32}) {
            assertThat(X86.name(number)).isNull();
            assertThat(ARM.name(number)).isNull();
        }
        assertThat(ARM.name(244)).isNull();
        assertThat(ARM.name(294)).isNull();
    }

    @Test
    void hasTheReleaseThatAddedACall() {
        Release august = new Release(20260817);
        for (SyscallTable table : new SyscallTable[] {X86, ARM}) {
            assertThat(table.has(437, Release.NEWEST)).isTrue();
            assertThat(table.has(437, august)).isFalse();
            assertThat(table.has(436, august)).isTrue();
            assertThat(table.has(440, Release.NEWEST)).isFalse();
            assertThat(table.has(-1, Release.NEWEST)).isFalse();
            assertThat(table.has(442, Release.NEWEST)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"X86_64, 352", "ARM64, 295"})
    void namesEachNumberOnceAndEachNameOnce(Architecture architecture, int calls) {
        SyscallTable table = SyscallTable.of(architecture);
        int named = 0;
        for (int number = 0; number <= SyscallTable.GREATEST; number++) {
            String name = table.name(number);
            if (name != null) {
                assertThat(table.number(name)).isEqualTo(number);
                named++;
            }
        }
        assertThat(named).isEqualTo(calls);
    }
}
