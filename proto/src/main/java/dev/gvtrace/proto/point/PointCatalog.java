// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All points of the newest release, each with the first release that has it. Newer Sentries may have more. Immutable.
 * The list of points is built on first use; {@link #call} does not need it.
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

    private static final SchematizedCall[][] CALLS = calls();

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

    /**
     * The call that a message is about. For each type except {@link MessageType#SYSCALL_RAW} the numbers of the two
     * architectures are disjoint, so the result includes the architecture. Null for raw messages, for messages that are
     * not about a call, and for a number that does not belong to the type.
     *
     * @param messageType any number
     * @param sysno the message's field {@code sysno}, any value
     */
    public static @Nullable SchematizedCall call(int messageType, long sysno) {
        if (messageType < 0 || messageType >= CALLS.length) {
            return null;
        }
        for (SchematizedCall call : CALLS[messageType]) {
            if (call.sysno() == sysno) {
                return call;
            }
        }
        return null;
    }

    private static SchematizedCall[][] calls() {
        SchematizedCall[][] byType = new SchematizedCall[MessageType.GREATEST + 1][0];
        for (SyscallData.Row row : SyscallData.ROWS) {
            MessageType type = row.type();
            if (type != null) {
                for (Architecture architecture : row.architectures()) {
                    SchematizedCall[] calls = byType[type.number()];
                    calls = Arrays.copyOf(calls, calls.length + 1);
                    calls[calls.length - 1] =
                            new SchematizedCall(row.name(), architecture, row.number(architecture), type);
                    byType[type.number()] = calls;
                }
            }
        }
        return byType;
    }
}
