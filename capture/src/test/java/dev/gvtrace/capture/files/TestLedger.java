// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import dev.gvtrace.capture.system.WallClock;
import dev.gvtrace.trace.gvt.WriterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Ledgers for tests of what writes to them. */
public final class TestLedger {
    private TestLedger() {}

    public static Ledger in(Path directory) {
        try {
            return Ledger.open(directory, WriterOptions.defaults().withSynced(false), new WallClock(), line -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
