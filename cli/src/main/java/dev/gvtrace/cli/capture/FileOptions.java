// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Quantities;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.SealKeys;
import dev.gvtrace.trace.gvt.WriterOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options of {@code gvtrace capture} for its files: when a new one starts, how long they are kept, how they are
 * written.
 */
final class FileOptions {
    @Option(
            names = "--rotate-size",
            paramLabel = "SIZE",
            converter = Quantities.Size.class,
            description = "start a new file when one reaches this size (default: 1G; 0: never)")
    private long rotateSize = 1L << 30;

    @Option(
            names = "--rotate-every",
            paramLabel = "TIME",
            converter = Quantities.Time.class,
            description = "start a new file after this time (default: 24h)")
    private Duration rotateEvery = Duration.ofDays(1);

    @Option(
            names = "--keep-size",
            paramLabel = "SIZE",
            converter = Quantities.Size.class,
            description = "delete the oldest traces when all traces together exceed this size (default: never)")
    private long keepSize;

    @Option(
            names = "--keep-size-per-sandbox",
            paramLabel = "SIZE",
            converter = Quantities.Size.class,
            description = {
                "delete the oldest traces of a sandbox when its traces exceed this size (default: never; but when all"
                        + " traces exceed --keep-size, the first to go are those of sandboxes that take more than a"
                        + " quarter of it, or, with fewer than six sandboxes, more than one and a half times an equal"
                        + " share)"
            })
    private long keepSizePerSandbox;

    @Option(
            names = "--keep-for",
            paramLabel = "TIME",
            converter = Quantities.Time.class,
            description = "delete traces older than this (default: never)")
    private @Nullable Duration keepFor;

    @Option(
            names = "--min-free",
            paramLabel = "SIZE",
            converter = Quantities.Size.class,
            description = "recording pauses while less than this is free on the disk (default: 256M)")
    private long minFree = 256L << 20;

    @Option(
            names = "--flush-every",
            paramLabel = "TIME",
            converter = Quantities.Time.class,
            description = "a crash loses at most the messages of this time (default: 1s)")
    private Duration flushEvery = Duration.ofSeconds(1);

    @Option(names = "--no-sync", description = "do not wait for the disk: a power failure may lose more than a crash")
    private boolean noSync;

    @Option(
            names = "--sign-key",
            paramLabel = "FILE",
            description = "sign the traces with this Ed25519 private key (PEM)")
    private @Nullable Path signKey;

    @Option(
            names = "--previous-sign-key",
            paramLabel = "FILE",
            description =
                    "the private key (PEM) that signed the ledger so far, to hand over to --sign-key; needed at the first start "
                            + "with the new key, ignored later")
    private @Nullable Path previousSignKey;

    @Option(names = "--level", paramLabel = "N", description = "zstd level, 1 to 19 (default: 3)")
    private int level = 3;

    /** See {@link Retention}. @throws IllegalArgumentException if the options do not fit together */
    Retention retention() {
        return new Retention(rotateSize, rotateEvery, keepSize, keepFor, minFree)
                .withKeepBytesPerSandbox(keepSizePerSandbox);
    }

    /**
     * How the files are written.
     *
     * @throws CommandException if a key cannot be read
     * @throws IllegalArgumentException if the level is out of range
     */
    WriterOptions writer() {
        WriterOptions writer =
                WriterOptions.defaults().withCompressionLevel(level).withSynced(!noSync);
        if (signKey != null) {
            writer = writer.withSigner(privateKey(signKey));
        }
        return previousSignKey == null ? writer : writer.withPreviousSigner(privateKey(previousSignKey));
    }

    Duration flushEvery() {
        return flushEvery;
    }

    private static PrivateKey privateKey(Path file) {
        try {
            return SealKeys.readPrivateKey(file);
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, FileErrors.message(e), e);
        }
    }
}
