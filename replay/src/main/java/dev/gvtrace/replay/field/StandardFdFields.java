// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.state.Endpoint;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.Program;
import org.jspecify.annotations.Nullable;

/** The standard descriptors at the start of the running image: {@code gvisor.stdin.path} and similar fields. */
final class StandardFdFields {
    private StandardFdFields() {}

    static @Nullable Extractor<EventContext> of(String name) {
        int dot = name.lastIndexOf('.');
        int number = switch (name.substring(0, dot)) {
            case "gvisor.stdin" -> 0;
            case "gvisor.stdout" -> 1;
            default -> 2;
        };
        return switch (name.substring(dot + 1)) {
            case "path" ->
                (Extractor.OfText<EventContext>) event -> {
                    Program.StdFd fd = fd(event, number);
                    return fd == null ? null : fd.path();
                };
            case "ino" ->
                (Extractor.OfNumber<EventContext>) (event, out) -> {
                    Program.StdFd fd = fd(event, number);
                    return fd != null && Extractors.put(out, fd.ino());
                };
            case "lip" -> (Extractor.OfAddress<EventContext>) event -> address(end(event, number, true));
            case "rip" -> (Extractor.OfAddress<EventContext>) event -> address(end(event, number, false));
            case "lport" -> (Extractor.OfNumber<EventContext>) (event, out) -> port(end(event, number, true), out);
            case "rport" -> (Extractor.OfNumber<EventContext>) (event, out) -> port(end(event, number, false), out);
            default -> null;
        };
    }

    private static Program.@Nullable StdFd fd(EventContext event, int number) {
        ProcessInfo process = event.process();
        return process == null ? null : process.program().stdio().get(number);
    }

    private static @Nullable Endpoint end(EventContext event, int number, boolean local) {
        Program.StdFd fd = fd(event, number);
        return fd == null ? null : local ? fd.local() : fd.remote();
    }

    private static byte @Nullable [] address(@Nullable Endpoint end) {
        return end == null ? null : end.address();
    }

    private static boolean port(@Nullable Endpoint end, Extractor.NumberValue out) {
        return end != null && Extractors.put(out, end.port());
    }
}
