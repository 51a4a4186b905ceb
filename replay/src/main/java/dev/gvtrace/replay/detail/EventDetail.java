// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.detail;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.replay.state.Credentials;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.SocketInfo;
import dev.gvtrace.replay.state.ThreadInfo;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of an event beside its fields: the state at it, and the messages that it was made of. */
public final class EventDetail {
    /** A chain of ancestors longer than this is cut: real ones have tens, a hostile sandbox can build thousands. */
    private static final int MOST_ANCESTORS = 64;

    private final List<DetailRow> state = new ArrayList<>();
    private final Map<String, MessageKey> messages = new LinkedHashMap<>();

    private EventDetail(EventContext context) {
        process(context);
        descriptor(context);
        losses(context.sandbox());
        Event event = context.event();
        message("message", event.message());
        message("enter", event.enter());
        if (event.proof() != event.message()) {
            message("proof", event.proof());
        }
    }

    /** What is known at an event; nothing of the event is kept. */
    public static EventDetail of(EventContext context) {
        return new EventDetail(context);
    }

    /** The state after the event: its process, the ancestors, the descriptor concerned. */
    public List<DetailRow> state() {
        return List.copyOf(state);
    }

    /** The messages of the event, by what each is to it: {@code message}, {@code enter}, {@code proof}. */
    public Map<String, MessageKey> messages() {
        return new LinkedHashMap<>(messages);
    }

    private void message(String role, @Nullable Message message) {
        if (message != null && message.type() != 0) {
            messages.put(role, MessageKey.of(message));
        }
    }

    private void add(String section, String name, @Nullable String byteText) {
        if (byteText != null && !byteText.isEmpty()) {
            state.add(DetailRow.of(section, name, ByteText.toText(byteText)));
        }
    }

    private void process(EventContext context) {
        ProcessInfo process = context.process();
        ThreadInfo thread = context.thread();
        if (process == null || thread == null) {
            return;
        }
        String section = "process";
        add(section, "pid", Integer.toString(process.pid()));
        add(section, "tid", Integer.toString(thread.tid()));
        add(section, "name", process.name());
        add(section, "exepath", process.program().exepath());
        add(section, "cmdline", arguments(process));
        add(section, "cwd", thread.directories().cwd());
        add(section, "start", process.startNs() == 0 ? null : TimeText.rfc3339(process.startNs()));
        add(section, "threads", Integer.toString(process.threadCount()));
        add(section, "exec session", process.isExecSession() ? "true" : null);
        Credentials ids = thread.credentials();
        if (ids.known()) {
            add(section, "uid", ids.ruid() + " effective " + ids.euid() + " saved " + ids.suid());
            add(section, "gid", ids.rgid() + " effective " + ids.egid() + " saved " + ids.sgid());
        }
        ContainerInfo container = context.container();
        add(section, "container", container == null ? null : container.id());
        if (context.sandbox().isUncertain(process)) {
            add(section, "uncertain", "messages were lost since it began");
        }
        ancestors(process);
    }

    private void ancestors(ProcessInfo process) {
        ProcessInfo ancestor = process.parent();
        for (int i = 1; ancestor != null && i <= MOST_ANCESTORS; i++) {
            String line = arguments(ancestor);
            String path = ancestor.program().exepath();
            add(
                    "ancestor",
                    Integer.toString(i),
                    ancestor.name() + "[" + ancestor.pid() + "]"
                            + (path == null || path.isEmpty() ? "" : " " + path)
                            + (line.isEmpty() ? "" : ": " + line));
            ancestor = ancestor.parent();
        }
    }

    private static String arguments(ProcessInfo process) {
        return String.join(" ", process.program().argv());
    }

    private void descriptor(EventContext context) {
        FdInfo fd = context.fd();
        if (fd == null) {
            return;
        }
        String section = "descriptor";
        add(section, "number", Long.toString(context.fdNumber()));
        add(section, "type", fd.kind().text());
        add(section, "name", fd.name());
        add(section, "path of the Sentry", fd.sentryPath());
        SocketInfo socket = fd.socket();
        if (socket != null) {
            add(section, "protocol", socket.protocol().text());
            add(
                    section,
                    "role",
                    socket.listening() ? "listening" : socket.role().name().toLowerCase(Locale.ROOT));
            add(section, "local", socket.local() == null ? socket.localPath() : String.valueOf(socket.local()));
            add(section, "remote", socket.remote() == null ? socket.remotePath() : String.valueOf(socket.remote()));
        }
        if (context.sandbox().isUncertain(fd)) {
            add(section, "uncertain", "messages were lost since it was opened");
        }
    }

    private void losses(SandboxState sandbox) {
        if (sandbox.lost() > 0) {
            state.add(DetailRow.of(
                    "losses", "before", Text.ofUtf8(sandbox.lost() + " messages were lost up to this event")));
        }
    }
}
