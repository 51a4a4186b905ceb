// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.engine.Alert;
import dev.gvtrace.replay.engine.EngineOptions;
import dev.gvtrace.replay.engine.MatchMode;
import dev.gvtrace.replay.engine.RuleEngine;
import dev.gvtrace.replay.engine.RuleSet;
import dev.gvtrace.replay.field.Extractor.NumberValue;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.table.ColumnSet;
import dev.gvtrace.replay.table.Needs;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.RowTable;
import dev.gvtrace.replay.table.Rows;
import dev.gvtrace.replay.table.Scan;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.replay.table.TraceScan;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The table {@code alerts}: what rules match. Immutable, thread-safe. */
public final class AlertTable extends RowTable<AlertTable.Match> {
    private static final ColumnSet<Match> COLUMNS = columns();

    private final Supplier<Evaluated> evaluated;
    private final @Nullable String note;

    /** Rules and how they are evaluated. */
    private record Evaluated(RuleSet rules, EngineOptions options) {}

    /** The table of the alerts of the given rules. */
    public AlertTable(RuleSet rules, EngineOptions options) {
        this(() -> new Evaluated(rules, options), null);
    }

    private AlertTable(Supplier<Evaluated> evaluated, @Nullable String note) {
        super(COLUMNS, Shows.EVENTS);
        this.evaluated = evaluated;
        this.note = note;
    }

    /**
     * The table of the alerts of rules that are not loaded before it is read; an event gives at most one alert.
     *
     * @param rules called for each trace, by any thread
     * @param note as in {@link #note}, in Unicode
     */
    public static AlertTable loading(Supplier<RuleSet> rules, String note) {
        return new AlertTable(
                () -> {
                    RuleSet loaded = rules.get();
                    return new Evaluated(loaded, EngineOptions.of(MatchMode.FIRST, loaded));
                },
                ByteText.fromUnicode(note));
    }

    @Override
    public @Nullable String note() {
        return note;
    }

    /**
     * An alert with facts about its event that it does not keep itself.
     *
     * @param name the name of the process, byte text; null if unknown
     */
    record Match(Alert alert, @Nullable String name) {}

    private static ColumnSet<Match> columns() {
        return ColumnSet.<Match>of("alerts", "A match of the rules that are loaded.")
                .number(
                        "evt",
                        "The number of the event that matched.",
                        row -> row.alert().eventNumber())
                .knownTime("time", "When that was.", row -> row.alert().timeNs())
                .text(
                        "priority",
                        "The priority of the rule, Emergency to Debug.",
                        row -> Priority.values()[row.alert().priority()].label())
                .text(
                        "rule",
                        "The name of the rule.",
                        row -> ByteText.fromUnicode(row.alert().rule()))
                .text(
                        "output",
                        "Its output, filled in.",
                        row -> ByteText.of(row.alert().output()))
                .number("pid", "The process, root PID namespace; no value if unknown.", AlertTable::pid)
                .text("name", "The name of the process; no value if unknown.", Match::name)
                .text(
                        "container",
                        "The short id of its container; no value if unknown.",
                        row -> text(row.alert().containerId()))
                .list(
                        "tags",
                        "The tags of the rule, sorted.",
                        row -> row.alert().tags().stream()
                                .map(ByteText::fromUnicode)
                                .toList())
                .bool(
                        "uncertain",
                        "True if messages were lost before, so that what is known of the process or its descriptor may"
                                + " be outdated.",
                        row -> row.alert().uncertain())
                .build();
    }

    private static boolean pid(Match row, NumberValue out) {
        out.value = row.alert().pid();
        return out.value != 0;
    }

    private static @Nullable String text(@Nullable Text text) {
        return text == null ? null : ByteText.of(text);
    }

    /** A table with the same columns that rejects every scan because no rules are loaded. */
    static Table withoutRules() {
        return new Table() {
            @Override
            public TableSchema schema() {
                return COLUMNS.schema();
            }

            @Override
            public Scan scan(ScanRequest request) throws RequestException {
                throw new RequestException("table 'alerts' shows what rules match, and no rules are loaded");
            }
        };
    }

    @Override
    public boolean isDerived() {
        return true;
    }

    @Override
    protected TraceScan start(Rows<Match> rows, ScanRequest request) {
        Evaluated now = evaluated.get();
        return new Evaluation(rows, now.rules(), now.options());
    }

    /** Runs the rules over the events of a trace. */
    private static final class Evaluation implements TraceScan {
        private final RuleEngine engine;
        private @Nullable String name;

        Evaluation(Rows<Match> rows, RuleSet rules, EngineOptions options) {
            engine = new RuleEngine(rules, options, alert -> rows.add(new Match(alert, name)));
        }

        @Override
        public Needs needs() {
            return Needs.PART;
        }

        @Override
        public void event(EventContext event) {
            name = ProcessFacts.name(event.process());
            engine.onEvent(event);
        }
    }
}
