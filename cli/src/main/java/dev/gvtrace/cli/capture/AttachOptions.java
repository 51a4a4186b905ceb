// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.Attachment;
import dev.gvtrace.capture.CaptureServer;
import dev.gvtrace.capture.SandboxWatch;
import dev.gvtrace.capture.UnrecordedSandboxes;
import dev.gvtrace.capture.session.Profile;
import dev.gvtrace.capture.session.TraceSessionConfig;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.cli.capture.SessionFile.Session;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Quantities;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code gvtrace capture} for sandboxes that run already: attaching to them, or listing the unrecorded. */
final class AttachOptions extends RunscOptions {
    private static final Duration CHECK_EVERY = Duration.ofMinutes(1);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    @Option(names = "--attach", description = "attach to all running sandboxes")
    private boolean attach;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            description = "what they report, unless --pod-init-config is given; see gvtrace session")
    private Profile profile = Profile.FALCO;

    @Option(
            names = "--attach-every",
            paramLabel = "TIME",
            converter = Quantities.Time.class,
            description =
                    "attach as often to the sandboxes that nothing records (default: only at the start; those found later are logged)")
    private @Nullable Duration attachEvery;

    boolean attach() {
        return attach;
    }

    /** Rejects options that do not fit together. */
    void check() {
        if (attachEvery == null) {
            return;
        }
        if (!attach) {
            throw new CommandException(ExitCode.USAGE, "--attach-every needs --attach");
        }
        if (attachEvery.compareTo(SHORTEST) < 0) {
            throw new CommandException(ExitCode.USAGE, "--attach-every: expected 1s or more");
        }
    }

    /** Attaches to the sandboxes that run, or logs which of them nothing records, and does so again and again. */
    RunningSandboxes takeUp(CaptureServer server, @Nullable Session session, StandingThreads threads, CaptureLog log) {
        Attachment attachment = attach ? attach(server, session, log) : null;
        UnrecordedSandboxes unrecorded = new UnrecordedSandboxes(server, runsc(), log::print);
        SandboxWatch watch = new SandboxWatch(
                server,
                unrecorded,
                attachEvery == null ? null : attachment,
                attachEvery == null ? CHECK_EVERY : attachEvery,
                !given(),
                log::print);
        try {
            watch.start(threads, !attach);
        } catch (IOException e) {
            log.print("sandboxes that are not recorded will not be listed: " + e.getMessage());
        }
        return new RunningSandboxes(attachment, watch, log);
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
}
