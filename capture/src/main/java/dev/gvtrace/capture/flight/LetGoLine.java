// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.flight;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceException;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;

/** Makes the ledger's lines for files that are let go. */
final class LetGoLine {
    private static final int BUFFER = 64 * 1024;

    private LetGoLine() {}

    /**
     * The line for a file: what it holds, and its seal or, without one, its digest.
     *
     * @throws java.nio.file.NoSuchFileException when it is not there
     * @throws IOException when it cannot be read at all
     */
    static LedgerEvent.LetGo of(UUID recording, int segment, Path file, String reason) throws IOException {
        long bytes = Files.size(file);
        try (TraceSource source = TraceSources.openFile(file)) {
            TraceSummary summary = source.summary();
            Seal seal = summary.seal();
            return new LedgerEvent.LetGo(
                    recording,
                    segment,
                    Text.ofUtf8(FileNames.name(file)),
                    bytes,
                    seal == null ? null : seal.hex(),
                    seal == null ? digest(file) : null,
                    summary.messages(),
                    summary.lost(),
                    // facts that each file repeats are older than it
                    Math.max(source.opening().createdNs(), summary.firstReceivedNs()),
                    summary.lastReceivedNs(),
                    Text.ofUtf8(reason));
        } catch (TraceException e) {
            return unreadable(recording, segment, file, bytes, reason + "; cannot be read: " + e.reason());
        } catch (UncheckedIOException e) {
            return unreadable(
                    recording,
                    segment,
                    file,
                    bytes,
                    reason + "; cannot be read: " + FileErrors.reason(Objects.requireNonNull(e.getCause())));
        }
    }

    private static LedgerEvent.LetGo unreadable(UUID recording, int segment, Path file, long bytes, String reason)
            throws IOException {
        Text name = Text.ofUtf8(FileNames.name(file));
        return new LedgerEvent.LetGo(
                recording, segment, name, bytes, null, digest(file), 0, 0, 0, 0, Text.ofUtf8(reason));
    }

    private static String digest(Path file) throws IOException {
        MessageDigest sha = TraceFormat.sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                sha.update(buffer, 0, length);
            }
        }
        return HexFormat.of().formatHex(sha.digest());
    }
}
