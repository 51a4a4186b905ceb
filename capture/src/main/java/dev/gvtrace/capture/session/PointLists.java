// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.session;

import java.util.List;

/** Names of system calls, by purpose. Those that an architecture or a runsc lacks are left out later. */
final class PointLists {
    static final List<String> EXECVE = List.of("execve", "execveat");
    static final List<String> CLONE = List.of("clone", "fork", "vfork");

    /** Calls that change descriptors, directories or credentials, or that official rules use; not the frequent ones. */
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

    /** Further calls that Falco asked for. */
    static final List<String> OF_FALCO =
            List.of("read", "pread64", "readv", "preadv", "write", "pwrite64", "writev", "pwritev", "prlimit64");

    /** Rare calls that Falco has events for but never asked a Sentry for. */
    static final List<String> OF_RULES = List.of("preadv2", "pwritev2", "inotify_add_watch", "inotify_rm_watch");

    /** Calls whose path arguments are read at enter, so that changing them during the call hides nothing. */
    static final List<String> NAMED_AT_ENTER = List.of("close", "connect", "open", "openat", "creat");

    /** Calls that may come first in a program whose loader opens no libraries. */
    static final List<String> FIRST_AT_ENTER = List.of("connect", "open", "openat", "creat", "execve", "execveat");

    /** Calls with which a statically linked program initializes itself. */
    static final List<String> FIRST_OF_STATIC_PROGRAMS = List.of("prlimit64");

    /** Only raw: the first call of every C library in a process without libraries to load; once per program. */
    static final List<String> RAW_OF_STATIC_PROGRAMS = List.of("set_tid_address");

    /** Calls at which the Sentry's path of a descriptor is cheap: once in a descriptor's life. */
    static final List<String> PATH_AT_ENTER = List.of("close", "fchdir");

    /** Only raw, and frequent, but Falco asked for them. */
    static final List<String> RAW_OF_FALCO = List.of("mmap", "munmap");

    /** Only raw, but official rules need only the call, its registers and its result. */
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
     * Only raw, and rare, but they create or close descriptors, change ids, or return ids of a child or a process
     * group.
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

    /** Only raw, not rare, and needed for some state: close-on-exec and terminals that ioctl sets. */
    static final List<String> RAW_OF_DESCRIPTORS = List.of("ioctl");

    /**
     * Only raw, and rare in normal workloads: changes of mounts and roots, access to other processes, alternatives to
     * open, administration of the kernel. A Sentry always refuses some of them; the attempts are still of interest.
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
