// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A recorded stream in memory: all packets behind one another in one array, as they lie in a block. */
final class SampleStream {
    final byte[] bytes;
    final int[] offsets;
    final int count;

    private SampleStream(byte[] bytes, int[] offsets, int count) {
        this.bytes = bytes;
        this.offsets = offsets;
        this.count = count;
    }

    /** The stream of that name in the conformance data, such as {@code traces/redis}; else the samples' break-in. */
    static SampleStream read(String name) throws IOException {
        Path shared = Path.of(System.getProperty("gvtrace.shared", "../shared"));
        Path trace = shared.resolve("conformance").resolve(name + ".trace");
        if (!Files.exists(trace)) {
            trace = Path.of("samples/traces/web-break-in.gvt");
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int[] offsets = new int[1024];
        int count = 0;
        try (TraceSource source = TraceSource.open(trace);
                RecordCursor records = source.records(Selection.all())) {
            while (records.next()) {
                if (records.kind() == RecordKind.MESSAGE) {
                    if (count + 1 == offsets.length) {
                        offsets = Arrays.copyOf(offsets, offsets.length * 2);
                    }
                    offsets[count++] = all.size();
                    all.write(records.buffer(), records.offset(), records.length());
                }
            }
        }
        offsets[count] = all.size();
        return new SampleStream(all.toByteArray(), offsets, count);
    }
}
