// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.delivery;

import java.io.IOException;

/** A line was refused by its destination; sending it again would not help. */
public final class RejectedException extends IOException {
    private static final long serialVersionUID = 1L;

    public RejectedException(String why) {
        super(why);
    }
}
