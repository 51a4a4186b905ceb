// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.provider;

import org.jspecify.annotations.Nullable;

/**
 * What a provider brought fails while it is used: it throws, or returns a value that it may not return. The message is
 * one line for the user, lower-case, that names the class of the provider and the place.
 */
public final class ProviderFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With the message for the user, and what was thrown, if anything. */
    public ProviderFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
