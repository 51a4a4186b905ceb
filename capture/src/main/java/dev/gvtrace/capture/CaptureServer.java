// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.files.Ledger;
import dev.gvtrace.capture.files.PreviousTrace;
import dev.gvtrace.capture.files.TraceDirectory;
import dev.gvtrace.capture.files.UnsealedFiles;
import dev.gvtrace.capture.flight.FlightOptions;
import dev.gvtrace.capture.flight.FlightRecorder;
import dev.gvtrace.capture.flight.Trigger;
import dev.gvtrace.capture.handover.ConnectionState;
import dev.gvtrace.capture.handover.LeftConnection;
import dev.gvtrace.capture.handover.ServiceManager;
import dev.gvtrace.capture.receive.SentryConnection;
import dev.gvtrace.capture.receive.StreamEnd;
import dev.gvtrace.capture.session.RunscCommandLine;
import dev.gvtrace.capture.system.FileSizeLimit;
import dev.gvtrace.capture.system.StandingThread;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.capture.system.WallClock;
import dev.gvtrace.text.Text;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Listens on the socket that Falco used and records every sandbox that connects, each into files of its own.
 * Thread-safe. <p>Threads: one accepts; one per connection exchanges handshakes and looks up facts, then ends; one per
 * connection receives, and drains when packets come fast; a few record; one seals finished files; one checks clock and
 * socket; one checks disk and retention.
 */
public final class CaptureServer implements Closeable {
    private static final long CHECK_EVERY_NS = 1_000_000_000;
    /** For leaving recordings unsealed after the time for stopping has run out. */
    private static final long LEAVE_MILLIS = 2000;

    private final CaptureOptions options;
    private final Consumer<String> log;
    private final ServerResources resources;
    private final Ledger ledger;
    private final StandingThreads threads;
    private final CaptureCounters counters = new CaptureCounters();
    private final Recordings recordings = new Recordings();
    private final List<RecorderThread> recorders = new ArrayList<>();
    private final RecordingStarter starter;
    private final ConnectionAcceptor acceptor;
    private final EndCauseFinder endCauses;
    private final SealingThread sealer;
    private final Housekeeping housekeeping;
    private final TraceDirectory directory;
    private final @Nullable FlightRecorder flight;
    private final DirectoryWatch directoryWatch;
    private volatile @Nullable StandingThread disk;
    private final UnsealedFiles unsealedFiles;
    /** Sandboxes with connections that another recorder has left, and whether it had created their sessions. */
    private final Map<Text, Boolean> takenUp = new ConcurrentHashMap<>();

    private volatile boolean stopping;
    private volatile @Nullable List<String> unrecorded;

    private CaptureServer(
            CaptureOptions options,
            CaptureListener listener,
            StandingThreads threads,
            Consumer<String> log,
            ServerResources resources) {
        this.options = options;
        this.threads = threads;
        this.log = log;
        this.resources = resources;
        this.ledger = resources.ledger();
        WallClock clock = resources.clock();
        this.housekeeping = new Housekeeping(clock, resources.socket(), recordings.view(), counters, log);
        this.sealer = new SealingThread(clock, this::release, log);
        this.unsealedFiles = UnsealedFiles.list(options.directory(), ledger, log);
        this.directory = new TraceDirectory(
                options.directory(),
                options.retention(),
                recordings::files,
                resources.lock()::isHeld,
                ledger,
                InstantSource.system(),
                log);
        this.flight = flight(options.flight());
        this.directoryWatch = new DirectoryWatch(options.directory(), resources.lock(), directory, ledger, flight, log);
        this.endCauses = new EndCauseFinder(threads, log);
        for (int i = 0; i < options.limits().recorders(); i++) {
            recorders.add(new RecorderThread(i, clock, this::sealLater, log));
        }
        RecordingContext shared =
                new RecordingContext(options, listener, counters, directory::isFull, ledger, log, flight);
        this.starter = new RecordingStarter(shared, resources, recordings, recorders, threads);
        this.acceptor = new ConnectionAcceptor(resources.socket(), starter, shared, threads);
    }

    private @Nullable FlightRecorder flight(@Nullable FlightOptions wanted) {
        return wanted == null
                ? null
                : new FlightRecorder(
                        wanted,
                        options.directory(),
                        ledger,
                        directory.deletion(),
                        resources.lock()::isHeld,
                        new FlightRecorder.Clock(resources.clock()::now, System::nanoTime),
                        recordings::triggered,
                        log);
    }

    /** Like the other method, with its own threads. */
    public static CaptureServer start(CaptureOptions options, CaptureListener listener, Consumer<String> log)
            throws IOException {
        StandingThreads threads = new StandingThreads();
        threads.logTo(log);
        return start(options, listener, threads, log);
    }

    /**
     * Listens, warms up if the options ask for it, and begins to record. Sandboxes that connect during the warm-up wait
     * and are not refused.
     *
     * @param listener is notified of what is recorded
     * @param threads creates the threads for recording
     * @param log receives log lines, one per call, from any thread
     * @throws IOException when the socket is in use or cannot be made, the directory cannot be written or is in use, or
     *     there are too few threads
     */
    public static CaptureServer start(
            CaptureOptions options, CaptureListener listener, StandingThreads threads, Consumer<String> log)
            throws IOException {
        return start(options, ServiceManager.none(), listener, threads, log);
    }

    /**
     * The same with a service manager, which may hold the socket, and connections of the recorder before: their
     * recordings are continued.
     */
    public static CaptureServer start(
            CaptureOptions options,
            ServiceManager manager,
            CaptureListener listener,
            StandingThreads threads,
            Consumer<String> log)
            throws IOException {
        CaptureOptions here = options.withDirectory(ServerResources.makeDirectory(options.directory()));
        ServerResources resources = ServerResources.open(here, manager, log);
        try {
            Consumer<String> careful = line -> logSafely(log, line);
            CaptureOptions fitting = here.fittingFileSizeLimit(FileSizeLimit.bytes(), log);
            CaptureServer server = new CaptureServer(fitting, listener, threads, careful, resources);
            // before the warm-up, because the sockets' queues are short
            server.receive(manager.connections());
            if (here.warmedUp()) {
                Warmup.hold(ServerResources.temporary(), listener.forWarmup(), log);
            }
            server.begin();
            return server;
        } catch (IOException | RuntimeException | Error e) {
            resources.release();
            throw e;
        }
    }

    private void receive(List<LeftConnection> left) {
        for (LeftConnection each : left) {
            ConnectionState.Peer peer = each.state().peer();
            takenUp.put(
                    peer.sandbox(),
                    RunscCommandLine.of(peer.commandLine()).verb().equals("trace create"));
        }
        acceptor.receiveLeft(left);
    }

    /** True while the sandbox's connection is one that another recorder has left. */
    boolean isTakenUp(String sandbox) {
        return takenUp.containsKey(Text.ofUtf8(sandbox));
    }

    /** True if a recorder has created the session of such a connection. */
    boolean wasAttached(String sandbox) {
        return takenUp.getOrDefault(Text.ofUtf8(sandbox), false);
    }

    /** Ignores what the log throws, so that it does not affect recording. */
    private static void logSafely(Consumer<String> log, String line) {
        try {
            log.accept(line);
        } catch (RuntimeException | Error e) {
            // there is nothing else to report it to
        }
    }

    private void begin() throws IOException {
        ledger.started(options.tool(), options.host());
        directory.checkFreeSpace();
        try {
            for (RecorderThread recorder : recorders) {
                recorder.start(threads);
            }
            sealer.start(threads);
            threads.startPeriodic("housekeeping", this::runHousekeeping);
            disk = threads.startPeriodic("disk", this::watchDirectory);
            threads.start("accept", acceptor::accept);
            acceptor.recordLeft();
            unsealedFiles.start(threads);
            readLeftovers();
        } catch (IOException e) {
            stop(0);
            throw e;
        }
    }

    /** On a thread that ends, because it is slow with many files. */
    private void readLeftovers() {
        if (flight == null) {
            return;
        }
        try {
            threads.make(flight::readLeftovers, "leftovers").start();
        } catch (OutOfMemoryError e) {
            log.accept("files of an earlier flight recorder stay: no thread can be created: " + e.getMessage());
        }
    }

    /** Totals so far. */
    public CaptureCounters counters() {
        return counters;
    }

    /** Sets the running sandboxes that are not recorded, for people. Any thread. */
    void setUnrecorded(List<String> sandboxes) {
        unrecorded = sandboxes;
    }

    /** Connections now: from the moment they are accepted until their files are sealed. */
    public int connected() {
        return acceptor.connected();
    }

    /** What is recorded now, and what keeps it from being recorded. Never waits for the disk. Any thread. */
    public ServerStatus status() {
        List<RecordingStatus> all = new ArrayList<>();
        long buffered = 0;
        for (Recording recording : recordings) {
            all.add(recording.status());
            buffered += recording.connection().ring().waitingBytes();
        }
        all.sort(Comparator.comparingLong(each -> each.connection().number()));
        return new ServerStatus(
                connected(),
                buffered,
                sealer.waiting(),
                directory.freeBytes(),
                all,
                problems(all),
                unrecorded,
                flight == null ? null : flight.status());
    }

    private List<String> problems(List<RecordingStatus> all) {
        List<String> problems = new ArrayList<>();
        if (stopping) {
            problems.add("the recorder is stopping");
        }
        problems.addAll(directoryWatch.problems());
        List<String> outages = all.stream()
                .map(RecordingStatus::trouble)
                .filter(Objects::nonNull)
                .toList();
        if (!outages.isEmpty()) {
            problems.add(outages.size() + " recordings cannot be written: " + outages.get(0));
        }
        problems.addAll(housekeeping.problems());
        String acceptTrouble = acceptor.trouble();
        if (acceptTrouble != null) {
            problems.add(acceptTrouble);
        }
        return problems;
    }

    /** The path of the socket. */
    public Path socket() {
        return resources.socket().path();
    }

    /** Continues all recordings in new files and seals the current ones. */
    public void rotate() {
        recordings.forEach(Recording::requestRotation);
    }

    /** Records the output of {@code runsc trace procfs} for a sandbox; false when that sandbox is not connected. */
    public boolean procfs(String sandbox, byte[] dump) {
        return recordings.with(
                sandbox,
                r -> r.offer(new NonMessageRecord.ProcfsRecord(resources.clock().now(), dump)));
    }

    /** Records facts about a sandbox; false when it is not connected. */
    public boolean facts(String sandbox, String kind, byte[] json) {
        return recordings.with(sandbox, r -> r.offerFacts(resources.clock().now(), kind, json));
    }

    /**
     * Records how many messages the Sentry has dropped in all, as reported by runsc; false when it is not connected.
     */
    public boolean dropped(String sandbox, long total) {
        return recordings.with(sandbox, r -> r.setDropsReportedByRunsc(total));
    }

    /**
     * To be called before the recorder deletes a sandbox's session: the cause of the connection's end is then the
     * recorder's stop.
     */
    boolean detaching(String sandbox) {
        return recordings.with(sandbox, r -> r.setEnd(StreamEnd.RECORDER_STOPPED));
    }

    /** True while a connection of this sandbox is recorded. */
    boolean isRecording(String sandbox) {
        return recordings.with(sandbox, r -> {});
    }

    /** True while this sandbox's session sends to this recorder. */
    boolean isConnected(String sandbox) {
        return recordings
                .newest(Text.ofUtf8(sandbox))
                .filter(recording -> recording.connection().end() == null)
                .isPresent();
    }

    /** The recordings under way. */
    Recordings recordings() {
        return recordings;
    }

    /**
     * The flight recorder; null if everything is kept. After a trigger that was not passed through {@link
     * #keep}, call its {@code writeLines}.
     */
    public @Nullable FlightRecorder flight() {
        return flight;
    }

    /**
     * A flight recorder keeps what it holds of a connection's sandbox; nothing happens if there is none. Never waits
     * for the disk: the thread that watches it writes the line for the ledger, right away.
     */
    public void keep(ConnectionInfo connection, Trigger trigger) {
        if (flight == null) {
            return;
        }
        flight.keepConnection(connection.number(), connection.sandbox(), trigger);
        StandingThread writer = disk;
        if (writer != null) {
            writer.unpark();
        }
    }

    /** The last finished trace of a sandbox that still runs as the process with this id. */
    Optional<PreviousTrace> earlier(String sandbox, long pid) {
        return PreviousTrace.of(options.directory(), sandbox, pid, recordings.files());
    }

    private void release(Recording recording) {
        starter.release(recording);
        takenUp.remove(recording.info().sandbox());
        acceptor.ended();
    }

    private void sealLater(Recording recording) {
        endCauses.find(recording, () -> sealer.add(recording));
    }

    /** On a thread of its own, because the disk may stall. */
    private boolean watchDirectory() {
        directoryWatch.run();
        LockSupport.parkNanos(this, CHECK_EVERY_NS);
        return !stopping;
    }

    private boolean runHousekeeping() {
        housekeeping.run();
        LockSupport.parkNanos(this, CHECK_EVERY_NS);
        return !stopping;
    }

    /**
     * Stops listening, records what is still queued in the sockets, seals all files, and ends. Files that are not
     * sealed in time are left as after a crash: readable, not sealed.
     *
     * @return true if everything was sealed
     */
    public boolean stop(long milliseconds) {
        acceptor.stop();
        return end(milliseconds, Set::of);
    }

    /**
     * Leaves socket and connections to the next recorder, which the service manager is about to start, and ends: what
     * was received is recorded, the files are sealed, and messages that come later wait in the sockets. Where the
     * service manager has not kept everything, this is {@link #stop}.
     *
     * @return true if everything was sealed
     */
    public boolean handOver(long milliseconds) {
        acceptor.finish();
        return end(milliseconds, this::recordingsToLeave);
    }

    /** Those that the service manager keeps, once no further ones begin. */
    private Set<Recording> recordingsToLeave() {
        Set<Recording> kept = new HashSet<>();
        for (Recording recording : recordings) {
            if (recording.keepAgain()) {
                kept.add(recording);
            }
        }
        if (kept.isEmpty() || resources.manager().canHandOver()) {
            return kept;
        }
        log.accept("the service manager does not keep the connections (FileDescriptorStoreMax=): they are closed");
        return Set.of();
    }

    /**
     * Ends after {@link #acceptor} was stopped.
     *
     * @param toLeave which recordings the next recorder continues
     */
    private boolean end(long milliseconds, Supplier<Set<Recording>> toLeave) {
        stopping = true;
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        unsealedFiles.stop();
        boolean done = true;
        try {
            done &= acceptor.join(until - System.nanoTime());
            Set<Recording> left = toLeave.get();
            for (Recording recording : recordings) {
                stopReceiving(recording, left.contains(recording));
            }
            recorders.forEach(RecorderThread::stop);
            for (RecorderThread recorder : recorders) {
                done &= recorder.join(TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()));
            }
            done &= unsealedFiles.join(TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()));
            endCauses.stop(TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()));
            sealer.endTaking();
            done &= sealer.join(TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            done = false;
        }
        recordings.forEach(Recording::prepareToLeave);
        recorders.forEach(RecorderThread::abandon);
        sealer.endTaking();
        awaitLeaving();
        starter.close();
        ServerResources.closeQuietly(resources.memory());
        boolean everythingSealed = done && recordings.isEmpty();
        if (flight != null) {
            flight.close();
        }
        ledger.stopped(everythingSealed);
        ledger.close();
        ServerResources.closeQuietly(resources.lock());
        return everythingSealed && ledger.isComplete();
    }

    /** Recorders report what they leave; the loss is unknown for one that hangs, usually on the disk. */
    private void awaitLeaving() {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEAVE_MILLIS);
        try {
            for (RecorderThread recorder : recorders) {
                recorder.join(TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Recording recording : recordings) {
            if (!recording.isSettled()) {
                String cause = "the recorder ended while this was being written";
                ledger.lost(null, recording.info().sandbox(), Ledger.UNCOUNTED, cause);
                log.accept(recording.info().label() + ": " + cause + "; the number of lost messages is not known");
            }
        }
    }

    private static void stopReceiving(Recording recording, boolean leaves) {
        SentryConnection connection = recording.connection();
        try {
            if (leaves) {
                connection.leave();
            } else {
                connection.stop();
            }
        } catch (IOException e) {
            // then it ends with the process
        }
    }

    /** Stops within ten seconds, see {@link #stop}. */
    @Override
    public void close() {
        stop(10_000);
    }
}
