// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.wire.DropCounter;
import dev.gvtrace.proto.wire.MessagePeek;
import dev.gvtrace.proto.wire.PacketVerdict;
import dev.gvtrace.proto.wire.WireHeader;
import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.StateBuilder;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Facts;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a trace, counted by reading all of it once. The sizes of tables are limited. Immutable after {@link
 * #of}.
 */
public final class TraceStatistics {
    /** Containers, gaps and causes of gaps kept one by one. */
    public static final int MOST = 10_000;

    private static final Text OTHER_CAUSES = Text.ofUtf8("other causes");

    private final Map<Integer, Long> types = new HashMap<>();
    private final Map<PacketVerdict, Long> faults = new EnumMap<>(PacketVerdict.class);
    private final Map<RecordKind, Long> records = new EnumMap<>(RecordKind.class);
    private final Map<Text, Long> containers = new LinkedHashMap<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final Map<Text, Long> lostByCause = new LinkedHashMap<>();
    private final StateBuilder described = new StateBuilder(new SandboxState(1));
    private final DropCounter dropped = new DropCounter();
    private final MessagePeek peek = new MessagePeek();
    private final boolean countsDrops;
    private List<Damage> damage = List.of();
    private @Nullable Closing closing;
    private long messages;
    private long packetBytes;
    private long lost;
    private long gapCount;
    private long unknownGaps;
    private long firstTimeNs;
    private long lastTimeNs;
    private long lastSeenNs;
    private long firstReceivedNs;
    private long lastReceivedNs;

    private TraceStatistics(boolean countsDrops) {
        this.countsDrops = countsDrops;
    }

    /**
     * Reads a trace. A recorder writes gap records from the Sentry's drop counter; in an import the counter itself is
     * read.
     */
    public static TraceStatistics of(TraceSource source) {
        return of(source, () -> false);
    }

    /** The same, of a part if it was cancelled; the supplier is asked for each record. */
    public static TraceStatistics of(TraceSource source, BooleanSupplier cancelled) {
        TraceStatistics found = new TraceStatistics(source.opening().origin() == TraceOrigin.IMPORT);
        try (RecordCursor cursor = source.records(Selection.all().readAhead(2))) {
            while (!cancelled.getAsBoolean() && cursor.next()) {
                found.count(cursor);
            }
            found.damage = cursor.damage();
        }
        return found;
    }

    private void count(RecordCursor cursor) {
        records.merge(cursor.kind(), 1L, Long::sum);
        switch (cursor.kind()) {
            case MESSAGE -> message(cursor);
            case GAP -> add(Gap.decode(cursor.buffer(), cursor.offset(), cursor.length()));
            case FACTS -> {
                Facts facts = Facts.decode(cursor.buffer(), cursor.offset(), cursor.length());
                described.facts(facts.kind(), facts.json());
            }
            case CLOSING -> closing = Closing.decode(cursor.buffer(), cursor.offset(), cursor.length());
            case OPENING, PROCFS, NOTE -> {}
        }
    }

    private void message(RecordCursor cursor) {
        messages++;
        packetBytes += cursor.length();
        long received = cursor.receivedNs();
        if (received != 0) {
            firstReceivedNs = firstReceivedNs == 0 ? received : Math.min(firstReceivedNs, received);
            lastReceivedNs = Math.max(lastReceivedNs, received);
        }
        PacketVerdict verdict = peek.look(cursor.buffer(), cursor.offset(), cursor.length());
        if (verdict != PacketVerdict.VALID) {
            faults.merge(verdict, 1L, Long::sum);
        }
        if (!verdict.hasDroppedCount()) {
            return;
        }
        types.merge(peek.type(), 1L, Long::sum);
        long time = peek.timeNs();
        int more = countsDrops ? dropped.observe(WireHeader.droppedCount(cursor.buffer(), cursor.offset())) : 0;
        if (more > 0) {
            add(new Gap(lastSeenNs, time, more, "dropped by the Sentry"));
        }
        if (time != 0) {
            firstTimeNs = firstTimeNs == 0 ? time : Math.min(firstTimeNs, time);
            lastTimeNs = lastTimeNs == 0 ? time : Math.max(lastTimeNs, time);
            lastSeenNs = time;
        }
        if (peek.containerLength() > 0 && containers.size() < MOST) {
            containers.putIfAbsent(Text.ofBytes(cursor.buffer(), peek.containerOffset(), peek.containerLength()), time);
        }
    }

    private void add(Gap gap) {
        lost += Math.max(0, gap.lost());
        gapCount++;
        unknownGaps += gap.lost() == Gap.UNKNOWN ? 1 : 0;
        if (gap.lost() > 0) {
            boolean known = lostByCause.size() < MOST || lostByCause.containsKey(gap.cause());
            lostByCause.merge(known ? gap.cause() : OTHER_CAUSES, gap.lost(), Long::sum);
        }
        if (gaps.size() < MOST) {
            gaps.add(gap);
        }
    }

    /** Number of messages of each type, by the type's name, most frequent first. */
    public Map<String, Long> typeCounts() {
        Map<String, Long> byName = new LinkedHashMap<>();
        types.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> byName.put(typeName(entry.getKey()), entry.getValue()));
        return byName;
    }

    private static String typeName(int number) {
        MessageType type = MessageType.of(number);
        return type == null ? "type " + number : type.messageName().substring("gvisor.".length());
    }

    /** Number of malformed packets, by what is wrong. */
    public Map<PacketVerdict, Long> faults() {
        return faults;
    }

    /** Number of records of a kind. */
    public long recordCount(RecordKind kind) {
        return records.getOrDefault(kind, 0L);
    }

    /** Container ids with the time of the first message of each; at most {@link #MOST}. */
    public Map<Text, Long> containers() {
        return containers;
    }

    /** The fact recorded about a container under the name of a field; null if there is none. */
    public @Nullable Text fact(Text id, String field) {
        ContainerInfo container = described.state().container(id);
        return container == null ? null : container.fact(field);
    }

    /** The number of gaps. */
    public long gapCount() {
        return gapCount;
    }

    /** The number of gaps with an unknown number of lost messages. */
    public long unknownGaps() {
        return unknownGaps;
    }

    /** The gaps in order, at most {@link #MOST}. */
    public List<Gap> gaps() {
        return gaps;
    }

    /**
     * How many messages the gaps of each cause count as lost, in order of appearance. Causes beyond {@link #MOST} are
     * counted together.
     */
    public Map<Text, Long> lostByCause() {
        return Collections.unmodifiableMap(lostByCause);
    }

    /** The unreadable ranges. */
    public List<Damage> damage() {
        return damage;
    }

    /** The closing record; null when there is none. */
    public @Nullable Closing closing() {
        return closing;
    }

    /** Number of packets. */
    public long messages() {
        return messages;
    }

    /** Bytes of the packets, headers included. */
    public long packetBytes() {
        return packetBytes;
    }

    /** Messages that are counted as lost. */
    public long lost() {
        return lost;
    }

    /** The earliest message time, ns since the epoch; 0 when unknown. */
    public long firstTimeNs() {
        return firstTimeNs;
    }

    /** The latest message time, ns since the epoch; 0 when unknown. */
    public long lastTimeNs() {
        return lastTimeNs;
    }

    /** The earliest receive time, ns since the epoch; 0 when unknown. */
    public long firstReceivedNs() {
        return firstReceivedNs;
    }

    /** The latest receive time, ns since the epoch; 0 when unknown. */
    public long lastReceivedNs() {
        return lastReceivedNs;
    }
}
