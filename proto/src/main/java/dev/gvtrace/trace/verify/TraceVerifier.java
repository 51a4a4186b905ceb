// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.trace.ByteSource;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.NotATraceException;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.UnsupportedTraceVersionException;
import dev.gvtrace.trace.VerifyReport;
import dev.gvtrace.trace.VerifyReport.SignatureState;
import dev.gvtrace.trace.gvt.FileVerifier;
import dev.gvtrace.trace.gvt.TraceReader;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Checks one trace file in either layout. {@link RecordingVerifier} checks the files of a recording together. */
public final class TraceVerifier {
    private TraceVerifier() {}

    /** Like {@link #verify(ByteSource, TrustedKeys, MessageIndexer)}, for a file on disk. */
    public static VerifyReport verify(Path path, TrustedKeys trusted, @Nullable MessageIndexer indexer)
            throws IOException {
        try (ByteSource file = ByteSource.file(path)) {
            return verify(file, trusted, indexer);
        }
    }

    /**
     * Checks a file in any store.
     *
     * @param source a {@code .gvt} file, or one in tracereplay layout, where only the structure can be checked; it
     *     stays open
     * @param trusted the keys of which one must have signed the seal; none when a signature is not required
     * @param indexer for comparing types, times and containers of block headers with the messages; null to skip that
     * @throws NotATraceException when the file is not a trace
     * @throws UnsupportedTraceVersionException when its version is unknown
     * @throws IOException when it cannot be read
     */
    public static VerifyReport verify(ByteSource source, TrustedKeys trusted, @Nullable MessageIndexer indexer)
            throws IOException {
        return verify(source, trusted, indexer, (blocks, chain) -> {});
    }

    /** The same; the observer receives the chain of a {@code .gvt} file. */
    static VerifyReport verify(
            ByteSource source,
            TrustedKeys trusted,
            @Nullable MessageIndexer indexer,
            FileVerifier.BlockObserver observer)
            throws IOException {
        try (TraceBytes file = TraceBytes.borrow(source)) {
            if (TraceReader.recognizes(file)) {
                return new FileVerifier(file, trusted, indexer, observer).verify();
            }
            try (TraceSource other = TraceSources.openBytes(file)) {
                return structureOnly(other.summary(), trusted);
            }
        }
    }

    private static VerifyReport structureOnly(TraceSummary summary, TrustedKeys trusted) {
        return new VerifyReport(
                summary.files().get(0),
                summary.layout(),
                summary.ending(),
                summary.damage(),
                summary.fileBytes(),
                0,
                summary.messages(),
                summary.messages(),
                null,
                0,
                "",
                null,
                trusted.areGiven() ? SignatureState.INVALID : SignatureState.NONE,
                null,
                null);
    }
}
