// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.replay.state.Credentials;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.Program;
import dev.gvtrace.replay.state.ThreadInfo;
import org.jspecify.annotations.Nullable;

/** Fields about the executable file of the process. They have no value without sentry/execve and its binary_info. */
final class ProgramFields {
    private static final int OWNER_WRITES = 0200;
    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_WRITE = 0002;

    private ProgramFields() {}

    static @Nullable Extractor<EventContext> of(String name) {
        return switch (name) {
            case "proc.is_exe_writable" -> (Extractor.OfNumber<EventContext>) ProgramFields::writable;
            case "proc.is_exe_upper_layer" -> flag(Program.Binary::upper);
            // A copied-up file exists on both layers; its bytes are those of the upper one.
            case "proc.is_exe_lower_layer" -> flag(binary -> binary.lower() && !binary.upper());
            case "proc.is_exe_from_memfd" -> flag(Program.Binary::memfd);
            case "proc.exe_ino" -> number((event, binary) -> binary.ino());
            case "proc.exe_ino.ctime" -> number((event, binary) -> binary.ctimeNs());
            case "proc.exe_ino.ctime_duration_proc_start" -> number(ProgramFields::untilProcess);
            case "proc.exe_ino.ctime_duration_pidns_start" -> number(ProgramFields::untilContainer);
            case "proc.pidns_init_start_ts" ->
                (Extractor.OfNumber<EventContext>) (event, out) -> Extractors.putKnown(out, containerStart(event));
            default -> null;
        };
    }

    /** Reads a boolean of the executable. */
    interface BinaryFlag {
        boolean of(Program.Binary binary);
    }

    /** Reads a number of the executable, 0 for none. */
    interface BinaryNumber {
        long of(EventContext event, Program.Binary binary);
    }

    static Program.@Nullable Binary binary(EventContext event) {
        ProcessInfo process = event.process();
        return process == null ? null : process.program().binary();
    }

    private static Extractor<EventContext> flag(BinaryFlag what) {
        return (Extractor.OfNumber<EventContext>) (event, out) -> {
            if (event.process() == null) {
                return false;
            }
            Program.Binary binary = binary(event);
            return Extractors.put(out, binary != null && what.of(binary));
        };
    }

    private static Extractor<EventContext> number(BinaryNumber what) {
        return (Extractor.OfNumber<EventContext>) (event, out) -> {
            Program.Binary binary = binary(event);
            return binary != null && Extractors.putKnown(out, what.of(event, binary));
        };
    }

    private static boolean writable(EventContext event, Extractor.NumberValue out) {
        ThreadInfo thread = event.thread();
        if (thread == null) {
            return false;
        }
        Program.Binary binary = thread.process().program().binary();
        return Extractors.put(out, binary != null && writable(binary, thread.credentials()));
    }

    /** True if these credentials may write the file. */
    static boolean writable(Program.Binary binary, Credentials credentials) {
        if (!credentials.known()) {
            return false;
        }
        return credentials.euid() == 0
                || credentials.euid() == binary.uid() && (binary.mode() & OWNER_WRITES) != 0
                || credentials.egid() == binary.gid() && (binary.mode() & GROUP_WRITES) != 0
                || (binary.mode() & OTHERS_WRITE) != 0;
    }

    private static long untilProcess(EventContext event, Program.Binary binary) {
        ProcessInfo process = event.process();
        return process == null ? 0 : since(binary, process.startNs());
    }

    private static long untilContainer(EventContext event, Program.Binary binary) {
        return since(binary, containerStart(event));
    }

    /** The time from the change of the inode to a start; 0 if one of them is unknown or the start was earlier. */
    private static long since(Program.Binary binary, long startNs) {
        return binary.ctimeNs() == 0 ? 0 : Math.max(0, startNs - binary.ctimeNs());
    }

    private static long containerStart(EventContext event) {
        ContainerInfo container = event.container();
        return container == null ? 0 : container.startNs();
    }
}
