// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.copy.TraceCopier;
import dev.gvtrace.trace.source.TraceSources;
import dev.gvtrace.trace.tracereplay.TraceReplayWriter;
import dev.gvtrace.trace.verify.TraceVerifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The streams in {@code shared/conformance}, through a {@code .gvt} file and back. */
final class RealTracesTest {
    @TempDir
    private Path folder;

    private static Path conformance() {
        String named = System.getenv("GVTRACE_SHARED");
        Path at = Path.of("").toAbsolutePath();
        Path shared = named == null ? at : Path.of(named);
        while (named == null && shared != null && !Files.isDirectory(shared.resolve("shared/conformance"))) {
            shared = shared.getParent();
        }
        Path found = shared == null ? at : named == null ? shared.resolve("shared") : shared;
        Assumptions.assumeTrue(Files.isDirectory(found.resolve("conformance")), "shared/conformance is not there");
        return found.resolve("conformance");
    }

    private static List<Path> traces() throws IOException {
        Path conformance = conformance();
        try (Stream<Path> own = Files.walk(conformance)) {
            return own.filter(path -> path.toString().endsWith(".trace") || path.endsWith("client-0001"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void exportOfAnImportIsByteIdenticalAndTheTraceIsSmall() throws IOException {
        List<Path> traces = traces();
        assertThat(traces).hasSizeGreaterThan(10);
        for (Path trace : traces) {
            Path gvt = folder.resolve(trace.getFileName() + ".gvt");
            try (TraceSource source = TraceSources.open(trace);
                    RecordCursor cursor = source.records(Selection.all());
                    TraceWriter writer =
                            TraceWriter.create(gvt, source.opening(), TestTraces.options(), MessageIndexer.NONE)) {
                TraceCopier.copy(cursor, writer);
                writer.seal(Closing.end(0, "imported"));
            }
            byte[] original = Files.readAllBytes(trace);
            assertThat(export(gvt)).as("%s", trace).isEqualTo(original);
            if (original.length > 1024 * 1024) {
                assertThat(Files.size(gvt))
                        .as("%s of %d bytes", trace, original.length)
                        .isLessThan(original.length / 12);
            }
            assertThat(TraceVerifier.verify(gvt, TrustedKeys.none(), null).isVerified())
                    .isTrue();
            Files.delete(gvt);
        }
    }

    private static byte[] export(Path gvt) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TraceSource source = TraceSources.open(gvt);
                RecordCursor cursor = source.records(Selection.all().readAhead(2));
                TraceReplayWriter writer = new TraceReplayWriter(out, source.opening())) {
            while (cursor.next()) {
                if (cursor.kind() == RecordKind.MESSAGE) {
                    writer.packet(cursor.buffer(), cursor.offset(), cursor.length());
                }
            }
        }
        return out.toByteArray();
    }
}
