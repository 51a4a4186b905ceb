// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The only exception that this package throws, for any error of a trace, its store, a query or rules. A
 * null argument is a {@link NullPointerException}, as everywhere in Java. Immutable.
 */
public class GvtraceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** The kind of error. New kinds may be added in a minor version. */
    public enum Kind {
        /** A file or store cannot be read or does not exist. */
        NOT_READABLE,
        /** The opened file is not a trace. */
        NOT_A_TRACE,
        /** The header of a trace is damaged, so nothing after it can be read without a repair. */
        DAMAGED,
        /** A trace of a version that this release does not read. */
        UNSUPPORTED_VERSION,
        /** An unknown table or column, a wrong condition or moment, or a cell read with the wrong type. */
        INVALID_REQUEST,
        /** Rules that do not load; the exception is an {@link InvalidRulesException}. */
        INVALID_RULES,
        /**
         * An extension found by {@link java.util.ServiceLoader} cannot be used: it cannot be created, or adds a name
         * that is in use or invalid. Also one that fails while it is used, with the place.
         */
        INVALID_EXTENSION,
        /** A trace, cursor or stream that was closed. */
        CLOSED,
        /** A defect of gvtrace: please report it. */
        INTERNAL
    }

    GvtraceException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    GvtraceException(Kind kind, List<String> messages, @Nullable Throwable cause) {
        this(kind, String.join("; ", messages), cause);
    }

    /** The kind of error. */
    public Kind kind() {
        return kind;
    }
}
