// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.coverage;

import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventType.Parameter;
import dev.gvtrace.replay.event.type.EventType.Trait;
import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.field.FieldDefinition.Flag;
import dev.gvtrace.replay.filter.ast.Operand;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Determines whether a field can have a value at events of a type, and if not, why (gvisor-semantics 6). */
final class FieldAvailability {
    /** Why a field has no value. */
    enum Lack {
        /** Nothing helps. */
        NEVER,
        /** The event has only the registers of its call, and it is not among them. */
        NOT_SHOWN,
        /** Events of the type have no such thing, with Falco neither. */
        FOREIGN,
        /** The session could ask for it. */
        SESSION,
        /** The session could ask for events that have it; of those that come, none has. */
        UNSEEN,
        /** It would have to be recorded beside the stream. */
        METADATA
    }

    /**
     * A lack with its explanation.
     *
     * @param field which has no value; "" where that goes without saying
     */
    record Missing(Lack lack, String field, String why) {
        String words() {
            return field.isEmpty() ? why : field + ": " + why;
        }
    }

    /**
     * The value that a field always has.
     *
     * @param lack why there is no real value, if the constant replaces a missing one
     */
    record Constant(String value, @Nullable Missing lack) {}

    /** Fields that always have the same value, as text, because Falco has it so. */
    private static final Map<String, String> CONSTANT =
            Map.of("evt.source", "syscall", "evt.cpu", "0", "evt.latency", "0", "evt.count", "1");

    /** Fields with a constant for an unknown value. */
    private static final Map<String, String> UNKNOWN = Map.of("user.loginuid", "-1", "user.loginname", "<NA>");

    private static final Set<String> OPENS = Set.of("open", "openat", "openat2", "creat", "open_by_handle_at");

    /** Calls whose path is that of a descriptor in a register. */
    private static final Set<String> BY_DESCRIPTOR = Set.of("fchmod", "fchown");

    /** Fields that need the name under which a descriptor was made. */
    private static final Set<String> NAMES =
            Set.of("fd.name", "fd.nameraw", "fd.directory", "fd.filename", "fd.containername", "fd.containerdirectory");

    private static final List<String> PROGRAM_POINTS =
            List.of("sentry/execve", "syscall/execve/exit", "container/start");
    private static final List<String> PARENT_POINTS = List.of("sentry/clone", "syscall/clone/exit");
    private static final List<String> OPEN_POINTS = List.of("syscall/openat/exit", "syscall/open/exit");
    private static final List<String> SOCKET_POINTS = List.of(
            "syscall/socket/exit",
            "syscall/connect/exit",
            "syscall/bind/exit",
            "syscall/listen/exit",
            "syscall/accept/exit",
            "syscall/accept4/exit");

    /** Fields that calls about sockets fill. */
    private static final Pattern OF_SOCKETS =
            Pattern.compile("fd\\.([cslr]?(ip|port|net|proto)|l4proto|sockfamily|is_server|connected)");

    private static final List<String> ALL_POINTS =
            List.of("sentry/execve", "sentry/clone", "syscall/execve/exit", "container/start");

    /** Own fields, and those that mean the same, that come from an optional field of sentry/execve. */
    private static final Map<String, String> EXECVE_OPTIONS = Map.of(
            "gvisor.exe.sha256", "binary_sha256",
            "gvisor.exe.sha1", "binary_sha1",
            "gvisor.exe.", "binary_info",
            "proc.is_exe_", "binary_info",
            "proc.exe_ino", "binary_info",
            "gvisor.stdin.", "fd_info",
            "gvisor.stdout.", "fd_info",
            "gvisor.stderr.", "fd_info",
            "gvisor.pipe_", "pipe_proc_info",
            "proc.tty", "fd_info");

    /** What only the event of a clone's parent contains. */
    private static final Set<String> OF_PARENTS =
            Set.of("proc.pname", "proc.pexe", "proc.pexepath", "proc.pcmdline", "proc.ppid", "proc.pvpid");

    private static final Missing CONCEALED = new Missing(
            Lack.UNSEEN,
            "gvisor.concealed",
            "enable the raw points of calls that name things, as session --profile hardened does");
    private static final Missing NO_ADDRESS =
            new Missing(Lack.NEVER, "fd.name_changed", "true for connect only, other messages show no address");

    private final SessionView session;
    private final Binding<?> binding;

    FieldAvailability(SessionView session, Binding<?> binding) {
        this.session = session;
        this.binding = binding;
    }

    /** Why the field has no value at such events; null if it can have one. */
    @Nullable
    Missing missing(Operand.FieldName field, EventShape seen) {
        FieldDefinition definition = binding.find(field.name());
        if (definition == null || definition.is(Flag.NEVER_FILLED)) {
            return new Missing(Lack.NEVER, field.name(), "the Sentry does not report it");
        }
        if (definition.is(Flag.METADATA) && !definition.name().equals("evt.hostname")) {
            if (session.recorded(definition.name())) {
                return null;
            }
            return new Missing(Lack.METADATA, field.name(), "only from metadata recorded beside the stream");
        }
        String name = definition.name();
        if (name.equals("evt.arg") || name.equals("evt.rawarg")) {
            return argument(field, seen);
        }
        if (name.equals("evt.buffer")) {
            return new Missing(Lack.NEVER, name, "a Sentry sends no data, it is always empty");
        }
        if (name.startsWith("evt.")) {
            return ofEvent(name, seen);
        }
        if (name.startsWith("fd.") || name.startsWith("fs.path.")) {
            return ofDescriptor(name, seen);
        }
        return ofProcess(name, seen);
    }

    private static @Nullable Missing argument(Operand.FieldName field, EventShape seen) {
        String argument = field.argument();
        String prefix = field.name().startsWith("evt.rawarg.") ? "evt.rawarg." : "evt.arg.";
        if (argument != null || !field.name().startsWith(prefix)) {
            return null; // by position
        }
        String name = field.name().substring(prefix.length());
        Parameter parameter = parameter(seen.type(), name);
        if (parameter == null) {
            return new Missing(Lack.FOREIGN, field.name(), "no such argument");
        }
        return seen.raw() && parameter.source() == Parameter.NOWHERE ? notShown(field.name()) : null;
    }

    private static @Nullable Parameter parameter(EventType type, String name) {
        for (Parameter parameter : type.parameters()) {
            if (parameter.name().equals(name)) {
                return parameter;
            }
        }
        return null;
    }

    private static @Nullable Missing ofEvent(String name, EventShape seen) {
        EventType type = seen.type();
        boolean result = name.equals("evt.res") || name.equals("evt.rawres") || name.equals("evt.failed");
        if (result && (type.generic() || type.is(Trait.NO_RESULT))) {
            return new Missing(Lack.FOREIGN, name, "no result");
        }
        return name.equals("evt.abspath") && seen.raw() ? notShown(name) : null;
    }

    private static Missing notShown(String field) {
        return new Missing(Lack.NOT_SHOWN, field, "the registers of a raw call do not show it");
    }

    /** The value that the field has at all such events; null if it can have several, or none. */
    @Nullable
    Constant constant(Operand.FieldName field, EventShape seen) {
        String name = field.name();
        EventType type = seen.type();
        switch (name) {
            case "evt.type", "syscall.type" -> {
                return new Constant(type.name(), null);
            }
            case "evt.dir" -> {
                return new Constant(type.is(Trait.ENTER_DIRECTION) ? ">" : "<", null);
            }
            case "gvisor.concealed" -> {
                return seen.hasShadow(session) ? null : new Constant("false", CONCEALED);
            }
            case "fd.name_changed" -> {
                // Only a connect's message has the address that becomes part of the name.
                return type.name().equals("connect") ? null : new Constant("false", NO_ADDRESS);
            }
            default -> {
                String value = CONSTANT.get(name);
                if (value != null) {
                    return new Constant(value, null);
                }
                value = UNKNOWN.get(name);
                if (value != null) {
                    return new Constant(
                            value, new Missing(Lack.NEVER, name, "the Sentry does not report it, it is " + value));
                }
                return name.startsWith("evt.is_open_") ? opened(name, seen) : null;
            }
        }
    }

    private static @Nullable Constant opened(String name, EventShape seen) {
        EventType type = seen.type();
        boolean access = name.equals("evt.is_open_read") || name.equals("evt.is_open_write");
        if (!OPENS.contains(type.name()) || access && type.name().equals("creat")) {
            return new Constant("false", new Missing(Lack.FOREIGN, name, "false for it"));
        }
        return seen.raw() && !type.name().equals("creat") && !shows(type, "flags")
                ? new Constant("false", notShown(name))
                : null;
    }

    private static boolean shows(EventType type, String name) {
        Parameter parameter = parameter(type, name);
        return parameter != null && parameter.source() != Parameter.NOWHERE;
    }

    private @Nullable Missing ofDescriptor(String name, EventShape seen) {
        EventType type = seen.type();
        boolean path = name.startsWith("fs.path.");
        if (!path && !type.is(Trait.USES_FD)) {
            return new Missing(Lack.FOREIGN, name, "it is about no descriptor");
        }
        boolean makes = type.is(Trait.CREATES_FD) && (parameter(type, "name") != null || OPENS.contains(type.name()));
        if (seen.raw() && (path && !BY_DESCRIPTOR.contains(type.name()) || makes && NAMES.contains(name))) {
            return notShown(name);
        }
        boolean socket =
                type.category().equals("net") || OF_SOCKETS.matcher(name).matches();
        if (socket && asked(SOCKET_POINTS, null)) {
            return null;
        }
        boolean followed =
                makes || path || asked(OPEN_POINTS, null) || seen.fields().contains("fd_path");
        return followed || name.equals("fd.num")
                ? null
                : new Missing(Lack.SESSION, name, "descriptors are not followed, enable syscall/openat/exit");
    }

    private @Nullable Missing ofProcess(String name, EventShape seen) {
        if (name.startsWith("container.")) {
            return seen.fields().contains("container_id") || asked(ALL_POINTS, "container_id")
                    ? null
                    : lacks(name, "context field container_id");
        }
        String option = option(name);
        if (name.equals("proc.tty") && asked(List.of("container/start"), null)) {
            return null; // it says whether the container has a terminal
        }
        if (option != null) {
            return asked(List.of("sentry/execve"), option)
                    ? null
                    : lacks(name, "optional field " + option + " of sentry/execve");
        }
        if (name.equals("gvisor.fd_path") && !seen.fields().contains("fd_path")) {
            return lacks(name, "optional field fd_path");
        }
        boolean known = seen.fields().contains("thread_id");
        boolean ofProcess = name.startsWith("proc.") || name.startsWith("thread.") || name.startsWith("user.");
        if (ofProcess && !known && !seen.type().name().equals("silent")) {
            return lacks(name, "context field thread_id");
        }
        if ((name.startsWith("user.") || name.startsWith("group.")) && !UNKNOWN.containsKey(name)) {
            return seen.fields().contains("credentials") || asked(ALL_POINTS, "credentials")
                    ? null
                    : lacks(name, "context field credentials");
        }
        if (name.startsWith("proc.env") || name.startsWith("proc.aenv")) {
            boolean asked = asked(PROGRAM_POINTS, "envv") || asked(List.of("container/start"), "env");
            return asked ? null : lacks(name, "optional field envv of syscall/execve/exit");
        }
        boolean ofParent = OF_PARENTS.contains(name) || name.startsWith("proc.a") && !name.equals("proc.args");
        if (ofParent && !asked(PARENT_POINTS, null) && !seen.fields().contains("parent_thread_group_id")) {
            return lacks(name, "point sentry/clone");
        }
        boolean ofProgram = name.startsWith("proc.") && !asked(PROGRAM_POINTS, null);
        return ofProgram ? lacks(name, "point sentry/execve") : null;
    }

    /** The optional field of sentry/execve that the field comes from; null if none. The most exact name counts. */
    static @Nullable String option(String name) {
        String best = "";
        for (String prefix : EXECVE_OPTIONS.keySet()) {
            if (name.startsWith(prefix) && prefix.length() > best.length()) {
                best = prefix;
            }
        }
        return EXECVE_OPTIONS.get(best);
    }

    private static Missing lacks(String field, String what) {
        return new Missing(Lack.SESSION, field, "enable " + what);
    }

    /** True if the session asks for one of the points, and there for the field if one is given. */
    private boolean asked(List<String> points, @Nullable String field) {
        for (String point : points) {
            Set<String> fields = session.fields(point);
            if (fields != null && (field == null || fields.contains(field))) {
                return true;
            }
        }
        return false;
    }
}
