// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import dev.gvtrace.proto.wire.MessagePeek;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A recorded stream in memory: all packets behind one another in one array, as they lie in a block. Packet i is between
 * {@code offsets[i]} and {@code offsets[i + 1]}.
 */
final class SampleStream {
    /** Between the end of a stream and its repetition. */
    private static final long PAUSE_NS = 1_000_000;

    final Opening opening;
    final byte[] bytes;
    final int[] offsets;
    final int count;

    private SampleStream(Opening opening, byte[] bytes, int[] offsets, int count) {
        this.opening = opening;
        this.bytes = bytes;
        this.offsets = offsets;
        this.count = count;
    }

    /** All messages of a trace. */
    static SampleStream read(Path trace) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int[] offsets = new int[1024];
        int count = 0;
        try (TraceSource source = TraceSources.open(trace);
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
            offsets[count] = all.size();
            return new SampleStream(source.opening(), all.toByteArray(), offsets, count);
        }
    }

    /** The stream over and over, each time a little later than the last, up to this many messages. At most 2 GiB. */
    SampleStream repeated(int messages) {
        int whole = messages / count;
        int rest = messages % count;
        byte[] all = Arrays.copyOf(bytes, Math.addExact(Math.multiplyExact(whole, bytes.length), offsets[rest]));
        int[] starts = Arrays.copyOf(offsets, messages + 1);
        long period = period();
        for (int from = count; from < messages; from += count) {
            int base = starts[from];
            int packets = Math.min(count, messages - from);
            System.arraycopy(bytes, 0, all, base, offsets[packets]);
            for (int i = 0; i < packets; i++) {
                starts[from + i + 1] = base + offsets[i + 1];
                TimeShift.shift(all, base + offsets[i], length(i), from / count * period);
            }
        }
        return new SampleStream(opening, all, starts, messages);
    }

    int length(int packet) {
        return offsets[packet + 1] - offsets[packet];
    }

    /** By how much a repetition has to be later. */
    long period() {
        MessagePeek peek = new MessagePeek();
        long first = Long.MAX_VALUE;
        long last = 0;
        for (int i = 0; i < count; i++) {
            peek.look(bytes, offsets[i], length(i));
            if (peek.timeNs() != 0) {
                first = Math.min(first, peek.timeNs());
                last = Math.max(last, peek.timeNs());
            }
        }
        return last == 0 ? 0 : last - first + PAUSE_NS;
    }
}
