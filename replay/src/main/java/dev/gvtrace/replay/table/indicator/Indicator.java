// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.indicator;

import java.util.Locale;

/**
 * An entry of a list of indicators.
 *
 * @param number its place among the entries, from 0
 * @param line the line of the file, from 1
 * @param text as listed; a byte string
 */
public record Indicator(int number, int line, String text) {
    /** What an indicator was found as. */
    public enum Kind {
        PATH,
        PATTERN,
        NAME,
        ADDRESS,
        NETWORK,
        ENDPOINT,
        DOMAIN,
        URL,
        SHA256,
        SHA1;

        /** The name in answers. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An indicator that applies to a value.
     *
     * @param kind as what
     */
    record Match(Indicator indicator, Kind kind) {}
}
