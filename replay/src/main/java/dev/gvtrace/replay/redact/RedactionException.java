// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import java.io.IOException;

/** A copy cannot be made: the message names what, where and what was expected. */
public final class RedactionException extends IOException {
    private static final long serialVersionUID = 1L;

    RedactionException(String message) {
        super(message);
    }
}
