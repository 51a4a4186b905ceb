// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.api.extension.AlertFormatExtension;
import dev.gvtrace.api.extension.ExportFormatExtension;
import dev.gvtrace.replay.provider.ProviderFailedException;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Formats of extensions: what they are given, and what becomes of their faults and of those around them. */
class FormatExtensionTest {
    private static final Path TRACE = Path.of("../samples/traces/web-break-in.gvt");

    private interface Writing {
        void write(Trace trace, OutputStream out) throws IOException;
    }

    private record Export(Writing writing) implements ExportFormatExtension {
        @Override
        public String name() {
            return "tested";
        }

        @Override
        public void write(Trace trace, OutputStream out) throws IOException {
            writing.write(trace, out);
        }
    }

    private static List<Damage> export(TraceSource source, OutputStream out, Writing writing) throws IOException {
        return new ExportFormatAdapter(new Export(writing)).write(source, out);
    }

    private static void writePids(Trace trace, OutputStream out) throws IOException {
        try (Rows rows = trace.scan(TableQuery.of("events").columns("pid"))) {
            while (rows.next()) {
                out.write((rows.longAt(0) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void anExportMayReadTheTraceSeveralTimes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AtomicReference<Rows> left = new AtomicReference<>();
        try (TraceSource source = TraceSources.open(TRACE)) {
            assertThat(export(source, out, (trace, to) -> {
                        writePids(trace, to);
                        writePids(trace, to);
                        left.set(trace.scan(TableQuery.of("events")));
                        to.close();
                    }))
                    .isEmpty();
            assertThatThrownBy(() -> left.get().next()).hasMessage("the rows are closed");
            try (RecordCursor cursor = source.records(Selection.all())) {
                assertThat(cursor.next()).as("still open").isTrue();
            }
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSizeGreaterThan(100);
        assertThat(lines.subList(0, lines.size() / 2)).isEqualTo(lines.subList(lines.size() / 2, lines.size()));
    }

    @Test
    void damageIsReportedOnceWhateverTheExtensionDoes() throws IOException {
        byte[] bytes = Files.readAllBytes(TRACE);
        Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 100, (byte) 0);
        try (TraceSource source = TraceSources.open(new StoreSource(new MemoryStore(bytes)))) {
            List<Damage> damage = export(source, OutputStream.nullOutputStream(), (trace, out) -> {
                writePids(trace, out);
                writePids(trace, out);
            });
            assertThat(damage).isNotEmpty().doesNotHaveDuplicates();
            try (RecordCursor cursor = source.records(Selection.all())) {
                while (cursor.next()) {}
                assertThat(damage).isEqualTo(cursor.damage());
            }
        }
    }

    private record MemoryStore(byte[] bytes) implements TraceStore {
        @Override
        public String name() {
            return "memory";
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void readFully(long position, byte[] into, int offset, int length) {
            System.arraycopy(bytes, (int) position, into, offset, length);
        }
    }

    @Test
    void distinguishesFaultsOfAnExportFromThoseOfItsOutput() throws IOException {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("disk full");
            }
        };
        try (TraceSource source = TraceSources.open(TRACE)) {
            assertThatThrownBy(() -> export(source, full, FormatExtensionTest::writePids))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("disk full");
            assertThatThrownBy(() -> export(source, full, (trace, out) -> {
                        try {
                            out.write(1);
                        } catch (IOException e) {
                            // a fault of the extension: the loss is not hidden by it
                        }
                    }))
                    .hasMessage("disk full");
            OutputStream out = new ByteArrayOutputStream();
            String start = "extension " + Export.class.getName() + ": export of '" + TRACE + "': ";
            assertThatThrownBy(() -> export(source, out, (trace, to) -> {
                        throw new IOException("no configuration");
                    }))
                    .isInstanceOf(ProviderFailedException.class)
                    .hasMessage(start + "java.io.IOException: no configuration");
            assertThatThrownBy(() -> export(source, out, (trace, to) -> trace.scan(TableQuery.of("nothing"))))
                    .isInstanceOf(ProviderFailedException.class)
                    .hasMessageStartingWith(start + "unknown table 'nothing'");
            assertThatThrownBy(() -> export(source, out, (trace, to) -> Trace.open(Path.of("missing.gvt"))))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("missing.gvt");
        }
    }

    @Test
    void anAlertFormatThatReturnsNothingIsAnError() {
        AlertFormatExtension nothing = new AlertFormatExtension() {
            @Override
            public String name() {
                return "nothing";
            }

            @Override
            @SuppressWarnings("NullAway") // what is tested
            public byte[] format(Alert alert) {
                return null;
            }
        };
        dev.gvtrace.replay.engine.Alert alert = new dev.gvtrace.replay.engine.Alert(
                "R", 4, "syscall", List.of(), 0, 17, 0, null, Text.EMPTY, List.of(), null, 0, 0, Text.EMPTY, 0, 0);
        assertThatThrownBy(() -> new AlertFormatAdapter(nothing).format(alert))
                .isInstanceOf(ProviderFailedException.class)
                .hasMessage("extension " + nothing.getClass().getName()
                        + ": alert of rule 'R' at event 17: expected a value, found null");
    }
}
