// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.capture.socket.SeqpacketListener;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.LedgerWriter;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.PeerCredentials;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.WriterOptions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Listens where Falco listened and records every sandbox that connects, each into files of its own. Methods may be called
 * by any thread.
 *
 * <p>Threads: one accepts; one per connection shakes hands and looks up the facts, then ends; one per connection receives,
 * and collects when much is coming; a few record; one seals finished files; one looks after clock, disk and retention.
 */
public final class CaptureServer implements Closeable {
    private static final long ACCEPT_AGAIN_MILLIS = 100;
    private static final long HOUSEKEEPING_MILLIS = 1000;

    private final CaptureOptions options;
    private final CaptureListener listener;
    private final Consumer<String> log;
    private final SeqpacketListener socket;
    private final PacketMemory memory;
    private final FlowTools.Pool tools;
    private final WallClock clock;
    private final CaptureCounters counters = new CaptureCounters();
    private final TraceDirectory directory;
    private final Ledger ledger;
    private final ServerState shared;
    private final FactFinder factFinder;
    private final Snapshots snapshots;
    private final Set<Recording> recordings = ConcurrentHashMap.newKeySet();
    private final Set<SeqpacketConnection> greeting = ConcurrentHashMap.newKeySet();
    private final List<RecorderThread> recorders = new ArrayList<>();
    private final ExecutorService starters = Executors.newCachedThreadPool(daemon("handshake"));
    private final ExecutorService closer = Executors.newSingleThreadExecutor(daemon("closer"));
    private final Thread acceptor = new Thread(this::accept, "accept");
    private final Thread housekeeper = new Thread(this::keepHouse, "housekeeping");
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger taken = new AtomicInteger();
    private volatile boolean stopping;

    private CaptureServer(
            CaptureOptions options,
            CaptureListener listener,
            Consumer<String> log,
            SeqpacketListener socket,
            PacketMemory memory,
            WallClock clock,
            Ledger ledger) {
        this.options = options;
        this.listener = listener;
        this.log = log;
        this.socket = socket;
        this.memory = memory;
        this.clock = clock;
        this.ledger = ledger;
        this.tools = new FlowTools.Pool(
                options.limits().messageBytes() + 1, options.limits().collectors());
        this.directory = new TraceDirectory(options.directory(), options.retention(), this::filesInUse, ledger, log);
        this.shared = new ServerState(counters, directory::isFull, ledger, log);
        this.factFinder = new FactFinder(options.limits(), options.docker(), clock);
        this.snapshots = new Snapshots(options.limits().snapshots(), clock, log);
        for (int i = 0; i < options.limits().recorders(); i++) {
            recorders.add(new RecorderThread(i, clock, this::finishLater));
        }
    }

    /**
     * Listens and begins to record. A rehearsal comes in between, so that sandboxes which connect meanwhile wait and none is
     * turned away.
     *
     * @param listener hears what is recorded
     * @param log takes lines for people, one per call, from any thread
     * @throws IOException when the socket is in use or can't be made, or the directory can't be written
     */
    public static CaptureServer start(CaptureOptions options, CaptureListener listener, Consumer<String> log)
            throws IOException {
        makeDirectory(options.directory());
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        PacketMemory memory = PacketMemory.open(temporary, options.limits().bufferBytes());
        try {
            SeqpacketListener socket = listen(options.socket());
            WallClock clock = new WallClock();
            Ledger ledger = openLedger(options, clock, socket, log);
            CaptureServer server = new CaptureServer(options, listener, log, socket, memory, clock, ledger);
            if (options.rehearsed()) {
                Rehearsal.hold(temporary, listener.forRehearsal(), log);
            }
            server.begin();
            return server;
        } catch (IOException | RuntimeException e) {
            memory.close();
            throw e;
        }
    }

    /** After the socket: who could not listen must not tell of a start. */
    private static Ledger openLedger(
            CaptureOptions options, WallClock clock, SeqpacketListener socket, Consumer<String> log)
            throws IOException {
        try {
            WriterOptions writer = options.writer();
            return Ledger.open(options.directory(), writer.signer(), clock, writer.synced(), log);
        } catch (IOException e) {
            quietly(socket);
            String what = FileErrors.text(options.directory().resolve(LedgerWriter.FILE_NAME), e);
            throw new DirectoryException("ledger can't be written: " + what, e);
        }
    }

    private static SeqpacketListener listen(Path path) throws IOException {
        try {
            return SeqpacketListener.open(path);
        } catch (IOException e) {
            throw new IOException("can't listen: " + FileErrors.text(path, e), e);
        }
    }

    /** The directory for traces can't be made or written. */
    public static final class DirectoryException extends IOException {
        private static final long serialVersionUID = 1L;

        DirectoryException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private static void makeDirectory(Path directory) throws DirectoryException {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new DirectoryException("directory can't be made: " + FileErrors.text(directory, e), e);
        }
        if (!Files.isWritable(directory)) {
            throw new DirectoryException(directory + ": directory can't be written", null);
        }
    }

    private void begin() {
        ledger.started(options.tool(), options.host());
        directory.look();
        recorders.forEach(RecorderThread::start);
        acceptor.setDaemon(true);
        housekeeper.setDaemon(true);
        housekeeper.start();
        acceptor.start();
    }

    /** What was seen so far. */
    public CaptureCounters counters() {
        return counters;
    }

    /** Connections now: from the moment they are accepted until their files are sealed. */
    public int connected() {
        return taken.get();
    }

    /** Where it listens. */
    public Path socket() {
        return socket.path();
    }

    /** All recordings go on in new files; the ones so far are sealed. */
    public void rotate() {
        recordings.forEach(Recording::askRotation);
    }

    /** Records the output of {@code runsc trace procfs} for a sandbox; false when that sandbox is not connected. */
    public boolean procfs(String sandbox, byte[] dump) {
        return with(sandbox, r -> r.offer(new SideRecord.ProcfsRecord(clock.now(), dump)));
    }

    /** Records facts about a sandbox; false when it is not connected. */
    public boolean facts(String sandbox, String kind, byte[] json) {
        return with(sandbox, r -> r.offer(new SideRecord.FactsRecord(clock.now(), kind, json)));
    }

    /** Records how many messages the Sentry has dropped in all, as runsc tells; false when it is not connected. */
    public boolean dropped(String sandbox, long total) {
        return with(sandbox, r -> r.setDropsToldByRunsc(total));
    }

    private boolean with(String sandbox, Consumer<Recording> what) {
        // after another session was forced upon it, a sandbox may still be there twice
        Optional<Recording> newest = recordings.stream()
                .filter(recording -> recording.info().sandbox().equals(sandbox))
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

    private void accept() {
        while (!stopping) {
            try {
                take(socket.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException e) {
                if (!stopping) {
                    log.accept("can't accept a connection on " + socket.path() + ": " + e.getMessage());
                    pause(ACCEPT_AGAIN_MILLIS);
                }
            }
        }
    }

    private void take(SeqpacketConnection connection) {
        if (taken.incrementAndGet() > options.limits().connections()) {
            refuse(connection, "more than " + options.limits().connections() + " connections");
            return;
        }
        try {
            starters.execute(() -> greet(connection));
        } catch (RejectedExecutionException e) {
            // the server stops
            hangUp(connection);
        } catch (OutOfMemoryError e) {
            refuse(connection, "no thread can be made for it: " + e.getMessage());
        }
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void greet(SeqpacketConnection connection) {
        greeting.add(connection);
        try {
            FactFinder.Search search;
            long connectedNs = clock.now();
            byte[] handshake;
            try {
                search = factFinder.search(connection.peer());
                handshake = Greeting.await(connection, options.limits().handshake());
            } catch (IOException e) {
                if (!stopping && isAlive(connection)) {
                    throw e;
                }
                // gone before it was asked anything
                hangUp(connection);
                return;
            }
            greeting.remove(connection);
            if (handshake.length == 0) {
                hangUp(connection);
            } else {
                record(connection, search, connectedNs, handshake);
            }
        } catch (Greeting.RefusedException e) {
            refuse(connection, String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            refuse(connection, String.valueOf(e.getMessage() == null ? e : e.getMessage()));
        } finally {
            greeting.remove(connection);
        }
    }

    private static boolean isAlive(SeqpacketConnection connection) {
        try {
            return connection.isAlive();
        } catch (IOException e) {
            return false;
        }
    }

    private void refuse(SeqpacketConnection connection, String why) {
        counters.refused.increment();
        try {
            log.accept("refused a connection of process " + connection.peer().pid() + ": " + why);
        } catch (IOException e) {
            log.accept("refused a connection: " + why);
        }
        hangUp(connection);
    }

    private void hangUp(SeqpacketConnection connection) {
        taken.decrementAndGet();
        quietly(connection);
    }

    private void record(SeqpacketConnection connection, FactFinder.Search search, long connectedNs, byte[] handshake)
            throws IOException {
        long number = numbers.incrementAndGet();
        RecorderThread recorder = recorders.get((int) (number % recorders.size()));
        PacketRing ring = new PacketRing(memory.take(), options.limits().messageBytes());
        SentryConnection sentry = new SentryConnection(connection, ring, clock, tools, recorder::wake);
        receive(sentry, number);
        // once it has its answer the peer may end, and what /proc and its bundle say is gone
        search.await();
        HostFacts.Peer peer = search.peer();
        // the receiver waits already when the Sentry learns that it may send
        Greeting.answer(connection);
        counters.connections.increment();

        String sandbox = peer == null ? "" : peer.sandbox();
        ConnectionInfo info = new ConnectionInfo(number, search.process(), connectedNs, sandbox);
        Recording recording = new Recording(info, sentry, opening(info, peer, handshake), options, listener, shared);
        recording.askForSnapshots(peer == null ? Snapshots.Source.NONE : snapshots.of(peer));
        recording.onContainer((to, id) -> factFinder.further(search, id, to::offer));
        recording.begin(clock.now());
        log.accept(info.label() + ": recording to " + recording.file());
        recordings.add(recording);
        // before the first message, so that it is known from the beginning on
        factFinder.deliver(search, recording::offer);
        recorder.add(recording);
        sentry.collectWith(recording);
    }

    private static void receive(SentryConnection sentry, long number) {
        Thread receiver = new Thread(sentry, "receiver-" + number);
        receiver.setDaemon(true);
        receiver.start();
    }

    private Opening opening(ConnectionInfo info, HostFacts.@Nullable Peer peer, byte[] handshake) {
        Opening.Builder opening = Opening.builder(TraceOrigin.LIVE, info.connectedNs())
                .host(options.host())
                .tool(options.tool())
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

    private void finishLater(Recording recording) {
        try {
            closer.execute(() -> finish(recording));
        } catch (RejectedExecutionException e) {
            // the time for stopping has run out
            recording.leave();
        }
    }

    private void finish(Recording recording) {
        recording.finish(clock.now());
        recordings.remove(recording);
        memory.giveBack(recording.connection().ring().memory());
        try {
            recording.connection().close();
        } catch (IOException e) {
            // closed as far as it can be
        }
        taken.decrementAndGet();
    }

    private void keepHouse() {
        while (!stopping) {
            clock.adjust();
            directory.look();
            ledger.sync();
            pause(HOUSEKEEPING_MILLIS);
        }
    }

    /**
     * Stops listening, takes what the sockets still hold, seals all files, and ends. What is not done within the time is
     * left as after a crash: readable, not sealed.
     *
     * @return true if everything was sealed
     */
    public boolean stop(long milliseconds) {
        stopping = true;
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        quietly(socket);
        greeting.forEach(CaptureServer::quietly);
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
            closer.shutdown();
            done &= closer.awaitTermination(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            done = false;
        }
        recorders.forEach(RecorderThread::abandon);
        closer.shutdown();
        factFinder.close();
        snapshots.close();
        quietly(memory);
        boolean everythingSealed = done && recordings.isEmpty();
        ledger.stopped(everythingSealed);
        ledger.close();
        return everythingSealed;
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

    private static void quietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // nothing more can be done
        }
    }

    private static java.util.concurrent.ThreadFactory daemon(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
