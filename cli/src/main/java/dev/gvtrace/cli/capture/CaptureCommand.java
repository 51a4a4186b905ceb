// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.Attachment;
import dev.gvtrace.capture.CaptureCounters;
import dev.gvtrace.capture.CaptureLimits;
import dev.gvtrace.capture.CaptureListener;
import dev.gvtrace.capture.CaptureOptions;
import dev.gvtrace.capture.CaptureServer;
import dev.gvtrace.capture.UnrecordedSandboxes;
import dev.gvtrace.capture.files.DirectoryException;
import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.capture.session.Profile;
import dev.gvtrace.capture.session.TraceSessionConfig;
import dev.gvtrace.capture.socket.ServiceNotifier;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.cli.capture.SessionFile.Session;
import dev.gvtrace.cli.capture.alert.AlertOutputOptions;
import dev.gvtrace.cli.capture.status.MetricsOption;
import dev.gvtrace.cli.capture.status.StatusService;
import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Quantities;
import dev.gvtrace.cli.io.Signals;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Version;
import dev.gvtrace.cli.rules.AlertOptions;
import dev.gvtrace.cli.rules.RuleFiles;
import dev.gvtrace.cli.rules.RuleOptions;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.SealKeys;
import dev.gvtrace.trace.gvt.WriterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
            "Under systemd use Type=notify; WatchdogSec is supported.",
            "Without --attach it lists the running sandboxes that nothing records, as far as runsc (--runsc, --root) reports them.",
            "A message counts as recorded once its block is written. Exit code 7: some lost messages are in no gap of a trace, or",
            "files were removed or could not be sealed; the log and ledger.jsonl have the details."
        })
public final class CaptureCommand implements Callable<Integer> {
    private static final long STOP_MILLIS = 30_000;
    private static final long STATUS_MILLIS = 1000;

    private final Streams streams;
    private final Catalogs catalogs;
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

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
    private Attaching attaching = new Attaching();

    @ArgGroup(exclusive = false, heading = "%nFiles:%n")
    private Keeping keeping = new Keeping();

    @ArgGroup(exclusive = false, heading = "%nLimits:%n")
    private Limiting limiting = new Limiting();

    @Mixin
    private RuleOptions ruleOptions = new RuleOptions();

    @Mixin
    private AlertOptions alertOptions = new AlertOptions();

    @Mixin
    private MetricsOption metricsOption = new MetricsOption();

    @ArgGroup(exclusive = false, multiplicity = "0..*", heading = "%nAlerts of --rules:%n")
    private List<AlertOutputOptions> alertOutputs = new ArrayList<>();

    private enum Request {
        STOP,
        ROTATE
    }

    private static final class Attaching extends RunscOptions {
        @Option(names = "--attach", description = "attach to all running sandboxes")
        private boolean attach;

        @Option(
                names = "--profile",
                paramLabel = "PROFILE",
                description = "what they report, unless --pod-init-config is given; see gvtrace session")
        private Profile profile = Profile.FALCO;
    }

    private static final class Keeping {
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

        @Option(
                names = "--no-sync",
                description = "do not wait for the disk: a power failure may lose more than a crash")
        private boolean noSync;

        @Option(
                names = "--sign-key",
                paramLabel = "FILE",
                description = "sign the traces with this Ed25519 private key (PEM)")
        private @Nullable Path signKey;

        @Option(names = "--level", paramLabel = "N", description = "zstd level, 1 to 19 (default: 3)")
        private int level = 3;
    }

    private static final class Limiting {
        @Option(names = "--max-connections", paramLabel = "N", description = "most sandboxes at a time (default: 1024)")
        private int connections = CaptureLimits.defaults().connections();

        @Option(
                names = "--max-message",
                paramLabel = "SIZE",
                converter = Quantities.Size.class,
                description = "longest message that is recorded (default: 1M)")
        private long message = CaptureLimits.defaults().messageBytes();

        @Option(
                names = "--buffer",
                paramLabel = "SIZE",
                converter = Quantities.Size.class,
                description = "memory per sandbox for messages not yet written, a power of two (default: 8M)")
        private long buffer = CaptureLimits.defaults().bufferBytes();
    }

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
        Session session = sessionFile.read();
        CaptureOptions options = options(place(session)).withSession(session == null ? null : session.json());
        // before the socket exists: once it does, a signal has to end the recorder cleanly
        Signals.on("TERM", () -> requests.add(Request.STOP));
        Signals.on("INT", () -> requests.add(Request.STOP));
        Signals.on("HUP", () -> requests.add(Request.ROTATE));
        StandingThreads threads = new StandingThreads();
        StatusService.Metrics metrics = metricsOption.target();
        try (CaptureLog log = new CaptureLog(streams, threads);
                StatusService service = prepared(metrics, log)) {
            LiveDetection detection = detection(threads, log);
            CaptureServer server = start(options, detection.listener(), threads, log);
            RecorderState state =
                    new RecorderState(server, out, threads, detection, log::dropped, RecorderState.BLOCKED_NS);
            begin(service, server, state, threads, log);
            return record(server, state, threads, session, detection, log);
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
            service.begin(server.socket(), state::now, threads);
        } catch (IOException | OutOfMemoryError e) {
            log.print("no status and no metrics: " + e.getMessage());
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

    private int record(
            CaptureServer server,
            RecorderState state,
            StandingThreads threads,
            @Nullable Session session,
            LiveDetection detection,
            CaptureLog log)
            throws InterruptedException {
        Attachment attachment = null;
        Optional<String> trouble;
        try (ServiceNotifier notifier = ServiceNotifier.of(streams.environment())) {
            log.print("listening on " + FileNames.text(server.socket()) + ", recording to " + FileNames.text(out));
            notifier.ready("listening");
            if (attaching.attach) {
                attachment = attach(server, session, log);
            } else {
                logUnrecorded(server, log);
            }
            trouble = waitForStop(server, state, threads, notifier, detection, log);
            state.mainThreadStops();
            notifier.stopping();
        } catch (RuntimeException | Error e) {
            trouble = Optional.of("thread main: " + e);
        }
        trouble.ifPresent(what -> log.print(what + "; the recorder seals what it has and ends"));
        detach(attachment, log);
        int exitCode = stop(server, log);
        if (!detection.close()) {
            exitCode = ExitCode.NOT_WRITTEN;
        }
        return exitCode == ExitCode.DONE && trouble.isPresent() ? ExitCode.INTERNAL : exitCode;
    }

    /** On a thread of its own, because runsc is slow and may hang. */
    private void logUnrecorded(CaptureServer server, CaptureLog log) {
        Thread thread = new Thread(
                () -> {
                    try {
                        new UnrecordedSandboxes(server, attaching.runsc(), log::print).log();
                    } catch (IOException | RuntimeException e) {
                        if (attaching.given()) {
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

    private static void detach(@Nullable Attachment attachment, CaptureLog log) {
        if (attachment == null) {
            return;
        }
        try {
            attachment.detachAll();
        } catch (RuntimeException | Error e) {
            log.print("not detached: " + e);
        }
    }

    private Path place(@Nullable Session session) {
        if (socket != null) {
            if (attaching.attach && session == null) {
                requireNameable(socket);
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

    /** Rejects a socket path that a session cannot contain, before listening. */
    private void requireNameable(Path place) {
        try {
            attaching.profile.config(place);
        } catch (InvalidPathException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private CaptureOptions options(Path place) {
        try {
            CaptureLimits limits = CaptureLimits.defaults()
                    .withConnections(limiting.connections)
                    .withSizes(Math.toIntExact(limiting.message), Math.toIntExact(limiting.buffer));
            if (noSnapshots) {
                limits = limits.withSnapshots(0);
            }
            Retention retention = new Retention(
                            keeping.rotateSize, keeping.rotateEvery, keeping.keepSize, keeping.keepFor, keeping.minFree)
                    .withKeepBytesPerSandbox(keeping.keepSizePerSandbox);
            WriterOptions writer =
                    WriterOptions.defaults().withCompressionLevel(keeping.level).withSynced(!keeping.noSync);
            if (keeping.signKey != null) {
                writer = writer.withSigner(privateKey(keeping.signKey));
            }
            return CaptureOptions.of(place, out)
                    .withNames("gvtrace " + Version.number(), hostName())
                    .withLimits(limits)
                    .withRetention(retention)
                    .withDocker(docker)
                    .withFlushEvery(keeping.flushEvery)
                    .withWriter(writer)
                    .withWarmup();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private static PrivateKey privateKey(Path file) {
        try {
            return SealKeys.readPrivateKey(file);
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, FileErrors.message(e), e);
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
            CaptureOptions options, CaptureListener listener, StandingThreads threads, CaptureLog log) {
        try {
            return CaptureServer.start(options, listener, threads, log::print);
        } catch (DirectoryException e) {
            throw new CommandException(ExitCode.NOT_WRITTEN, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private Attachment attach(CaptureServer server, @Nullable Session given, CaptureLog log) {
        TraceSessionConfig session = given == null ? attaching.profile.config(server.socket()) : given.config();
        if (given != null && !session.socket().equals(Optional.of(server.socket()))) {
            log.print("attached sandboxes will send to "
                    + session.socket().map(FileNames::text).orElse("no socket") + ", as set in " + given.file()
                    + ", not to " + FileNames.text(server.socket()));
        }
        Attachment attachment = new Attachment(server, attaching.runsc(), session, log::print);
        try {
            log.print("attached to " + attachment.attachAll() + " sandboxes");
        } catch (IOException e) {
            log.print("cannot attach: " + e.getMessage());
        }
        return attachment;
    }

    /** Returns why the recorder cannot continue; empty after a signal. */
    private Optional<String> waitForStop(
            CaptureServer server,
            RecorderState state,
            StandingThreads threads,
            ServiceNotifier notifier,
            LiveDetection detection,
            CaptureLog log)
            throws InterruptedException {
        MainLoop loop = new MainLoop(threads, log::print);
        long pause =
                notifier.aliveEveryMillis() == 0 ? STATUS_MILLIS : Math.min(STATUS_MILLIS, notifier.aliveEveryMillis());
        AtomicLong messages = new AtomicLong();
        return loop.untilDone(() -> {
            Request request = requests.poll(pause, TimeUnit.MILLISECONDS);
            if (request == Request.STOP) {
                return false;
            }
            if (request == Request.ROTATE) {
                log.print("starting new files");
                server.rotate();
                detection.refresh();
            }
            state.mainThreadIsAlive();
            if (threads.trouble().isPresent()) {
                return true;
            }
            String status = status(server);
            notifier.alive(status);
            if (server.counters().messages()
                    != messages.getAndSet(server.counters().messages())) {
                log.status(status);
            }
            detection.check();
            return true;
        });
    }

    private static String status(CaptureServer server) {
        CaptureCounters counters = server.counters();
        return server.connected() + " sandboxes, " + counters.messages() + " messages, " + counters.lost() + " lost, "
                + counters.malformed() + " malformed";
    }

    private static int stop(CaptureServer server, CaptureLog log) {
        boolean sealed = server.stop(STOP_MILLIS);
        CaptureCounters counters = server.counters();
        log.print("stopped: " + counters.connections() + " sandboxes, " + counters.messages() + " messages, "
                + counters.bytes() + " bytes, " + counters.lost() + " lost, " + counters.malformed() + " malformed");
        if (counters.unreported() > 0 || counters.removed() > 0) {
            log.print(counters.unreported() + " of the lost messages are in no gap of a trace, " + counters.removed()
                    + " were in files that were removed");
        }
        if (counters.longestUnwrittenNs() > 0) {
            log.print(String.format(
                    Locale.ROOT,
                    "messages were in memory only for up to %.1f s, longer than --flush-every allows, because the disk stalled",
                    counters.longestUnwrittenNs() / 1e9));
        }
        if (counters.unsealed() > 0) {
            log.print(counters.unsealed() + " recordings could not be sealed");
        } else if (!sealed) {
            log.print("not everything could be sealed or written to the ledger");
        }
        boolean everything =
                sealed && counters.unsealed() == 0 && counters.unreported() == 0 && counters.removed() == 0;
        return everything ? ExitCode.DONE : ExitCode.NOT_WRITTEN;
    }
}
