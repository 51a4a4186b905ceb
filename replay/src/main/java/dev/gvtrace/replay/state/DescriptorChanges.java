// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.OpenArguments;
import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.MessageKind;
import dev.gvtrace.replay.event.message.OpenCall;
import dev.gvtrace.replay.event.message.PipeCall;
import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;
import org.jspecify.annotations.Nullable;

/**
 * Applies calls that create, copy, change or close descriptors, and finds the descriptor that an event is about
 * (gvisor-semantics 5.8 and 6.4). Sockets are handled by {@link SocketChanges}.
 */
final class DescriptorChanges {
    static final int CLOEXEC = 0x80000;
    private static final int MFD_CLOEXEC = 1;
    private static final int EBADF = 9;
    private static final int AT_FDCWD = -100;
    private static final int O_TMPFILE = 0x400000;
    private static final int O_DIRECTORY = 0x10000;
    private static final int O_DIRECTORY_ARM64 = 0x4000;
    private static final int F_DUPFD = 0;
    private static final int F_SETFD = 2;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int FIONCLEX = 0x5450;
    private static final int FIOCLEX = 0x5451;
    private static final int CLOSE_RANGE_UNSHARE = 2;
    private static final int CLOSE_RANGE_CLOEXEC = 4;
    private static final long UNSIGNED = 0xffff_ffffL;

    private static final EventType DUP2 = named("dup2");
    private static final EventType DUP3 = named("dup3");
    private static final EventType RECVMSG = named("recvmsg");
    private static final EventType RECVMMSG = named("recvmmsg");
    private static final byte[] RAW_FD = rawFds();

    private final SandboxState state;
    private final MemoryBudget budget;
    private final PathResolver resolver;
    private final Releases releases;
    private long pseudoInode;

    DescriptorChanges(SandboxState state, MemoryBudget budget, PathResolver resolver, Releases releases) {
        this.releases = releases;
        this.state = state;
        this.budget = budget;
        this.resolver = resolver;
    }

    private static EventType named(String name) {
        return EventTypes.ofCall(name);
    }

    private static byte[] rawFds() {
        byte[] registers = new byte[EventTypes.count()];
        for (EventType type : EventTypes.all()) {
            registers[type.id()] = (byte) type.rawFd();
        }
        return registers;
    }

    // Which descriptor

    /** The number of the descriptor that the call uses, or -1 if it has none. */
    static int number(Event event) {
        Message message = event.message();
        if (message.kind() == MessageKind.RAW) {
            int register = RAW_FD[event.type().id()];
            return register == 0 ? -1 : (int) event.argument(register - 1);
        }
        return message instanceof Call call && call.hasFd() ? call.fd() : -1;
    }

    static @Nullable FdInfo get(@Nullable ThreadInfo thread, int number) {
        return thread == null ? null : thread.descriptors.get(number);
    }

    static void about(EventContext out, @Nullable ThreadInfo thread, int number) {
        out.fdNumber = number;
        out.fd = get(thread, number);
    }

    static void use(Event event, @Nullable ThreadInfo thread, EventContext out) {
        about(out, thread, number(event));
    }

    /** For a raw mmap the number is the register's value (design 12). */
    static void mmap(Event event, @Nullable ThreadInfo thread, EventContext out) {
        use(event, thread, out);
        int register = RAW_FD[event.type().id()];
        if (event.message().kind() == MessageKind.RAW && register > 0) {
            out.fdNumber = event.argument(register - 1);
        }
    }

    void readOrWrite(Event event, @Nullable ThreadInfo thread, EventContext out) {
        use(event, thread, out);
        if (out.fd != null && !event.failed()) {
            SocketChanges.transferred(out.fd);
        }
        received(event, thread, out);
    }

    /** Adds a descriptor whose number a call returned; without a thread there is no table for it. */
    void hand(@Nullable ThreadInfo thread, FdInfo fd) {
        if (thread != null) {
            releases.handedOut(thread.descriptors, fd.number());
            fd.madeAt = state.clock;
            put(thread, fd);
        }
    }

    /** Sets the file of a number. */
    void put(@Nullable ThreadInfo thread, FdInfo fd) {
        if (thread == null) {
            return;
        }
        if (thread.descriptors.accepts(fd.number())) {
            thread.descriptors.put(fd);
            budget.charge(fd);
        } else {
            state.forgotten++;
        }
    }

    /** Adds the descriptor that a call created, if it did not fail. Returns true if there is one. */
    static boolean made(Event event, EventContext out) {
        boolean failed = event.failed() || event.result() > Integer.MAX_VALUE;
        out.fdNumber = failed ? -1 : event.result();
        return !failed;
    }

    /** Adds a descriptor whose flags are the argument at this position. */
    void make(FdInfo.Kind kind, int flags, Event event, @Nullable ThreadInfo thread, EventContext out) {
        make(kind, closeOnExec(event, flags), event, thread, out);
    }

    void memfd(Event event, @Nullable ThreadInfo thread, EventContext out) {
        make(FdInfo.Kind.MEMFD, (event.argument(1) & MFD_CLOEXEC) != 0, event, thread, out);
    }

    /** Adds a descriptor that is always closed on exec. */
    void makeClosing(FdInfo.Kind kind, Event event, @Nullable ThreadInfo thread, EventContext out) {
        make(kind, true, event, thread, out);
    }

    /** Adds a descriptor of an unknown file. */
    void other(Event event, @Nullable ThreadInfo thread, EventContext out) {
        make(FdInfo.Kind.UNKNOWN, true, event, thread, out);
        if (out.fd != null) {
            out.fd.unopened = true;
        }
    }

    private void make(
            FdInfo.Kind kind, boolean closeOnExec, Event event, @Nullable ThreadInfo thread, EventContext out) {
        if (!made(event, out)) {
            return;
        }
        int number = (int) event.result();
        FdInfo known = get(thread, number);
        if (kind == FdInfo.Kind.SIGNALFD && (int) event.argument(0) >= 0 && known != null) {
            out.fd = known;
            return;
        }
        FdInfo fd = new FdInfo(number, kind, "", "", 0, closeOnExec, state.epoch);
        hand(thread, fd);
        out.fd = fd;
    }

    // The older calls have no flags: their registers contain other or undefined values.
    private static boolean closeOnExec(Event event, int argument) {
        return switch (event.type().name()) {
            case "eventfd", "signalfd", "inotify_init", "epoll_create" -> false;
            default -> (event.argument(argument) & CLOEXEC) != 0;
        };
    }

    /** A message over a Unix socket may carry descriptors; the Sentry does not report them. */
    private void received(Event event, @Nullable ThreadInfo thread, EventContext out) {
        boolean possible = event.type() == RECVMSG || event.type() == RECVMMSG;
        if (possible && thread != null && !event.failed()) {
            FdInfo.Kind kind = out.fd == null ? FdInfo.Kind.UNKNOWN : out.fd.kind();
            if (kind == FdInfo.Kind.UNIX || kind == FdInfo.Kind.UNKNOWN) {
                thread.descriptors.receivedAt = state.clock;
                thread.descriptors.receivedFrom = (int) out.fdNumber;
            }
        }
    }

    // Files

    void open(Event event, @Nullable ThreadInfo thread, EventContext out) {
        Message message = event.arguments();
        int flags = (int) Math.max(0, OpenArguments.flags(event));
        String name = null;
        String rawName = null;
        if (message instanceof OpenCall call) {
            String path = call.pathname();
            name = nameOf(thread, call.fd(), path);
            rawName = Limits.path(PathResolver.collapseSlashes(path));
        }
        out.nameless = name == null;
        state.opensAreSent = true;
        if (!made(event, out)) {
            out.fdName = name;
            out.fdRawName = rawName;
            return;
        }
        FdInfo fd = new FdInfo(
                (int) event.result(),
                isDirectory(flags, event.isArm64()) ? FdInfo.Kind.DIRECTORY : FdInfo.Kind.FILE,
                name == null ? "" : name,
                rawName == null ? "" : rawName,
                flags,
                (flags & CLOEXEC) != 0,
                state.epoch);
        if (isUnchangedCwd(event, thread, rawName)) {
            fd.setSentryPath(fd.name(), state.epoch);
            fd.setName("");
        }
        hand(thread, fd);
        out.fd = fd;
    }

    /**
     * True if the first working directory itself was opened, as "." and before any chdir, in a session configured by
     * Falco: Falco has no name for that directory, and the conformance data have an empty one.
     */
    private boolean isUnchangedCwd(Event event, @Nullable ThreadInfo thread, @Nullable String rawName) {
        return ".".equals(rawName)
                && !state.resolved
                && thread != null
                && thread.directories.cwdKnown()
                && thread.directories.isInitial()
                && event.message().context().threadStartNs() == 0;
    }

    private static boolean isDirectory(int flags, boolean arm64) {
        return (flags & O_TMPFILE) == 0 && (flags & (arm64 ? O_DIRECTORY_ARM64 : O_DIRECTORY)) != 0;
    }

    private String nameOf(@Nullable ThreadInfo thread, int directory, String path) {
        if (thread == null) {
            return resolver.name(PathResolver.UNKNOWN_DIRECTORY, path);
        }
        Directories directories = thread.directories;
        String from = "";
        if (directory == AT_FDCWD) {
            from = directories.base();
        } else if (!path.startsWith("/")) {
            FdInfo fd = get(thread, directory);
            from = fd == null || fd.place().isEmpty() ? PathResolver.UNKNOWN_DIRECTORY : fd.place();
        }
        return directories.name(resolver, from, path, state.resolved);
    }

    void pipe(Event event, @Nullable ThreadInfo thread, EventContext out) {
        out.fdNumber = -1;
        if (event.failed() || !(event.message() instanceof PipeCall call)) {
            return;
        }
        boolean closeOnExec = (call.flags() & CLOEXEC) != 0;
        pseudoInode--;
        out.fd = pipeEnd(call.reader(), closeOnExec, thread);
        out.fd = pipeEnd(call.writer(), closeOnExec, thread);
        out.fdNumber = call.writer();
    }

    private FdInfo pipeEnd(int number, boolean closeOnExec, @Nullable ThreadInfo thread) {
        FdInfo end = new FdInfo(number, FdInfo.Kind.PIPE, "", "", 0, closeOnExec, state.epoch);
        end.setIno(pseudoInode);
        hand(thread, end);
        return end;
    }

    // Copies and ends

    void close(Event event, @Nullable ThreadInfo thread, EventContext out) {
        use(event, thread, out);
        // With every other error number the descriptor is closed nevertheless.
        if (thread == null || event.result() == -EBADF) {
            return;
        }
        Releases.Release other = releases.ofClose(thread, (int) out.fdNumber);
        if (other != null) {
            out.fd = other.fd();
            return;
        }
        thread.descriptors.remove((int) out.fdNumber);
        FdTable heir = thread.descriptors.heir;
        ThreadInfo leader = heir == null ? null : thread.process.mainThread();
        if (heir != null && leader != null && leader.descriptors == heir && heir.get((int) out.fdNumber) == out.fd) {
            heir.remove((int) out.fdNumber);
        }
    }

    void dup(Event event, @Nullable ThreadInfo thread, EventContext out) {
        int old = number(event);
        if (event.failed()) {
            about(out, thread, old);
            return;
        }
        int target = (int) event.result();
        boolean replaces = event.type() == DUP2 || event.type() == DUP3;
        if (replaces && target == old) {
            about(out, thread, target);
            return;
        }
        boolean closeOnExec = event.type() == DUP3 && (event.argument(2) & CLOEXEC) != 0;
        if (replaces && thread != null && releases.of(thread, target) != null) {
            // The number has been reused since.
            FdInfo from = get(thread, old);
            about(out, thread, old);
            if (from != null) {
                out.fdNumber = target;
                out.fd = from.as(target, closeOnExec);
            }
            return;
        }
        duplicate(thread, old, target, closeOnExec, replaces, out);
    }

    /**
     * Copies a descriptor. The copy of an unknown one is unknown too, and the target's previous file is closed. The
     * event is about the copy, or about the original if that was never known. If the session requests fd_path, the
     * message itself has identified the original.
     *
     * @param replaces true if the target may be open already, false if its number is newly assigned
     */
    private void duplicate(
            @Nullable ThreadInfo thread, int old, int target, boolean closeOnExec, boolean replaces, EventContext out) {
        if (thread == null) {
            about(out, null, old);
            return;
        }
        FdTable table = thread.descriptors;
        if (replaces) {
            releases.overwritten(table, target);
        } else {
            releases.handedOut(table, target);
        }
        FdInfo from = table.get(old);
        boolean open = from != null || table.isUnknown(old);
        if (from != null) {
            FdInfo copy = from.as(target, closeOnExec);
            copy.madeAt = state.clock;
            put(thread, copy);
        } else if (table.accepts(target) && (open || table.get(target) != null)) {
            table.putUnknown(target, closeOnExec);
        }
        about(out, thread, open ? target : old);
    }

    void fcntl(Event event, @Nullable ThreadInfo thread, EventContext out) {
        int number = number(event);
        int command = (int) event.argument(1);
        long argument = event.argument(2);
        boolean duplicates = command == F_DUPFD || command == F_DUPFD_CLOEXEC;
        if (duplicates && !event.failed()) {
            duplicate(thread, number, (int) event.result(), command == F_DUPFD_CLOEXEC, false, out);
            return;
        }
        if (command == F_SETFD && !event.failed()) {
            setCloseOnExec(thread, number, (argument & 1) != 0);
        }
        about(out, thread, number);
    }

    private void setCloseOnExec(@Nullable ThreadInfo thread, int number, boolean closeOnExec) {
        FdInfo fd = get(thread, number);
        if (fd != null && fd.closeOnExec() != closeOnExec) {
            put(thread, fd.as(number, closeOnExec));
        } else if (thread != null && thread.descriptors.isUnknown(number)) {
            thread.descriptors.putUnknown(number, closeOnExec);
        }
    }

    void ioctl(Event event, @Nullable ThreadInfo thread, EventContext out) {
        use(event, thread, out);
        if (thread != null && !event.failed()) {
            int request = (int) event.argument(1);
            if (request == FIOCLEX || request == FIONCLEX) {
                setCloseOnExec(thread, (int) out.fdNumber, request == FIOCLEX);
            } else {
                IdentityChanges.terminal(request, out.fd, thread.process);
            }
        }
    }

    void closeRange(Event event, @Nullable ThreadInfo thread) {
        if (thread == null || event.failed()) {
            return;
        }
        long first = event.argument(0) & UNSIGNED;
        long last = event.argument(1) & UNSIGNED;
        int flags = (int) event.argument(2);
        if ((flags & CLOSE_RANGE_UNSHARE) != 0) {
            unshare(thread);
        }
        for (FdInfo fd : thread.descriptors.all()) {
            if (fd.number() >= first && fd.number() <= last) {
                if ((flags & CLOSE_RANGE_CLOEXEC) != 0) {
                    setCloseOnExec(thread, fd.number(), true);
                } else if (releases.of(thread, fd.number()) == null) {
                    thread.descriptors.remove(fd.number());
                }
            }
        }
        thread.descriptors.removeUnknown(first, last, (flags & CLOSE_RANGE_CLOEXEC) != 0);
    }

    /** Replaces the thread's table by a private copy. */
    static void unshare(ThreadInfo thread) {
        if (thread.descriptors.sharers() > 1) {
            FdTable own = thread.descriptors.copy().share();
            thread.descriptors.release();
            thread.descriptors = own;
        }
    }
}
