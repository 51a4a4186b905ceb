// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.field.FieldDefinition.Flag;
import dev.gvtrace.replay.state.EventContext;
import org.jspecify.annotations.Nullable;

/** Finds the class that reads a field: one class per family of names. */
final class ExtractorFactory {
    private ExtractorFactory() {}

    /**
     * The extractor of a field.
     *
     * @param key the argument, or null if there is none
     * @param dotted true if the argument was after a dot, false if it was in brackets
     * @param output true if it is for an output, see {@link EventBinding#resolveForOutput}
     */
    static Extractor<EventContext> extractor(
            FieldDefinition definition, @Nullable String key, boolean dotted, boolean output) throws FieldException {
        String name = definition.name();
        Extractor<EventContext> extractor = null;
        if (definition.is(Flag.NEVER_FILLED)) {
            extractor = never(definition, output);
        } else if (name.startsWith("proc.") || name.startsWith("thread.")) {
            extractor = process(name, key, output);
        } else if (name.startsWith("fd.")) {
            extractor = fd(name, key, output);
        } else if (name.startsWith("evt.") || name.startsWith("syscall.") || name.startsWith("util.")) {
            extractor = event(name, key, dotted);
        } else if (name.startsWith("gvisor.")) {
            extractor = GvisorFields.of(name, key);
        } else if (name.startsWith("container.") || name.startsWith("k8s.")) {
            extractor = ContainerFields.of(definition, key);
        } else if (name.startsWith("user.") || name.startsWith("group.")) {
            extractor = UserFields.of(name);
        } else if (name.startsWith("fs.path.")) {
            extractor = PathFields.of(name);
        }
        if (extractor == null) {
            throw new IllegalStateException("no extractor for " + name);
        }
        return extractor;
    }

    private static Extractor<EventContext> never(FieldDefinition definition, boolean output) {
        if (!output && definition.name().startsWith("fd.") && definition.name().endsWith("ip.name")) {
            return FdFields.namesThatExist();
        }
        return Extractors.missing(definition.type());
    }

    private static @Nullable Extractor<EventContext> process(String name, @Nullable String key, boolean output) {
        Extractor<EventContext> extractor = AncestorFields.of(name, key, output);
        if (extractor == null) {
            extractor = ProcessFields.of(name, key);
        }
        if (extractor == null) {
            extractor = ProgramFields.of(name);
        }
        return extractor == null ? ThreadFields.of(name, key) : extractor;
    }

    private static @Nullable Extractor<EventContext> fd(String name, @Nullable String key, boolean output) {
        Extractor<EventContext> extractor = FdFields.of(name, key);
        return extractor == null ? SocketFields.of(name, output) : extractor;
    }

    private static @Nullable Extractor<EventContext> event(String name, @Nullable String key, boolean dotted)
            throws FieldException {
        if (key != null && name.equals("evt.arg")) {
            return ArgumentFields.resolved(key, dotted);
        }
        Extractor<EventContext> extractor = TimeFields.of(name);
        return extractor == null ? EventFields.of(name, key) : extractor;
    }
}
