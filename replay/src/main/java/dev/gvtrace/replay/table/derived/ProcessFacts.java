// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.field.Extractor.NumberValue;
import dev.gvtrace.replay.state.Credentials;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.Program;
import dev.gvtrace.replay.state.ThreadInfo;
import org.jspecify.annotations.Nullable;

/** Cells that several tables read from a process. */
final class ProcessFacts {
    private ProcessFacts() {}

    /** Its name; null if there is no process. */
    static @Nullable String name(@Nullable ProcessInfo process) {
        return process == null ? null : process.name();
    }

    /** The path of its program; null if unknown. */
    static @Nullable String exepath(ProcessInfo process) {
        return FilePaths.known(process.program().exepath());
    }

    /** The digest of its program; null if unknown. */
    static @Nullable String digest(@Nullable ProcessInfo process) {
        Program.Binary binary = process == null ? null : process.program().binary();
        return binary == null ? null : binary.sha256();
    }

    /** The effective user of a thread; false if unknown. */
    static boolean uid(@Nullable ThreadInfo thread, NumberValue out) {
        return thread != null && uid(thread.credentials(), out);
    }

    /** The effective user; false if unknown. */
    static boolean uid(Credentials credentials, NumberValue out) {
        out.value = Integer.toUnsignedLong(credentials.euid());
        return credentials.known();
    }
}
