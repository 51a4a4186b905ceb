// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.ChainHead;
import dev.gvtrace.trace.LedgerHead;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.anchor.Anchor;
import dev.gvtrace.trace.anchor.AnchorLine;
import dev.gvtrace.trace.verify.VerdictReason.Kind;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The anchors of one directory on one host: their chains, and what they state about files and ledger. Not thread-safe.
 */
final class AnchorGroup {
    /** Files that are kept; further ones are reported as not compared. */
    private static final int MOST_FILES = 200_000;
    /** Heads of the ledger that are kept; those in between are thinned out, since each covers all lines before it. */
    private static final int MOST_LEDGER_HEADS = 64;

    private final Text host;
    private final Text directory;
    private final VerdictBuilder findings = new VerdictBuilder();
    private final Map<StreamId, AnchorStream> streams = new LinkedHashMap<>();
    private final Map<UUID, NavigableMap<Integer, AnchoredFile>> recordings = new LinkedHashMap<>();
    private final NavigableMap<Long, LedgerAt> ledger = new TreeMap<>();
    private final Set<String> files = new LinkedHashSet<>();
    private @Nullable String signer;
    private boolean signerKnown;
    private int fileCount;

    /** A head of the ledger and the time of its anchor. */
    record LedgerAt(LedgerHead head, long timeNs) {}

    private record StreamId(UUID start, int output) {
        String label() {
            return start.toString().substring(0, 8) + (output == 1 ? "" : "/" + output);
        }
    }

    AnchorGroup(Text host, Text directory) {
        this.host = host;
        this.directory = directory;
    }

    /**
     * Takes an anchor.
     *
     * @param keys the keys of which one must have signed it; none when a signature is not required
     * @param hash of its line
     * @param file that it is in
     * @param number of its line there
     */
    void add(AnchorLine line, TrustedKeys keys, String hash, String file, long number) {
        files.add(file);
        String place = file + ":" + number;
        if (!isTrusted(line, keys, place)) {
            return;
        }
        Anchor anchor = line.anchor();
        StreamId id = new StreamId(anchor.source().start(), anchor.source().output());
        AnchorStream stream = streams.computeIfAbsent(id, made -> new AnchorStream(made.label(), findings));
        if (!stream.add(line, hash, place)) {
            return;
        }
        anchor.heads().forEach(head -> add(head, anchor.timeNs()));
        LedgerHead head = anchor.ledger();
        if (head != null) {
            add(head, anchor.timeNs());
        }
    }

    /** An anchor with a wrong signature, or without one that is required, states nothing. */
    private boolean isTrusted(AnchorLine line, TrustedKeys keys, String place) {
        String by = line.signer();
        if (by != null && !line.signatureValid()) {
            findings.no(Kind.INTACT, place + ": wrong signature");
            findings.no(Kind.AUTHENTIC, place + ": wrong signature");
            return false;
        }
        if (keys.areGiven() && !keys.contains(by)) {
            findings.no(
                    Kind.AUTHENTIC,
                    place + (by == null ? ": not signed" : ": signed with another key, " + by) + "; not used");
            return false;
        }
        if (!keys.areGiven() && (!signerKnown || !Objects.equals(signer, by))) {
            findings.unknown(
                    Kind.AUTHENTIC,
                    place + ": "
                            + (by == null
                                    ? "not signed from here on"
                                    : "signed from here on with the key " + by
                                            + "; no key was given to compare it with (--key)"));
        }
        signer = by;
        signerKnown = true;
        return true;
    }

    private void add(ChainHead head, long timeNs) {
        NavigableMap<Integer, AnchoredFile> segments =
                recordings.computeIfAbsent(head.recording(), id -> new TreeMap<>());
        AnchoredFile file = segments.get(head.segment());
        if (file == null) {
            if (fileCount >= MOST_FILES) {
                findings.unknown(
                        Kind.COMPLETE, "more than " + MOST_FILES + " files are anchored; later ones were not compared");
                return;
            }
            fileCount++;
            file = new AnchoredFile();
            segments.put(head.segment(), file);
        }
        file.add(head, timeNs);
    }

    private void add(LedgerHead head, long timeNs) {
        LedgerAt other = ledger.putIfAbsent(head.line(), new LedgerAt(head, timeNs));
        if (other != null && !other.head().hash().equals(head.hash())) {
            findings.no(
                    Kind.INTACT,
                    "the anchors at " + AnchoredFile.text(other.timeNs()) + " and " + AnchoredFile.text(timeNs)
                            + " contradict each other about line " + head.line() + " of the ledger");
        }
        if (ledger.size() > MOST_LEDGER_HEADS) {
            boolean[] drop = {false};
            long last = ledger.lastKey();
            ledger.keySet().removeIf(line -> {
                drop[0] = !drop[0];
                return drop[0] && line != last;
            });
        }
    }

    /** The findings about the anchors themselves. */
    VerdictBuilder findings() {
        return findings;
    }

    /** What the anchors state about a recording's files, by their numbers. */
    NavigableMap<Integer, AnchoredFile> files(UUID recording) {
        NavigableMap<Integer, AnchoredFile> found = recordings.get(recording);
        return found == null ? Collections.emptyNavigableMap() : found;
    }

    Set<UUID> recordings() {
        return recordings.keySet();
    }

    /** What they state about the ledger, by its lines. */
    NavigableMap<Long, LedgerAt> ledger() {
        return ledger;
    }

    Set<String> files() {
        return files;
    }

    Text host() {
        return host;
    }

    /** Whether a recorder that was anchored throughout ran at this time. */
    boolean covers(long timeNs) {
        return streams.values().stream().anyMatch(stream -> stream.covers(timeNs));
    }

    /** The last time of an anchor. */
    long lastNs() {
        return streams.values().stream().mapToLong(AnchorStream::lastNs).max().orElse(0);
    }

    /**
     * Reports ends that are not ends, and starts without anchors.
     *
     * @param found the ledger of the directory; null if there is none
     */
    void finish(@Nullable AnchoredLedger found) {
        streams.values().forEach(stream -> stream.finish(found));
        if (found == null) {
            return;
        }
        if (found.isFull()) {
            findings.remark("the ledger has more starts than are compared with the anchors");
        }
        for (AnchoredLedger.Span run : found.runs()) {
            if (streams.values().stream().noneMatch(stream -> stream.hasLedgerLine(run.from(), run.to()))) {
                findings.unknown(
                        Kind.COMPLETE,
                        "the recorder started at " + AnchoredFile.text(run.timeNs()) + ", line " + run.from()
                                + " of the ledger, and no anchor here is of that time: it sent none, or they were"
                                + " removed");
            }
        }
    }

    AnchorReport report(boolean compared) {
        Verdicts unknown = new Verdicts(
                Verdict.UNKNOWN,
                Verdict.UNKNOWN,
                Verdict.UNKNOWN,
                findings.build().reasons());
        return new AnchorReport(
                files.stream().toList(),
                host,
                directory,
                compared,
                streams.values().stream().mapToLong(AnchorStream::count).sum(),
                streams.keySet().stream().map(StreamId::start).distinct().count(),
                streams.values().stream().mapToLong(AnchorStream::undelivered).sum(),
                streams.values().stream().mapToLong(AnchorStream::firstNs).min().orElse(0),
                lastNs(),
                compared ? findings.build() : unknown);
    }
}
