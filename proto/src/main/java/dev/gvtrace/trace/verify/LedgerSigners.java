// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerLine;
import dev.gvtrace.trace.verify.SignedLines.Start;
import dev.gvtrace.trace.verify.VerdictReason.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks the signatures of a ledger's lines, and follows the change from one key to the next. A trusted key that hands
 * over makes the next one trusted. Not thread-safe.
 */
final class LedgerSigners {
    private static final int MOST_SPANS = 1000;

    private final VerdictBuilder findings;
    private final Stamps stamps;
    private TrustedKeys keys;
    private final List<SignedLines> spans = new ArrayList<>();
    private LedgerEvent.@Nullable KeyChanged handOver;

    LedgerSigners(TrustedKeys keys, Stamps stamps, VerdictBuilder findings) {
        this.keys = keys;
        this.stamps = stamps;
        this.findings = findings;
    }

    /**
     * Checks a line.
     *
     * @param number of the line in the file
     * @param inPlace whether it continues from the line before
     */
    void take(long number, LedgerLine line, boolean inPlace) {
        String signer = line.signer();
        if (signer != null && !line.signatureValid()) {
            findings.no(Kind.INTACT, "line " + number + " has a wrong signature");
            findings.no(Kind.AUTHENTIC, "line " + number + " has a wrong signature");
        } else if (keys.areGiven() && signer == null) {
            findings.no(Kind.AUTHENTIC, "line " + number + " is not signed");
        } else if (keys.areGiven() && !keys.contains(signer)) {
            findings.no(Kind.AUTHENTIC, "line " + number + " is signed with another key, " + signer);
        }
        extend(number, line);
        handOver = null;
        if (inPlace
                && line.signatureValid()
                && line.event() instanceof LedgerEvent.KeyChanged changed
                && Objects.equals(changed.from(), signer)) {
            handOver = changed;
            String next = changed.to();
            if (keys.contains(signer) && !keys.isCompromised(signer) && next != null) {
                keys = keys.with(next);
            }
        }
    }

    private void extend(long number, LedgerLine line) {
        String signer = line.signer();
        SignedLines last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
        if (last != null && Objects.equals(last.key(), signer)) {
            spans.set(spans.size() - 1, new SignedLines(last.first(), number, signer, last.keyFile(), last.start()));
            return;
        }
        if (signer == null || line.signatureValid()) {
            remarkSigner(number, signer);
            remarkChange(number, signer, last);
        }
        if (spans.size() == MOST_SPANS) {
            findings.no(Kind.AUTHENTIC, "more than " + MOST_SPANS + " changes of the signer");
            spans.remove(spans.size() - 1);
        }
        String file = signer == null ? "" : keys.name(signer);
        spans.add(new SignedLines(number, number, signer, file, start(last, signer)));
    }

    private Start start(@Nullable SignedLines last, @Nullable String signer) {
        if (last == null) {
            return Start.FIRST;
        }
        boolean agreed = handOver != null && Objects.equals(handOver.to(), signer);
        return agreed ? Start.HANDED_OVER : Start.NOT_HANDED_OVER;
    }

    private void remarkSigner(long number, @Nullable String signer) {
        if (!keys.areGiven() && !stamps.areAsked()) {
            findings.unknown(
                    Kind.AUTHENTIC,
                    signer == null
                            ? "not signed from line " + number + " on"
                            : "signed from line " + number + " on with the key " + signer
                                    + "; no key was given to compare it with (--key)");
        }
    }

    /** A key that is not trusted is a finding of each line already; other changes are in the spans. */
    private void remarkChange(long number, @Nullable String signer, @Nullable SignedLines last) {
        if (last == null) {
            return;
        }
        boolean handedOver = start(last, signer) == Start.HANDED_OVER;
        if (!handedOver && signer != null && last.key() != null && keys.contains(signer)) {
            findings.remark("from line " + number + " on signed with the key " + signer + "; the key before it, "
                    + last.key() + ", did not hand over to it");
        }
    }

    /**
     * After the last line: what stamps prove, where the key does not.
     *
     * @param covered the number of first lines under a stamp that counts
     * @param lines the number of all lines
     */
    void finish(long covered, long lines) {
        if (keys.areGiven()) {
            for (int i = 0; i < spans.size(); i++) {
                SignedLines span = spans.get(i);
                long last = handsOverToTrusted(i) ? span.last() - 1 : span.last();
                if (keys.isCompromised(span.key()) && last > covered) {
                    findings.unknown(
                            Kind.AUTHENTIC,
                            lines(Math.max(span.first(), covered + 1), last)
                                    + " signed with a compromised key and under no stamp that counts");
                }
            }
        } else if (stamps.areAsked() && covered < lines) {
            findings.unknown(
                    Kind.AUTHENTIC,
                    covered == 0
                            ? "no line is under a stamp that counts"
                            : lines(covered + 1, lines) + " under no stamp that counts");
        }
    }

    /** A line that hands over to a key which is trusted anyway states nothing that could be forged. */
    private boolean handsOverToTrusted(int span) {
        if (span + 1 == spans.size()) {
            return false;
        }
        SignedLines next = spans.get(span + 1);
        return next.start() == Start.HANDED_OVER && keys.contains(next.key()) && !keys.isCompromised(next.key());
    }

    private static String lines(long first, long last) {
        return first == last ? "line " + first + " is" : "lines " + first + " to " + last + " are";
    }

    /** The trusted keys, with those that they handed over to. */
    TrustedKeys keys() {
        return keys;
    }

    List<SignedLines> spans() {
        return List.copyOf(spans);
    }
}
