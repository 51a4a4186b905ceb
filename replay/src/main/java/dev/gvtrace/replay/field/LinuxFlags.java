// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

/**
 * Linux flags and numbers in Falco's encoding (gvisor-semantics 4.6). Falco's drivers set O_SYNC and O_TMPFILE where
 * one bit of several is set; here all have to be.
 */
final class LinuxFlags {
    static final long FALCO_READ = 1;
    static final long FALCO_WRITE = 2;
    private static final long FALCO_CLOEXEC = 0x1000;
    private static final long FALCO_NONBLOCK = 0x40;
    private static final long FALCO_DIRECT = 0x200;

    private static final long CREAT = 0x40;
    private static final long EXCL = 0x80;
    private static final long NONBLOCK = 0x800;
    private static final long SYNC = 0x101000;
    private static final long CLOEXEC = 0x80000;
    private static final long TMPFILE_BIT = 0x400000;
    // These three have other bits on arm64; O_TMPFILE contains O_DIRECTORY.
    private static final long DIRECT = 0x4000;
    private static final long LARGEFILE = 0x8000;
    private static final long DIRECTORY = 0x10000;
    private static final long ARM_DIRECTORY = 0x4000;
    private static final long ARM_DIRECT = 0x10000;
    private static final long ARM_LARGEFILE = 0x20000;

    /** Linux bit and Falco's bit, alternating, for flags of a single bit. */
    private static final long[] OPEN = {
        CREAT, 0x4, 0x400, 0x8, 0x1000, 0x10, EXCL, 0x20, NONBLOCK, FALCO_NONBLOCK, 0x200, 0x100, CLOEXEC, FALCO_CLOEXEC
    };

    private static final long[] CLONE = {
        0x100,
        1 << 15,
        0x200,
        1 << 1,
        0x400,
        1,
        0x800,
        1 << 11,
        0x2000,
        1 << 10,
        0x4000,
        1 << 27,
        0x8000,
        1 << 8,
        0x10000,
        1 << 13,
        0x20000,
        1 << 5,
        0x40000,
        1 << 12,
        0x80000,
        1 << 25,
        0x100000,
        1 << 9,
        0x200000,
        1 << 23,
        0x800000,
        1 << 14,
        0x1000000,
        1 << 24,
        0x2000000,
        1 << 28,
        0x4000000,
        1 << 7,
        0x8000000,
        1 << 3,
        0x10000000,
        1 << 20,
        0x20000000,
        1 << 6,
        0x40000000,
        1 << 4,
        0x80000000L,
        1 << 2
    };

    private static final long[] PROTECTION = {1, 1, 2, 2, 4, 4, 8, 8, 0x01000000, 16, 0x02000000, 32};

    private static final long[] MMAP = {
        0x1, 1, 0x2, 2, 0x10, 4, 0x20, 8, 0x40, 16, 0x4000, 64, 0x8000, 128, 0x10000, 256, 0x100, 512, 0x800, 1024,
        0x1000, 2048, 0x2000, 16384
    };

    private static final long[] EXECVEAT = {0x1000, 1, 0x100, 2};
    private static final long[] CLOSE_RANGE = {2, 1, 4, 2};
    private static final long[] EPOLL = {CLOEXEC, 1};
    private static final long[] PIDFD = {NONBLOCK, 1};

    /** Falco's numbers of the fcntl commands from 0, 36 and 1024 on; 0 is unknown. */
    private static final int[] FCNTL = {1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 13, 15, 0, 0, 0, 21, 22};

    private static final int[] FCNTL_36 = {30, 31, 32};
    private static final int[] FCNTL_1024 = {23, 24, 27, 0, 0, 25, 26, 28, 29};

    /** Falco's numbers of the ptrace requests from 0 and 0x4200 on. */
    private static final int[] PTRACE = {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 0, 26, 27, 28, 29, 11, 12, 30, 31, 0, 32, 0, 0, 13, 33, 34, 0, 0, 0, 35, 36,
        37, 38
    };

    private static final int[] PTRACE_4200 = {14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25};

    private LinuxFlags() {}

    /** A register's value in the encoding of a table of names. */
    static long convert(String table, long raw, boolean arm64) {
        return switch (table) {
            case "open" -> open(raw, arm64);
            case "clone" -> bits(CLONE, raw);
            case "prot" -> bits(PROTECTION, raw);
            case "mmap" -> bits(MMAP, raw);
            case "execveat" -> bits(EXECVEAT, raw);
            case "close_range" -> bits(CLOSE_RANGE, raw);
            case "epoll_create" -> bits(EPOLL, raw);
            case "pidfd_open" -> bits(PIDFD, raw);
            case "fcntl" -> fcntl(raw);
            case "ptrace" -> ptrace(raw);
            case "family" -> family(raw);
            case "rlimit" -> (int) raw >= 0 && (int) raw <= 15 ? (int) raw : 255;
            default -> raw & 0xffff_ffffL;
        };
    }

    private static long bits(long[] pairs, long raw) {
        long value = 0;
        for (int i = 0; i < pairs.length; i += 2) {
            if ((raw & pairs[i]) != 0) {
                value |= pairs[i + 1];
            }
        }
        return value;
    }

    /** The access mode alone: 1 reading, 2 writing, 3 both. */
    static long access(long flags) {
        int mode = (int) flags & 3;
        return mode == 1 ? FALCO_WRITE : mode == 2 ? FALCO_READ | FALCO_WRITE : FALCO_READ;
    }

    /** The flags of the open family. */
    static long open(long flags, boolean arm64) {
        long value = access(flags) | bits(OPEN, flags);
        if ((flags & SYNC) == SYNC) {
            value |= 0x80;
        }
        if ((flags & (arm64 ? ARM_DIRECT : DIRECT)) != 0) {
            value |= FALCO_DIRECT;
        }
        if ((flags & (arm64 ? ARM_DIRECTORY : DIRECTORY)) != 0) {
            value |= 0x400;
        }
        if ((flags & (arm64 ? ARM_LARGEFILE : LARGEFILE)) != 0) {
            value |= 0x800;
        }
        return isTmpfile(flags, arm64) ? value | 0x2000 : value;
    }

    /** The flags of calls that create or copy descriptors without opening a file, in the same table of names. */
    static long descriptor(long flags, boolean arm64) {
        long value = (flags & CLOEXEC) != 0 ? FALCO_CLOEXEC : 0;
        value |= (flags & NONBLOCK) != 0 ? FALCO_NONBLOCK : 0;
        return (flags & (arm64 ? ARM_DIRECT : DIRECT)) != 0 ? value | FALCO_DIRECT : value;
    }

    private static boolean isTmpfile(long flags, boolean arm64) {
        long all = TMPFILE_BIT | (arm64 ? ARM_DIRECTORY : DIRECTORY);
        return (flags & all) == all;
    }

    /** True if the flags may create a file, so that the mode is meaningful. */
    static boolean makesFile(long flags, boolean arm64) {
        return (flags & CREAT) != 0 || isTmpfile(flags, arm64);
    }

    /** True if a successful open with these flags created a file. */
    static boolean certainlyCreates(long flags, boolean arm64) {
        return (flags & (CREAT | EXCL)) == (CREAT | EXCL) || isTmpfile(flags, arm64);
    }

    private static long fcntl(long command) {
        int number = (int) command;
        return pick(FCNTL, number) + pick(FCNTL_36, number - 36) + pick(FCNTL_1024, number - 1024);
    }

    private static long ptrace(long request) {
        int number = (int) request;
        return pick(PTRACE, number) + pick(PTRACE_4200, number - 0x4200);
    }

    /** Socket families have the same numbers; only the low byte counts, and families unknown to Falco are 0. */
    private static long family(long domain) {
        long low = domain & 0xff;
        return low > 39 || low == 27 || low == 28 ? 0 : low;
    }

    private static int pick(int[] values, int index) {
        return index >= 0 && index < values.length ? values[index] : 0;
    }
}
