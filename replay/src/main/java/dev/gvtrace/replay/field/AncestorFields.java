// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ProcessInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fields about the ancestors of a process. With a number they refer to one of them: 0 is the process itself, 1 its
 * parent. Without a number, a condition is true if it is true for any ancestor, and outputs contain all, nearest first;
 * the process itself is not an ancestor.
 */
final class AncestorFields {
    /**
     * The maximum number of ancestors that conditions without a number check. Real chains have tens of processes; a
     * hostile sandbox may build one of many thousands, which each check would have to walk.
     */
    static final int MAX_ANCESTORS = 1024;

    /** The maximum number of ancestors for proc.aenv[NAME], as in Falco. */
    private static final int MAX_ENVIRONMENTS = 20;

    private AncestorFields() {}

    static @Nullable Extractor<EventContext> of(String name, @Nullable String key, boolean output) {
        Integer index = WholeNumber.index(key);
        return switch (name) {
            case "proc.aname" -> texts(ProcessInfo::name, index, output);
            case "proc.aexe" -> texts(ProcessInfo::exe, index, output);
            case "proc.aexepath" -> texts(ProcessFields::exepath, index, output);
            case "proc.acmdline" -> texts(ProcessInfo::commandLine, index, output);
            case "proc.aargs" ->
                index == null
                        ? (Extractor.OfText<EventContext>) AncestorFields::allArguments
                        : one(ProcessInfo::joinedArguments, index);
            case "proc.apid" -> pids(index, output);
            case "proc.aenv" -> environments(key, output);
            case "proc.loginshellid" -> (Extractor.OfNumber<EventContext>) AncestorFields::loginShell;
            default -> null;
        };
    }

    /**
     * The ancestor this many steps up, or null if there are fewer; the process itself for 0 or a negative number.
     */
    static @Nullable ProcessInfo ancestor(EventContext event, long steps) {
        ProcessInfo process = event.process();
        for (long i = 0; i < steps && process != null; i++) {
            process = process.parent();
        }
        return process;
    }

    private static int count(EventContext event) {
        ProcessInfo process = event.process();
        int n = -1;
        while (process != null && n < MAX_ANCESTORS) {
            n++;
            process = process.parent();
        }
        return Math.max(n, 0);
    }

    private static Extractor<EventContext> texts(
            ProcessFields.ProcessText what, @Nullable Integer index, boolean output) {
        if (index != null) {
            return one(what, index);
        }
        if (output) {
            return (Extractor.OfText<EventContext>) event -> joined(event, what);
        }
        return new AnyText(what);
    }

    private static Extractor.OfText<EventContext> one(ProcessFields.ProcessText what, long steps) {
        return ProcessFields.text(event -> ancestor(event, steps), what);
    }

    private static @Nullable String joined(EventContext event, ProcessFields.ProcessText what) {
        ProcessInfo process = event.process();
        if (process == null) {
            return null;
        }
        StringBuilder joined = new StringBuilder(64);
        process = process.parent();
        for (int i = 0; process != null && i < MAX_ANCESTORS; i++) {
            if (i > 0) {
                joined.append(' ');
            }
            joined.append(what.of(process));
            process = process.parent();
        }
        return joined.toString();
    }

    private static @Nullable String allArguments(EventContext event) {
        return joined(event, ProcessInfo::joinedArguments);
    }

    private static Extractor<EventContext> pids(@Nullable Integer index, boolean output) {
        if (index == null && !output) {
            return new NoPid();
        }
        // Printed without a number it is the process's own id.
        long steps = index == null ? 0 : index;
        return (Extractor.OfNumber<EventContext>) (event, out) -> {
            ProcessInfo process = ancestor(event, steps);
            return process != null && Extractors.put(out, process.pid());
        };
    }

    private static Extractor<EventContext> environments(@Nullable String key, boolean output) {
        if (key != null && WholeNumber.signed(key, Integer.SIZE) == null) {
            return (Extractor.OfText<EventContext>) event -> nearestVariable(event, key);
        }
        // Even with a number, a condition checks the environments of all ancestors; outputs do not.
        if (!output) {
            return new AnyText(ProcessFields::joinedEnvironment);
        }
        Integer index = WholeNumber.index(key);
        return one(ProcessFields::joinedEnvironment, index == null ? 0 : index);
    }

    private static @Nullable String nearestVariable(EventContext event, String key) {
        ProcessInfo process = event.process();
        if (process == null) {
            return null;
        }
        process = process.parent();
        for (int i = 0; i < MAX_ENVIRONMENTS && process != null; i++) {
            String value = ProcessFields.variable(process, key);
            if (!value.isEmpty()) {
                return value;
            }
            process = process.parent();
        }
        return "";
    }

    private static boolean loginShell(EventContext event, Extractor.NumberValue out) {
        boolean found = false;
        ProcessInfo process = event.process();
        for (int i = 0; process != null && i < MAX_ANCESTORS; i++) {
            if (process.name().endsWith("sh")) {
                out.value = process.pid();
                found = true;
            }
            process = process.parent();
        }
        return found;
    }

    /** Any ancestor's text. */
    private static final class AnyText implements Extractor.OfAnyText<EventContext> {
        /** Real chains are rarely longer. */
        private static final int KEPT = 8;

        private final ProcessFields.ProcessText what;
        private final List<Extractor.OfText<EventContext>> at = new ArrayList<>();

        AnyText(ProcessFields.ProcessText what) {
            this.what = what;
            for (int i = 0; i < KEPT; i++) {
                at.add(one(what, i + 1L));
            }
        }

        @Override
        public int count(EventContext event) {
            return AncestorFields.count(event);
        }

        @Override
        public Extractor.OfText<EventContext> at(int index) {
            return index < KEPT ? at.get(index) : one(what, index + 1L);
        }
    }

    /**
     * proc.apid without a number has no value in conditions, as in the conformance data: Falco had no ids of gVisor's
     * processes to compare.
     */
    private static final class NoPid implements Extractor.OfAnyNumber<EventContext> {
        @Override
        public int count(EventContext event) {
            return 0;
        }

        @Override
        public Extractor.OfNumber<EventContext> at(int index) {
            return Extractors.MISSING_NUMBER;
        }
    }
}
