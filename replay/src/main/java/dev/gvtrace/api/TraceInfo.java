// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.replay.pipeline.TraceStatistics;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Escapes;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.PeerCredentials;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a trace, as printed by {@code gvtrace info --format json}: counted by reading all of it once.
 * Immutable, safe for use by any number of threads.
 */
public final class TraceInfo {
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final Opening opening;
    private final TraceSummary summary;
    private final TraceStatistics found;

    /**
     * A container.
     *
     * @param id as the Sentry sent it
     * @param firstTime time of its first message; null if unknown
     * @param name null if it was not recorded
     * @param image null if it was not recorded
     */
    public record Container(
            Text id,
            @Nullable Instant firstTime,
            @Nullable Text name,
            @Nullable Text image) {}

    /**
     * A place where messages are missing.
     *
     * @param from no message is missing before this time; null if unknown
     * @param to no message is missing after this time; null if unknown
     * @param lost how many messages; {@link #UNKNOWN} if they were not counted
     * @param cause the cause
     */
    public record Gap(@Nullable Instant from, @Nullable Instant to, long lost, Text cause) {
        /** Number of lost messages when it is unknown. */
        public static final long UNKNOWN = -1;
    }

    /**
     * A range of a file that cannot be read.
     *
     * @param file the file's name
     * @param offset first byte
     * @param length bytes; 0 when something is missing at this place
     * @param what the damage
     * @param losesRecords whether records may be missing because of it
     */
    public record Damage(Text file, long offset, long length, String what, boolean losesRecords) {
        /** File, what is wrong and where, for people. The file's name is not escaped. */
        public String message() {
            return new dev.gvtrace.trace.Damage(EscapedText.of(file), offset, length, what, losesRecords).toString();
        }

        /** As {@link #message}, escaped. */
        @Override
        public String toString() {
            return Escapes.message(message());
        }
    }

    /**
     * The process that connected to the recorder, as the kernel reported it: the {@code runsc} of the host, not the
     * Sentry.
     *
     * @param pid process id on the host
     * @param uid user id on the host
     * @param gid group id on the host
     */
    public record Peer(int pid, int uid, int gid) {}

    TraceInfo(Opening opening, TraceSummary summary, TraceStatistics found) {
        this.opening = opening;
        this.summary = summary;
        this.found = found;
    }

    /** Its files in order, with their names as given. */
    public List<Text> files() {
        return summary.files().stream().map(Text::ofUtf8).toList();
    }

    /** {@code gvt} or {@code tracereplay}. */
    public String layout() {
        return summary.layout();
    }

    /** {@code live} if it was recorded by gvtrace, {@code import} if it was made from another layout. */
    public String origin() {
        return opening.origin().name().toLowerCase(Locale.ROOT);
    }

    /** Name of the recording host; null if unknown. */
    public @Nullable Text host() {
        return opening.host().isEmpty() ? null : opening.host();
    }

    /** Name and version of the program that wrote it; null if unknown. */
    public @Nullable Text tool() {
        return opening.tool().isEmpty() ? null : opening.tool();
    }

    /** Id of the recording; null in the tracereplay layout. */
    public @Nullable UUID recording() {
        return summary.recording();
    }

    /** The process that connected to the recorder; null if unknown. */
    public @Nullable Peer peer() {
        PeerCredentials peer = opening.peer();
        return peer == null ? null : new Peer(peer.pid(), peer.uid(), peer.gid());
    }

    /** Id of the sandbox as it is known on the host; null if unknown. */
    public @Nullable Text sandbox() {
        return opening.sandbox();
    }

    /**
     * The earlier recording of the same sandbox that this one continues after an interruption, in words: its last file,
     * its id, how it ended; null when there is none.
     */
    public @Nullable Text continues() {
        Opening.Earlier earlier = opening.continues();
        return earlier == null ? null : earlier.text();
    }

    /** The session configuration (pod-init JSON) that the Sentry was started with, byte for byte; null if unknown. */
    public @Nullable Text session() {
        byte[] session = opening.session();
        return session == null ? null : Text.ofBytes(session);
    }

    /** Name of the file that it was imported from; null if it was not imported, or the name is unknown. */
    public @Nullable Text importedFrom() {
        return opening.importName();
    }

    /** When its first file was begun, on the recorder's clock; null if unknown. */
    public @Nullable Instant created() {
        return instant(opening.createdNs());
    }

    /** Number of messages. */
    public long messages() {
        return found.messages();
    }

    /** Bytes of the messages as they were received. */
    public long rawBytes() {
        return found.packetBytes();
    }

    /** Bytes of the files. */
    public long fileBytes() {
        return summary.fileBytes();
    }

    /** Number of blocks. */
    public long blocks() {
        return summary.blocks();
    }

    /** Whether it ends with a seal. */
    public boolean sealed() {
        return summary.ending() == Ending.SEALED;
    }

    /** {@code sealed}, {@code broken_seal}, {@code crashed}, {@code cut} or {@code no_seal}. */
    public String ending() {
        return summary.ending().name().toLowerCase(Locale.ROOT);
    }

    /** The ending in a few words, for people. */
    public String endingText() {
        return summary.ending().text();
    }

    /** Why the recording ended, as its closing record has it; null if it has none. */
    public @Nullable Text closingReason() {
        Closing closing = found.closing();
        return closing == null ? null : closing.reason();
    }

    /** The seal, hexadecimal; null if it is not sealed. */
    public @Nullable String seal() {
        Seal seal = summary.seal();
        return seal == null ? null : seal.hex();
    }

    /** The earliest message time; null if unknown. */
    public @Nullable Instant firstTime() {
        return instant(found.firstTimeNs());
    }

    /** The latest message time; null if unknown. */
    public @Nullable Instant lastTime() {
        return instant(found.lastTimeNs());
    }

    /** When the first message was received; null if unknown. */
    public @Nullable Instant firstReceived() {
        return instant(found.firstReceivedNs());
    }

    /** When the last message was received; null if unknown. */
    public @Nullable Instant lastReceived() {
        return instant(found.lastReceivedNs());
    }

    /** Number of messages of each type, most frequent first. */
    public Map<String, Long> types() {
        return found.typeCounts();
    }

    /** Number of packets that violate the protocol, by what is wrong. */
    public Map<String, Long> faults() {
        Map<String, Long> faults = new LinkedHashMap<>();
        found.faults().forEach((verdict, count) -> faults.put(verdict.text(), count));
        return Collections.unmodifiableMap(faults);
    }

    /** Number of records of each kind, such as {@code message}, {@code gap} and {@code facts}. */
    public Map<String, Long> records() {
        Map<String, Long> records = new LinkedHashMap<>();
        for (RecordKind kind : RecordKind.values()) {
            records.put(kind.name().toLowerCase(Locale.ROOT), found.recordCount(kind));
        }
        return Collections.unmodifiableMap(records);
    }

    /** The containers in order of appearance, at most ten thousand. */
    public List<Container> containers() {
        List<Container> containers = new ArrayList<>();
        found.containers()
                .forEach((id, ns) -> containers.add(new Container(
                        id, instant(ns), found.fact(id, "container.name"), found.fact(id, "container.image"))));
        return Collections.unmodifiableList(containers);
    }

    /** Messages that are counted as lost. */
    public long lost() {
        return found.lost();
    }

    /** How many places there are where messages are missing. */
    public long gapCount() {
        return found.gapCount();
    }

    /** At how many of these places it is unknown how many messages are missing. */
    public long gapsOfUnknownSize() {
        return found.unknownGaps();
    }

    /** How many messages are counted as lost for each cause, in order of appearance; at most ten thousand causes. */
    public Map<Text, Long> lostByCause() {
        return found.lostByCause();
    }

    /** The places where messages are missing, in order, at most ten thousand. */
    public List<Gap> gaps() {
        return found.gaps().stream()
                .map(gap -> new Gap(instant(gap.fromNs()), instant(gap.toNs()), gap.lost(), gap.cause()))
                .toList();
    }

    /** The unreadable ranges. */
    public List<Damage> damage() {
        return damage(found.damage().isEmpty() ? summary.damage() : found.damage());
    }

    static List<Damage> damage(List<dev.gvtrace.trace.Damage> damage) {
        return damage.stream()
                .map(each -> new Damage(
                        Text.ofUtf8(each.file()), each.offset(), each.length(), each.what(), each.losesRecords()))
                .toList();
    }

    /** For a slice, a merge or a repair: descriptions of its sources. */
    public List<Text> derivedFrom() {
        return opening.derivedFrom();
    }

    private static @Nullable Instant instant(long ns) {
        return ns == 0
                ? null
                : Instant.ofEpochSecond(Math.floorDiv(ns, NS_PER_SECOND), Math.floorMod(ns, NS_PER_SECOND));
    }
}
