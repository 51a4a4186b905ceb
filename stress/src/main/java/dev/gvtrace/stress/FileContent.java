// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import dev.gvtrace.capture.SyntheticTraffic;
import dev.gvtrace.proto.wire.MessagePeek;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.NotATraceException;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a trace file holds, in order: the numbers of messages, and gaps.
 *
 * <p>More than six components: what one reading of a file yields.
 *
 * @param sandbox the container of its messages, else the sandbox of its opening; empty when neither is known
 * @param sealed false if its writer was killed
 * @param continues whether its recording continues in a next file, as its seal has it
 */
record FileContent(
        Path file,
        @Nullable UUID recording,
        int segment,
        long createdNs,
        String sandbox,
        boolean sealed,
        boolean continues,
        List<Item> items) {
    /** Part of a file. */
    sealed interface Item {}

    /** Messages with consecutive numbers. */
    record Messages(long first, long last) implements Item {}

    /** A gap record. */
    record Missing(long lost, String cause) implements Item {}

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read, or a message is none that was sent
     */
    static FileContent read(Path file) throws IOException {
        try (TraceSource source = TraceSources.openFile(file);
                RecordCursor records = source.records(Selection.all())) {
            Reading reading = new Reading(file);
            while (records.next()) {
                reading.take(records);
            }
            String opened = source.opening().sandbox() == null
                    ? ""
                    : EscapedText.of(source.opening().sandbox());
            return new FileContent(
                    file,
                    source.summary().recording(),
                    source.summary().segment(),
                    source.opening().createdNs(),
                    reading.sandbox.isEmpty() ? opened : reading.sandbox,
                    source.summary().seal() != null,
                    reading.continues,
                    reading.items);
        } catch (NotATraceException e) {
            // made, but its header was not written yet
            return new FileContent(file, null, 0, 0, "", false, false, List.of());
        }
    }

    /** Collects items. */
    private static final class Reading {
        private final Path file;
        private final MessagePeek peek = new MessagePeek();
        private final List<Item> items = new ArrayList<>();
        private String sandbox = "";
        private boolean continues;

        Reading(Path file) {
            this.file = file;
        }

        void take(RecordCursor records) throws IOException {
            if (records.kind() == RecordKind.MESSAGE) {
                message(records.buffer(), records.offset(), records.length());
            } else if (records.kind() == RecordKind.GAP) {
                Gap gap = Gap.decode(records.buffer(), records.offset(), records.length());
                items.add(new Missing(gap.lost(), EscapedText.of(gap.cause())));
            } else if (records.kind() == RecordKind.CLOSING) {
                continues = Closing.decode(records.buffer(), records.offset(), records.length())
                        .continued();
            }
        }

        private void message(byte[] buffer, int offset, int length) throws IOException {
            peek.look(buffer, offset, length);
            long number = SyntheticTraffic.numberAt(peek.timeNs());
            String container = new String(
                    buffer, peek.containerOffset(), peek.containerLength(), java.nio.charset.StandardCharsets.UTF_8);
            if (number < 0 || !(sandbox.isEmpty() || sandbox.equals(container))) {
                throw new IOException(
                        file + ": a message of " + container + " with number " + number + " among those of " + sandbox);
            }
            sandbox = container;
            int last = items.size() - 1;
            if (last >= 0 && items.get(last) instanceof Messages messages && messages.last() + 1 == number) {
                items.set(last, new Messages(messages.first(), number));
            } else {
                items.add(new Messages(number, number));
            }
        }
    }
}
