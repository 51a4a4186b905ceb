// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import static dev.gvtrace.trace.gvt.TestTraces.START;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.SealKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Wrote {@code version-1.gvt} and {@code version-2.gvt} in the test resources, each once, with the program of its day.
 * It is kept to document the content of those files and as the model for the next version's; it is never run on an
 * existing sample.
 */
final class VersionSampleWriter {
    private static final UUID RECORDING = UUID.fromString("6776742d-7361-4d70-ac65-2d76312e3000");

    private VersionSampleWriter() {}

    /** Messages as a Sentry sends them: of two threads, one after a loss, one whose length takes a byte too many. */
    private static void inParts(TraceWriter writer) throws IOException {
        for (String packet : new String[] {
            "0800080000000000" + "0a0f" + "08a08d8ddfe68a" + "ca01" + "10071801" + "2007" + "1803" + "2203612f62",
            "0800080000000000" + "0a0f" + "08a18d8ddfe68a" + "ca01" + "10091801" + "2009" + "1803",
            "0800220005000000" + "0a0f" + "08a98d8ddfe68a" + "ca01" + "10071801" + "2007" + "1804",
            "0800220005000000" + "0a8f00" + "08aa8d8ddfe68a" + "ca01" + "10071801" + "2007" + "1805",
        }) {
            byte[] bytes = HexFormat.of().parseHex(packet);
            writer.message(START + 52, bytes, 0, bytes.length);
        }
        writer.flush();
    }

    /** Writes the sample to {@code args[0]}, signed with the key in {@code args[1]}. */
    public static void main(String[] args) throws IOException {
        WriterOptions options =
                WriterOptions.defaults().withRecording(RECORDING).withSigner(SealKeys.readPrivateKey(Path.of(args[1])));
        try (TraceWriter writer =
                TraceWriter.create(Path.of(args[0]), TestTraces.opening(), options, TestTraces.INDEXER)) {
            writer.facts(START, "bundle", "{\"image\":\"shop/web:1.4\"}".getBytes(StandardCharsets.UTF_8));
            for (int n = 1; n <= 50; n++) {
                TestTraces.message(writer, n);
            }
            writer.flush();
            writer.gap(new Gap(START + 50, START + 51, 7, "dropped by the Sentry"));
            byte[] notUtf8 = TestTraces.packet(9, START + 51, "\u00ff\u0000id", new byte[] {-1, 0});
            writer.message(START + 51, 58, notUtf8, 0, notUtf8.length);
            writer.message(0, new byte[] {1, 2, 3}, 0, 3);
            writer.message(START + 40, new byte[0], 0, 0);
            byte[] large = TestTraces.packet(70, START + 52, "container-0", new byte[2_500_000]);
            writer.message(START + 52, large, 0, large.length);
            writer.flush();
            inParts(writer); // since version 2
            writer.procfs(START + 53, "PROCFS DUMP\n{}\n".getBytes(StandardCharsets.UTF_8));
            writer.note(START + 54, Text.ofUtf8("written by VersionSampleWriter"));
            writer.seal(Closing.end(START + 55, "end of sample"));
        }
    }
}
