// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.plugin;

import dev.gvtrace.api.Column;
import dev.gvtrace.api.ColumnType;
import dev.gvtrace.api.TableSchema;
import dev.gvtrace.api.extension.Event;
import dev.gvtrace.api.extension.RowSink;
import dev.gvtrace.api.extension.TableExtension;
import dev.gvtrace.api.extension.TraceReader;
import dev.gvtrace.text.Text;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often each program was started, and when first. */
public final class ProgramRuns implements TableExtension {
    private record Runs(long count, long firstNs) {}

    @Override
    public TableSchema schema() {
        return new TableSchema(
                "program_runs",
                "A program that was started.",
                List.of(
                        new Column("program", ColumnType.TEXT, "Its name."),
                        new Column("runs", ColumnType.INT64, "How often."),
                        new Column("first", ColumnType.TIME, "When first.")));
    }

    @Override
    public TraceReader start(RowSink rows) {
        Map<Text, Runs> programs = new TreeMap<>();
        return new TraceReader() {
            @Override
            public void event(Event event) {
                Text name = event.type().equals("execve") ? event.text("proc.name") : null;
                if (name != null) {
                    programs.merge(
                            name, new Runs(1, event.timeNs()), (old, more) -> new Runs(old.count() + 1, old.firstNs()));
                }
            }

            @Override
            public void end() {
                programs.forEach(
                        (name, runs) -> rows.add(name, runs.count(), Instant.ofEpochSecond(0, runs.firstNs())));
            }
        };
    }
}
