// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.session.SessionConfigException;
import dev.gvtrace.capture.session.SessionConfigReader;
import dev.gvtrace.capture.session.TraceSessionConfig;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a session configuration. */
public final class SessionFile {
    private static final int MAX_BYTES = 4 << 20;
    /** Where {@code session install} makes one. */
    private static final Path USUAL = Path.of("/etc/gvtrace/pod-init.json");

    @Option(
            names = "--pod-init-config",
            paramLabel = "FILE",
            description =
                    "session configuration: capture takes the socket from it and records it in the traces, doctor checks it")
    private @Nullable Path path;

    /**
     * A session configuration.
     *
     * @param file its name, for people
     * @param json its content
     * @param config what it says
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never changed
    public record Session(String file, byte[] json, TraceSessionConfig config) {}

    /**
     * Reads it; null if the user gave none.
     *
     * @throws CommandException if it cannot be read, or is none
     */
    @Nullable
    Session read() {
        return path == null ? null : read(path);
    }

    /**
     * Reads it, or that at the usual place if the user gave none; null if there is none.
     *
     * @throws CommandException if it cannot be read, or is none
     */
    public @Nullable Session readOrUsual() {
        return path != null ? read(path) : Files.exists(USUAL) ? read(USUAL) : null;
    }

    /**
     * Reads a session configuration.
     *
     * @throws CommandException if it cannot be read, or is none
     */
    public static Session read(Path file) {
        byte[] json = json(file);
        try {
            return new Session(FileNames.text(file), json, SessionConfigReader.read(json));
        } catch (SessionConfigException e) {
            throw new CommandException(ExitCode.USAGE, FileNames.text(file) + ": " + e.getMessage(), e);
        }
    }

    private static byte[] json(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new CommandException(
                        ExitCode.USAGE,
                        FileNames.text(file) + ": longer than " + MAX_BYTES
                                + " bytes, too long for a session configuration");
            }
            return bytes;
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, FileErrors.text(file, e), e);
        }
    }
}
