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

/** Reads session configurations given on the command line. */
final class SessionFiles {
    private static final int MAX_BYTES = 4 << 20;

    private SessionFiles() {}

    static byte[] read(Path file) {
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

    static TraceSessionConfig parse(Path file, byte[] json) {
        try {
            return SessionConfigReader.read(json);
        } catch (SessionConfigException e) {
            throw new CommandException(ExitCode.USAGE, FileNames.text(file) + ": " + e.getMessage(), e);
        }
    }
}
