// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.session.Profile;
import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.capture.session.SessionConfigException;
import dev.gvtrace.capture.session.SessionConfigWriter;
import dev.gvtrace.capture.session.TraceSessionConfig;
import dev.gvtrace.capture.setup.FileChange;
import dev.gvtrace.capture.setup.GvisorRuntime;
import dev.gvtrace.capture.setup.RuntimeClass;
import dev.gvtrace.capture.setup.RuntimeSetup;
import dev.gvtrace.capture.setup.SetupException;
import dev.gvtrace.capture.setup.SetupTarget;
import dev.gvtrace.cli.capture.SessionFile.Session;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Programs;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.text.Escapes;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sets up a container runtime so that new containers connect to a recorder. */
@Command(
        name = "install",
        description = "Sets up Docker, containerd or Kubernetes so that new containers are recorded.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Without --apply it prints what it would change, as a diff. Files are replaced atomically and keep all other",
            "keys, their layout and their comments; what was there is kept as FILE.before-gvtrace-1 (-2, ...). A second run",
            "changes nothing.",
            "",
            "All runtimes that run gVisor are set up; if there is none, one with the name runsc is added. A session",
            "configuration that exists is used as it is, unless --socket, --profile or --require-recorder is given.",
            "",
            "--docker      /etc/docker/daemon.json; a reload of Docker (SIGHUP) suffices",
            "--containerd  /etc/containerd/config.toml and the runsc.toml of its shim",
            "--kubernetes  the RuntimeClass for pods, by kubectl; each node needs --containerd, too",
            "",
            "--uninstall restores a file byte for byte if it is as install left it; otherwise it takes out the session",
            "configuration only. Running containers are not affected by either.",
            "Exit code 0 also when nothing had to be changed; 3 when a file cannot be read or edited, 7 when one cannot be",
            "written or kubectl fails."
        })
final class SessionInstallCommand implements Callable<Integer> {
    private static final String NAME = "gvtrace session install: ";
    private static final Path KUBECTL = Path.of("kubectl");
    private static final Path DEFAULT_SOCKET = Path.of("/run/gvtrace/gvtrace.sock");

    private final Streams streams;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    private Where where;

    @Option(names = "--apply", description = "make the changes; without it they are printed only")
    private boolean apply;

    @Option(names = "--uninstall", description = "undo")
    private boolean uninstall;

    @Option(
            names = "--pod-init-config",
            paramLabel = "FILE",
            defaultValue = "/etc/gvtrace/pod-init.json",
            description = "session configuration, created if it does not exist (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init")
    private Path podInitConfig;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "the recorder's socket (default: /run/gvtrace/gvtrace.sock)")
    private @Nullable Path socket;

    @Option(names = "--profile", paramLabel = "PROFILE", description = "minimal, falco (default), full or hardened")
    private @Nullable Profile profile;

    @Option(names = "--require-recorder", description = "containers do not start without a recorder")
    private boolean requireRecorder;

    @Option(
            names = "--runsc",
            paramLabel = "PATH",
            description = "runsc of a runtime that is added, and to which the session is fitted (default: that of the"
                    + " runtime, or runsc on the PATH)")
    private @Nullable Path runsc;

    @Option(
            names = "--runtime",
            paramLabel = "NAME",
            description = "set up this runtime only, and add it if it does not exist; with --kubernetes the handler"
                    + " (default: runsc)")
    private @Nullable String runtime;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "configuration of Docker or containerd, if it is not at its usual place")
    private @Nullable Path config;

    @Option(
            names = "--runtime-class",
            paramLabel = "NAME",
            defaultValue = "gvisor",
            description = "name of the RuntimeClass (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init")
    private String runtimeClass;

    SessionInstallCommand(Streams streams) {
        this.streams = streams;
    }

    private static final class Where {
        @Option(names = "--docker", required = true, description = "Docker on this host")
        @SuppressWarnings("UnusedVariable") // one of the three is given
        private boolean docker;

        @Option(names = "--containerd", required = true, description = "containerd on this host")
        private boolean containerd;

        @Option(names = "--kubernetes", required = true, description = "the cluster of kubectl")
        private boolean kubernetes;
    }

    @Override
    public Integer call() {
        try {
            if (where.kubernetes) {
                kubernetes(new RuntimeClass(runtimeClass, runtime == null ? "runsc" : runtime));
            } else if (where.containerd) {
                host(RuntimeSetup.CONTAINERD);
            } else {
                host(RuntimeSetup.DOCKER);
            }
            return ExitCode.DONE;
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        } catch (SetupException e) {
            throw new CommandException(ExitCode.NOT_READABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private void host(RuntimeSetup setup) throws SetupException {
        Path file = config == null ? setup.usualFile() : absolute(config);
        Path program = program(setup, file);
        SetupTarget target = new SetupTarget(absolute(podInitConfig), runtime, program, RuntimeSetup.SHIM_CONFIG);
        List<FileChange> changes = new ArrayList<>();
        try {
            if (uninstall) {
                changes.addAll(setup.planUndo(file, target));
            } else {
                changes.add(session(target, program));
                changes.addAll(setup.plan(file, target));
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, FileErrors.text(file, e), e);
        }
        changes.removeIf(change -> !change.isNeeded());
        changes.forEach(this::show);
        if (apply) {
            changes.forEach(this::make);
        }
        advise(setup, !changes.isEmpty(), target);
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** The runsc for a new runtime, and to fit the session to; null when none was found. */
    private @Nullable Path program(RuntimeSetup setup, Path file) throws SetupException {
        Programs programs = Programs.of(streams.environment());
        if (runsc != null) {
            return absolute(runsc);
        }
        try {
            for (GvisorRuntime one : setup.runtimes(file)) {
                if (one.program() != null && (runtime == null || one.name().equals(runtime))) {
                    return programs.find(one.program());
                }
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, FileErrors.text(file, e), e);
        }
        return programs.find("runsc");
    }

    private FileChange session(SetupTarget target, @Nullable Path program) throws IOException {
        Path file = target.podInitConfig();
        String before = null;
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            Session session = SessionFile.read(file);
            before = new String(session.json(), StandardCharsets.UTF_8);
            if (socket == null && profile == null && !requireRecorder) {
                if (session.config().socket().isEmpty()) {
                    throw new CommandException(
                            ExitCode.USAGE, session.file() + ": no remote sink; with --socket it is written anew");
                }
                return new FileChange(file, before, before, null);
            }
        }
        TraceSessionConfig session =
                (profile == null ? Profile.FALCO : profile).config(socket == null ? DEFAULT_SOCKET : socket);
        session = session.withSinks(session.sinks().stream()
                .map(sink -> sink.withIgnoreSetupError(!requireRecorder))
                .toList());
        return new FileChange(file, before, SessionConfigWriter.write(fit(session, program)), null);
    }

    private TraceSessionConfig fit(TraceSessionConfig session, @Nullable Path program) {
        if (program == null) {
            streams.report(NAME + "no runsc was found to fit the session to; --runsc names one");
            return session;
        }
        try {
            return new Runsc(program, null).abilities().fit(session);
        } catch (IOException | SessionConfigException e) {
            streams.report(NAME + "the session is not fitted to " + FileNames.text(program) + ": " + e.getMessage());
            return session;
        }
    }

    /** A session has a thousand lines, so only its file is named. */
    private void show(FileChange change) {
        if (change.file().equals(absolute(podInitConfig))) {
            print("# " + FileNames.text(change.file()) + ": as printed by 'gvtrace session --socket PATH"
                    + (profile == null ? "" : " --profile " + profile) + "'\n");
        } else {
            print(change.diff());
        }
    }

    private void print(String text) {
        if (streams.terminals().out()) {
            text.lines().map(Escapes::message).forEach(streams::println);
        } else {
            streams.print(text);
        }
    }

    private void make(FileChange change) {
        String file = FileNames.text(change.file());
        try {
            Path backup = change.apply();
            if (change.after() == null) {
                streams.report(NAME + "removed " + file);
            } else if (change.restores() != null) {
                streams.report(NAME + "restored " + file);
            } else {
                streams.report(NAME + "wrote " + file
                        + (backup == null ? "" : ", kept the former one as " + FileNames.text(backup)));
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_WRITTEN, FileErrors.text(change.file(), e), e);
        } catch (SetupException e) {
            throw new CommandException(ExitCode.NOT_WRITTEN, String.valueOf(e.getMessage()), e);
        }
    }

    private void advise(RuntimeSetup setup, boolean changed, SetupTarget target) {
        if (!changed) {
            streams.report(NAME + (uninstall ? "nothing to undo" : "nothing to change"));
            return;
        }
        if (!apply) {
            streams.report(NAME + "nothing was written; --apply makes the changes");
        }
        streams.report(NAME
                + (apply ? "now: " : "then: ")
                + (setup == RuntimeSetup.DOCKER
                        ? "systemctl reload docker (or SIGHUP to dockerd); running containers continue"
                        : "systemctl restart containerd; running containers continue"));
        if (uninstall) {
            streams.report(NAME + FileNames.text(target.podInitConfig()) + " is kept");
        } else {
            streams.report(NAME + "record with: gvtrace capture --pod-init-config "
                    + FileNames.text(target.podInitConfig()) + " --out DIR; check with: gvtrace doctor");
        }
    }

    private void kubernetes(RuntimeClass wanted) {
        if (!uninstall) {
            print(wanted.manifest());
        }
        if (!apply) {
            streams.report(
                    NAME + (uninstall ? "would delete the RuntimeClass '" + wanted.name() + "'" : "nothing was written")
                            + "; --apply does it with kubectl");
        } else {
            try {
                String printed = uninstall ? wanted.delete(KUBECTL) : wanted.apply(KUBECTL);
                printed.lines().forEach(line -> streams.report(NAME + line));
            } catch (IOException e) {
                throw new CommandException(ExitCode.NOT_WRITTEN, String.valueOf(e.getMessage()), e);
            }
        }
        if (!uninstall) {
            streams.report(NAME + "each node needs the runtime '" + wanted.handler()
                    + "': gvtrace session install --containerd --runtime " + wanted.handler() + " --apply");
        }
    }
}
