// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.replay.state.EventContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fields of containers and pods. Id and times come from the stream; everything else was recorded on the trusted side
 * ({@link ContainerInfo#facts}) under the field's own name, labels under {@code container.label.KEY} and {@code
 * k8s.pod.label.KEY}. Facts that were not recorded have no value.
 */
final class ContainerFields {
    private static final int SHORT_ID = 12;

    private ContainerFields() {}

    static Extractor<EventContext> of(FieldDefinition definition, @Nullable String key) {
        String name = definition.name();
        return switch (name) {
            case "container.id" ->
                (Extractor.OfText<EventContext>) event -> {
                    ContainerInfo container = event.container();
                    return container == null ? null : container.shortId();
                };
            case "container.full_id" ->
                (Extractor.OfText<EventContext>) event -> {
                    ContainerInfo container = event.container();
                    return container == null ? null : container.id();
                };
            case "container.start_ts" ->
                (Extractor.OfNumber<EventContext>) (event, out) -> {
                    ContainerInfo container = event.container();
                    return container != null && Extractors.putKnown(out, container.startNs());
                };
            case "container.duration" -> (Extractor.OfNumber<EventContext>) ContainerFields::duration;
            case "k8s.pod.id" -> fact("k8s.pod.uid");
            case "k8s.pod.sandbox_id" -> (Extractor.OfText<EventContext>) event -> podSandbox(event, name, true);
            case "k8s.pod.full_sandbox_id" -> (Extractor.OfText<EventContext>) event -> podSandbox(event, name, false);
            case "container.label", "k8s.pod.label" -> fact(name + '.' + key);
            default ->
                name.startsWith("container.mount.") || name.equals("container.mount")
                        ? mount(name, key)
                        : definition.type() == FieldType.BOOLEAN ? flag(name) : fact(name);
        };
    }

    private static Map<String, String> facts(EventContext event) {
        ContainerInfo container = event.container();
        return container == null ? Map.of() : container.facts();
    }

    private static Extractor.OfText<EventContext> fact(String name) {
        return event -> facts(event).get(name);
    }

    private static Extractor.OfNumber<EventContext> flag(String name) {
        return (event, out) -> {
            String fact = facts(event).get(name);
            return fact != null && Extractors.put(out, fact.equals("true"));
        };
    }

    private static Extractor.OfText<EventContext> mount(String name, @Nullable String key) {
        ContainerMounts.MountText mount = ContainerMounts.of(name, key == null ? "" : key);
        return event -> mount.of(facts(event));
    }

    private static boolean duration(EventContext event, Extractor.NumberValue out) {
        ContainerInfo container = event.container();
        if (container == null || container.startNs() == 0) {
            return false;
        }
        return Extractors.put(out, Math.max(0, event.event().timeNs() - container.startNs()));
    }

    /** The pod's own container is the first that started on the connection. */
    private static @Nullable String podSandbox(EventContext event, String name, boolean cut) {
        Map<String, String> facts = facts(event);
        String fact = facts.get(name);
        if (fact != null || !facts.containsKey("k8s.pod.name")) {
            return fact;
        }
        for (ContainerInfo first : event.sandbox().containers()) {
            return cut && first.id().length() > SHORT_ID ? first.id().substring(0, SHORT_ID) : first.id();
        }
        return null;
    }
}
