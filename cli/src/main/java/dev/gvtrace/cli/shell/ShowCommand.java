// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.replay.detail.DetailRow;
import dev.gvtrace.replay.detail.EventDetail;
import dev.gvtrace.replay.detail.HexDump;
import dev.gvtrace.replay.detail.MessageKey;
import dev.gvtrace.replay.detail.PacketDecoder;
import dev.gvtrace.replay.detail.PacketSearch;
import dev.gvtrace.replay.detail.RecordedPacket;
import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.provider.ProviderFailedException;
import dev.gvtrace.replay.query.CommandText;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.table.CellText;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.MadeTable;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows all that is known of an event: its fields, the state at it, and its packets, decoded and as bytes. */
final class ShowCommand implements ShellCommand {
    private static final TableSchema SCHEMA = new TableSchema(
            "show",
            "A fact about an event.",
            List.of(Column.text("section"), Column.text("name"), Column.text("value")));

    /** Where people read, longer values are cut to this many bytes. */
    private static final int MOST_BYTES = 240;
    /** Where people read, a packet has this many lines of bytes at most. */
    private static final int MOST_LINES = 32;

    private final Position position;
    private final EventReader reader;
    private final Answers answers;
    private final Binding<?> binding;
    private final Supplier<TableRenderer.Format> format;
    private @Nullable List<String> fields;
    /** Fields of extensions that failed, with the reason; they are not read again. */
    private final Map<String, String> failing = new TreeMap<>();

    ShowCommand(
            Position position,
            EventReader reader,
            Answers answers,
            Binding<?> binding,
            Supplier<TableRenderer.Format> format) {
        this.position = position;
        this.reader = reader;
        this.answers = answers;
        this.binding = binding;
        this.format = format;
    }

    @Override
    public QueryCatalog.Info info() {
        return new QueryCatalog.Info(
                "show",
                "[evt:N] [--trace K]",
                "all fields of an event, the state at it, and its message decoded and in hex",
                List.of("--trace"));
    }

    @Override
    public int run(String rest) throws RequestException {
        CommandText text = CommandText.of(rest);
        EventChoice choice = EventChoice.of("show", text.words(), position);
        if (!choice.rest().isEmpty()) {
            throw new RequestException("show: unexpected '" + choice.rest().get(0) + "'");
        }
        List<DetailRow> rows = rows(choice);
        List<String> parts = new ArrayList<>(List.of(position.name(choice.trace(), choice.event())));
        TableRenderer.Format form = format.get();
        boolean forPeople = form == TableRenderer.Format.TABLE || form == TableRenderer.Format.MARKDOWN;
        if (forPeople && text.stages().isEmpty()) {
            List<DetailRow> all = rows;
            rows = shortened(all);
            if (!rows.equals(all)) {
                parts.add("long values are shortened, --format json has all of them");
            }
        }
        boolean bySection = form == TableRenderer.Format.TABLE && text.stages().isEmpty();
        answers.print(bySection ? sections(rows) : List.of(whole(rows)), text.stages(), form, parts);
        return ExitCode.DONE;
    }

    private static MadeTable whole(List<DetailRow> rows) {
        List<Row> made = new ArrayList<>();
        rows.forEach(row -> made.add(Row.of(SCHEMA, List.of(row.section(), row.name(), row.value()))));
        return new MadeTable(SCHEMA, made);
    }

    /** A table for each section, so that its columns are as wide as its own contents. */
    private static List<MadeTable> sections(List<DetailRow> rows) {
        Map<String, List<DetailRow>> bySection = new LinkedHashMap<>();
        rows.forEach(row -> bySection
                .computeIfAbsent(row.section(), unused -> new ArrayList<>())
                .add(row));
        List<MadeTable> tables = new ArrayList<>();
        bySection.forEach((section, all) -> {
            TableSchema schema = new TableSchema(
                    SCHEMA.name(), SCHEMA.description(), List.of(Column.text(section), Column.text("value")));
            tables.add(new MadeTable(
                    schema,
                    all.stream()
                            .map(row -> Row.of(schema, List.of(row.name(), row.value())))
                            .toList()));
        });
        return tables;
    }

    private List<DetailRow> rows(EventChoice choice) throws RequestException {
        List<DetailRow> rows = new ArrayList<>();
        List<EventDetail> detail = new ArrayList<>();
        long last;
        try {
            last = read(choice, fields(), detail, rows);
        } catch (ProviderFailedException e) {
            List<String> working = new ArrayList<>(fields());
            addFailing(choice, working, e);
            working.removeAll(failing.keySet());
            fields = working;
            detail.clear();
            rows.clear();
            last = read(choice, working, detail, rows);
        }
        failing.forEach((field, message) -> rows.add(row("failed", field, message)));
        for (EventDetail each : detail) {
            rows.addAll(each.state());
            for (Map.Entry<String, MessageKey> message : each.messages().entrySet()) {
                RecordedPacket packet = PacketSearch.find(reader.source(choice.trace()), message.getValue(), last);
                addPacket(rows, message.getKey(), packet);
            }
            if (each.messages().isEmpty()) {
                rows.add(row("message", "none", "no message was received: the event follows from others"));
            }
        }
        return rows;
    }

    private long read(EventChoice choice, List<String> columns, List<EventDetail> detail, List<DetailRow> rows)
            throws RequestException {
        return reader.read(
                choice.trace(),
                choice.event(),
                columns,
                context -> detail.add(EventDetail.of(context)),
                cells -> addFields(rows, cells));
    }

    /** Finds the fields of extensions that fail, among some that do so together. */
    private void addFailing(EventChoice choice, List<String> columns, ProviderFailedException failure)
            throws RequestException {
        if (columns.size() == 1) {
            failing.put(columns.get(0), String.valueOf(failure.getMessage()));
            return;
        }
        int middle = columns.size() / 2;
        for (List<String> half : List.of(columns.subList(0, middle), columns.subList(middle, columns.size()))) {
            try {
                read(choice, half, new ArrayList<>(), new ArrayList<>());
            } catch (ProviderFailedException e) {
                addFailing(choice, half, e);
            }
        }
    }

    private static DetailRow row(String section, String name, String value) {
        return new DetailRow(section, Text.ofUtf8(name), Text.ofUtf8(value));
    }

    private static void addFields(List<DetailRow> rows, Cells cells) {
        for (int i = 0; i < cells.schema().columns().size(); i++) {
            Text value = CellText.of(cells, i);
            String name = cells.schema().columns().get(i).name();
            if (value != null && !name.equals("trace") && !name.equals(EventReader.NUMBER)) {
                rows.add(new DetailRow("field", Text.ofUtf8(name), value));
            }
        }
    }

    private static void addPacket(List<DetailRow> rows, String role, @Nullable RecordedPacket packet) {
        if (packet == null) {
            rows.add(row(role, "problem", "the trace has no packet with this message"));
            return;
        }
        rows.add(row(role, "sequence", Long.toString(packet.sequence())));
        if (packet.receivedNs() != 0) {
            rows.add(row(role, "received", TimeText.rfc3339(packet.receivedNs())));
        }
        rows.add(row(role, "size", packet.bytes().length + " bytes"));
        rows.addAll(new PacketDecoder().decode(role, packet.bytes()));
        rows.addAll(HexDump.rows(role.equals("message") ? "hex" : role + " hex", packet.bytes()));
    }

    /** The names of all fields that can be read without an argument. */
    private List<String> fields() {
        List<String> known = fields;
        if (known == null) {
            known = new ArrayList<>();
            Table events = answers.tables().catalog().find("events");
            for (FieldDefinition definition : binding.all()) {
                if (!definition.argument().required() && events != null && isReadable(events, definition.name())) {
                    known.add(definition.name());
                }
            }
            fields = known;
        }
        return known;
    }

    private static boolean isReadable(Table events, String field) {
        try {
            events.scan(ScanRequest.of("events").withColumns(List.of(field)));
            return true;
        } catch (RequestException e) {
            return false; // a field for conditions only
        }
    }

    private static List<DetailRow> shortened(List<DetailRow> rows) {
        List<DetailRow> kept = new ArrayList<>();
        int lines = 0;
        for (DetailRow row : rows) {
            boolean bytes = row.section().endsWith("hex");
            lines = bytes ? lines + 1 : 0;
            if (lines > MOST_LINES) {
                continue;
            }
            int length = row.value().length();
            Text value = length <= MOST_BYTES
                    ? row.value()
                    : Text.join(
                            Text.EMPTY,
                            List.of(
                                    Text.ofBytes(row.value().bytes(), 0, MOST_BYTES),
                                    Text.ofUtf8("... (" + length + " bytes)")));
            kept.add(new DetailRow(row.section(), row.name(), value));
        }
        return kept;
    }
}
