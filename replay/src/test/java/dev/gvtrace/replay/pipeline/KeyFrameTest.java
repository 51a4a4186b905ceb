// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.testing.SharedData;
import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.frame.KeyFrame;
import dev.gvtrace.replay.frame.KeyFrames;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A reading that is continued from a key frame gives the same as one from the beginning, whatever is asked. */
class KeyFrameTest {
    private static final List<String> AT_A_MOMENT = List.of("descriptors", "sockets", "environment", "mounts");
    /** Columns of a process that need the events before a moment. */
    private static final List<String> SUMS = List.of("children", "calls", "failed", "origin");

    private static final int MOST_FRAMES = 150;
    private static final int FRAMES_TRIED = 3;
    /** Longer traces are checked by their events and their state at the end. */
    private static final int MOST_MESSAGES_OF_TABLES = 4000;

    @TempDir
    Path folder;

    static List<Path> recordings() throws IOException {
        List<Path> all = new ArrayList<>(SplitPartsTest.samples());
        Path conformance = SharedData.find("conformance");
        if (Files.isDirectory(conformance)) {
            for (String folder : List.of("sentry", "real")) {
                try (Stream<Path> files = Files.list(conformance.resolve(folder))) {
                    all.addAll(files.filter(file -> file.toString().matches(".*\\.trace(\\.zst)?") && small(file))
                            .sorted()
                            .toList());
                }
            }
        }
        return all;
    }

    private static boolean small(Path file) {
        return file.toFile().length() < (file.toString().endsWith(".zst") ? 300_000 : 2_000_000);
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void recordings(Path recording) throws IOException, RequestException {
        checkAll(recording);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aHostileSender(long seed) throws IOException, RequestException {
        Random random = new Random(seed);
        Path mixed = folder.resolve("mixed.gvt");
        try (TraceSource source = TraceSources.open(Path.of("../samples/traces/pod-2026.gvt"));
                RecordCursor records = source.records(Selection.all());
                TraceWriter writer = writer(mixed, seed % 2 == 0 ? TraceOrigin.LIVE : TraceOrigin.IMPORT)) {
            int dropped = 0;
            while (records.next()) {
                if (records.kind() == RecordKind.MESSAGE) {
                    byte[] packet = SplitPartsTest.changed(
                            Arrays.copyOfRange(records.buffer(), records.offset(), records.offset() + records.length()),
                            random);
                    dropped += random.nextInt(50) == 0 ? random.nextInt(5) : 0;
                    if (packet.length > 8) {
                        packet[4] = (byte) dropped;
                    }
                    writer.message(records.receivedNs(), packet, 0, packet.length);
                }
            }
            writer.seal(Closing.end(1, "mixed"));
        }
        checkAll(mixed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aDamagedFile(long seed) throws IOException, RequestException {
        Random random = new Random(seed);
        Path small = folder.resolve("small.gvt");
        try (TraceSource source = TraceSources.open(Path.of("../samples/traces/web-break-in.gvt"));
                RecordCursor records = source.records(Selection.all());
                TraceWriter writer = writer(small, TraceOrigin.LIVE)) {
            while (records.next()) {
                if (records.kind() == RecordKind.MESSAGE) {
                    writer.message(records.receivedNs(), records.buffer(), records.offset(), records.length());
                    if (random.nextInt(40) == 0) {
                        writer.flush();
                    }
                }
            }
            writer.seal(Closing.end(1, "small"));
        }
        byte[] bytes = Files.readAllBytes(small);
        for (int i = random.nextInt(3); i >= 0; i--) {
            bytes[200 + random.nextInt(bytes.length - 200)] ^= (byte) (1 + random.nextInt(255));
        }
        Path damaged = folder.resolve("damaged.gvt");
        Files.write(damaged, random.nextInt(3) == 0 ? Arrays.copyOf(bytes, bytes.length * 2 / 3) : bytes);
        checkAll(damaged);
    }

    @Test
    void gapsFactsAndSeveralContainers() throws IOException, RequestException {
        Path file = folder.resolve("gaps.gvt");
        SmallTrace trace = new SmallTrace(file, TraceOrigin.LIVE);
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            switch (random.nextInt(8)) {
                case 0 -> trace.clone(i, 1 + random.nextInt(9), 2 + random.nextInt(20));
                case 1 -> trace.gap(random.nextInt(3), dev.gvtrace.text.Text.ofUtf8("recorder"));
                case 2 -> trace.facts("container", "{\"id\":\"c" + random.nextInt(3) + "\",\"name\":\"n" + i + "\"}");
                case 3 -> trace.drops(random.nextInt(4));
                default ->
                    trace.open(
                            random.nextInt(20) == 0 ? -1 : i + random.nextInt(3),
                            1 + random.nextInt(9),
                            "/f" + i,
                            "c" + random.nextInt(3));
            }
        }
        trace.sealed().close();
        checkAll(file);
    }

    private static TraceWriter writer(Path file, TraceOrigin origin) throws IOException {
        Opening opening = Opening.builder(origin, 1).build();
        return TraceWriter.create(file, opening, WriterOptions.defaults().withSynced(false), MessageIndexer.NONE);
    }

    private static void checkAll(Path file) throws IOException, RequestException {
        try (TraceSource source = TraceSources.open(file)) {
            KeyFrames each = KeyFrames.every(1 + source.summary().lastSequence() / MOST_FRAMES);
            Heard whole = new Heard(false);
            ReplayResult result =
                    new TraceReplay(source, ReplayOptions.DEFAULT, Growth.FREE, () -> false, each).run(1, whole);
            List<KeyFrame> frames = each.all();
            assertThat(frames).hasSizeGreaterThan(5);
            for (KeyFrame frame : frames) {
                checkNext(source, frame, whole);
            }
            int step = Math.max(1, frames.size() / FRAMES_TRIED);
            for (int i = new Random(file.toString().length()).nextInt(step); i < frames.size(); i += step) {
                checkRest(source, frames.get(i), whole, result);
                if (source.summary().lastSequence() < MOST_MESSAGES_OF_TABLES) {
                    checkTables(source, frames.get(i));
                }
            }
        }
    }

    /** The frame is the only one, so that a replay that does not use it would have no reason to be right. */
    private static KeyFrames only(KeyFrame frame) {
        KeyFrames frames = KeyFrames.every(1L << 60);
        frames.add(frame);
        return frames;
    }

    private static void checkNext(TraceSource source, KeyFrame frame, Heard whole) {
        Moment from = new Moment(Moment.Kind.EVENT, frame.events() + 2);
        Moment to = new Moment(Moment.Kind.EVENT, frame.events() + 12);
        Heard rest = new Heard(true);
        new TraceReplay(source, ReplayOptions.DEFAULT.between(from, to), Growth.FREE, () -> false, only(frame))
                .run(1, rest);
        assertThat(rest.before).isEqualTo(frame.events());
        assertThat(rest.events)
                .isEqualTo(whole.events.subList((int) Math.min(whole.events.size(), frame.events() + 1), (int)
                        Math.min(whole.events.size(), frame.events() + 12)));
    }

    private static void checkRest(TraceSource source, KeyFrame frame, Heard whole, ReplayResult result) {
        Moment from = new Moment(Moment.Kind.EVENT, frame.events() + 2);
        Heard rest = new Heard(true);
        ReplayResult restResult = new TraceReplay(
                        source, ReplayOptions.DEFAULT.between(from, null), Growth.FREE, () -> false, only(frame))
                .run(1, rest);
        assertThat(rest.before).isEqualTo(frame.events());
        ReplayResult plain = new TraceReplay(source, ReplayOptions.DEFAULT.between(from, null)).run(1, new Heard(true));
        assertThat(restResult).isEqualTo(plain);
        assertThat(restResult.damage()).isEqualTo(result.damage());
        int first = (int) Math.min(whole.events.size(), frame.events() + 1);
        assertThat(rest.events).isEqualTo(whole.events.subList(first, whole.events.size()));
        assertThat(whole.others.subList(whole.others.size() - rest.others.size(), whole.others.size()))
                .isEqualTo(rest.others);
        assertThat(rest.end).isEqualTo(whole.end);
    }

    private static void checkTables(TraceSource source, KeyFrame frame) throws RequestException {
        TraceTables plain = new TraceTables(List.of(source), Installed.tables(), false);
        TraceTables framed = plain.withFrames(List.of(only(frame)));
        List<String> fields = Installed.binding().names().stream()
                .filter(name -> name.matches("(evt|proc|thread|fd|fs|user|group|container|gvisor)[.].*"))
                .filter(name -> isColumn(plain, name))
                .toList();
        Moment soon = new Moment(Moment.Kind.EVENT, frame.events() + 2);
        Moment later = new Moment(Moment.Kind.EVENT, frame.events() + 60);
        check(plain, framed, ScanRequest.of("events").withColumns(fields).between(soon, later));
        check(plain, framed, ScanRequest.of("messages").between(soon, later));
        check(plain, framed, ScanRequest.of("files").between(soon, null));
        check(plain, framed, ScanRequest.of("weird").between(soon, null));
        check(plain, framed, ScanRequest.of("gaps").between(soon, null));
        Moment after = new Moment(Moment.Kind.ABSOLUTE, frame.latestNs() + 1);
        check(plain, framed, ScanRequest.of("events").between(after, null).limit(50));
        check(plain, framed, ScanRequest.of("messages").between(after, null).limit(50));
        for (Moment at : List.of(soon, after, Moment.END)) {
            for (String table : AT_A_MOMENT) {
                check(plain, framed, ScanRequest.of(table).at(at));
            }
            List<String> columns = plain.catalog().find("processes").schema().columns().stream()
                    .map(Column::name)
                    .filter(name -> !SUMS.contains(name))
                    .toList();
            check(
                    plain,
                    framed,
                    ScanRequest.of("processes").withColumns(columns).at(at));
            check(plain, framed, ScanRequest.of("processes").at(at));
        }
    }

    private static boolean isColumn(TraceTables tables, String field) {
        try {
            tables.catalog().scan(ScanRequest.of("events").withColumns(List.of(field)));
            return true;
        } catch (RequestException e) {
            return false; // it needs an argument
        }
    }

    private static void check(TraceTables plain, TraceTables framed, ScanRequest request) throws RequestException {
        List<String> expected;
        try {
            expected = answer(plain.withFrames(List.of(new KeyFrames())), request);
        } catch (RequestException e) {
            return; // a moment outside the trace
        }
        assertThat(answer(framed, request)).as(request.toString()).isEqualTo(expected);
    }

    private static List<String> answer(TraceTables tables, ScanRequest request) throws RequestException {
        List<String> lines = new ArrayList<>();
        try (ScanCursor cursor = tables.scan(request)) {
            while (cursor.next()) {
                lines.add(text(cursor));
            }
            lines.addAll(cursor.notes());
            lines.add(cursor.results().toString());
        }
        return lines;
    }

    private static String text(Cursor row) {
        StringBuilder text = new StringBuilder();
        List<Column> columns = row.schema().columns();
        for (int i = 0; i < columns.size(); i++) {
            ColumnType type = columns.get(i).type();
            text.append(columns.get(i).name()).append('=');
            if (!row.isNull(i)) {
                text.append(
                        switch (type) {
                            case BOOL -> row.booleanAt(i);
                            case DOUBLE -> row.doubleAt(i);
                            case TEXT, BYTES -> row.textAt(i);
                            case ADDRESS -> Arrays.toString(row.addressAt(i));
                            case TEXT_LIST -> row.textsAt(i);
                            default -> row.longAt(i);
                        });
            }
            text.append(' ');
        }
        return text.toString();
    }
}
