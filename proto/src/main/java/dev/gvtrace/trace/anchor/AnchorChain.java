// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.anchor;

import dev.gvtrace.trace.ChainHead;
import dev.gvtrace.trace.LedgerHead;
import dev.gvtrace.trace.ledger.LedgerLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes the anchors of one output. Of each file the newest head waits, until an anchor with it was delivered; so an
 * anchor that is not delivered is made up for by the next one. Memory is bounded: beyond, the seals that wait longest
 * are dropped and counted; the ledger has them, and its head is in each anchor. Thread-safe; {@link #next} and {@link
 * #delivered} are for one thread.
 */
public final class AnchorChain {
    /** Heads that may wait. */
    static final int MOST_WAITING = 20_000;

    private final AnchorSource source;
    private final LedgerLine.@Nullable Signer signer;
    private final Map<FileKey, ChainHead> waiting = new LinkedHashMap<>();
    private @Nullable LedgerHead ledger;
    private long omitted;
    private long sequence;
    private long deliveredSequence;
    private String previous = AnchorLine.FIRST;

    private record FileKey(UUID recording, int segment) {
        static FileKey of(ChainHead head) {
            return new FileKey(head.recording(), head.segment());
        }
    }

    /**
     * An anchor to be delivered.
     *
     * @param anchor its content
     * @param bytes its line with the line feed
     */
    @SuppressWarnings("ArrayRecordComponent") // never changed
    public record Made(Anchor anchor, byte[] bytes) {}

    /**
     * A chain without anchors.
     *
     * @param signer signs the lines; null for no signatures
     */
    public AnchorChain(AnchorSource source, LedgerLine.@Nullable Signer signer) {
        this.source = source;
        this.signer = signer;
    }

    /** Takes the head of a file; it replaces an earlier one of the same file. */
    public synchronized void file(ChainHead head) {
        FileKey key = FileKey.of(head);
        if (waiting.size() >= MOST_WAITING && !waiting.containsKey(key)) {
            dropOne();
        }
        waiting.put(key, head);
    }

    /** A sealed file if there is one: the ledger has its seal. */
    private void dropOne() {
        FileKey dropped = waiting.entrySet().stream()
                .filter(entry -> entry.getValue().sealed())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> waiting.keySet().iterator().next());
        waiting.remove(dropped);
        omitted++;
    }

    /** Takes the head of the ledger. */
    public synchronized void ledger(LedgerHead head) {
        ledger = head;
    }

    /** Heads that no delivered anchor has. */
    public synchronized int waiting() {
        return waiting.size();
    }

    /**
     * The next anchor, with the heads that wait longest.
     *
     * @param timeNs now, nanoseconds since the epoch
     * @param skipped how many anchors were due since the one before and were not made
     * @param last whether no further one follows
     * @throws IOException when it cannot be signed
     */
    public Made next(long timeNs, long skipped, boolean last) throws IOException {
        Anchor anchor;
        synchronized (this) {
            sequence += 1 + skipped;
            List<ChainHead> heads = new ArrayList<>();
            for (ChainHead head : waiting.values()) {
                if (heads.size() == Anchor.MOST_HEADS) {
                    break;
                }
                heads.add(head);
            }
            boolean all = heads.size() == waiting.size();
            anchor = new Anchor(
                    source, sequence, timeNs, sequence - deliveredSequence - 1, omitted, last && all, ledger, heads);
        }
        return new Made(anchor, AnchorLine.encode(anchor, previous, signer));
    }

    /** The last anchor made was delivered. */
    public synchronized void delivered(Made made) {
        for (ChainHead head : made.anchor().heads()) {
            // not if the file has grown meanwhile
            waiting.remove(FileKey.of(head), head);
        }
        deliveredSequence = made.anchor().sequence();
        previous = LedgerLine.hash(made.bytes(), made.bytes().length);
    }

    /** Number of the last anchor that was delivered; 0 before the first. */
    public synchronized long deliveredSequence() {
        return deliveredSequence;
    }

    /** Number of the last anchor made. */
    public synchronized long sequence() {
        return sequence;
    }

    /** Heads dropped because too many waited. */
    public synchronized long omitted() {
        return omitted;
    }
}
