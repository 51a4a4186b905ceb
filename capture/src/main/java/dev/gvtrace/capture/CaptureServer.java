// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.facts.FactFinder;
import dev.gvtrace.capture.facts.HostFacts;
import dev.gvtrace.capture.files.DirectoryLock;
import dev.gvtrace.capture.files.Ledger;
import dev.gvtrace.capture.files.PreviousTrace;
import dev.gvtrace.capture.files.TraceDirectory;
import dev.gvtrace.capture.files.UnsealedFiles;
import dev.gvtrace.capture.receive.BatchBuffers;
import dev.gvtrace.capture.receive.HandshakeExchange;
import dev.gvtrace.capture.receive.PacketMemory;
import dev.gvtrace.capture.receive.PacketRing;
import dev.gvtrace.capture.receive.SentryConnection;
import dev.gvtrace.capture.receive.StreamEnd;
import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.capture.socket.SeqpacketListener;
import dev.gvtrace.capture.system.FileSizeLimit;
import dev.gvtrace.capture.system.PrivateDirectory;
import dev.gvtrace.capture.system.RepeatedFailure;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.capture.system.WallClock;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.PeerCredentials;
import dev.gvtrace.trace.TraceOrigin;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Listens on the socket that Falco used and records every sandbox that connects, each into files of its own.
 * Thread-safe. <p>Threads: one accepts; one per connection exchanges handshakes and looks up facts, then ends; one per
 * connection receives, and drains when packets come fast; a few record; one seals finished files; one checks clock and
 * socket; one checks disk and retention.
 */
public final class CaptureServer implements Closeable {
    private static final long ACCEPT_AGAIN_NS = 100_000_000;
    private static final long CHECK_EVERY_NS = 1_000_000_000;
    /** How long to wait for the receiver of a peer that could not be recorded. */
    private static final long GIVE_UP_MILLIS = 1000;
    /** For leaving recordings unsealed after the time for stopping has run out. */
    private static final long LEAVE_MILLIS = 2000;

    private final CaptureOptions options;
    private final CaptureListener listener;
    private final Consumer<String> log;
    private final SeqpacketListener socket;
    private final PacketMemory memory;
    private final BatchBuffers.Pool batchBuffers;
    private final WallClock clock;
    private final CaptureCounters counters = new CaptureCounters();
    private final TraceDirectory directory;
    private final Ledger ledger;
    private final DirectoryLock lock;
    private final RecordingContext shared;
    private final FactFinder factFinder;
    private final Snapshots snapshots;
    private final EndCauseFinder endCauses;
    private final Map<String, List<Gap>> announcedMissed = new ConcurrentHashMap<>();
    private final Set<Recording> recordings = ConcurrentHashMap.newKeySet();
    private final Set<SeqpacketConnection> handshaking = ConcurrentHashMap.newKeySet();
    private final List<RecorderThread> recorders = new ArrayList<>();
    private final StandingThreads threads;
    private final ExecutorService starters;
    private final SealingThread sealer;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger taken = new AtomicInteger();
    private final Housekeeping housekeeping;
    private final RepeatedFailure acceptFailures;
    private final RepeatedFailure directoryFailures;
    private volatile boolean stopping;
    private volatile boolean ledgerIsBehind;
    private final UnsealedFiles unsealedFiles;

    private CaptureServer(
            CaptureOptions options,
            CaptureListener listener,
            StandingThreads threads,
            Consumer<String> log,
            ServerResources resources) {
        this.options = options;
        this.threads = threads;
        this.starters = Executors.newCachedThreadPool(threads.factory("handshake"));
        this.listener = listener;
        this.log = log;
        this.directoryFailures = new RepeatedFailure(log);
        this.socket = resources.socket();
        this.acceptFailures =
                new RepeatedFailure(log, "connections on " + FileNames.text(socket.path()) + " are accepted again");
        this.memory = resources.memory();
        this.clock = resources.clock();
        this.ledger = resources.ledger();
        this.lock = resources.lock();
        this.housekeeping = new Housekeeping(clock, socket, recordings, counters, log);
        this.sealer = new SealingThread(clock, this::release, log);
        this.batchBuffers = new BatchBuffers.Pool(
                options.limits().messageBytes() + 1, options.limits().drainers());
        this.unsealedFiles = UnsealedFiles.list(options.directory(), ledger, log);
        this.directory = new TraceDirectory(
                options.directory(),
                options.retention(),
                this::filesInUse,
                lock::isHeld,
                ledger,
                InstantSource.system(),
                log);
        this.shared = new RecordingContext(counters, directory::isFull, ledger, log);
        this.factFinder = new FactFinder(threads, options.limits().facts(), options.docker(), clock, log);
        this.endCauses = new EndCauseFinder(threads, log);
        this.snapshots = new Snapshots(threads, options.limits().snapshots(), clock, log);
        for (int i = 0; i < options.limits().recorders(); i++) {
            recorders.add(new RecorderThread(i, clock, this::sealLater, log));
        }
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
        return startIn(
                options.withDirectory(ServerResources.makeDirectory(options.directory())), listener, threads, log);
    }

    private static CaptureServer startIn(
            CaptureOptions options, CaptureListener listener, StandingThreads threads, Consumer<String> log)
            throws IOException {
        ServerResources resources = ServerResources.open(options, log);
        try {
            Consumer<String> careful = line -> logSafely(log, line);
            CaptureOptions fitting = options.fittingFileSizeLimit(FileSizeLimit.bytes(), log);
            CaptureServer server = new CaptureServer(fitting, listener, threads, careful, resources);
            if (options.warmedUp()) {
                Warmup.hold(ServerResources.temporary(), listener.forWarmup(), log);
            }
            server.begin();
            return server;
        } catch (IOException | RuntimeException | Error e) {
            resources.release();
            throw e;
        }
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
            threads.startPeriodic("disk", this::checkDisk);
            threads.start("accept", this::accept);
            checkUnsealedFiles();
        } catch (IOException e) {
            stop(0);
            throw e;
        }
    }

    /** On another thread, because it is slow with many files: sandboxes may connect meanwhile. */
    private void checkUnsealedFiles() {
        try {
            starters.execute(unsealedFiles);
        } catch (OutOfMemoryError e) {
            log.accept("files that a crash may have left are not checked: no thread can be created: " + e.getMessage());
        }
    }

    /** Totals so far. */
    public CaptureCounters counters() {
        return counters;
    }

    /** Connections now: from the moment they are accepted until their files are sealed. */
    public int connected() {
        return taken.get();
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
        return new ServerStatus(connected(), buffered, sealer.waiting(), directory.freeBytes(), all, problems(all));
    }

    private List<String> problems(List<RecordingStatus> all) {
        List<String> problems = new ArrayList<>();
        if (stopping) {
            problems.add("the recorder is stopping");
        }
        if (directory.isFull()) {
            problems.add(FileNames.text(options.directory()) + ": too little free space");
        }
        List<String> outages = all.stream()
                .map(RecordingStatus::trouble)
                .filter(Objects::nonNull)
                .toList();
        if (!outages.isEmpty()) {
            problems.add(outages.size() + " recordings cannot be written: " + outages.get(0));
        }
        problems.addAll(housekeeping.problems());
        Stream.of(acceptFailures.current(), directoryFailures.current())
                .filter(Objects::nonNull)
                .forEach(problems::add);
        if (ledgerIsBehind) {
            problems.add(FileNames.text(options.directory()) + ": the ledger cannot be written");
        }
        return problems;
    }

    /** The path of the socket. */
    public Path socket() {
        return socket.path();
    }

    /** Continues all recordings in new files and seals the current ones. */
    public void rotate() {
        recordings.forEach(Recording::requestRotation);
    }

    /** Records the output of {@code runsc trace procfs} for a sandbox; false when that sandbox is not connected. */
    public boolean procfs(String sandbox, byte[] dump) {
        return with(sandbox, r -> r.offer(new NonMessageRecord.ProcfsRecord(clock.now(), dump)));
    }

    /** Records facts about a sandbox; false when it is not connected. */
    public boolean facts(String sandbox, String kind, byte[] json) {
        return with(sandbox, r -> r.offerFacts(clock.now(), kind, json));
    }

    /**
     * Records how many messages the Sentry has dropped in all, as reported by runsc; false when it is not connected.
     */
    public boolean dropped(String sandbox, long total) {
        return with(sandbox, r -> r.setDropsReportedByRunsc(total));
    }

    /**
     * To be called before the recorder deletes a sandbox's session: the cause of the connection's end is then the
     * recorder's stop.
     */
    boolean detaching(String sandbox) {
        return with(sandbox, r -> r.setEnd(StreamEnd.RECORDER_STOPPED));
    }

    /** True while a connection of this sandbox is recorded. */
    boolean isRecording(String sandbox) {
        return with(sandbox, r -> {});
    }

    /** The last finished trace of a sandbox that still runs as the process with this id. */
    Optional<PreviousTrace> earlier(String sandbox, long pid) {
        return PreviousTrace.of(options.directory(), sandbox, pid, filesInUse());
    }

    /** Before a session is created: the gaps to begin its trace with. Their ends are set when the sandbox connects. */
    void announceMissed(String sandbox, List<Gap> missed) {
        announcedMissed.put(sandbox, missed);
    }

    /** Withdraws the gaps when the session was not created or did not connect; false if they are recorded already. */
    boolean withdrawMissed(String sandbox) {
        return announcedMissed.remove(sandbox) != null;
    }

    private void recordMissed(Recording recording) {
        List<Gap> missed =
                announcedMissed.remove(EscapedText.of(recording.info().sandbox()));
        if (missed == null) {
            return;
        }
        long toNs = recording.info().connectedNs();
        for (Gap gap : missed) {
            recording.offer(new NonMessageRecord.GapRecord(
                    new Gap(Math.min(gap.fromNs(), toNs), toNs, gap.lost(), gap.cause())));
        }
    }

    private boolean with(String sandbox, Consumer<Recording> what) {
        Text id = Text.ofUtf8(sandbox);
        // after its session was replaced, a sandbox may be connected twice for a while
        Optional<Recording> newest = recordings.stream()
                .filter(recording -> recording.info().sandbox().equals(id))
                .max(Comparator.comparingLong(recording -> recording.info().number()));
        newest.ifPresent(what);
        return newest.isPresent();
    }

    private Set<Path> filesInUse() {
        Set<Path> files = ConcurrentHashMap.newKeySet();
        for (Recording recording : recordings) {
            Path file = recording.file();
            if (file != null) {
                files.add(file);
            }
        }
        return files;
    }

    private boolean accept() throws IOException {
        SeqpacketConnection connection;
        try {
            connection = socket.accept();
        } catch (IOException e) {
            if (stopping) {
                return false;
            }
            if (e instanceof ClosedChannelException) {
                throw e;
            }
            acceptFailures.attempted("cannot accept a connection on " + FileNames.text(socket.path()) + ": "
                    + e.getMessage() + "; retrying, sandboxes that connect meanwhile wait");
            LockSupport.parkNanos(this, ACCEPT_AGAIN_NS);
            return true;
        }
        acceptFailures.attempted(null);
        taken.incrementAndGet();
        take(connection);
        return true;
    }

    private void take(SeqpacketConnection connection) {
        if (taken.get() > options.limits().connections()) {
            refuse(connection, "more than " + options.limits().connections() + " connections");
            return;
        }
        try {
            starters.execute(() -> shakeHands(connection));
        } catch (RejectedExecutionException e) {
            hangUp(connection); // the server is stopping
        } catch (RuntimeException | Error e) {
            refuse(connection, reason(e));
        }
    }

    private static String reason(Throwable e) {
        if (e instanceof OutOfMemoryError) {
            return "too little memory, or no thread can be created: " + e.getMessage();
        }
        return String.valueOf(e.getMessage() == null ? e : e.getMessage());
    }

    private void shakeHands(SeqpacketConnection connection) {
        try {
            handshaking.add(connection);
            long connectedNs = clock.now();
            FactFinder.Search search = factFinder.search(connection.peer());
            byte[] handshake =
                    HandshakeExchange.await(connection, options.limits().handshake());
            handshaking.remove(connection);
            if (handshake.length == 0) {
                hangUp(connection);
            } else {
                record(connection, search, connectedNs, handshake);
            }
        } catch (HandshakeExchange.RefusedException e) {
            refuse(connection, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            if (stopping || connection.isOver()) {
                // closed before the handshake was complete
                hangUp(connection);
            } else {
                refuse(connection, reason(e));
            }
        } catch (RuntimeException | Error e) {
            refuse(connection, reason(e));
        } finally {
            handshaking.remove(connection);
        }
    }

    private void refuse(SeqpacketConnection connection, String why) {
        counters.refused.increment();
        try {
            log.accept("refused a connection of process " + connection.peer().pid() + ": " + why);
        } catch (IOException e) {
            log.accept("refused a connection: " + why);
        } finally {
            hangUp(connection);
        }
    }

    private void hangUp(SeqpacketConnection connection) {
        taken.decrementAndGet();
        ServerResources.closeQuietly(connection);
    }

    private void record(SeqpacketConnection connection, FactFinder.Search search, long connectedNs, byte[] handshake)
            throws IOException, HandshakeExchange.RefusedException {
        long number = numbers.incrementAndGet();
        ByteBuffer buffer = memory.take();
        PacketRing ring = new PacketRing(buffer, options.limits().messageBytes());
        RecorderThread recorder = recorders.get((int) (number % recorders.size()));
        SentryConnection sentry = new SentryConnection(connection, ring, clock, batchBuffers, recorder::wake);
        Thread receiver = threads.make(sentry, "receiver-" + number);
        Recording recording = null;
        try {
            receiver.start();
            // once answered, the peer may end, and its /proc entry and bundle disappear
            search.await();
            HostFacts.Peer peer = search.peer();
            Text sandbox = peer == null ? Text.EMPTY : Text.ofUtf8(peer.sandbox());
            ConnectionInfo info = new ConnectionInfo(number, search.process(), connectedNs, sandbox);
            Recording made = new Recording(info, sentry, opening(info, peer, handshake), options, listener, shared);
            made.inspector().askForSnapshots(peer == null ? Snapshots.Source.NONE : snapshots.of(peer));
            made.askRunscAtEnd(peer == null ? null : peer.runsc());
            if (peer != null && peer.isOurChild()) {
                recordMissed(made);
            }
            made.inspector().onContainer((to, id) -> factFinder.further(search, id, to::offerFacts));
            // the receiver is running before the Sentry may send
            answer(connection, sentry, receiver);
            recording = made;
            begin(recording);
            // before the first message, so that the facts are available from the start
            factFinder.deliver(search, recording::offerFacts);
            recorder.add(recording);
        } catch (IOException | HandshakeExchange.RefusedException | RuntimeException | Error e) {
            giveUp(sentry, receiver, recording);
            throw e;
        }
        sentry.drainWith(recording);
    }

    /** A peer that hung up before the answer is recorded if it has sent anything. */
    private static void answer(SeqpacketConnection connection, SentryConnection sentry, Thread receiver)
            throws IOException, HandshakeExchange.RefusedException {
        try {
            HandshakeExchange.answer(connection);
        } catch (IOException e) {
            if (!connection.isHungUp()) {
                throw e;
            }
            join(receiver);
            if (sentry.ring().isEmpty()) {
                throw new HandshakeExchange.RefusedException("the peer hung up before it was answered");
            }
        }
    }

    private static void join(Thread receiver) {
        try {
            receiver.join(GIVE_UP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void begin(Recording recording) {
        recordings.add(recording);
        counters.connections.increment();
        try {
            recording.begin(clock.now());
            Path file = recording.file();
            if (file != null) {
                log.accept(recording.info().label() + ": recording to " + FileNames.text(file));
            }
        } catch (RuntimeException | Error e) {
            recording.fail("internal error: " + e, clock.now());
        }
    }

    /** Counts and reports as lost what came from a peer that cannot be recorded. */
    private void giveUp(SentryConnection sentry, Thread receiver, @Nullable Recording recording) {
        long lost = 0;
        try {
            lost = sentry.giveUp(receiver, GIVE_UP_MILLIS);
            if (!receiver.isAlive()) {
                memory.giveBack(sentry.ring().memory());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        counters.lose(LossKind.NOT_RECORDED, lost);
        if (lost > 0) {
            counters.unreported.add(lost);
            ledger.lost(null, Text.EMPTY, lost, "the peer could not be recorded");
            log.accept(lost + " messages of a peer that could not be recorded are lost");
        }
        if (recording != null) {
            recordings.remove(recording);
            recording.leave();
        }
    }

    private Opening opening(ConnectionInfo info, HostFacts.@Nullable Peer peer, byte[] handshake) {
        Opening.Builder opening = Opening.builder(TraceOrigin.LIVE, info.connectedNs())
                .host(options.host())
                .tool(Text.ofUtf8(options.tool()))
                .peer(new PeerCredentials(
                        info.peer().pid(), info.peer().uid(), info.peer().gid()))
                .handshake(handshake);
        byte[] session = peer != null && peer.session() != null ? peer.session() : options.session();
        if (session != null) {
            opening.session(session);
        }
        if (!info.sandbox().isEmpty()) {
            opening.sandbox(info.sandbox());
        }
        return opening.build();
    }

    private void sealLater(Recording recording) {
        endCauses.find(recording, () -> sealer.add(recording));
    }

    private void release(Recording recording) {
        counters.longestUnwritten.accumulate(recording.flushes().longestNs());
        recordings.remove(recording);
        taken.decrementAndGet();
        ServerResources.closeQuietly(recording.connection());
        memory.giveBack(recording.connection().ring().memory());
    }

    private boolean runHousekeeping() {
        housekeeping.run();
        LockSupport.parkNanos(this, CHECK_EVERY_NS);
        return !stopping;
    }

    /** On a thread of its own, because the disk may stall. */
    private boolean checkDisk() {
        try {
            checkDirectory();
        } finally {
            ledger.sync();
            ledgerIsBehind = !ledger.isComplete();
        }
        LockSupport.parkNanos(this, CHECK_EVERY_NS);
        return !stopping;
    }

    /** Errors are logged and do not end the recorder. */
    private void checkDirectory() {
        String failure = null;
        try {
            if (PrivateDirectory.createIfMissing(options.directory())) {
                log.accept(FileNames.text(options.directory()) + ": the directory was removed; created again");
            }
            lock.follow();
            directory.check();
        } catch (IOException e) {
            failure = "cannot check the directory of traces: " + FileErrors.text(options.directory(), e);
        } catch (RuntimeException e) {
            failure = FileNames.text(options.directory()) + ": cannot check the directory of traces: " + e;
        }
        directoryFailures.attempted(failure);
    }

    /**
     * Stops listening, records what is still queued in the sockets, seals all files, and ends. Files that are not
     * sealed in time are left as after a crash: readable, not sealed.
     *
     * @return true if everything was sealed
     */
    public boolean stop(long milliseconds) {
        stopping = true;
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        ServerResources.closeQuietly(socket);
        handshaking.forEach(ServerResources::closeQuietly);
        unsealedFiles.stop();
        starters.shutdown();
        boolean done = true;
        try {
            done &= starters.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            for (Recording recording : recordings) {
                stopReceiving(recording);
            }
            recorders.forEach(RecorderThread::stop);
            for (RecorderThread recorder : recorders) {
                done &= recorder.join(TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()));
            }
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
        factFinder.close();
        snapshots.close();
        ServerResources.closeQuietly(memory);
        boolean everythingSealed = done && recordings.isEmpty();
        ledger.stopped(everythingSealed);
        ledger.close();
        ServerResources.closeQuietly(lock);
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

    private static void stopReceiving(Recording recording) {
        try {
            recording.connection().stop();
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
