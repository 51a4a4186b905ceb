// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.Attachment;
import dev.gvtrace.capture.CaptureServer;
import dev.gvtrace.capture.UnrecordedSandboxes;
import dev.gvtrace.capture.session.Profile;
import dev.gvtrace.capture.session.TraceSessionConfig;
import dev.gvtrace.cli.capture.SessionFile.Session;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code gvtrace capture} for sandboxes that run already: attaching to them, or listing the unrecorded. */
final class AttachOptions extends RunscOptions {
    @Option(names = "--attach", description = "attach to all running sandboxes")
    private boolean attach;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            description = "what they report, unless --pod-init-config is given; see gvtrace session")
    private Profile profile = Profile.FALCO;

    boolean attach() {
        return attach;
    }

    /** Attaches to the sandboxes that run, or logs which of them nothing records. Null without {@code --attach}. */
    @Nullable
    Attachment takeUp(CaptureServer server, @Nullable Session session, CaptureLog log) {
        if (attach) {
            return attach(server, session, log);
        }
        logUnrecorded(server, log);
        return null;
    }

    /** Rejects a socket path that a session cannot contain, before listening. */
    void requireNameable(Path place) {
        try {
            profile.config(place);
        } catch (InvalidPathException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private Attachment attach(CaptureServer server, @Nullable Session given, CaptureLog log) {
        TraceSessionConfig session = given == null ? profile.config(server.socket()) : given.config();
        if (given != null && !session.socket().equals(Optional.of(server.socket()))) {
            log.print("attached sandboxes will send to "
                    + session.socket().map(FileNames::text).orElse("no socket") + ", as set in " + given.file()
                    + ", not to " + FileNames.text(server.socket()));
        }
        Attachment attachment = new Attachment(server, runsc(), session, log::print);
        try {
            log.print("attached to " + attachment.attachAll() + " sandboxes");
        } catch (IOException e) {
            log.print("cannot attach: " + e.getMessage());
        }
        return attachment;
    }

    /** On a thread of its own, because runsc is slow and may hang. */
    private void logUnrecorded(CaptureServer server, CaptureLog log) {
        Thread thread = new Thread(
                () -> {
                    try {
                        new UnrecordedSandboxes(server, runsc(), log::print).log();
                    } catch (IOException | RuntimeException e) {
                        if (given()) {
                            log.print("cannot list the sandboxes that are not recorded: " + e.getMessage());
                        }
                    }
                },
                "unrecorded");
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            log.print("cannot list the sandboxes that are not recorded: " + e.getMessage());
        }
    }
}
