// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.doctor;

import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.capture.session.RunscAbilities;
import dev.gvtrace.capture.session.SessionConfigException;
import dev.gvtrace.capture.session.TraceSessionConfig;
import dev.gvtrace.capture.setup.DockerDaemon;
import dev.gvtrace.capture.setup.GvisorRuntime;
import dev.gvtrace.capture.setup.RuntimeSetup;
import dev.gvtrace.capture.setup.SetupException;
import dev.gvtrace.cli.capture.SessionFile;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.Programs;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The configuration of Docker and containerd: whether new containers get a session, and connect to the recorder. */
final class RuntimeCheck {
    private static final String SHIM = "containerd-shim-runsc-v1";

    private final Findings findings;
    private final SessionCheck sessions;
    private final Programs programs;
    private final @Nullable Path socket;
    /** What each runsc supports; empty for one that cannot be run. */
    private final Map<Path, Optional<RunscAbilities>> known = new HashMap<>();

    /** Checks runtimes against the recorder at this socket; null when it is unknown. */
    RuntimeCheck(Findings findings, SessionCheck sessions, Programs programs, @Nullable Path socket) {
        this.findings = findings;
        this.sessions = sessions;
        this.programs = programs;
        this.socket = socket;
    }

    /**
     * Docker's runtimes.
     *
     * @param given the configuration file; null for the usual one
     * @param daemon socket of the daemon
     */
    void docker(@Nullable Path given, Path daemon) {
        Path file = given == null ? RuntimeSetup.DOCKER.usualFile() : given;
        List<GvisorRuntime> runtimes = runtimes("docker", "--docker", RuntimeSetup.DOCKER, file, given != null);
        if (!runtimes.isEmpty()) {
            taken(runtimes, daemon);
        }
    }

    /** A daemon has read the file at its start, or at its last reload. */
    private void taken(List<GvisorRuntime> runtimes, Path daemon) {
        try {
            List<GvisorRuntime> loaded = DockerDaemon.runtimes(daemon);
            boolean all = true;
            for (GvisorRuntime one : runtimes) {
                if (!one.shim() && !loaded.contains(one)) {
                    findings.bad(
                            "docker",
                            "the daemon has not taken up runtime '" + one.name() + "' as it is configured",
                            "systemctl reload docker");
                    all = false;
                }
            }
            if (all) {
                findings.good("docker", "the daemon has taken up its configuration");
            }
        } catch (IOException e) {
            findings.notChecked(
                    "docker", "whether the daemon has taken up its configuration: " + FileErrors.text(daemon, e));
        }
    }

    /**
     * containerd's runtimes.
     *
     * @return those whose containers connect
     */
    List<String> containerd(@Nullable Path given) {
        Path file = given == null ? RuntimeSetup.CONTAINERD.usualFile() : given;
        List<GvisorRuntime> runtimes =
                runtimes("containerd", "--containerd", RuntimeSetup.CONTAINERD, file, given != null);
        if (!runtimes.isEmpty() && programs.find(SHIM) == null) {
            findings.bad(
                    "containerd",
                    "there is no " + SHIM + " on the PATH",
                    "install it beside runsc: containerd starts it for each pod");
        }
        return runtimes.stream()
                .filter(one -> one.podInitConfig() != null)
                .map(GvisorRuntime::name)
                .toList();
    }

    private List<GvisorRuntime> runtimes(String check, String option, RuntimeSetup setup, Path file, boolean expected) {
        String install = "'gvtrace session install " + option + " --apply'";
        try {
            List<GvisorRuntime> runtimes = setup.runtimes(file);
            String none = Files.exists(file)
                    ? "no runtime in " + FileNames.text(file) + " runs gVisor"
                    : FileNames.text(file) + " does not exist";
            if (runtimes.isEmpty() && expected) {
                findings.bad(check, none, install + " adds a runtime");
            } else if (runtimes.isEmpty()) {
                findings.notApplicable(check, none + "; " + install + " adds a runtime");
            }
            for (GvisorRuntime one : runtimes) {
                checkRuntime(check, one, install);
            }
            return runtimes;
        } catch (SetupException e) {
            findings.bad(check, String.valueOf(e.getMessage()), "mend the file; the runtime may not start with it");
        } catch (IOException e) {
            findings.notChecked(check, FileErrors.text(file, e));
        }
        return new ArrayList<>();
    }

    private void checkRuntime(String check, GvisorRuntime runtime, String install) {
        String name = "runtime '" + runtime.name() + "'";
        String session = runtime.podInitConfig();
        if (session == null) {
            findings.bad(check, name + " has no session: its containers are not recorded", install);
            return;
        }
        TraceSessionConfig config;
        try {
            Path path = FileNames.path(session);
            if (!path.isAbsolute()) {
                findings.bad(check, name + " names its session '" + session + "', a relative path", install);
                return;
            }
            config = SessionFile.read(path).config();
        } catch (CommandException | InvalidPathException e) {
            findings.bad(check, name + ": its containers do not start: " + e.getMessage(), install + " mends it");
            return;
        }
        findings.good(check, name + " uses " + session);
        sessions.connectsTo(check, name + ": ", config, socket);
        checkProgram(check, name, runtime, config);
    }

    private void checkProgram(String check, String name, GvisorRuntime runtime, TraceSessionConfig session) {
        Path program = programs.find(runtime.program() == null ? "runsc" : runtime.program());
        if (program == null) {
            findings.bad(
                    check,
                    name + ": " + (runtime.program() == null ? "runsc" : runtime.program()) + " cannot be run",
                    "install gVisor there, or mend the runtime's path");
            return;
        }
        known.computeIfAbsent(program, RuntimeCheck::abilities)
                .ifPresentOrElse(
                        abilities -> sessions.fits(check, name + ": ", session, abilities, FileNames.text(program)),
                        () -> findings.notChecked(
                                check, name + ": " + FileNames.text(program) + " does not print what it supports"));
    }

    private static Optional<RunscAbilities> abilities(Path program) {
        try {
            return Optional.of(new Runsc(program, null).abilities());
        } catch (IOException | SessionConfigException e) {
            return Optional.empty();
        }
    }
}
