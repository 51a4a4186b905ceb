// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import java.io.IOException;

/** An alert was refused by its destination; sending it again would not help. */
final class RejectedAlertException extends IOException {
    private static final long serialVersionUID = 1L;

    RejectedAlertException(String why) {
        super(why);
    }
}
