// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.session;

import java.util.List;

/**
 * Names of system calls, by what they are wanted for. Those that an architecture or a runsc lacks are left out later.
 */
final class PointLists {
    static final List<String> EXECVE = List.of("execve", "execveat");
    static final List<String> CLONE = List.of("clone", "fork", "vfork");

    /**
     * Calls that change descriptors, directories or credentials, or that official rules ask for; not the frequent ones.
     */
    static final List<String> STATE = List.of(
            "open",
            "openat",
            "creat",
            "close",
            "dup",
            "dup2",
            "dup3",
            "fcntl",
            "pipe",
            "pipe2",
            "socket",
            "socketpair",
            "connect",
            "bind",
            "listen",
            "accept",
            "accept4",
            "chdir",
            "fchdir",
            "chroot",
            "setuid",
            "setgid",
            "setsid",
            "setresuid",
            "setresgid",
            "eventfd",
            "eventfd2",
            "signalfd",
            "signalfd4",
            "timerfd_create",
            "inotify_init",
            "inotify_init1",
            "ptrace");

    /** What Falco asked for besides. */
    static final List<String> OF_FALCO =
            List.of("read", "pread64", "readv", "preadv", "write", "pwrite64", "writev", "pwritev", "prlimit64");

    /** What Falco has events for and never asked a Sentry for; rare calls only. */
    static final List<String> OF_RULES = List.of("preadv2", "pwritev2", "inotify_add_watch", "inotify_rm_watch");

    /** Names as they were when the call began, so that changing them under way hides nothing. */
    static final List<String> NAMED_AT_ENTER = List.of("close", "connect", "open", "openat", "creat");

    /** What a program may do first whose loader opens no libraries. */
    static final List<String> FIRST_AT_ENTER = List.of("connect", "open", "openat", "creat", "execve", "execveat");

    /** What a statically linked program does while it sets itself up. */
    static final List<String> FIRST_OF_STATIC_PROGRAMS = List.of("prlimit64");

    /** Only raw: what every C library does first in a process that has no libraries to load; once a program. */
    static final List<String> RAW_OF_STATIC_PROGRAMS = List.of("set_tid_address");

    /** Where the Sentry's own path of a descriptor is cheap: once in a descriptor's life. */
    static final List<String> PATH_AT_ENTER = List.of("close", "fchdir");

    /** Only raw, and frequent, but Falco asked for them. */
    static final List<String> RAW_OF_FALCO = List.of("mmap", "munmap");

    /** Only raw, but official rules need no more than the call, its registers and its result. */
    static final List<String> RAW_OF_RULES = List.of(
            "setns",
            "unshare",
            "userfaultfd",
            "bpf",
            "init_module",
            "finit_module",
            "memfd_create",
            "chmod",
            "fchmod",
            "fchmodat");

    /**
     * Only raw, and rare, but they make or close descriptors, change ids, or tell ids of a child or a process group.
     */
    static final List<String> RAW_OF_STATE = List.of(
            "openat2",
            "close_range",
            "epoll_create",
            "epoll_create1",
            "pidfd_open",
            "pidfd_getfd",
            "io_uring_setup",
            "mq_open",
            "open_tree",
            "fsopen",
            "fsmount",
            "fspick",
            "clone3",
            "setreuid",
            "setregid",
            "setgroups",
            "setpgid",
            "prctl");

    /** Only raw, not quite rare, and needed for a bit of state: close-on-exec and terminals that are set by ioctl. */
    static final List<String> RAW_OF_DESCRIPTORS = List.of("ioctl");

    /**
     * Only raw, and rare in honest work: changes of mounts and roots, reaching into other processes, ways around open,
     * the kernel's own administration. Some of them a Sentry always refuses; that they were tried is worth knowing.
     */
    static final List<String> RAW_OF_ATTACKS = List.of(
            "mount",
            "umount2",
            "pivot_root",
            "move_mount",
            "fsconfig",
            "process_vm_readv",
            "process_vm_writev",
            "kcmp",
            "kill",
            "pidfd_send_signal",
            "rt_sigqueueinfo",
            "name_to_handle_at",
            "open_by_handle_at",
            "io_uring_enter",
            "io_uring_register",
            "mknod",
            "mknodat",
            "capset",
            "seccomp",
            "personality",
            "add_key",
            "request_key",
            "keyctl",
            "perf_event_open",
            "fanotify_init",
            "fanotify_mark",
            "create_module",
            "delete_module",
            "kexec_load",
            "kexec_file_load",
            "syslog",
            "acct",
            "quotactl",
            "swapon",
            "swapoff",
            "reboot",
            "iopl",
            "ioperm",
            "modify_ldt",
            "sethostname",
            "setdomainname",
            "settimeofday",
            "clock_settime",
            "adjtimex",
            "clock_adjtime");

    private PointLists() {}
}
