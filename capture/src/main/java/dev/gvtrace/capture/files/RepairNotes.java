// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.SealKeys;
import dev.gvtrace.trace.copy.RepairedCopy;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerKeys;
import dev.gvtrace.trace.ledger.LedgerWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Adds repaired copies to the ledger of the directory that the damaged files are in. Only one process writes a ledger:
 * while a recorder runs there, that one adds them.
 */
public final class RepairNotes {
    private RepairNotes() {}

    /** Whether a copy is in the ledger now. */
    public sealed interface Outcome {
        /** It is. */
        record Noted() implements Outcome {}

        /** There is no ledger in the directory. */
        record NoLedger() implements Outcome {}

        /**
         * It is not.
         *
         * @param why for users
         */
        record NotNoted(String why) implements Outcome {}
    }

    /**
     * Adds a line about the copy, unless the ledger has one.
     *
     * @param signer key to sign the line with; null for none
     * @param nowNs wall-clock time, nanoseconds since the epoch
     */
    public static Outcome note(RepairedCopy copy, @Nullable PrivateKey signer, long nowNs) {
        Path parent = copy.damaged().toAbsolutePath().getParent();
        Path ledger = parent == null ? null : parent.resolve(LedgerWriter.FILE_NAME);
        if (parent == null || ledger == null || !Files.exists(ledger, LinkOption.NOFOLLOW_LINKS)) {
            return new Outcome.NoLedger();
        }
        try (DirectoryLock lock = DirectoryLock.takeBriefly(parent)) {
            return write(copy, parent, signer, nowNs);
        } catch (DirectoryException e) {
            return new Outcome.NotNoted("a recorder runs there and adds it");
        } catch (IOException e) {
            return new Outcome.NotNoted(FileErrors.text(ledger, e));
        }
    }

    private static Outcome write(RepairedCopy copy, Path directory, @Nullable PrivateKey signer, long nowNs)
            throws IOException {
        String key = signer == null ? null : HexFormat.of().formatHex(SealKeys.publicKeyOf(signer));
        Optional<String> expected = LedgerWriter.signerOf(directory);
        if (expected.isPresent() && !expected.get().equals(key)) {
            return new Outcome.NotNoted("its lines are signed with the key " + expected.get()
                    + "; --sign-key with that key adds it now, otherwise the next recorder does");
        }
        try (LedgerWriter writer =
                LedgerWriter.open(directory, LedgerKeys.of(expected.isPresent() ? signer : null), nowNs)) {
            if (!writer.knowsRepaired(copy.seal().hex())) {
                writer.append(nowNs, event(copy));
            }
        }
        return new Outcome.Noted();
    }

    /** The line about a copy. */
    static LedgerEvent.Repaired event(RepairedCopy copy) {
        return new LedgerEvent.Repaired(
                copy.recording(),
                copy.segment(),
                name(copy.damaged()),
                name(copy.file()),
                copy.seal().hex(),
                copy.messages(),
                copy.tool());
    }

    private static Text name(Path file) {
        return Text.ofUtf8(FileNames.name(file));
    }
}
