// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The only exception that this package throws, for whatever goes wrong with a trace, its store, a query or rules. A
 * null argument is a {@link NullPointerException}, as everywhere in Java. Immutable.
 */
public class GvtraceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What went wrong. New kinds may come with a minor version. */
    public enum Kind {
        /** A file or store cannot be read, or there is nothing of that name. */
        NOT_READABLE,
        /** What was opened is not a trace. */
        NOT_A_TRACE,
        /** The header of a trace is damaged, so nothing behind it can be read without a repair. */
        DAMAGED,
        /** A trace of a version that this release doesn't read. */
        UNSUPPORTED_VERSION,
        /** An unknown table or column, a wrong condition or moment, or a cell asked for by the wrong type. */
        INVALID_REQUEST,
        /** Rules that don't load; the exception is an {@link InvalidRulesException}. */
        INVALID_RULES,
        /**
         * An extension that {@link java.util.ServiceLoader} finds and that cannot be used: it cannot be created, or
         * what it adds has a name that is taken or not allowed. Also one that fails while it is used, with the place.
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

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }
}
