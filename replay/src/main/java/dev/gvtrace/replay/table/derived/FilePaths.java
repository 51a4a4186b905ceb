// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.ThreadInfo;
import org.jspecify.annotations.Nullable;

/** How files are called across events. */
final class FilePaths {
    private static final String MEMFD = "memfd:";
    private static final String DESCRIPTOR = "/dev/fd/";

    private FilePaths() {}

    /**
     * The path of what a descriptor stands for: as opened, else the Sentry's; null if it is not a file or has no path
     * that is known.
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
     * What the file of a program is called where it is opened; null if its path is not known: the first program of a
     * container may be a mere name. One that is run from a descriptor is the file that this stands for.
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

    /** True for the name of memory that was opened as a file. */
    static boolean isMemory(String name) {
        return name.startsWith(MEMFD);
    }

    /** The path, or null if it is "". */
    static @Nullable String known(@Nullable String path) {
        return path == null || path.isEmpty() ? null : path;
    }

    /** The short id of the container of an event, or "" if it is not known. */
    static String container(EventContext event) {
        ContainerInfo container = event.container();
        return container == null ? "" : container.shortId();
    }
}
