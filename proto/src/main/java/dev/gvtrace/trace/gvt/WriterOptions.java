// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.ChainListener;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceFormat;
import java.security.PrivateKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link TraceWriter} writes, and the place of its file in a recording. Immutable.
 *
 * <p>More than six components: one for each option, each set by itself.
 *
 * @param compressionLevel of zstd, 1 to 19
 * @param blockBytes size before compression at which a block ends, 4 KiB to 1 MiB
 * @param synced whether {@link TraceWriter#flush} and {@link TraceWriter#seal} wait until the bytes are on disk, so
 *     that a power failure loses no more than a kill
 * @param signer Ed25519 key to sign the seal with; null for no signature
 * @param recording id of the recording; null for a new random one
 * @param previous seal of the previous file of the recording; null for the first
 * @param heads receives the heads of the file's chain
 * @param previousSigner the key that signed the directory's ledger before {@code signer}, to hand over to that; null
 *     when it is not at hand
 */
public record WriterOptions(
        int compressionLevel,
        int blockBytes,
        boolean synced,
        @Nullable PrivateKey signer,
        @Nullable UUID recording,
        @Nullable Seal previous,
        ChainListener heads,
        @Nullable PrivateKey previousSigner) {
    private static final int MIN_BLOCK_BYTES = 4 * 1024;
    private static final int MAX_LEVEL = 19;

    /** Checks the ranges. */
    public WriterOptions {
        if (compressionLevel < 1 || compressionLevel > MAX_LEVEL) {
            throw new IllegalArgumentException(
                    "compression level " + compressionLevel + ", expected 1 to " + MAX_LEVEL);
        }
        if (blockBytes < MIN_BLOCK_BYTES || blockBytes > TraceFormat.MAX_BLOCK_RAW) {
            throw new IllegalArgumentException(
                    "block size " + blockBytes + ", expected " + MIN_BLOCK_BYTES + " to " + TraceFormat.MAX_BLOCK_RAW);
        }
    }

    /** Without a listener for heads. */
    public WriterOptions(
            int compressionLevel,
            int blockBytes,
            boolean synced,
            @Nullable PrivateKey signer,
            @Nullable UUID recording,
            @Nullable Seal previous) {
        this(compressionLevel, blockBytes, synced, signer, recording, previous, ChainListener.NONE, null);
    }

    /** Level 3, blocks of 512 KiB, synced, not signed, a new recording. */
    public static WriterOptions defaults() {
        return new WriterOptions(3, 512 * 1024, true, null, null, null);
    }

    /** The same with another zstd level. */
    public WriterOptions withCompressionLevel(int level) {
        return new WriterOptions(level, blockBytes, synced, signer, recording, previous, heads, previousSigner);
    }

    /** The same with another block size. */
    public WriterOptions withBlockBytes(int bytes) {
        return new WriterOptions(compressionLevel, bytes, synced, signer, recording, previous, heads, previousSigner);
    }

    /** The same, waiting for the disk or not. */
    public WriterOptions withSynced(boolean wait) {
        return new WriterOptions(
                compressionLevel, blockBytes, wait, signer, recording, previous, heads, previousSigner);
    }

    /** The same, signing the seal with this Ed25519 key. */
    public WriterOptions withSigner(PrivateKey key) {
        return new WriterOptions(compressionLevel, blockBytes, synced, key, recording, previous, heads, previousSigner);
    }

    /** The same with the key that signed the directory's ledger before. */
    public WriterOptions withPreviousSigner(@Nullable PrivateKey key) {
        return new WriterOptions(compressionLevel, blockBytes, synced, signer, recording, previous, heads, key);
    }

    /** The same for a recording with this id. */
    public WriterOptions withRecording(UUID id) {
        return new WriterOptions(compressionLevel, blockBytes, synced, signer, id, previous, heads, previousSigner);
    }

    /** The same with a listener for the heads of the file's chain. */
    public WriterOptions withHeads(ChainListener listener) {
        return new WriterOptions(
                compressionLevel, blockBytes, synced, signer, recording, previous, listener, previousSigner);
    }

    /** The same for the file that follows the sealed one: same recording, next number, next sequence number. */
    public WriterOptions following(Seal seal) {
        return new WriterOptions(
                compressionLevel, blockBytes, synced, signer, seal.recording(), seal, heads, previousSigner);
    }
}
