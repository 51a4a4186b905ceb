// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Builds three verdicts from the reasons against each. Not thread-safe. */
final class VerdictBuilder {
    /** A hostile file can cause more reasons than fit in memory. */
    private static final int MOST = 1000;

    private final List<VerdictReason> reasons = new ArrayList<>();
    private final Map<VerdictReason.Kind, Verdict> verdicts = new EnumMap<>(VerdictReason.Kind.class);
    private boolean full;

    /** Continues from verdicts, with their reasons. */
    static VerdictBuilder of(Verdicts from) {
        VerdictBuilder builder = new VerdictBuilder();
        builder.reasons.addAll(from.reasons());
        builder.verdicts.put(VerdictReason.Kind.INTACT, from.intact());
        builder.verdicts.put(VerdictReason.Kind.AUTHENTIC, from.authentic());
        builder.verdicts.put(VerdictReason.Kind.COMPLETE, from.complete());
        return builder;
    }

    void no(VerdictReason.Kind kind, String why) {
        verdicts.put(kind, Verdict.NO);
        add(kind, why);
    }

    void unknown(VerdictReason.Kind kind, String why) {
        verdicts.merge(kind, Verdict.UNKNOWN, (old, unknown) -> old == Verdict.NO ? old : unknown);
        add(kind, why);
    }

    void remark(String what) {
        add(VerdictReason.Kind.REMARK, what);
    }

    private void add(VerdictReason.Kind kind, String text) {
        if (reasons.size() < MOST) {
            reasons.add(new VerdictReason(kind, text));
        } else if (!full) {
            full = true;
            reasons.add(new VerdictReason(VerdictReason.Kind.REMARK, "more is wrong than listed"));
        }
    }

    Verdicts build() {
        return new Verdicts(
                verdict(VerdictReason.Kind.INTACT),
                verdict(VerdictReason.Kind.AUTHENTIC),
                verdict(VerdictReason.Kind.COMPLETE),
                reasons);
    }

    private Verdict verdict(VerdictReason.Kind kind) {
        return verdicts.getOrDefault(kind, Verdict.YES);
    }
}
