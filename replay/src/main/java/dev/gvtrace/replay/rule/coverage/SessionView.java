// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.coverage;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a session requests from a Sentry, what it could request, and what was recorded in addition to the stream. */
public interface SessionView {
    /** All context and optional fields that a session can ask for at a point; null if a Sentry has no such point. */
    @Nullable
    Set<String> offered(String point);

    /** The context and optional fields that the session asks for at a point; null if it does not ask for the point. */
    @Nullable
    Set<String> fields(String point);

    /** The name of the point of a system call's raw exits; one that no Sentry has if the guest has no such call. */
    String rawExit(String call);

    /** Calls with texts of the workload in their messages, which do not come when these are not UTF-8; raw ones do. */
    List<String> namingCalls();

    /** How events that do not come are described. */
    default String silence() {
        return "does not arrive";
    }

    /** True if a container's metadata with a value for that field was recorded. */
    boolean recorded(String field);

    /** The session that asks for everything. */
    default SessionView everything() {
        SessionView session = this;
        return new SessionView() {
            @Override
            public @Nullable Set<String> offered(String point) {
                return session.offered(point);
            }

            @Override
            public @Nullable Set<String> fields(String point) {
                return session.offered(point);
            }

            @Override
            public String rawExit(String call) {
                return session.rawExit(call);
            }

            @Override
            public List<String> namingCalls() {
                return session.namingCalls();
            }

            @Override
            public boolean recorded(String field) {
                return session.recorded(field);
            }
        };
    }
}
