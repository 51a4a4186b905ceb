// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.trace.LedgerHead;
import dev.gvtrace.trace.anchor.Anchor;
import dev.gvtrace.trace.anchor.AnchorLine;
import dev.gvtrace.trace.verify.VerdictReason.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the anchors of one source continue from each other. An anchor names the one that its output delivered
 * before; those in between were not delivered, as far as the recorder knows: one may have arrived nevertheless. Not
 * thread-safe.
 */
final class AnchorStream {
    /** Recent anchors that are remembered, to recognize those that were sent twice. */
    private static final int MOST_RECENT = 64;
    /** An anchor may be this much later than due, in parts of the interval. */
    private static final double LATE = 1.5;

    private static final double NS_PER_SECOND = 1e9;

    private final String label;
    private final VerdictBuilder findings;
    private final Map<Long, String> recent = new LinkedHashMap<>();
    private @Nullable Anchor last;
    /** Anchors up to this number are not remembered any more. */
    private long forgotten;

    private String lastHash = AnchorLine.FIRST;
    private long count;
    private long undelivered;
    private long firstNs;
    private long firstLedgerLine = -1;
    private long lastLedgerLine = -1;

    /** A source without anchors so far. */
    AnchorStream(String label, VerdictBuilder findings) {
        this.label = label;
        this.findings = findings;
    }

    /**
     * Takes the next anchor.
     *
     * @param hash of its line
     * @param place file and line, for messages
     * @return false if it was there before
     */
    boolean add(AnchorLine line, String hash, String place) {
        Anchor anchor = line.anchor();
        long sequence = anchor.sequence();
        if (hash.equals(recent.get(sequence))) {
            return false;
        }
        Anchor before = last;
        if (before == null) {
            first(line, place);
        } else if (sequence <= before.sequence()) {
            findings.no(
                    Kind.INTACT,
                    place + ": anchor " + sequence + of() + " after anchor " + before.sequence()
                            + ": out of order, or another one with this number");
            return true;
        } else {
            link(line, before, place);
            checkTimes(anchor, before);
        }
        long lost = before == null ? anchor.undelivered() : sequence - before.sequence() - 1;
        undelivered += Math.min(lost, anchor.undelivered());
        count++;
        last = anchor;
        lastHash = hash;
        remember(sequence, hash);
        remember(anchor.ledger());
        return true;
    }

    private void first(AnchorLine line, String place) {
        Anchor anchor = line.anchor();
        firstNs = anchor.timeNs();
        long previous = previousOf(anchor);
        if (previous > 0) {
            findings.unknown(
                    Kind.COMPLETE,
                    place + ": begins with anchor " + anchor.sequence() + of() + ": those before it were not given, or"
                            + " removed");
        } else if (!line.previous().equals(AnchorLine.FIRST)) {
            findings.no(
                    Kind.INTACT, place + ": anchor " + anchor.sequence() + of() + " is the first, but names another");
        }
    }

    /** The number of the anchor that was delivered before; 0 for none. */
    private static long previousOf(Anchor anchor) {
        return anchor.sequence() - anchor.undelivered() - 1;
    }

    private void link(AnchorLine line, Anchor before, String place) {
        Anchor anchor = line.anchor();
        long previous = previousOf(anchor);
        String hash = previous == before.sequence() ? lastHash : recent.get(previous);
        if (previous > before.sequence()) {
            boolean one = previous == before.sequence() + 1;
            findings.no(
                    Kind.COMPLETE,
                    (one ? "anchor " + previous : "anchors " + (before.sequence() + 1) + " to " + previous) + of()
                            + (one ? " is missing" : " are missing") + ": between "
                            + AnchoredFile.text(before.timeNs()) + " and " + AnchoredFile.text(anchor.timeNs())
                            + (one ? " it was delivered" : " at least the last of them was delivered")
                            + " according to the next one");
        } else if (hash == null && previous > forgotten) {
            findings.remark("anchor " + anchor.sequence() + of() + " cannot be compared with anchor " + previous
                    + ", which is missing");
        } else if (hash == null && previous > 0) {
            findings.unknown(
                    Kind.INTACT,
                    place + ": anchor " + anchor.sequence() + of() + " continues from anchor " + previous
                            + ", too long ago to be compared");
        } else if (!line.previous().equals(previous == 0 ? AnchorLine.FIRST : hash)) {
            findings.no(
                    Kind.INTACT,
                    place + ": anchor " + anchor.sequence() + of() + " does not continue from anchor " + previous);
        }
        if (previous < before.sequence()) {
            findings.remark("anchor " + before.sequence() + of() + " arrived, but its delivery was not confirmed to the"
                    + " recorder");
        }
        long outage = Math.min(anchor.undelivered(), anchor.sequence() - before.sequence() - 1);
        if (outage > 0) {
            findings.remark(outage + (outage == 1 ? " anchor" : " anchors") + of() + " between "
                    + AnchoredFile.text(before.timeNs()) + " and " + AnchoredFile.text(anchor.timeNs())
                    + (outage == 1 ? " was" : " were")
                    + " not delivered: what was recorded in between is anchored only at the end of that time");
        }
    }

    private void checkTimes(Anchor anchor, Anchor before) {
        double seconds = (anchor.timeNs() - before.timeNs()) / NS_PER_SECOND;
        double due = (anchor.sequence() - before.sequence())
                * (double) anchor.source().everySeconds();
        if (seconds < 0) {
            findings.remark("the clock was set back between the anchors at " + AnchoredFile.text(before.timeNs())
                    + " and " + AnchoredFile.text(anchor.timeNs()));
        } else if (seconds > due + LATE * anchor.source().everySeconds()) {
            findings.remark("no anchor" + of() + " was made between " + AnchoredFile.text(before.timeNs()) + " and "
                    + AnchoredFile.text(anchor.timeNs()) + ": the host was suspended, or its clock was set");
        }
        if (anchor.omitted() > before.omitted()) {
            findings.remark(anchor.omitted() - before.omitted() + " files are in no anchor" + of() + " before "
                    + AnchoredFile.text(anchor.timeNs())
                    + ", because too many waited; the anchored ledger has their seals");
        }
    }

    private void remember(long sequence, String hash) {
        if (recent.size() >= MOST_RECENT) {
            forgotten = recent.keySet().iterator().next();
            recent.remove(forgotten);
        }
        recent.put(sequence, hash);
    }

    private void remember(@Nullable LedgerHead ledger) {
        if (ledger != null) {
            firstLedgerLine = firstLedgerLine < 0 ? ledger.line() : firstLedgerLine;
            lastLedgerLine = ledger.line();
        }
    }

    private String of() {
        return " of start " + label;
    }

    /**
     * After the last anchor: reports an end that is not one.
     *
     * @param ledger null if there is none
     */
    void finish(@Nullable AnchoredLedger ledger) {
        Anchor end = last;
        if (end == null || end.last()) {
            return;
        }
        String text = "the anchors of start " + label + " end at " + AnchoredFile.text(end.timeNs())
                + " without the recorder's last one: ";
        AnchoredLedger.Mark next = ledger == null ? null : ledger.endAfter(lastLedgerLine);
        if (next == null) {
            findings.unknown(
                    Kind.COMPLETE,
                    text + "the recorder runs, was killed, cannot deliver them, or later ones were removed");
        } else if (next.crashed()) {
            findings.remark(
                    text + "the recorder ended without a stop, according to line " + next.line() + " of the ledger");
        } else {
            findings.unknown(
                    Kind.COMPLETE,
                    text + "it stopped at " + AnchoredFile.text(next.timeNs())
                            + "; later anchors were not delivered, or removed");
        }
    }

    /** Whether one of the anchors was made while the ledger ended in these lines. */
    boolean hasLedgerLine(long from, long to) {
        return lastLedgerLine >= from && firstLedgerLine >= 0 && firstLedgerLine <= to;
    }

    /** Whether a time is clearly between the first and the last anchor. */
    boolean covers(long timeNs) {
        Anchor end = last;
        if (end == null) {
            return false;
        }
        long slack = (long) (2 * end.source().everySeconds() * NS_PER_SECOND);
        return timeNs >= firstNs && timeNs <= end.timeNs() - slack;
    }

    long count() {
        return count;
    }

    long undelivered() {
        return undelivered;
    }

    long firstNs() {
        return firstNs;
    }

    long lastNs() {
        return last == null ? 0 : last.timeNs();
    }
}
