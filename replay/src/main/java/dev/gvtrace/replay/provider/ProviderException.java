// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.provider;

/**
 * A provider that cannot be used: it cannot be created, or what it brings has a name that is taken or not allowed. The
 * message is one line that names the classes of the providers, what was found and what was expected.
 */
public final class ProviderException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With the message for the user, lower-case. */
    public ProviderException(String message) {
        super(message);
    }

    /** The same, with what the provider threw. */
    public ProviderException(String message, Throwable cause) {
        super(message, cause);
    }
}
