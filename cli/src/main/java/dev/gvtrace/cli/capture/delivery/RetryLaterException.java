// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.delivery;

import java.io.IOException;
import java.time.Duration;

/** A destination is not available, and named the time after which to try again. */
public final class RetryLaterException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Duration after;

    public RetryLaterException(String why, Duration after) {
        super(why);
        this.after = after;
    }

    /** The time after which to try again. */
    public Duration after() {
        return after;
    }
}
