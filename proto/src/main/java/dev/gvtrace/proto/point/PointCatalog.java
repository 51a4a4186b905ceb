// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All points of the newest release, with what older ones lack marked by its first release. Newer Sentries may have more.
 * Built when first used; immutable.
 */
public final class PointCatalog {
    private static final Set<Architecture> BOTH = Collections.unmodifiableSet(EnumSet.allOf(Architecture.class));
    private static final Set<Architecture> X86_64_ONLY = Collections.unmodifiableSet(EnumSet.of(Architecture.X86_64));
    private static final List<ContextField> ALL_CONTEXT = List.of(ContextField.values());
    // In 2022 the point offered cwd too. It never does now.
    private static final List<ContextField> EXIT_CONTEXT = ALL_CONTEXT.stream()
            .filter(f -> f != ContextField.CWD && f != ContextField.IS_EXEC_SESSION)
            .toList();

    private static final SchematizedCall[][] CALLS = calls();
    private static final List<Point> POINTS = build();
    private static final Map<String, Point> BY_NAME = new HashMap<>();

    static {
        for (Point point : POINTS) {
            BY_NAME.put(point.name(), point);
        }
    }

    private PointCatalog() {}

    /** All points of both architectures, sorted by name. */
    public static List<Point> points() {
        return POINTS;
    }

    /** The points of one architecture, sorted by name. */
    public static List<Point> points(Architecture architecture) {
        return POINTS.stream()
                .filter(p -> p.architectures().contains(architecture))
                .toList();
    }

    /** The points that send messages of the type, sorted by name. */
    public static List<Point> points(MessageType type) {
        return POINTS.stream().filter(p -> p.type() == type).toList();
    }

    /** The point of that name, null if there is none. */
    public static @Nullable Point find(String name) {
        return BY_NAME.get(name);
    }

    /** The raw point of a call number, 0 to {@link SyscallTable#GREATEST}; null outside of these. */
    public static @Nullable Point raw(long sysno, boolean exit) {
        return sysno < 0 || sysno > SyscallTable.GREATEST ? null : find(rawName((int) sysno, exit));
    }

    /**
     * Which call a message is about. For each type but {@link MessageType#SYSCALL_RAW} the numbers of the two architectures are
     * disjoint, so this tells the architecture as well. Null for raw messages, for messages that are about no call, and
     * for a number that does not belong to the type.
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
        List<List<SchematizedCall>> byType = new ArrayList<>();
        for (int i = 0; i <= MessageType.GREATEST; i++) {
            byType.add(new ArrayList<>());
        }
        for (SyscallData.Row row : SyscallData.ROWS) {
            MessageType type = row.type();
            if (type != null) {
                for (Architecture architecture : architectures(row)) {
                    int sysno = row.number(architecture);
                    byType.get(type.number()).add(new SchematizedCall(row.name(), architecture, sysno, type));
                }
            }
        }
        return byType.stream().map(l -> l.toArray(SchematizedCall[]::new)).toArray(SchematizedCall[][]::new);
    }

    private static List<Point> build() {
        List<Point> all = new ArrayList<>();
        all.add(plain("container/start", MessageType.CONTAINER_START, OptionalField.ENV));
        all.add(plain("sentry/clone", MessageType.SENTRY_CLONE));
        all.add(plain(
                "sentry/execve",
                MessageType.SENTRY_EXEC,
                OptionalField.BINARY_INFO,
                OptionalField.BINARY_SHA256,
                OptionalField.BINARY_SHA1,
                OptionalField.FD_INFO,
                OptionalField.PIPE_PROC_INFO));
        all.add(plain("sentry/exit_notify_parent", MessageType.SENTRY_EXIT_NOTIFY_PARENT));
        all.add(plain("sentry/task_exit", MessageType.SENTRY_TASK_EXIT));
        all.add(plain("sentry/mmap", MessageType.SENTRY_MMAP));
        for (SyscallData.Row row : SyscallData.ROWS) {
            MessageType type = row.type();
            if (type != null) {
                all.add(schematized(row, type, "enter"));
                all.add(schematized(row, type, "exit"));
            }
        }
        for (int sysno = 0; sysno <= SyscallTable.GREATEST; sysno++) {
            all.add(rawPoint(sysno, false));
            all.add(rawPoint(sysno, true));
        }
        all.sort(Comparator.comparing(Point::name));
        return List.copyOf(all);
    }

    private static Point plain(String name, MessageType type, OptionalField... optional) {
        List<ContextField> context = type == MessageType.SENTRY_EXIT_NOTIFY_PARENT ? EXIT_CONTEXT : ALL_CONTEXT;
        return new Point(name, type, type.since(), List.of(optional), context, BOTH, null, -1);
    }

    private static Point schematized(SyscallData.Row row, MessageType type, String end) {
        return new Point(
                "syscall/" + row.name() + '/' + end,
                type,
                row.since(),
                row.optional(),
                ALL_CONTEXT,
                architectures(row),
                row.name(),
                -1);
    }

    private static Point rawPoint(int sysno, boolean exit) {
        MessageType type = MessageType.SYSCALL_RAW;
        return new Point(rawName(sysno, exit), type, type.since(), List.of(), ALL_CONTEXT, BOTH, null, sysno);
    }

    private static String rawName(int sysno, boolean exit) {
        return "syscall/sysno/" + sysno + (exit ? "/exit" : "/enter");
    }

    private static Set<Architecture> architectures(SyscallData.Row row) {
        return row.arm() < 0 ? X86_64_ONLY : BOTH;
    }
}
