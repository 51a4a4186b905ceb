// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.decode.Traces;
import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.filter.ast.MacroExpansion;
import dev.gvtrace.replay.pipeline.ConnectionReplay;
import dev.gvtrace.replay.pipeline.ReplayListener;
import dev.gvtrace.replay.pipeline.ReplayOptions;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Conditions of a rule file with macros but no lists, compiled together, and what they match in a trace. */
final class Conditions {
    private final Map<String, Expr> exprs = new LinkedHashMap<>();
    private final FilterCompiler<EventContext> compiler = new FilterCompiler<>(Installed.binding());
    private final Map<EventType, List<String>> names = new HashMap<>();
    private final Map<EventType, FilterProgram> programs = new HashMap<>();

    private Conditions() {}

    static Conditions read(Path file) throws IOException, FilterException {
        Conditions conditions = new Conditions();
        MacroExpansion macros = new MacroExpansion();
        Map<String, Expr> bodies = new HashMap<>();
        try (Reader reader = Files.newBufferedReader(file)) {
            for (Object item : new YAMLMapper().readValue(reader, List.class)) {
                Map<?, ?> map = (Map<?, ?>) item;
                Expr expr = macros.expand(
                        FilterParser.parse(map.get("condition").toString()), name -> bodies.get(name.name()));
                if (map.containsKey("macro")) {
                    bodies.put(map.get("macro").toString(), expr);
                } else {
                    conditions.exprs.put(map.get("rule").toString(), expr);
                }
            }
        }
        conditions.link();
        return conditions;
    }

    private void link() {
        Map<String, CompiledFilter> filters = new LinkedHashMap<>();
        exprs.forEach((name, expr) -> filters.put(name, compiler.compile(expr)));
        for (EventType type : EventTypes.all()) {
            List<String> seen = new ArrayList<>();
            List<CompiledFilter<EventContext>> linked = new ArrayList<>();
            filters.forEach((name, filter) -> {
                if (filter.eventTypes().contains(type)) {
                    seen.add(name);
                    linked.add(filter);
                }
            });
            names.put(type, seen);
            programs.put(type, compiler.link(type, linked));
        }
    }

    Expr expr(String name) {
        return exprs.get(name);
    }

    /** The names of all conditions that hold for an event and see it. */
    List<String> matches(Evaluation<EventContext> evaluation, EventContext event) {
        EventType type = event.event().type();
        FilterProgram<EventContext> program = programs.get(type);
        evaluation.start(event);
        List<String> found = new ArrayList<>();
        for (int i = program.next(evaluation, 0); i >= 0; i = program.next(evaluation, i + 1)) {
            found.add(names.get(type).get(i));
        }
        return found;
    }

    /** The names of the conditions that see an event. */
    List<String> seeing(EventContext event) {
        return names.get(event.event().type());
    }

    Evaluation evaluation() {
        return compiler.newEvaluation();
    }

    /** The times at which each condition matches. */
    Map<String, List<String>> times(Path trace) throws IOException {
        Map<String, List<String>> times = new HashMap<>();
        exprs.keySet().forEach(name -> times.put(name, new ArrayList<>()));
        Evaluation<EventContext> evaluation = evaluation();
        replay(trace, event -> {
            String time = TimeText.rfc3339(event.event().timeNs());
            matches(evaluation, event).forEach(name -> times.get(name).add(time));
        });
        times.values().forEach(list -> list.sort(null));
        return times;
    }

    /** Shows every event of a trace or a tracereplay file. */
    static void replay(Path trace, Consumer<EventContext> consumer) throws IOException {
        ReplayListener listener = event -> {
            consumer.accept(event);
            return true;
        };
        Opening opening = Opening.builder(TraceOrigin.LIVE, 0).build();
        ConnectionReplay replay = new ConnectionReplay(0, opening, ReplayOptions.DEFAULT, listener);
        for (byte[] packet : Traces.packets(trace)) {
            replay.packet(packet, 0, packet.length, 0);
        }
        replay.end();
    }
}
