// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.api.extension.Event;
import dev.gvtrace.api.extension.EventField;
import dev.gvtrace.api.extension.FieldExtension;
import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.field.FieldException;
import dev.gvtrace.replay.pipeline.ScanCursor;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.provider.ProviderFailedException;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Fields of extensions: values of each kind in conditions and columns, arguments, and what becomes of faults. */
class FieldExtensionTest {
    private static final Path TRACE = Path.of("../samples/traces/workload-2026.gvt");

    private record Some(List<EventField> fields) implements FieldExtension {}

    private static EventBinding binding(EventField... fields) throws ProviderException {
        return EventBinding.of(List.of(new FieldAdapter(new Some(List.of(fields)))));
    }

    /** The cells of a column of all events that fulfil a condition. */
    private static List<String> column(EventBinding binding, String name, String condition) throws Exception {
        try (TraceSource source = TraceSources.open(TRACE);
                ScanCursor cursor = new TraceTables(List.of(source), TableCatalog.of(binding, List.of()), false)
                        .scan(ScanRequest.of("events")
                                .withColumns(List.of(name))
                                .where(condition));
                Rows rows = new Rows(List.of(), cursor, closed -> {})) {
            List<String> cells = new ArrayList<>();
            while (rows.next()) {
                Text shown = rows.shown(0);
                cells.add(shown == null ? "-" : shown.decoded());
            }
            return cells;
        }
    }

    private static EventField of(ColumnType type, Function<Event, @Nullable Object> value) {
        return EventField.of("my.field", type, "What is tested.", value);
    }

    @Test
    void valuesStandInConditionsAndColumns() throws Exception {
        EventBinding numbers = binding(of(ColumnType.UINT64, event -> event.number() == 5 ? null : event.number()));
        assertThat(column(numbers, "my.field", "my.field in (3, 5, 9)")).containsExactly("3", "9");
        assertThat(column(numbers, "my.field", "not my.field exists")).containsExactly("-");
        EventBinding lists = binding(of(ColumnType.TEXT_LIST, event -> List.of(event.type(), "x")));
        assertThat(column(lists, "evt.type", "my.field intersects (openat, connect)"))
                .isNotEmpty()
                .containsOnly("openat", "connect")
                .isEqualTo(column(lists, "evt.type", "evt.type in (openat, connect)"));
        EventBinding peers = binding(of(ColumnType.ADDRESS, event -> event.value("fd.sip")));
        assertThat(column(peers, "my.field", "my.field = 127.0.0.1"))
                .isNotEmpty()
                .isEqualTo(column(peers, "fd.sip", "fd.sip = 127.0.0.1"));
        EventBinding halves = binding(of(ColumnType.DOUBLE, event -> event.number() / 2.0));
        assertThat(column(halves, "my.field", "evt.num < 3")).containsExactly("0.5", "1.0");
    }

    @Test
    void anArgumentIsPreparedOnce() throws Exception {
        List<String> prepared = new ArrayList<>();
        EventBinding binding = binding(EventField.withArgument("my.label", ColumnType.TEXT, "Two words.", argument -> {
            prepared.add(argument);
            if (argument.isBlank()) {
                throw new IllegalArgumentException("expected a word");
            }
            return event -> argument + event.number();
        }));
        assertThat(column(binding, "evt.num", "my.label[\"ü b\"] = \"ü b7\"")).containsExactly("7");
        assertThat(prepared).contains("ü b").hasSizeLessThan(5);
        assertThatThrownBy(() -> binding.resolve("my.label", " "))
                .isInstanceOf(FieldException.class)
                .hasMessage("my.label[ ]: expected a word");
        assertThatThrownBy(() -> binding.resolve("my.label", null)).isInstanceOf(FieldException.class);
        EventBinding broken = binding(
                EventField.withArgument("my.label", ColumnType.TEXT, "Two words.", argument -> {
                    throw new IllegalStateException("boom");
                }),
                EventField.withArgument("my.nothing", ColumnType.TEXT, "Nothing.", argument -> null));
        assertThatThrownBy(() -> broken.resolve("my.label", "a"))
                .isInstanceOf(FieldException.class)
                .hasMessage("extension " + Some.class.getName()
                        + ": field 'my.label[a]': java.lang.IllegalStateException: boom");
        assertThatThrownBy(() -> broken.resolve("my.nothing", "a"))
                .isInstanceOf(FieldException.class)
                .hasMessageEndingWith("field 'my.nothing[a]': expected a value, found null");
    }

    @Test
    void aFaultIsAnErrorWithTheEvent() throws Exception {
        EventBinding binding = binding(of(ColumnType.INT64, event -> event.number() < 4 ? event.number() : "four"));
        assertThatThrownBy(() -> column(binding, "my.field", "evt.num < 9"))
                .hasMessage("extension " + Some.class.getName()
                        + ": field 'my.field' at event 4: expected an Integer or Long for INT64,"
                        + " found java.lang.String");
        EventBinding deep = binding(of(ColumnType.INT64, FieldExtensionTest::endless));
        assertThatThrownBy(() -> column(deep, "my.field", "evt.num < 9"))
                .hasMessageEndingWith("at event 1: java.lang.StackOverflowError");
        EventBinding unlucky = binding(of(ColumnType.INT64, event -> {
            throw new OutOfMemoryError("not the extension's fault");
        }));
        assertThatThrownBy(() -> column(unlucky, "my.field", "evt.num < 9"))
                .isInstanceOfSatisfying(
                        GvtraceException.class, e -> assertThat(e.kind()).isEqualTo(GvtraceException.Kind.INTERNAL))
                .hasMessageContaining("OutOfMemoryError");
    }

    @SuppressWarnings("InfiniteRecursion") // what is tested
    private static Object endless(Event event) {
        return endless(event);
    }

    @Test
    void anExtensionSeesNoFieldsOfExtensions() throws Exception {
        EventBinding binding = binding(of(ColumnType.TEXT, event -> event.value("my.field")));
        assertThatThrownBy(() -> column(binding, "my.field", "evt.num < 9"))
                .hasMessageContaining("nonexistent field my.field");
    }

    @Test
    void namesThatCannotBeAddedAreRefusedWithTheExtension() {
        for (String name : List.of("proc.name", "word", "my.a b", "evt.arg.mine")) {
            assertThatThrownBy(() -> binding(EventField.of(name, ColumnType.TEXT, "A text.", event -> null)))
                    .isInstanceOf(ProviderException.class)
                    .hasMessageContaining("'" + name + "'")
                    .hasMessageContaining(Some.class.getName());
        }
        assertThatThrownBy(() -> EventBinding.of(List.of(new FieldAdapter(new Nothing()))))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining(Nothing.class.getName());
    }

    private static final class Nothing implements FieldExtension {
        @Override
        @SuppressWarnings("NullAway") // what is tested
        public List<EventField> fields() {
            return null;
        }
    }

    @Test
    void rulesOfTheApiFailWithTheKindForExtensions() {
        ProviderFailedException failed = ExtensionCalls.wrong(this, "here", "expected more");
        assertThat(Problems.of(failed).kind()).isEqualTo(GvtraceException.Kind.INVALID_EXTENSION);
        assertThat(Problems.of(failed)).hasMessage("extension " + getClass().getName() + ": here: expected more");
    }
}
