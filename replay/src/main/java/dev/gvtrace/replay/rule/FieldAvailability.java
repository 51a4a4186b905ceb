// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.event.EventType;
import dev.gvtrace.replay.event.EventType.Parameter;
import dev.gvtrace.replay.event.EventType.Trait;
import dev.gvtrace.replay.field.FieldCatalog;
import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.field.FieldDefinition.Flag;
import dev.gvtrace.replay.filter.Operand;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says whether a field can have a value at events of a type, and if not, why not (gvisor-semantics 6). */
final class FieldAvailability {
    /** Why a field has no value. */
    enum Lack {
        /** Nothing helps. */
        NEVER,
        /** The session could ask for it. */
        SESSION,
        /** It would have to be recorded beside the stream. */
        METADATA
    }

    /** A lack with its explanation. */
    record Missing(Lack lack, String why) {}

    private static final List<String> PROGRAM_POINTS =
            List.of("sentry/execve", "syscall/execve/exit", "container/start");
    private static final List<String> PARENT_POINTS = List.of("sentry/clone", "syscall/clone/exit");
    private static final List<String> OPEN_POINTS = List.of("syscall/openat/exit", "syscall/open/exit");
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

    /** What a clone's parent tells, and no other event. */
    private static final Set<String> OF_PARENTS =
            Set.of("proc.pname", "proc.pexe", "proc.pexepath", "proc.pcmdline", "proc.ppid", "proc.pvpid");

    private final SessionView session;

    FieldAvailability(SessionView session) {
        this.session = session;
    }

    /** Why the field has no value at such events; null if it can have one. */
    @Nullable
    Missing missing(Operand.FieldName field, Observation seen) {
        FieldDefinition definition = FieldCatalog.find(field.name());
        if (definition == null || definition.is(Flag.NEVER_FILLED)) {
            return new Missing(Lack.NEVER, field.name() + ": a Sentry does not say it");
        }
        if (definition.is(Flag.METADATA) && !definition.name().equals("evt.hostname")) {
            if (session.recorded(definition.name())) {
                return null;
            }
            return new Missing(Lack.METADATA, field.name() + ": only from metadata recorded beside the stream");
        }
        String name = definition.name();
        if (name.equals("evt.arg") || name.equals("evt.rawarg")) {
            return argument(field, seen);
        }
        if (name.equals("evt.buffer")) {
            return new Missing(Lack.NEVER, "evt.buffer: a Sentry sends no data, it is always empty");
        }
        if (name.startsWith("evt.")) {
            return ofEvent(name, seen);
        }
        if (name.startsWith("fd.") || name.startsWith("fs.path.")) {
            return ofDescriptor(name, seen);
        }
        return ofProcess(name, seen);
    }

    private static @Nullable Missing argument(Operand.FieldName field, Observation seen) {
        String argument = field.argument();
        String prefix = field.name().startsWith("evt.rawarg.") ? "evt.rawarg." : "evt.arg.";
        if (argument != null || !field.name().startsWith(prefix)) {
            return null; // by position
        }
        String name = field.name().substring(prefix.length());
        Parameter parameter = parameter(seen.type(), name);
        if (parameter == null) {
            return new Missing(Lack.NEVER, field.name() + ": " + seen.type().name() + " has no such argument");
        }
        return seen.raw() && parameter.source() == Parameter.NOWHERE
                ? new Missing(
                        Lack.NEVER,
                        field.name() + ": the registers of a raw " + seen.type().name() + " do not show it")
                : null;
    }

    private static @Nullable Parameter parameter(EventType type, String name) {
        for (Parameter parameter : type.parameters()) {
            if (parameter.name().equals(name)) {
                return parameter;
            }
        }
        return null;
    }

    private static @Nullable Missing ofEvent(String name, Observation seen) {
        EventType type = seen.type();
        boolean result = name.equals("evt.res") || name.equals("evt.rawres") || name.equals("evt.failed");
        if (result && (type.generic() || type.is(Trait.NO_RESULT))) {
            return new Missing(Lack.NEVER, name + ": " + type.name() + " has no result");
        }
        if (name.startsWith("evt.is_open_") && seen.raw() && shows(type, "flags")) {
            return null;
        }
        return name.startsWith("evt.is_open_") && seen.raw()
                ? new Missing(Lack.NEVER, name + ": the registers of a raw " + type.name() + " do not show it")
                : null;
    }

    private static boolean shows(EventType type, String name) {
        Parameter parameter = parameter(type, name);
        return parameter != null && parameter.source() != Parameter.NOWHERE;
    }

    private @Nullable Missing ofDescriptor(String name, Observation seen) {
        EventType type = seen.type();
        boolean path = name.startsWith("fs.path.");
        if (!path && !type.is(Trait.USES_FD)) {
            return new Missing(Lack.NEVER, name + ": " + type.name() + " is about no descriptor");
        }
        boolean makes = type.is(Trait.CREATES_FD) && parameter(type, "name") != null;
        if (seen.raw() && (path || makes) && !name.equals("fd.num")) {
            return new Missing(Lack.NEVER, name + ": the registers of a raw " + type.name() + " show no path");
        }
        boolean followed =
                makes || path || asked(OPEN_POINTS, null) || seen.fields().contains("fd_path");
        return followed || name.equals("fd.num")
                ? null
                : new Missing(Lack.SESSION, name + ": descriptors are not followed, enable syscall/openat/exit");
    }

    private @Nullable Missing ofProcess(String name, Observation seen) {
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
        if (name.startsWith("user.") || name.startsWith("group.")) {
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
        return new Missing(Lack.SESSION, field + ": enable " + what);
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
