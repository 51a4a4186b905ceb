// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.api.Verification;
import dev.gvtrace.api.Verification.LedgerTotals;
import dev.gvtrace.api.Verification.SignedLines;
import dev.gvtrace.api.VerifiedFile;
import dev.gvtrace.api.VerifiedStamp;
import dev.gvtrace.cli.stamp.StampText;
import dev.gvtrace.text.Text;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keys and time stamps in the text of a verification, a line each. */
final class ProofText {
    private static final double NS_PER_SECOND = 1e9;
    private static final long SECONDS_IN_WORDS = 600;

    private ProofText() {}

    /** Which key signed which lines of a ledger; nothing for a ledger with a single signer. */
    static List<String> signers(LedgerTotals ledger) {
        if (ledger.signers().size() < 2) {
            return List.of();
        }
        return ledger.signers().stream().map(ProofText::text).toList();
    }

    private static String text(SignedLines lines) {
        String span = lines.first() == lines.last()
                ? "  line " + lines.first() + ": "
                : "  lines " + lines.first() + " to " + lines.last() + ": ";
        if (lines.key() == null) {
            return span + "not signed";
        }
        return span + "signed with the key " + TraceCommand.safe(lines.key())
                + (lines.keyFile().isEmpty() ? "" : " (" + lines.keyFile().display() + ")")
                + switch (lines.start()) {
                    case FIRST -> "";
                    case HANDED_OVER -> ", to which the one before handed over";
                    case NOT_HANDED_OVER -> ", to which the one before did not hand over";
                };
    }

    /** The stamps of each file, and those of a ledger. */
    static List<String> stamps(Verification found) {
        LedgerTotals ledger = found.ledger();
        return ledger == null
                ? found.details().stream().map(ProofText::text).toList()
                : ledger.stamps().stream().flatMap(ProofText::ofLedger).toList();
    }

    /** A wrong stamp is among the reasons. */
    private static Stream<String> ofLedger(VerifiedStamp stamp) {
        return stamp.stamp().problem() != null
                ? Stream.of()
                : Stream.of("  lines 1 to " + stamp.line() + ": " + StampText.of(stamp.stamp()) + ", "
                        + stamp.stamp().file().display());
    }

    private static String text(VerifiedFile file) {
        VerifiedStamp stamp = file.stamp();
        String name = "  " + file.file().display() + ": ";
        if (stamp == null) {
            return name + "not stamped";
        }
        if (stamp.stamp().problem() != null) {
            return name + "WRONG STAMP";
        }
        Text ledger = stamp.ledger();
        return name + StampText.of(stamp.stamp()) + after(stamp.after()) + ", "
                + (ledger == null ? "" : "over line " + stamp.line() + " of " + ledger.display() + " with its seal: ")
                + stamp.stamp().file().display();
    }

    private static String after(@Nullable Duration after) {
        if (after == null || after.isNegative()) {
            return "";
        }
        long seconds = after.toSeconds();
        String text = seconds < SECONDS_IN_WORDS
                ? String.format(Locale.ROOT, "%.1f s", after.toNanos() / NS_PER_SECOND)
                : seconds < 2 * 86_400
                        ? String.format(Locale.ROOT, "%.1f h", seconds / 3600.0)
                        : seconds / 86_400 + " days";
        return ", " + text + " after it ended";
    }
}
