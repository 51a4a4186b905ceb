// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import dev.gvtrace.proto.wire.MessagePeek;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * What recorded traces of {@link Load} say about their recorder: {@code ReceiveDelays DIRECTORY}. A message carries the
 * time at which it was sent, the record that at which the receiving thread took it; between them lie the queue and
 * every pause of that thread. Prints one line: {@code messages=N lost=N} and the delays in microseconds.
 */
public final class ReceiveDelays {
    private final MessagePeek peek = new MessagePeek();
    private long[] delays = new long[1 << 20];
    private int messages;
    private long lost;

    private ReceiveDelays() {}

    public static void main(String[] words) throws IOException {
        ReceiveDelays all = new ReceiveDelays();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(words[0]), "*.gvt")) {
            for (Path file : files) {
                all.read(file);
            }
        }
        all.print();
    }

    private void read(Path file) throws IOException {
        try (TraceSource source = TraceSources.open(file);
                RecordCursor records = source.records(Selection.all())) {
            while (records.next()) {
                if (records.kind() == RecordKind.MESSAGE) {
                    take(records);
                } else if (records.kind() == RecordKind.GAP) {
                    lost += Gap.decode(records.buffer(), records.offset(), records.length())
                            .lost();
                }
            }
        }
    }

    private void take(RecordCursor records) {
        peek.look(records.buffer(), records.offset(), records.length());
        if (messages == delays.length) {
            delays = Arrays.copyOf(delays, messages * 2);
        }
        delays[messages++] = records.receivedNs() - peek.timeNs();
    }

    private void print() {
        Arrays.sort(delays, 0, messages);
        System.out.printf(
                Locale.ROOT,
                "messages=%d lost=%d p50=%.0f p99=%.0f p99.99=%.0f max=%.0f%n",
                messages,
                lost,
                quantile(0.5),
                quantile(0.99),
                quantile(0.9999),
                quantile(1));
    }

    private double quantile(double part) {
        int index = (int) Math.ceil(part * messages) - 1;
        return messages == 0 ? Double.NaN : delays[Math.max(0, index)] / 1e3;
    }
}
