// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.ThreadInfo;
import org.jspecify.annotations.Nullable;

/** Determines the paths by which tables identify files. */
final class FilePaths {
    private static final String MEMFD = "memfd:";
    private static final String DESCRIPTOR = "/dev/fd/";

    private FilePaths() {}

    /**
     * The path of a descriptor's file: as opened, else as the Sentry resolved it; null if it is not a file or its path
     * is unknown.
     */
    static @Nullable String of(@Nullable FdInfo fd) {
        if (fd == null) {
            return null;
        }
        return switch (fd.kind()) {
            case FILE, DIRECTORY, MEMFD ->
                fd.name().isEmpty() && fd.sentryPath().startsWith("/") ? fd.sentryPath() : known(fd.name());
            default -> null;
        };
    }

    /**
     * The path of a program's file as an open would have it; null if unknown: the first program of a container may be a
     * bare name. A program run from a descriptor has the path of the descriptor's file.
     */
    static @Nullable String ofProgram(@Nullable String path, @Nullable ThreadInfo thread) {
        if (path == null || isMemory(path)) {
            return path;
        }
        if (path.startsWith(DESCRIPTOR)) {
            return thread == null ? null : of(descriptor(path, thread));
        }
        return !path.startsWith("/") ? null : isMemory(path.substring(1)) ? path.substring(1) : path;
    }

    private static @Nullable FdInfo descriptor(String path, ThreadInfo thread) {
        try {
            return thread.fd(Integer.parseInt(path.substring(DESCRIPTOR.length())));
        } catch (NumberFormatException e) {
            return null; // something below a directory
        }
    }

    /** True if the path names an in-memory file. */
    static boolean isMemory(String name) {
        return name.startsWith(MEMFD);
    }

    /** The path, or null if it is "". */
    static @Nullable String known(@Nullable String path) {
        return path == null || path.isEmpty() ? null : path;
    }

    /** The short id of the container of an event, or "" if unknown. */
    static String container(EventContext event) {
        ContainerInfo container = event.container();
        return container == null ? "" : container.shortId();
    }
}
