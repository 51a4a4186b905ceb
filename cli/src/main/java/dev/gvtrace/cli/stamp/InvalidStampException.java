// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.stamp;

/** A stamp or a reply that proves nothing; the message is the reason. */
final class InvalidStampException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidStampException(String message) {
        super(message);
    }

    InvalidStampException(String message, Throwable cause) {
        super(message, cause);
    }
}
