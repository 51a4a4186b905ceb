// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The points of {@link PointCatalog}, built on first use. */
final class PointListing {
    private static final List<ContextField> ALL_CONTEXT = List.of(ContextField.values());
    // In 2022 the point offered cwd too. It never does now.
    private static final List<ContextField> EXIT_CONTEXT = ALL_CONTEXT.stream()
            .filter(f -> f != ContextField.CWD && f != ContextField.IS_EXEC_SESSION)
            .toList();

    static final List<Point> POINTS = build();
    static final Map<String, Point> BY_NAME = new HashMap<>();

    static {
        for (Point point : POINTS) {
            BY_NAME.put(point.name(), point);
        }
    }

    private PointListing() {}

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
        return new Point(name, type, type.since(), List.of(optional), context, SyscallData.BOTH, null, -1);
    }

    private static Point schematized(SyscallData.Row row, MessageType type, String end) {
        return new Point(
                "syscall/" + row.name() + '/' + end,
                type,
                row.since(),
                row.optional(),
                ALL_CONTEXT,
                row.architectures(),
                row.name(),
                -1);
    }

    private static Point rawPoint(int sysno, boolean exit) {
        MessageType type = MessageType.SYSCALL_RAW;
        return new Point(
                PointCatalog.rawName(sysno, exit),
                type,
                type.since(),
                List.of(),
                ALL_CONTEXT,
                SyscallData.BOTH,
                null,
                sysno);
    }
}
