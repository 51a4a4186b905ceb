// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.query.arrangement.ArrangedCursor;
import dev.gvtrace.replay.query.arrangement.Arrangement;
import dev.gvtrace.replay.query.arrangement.TraceRows;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.RowOutput;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.ScannedRows;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What processes did, in sentences: one for each fact, in the order of the events.
 *
 * @param subject the processes that a story is about
 */
public record StoryArrangement(Subject subject) implements Arrangement {
    private static final TableSchema SCHEMA = new TableSchema(
            "story",
            "A fact about the processes, as a sentence.",
            List.of(
                    new Column("time", ColumnType.TIME, "When that was; no value if unknown."),
                    new Column("evt", ColumnType.INT64, "The event to look it up; no value if there is none."),
                    Column.prose("text", "The sentence.")));

    /** The requests to tables that a story of these processes is made of. */
    public static List<ScanRequest> requests(Subject subject) {
        List<ScanRequest> requests = new ArrayList<>(Asked.requests());
        ScanRequest choice = subject.request();
        if (choice != null) {
            requests.add(choice);
        }
        return requests;
    }

    @Override
    public TableSchema schema(List<TableSchema> scanned) {
        return TraceRows.isNumbered(scanned) ? RowOutput.withTrace(SCHEMA) : SCHEMA;
    }

    @Override
    public List<ScanRequest> naming(List<ScanRequest> requests) {
        return Asked.naming();
    }

    @Override
    public Cursor over(ScannedRows rows, Consumer<String> notes) {
        TableSchema schema = schema(rows.schemas());
        List<Row> choice = new ArrayList<>();
        FactReader traces = new FactReader(rows, cells -> choice.add(Row.copyOf(cells)));
        return new ArrangedCursor(schema, rows) {
            @Override
            protected Collection<Row> arrange() {
                List<Row> sentences = new ArrayList<>();
                while (sentences.isEmpty()) {
                    choice.clear();
                    TraceFacts facts = traces.next();
                    if (facts == null) {
                        break;
                    }
                    long trace = traces.number();
                    story(facts, choice, notes).forEach(draft -> sentences.add(sentence(schema, trace, draft)));
                }
                return sentences;
            }
        };
    }

    private List<Draft> story(TraceFacts facts, List<Row> choice, Consumer<String> notes) {
        Lives lives = new Lives(facts.of(Asked.PROCESSES));
        Set<Life> tops = subject.tops(lives, facts, choice, notes);
        if (tops.isEmpty()) {
            return List.of();
        }
        Set<Life> family = subject.isWithDescendants() ? Lives.families(tops) : tops;
        Story story = new Story(facts, lives, family, tops);
        List<Draft> drafts = new ArrayList<>(Folding.of(story.tell()));
        StoryFiles files = story.files();
        if (files.uses() > 0 || files.missedFiles() > 0) {
            drafts.add(Draft.of(0, 0, Sentences.leftOut(files.uses(), files.files(), files.missedFiles())));
        }
        return drafts;
    }

    private static Row sentence(TableSchema schema, long trace, Draft draft) {
        List<@Nullable Object> values = new ArrayList<>();
        if (schema.indexOf("trace") == 0) {
            values.add((Long) trace);
        }
        values.add(draft.timeNs() == 0 ? null : (Long) draft.timeNs());
        values.add(draft.event() == 0 ? null : (Long) draft.event());
        values.add(draft.text());
        return Row.of(schema, values);
    }
}
