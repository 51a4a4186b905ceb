// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import dev.gvtrace.replay.event.message.MessageParts;
import dev.gvtrace.trace.ContextTable;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.SplitMessage;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of a trace file in memory, in parts, as a replay gets them from the file's blocks. One is shown at a
 * time.
 */
final class PartsStream implements MessageParts {
    private final List<Contexts> tables = new ArrayList<>();
    private final long[] times;
    private final int[] tableOf;
    private final int[] contextOf;
    private final int[] types;
    private final int[] dropped;
    private final int[] offsets;
    private final byte[] buffer;
    private final int count;
    private Contexts table = new Contexts(new byte[0], new int[0]);
    private int at;

    private record Contexts(byte[] bytes, int[] starts) {
        static Contexts copyOf(ContextTable from) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            int[] starts = new int[from.size() + 1];
            for (int i = 0; i < from.size(); i++) {
                all.write(from.buffer(), from.offset(i), from.length(i));
                starts[i + 1] = all.size();
            }
            return new Contexts(all.toByteArray(), starts);
        }
    }

    private PartsStream(RecordCursor records, int most) {
        times = new long[most];
        tableOf = new int[most];
        contextOf = new int[most];
        types = new int[most];
        dropped = new int[most];
        offsets = new int[most + 1];
        ByteArrayOutputStream rests = new ByteArrayOutputStream();
        ContextTable last = null;
        int number = 0;
        while (records.next()) {
            SplitMessage message = records.split();
            if (message != null) {
                if (message.contexts() != last) {
                    last = message.contexts();
                    tables.add(Contexts.copyOf(last));
                }
                times[number] = message.timeNs();
                tableOf[number] = tables.size() - 1;
                contextOf[number] = message.context();
                types[number] = message.type();
                dropped[number] = (int) message.dropped();
                rests.write(message.buffer(), message.offset(), message.length());
                offsets[++number] = rests.size();
            } else if (records.kind() == RecordKind.MESSAGE) {
                throw new IllegalArgumentException("message " + records.sequence() + " is not stored in parts");
            }
        }
        count = number;
        buffer = rests.toByteArray();
    }

    /** All messages of a file, all of which must be stored in parts. */
    static PartsStream read(Path file, int messages) throws IOException {
        try (TraceSource source = TraceSources.open(file);
                RecordCursor records = source.records(Selection.all())) {
            return new PartsStream(records, messages);
        }
    }

    int count() {
        return count;
    }

    /** Shows that message, from 0. */
    PartsStream show(int number) {
        at = number;
        table = tables.get(tableOf[number]);
        return this;
    }

    @Override
    public int type() {
        return types[at];
    }

    @Override
    public int dropped() {
        return dropped[at];
    }

    @Override
    public long timeNs() {
        return times[at];
    }

    @Override
    public Object contexts() {
        return table;
    }

    @Override
    public int context() {
        return contextOf[at];
    }

    @Override
    public byte[] contextBuffer() {
        return table.bytes;
    }

    @Override
    public int contextOffset() {
        return table.starts[contextOf[at]];
    }

    @Override
    public int contextLength() {
        return table.starts[contextOf[at] + 1] - contextOffset();
    }

    @Override
    public byte[] buffer() {
        return buffer;
    }

    @Override
    public int offset() {
        return offsets[at];
    }

    @Override
    public int length() {
        return offsets[at + 1] - offsets[at];
    }

    @Override
    public byte[] packet() {
        throw new UnsupportedOperationException("recorded messages need not be put together");
    }

    @Override
    public int packetLength() {
        throw new UnsupportedOperationException("recorded messages need not be put together");
    }
}
