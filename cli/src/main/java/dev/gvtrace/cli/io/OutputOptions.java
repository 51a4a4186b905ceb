// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.SealKeys;
import dev.gvtrace.trace.gvt.WriterOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of commands that write a trace. */
public final class OutputOptions {
    /** A trace that is made from files can take its time: smaller by a seventh than with the recorder's level 3. */
    private static final int COMPRESSION_LEVEL = 9;

    @Option(names = "--force", description = "replace the output if it exists")
    private boolean force;

    @Option(
            names = "--sign-key",
            paramLabel = "FILE",
            description = "sign the new trace with this Ed25519 private key (PEM)")
    private @Nullable Path signKey;

    public boolean force() {
        return force;
    }

    /** True if the new trace is to be signed. */
    public boolean isSigned() {
        return signKey != null;
    }

    public WriterOptions writerOptions() {
        WriterOptions options = WriterOptions.defaults().withCompressionLevel(COMPRESSION_LEVEL);
        PrivateKey signer = signer();
        return signer == null ? options : options.withSigner(signer);
    }

    /** The key to sign with; null without one. */
    public @Nullable PrivateKey signer() {
        if (signKey == null) {
            return null;
        }
        try {
            return SealKeys.readPrivateKey(signKey);
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, FileErrors.message(e), e);
        }
    }
}
