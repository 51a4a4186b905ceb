// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.provider;

/**
 * Thrown for a provider that cannot be used: it cannot be created, or the name of one of its objects is taken or
 * invalid. The message is one line that names the classes of the providers, what was found and what was expected.
 */
public final class ProviderException extends Exception {
    private static final long serialVersionUID = 1L;

    /** An exception with a message for the user, in lower case. */
    public ProviderException(String message) {
        super(message);
    }

    /** An exception with a message for the user and the exception of the provider. */
    public ProviderException(String message, Throwable cause) {
        super(message, cause);
    }
}
