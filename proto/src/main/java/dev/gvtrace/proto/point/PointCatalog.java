// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All points of the newest release, each with the first release that has it. Newer Sentries may have more. Immutable.
 * The list of points is built on first use.
 */
public final class PointCatalog {
    /**
     * Calls whose messages contain texts of the workload. The Sentry cannot send such a message when a text is not
     * UTF-8; then only a raw point shows that the call happened (gvisor-semantics 5.4).
     */
    public static final List<String> NAMING_CALLS = List.of(
            "execve",
            "execveat",
            "open",
            "openat",
            "creat",
            "chdir",
            "fchdir",
            "chroot",
            "connect",
            "bind",
            "inotify_add_watch");

    private PointCatalog() {}

    /** All points of both architectures, sorted by name. */
    public static List<Point> points() {
        return PointListing.POINTS;
    }

    /** The points of one architecture, sorted by name. */
    public static List<Point> points(Architecture architecture) {
        return points().stream()
                .filter(p -> p.architectures().contains(architecture))
                .toList();
    }

    /** The points that send messages of the type, sorted by name. */
    public static List<Point> points(MessageType type) {
        return points().stream().filter(p -> p.type() == type).toList();
    }

    /** The point with this name, or null if there is none. */
    public static @Nullable Point find(String name) {
        return PointListing.BY_NAME.get(name);
    }

    /** The name of the raw point for a call number, whether or not there is a call with this number. */
    public static String rawName(int sysno, boolean exit) {
        return "syscall/sysno/" + sysno + (exit ? "/exit" : "/enter");
    }

    /** The raw point for a call number from 0 to {@link SyscallTable#GREATEST}; null for other numbers. */
    public static @Nullable Point raw(long sysno, boolean exit) {
        return sysno < 0 || sysno > SyscallTable.GREATEST ? null : find(rawName((int) sysno, exit));
    }
}
