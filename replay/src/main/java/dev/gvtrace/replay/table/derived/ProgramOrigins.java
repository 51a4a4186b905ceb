// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.Program;
import dev.gvtrace.replay.table.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Determines the origins of program files: from what the Sentry states about the file, else from earlier writes to its
 * path.
 */
final class ProgramOrigins {
    private static final int ACCESS = 3;
    private static final int TRUNCATE = 0x200;
    private static final int CREATE_NEW = 0xc0;
    private static final int WRITE_BYTES = 32;

    private final PathMap<Write> writes = new PathMap<>(WRITE_BYTES);
    private final Transfer transfer = new Transfer();

    /** The last write to a path. */
    private static final class Write {
        long event;
        int pid;
    }

    /** The kinds of origins. */
    enum Kind {
        /** The container's image. */
        IMAGE("image"),
        /** A file that was written, or is not from the image. */
        WRITTEN("written"),
        /** An in-memory file. */
        MEMFD("memfd"),
        UNKNOWN("unknown");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * The origin of a program.
     *
     * @param event the last earlier event that wrote to its path; 0 if none
     * @param pid the process that wrote, by its id in the root PID namespace; 0 if unknown
     */
    record Origin(Kind kind, long event, int pid) {
        static final Origin UNKNOWN = new Origin(Kind.UNKNOWN, 0, 0);
    }

    /** Records the files that an event writes. */
    void event(EventContext event) {
        Effect effect = Effect.of(event);
        if (effect == Effect.OPEN) {
            FdInfo fd = event.fd();
            if (fd != null && !event.event().failed() && makesContent(fd.openFlags())) {
                written(event, fd);
            }
        } else if (transfer.read(event) && transfer.writes() && transfer.bytes() > 0) {
            written(event, transfer.target());
        } else {
            resolved(event);
        }
    }

    /** The Sentry may report the resolved path of a file only with a later call, such as its close. */
    private void resolved(EventContext event) {
        FdInfo fd = event.fd();
        if (fd == null || (fd.openFlags() & ACCESS) == 0 || !fd.sentryPath().startsWith("/")) {
            return;
        }
        String path = FilePaths.of(fd);
        if (path == null || path.equals(fd.sentryPath())) {
            return;
        }
        String container = FilePaths.container(event);
        Write write = writes.get(container, path);
        Write resolved = write == null ? null : writes.get(container, fd.sentryPath(), Write::new);
        if (write != null && resolved != null && resolved.event < write.event) {
            resolved.event = write.event;
            resolved.pid = write.pid;
        }
    }

    /** True if the open itself writes: it truncates or creates the file. */
    private static boolean makesContent(int flags) {
        return (flags & ACCESS) != 0 && ((flags & TRUNCATE) != 0 || (flags & CREATE_NEW) == CREATE_NEW);
    }

    private void written(EventContext event, @Nullable FdInfo fd) {
        String path = FilePaths.of(fd);
        if (fd == null || path == null) {
            return;
        }
        String container = FilePaths.container(event);
        written(event, container, path);
        // the path of a program has its symbolic links resolved, as has the one from the Sentry
        if (fd.sentryPath().startsWith("/") && !fd.sentryPath().equals(path)) {
            written(event, container, fd.sentryPath());
        }
    }

    private void written(EventContext event, String container, String path) {
        Write write = writes.get(container, path, Write::new);
        ProcessInfo process = event.process();
        if (write != null) {
            write.event = event.number();
            write.pid = process == null ? 0 : process.pid();
        }
    }

    /**
     * The origin of a program.
     *
     * @param event the event of its execve
     * @param path its path, or null if unknown
     * @param binary what the Sentry states about its file; null if nothing
     */
    Origin of(EventContext event, @Nullable String path, Program.@Nullable Binary binary) {
        String file = FilePaths.ofProgram(path, event.thread());
        Write write = file == null ? null : writes.get(FilePaths.container(event), file);
        Kind kind = kind(file, binary, write != null);
        if (write == null || kind == Kind.IMAGE || kind == Kind.UNKNOWN) {
            return new Origin(kind, 0, 0);
        }
        return new Origin(kind, write.event, write.pid);
    }

    private static Kind kind(@Nullable String file, Program.@Nullable Binary binary, boolean writeSeen) {
        if (binary != null && binary.memfd() || file != null && FilePaths.isMemory(file)) {
            return Kind.MEMFD;
        }
        if (binary != null && binary.upper()) {
            return Kind.WRITTEN;
        }
        if (binary != null && binary.lower()) {
            return Kind.IMAGE;
        }
        return writeSeen ? Kind.WRITTEN : Kind.UNKNOWN;
    }

    /** Adds a note if writes were omitted for lack of room. */
    void note(Rows<?> rows) {
        if (writes.refused() > 0) {
            rows.note(writes.refused() + " writes to files were not kept, as too many files were written: the column"
                    + " origin may be unknown for programs that were written");
        }
    }
}
