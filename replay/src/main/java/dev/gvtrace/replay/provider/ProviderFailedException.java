// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.provider;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when an object of a provider fails in use: it throws or returns an invalid value. The message is one line for
 * the user, in lower case, that names the class of the provider and the place.
 */
public final class ProviderFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An exception with a message for the user and the exception of the provider, if any. */
    public ProviderFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
