// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.api.TimeStamp;
import dev.gvtrace.api.Verification.LedgerTotals;
import dev.gvtrace.api.Verification.SignedLines;
import dev.gvtrace.api.VerifiedStamp;
import dev.gvtrace.cli.io.Times;
import dev.gvtrace.text.JsonWriter;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Keys and time stamps in the JSON of a verification. */
final class ProofJson {
    private static final double MS_PER_SECOND = 1000.0;

    private ProofJson() {}

    /** Which key signed which lines. */
    static void signers(JsonWriter out, LedgerTotals ledger) {
        out.key("signers").open('[');
        for (SignedLines lines : ledger.signers()) {
            out.open('{').key("first").plain(lines.first());
            out.key("last").plain(lines.last());
            out.key("key").text(lines.key());
            if (lines.keyFile().isEmpty()) {
                out.key("key_file").text((String) null);
            } else {
                out.key("key_file").text(lines.keyFile());
            }
            out.key("start").text(lines.start().name().toLowerCase(Locale.ROOT)).close('}');
        }
        out.close(']');
    }

    /** The stamps of a ledger; {@code lines} is null for one that is over no beginning of it. */
    static void stamps(JsonWriter out, LedgerTotals ledger) {
        out.key("stamps").open('[');
        for (VerifiedStamp stamp : ledger.stamps()) {
            out.open('{');
            if (stamp.line() > 0) {
                out.key("lines").plain(stamp.line());
            } else {
                out.key("lines").text((String) null);
            }
            fields(out, stamp);
            out.close('}');
        }
        out.close(']');
    }

    /** The stamp of a file; null without one. */
    static void stamp(JsonWriter out, @Nullable VerifiedStamp found) {
        if (found == null) {
            out.text((String) null);
            return;
        }
        out.open('{');
        if (found.ledger() != null) {
            out.key("ledger").text(found.ledger());
            out.key("ledger_line").plain(found.line());
        }
        fields(out, found);
        Duration after = found.after();
        if (after != null) {
            out.key("seconds_after_end").plain(after.toMillis() / MS_PER_SECOND);
        }
        out.close('}');
    }

    private static void fields(JsonWriter out, VerifiedStamp found) {
        TimeStamp stamp = found.stamp();
        TimeStamp.Authority by = stamp.authority();
        out.key("file").text(stamp.file());
        out.key("counts").plain(found.counts());
        out.key("problem").text(stamp.problem());
        out.key("time").text(Times.rfc3339(stamp.time()));
        out.key("authority").text(by == null ? null : by.name());
        out.key("serial").text(by == null ? null : by.serial());
        out.key("policy").text(by == null ? null : by.policy());
        out.key("verified_by").text(by == null ? null : by.root());
    }
}
