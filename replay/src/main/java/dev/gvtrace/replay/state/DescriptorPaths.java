// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.event.message.ExecveInfo;
import dev.gvtrace.replay.event.message.MessageKind;
import dev.gvtrace.replay.event.message.StandardFd;

/**
 * Applies the descriptor paths that the Sentry reports with a call. They reveal descriptors that appeared unseen, and
 * descriptors that no longer refer to the tracked file (gvisor-semantics 5.8).
 */
final class DescriptorPaths {
    private static final int S_IFMT = 0xf000;
    private static final int S_IFDIR = 0x4000;
    private static final int S_IFREG = 0x8000;
    private static final int S_IFIFO = 0x1000;
    private static final int S_IFSOCK = 0xc000;
    private static final String HOST = "host:[";
    private static final String TERMINAL = "/dev/pts/";
    private static final int TERMINAL_DEVICE = 0x8800;

    // eventpoll precedes event, its prefix.
    private static final FdInfo.Kind[] ANONYMOUS = {
        FdInfo.Kind.EVENTPOLL,
        FdInfo.Kind.EVENT,
        FdInfo.Kind.SIGNALFD,
        FdInfo.Kind.INOTIFY,
        FdInfo.Kind.TIMERFD,
        FdInfo.Kind.USERFAULTFD,
        FdInfo.Kind.IO_URING,
        FdInfo.Kind.PIDFD
    };

    private final SandboxState state;
    private final MemoryBudget budget;

    DescriptorPaths(SandboxState state, MemoryBudget budget) {
        this.state = state;
        this.budget = budget;
    }

    /** Applies the path of a call's descriptor in a message. */
    void reported(ThreadInfo thread, Call call) {
        int number = call.fd();
        FdInfo fd = thread.descriptors.get(number);
        if (fd != null && fd.epoch() == state.epoch && call.fdPathIs(fd.sentryBytes())) {
            return;
        }
        String path = call.fdPath();
        if (number < 0 || path.startsWith("[err")) {
            return;
        }
        if (fd != null && fd.sentryPath().equals(path)) {
            if (fd.epoch() != state.epoch) {
                fd.setSentryPath(path, state.epoch);
            }
        } else if (fd != null && isStill(fd, path)) {
            remember(fd, path);
        } else {
            boolean directory = call.kind() == MessageKind.OPEN || call.kind() == MessageKind.CHDIR;
            boolean socket = path.startsWith("socket:[");
            FdInfo.Kind kind = directory ? FdInfo.Kind.DIRECTORY : kindOf(path);
            boolean open = fd != null || thread.descriptors.isUnknown(number);
            learn(thread, number, path, kind, socket).unopened = !open && !path.startsWith("anon_inode:");
        }
    }

    private boolean isStill(FdInfo fd, String path) {
        String known = fd.sentryPath();
        if (!known.isEmpty()) {
            return ContextFacts.withoutDeleted(path).equals(ContextFacts.withoutDeleted(known));
        }
        FdInfo.Kind kind = fd.kind();
        if (kind == FdInfo.Kind.FILE || kind == FdInfo.Kind.DIRECTORY) {
            // Symbolic links can lead anywhere, those below /proc/self/fd even to pipes and sockets.
            return fd.epoch() == state.epoch || fd.name().equals(ContextFacts.withoutDeleted(path));
        }
        if (path.startsWith("socket:[")) {
            return fd.socket() != null;
        }
        FdInfo.Kind reported = kindOf(path);
        return reported == kind || reported == FdInfo.Kind.UNKNOWN;
    }

    private void remember(FdInfo fd, String path) {
        fd.setSentryPath(path, state.epoch);
        if (fd.ino() <= 0) {
            fd.setIno(inode(path));
        }
        if (state.resolved && path.startsWith("/") && !path.startsWith("/memfd:")
                || fd.name().isEmpty()) {
            fd.setName(nameOf(path));
        }
        budget.charge(MemoryBudget.descriptor(fd));
    }

    private FdInfo learn(ThreadInfo thread, int number, String path, FdInfo.Kind kind, boolean socket) {
        FdInfo fd = socket
                ? new FdInfo(number, new SocketInfo(0, 0, SocketInfo.Protocol.NONE), false, state.epoch)
                : new FdInfo(number, kind, nameOf(path), "", 0, false, state.epoch);
        fd.setSentryPath(path, state.epoch);
        fd.setIno(inode(path));
        if (thread.descriptors.accepts(number)) {
            thread.descriptors.put(fd);
            budget.charge(fd);
        }
        return fd;
    }

    /**
     * Applies fd_info, which describes descriptors 0, 1 and 2; if it has at least one, the missing ones are closed.
     */
    void standardFds(ThreadInfo thread, ExecveInfo info) {
        boolean any = false;
        for (int i = 0; i < 3; i++) {
            any |= info.standardFd(i).present();
        }
        for (int i = 0; any && i < 3; i++) {
            StandardFd reported = info.standardFd(i);
            if (reported.present()) {
                standardFd(thread, i, reported);
            } else {
                thread.descriptors.remove(i);
            }
        }
    }

    /** Applies a descriptor from a snapshot; state from the stream takes precedence. */
    void listed(ThreadInfo thread, int number, int mode, String path) {
        if (number >= 0 && thread.descriptors.get(number) == null) {
            learn(thread, number, path, kindOf(mode, path), (mode & S_IFMT) == S_IFSOCK);
        }
    }

    private void standardFd(ThreadInfo thread, int number, StandardFd reported) {
        String path = reported.path();
        FdInfo fd = thread.descriptors.get(number);
        if (fd != null && agrees(fd, reported, path)) {
            remember(fd, path);
        } else {
            fd = learn(thread, number, path, kindOf(reported.mode(), path), reported.isSocket());
        }
        fd.setIno(reported.inode());
        SocketInfo socket = fd.socket();
        if (reported.isSocket() && socket != null) {
            socket = withFamily(thread, number, fd, socket, reported.socketFamily());
            Endpoint local = Execution.end(reported.local());
            socket.setEnds(local, Execution.end(reported.remote()));
        }
        int terminal = number == 0 ? terminal(path) : -1;
        if (terminal >= 0) {
            thread.process.tty = TERMINAL_DEVICE + terminal;
        }
    }

    /** True if the tracked descriptor can be the reported one; if not, the report replaces it. */
    private boolean agrees(FdInfo fd, StandardFd reported, String path) {
        FdInfo.Kind kind = fd.kind();
        long inode = reported.inode();
        if (fd.ino() > 0 && inode > 0 && fd.ino() != inode || reported.isSocket() != (fd.socket() != null)) {
            return false;
        }
        if (reported.isSocket()) {
            return fd.sentryPath().isEmpty()
                    ? !path.startsWith(HOST)
                    : fd.sentryPath().equals(path);
        }
        if (kind != FdInfo.Kind.FILE && kind != FdInfo.Kind.DIRECTORY) {
            return kind == kindOf(reported.mode(), path)
                    && !(path.startsWith(HOST) && fd.sentryPath().isEmpty());
        }
        return fd.sentryPath().equals(path)
                || isStill(fd, path) && (path.startsWith("/") || leadsToDescriptors(fd.name()));
    }

    /** True for paths that refer to a descriptor, which may be of any kind. */
    private static boolean leadsToDescriptors(String name) {
        return name.startsWith("/dev/") || name.startsWith("/proc/");
    }

    private SocketInfo withFamily(ThreadInfo thread, int number, FdInfo fd, SocketInfo socket, int family) {
        if (socket.family() != 0) {
            return socket;
        }
        SocketInfo known = new SocketInfo(family, socket.type(), SocketInfo.Protocol.NONE);
        FdInfo replacement = new FdInfo(number, known, fd.closeOnExec(), state.epoch);
        replacement.setSentryPath(fd.sentryPath(), state.epoch);
        replacement.setIno(fd.ino());
        thread.descriptors.put(replacement);
        return known;
    }

    static String nameOf(String path) {
        if (!path.startsWith("/")) {
            return "";
        }
        String name = Limits.path(ContextFacts.withoutDeleted(path));
        return name.startsWith("/memfd:") ? name.substring(1) : name;
    }

    /** The number of the terminal with this path, or -1. */
    static int terminal(String path) {
        return path.startsWith(TERMINAL) ? number(path, TERMINAL.length()) : -1;
    }

    private static FdInfo.Kind kindOf(int mode, String path) {
        return switch (mode & S_IFMT) {
            case S_IFDIR -> FdInfo.Kind.DIRECTORY;
            case S_IFREG -> path.startsWith("/memfd:") ? FdInfo.Kind.MEMFD : FdInfo.Kind.FILE;
            case S_IFIFO -> FdInfo.Kind.PIPE;
            case S_IFSOCK -> FdInfo.Kind.UNKNOWN;
            default -> kindOf(path);
        };
    }

    static FdInfo.Kind kindOf(String path) {
        if (path.startsWith("/")) {
            return path.startsWith("/memfd:") ? FdInfo.Kind.MEMFD : FdInfo.Kind.FILE;
        }
        if (path.startsWith("pipe:[")) {
            return FdInfo.Kind.PIPE;
        }
        if (path.startsWith("anon_inode:")) {
            for (FdInfo.Kind kind : ANONYMOUS) {
                if (path.contains(kind.text())) {
                    return kind;
                }
            }
        }
        return FdInfo.Kind.UNKNOWN;
    }

    /** The number in brackets: the inode of pipes and sockets; 0 if there is none. */
    private static long inode(String path) {
        int open = path.indexOf('[');
        return path.startsWith("/") || open < 0 ? 0 : Math.max(0, number(path, open + 1));
    }

    /** The decimal number at an index, or -1. */
    static int number(String text, int from) {
        int value = -1;
        for (int i = from; i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9'; i++) {
            value = Math.max(value, 0) * 10 + text.charAt(i) - '0';
            if (value > 99_999_999) {
                return -1;
            }
        }
        return value;
    }
}
