// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.stamp;

import dev.gvtrace.api.TimeStamp;
import dev.gvtrace.cli.io.Times;
import dev.gvtrace.text.Escapes;

/** A stamp in words. */
public final class StampText {
    private StampText() {}

    /** Time, authority, serial number, policy, and whether the authority was compared with trusted certificates. */
    public static String of(TimeStamp stamp) {
        TimeStamp.Authority by = stamp.authority();
        if (stamp.time() == null || by == null) {
            return "not stamped";
        }
        return "stamped " + Times.rfc3339(stamp.time()) + " by " + Escapes.message(by.name()) + ", serial "
                + by.serial() + ", policy " + by.policy()
                + (by.root() == null
                        ? ", authority not verified (no --tsa-ca)"
                        : ", authority verified by " + Escapes.message(by.root()));
    }
}
