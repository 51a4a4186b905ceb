// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All points of the newest release, with what older ones lack marked by its first release. Newer Sentries may have
 * more. Immutable. The list of points is built when one is first asked for; {@link #call} does without it.
 */
public final class PointCatalog {
    /**
     * Calls with texts of the workload in their messages, which the Sentry cannot send when these are not UTF-8: only a
     * raw point then shows that the call happened (gvisor-semantics 5.4).
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

    /** The point of that name, null if there is none. */
    public static @Nullable Point find(String name) {
        return PointListing.BY_NAME.get(name);
    }

    /** The name that a raw point has, or would have if there was a call of that number. */
    public static String rawName(int sysno, boolean exit) {
        return "syscall/sysno/" + sysno + (exit ? "/exit" : "/enter");
    }

    /** The raw point of a call number, 0 to {@link SyscallTable#GREATEST}; null outside of these. */
    public static @Nullable Point raw(long sysno, boolean exit) {
        return sysno < 0 || sysno > SyscallTable.GREATEST ? null : find(rawName((int) sysno, exit));
    }

    /**
     * Which call a message is about. For each type but {@link MessageType#SYSCALL_RAW} the numbers of the two
     * architectures are disjoint, so this gives the architecture as well. Null for raw messages, for messages that are
     * about no call, and for a number that does not belong to the type.
     *
     * @param messageType any number
     * @param sysno the message's field of that name, any value
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
