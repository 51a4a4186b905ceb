// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.event.message.ChdirCall;
import dev.gvtrace.replay.event.message.ChrootCall;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.PrlimitCall;
import org.jspecify.annotations.Nullable;

/**
 * Applies calls that change a thread's users and groups, directories, namespaces, session, process group or limits.
 * Only successful calls get here (gvisor-semantics 5.3).
 */
final class IdentityChanges {
    private static final int UNCHANGED = -1;
    private static final int RLIMIT_NOFILE = 7;
    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int TIOCSCTTY = 0x540e;
    private static final int TIOCNOTTY = 0x5422;
    private static final int TERMINAL_DEVICE = 0x8800;

    /** One of the methods below. */
    interface Change {
        void apply(IdentityChanges identities, Event event, ThreadInfo thread);
    }

    private final TaskIds ids;
    private final PathResolver resolver;
    private final boolean resolved;

    IdentityChanges(TaskIds ids, PathResolver resolver, boolean resolved) {
        this.ids = ids;
        this.resolver = resolver;
        this.resolved = resolved;
    }

    // Directories

    void chdir(Event event, ThreadInfo thread) {
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

    void fchdir(Event event, ThreadInfo thread) {
        thread.directories.noteChange();
        if (event.message().context().hasCwd()) {
            return;
        }
        String path =
                event.message() instanceof Call call && call.hasFdPath() ? DescriptorPaths.nameOf(call.fdPath()) : "";
        if (path.isEmpty()) {
            FdInfo fd = thread.fd(DescriptorChanges.number(event));
            path = fd == null ? "" : fd.place();
        }
        if (path.startsWith("/")) {
            thread.directories.setCwd(path);
        } else {
            thread.directories.forgetCwd();
        }
    }

    void chroot(Event event, ThreadInfo thread) {
        Directories directories = thread.directories;
        String path = event.message() instanceof ChrootCall call ? call.pathname() : "";
        if (path.isEmpty()) {
            directories.setRoot(PathResolver.UNKNOWN_DIRECTORY);
            return;
        }
        directories.setRoot(directories.name(resolver, directories.base(), path, true));
    }

    void unshare(Event event, ThreadInfo thread) {
        long flags = event.argument(0);
        if ((flags & ProcessChanges.CLONE_FILES) != 0) {
            DescriptorChanges.unshare(thread);
        }
        if ((flags & ProcessChanges.CLONE_FS) != 0) {
            thread.directories = thread.directories.copy();
        }
        if ((flags & TaskIds.CLONE_NEWPID) != 0) {
            ids.unshared(thread);
        }
    }

    /** A namespace was entered; without a type it may be of any kind. */
    void setns(Event event, ThreadInfo thread) {
        int type = (int) event.argument(1);
        if (type == 0 || (type & TaskIds.CLONE_NEWPID) != 0) {
            ids.entered(thread);
        }
    }

    // Users and groups

    void setuid(Event event, ThreadInfo thread) {
        if (!hasNewIds(event)) {
            Credentials old = thread.credentials;
            int id = (int) event.argument(0);
            int others = old.euid() == 0 ? id : UNCHANGED;
            thread.credentials = users(old, others, id, others);
        }
    }

    void setgid(Event event, ThreadInfo thread) {
        if (!hasNewIds(event)) {
            Credentials old = thread.credentials;
            int id = (int) event.argument(0);
            int others = old.euid() == 0 ? id : UNCHANGED;
            thread.credentials = groups(old, others, id, others);
        }
    }

    void setresuid(Event event, ThreadInfo thread) {
        if (!hasNewIds(event)) {
            thread.credentials = users(
                    thread.credentials, (int) event.argument(0), (int) event.argument(1), (int) event.argument(2));
        }
    }

    void setresgid(Event event, ThreadInfo thread) {
        if (!hasNewIds(event)) {
            thread.credentials = groups(
                    thread.credentials, (int) event.argument(0), (int) event.argument(1), (int) event.argument(2));
        }
    }

    void setreuid(Event event, ThreadInfo thread) {
        if (!hasNewIds(event)) {
            Credentials old = thread.credentials;
            int real = (int) event.argument(0);
            int effective = (int) event.argument(1);
            thread.credentials =
                    users(old, real, effective, saved(real, effective, old.ruid(), old.euid(), old.suid()));
        }
    }

    void setregid(Event event, ThreadInfo thread) {
        if (!hasNewIds(event)) {
            Credentials old = thread.credentials;
            int real = (int) event.argument(0);
            int effective = (int) event.argument(1);
            thread.credentials =
                    groups(old, real, effective, saved(real, effective, old.rgid(), old.egid(), old.sgid()));
        }
    }

    /** At the exit the context already has the new ids. */
    private static boolean hasNewIds(Event event) {
        return event.message().context().hasCredentials();
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

    void setsid(Event event, ThreadInfo thread) {
        long result = event.result();
        if (result > 0 && result == (int) result) {
            ids.reported(thread.process, (int) result);
        }
        ContainerChanges.leadSession(thread.process);
    }

    void setpgid(Event event, ThreadInfo thread) {
        ProcessInfo target = named(thread, (int) event.argument(0));
        int group = (int) event.argument(1);
        if (target != null) {
            ProcessInfo leader = group == 0 ? target : named(thread, group);
            // A group outlives its leader.
            boolean root = target.namespace != null && target.namespace.isRoot();
            target.processGroup = leader != null ? leader.pid() : root ? group : 0;
            target.localGroup = group != 0 ? group : target.localPid;
        }
    }

    /** The process that the thread refers to by this id; 0 is its own. */
    private static @Nullable ProcessInfo named(ThreadInfo thread, int id) {
        if (id == 0 || id == thread.process.localPid) {
            return thread.process;
        }
        ThreadInfo other = thread.named(id);
        return other == null ? null : other.process;
    }

    void prlimit(Event event, ThreadInfo thread) {
        if (event.message() instanceof PrlimitCall call && call.resource() == RLIMIT_NOFILE) {
            ProcessInfo target = named(thread, call.pid());
            if (target != null && call.hasNewLimit()) {
                target.fdLimit = call.newLimitCurrent();
            } else if (target != null && call.hasOldLimit()) {
                target.fdLimit = call.oldLimitCurrent();
            }
        }
    }

    void prctl(Event event, ThreadInfo thread) {
        ProcessInfo process = thread.process;
        int option = (int) event.argument(0);
        if (option == PR_SET_CHILD_SUBREAPER) {
            process.subreaper = event.argument(1) != 0;
        } else if (option == PR_SET_NO_NEW_PRIVS) {
            process.noNewPrivileges |= event.argument(1) == 1;
        }
    }

    /** A terminal acquired or released by ioctl. */
    static void terminal(int request, @Nullable FdInfo fd, ProcessInfo process) {
        if (request == TIOCNOTTY) {
            process.tty = 0;
        } else if (request == TIOCSCTTY && fd != null) {
            int number = DescriptorPaths.terminal(fd.sentryPath().isEmpty() ? fd.name() : fd.sentryPath());
            process.tty = number < 0 ? process.tty : TERMINAL_DEVICE + number;
        }
    }
}
