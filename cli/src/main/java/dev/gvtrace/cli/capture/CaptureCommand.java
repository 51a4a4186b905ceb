// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.CaptureLimits;
import dev.gvtrace.capture.CaptureListener;
import dev.gvtrace.capture.CaptureOptions;
import dev.gvtrace.capture.CaptureServer;
import dev.gvtrace.capture.files.DirectoryException;
import dev.gvtrace.capture.handover.ServiceManager;
import dev.gvtrace.capture.socket.ServiceNotifier;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.cli.capture.SessionFile.Session;
import dev.gvtrace.cli.capture.alert.AlertOutputOptions;
import dev.gvtrace.cli.capture.anchor.AnchorOptions;
import dev.gvtrace.cli.capture.anchor.Anchors;
import dev.gvtrace.cli.capture.status.MetricsOption;
import dev.gvtrace.cli.capture.status.StatusService;
import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Signals;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Version;
import dev.gvtrace.cli.rules.AlertOptions;
import dev.gvtrace.cli.rules.RuleFiles;
import dev.gvtrace.cli.rules.RuleOptions;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Records what sandboxes report, until a signal stops it. */
@Command(
        name = "capture",
        description = "Listens for sandboxes and records each into trace files.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Sizes: 4096, 512M, 2G. Times: 30s, 15m, 24h, 7d.",
            "At start-up, capture warms up the JVM for about half a second by recording synthetic traffic to a temporary",
            "directory; sandboxes that connect meanwhile wait.",
            "On SIGTERM or SIGINT it records what is still queued, seals the files and exits. On SIGHUP it starts new files,",
            "loads the rules again, and opens the files for alerts again; rules that do not load leave the old ones active.",
            "On SIGUSR1 a flight recorder keeps what it holds of all sandboxes.",
            "Under systemd use Type=notify; WatchdogSec is supported.",
            "Without --attach it lists the running sandboxes that nothing records, as far as runsc (--runsc, --root) reports them.",
            "A message counts as recorded once its block is written. Exit code 7: some lost messages are in no gap of a trace, or",
            "files were removed or could not be sealed; the log and ledger.jsonl have the details."
        })
public final class CaptureCommand implements Callable<Integer> {
    private final Streams streams;
    private final Catalogs catalogs;
    private final BlockingQueue<RecorderRequest> requests = new LinkedBlockingQueue<>();

    @Option(names = "--socket", paramLabel = "PATH", description = "where to listen")
    private @Nullable Path socket;

    @Mixin
    private SessionFile sessionFile = new SessionFile();

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "directory for the traces")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(
            names = "--docker",
            paramLabel = "PATH",
            description =
                    "Docker's socket, for the names, images and labels of its containers (default: /run/docker.sock)")
    private Path docker = CaptureOptions.DOCKER;

    @ArgGroup(exclusive = false, heading = "%nRunning sandboxes:%n")
    private AttachOptions attaching = new AttachOptions();

    @ArgGroup(exclusive = false, heading = "%nFiles:%n")
    private FileOptions files = new FileOptions();

    @ArgGroup(exclusive = false, heading = "%nFlight recorder:%n")
    private FlightRecorderOptions flight = new FlightRecorderOptions();

    @ArgGroup(exclusive = false, heading = "%nLimits:%n")
    private LimitOptions limiting = new LimitOptions();

    @Mixin
    private RuleOptions ruleOptions = new RuleOptions();

    @Mixin
    private AlertOptions alertOptions = new AlertOptions();

    @Mixin
    private MetricsOption metricsOption = new MetricsOption();

    @ArgGroup(exclusive = false, multiplicity = "0..*", heading = "%nAlerts of --rules:%n")
    private List<AlertOutputOptions> alertOutputs = new ArrayList<>();

    @Mixin
    private AnchorOptions anchorOptions = new AnchorOptions();

    @Option(
            names = "--no-snapshots",
            description = "do not run runsc to list the processes of sandboxes that ran before, and of exec sessions")
    private boolean noSnapshots;

    public CaptureCommand(Streams streams, Catalogs catalogs) {
        this.streams = streams;
        this.catalogs = catalogs;
    }

    @Override
    public Integer call() throws InterruptedException {
        attaching.check();
        flight.check(ruleOptions.given());
        Session session = sessionFile.read();
        CaptureOptions options = options(place(session)).withSession(session == null ? null : session.json());
        // before the socket exists: once it does, a signal has to end the recorder cleanly
        Signals.on("TERM", () -> requests.add(RecorderRequest.STOP));
        Signals.on("INT", () -> requests.add(RecorderRequest.STOP));
        Signals.on("USR2", () -> requests.add(RecorderRequest.HAND_OVER));
        Signals.on("HUP", () -> requests.add(RecorderRequest.ROTATE));
        Signals.on("USR1", () -> requests.add(RecorderRequest.KEEP));
        StandingThreads threads = new StandingThreads();
        StatusService.Metrics metrics = metricsOption.target();
        try (CaptureLog log = new CaptureLog(streams, threads);
                StatusService service = prepared(metrics, log)) {
            LiveDetection detection = detection(threads, log);
            Anchors anchors = anchorOptions.anchors(options, log::print);
            Priority keepOn = flight.keepOn();
            AlertTrigger trigger = keepOn == null ? null : new AlertTrigger(keepOn);
            if (trigger != null) {
                detection.trigger(trigger);
            }
            CaptureServer server =
                    start(anchored(options, anchors), detection.listener(), threads, log, streams.environment());
            if (trigger != null) {
                trigger.begin(server::keep);
            }
            Companions companions = new Companions(detection, anchors);
            RecorderState state =
                    new RecorderState(server, out, threads, companions, log::dropped, RecorderState.BLOCKED_NS);
            begin(service, server, state, threads, log);
            begin(anchors, threads, log);
            return new RecorderRun(server, state, threads, companions, requests, log)
                    .untilStopped(attaching, session, ServiceNotifier.of(streams.environment()));
        }
    }

    private static StatusService prepared(StatusService.Metrics metrics, CaptureLog log) {
        try {
            return StatusService.prepare(metrics, log::print);
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, "--metrics: " + e.getMessage(), e);
        }
    }

    /** Recording does not depend on it. */
    private static void begin(
            StatusService service, CaptureServer server, RecorderState state, StandingThreads threads, CaptureLog log) {
        try {
            service.begin(server.socket(), state::now, server.flight(), threads);
        } catch (IOException | OutOfMemoryError e) {
            log.print("no status and no metrics: " + e.getMessage());
        }
    }

    private static CaptureOptions anchored(CaptureOptions options, Anchors anchors) {
        return options.withWriter(options.writer().withHeads(anchors.listener()));
    }

    /** Recording does not depend on it. */
    private static void begin(Anchors anchors, StandingThreads threads, CaptureLog log) {
        try {
            anchors.begin(threads);
        } catch (IOException e) {
            log.print("not all anchors are sent: " + e.getMessage());
        }
    }

    /** Errors in rules, or in the options for alerts, are reported before anything is recorded. */
    private LiveDetection detection(StandingThreads threads, CaptureLog log) {
        if (!ruleOptions.given()) {
            if (!alertOutputs.isEmpty()) {
                throw new CommandException(ExitCode.USAGE, "--alert: there are no alerts without --rules");
            }
            return LiveDetection.none();
        }
        LiveDetection.Loader loader =
                new LiveDetection.Loader(ruleOptions, alertOptions, from -> new RuleFiles(from, catalogs));
        return LiveDetection.start(loader.apply(streams), loader, alertOutputs, streams, threads, log::print);
    }

    private Path place(@Nullable Session session) {
        if (socket != null) {
            if (attaching.attach() && session == null) {
                attaching.requireNameable(socket);
            }
            return socket;
        }
        if (session == null) {
            throw new CommandException(ExitCode.USAGE, "no socket given: expected --socket or --pod-init-config");
        }
        return session.config()
                .socket()
                .orElseThrow(() -> new CommandException(
                        ExitCode.USAGE, session.file() + ": no remote sink, so no socket; use --socket"));
    }

    private CaptureOptions options(Path place) {
        try {
            CaptureLimits limits = noSnapshots ? limiting.limits().withSnapshots(0) : limiting.limits();
            CaptureOptions options = CaptureOptions.of(place, out)
                    .withNames("gvtrace " + Version.number(), hostName())
                    .withLimits(limits)
                    .withRetention(files.retention())
                    .withDocker(docker)
                    .withFlushEvery(files.flushEvery())
                    .withWriter(files.writer())
                    .withWarmup();
            return flight.applyTo(options);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private static Text hostName() {
        try {
            return Text.ofUtf8(EscapedText.decode(Files.readAllBytes(Path.of("/proc/sys/kernel/hostname")))
                    .strip());
        } catch (IOException e) {
            return Text.EMPTY;
        }
    }

    private static CaptureServer start(
            CaptureOptions options,
            CaptureListener listener,
            StandingThreads threads,
            CaptureLog log,
            Map<String, String> environment) {
        try {
            ServiceManager manager = ServiceManager.of(environment, log::print);
            return CaptureServer.start(options, manager, listener, threads, log::print);
        } catch (DirectoryException e) {
            throw new CommandException(ExitCode.NOT_WRITTEN, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
