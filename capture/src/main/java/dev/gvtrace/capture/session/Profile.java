// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.session;

import dev.gvtrace.capture.session.TraceSessionConfig.PointSelection;
import dev.gvtrace.capture.session.TraceSessionConfig.Sink;
import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.proto.point.ContextField;
import dev.gvtrace.proto.point.OptionalField;
import dev.gvtrace.proto.point.PointCatalog;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Ready-made session configurations. <p>Strings in a message make it vulnerable: when a working directory, a process
 * name or a path is not UTF-8, the Sentry does not send the message, and does not count it as dropped. Therefore no
 * profile except {@link #FULL} selects the working directory, the process name or a descriptor's path at a point on
 * which state depends and that has no other string; where these are needed, they are selected at a point whose loss
 * another one makes up for.
 */
public enum Profile {
    /**
     * The minimum for tracking processes and descriptors and for the official rules: no reads and writes, exits only.
     */
    MINIMAL,
    /**
     * What Falco asked for, and what its rules can use beyond that: names at enter for what is opened or connected,
     * executables.
     */
    FALCO,
    /**
     * Every schematized point with every field, and raw points for calls without one. Expensive, and easily evaded by
     * names that are not UTF-8.
     */
    FULL,
    /**
     * Like {@link #FALCO}, but without strings in contexts, and with raw points beside those of calls that take names.
     */
    HARDENED;

    static final Set<ContextField> NO_STRINGS =
            EnumSet.complementOf(EnumSet.of(ContextField.CWD, ContextField.PROCESS_NAME));
    private static final Set<ContextField> WITH_NAME = EnumSet.complementOf(EnumSet.of(ContextField.CWD));
    private static final Set<ContextField> WITH_STRINGS = EnumSet.allOf(ContextField.class);

    /** The configuration for this machine's architecture. */
    public TraceSessionConfig config(Path socket) {
        return config(socket, Architecture.ofThisMachine());
    }

    /** The configuration: messages go to this socket, and runsc ignores points and fields that it does not support. */
    public TraceSessionConfig config(Path socket, Architecture architecture) {
        return new TraceSessionConfig(points(architecture), List.of(Sink.remote(socket)), true, null);
    }

    /** The points of the profile. */
    public List<PointSelection> points(Architecture architecture) {
        PointSet points = new PointSet(architecture);
        switch (this) {
            case MINIMAL -> minimal(points);
            case FALCO -> falco(points);
            case FULL -> full(points);
            case HARDENED -> hardened(points);
        }
        return points.selections();
    }

    private static void minimal(PointSet points) {
        life(points);
        points.exits(PointLists.STATE);
        points.exits(PointLists.EXECVE);
        points.raw(PointLists.RAW_OF_RULES);
        points.raw(PointLists.RAW_OF_STATE);
    }

    /** Starts and ends of containers and processes, and the programs that they run. */
    private static void life(PointSet points) {
        points.add("container/start", NO_STRINGS, OptionalField.ENV);
        points.add("sentry/clone", NO_STRINGS);
        points.add("sentry/execve", NO_STRINGS, OptionalField.BINARY_INFO, OptionalField.FD_INFO);
        points.add("sentry/exit_notify_parent", NO_STRINGS);
        points.add("sentry/task_exit", NO_STRINGS);
    }

    private static void withoutNames(PointSet points) {
        life(points);
        points.exits(PointLists.STATE);
        points.exits(PointLists.OF_FALCO);
        points.exits(PointLists.OF_RULES);
        points.enters(PointLists.NAMED_AT_ENTER);
        for (String call : PointLists.EXECVE) {
            points.add("syscall/" + call + "/enter", NO_STRINGS);
            points.add("syscall/" + call + "/exit", NO_STRINGS, OptionalField.ENVV);
        }
        points.exits(PointLists.CLONE);
        onlyRaw(points);
    }

    private static void onlyRaw(PointSet points) {
        points.raw(PointLists.RAW_OF_RULES);
        points.raw(PointLists.RAW_OF_STATE);
        points.raw(PointLists.RAW_OF_DESCRIPTORS);
        points.raw(PointLists.RAW_OF_ATTACKS);
    }

    private static void full(PointSet points) {
        points.everything();
        onlyRaw(points);
        points.raw(PointLists.RAW_OF_STATIC_PROGRAMS, WITH_NAME);
    }

    private static void falco(PointSet points) {
        withoutNames(points);
        // The first message of an exec session's process comes when its program is linked, or initializes itself.
        // State does not need these points, or has their exits.
        points.raw(PointLists.RAW_OF_FALCO, WITH_NAME);
        points.raw(PointLists.RAW_OF_STATIC_PROGRAMS, WITH_NAME);
        for (String call : PointLists.FIRST_OF_STATIC_PROGRAMS) {
            points.add("syscall/" + call + "/exit", WITH_NAME);
        }
        for (String call : PointLists.FIRST_AT_ENTER) {
            points.add("syscall/" + call + "/enter", WITH_NAME);
        }
        // sentry/clone and sentry/execve are sent even if these strings are not UTF-8
        for (String call : PointLists.CLONE) {
            points.add("syscall/" + call + "/exit", WITH_STRINGS);
        }
        for (String call : PointLists.EXECVE) {
            points.add(
                    "syscall/" + call + "/exit",
                    EnumSet.complementOf(EnumSet.of(ContextField.PROCESS_NAME)),
                    OptionalField.ENVV);
        }
        // the exit is sent even if the path of the descriptor is not UTF-8
        for (String call : PointLists.PATH_AT_ENTER) {
            points.add("syscall/" + call + "/enter", NO_STRINGS, OptionalField.FD_PATH);
        }
        points.add("container/start", WITH_STRINGS, OptionalField.ENV);
    }

    private static void hardened(PointSet points) {
        withoutNames(points);
        points.raw(PointCatalog.NAMING_CALLS);
    }
}
