// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.TraceFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sealed files that gvtrace never writes: well formed, but with missing records. */
public final class ForgedTrace {
    private ForgedTrace() {}

    public static void write(Path file, boolean opened, boolean closed) throws IOException {
        FileHeader header =
                FileHeader.create(TestTraces.RECORDING, 0, TestTraces.START, 0, new byte[TraceFormat.SHA_BYTES]);
        BlockWriter blocks = new BlockWriter(header, 3);
        BlockBuilder block = new BlockBuilder(0);
        if (opened) {
            append(block, RecordKind.OPENING, TestTraces.opening().encode());
        }
        for (int n = 1; n <= 5; n++) {
            append(block, RecordKind.MESSAGE, TestTraces.packet(n));
            block.describeNothing();
        }
        if (closed) {
            append(
                    block,
                    RecordKind.CLOSING,
                    Closing.end(TestTraces.START, "end").encode());
            block.markClosing();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(header.bytes());
        out.write(blocks.encode(block));
        out.write(Footer.encode(header, blocks.totals(), blocks.chain(), blocks.index(), false, null));
        Files.write(file, out.toByteArray());
    }

    private static void append(BlockBuilder block, RecordKind kind, byte[] body) {
        block.append(kind.code(), TestTraces.START, 0, body, 0, body.length);
    }
}
