// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What fails each time it is tried is logged once, and again after it worked or when the reason changes. For one thread. */
public final class RepeatedFailure {
    private final Consumer<String> log;
    private @Nullable String last;

    public RepeatedFailure(Consumer<String> log) {
        this.log = log;
    }

    /** What a try came to: the line to log, or null when it worked. */
    public void tried(@Nullable String failure) {
        if (failure != null && !failure.equals(last)) {
            log.accept(failure);
        }
        last = failure;
    }
}
