// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.event.message.ChdirCall;
import dev.gvtrace.replay.event.message.ChrootCall;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.PrlimitCall;
import dev.gvtrace.replay.event.message.RawCall;
import dev.gvtrace.replay.event.message.SetidCall;
import dev.gvtrace.replay.event.message.SetresidCall;
import org.jspecify.annotations.Nullable;

/**
 * Calls that change who a thread is and where it stands: users and groups, directories, session, process group, limits.
 * Only successful ones come here (gvisor-semantics 5.3).
 */
final class IdentityChanges {
    private static final int UNCHANGED = -1;
    private static final int RLIMIT_NOFILE = 7;
    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int TIOCSCTTY = 0x540e;
    private static final int TIOCNOTTY = 0x5422;
    private static final int TERMINAL_DEVICE = 0x8800;

    private final TaskIds ids;
    private final PathResolver resolver;
    private final boolean resolved;

    IdentityChanges(TaskIds ids, PathResolver resolver, boolean resolved) {
        this.ids = ids;
        this.resolver = resolver;
        this.resolved = resolved;
    }

    void apply(Action action, Event event, ThreadInfo thread) {
        Message message = event.message();
        switch (action) {
            case CHDIR -> chdir(event, thread);
            case FCHDIR -> fchdir(event, thread);
            case CHROOT -> chroot(message, thread);
            case SETSID -> setsid(event.result(), thread);
            case SETPGID -> setpgid(message, thread);
            case PRLIMIT -> prlimit(message, thread);
            case PRCTL -> prctl(message, thread.process);
            case UNSHARE -> unshare(message, thread);
            case SETNS -> setns(message, thread);
            case SETUID, SETGID, SETREUID, SETREGID, SETRESUID, SETRESGID -> {
                // At the exit the context has the new ids already.
                if (!message.context().hasCredentials()) {
                    setIds(action, message, thread);
                }
            }
            default -> throw new IllegalArgumentException(action + ": expected an action on identities");
        }
    }

    // Directories

    private void chdir(Event event, ThreadInfo thread) {
        Message message = event.message();
        Directories directories = thread.directories;
        directories.noteChange();
        if (message.context().hasCwd()) {
            return;
        }
        String path = message instanceof ChdirCall call ? call.pathname() : "";
        if (path.isEmpty() || path.charAt(0) != '/' && !directories.cwdKnown()) {
            directories.forgetCwd();
        } else {
            directories.setCwd(directories.name(resolver, directories.cwd(), path, resolved));
        }
    }

    private static void fchdir(Event event, ThreadInfo thread) {
        Message message = event.message();
        thread.directories.noteChange();
        if (message.context().hasCwd() || !(message instanceof Call call)) {
            return;
        }
        String path = call.hasFdPath() ? DescriptorPaths.nameOf(call.fdPath()) : "";
        if (path.isEmpty()) {
            FdInfo fd = thread.fd(call instanceof RawCall raw ? (int) raw.argument(0) : call.fd());
            path = fd == null ? "" : fd.place();
        }
        if (path.startsWith("/")) {
            thread.directories.setCwd(path);
        } else {
            thread.directories.forgetCwd();
        }
    }

    private void chroot(Message message, ThreadInfo thread) {
        Directories directories = thread.directories;
        String path = message instanceof ChrootCall call ? call.pathname() : "";
        if (path.isEmpty()) {
            directories.setRoot(PathResolver.UNKNOWN_DIRECTORY);
            return;
        }
        directories.setRoot(directories.name(resolver, directories.base(), path, true));
    }

    private void unshare(Message message, ThreadInfo thread) {
        if (!(message instanceof RawCall raw)) {
            return;
        }
        if ((raw.argument(0) & ProcessChanges.CLONE_FILES) != 0) {
            DescriptorChanges.unshare(thread);
        }
        if ((raw.argument(0) & ProcessChanges.CLONE_FS) != 0) {
            thread.directories = thread.directories.copy();
        }
        if ((raw.argument(0) & TaskIds.CLONE_NEWPID) != 0) {
            ids.unshared(thread);
        }
    }

    /** A namespace was entered; without a type any kind of one. */
    private void setns(Message message, ThreadInfo thread) {
        int type = message instanceof RawCall raw ? (int) raw.argument(1) : 0;
        if (type == 0 || (type & TaskIds.CLONE_NEWPID) != 0) {
            ids.entered(thread);
        }
    }

    // Users and groups

    /** The ids that a call passes, {@link #UNCHANGED} for those that it does not have. */
    private record PassedIds(int first, int second, int third) {
        static final PassedIds NONE = new PassedIds(UNCHANGED, UNCHANGED, UNCHANGED);
    }

    private static PassedIds passedIds(Message message) {
        return switch (message.kind()) {
            case SETID -> new PassedIds(((SetidCall) message).id(), UNCHANGED, UNCHANGED);
            case SETRESID -> {
                SetresidCall call = (SetresidCall) message;
                yield new PassedIds(call.realId(), call.effectiveId(), call.savedId());
            }
            case RAW -> {
                RawCall raw = (RawCall) message;
                yield new PassedIds((int) raw.argument(0), (int) raw.argument(1), (int) raw.argument(2));
            }
            case UNKNOWN,
                    CONTAINER_START,
                    CLONE_INFO,
                    EXECVE_INFO,
                    EXIT_NOTIFY_PARENT,
                    TASK_EXIT,
                    OPEN,
                    CLOSE,
                    READ,
                    WRITE,
                    CONNECT,
                    EXECVE,
                    SOCKET,
                    CHDIR,
                    PRLIMIT,
                    PIPE,
                    FCNTL,
                    DUP,
                    SIGNALFD,
                    CHROOT,
                    EVENTFD,
                    CLONE,
                    BIND,
                    ACCEPT,
                    TIMERFD_CREATE,
                    TIMERFD_SETTIME,
                    TIMERFD_GETTIME,
                    FORK,
                    INOTIFY_INIT,
                    INOTIFY_ADD_WATCH,
                    INOTIFY_RM_WATCH,
                    SOCKETPAIR,
                    MMAP_INFO,
                    MMAP,
                    LISTEN,
                    PTRACE -> PassedIds.NONE;
        };
    }

    private static void setIds(Action action, Message message, ThreadInfo thread) {
        PassedIds ids = passedIds(message);
        int first = ids.first();
        int second = ids.second();
        Credentials old = thread.credentials;
        thread.credentials = switch (action) {
            case SETUID -> old.euid() == 0 ? users(old, first, first, first) : users(old, UNCHANGED, first, UNCHANGED);
            case SETGID ->
                old.euid() == 0 ? groups(old, first, first, first) : groups(old, UNCHANGED, first, UNCHANGED);
            case SETRESUID -> users(old, first, second, ids.third());
            case SETRESGID -> groups(old, first, second, ids.third());
            case SETREUID -> users(old, first, second, saved(first, second, old.ruid(), old.euid(), old.suid()));
            case SETREGID -> groups(old, first, second, saved(first, second, old.rgid(), old.egid(), old.sgid()));
            default -> throw new IllegalArgumentException(action + ": expected an action on ids");
        };
    }

    // setreuid and setregid also set the saved id if they set the real one, or the effective one to something new.
    private static int saved(int real, int effective, int oldReal, int oldEffective, int oldSaved) {
        int newEffective = effective == UNCHANGED ? oldEffective : effective;
        return real != UNCHANGED || effective != UNCHANGED && effective != oldReal ? newEffective : oldSaved;
    }

    private static Credentials users(Credentials old, int real, int effective, int saved) {
        return new Credentials(
                true,
                real == UNCHANGED ? old.ruid() : real,
                effective == UNCHANGED ? old.euid() : effective,
                saved == UNCHANGED ? old.suid() : saved,
                old.rgid(),
                old.egid(),
                old.sgid());
    }

    private static Credentials groups(Credentials old, int real, int effective, int saved) {
        return new Credentials(
                true,
                old.ruid(),
                old.euid(),
                old.suid(),
                real == UNCHANGED ? old.rgid() : real,
                effective == UNCHANGED ? old.egid() : effective,
                saved == UNCHANGED ? old.sgid() : saved);
    }

    // Session, process group, limits

    private void setsid(long result, ThreadInfo thread) {
        if (result > 0 && result == (int) result) {
            ids.reported(thread.process, (int) result);
        }
        ContainerChanges.leadSession(thread.process);
    }

    private void setpgid(Message message, ThreadInfo thread) {
        if (!(message instanceof RawCall raw)) {
            return;
        }
        ProcessInfo target = named(thread, (int) raw.argument(0));
        int group = (int) raw.argument(1);
        if (target != null) {
            ProcessInfo leader = group == 0 ? target : named(thread, group);
            // A group outlives its leader.
            boolean root = target.namespace != null && target.namespace.isRoot();
            target.processGroup = leader != null ? leader.pid() : root ? group : 0;
            target.localGroup = group != 0 ? group : target.localPid;
        }
    }

    /** The process that the thread calls by that id; 0 is its own. */
    private static @Nullable ProcessInfo named(ThreadInfo thread, int id) {
        if (id == 0 || id == thread.process.localPid) {
            return thread.process;
        }
        ThreadInfo other = thread.named(id);
        return other == null ? null : other.process;
    }

    private static void prlimit(Message message, ThreadInfo thread) {
        if (message instanceof PrlimitCall call && call.resource() == RLIMIT_NOFILE) {
            ProcessInfo target = named(thread, call.pid());
            if (target != null && call.hasNewLimit()) {
                target.fdLimit = call.newLimitCurrent();
            } else if (target != null && call.hasOldLimit()) {
                target.fdLimit = call.oldLimitCurrent();
            }
        }
    }

    private static void prctl(Message message, ProcessInfo process) {
        if (message instanceof RawCall raw) {
            switch ((int) raw.argument(0)) {
                case PR_SET_CHILD_SUBREAPER -> process.subreaper = raw.argument(1) != 0;
                case PR_SET_NO_NEW_PRIVS -> process.noNewPrivileges |= raw.argument(1) == 1;
                default -> {}
            }
        }
    }

    /** A terminal taken or given up by ioctl. */
    static void terminal(int request, @Nullable FdInfo fd, ProcessInfo process) {
        if (request == TIOCNOTTY) {
            process.tty = 0;
        } else if (request == TIOCSCTTY && fd != null) {
            int number = DescriptorPaths.terminal(fd.sentryPath().isEmpty() ? fd.name() : fd.sentryPath());
            process.tty = number < 0 ? process.tty : TERMINAL_DEVICE + number;
        }
    }
}
