// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.replay.provider.ProviderFailedException;
import dev.gvtrace.replay.provider.Providers;
import org.jspecify.annotations.Nullable;

/** What goes wrong in code of extensions, in messages that name the extension and the place. */
final class ExtensionCalls {
    private ExtensionCalls() {}

    /**
     * The exception to throw for what an extension threw.
     *
     * @param place such as {@code field 'acme.tenant' at event 17}
     */
    static ProviderFailedException failed(Object extension, String place, Throwable thrown) {
        if (thrown instanceof ProviderFailedException known) {
            return known;
        }
        return new ProviderFailedException(message(extension, place, reason(thrown)), thrown);
    }

    /** The exception to throw for what an extension returned. */
    static ProviderFailedException wrong(Object extension, String place, String expected) {
        return new ProviderFailedException(message(extension, place, expected), null);
    }

    /** One line about an extension. */
    static String message(Object extension, String place, String what) {
        return "extension " + Providers.name(extension) + ": " + place + ": " + what;
    }

    /**
     * What was thrown, in words.
     *
     * @throws VirtualMachineError for what an extension is not to blame for, such as too little memory
     */
    static String reason(Throwable thrown) {
        if (thrown instanceof VirtualMachineError fatal && !(thrown instanceof StackOverflowError)) {
            throw fatal;
        }
        return thrown instanceof GvtraceException known ? String.valueOf(known.getMessage()) : thrown.toString();
    }

    /** A value that may not be null. */
    static <T> T required(Object extension, String place, @Nullable T value) {
        if (value == null) {
            throw wrong(extension, place, "expected a value, found null");
        }
        return value;
    }
}
