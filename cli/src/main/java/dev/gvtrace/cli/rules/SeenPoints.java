// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.proto.point.ContextField;
import dev.gvtrace.proto.point.OptionalField;
import dev.gvtrace.proto.point.Point;
import dev.gvtrace.proto.point.PointCatalog;
import dev.gvtrace.replay.decode.DecodeOptions;
import dev.gvtrace.replay.decode.EventDecoder;
import dev.gvtrace.replay.decode.EventListener;
import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.event.message.CloneInfo;
import dev.gvtrace.replay.event.message.ContainerStart;
import dev.gvtrace.replay.event.message.Context;
import dev.gvtrace.replay.event.message.ExecveCall;
import dev.gvtrace.replay.event.message.ExecveInfo;
import dev.gvtrace.replay.event.message.ExitNotifyParent;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.MessageKind;
import dev.gvtrace.replay.event.message.MmapInfo;
import dev.gvtrace.replay.event.message.SystemCall;
import dev.gvtrace.replay.event.message.TaskExit;
import dev.gvtrace.replay.event.message.UnknownMessage;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The points that messages of a trace come from, with the fields that some message of each has. For traces that do not
 * record their session's configuration: a call that was never made looks like one that was not requested.
 */
final class SeenPoints implements EventListener {
    /** The point that sends a message; empty for messages of unknown types or calls. */
    private static final Message.Visitor<String> POINT = new Message.Visitor<>() {
        @Override
        public String call(Call message) {
            return ofCall(message);
        }

        @Override
        public String containerStart(ContainerStart message) {
            return "container/start";
        }

        @Override
        public String cloneInfo(CloneInfo message) {
            return "sentry/clone";
        }

        @Override
        public String execveInfo(ExecveInfo message) {
            return "sentry/execve";
        }

        @Override
        public String exitNotifyParent(ExitNotifyParent message) {
            return "sentry/exit_notify_parent";
        }

        @Override
        public String taskExit(TaskExit message) {
            return "sentry/task_exit";
        }

        @Override
        public String mmapInfo(MmapInfo message) {
            return "sentry/mmap";
        }

        @Override
        public String unknown(UnknownMessage message) {
            return "";
        }
    };

    /** The optional fields that a message shows to be asked for. */
    private static final Message.Visitor<Set<String>> OPTIONAL = new Message.Visitor<>() {
        @Override
        public Set<String> call(Call message) {
            Set<String> fields = new HashSet<>();
            add(message.hasFdPath(), OptionalField.FD_PATH, fields);
            add(message instanceof ExecveCall execve && execve.hasEnvironment(), OptionalField.ENVV, fields);
            return fields;
        }

        @Override
        public Set<String> containerStart(ContainerStart message) {
            Set<String> fields = new HashSet<>();
            add(!message.environment().isEmpty(), OptionalField.ENV, fields);
            return fields;
        }

        @Override
        public Set<String> cloneInfo(CloneInfo message) {
            return Set.of();
        }

        @Override
        public Set<String> execveInfo(ExecveInfo message) {
            Set<String> fields = new HashSet<>();
            boolean standardFds = false;
            for (int fd = 0; fd < STANDARD_FDS; fd++) {
                standardFds |= message.standardFd(fd).present();
            }
            add(standardFds, OptionalField.FD_INFO, fields);
            add(message.hasFileFacts(), OptionalField.BINARY_INFO, fields);
            add(message.sha256().length > 0, OptionalField.BINARY_SHA256, fields);
            add(message.sha1().length > 0, OptionalField.BINARY_SHA1, fields);
            boolean pipes =
                    message.pipeInput().present() || message.pipeOutput().present();
            add(pipes, OptionalField.PIPE_PROC_INFO, fields);
            return fields;
        }

        @Override
        public Set<String> exitNotifyParent(ExitNotifyParent message) {
            return Set.of();
        }

        @Override
        public Set<String> taskExit(TaskExit message) {
            return Set.of();
        }

        @Override
        public Set<String> mmapInfo(MmapInfo message) {
            return Set.of();
        }

        @Override
        public Set<String> unknown(UnknownMessage message) {
            return Set.of();
        }
    };

    private static final int STANDARD_FDS = 3;

    private final Map<String, Set<String>> points = new HashMap<>();

    private SeenPoints() {}

    /** Reads all messages of a trace. */
    static Map<String, Set<String>> of(TraceSource source) {
        SeenPoints seen = new SeenPoints();
        EventDecoder decoder = new EventDecoder(DecodeOptions.UNKNOWN, seen);
        try (RecordCursor cursor = source.records(Selection.all().readAhead(2))) {
            while (cursor.next()) {
                if (cursor.kind() == RecordKind.MESSAGE) {
                    decoder.packet(cursor.buffer(), cursor.offset(), cursor.length(), cursor.receivedNs());
                }
            }
        }
        return seen.points;
    }

    @Override
    public void lost(long count) {}

    @Override
    public void event(Event event) {}

    @Override
    public void message(Message message) {
        String point = message.accept(POINT);
        if (!point.isEmpty()) {
            Set<String> fields = points.computeIfAbsent(point, name -> new HashSet<>());
            context(message.context(), fields);
            fields.addAll(message.accept(OPTIONAL));
        }
    }

    private static String ofCall(Call call) {
        SystemCall systemCall = call.systemCall();
        if (call.kind() == MessageKind.RAW) {
            Point raw = PointCatalog.raw(call.sysno(), call.isExit());
            return raw == null ? "" : raw.name();
        }
        String exit = systemCall.exitPoint();
        return systemCall.equals(SystemCall.UNKNOWN)
                ? ""
                : call.isExit() ? exit : exit.substring(0, exit.lastIndexOf('/')) + "/enter";
    }

    private static void context(Context context, Set<String> fields) {
        add(context.timeNs() != 0, ContextField.TIME, fields);
        add(context.threadId() != 0, ContextField.THREAD_ID, fields);
        add(context.threadStartNs() != 0, ContextField.TASK_START_TIME, fields);
        add(context.threadGroupId() != 0, ContextField.GROUP_ID, fields);
        add(context.threadGroupStartNs() != 0, ContextField.THREAD_GROUP_START_TIME, fields);
        add(!context.containerId().isEmpty(), ContextField.CONTAINER_ID, fields);
        add(context.hasCredentials(), ContextField.CREDENTIALS, fields);
        add(context.hasCwd(), ContextField.CWD, fields);
        add(context.hasProcessName(), ContextField.PROCESS_NAME, fields);
        add(context.parentThreadGroupId() != 0, ContextField.PARENT_THREAD_GROUP_ID, fields);
        add(context.isExecSession(), ContextField.IS_EXEC_SESSION, fields);
    }

    private static void add(boolean present, ContextField field, Set<String> fields) {
        if (present) {
            fields.add(field.label());
        }
    }

    private static void add(boolean present, OptionalField field, Set<String> fields) {
        if (present) {
            fields.add(field.label());
        }
    }
}
