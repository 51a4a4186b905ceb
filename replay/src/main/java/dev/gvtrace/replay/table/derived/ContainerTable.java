// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.table.ColumnSet;
import dev.gvtrace.replay.table.Needs;
import dev.gvtrace.replay.table.RowTable;
import dev.gvtrace.replay.table.Rows;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.TraceScan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The table {@code containers}: the containers of a sandbox, with the facts recorded beside the stream. */
final class ContainerTable extends RowTable<ContainerTable.Home> {
    ContainerTable() {
        super(columns(), Shows.EVENTS);
    }

    /** A container and the number of its processes. */
    record Home(ContainerInfo container, long processes) {
        @Nullable
        String fact(String key) {
            return container.facts().get(key);
        }
    }

    private static ColumnSet<Home> columns() {
        return ColumnSet.<Home>of("containers", "A container.")
                .text(
                        "id",
                        "Its short id, as the column container of other tables has it.",
                        row -> row.container().shortId())
                .text(
                        "full_id",
                        "Its id as the Sentry sends it.",
                        row -> row.container().id())
                .text("name", "Its name; no value if it was not recorded.", row -> row.fact("container.name"))
                .text("image", "Its image; no value if it was not recorded.", ContainerTable::image)
                .text("pod", "The name of its pod; no value if it was not recorded.", row -> row.fact("k8s.pod.name"))
                .text(
                        "namespace",
                        "The Kubernetes namespace of its pod; no value if it was not recorded.",
                        row -> row.fact("k8s.ns.name"))
                .text("cmdline", "What it was started with, joined; no value if its start was not seen.", row -> {
                    List<String> arguments = row.container().arguments();
                    return arguments.isEmpty() ? null : String.join(" ", arguments);
                })
                .time(
                        "start",
                        "When it started or, if that was not seen, its first process was met; no value if unknown.",
                        row -> row.container().startNs())
                .time(
                        "end",
                        "When its first process ended; no value if it lives, or that was not seen.",
                        row -> row.container().endNs())
                .number("processes", "How many processes it had, as far as they were seen.", Home::processes)
                .list("facts", "All that was recorded about it beside the stream, as key=value.", ContainerTable::facts)
                .build();
    }

    private static @Nullable String image(Home row) {
        String whole = row.fact("container.image");
        String repository = row.fact("container.image.repository");
        String tag = row.fact("container.image.tag");
        return whole != null || repository == null ? whole : tag == null ? repository : repository + ':' + tag;
    }

    private static List<String> facts(Home row) {
        List<String> facts = new ArrayList<>();
        new TreeMap<>(row.container().facts()).forEach((key, value) -> facts.add(key + '=' + value));
        return facts;
    }

    @Override
    public boolean isDerived() {
        return true;
    }

    @Override
    protected TraceScan start(Rows<Home> rows, ScanRequest request) {
        Map<String, Long> processes = new HashMap<>();
        ProcessLives lives = new ProcessLives(life -> {}, life -> count(life, processes));
        return new TraceScan() {
            @Override
            public Needs needs() {
                return Needs.PART;
            }

            @Override
            public void event(EventContext event) {
                lives.event(event);
            }

            @Override
            public void end(SandboxState state, boolean complete) {
                lives.finish(state);
                state.processes().forEach(process -> count(lives.of(process), processes));
                for (ContainerInfo container : state.containers()) {
                    rows.add(new Home(container, processes.getOrDefault(container.shortId(), 0L)));
                }
                Notes.lost(rows, state);
            }
        };
    }

    private static void count(ProcessLife life, Map<String, Long> processes) {
        String container = life.container();
        if (container != null) {
            processes.merge(container, 1L, Long::sum);
        }
    }
}
