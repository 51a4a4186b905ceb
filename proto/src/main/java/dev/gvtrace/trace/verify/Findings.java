// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Comes to three verdicts by what speaks against each. Not thread-safe. */
public final class Findings {
    /** A hostile file can give more reasons than memory holds. */
    private static final int MOST = 1000;

    private final List<Finding> reasons = new ArrayList<>();
    private final Map<Finding.Of, Verdict> verdicts = new EnumMap<>(Finding.Of.class);
    private boolean full;

    public void no(Finding.Of of, String why) {
        verdicts.put(of, Verdict.NO);
        add(of, why);
    }

    public void unknown(Finding.Of of, String why) {
        verdicts.putIfAbsent(of, Verdict.UNKNOWN);
        add(of, why);
    }

    public void remark(String what) {
        add(Finding.Of.REMARK, what);
    }

    private void add(Finding.Of of, String text) {
        if (reasons.size() < MOST) {
            reasons.add(new Finding(of, text));
        } else if (!full) {
            full = true;
            reasons.add(new Finding(Finding.Of.REMARK, "more is wrong than listed"));
        }
    }

    public Verdict verdict(Finding.Of of) {
        return verdicts.getOrDefault(of, Verdict.YES);
    }

    public List<Finding> reasons() {
        return List.copyOf(reasons);
    }
}
