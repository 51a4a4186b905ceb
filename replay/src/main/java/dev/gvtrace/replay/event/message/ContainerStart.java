// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * container/start: a container's first process is about to run. The context is that process's. No message of the
 * container precedes it; a restored sandbox and a program started with {@code exec} send none.
 */
public final class ContainerStart extends Message {
    private static final int ID = 2;
    private static final int CWD = 3;
    private static final int ARGUMENTS = 4;
    private static final int ENVIRONMENT = 5;
    private static final int TERMINAL = 6;

    ContainerStart(TextPool pool) {
        super(MessageKind.CONTAINER_START, pool);
    }

    /**
     * The container's id; for the root container it is the sandbox's. It may be any text, chosen by a hostile Sentry.
     */
    public String id() {
        return text(ID);
    }

    /** The working directory of the specification. */
    public String cwd() {
        return text(CWD);
    }

    /** The arguments of the first process; the first may be a bare name such as {@code sh}. */
    public List<String> arguments() {
        return texts(ARGUMENTS);
    }

    /** The environment of the first process, if the session asks for it. */
    public List<String> environment() {
        return texts(ENVIRONMENT);
    }

    /** True if the first process has a terminal. */
    public boolean terminal() {
        return fields.number(TERMINAL) != 0;
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
        return visitor.containerStart(this);
    }
}
