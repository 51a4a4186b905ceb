// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.copy;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.DamageLog;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.gvt.TraceWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges traces of one recording by sequence number: its files, slices of it, or copies with different damage. A
 * message that is in several traces is written once; so are other equal records. Messages lost to damage in one trace
 * but present in another are not a gap. Single-use, not thread-safe.
 */
public final class TraceMerger {
    private static final Text DAMAGE = Text.ofUtf8("damage: ");

    private final List<Input> inputs = new ArrayList<>();
    private final TraceWriter out;
    private final List<OtherRecord> othersHere = new ArrayList<>();
    private long sequence;
    private @Nullable Hole passed;
    private long messages;
    private long packetBytes;
    private long gaps;

    private TraceMerger(List<? extends RecordCursor> cursors, TraceWriter out) {
        this.out = out;
        cursors.forEach(cursor -> inputs.add(new Input(cursor)));
    }

    /**
     * Writes the cursors' records into one trace, in the order of sequence numbers.
     *
     * @param cursors over traces of one recording; not closed here
     * @param out receives the records
     * @throws ConflictException when two traces have different messages with the same number
     * @throws IOException when it cannot be written
     */
    public static CopyReport merge(List<? extends RecordCursor> cursors, TraceWriter out) throws IOException {
        return new TraceMerger(cursors, out).merge();
    }

    /**
     * Two traces have different messages with the same number: they are not from one recording, or one was altered.
     */
    public static final class ConflictException extends IOException {
        private static final long serialVersionUID = 1L;

        ConflictException(long sequence) {
            super("two different messages with sequence number " + sequence
                    + ": these are not traces of one recording");
        }
    }

    private CopyReport merge() throws IOException {
        Closing closing = null;
        DamageLog damage = new DamageLog();
        for (Input next = first(); next != null; next = first()) {
            RecordCursor cursor = next.cursor;
            switch (cursor.kind()) {
                case MESSAGE -> message(cursor);
                case CLOSING -> closing = Closing.decode(cursor.buffer(), cursor.offset(), cursor.length());
                case OPENING -> {}
                case FACTS, PROCFS, GAP, NOTE -> other(cursor, next.hole());
            }
            next.advance();
        }
        writeHoleAtEnd();
        inputs.forEach(input -> damage.addAll(input.cursor.damage()));
        return new CopyReport(messages, packetBytes, gaps, damage.toList(), closing);
    }

    /** The input whose record comes next; null at the end. */
    private @Nullable Input first() {
        Input first = null;
        for (Input input : inputs) {
            if (!input.ended && (first == null || input.isBefore(first))) {
                first = input;
            }
        }
        return first;
    }

    private void message(RecordCursor cursor) throws IOException {
        if (cursor.sequence() == sequence) {
            return;
        }
        writeHoleBefore(cursor.sequence());
        checkOthersAgree(cursor);
        out.copy(cursor);
        sequence = cursor.sequence();
        if (passed != null && passed.to <= sequence) {
            passed = null;
        }
        othersHere.clear();
        messages++;
        packetBytes += cursor.length();
    }

    private void checkOthersAgree(RecordCursor cursor) throws IOException {
        for (Input input : inputs) {
            RecordCursor other = input.cursor;
            if (!input.ended
                    && other.kind() == RecordKind.MESSAGE
                    && other.sequence() == cursor.sequence()
                    && !Arrays.equals(
                            other.buffer(),
                            other.offset(),
                            other.offset() + other.length(),
                            cursor.buffer(),
                            cursor.offset(),
                            cursor.offset() + cursor.length())) {
                throw new ConflictException(cursor.sequence());
            }
        }
    }

    /** A record that is not a message. Records are the same when all values are equal. */
    private record OtherRecord(RecordKind kind, long receivedNs, ByteBuffer body) {}

    private void other(RecordCursor cursor, @Nullable Hole hole) throws IOException {
        if (hole != null) {
            // Written later, unless another trace has the messages that are missing here.
            passed = passed == null || passed.to <= hole.to ? hole : passed;
            return;
        }
        byte[] body = Arrays.copyOfRange(cursor.buffer(), cursor.offset(), cursor.offset() + cursor.length());
        OtherRecord here = new OtherRecord(cursor.kind(), cursor.receivedNs(), ByteBuffer.wrap(body));
        if (othersHere.contains(here)) {
            return;
        }
        othersHere.add(here);
        gaps += cursor.kind() == RecordKind.GAP ? 1 : 0;
        out.copy(cursor);
    }

    /**
     * Numbers missing from all traces are a gap where damage may have lost them; elsewhere they were left out on
     * purpose.
     */
    private void writeHoleBefore(long next) throws IOException {
        long lost = next - sequence - 1;
        Hole hole = lost > 0 ? holeBefore(next) : null;
        if (hole != null) {
            write(hole.gap, lost);
        }
    }

    private @Nullable Hole holeBefore(long next) {
        if (passed != null) {
            return passed;
        }
        for (Input input : inputs) {
            Hole hole = input.hole();
            if (hole != null && hole.from < next && hole.to > sequence) {
                return hole;
            }
        }
        return null;
    }

    private void writeHoleAtEnd() throws IOException {
        Hole hole = passed;
        if (hole != null && hole.gap.lost() == Gap.UNKNOWN) {
            write(hole.gap, Gap.UNKNOWN);
        } else if (hole != null && hole.to > sequence) {
            write(hole.gap, hole.to - sequence);
        }
    }

    private void write(Gap gap, long lost) throws IOException {
        out.gap(new Gap(gap.fromNs(), gap.toNs(), lost, gap.cause()));
        gaps++;
    }

    /**
     * Messages lost to damage in one trace, from the first number to the second, if they are counted.
     */
    private record Hole(Gap gap, long from, long to) {}

    /** One of the traces and its current record. */
    private static final class Input {
        private final RecordCursor cursor;
        private boolean ended;
        private long lastMessage;

        Input(RecordCursor cursor) {
            this.cursor = cursor;
            advance();
        }

        void advance() {
            ended = !cursor.next();
            if (!ended && cursor.kind() == RecordKind.MESSAGE) {
                lastMessage = cursor.sequence();
            }
        }

        /** The damage at the current record; null for none. */
        @Nullable
        Hole hole() {
            if (ended || cursor.kind() != RecordKind.GAP) {
                return null;
            }
            Gap gap = Gap.decode(cursor.buffer(), cursor.offset(), cursor.length());
            if (!gap.cause().startsWith(DAMAGE) && !gap.cause().equals(Gap.LET_GO)) {
                return null;
            }
            // A gap in place of blocks has the number of their last message; any other gap has that of the last message
            // before it.
            long to = cursor.sequence() > lastMessage
                    ? cursor.sequence()
                    : TraceFormat.sum(lastMessage, Math.max(0, gap.lost()));
            return new Hole(gap, lastMessage + 1, to);
        }

        /** A message precedes the other records with its number. */
        boolean isBefore(Input other) {
            int bySequence = Long.compare(cursor.sequence(), other.cursor.sequence());
            return bySequence < 0
                    || (bySequence == 0
                            && cursor.kind() == RecordKind.MESSAGE
                            && other.cursor.kind() != RecordKind.MESSAGE);
        }
    }
}
