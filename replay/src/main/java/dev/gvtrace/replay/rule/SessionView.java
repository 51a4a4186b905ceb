// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a session asks a Sentry for, and what it could ask. */
public interface SessionView {
    /** True if a Sentry has a point of that name. */
    boolean exists(String point);

    /** The context and optional fields that the session asks for at a point; null if it does not ask for the point. */
    @Nullable
    Set<String> fields(String point);

    /** The number of a system call in the guest's table; negative if it has none. */
    int sysno(String call);
}
