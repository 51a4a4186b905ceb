// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.api.GvtraceException.Kind;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.provider.ProviderFailedException;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.trace.CorruptTraceException;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.NotATraceException;
import dev.gvtrace.trace.UnsupportedTraceVersionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Converts internal exceptions into the exception of this package. */
final class Problems {
    private Problems() {}

    /** An action that may fail. */
    interface Action<T> {
        T run() throws IOException, RequestException, ProviderException;
    }

    static <T> T translated(Action<T> action) {
        try {
            return action.run();
        } catch (IOException | RequestException | ProviderException | RuntimeException e) {
            throw of(e);
        }
    }

    /** Closes all of them; what the first failure was is thrown at the end. */
    static void closeAll(List<Trace> traces) {
        GvtraceException first = null;
        for (Trace trace : traces) {
            try {
                trace.close();
            } catch (GvtraceException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    static GvtraceException of(Throwable e) {
        if (e instanceof GvtraceException ours) {
            return ours;
        }
        if (e instanceof RequestException wrong) {
            return new GvtraceException(Kind.INVALID_REQUEST, wrong.messages(), wrong);
        }
        if (e instanceof ProviderException || e instanceof ProviderFailedException) {
            return new GvtraceException(Kind.INVALID_EXTENSION, String.valueOf(e.getMessage()), e);
        }
        Throwable inner = e.getCause();
        Throwable cause = e instanceof UncheckedIOException && inner != null ? inner : e;
        if (cause instanceof IOException failure) {
            return new GvtraceException(kind(failure), FileErrors.message(failure), failure);
        }
        return new GvtraceException(Kind.INTERNAL, "defect in gvtrace: " + cause, cause);
    }

    private static Kind kind(IOException e) {
        if (e instanceof NotATraceException) {
            return Kind.NOT_A_TRACE;
        } else if (e instanceof CorruptTraceException) {
            return Kind.DAMAGED;
        } else if (e instanceof UnsupportedTraceVersionException) {
            return Kind.UNSUPPORTED_VERSION;
        }
        return Kind.NOT_READABLE;
    }
}
