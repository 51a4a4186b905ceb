// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** How many alerts of each rule an output takes in a minute. Any thread. */
final class RuleRates {
    private static final long MINUTE_NS = 60_000_000_000L;
    /** Reloaded rules may have other names each time. */
    private static final int MOST_RULES = 10_000;

    private final int mostPerMinute;
    private final LongSupplier clock;
    private final Map<String, Bucket> buckets = new HashMap<>();

    /** Alerts that may follow at once, and since when they are counted. */
    private static final class Bucket {
        private double left;
        private long atNs;

        private Bucket(double left, long atNs) {
            this.left = left;
            this.atNs = atNs;
        }
    }

    /**
     * Limits.
     *
     * @param mostPerMinute for each rule; as many may come at once. 0 for no limit
     * @param clock in nanoseconds, as {@link System#nanoTime}
     */
    RuleRates(int mostPerMinute, LongSupplier clock) {
        this.mostPerMinute = mostPerMinute;
        this.clock = clock;
    }

    /** Alerts of a rule in a minute; 0 for no limit. */
    int mostPerMinute() {
        return mostPerMinute;
    }

    /** True if an alert of this rule may pass now. */
    synchronized boolean allows(String rule) {
        if (mostPerMinute == 0) {
            return true;
        }
        long now = clock.getAsLong();
        if (buckets.size() >= MOST_RULES && !buckets.containsKey(rule)) {
            buckets.clear();
        }
        Bucket bucket = buckets.computeIfAbsent(rule, name -> new Bucket(mostPerMinute, now));
        double added = (double) (now - bucket.atNs) / MINUTE_NS * mostPerMinute;
        bucket.left = Math.min(mostPerMinute, bucket.left + added);
        bucket.atNs = now;
        if (bucket.left < 1) {
            return false;
        }
        bucket.left--;
        return true;
    }
}
