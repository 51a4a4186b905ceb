// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.doctor;

import dev.gvtrace.capture.CaptureOptions;
import dev.gvtrace.capture.session.RunscAbilities;
import dev.gvtrace.capture.session.TraceSessionConfig;
import dev.gvtrace.cli.capture.RunscOptions;
import dev.gvtrace.cli.capture.SessionFile;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Programs;
import dev.gvtrace.cli.io.Streams;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks what recording needs, and prints what is wrong and how to fix it. */
@Command(
        name = "doctor",
        description = "Checks each step from a container's runtime to the trace on disk, and prints what to do.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Each line names one check: 'ok'; 'WRONG', followed by what to do; or '-' when it does not apply here, or an",
            "option for it is missing. With --format json each is an object: check, state (ok, wrong, not checked, not",
            "applicable), text, remedy.",
            "",
            "Checked are: system, kernel, clock and temporary directory; runsc and its running containers; the session",
            "(/etc/gvtrace/pod-init.json if there is one); the recorder's socket and limits; the directory of its traces",
            "and what the last traces lost; runtimes of Docker and containerd that run gVisor, and whether Docker has",
            "taken up its configuration; RuntimeClasses, if there is a kubectl; the service. Nothing is changed.",
            "",
            "Exit code 0 when no check found anything wrong, 1 otherwise."
        })
public final class DoctorCommand implements Callable<Integer> {
    private final Streams streams;

    @Option(names = "--socket", paramLabel = "PATH", description = "socket of the recorder, running or planned")
    private @Nullable Path socket;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "directory for the traces (default: that of the running recorder)")
    private @Nullable Path out;

    @Mixin
    private RunscOptions runscOptions = new RunscOptions();

    @Mixin
    private SessionFile sessionFile = new SessionFile();

    @Option(names = "--docker", paramLabel = "PATH", description = "Docker's socket (default: /run/docker.sock)")
    private Path docker = CaptureOptions.DOCKER;

    @Option(
            names = "--docker-config",
            paramLabel = "FILE",
            description = "Docker's configuration (default: /etc/docker/daemon.json)")
    private @Nullable Path dockerConfig;

    @Option(
            names = "--containerd-config",
            paramLabel = "FILE",
            description = "containerd's configuration (default: /etc/containerd/config.toml)")
    private @Nullable Path containerdConfig;

    @Option(
            names = "--service",
            paramLabel = "UNIT",
            defaultValue = "gvtrace.service",
            description = "systemd's unit of the recorder (default: ${DEFAULT-VALUE})")
    private String service = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (one object a line)")
    private Findings.Format format = Findings.Format.TEXT;

    public DoctorCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        Findings findings = new Findings(streams, format);
        Programs programs = Programs.of(streams.environment());
        SessionCheck sessions = new SessionCheck(findings);
        new MachineCheck(findings).run();
        RunscAbilities abilities = new RunscCheck(findings, runscOptions).run();
        TraceSessionConfig session = sessions.run(sessionFile, abilities, runscOptions.name(), socket);
        Path place = socket;
        if (place == null && session != null) {
            place = session.socket().orElse(null);
        }
        RunningRecorder recorder = new RecorderCheck(findings).run(place);
        new DirectoryCheck(findings).run(out != null ? out : recorder == null ? null : recorder.out());
        RuntimeCheck runtimes = new RuntimeCheck(findings, sessions, programs, place);
        runtimes.docker(dockerConfig, docker);
        List<String> recorded = runtimes.containerd(containerdConfig);
        new ClusterCheck(findings, programs).run(recorded);
        new ServiceCheck(findings, programs).run(service, recorder);
        return findings.sound() ? ExitCode.DONE : ExitCode.FOUND;
    }
}
