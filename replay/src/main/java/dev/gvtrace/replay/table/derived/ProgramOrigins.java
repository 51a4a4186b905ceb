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
 * Where the file of a program comes from: what the Sentry states about it, else whether a write to its path was seen
 * before.
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

    /** What a program comes from. */
    enum Kind {
        /** The container's image. */
        IMAGE("image"),
        /** It was written, or is not the image's. */
        WRITTEN("written"),
        /** Memory that a program opened as a file. */
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
     * Where a program comes from.
     *
     * @param event the last event that was seen to write to its path before; 0 if none was
     * @param pid the process that wrote, root PID namespace; 0 if unknown
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
        }
    }

    /** True if the open itself writes: it empties the file, or makes it. */
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
        // a program's path has no symbolic links, and so has the Sentry's
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

    /** Says so if writes were left out for lack of room. */
    void note(Rows<?> rows) {
        if (writes.refused() > 0) {
            rows.note(writes.refused() + " writes to files were not kept, as too many files were written: the column"
                    + " origin may be unknown for programs that were written");
        }
    }
}
