// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.facts.FactFinder;
import dev.gvtrace.capture.facts.HostFacts;
import dev.gvtrace.capture.files.PreviousTrace;
import dev.gvtrace.capture.files.TraceNames;
import dev.gvtrace.capture.flight.FlightOptions;
import dev.gvtrace.capture.handover.ConnectionState;
import dev.gvtrace.capture.handover.KeptConnection;
import dev.gvtrace.capture.handover.LeftConnection;
import dev.gvtrace.capture.handover.ServiceManager;
import dev.gvtrace.capture.receive.BatchBuffers;
import dev.gvtrace.capture.receive.HandshakeExchange;
import dev.gvtrace.capture.receive.PacketMemory;
import dev.gvtrace.capture.receive.PacketRing;
import dev.gvtrace.capture.receive.SentryConnection;
import dev.gvtrace.capture.socket.PeerProcess;
import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.capture.system.WallClock;
import dev.gvtrace.proto.wire.DropCounter;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.PeerCredentials;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceOrigin;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Begins the recording of a connection after its handshake: memory and a thread that receives, facts about the peer,
 * the file, and only then the answer. Thread-safe.
 */
final class RecordingStarter implements Closeable {
    /** How long to wait for the receiver of a peer that could not be recorded. */
    private static final long GIVE_UP_MILLIS = 1000;

    private static final String CRASHED = "the recorder ended without writing everything that it had received";

    private final RecordingContext server;
    private final Recordings recordings;
    private final List<RecorderThread> recorders;
    private final StandingThreads threads;
    private final PacketMemory memory;
    private final WallClock clock;
    private final ServiceManager manager;
    private final BatchBuffers.Pool batchBuffers;
    private final FactFinder factFinder;
    private final Snapshots snapshots;
    private final EarlierRecordings earlier;
    private final AtomicLong numbers = new AtomicLong();

    /**
     * Begins none yet.
     *
     * @param recorders share the recordings
     * @param threads creates the threads that receive
     */
    RecordingStarter(
            RecordingContext server,
            ServerResources resources,
            Recordings recordings,
            List<RecorderThread> recorders,
            StandingThreads threads) {
        this.server = server;
        this.recordings = recordings;
        this.recorders = recorders;
        this.threads = threads;
        this.memory = resources.memory();
        this.clock = resources.clock();
        this.manager = resources.manager();
        CaptureLimits limits = server.options().limits();
        this.batchBuffers = new BatchBuffers.Pool(limits.messageBytes() + 1, limits.drainers());
        this.factFinder =
                new FactFinder(threads, limits.facts(), server.options().docker(), clock, server.log());
        this.earlier = new EarlierRecordings(server.options().directory(), recordings, threads, server.log());
        this.snapshots = new Snapshots(threads, limits.snapshots(), clock, server.log());
    }

    /** The time of a connection, nanoseconds since the epoch. */
    long now() {
        return clock.now();
    }

    /** Begins to look up a peer. */
    FactFinder.Search search(PeerProcess peer) {
        return factFinder.search(peer);
    }

    /**
     * Records a connection.
     *
     * @throws IOException when it cannot be recorded; then the peer was not answered or what it sent is counted as lost
     * @throws HandshakeExchange.RefusedException when it ended before it was answered
     */
    void record(SeqpacketConnection connection, FactFinder.Search search, long connectedNs, byte[] handshake)
            throws IOException, HandshakeExchange.RefusedException {
        Reception reception = reception(connection);
        Recording recording = null;
        try {
            reception.receiver().start();
            // once answered, the peer may end, and its /proc entry and bundle disappear
            search.await();
            HostFacts.Peer peer = search.peer();
            Text sandbox = peer == null ? Text.EMPTY : Text.ofUtf8(peer.sandbox());
            ConnectionInfo info = new ConnectionInfo(reception.number(), search.process(), connectedNs, sandbox);
            Recordings.Start start = peer == null ? Recordings.Start.NONE : earlier.find(peer);
            Opening opening = opening(info, peer, handshake, start.continues());
            Recording made = new Recording(info, reception.sentry(), opening, server);
            prepare(made, search);
            start.addTo(made);
            // the receiver is running before the Sentry may send
            answer(connection, reception.sentry(), reception.receiver());
            recording = made;
            begin(recording, "recording");
            keep(recording, null, peerOf(info, peer));
            // before the first message, so that the facts are available from the start
            factFinder.deliver(search, recording::offerFacts);
            reception.recorder().add(recording);
        } catch (IOException | HandshakeExchange.RefusedException | RuntimeException | Error e) {
            giveUp(reception, recording);
            throw e;
        }
        reception.sentry().drainWith(recording);
    }

    /**
     * What receives a connection.
     *
     * @param number the connection's number
     * @param receiver not started
     * @param recorder for the recording
     */
    private record Reception(long number, SentryConnection sentry, Thread receiver, RecorderThread recorder) {}

    private Reception reception(SeqpacketConnection connection) throws IOException {
        long number = numbers.incrementAndGet();
        ByteBuffer buffer = memory.take();
        PacketRing ring = new PacketRing(buffer, server.options().limits().messageBytes());
        RecorderThread recorder = recorders.get((int) (number % recorders.size()));
        SentryConnection sentry = new SentryConnection(connection, ring, clock, batchBuffers, recorder::wake);
        return new Reception(number, sentry, threads.make(sentry, "receiver-" + number), recorder);
    }

    private void prepare(Recording made, FactFinder.Search search) {
        HostFacts.Peer peer = search.peer();
        made.inspector().askForSnapshots(peer == null ? Snapshots.Source.NONE : snapshots.of(peer));
        made.askRunscAtEnd(peer == null ? null : peer.runsc());
        made.inspector().onContainer((to, id) -> {
            server.container(made.info(), id);
            factFinder.further(search, id, to::offerFacts);
        });
    }

    private static ConnectionState.Peer peerOf(ConnectionInfo info, HostFacts.@Nullable Peer peer) {
        Path cwd = peer == null ? null : peer.cwd();
        Path exe = peer == null ? null : peer.exe();
        return new ConnectionState.Peer(
                info.connectedNs(),
                info.peer(),
                info.sandbox(),
                peer == null ? List.of() : peer.commandLine().words(),
                cwd == null ? null : FileNames.text(cwd),
                exe == null ? null : FileNames.text(exe));
    }

    /** Without it the connection ends with this process, but is recorded until then. */
    private void keep(Recording recording, @Nullable KeptConnection place, ConnectionState.Peer peer) {
        try {
            KeptConnection kept = place == null ? manager.prepare() : place;
            if (kept != null) {
                recording.keep(kept, peer);
            }
        } catch (IOException | RuntimeException e) {
            server.log()
                    .accept(recording.info().label() + ": the service manager does not keep the connection: "
                            + e.getMessage());
        }
    }

    /**
     * Begins to receive from a connection that another recorder has left, so that the sandbox's messages are in memory
     * soon, and returns what then records it.
     */
    Runnable takeUp(LeftConnection left) throws IOException {
        Reception reception = reception(left.connection());
        reception.receiver().start();
        long nowNs = clock.now();
        return () -> {
            try {
                record(left, reception, nowNs);
            } catch (RuntimeException | Error e) {
                server.log().accept("a connection that was left by another recorder cannot be recorded: " + e);
                giveUp(reception, null);
                abandon(left);
            }
        };
    }

    /** Hangs up on a connection that cannot be recorded. */
    void abandon(LeftConnection left) {
        ServerResources.closeQuietly(left.connection());
        try {
            left.kept().remove();
        } catch (IOException e) {
            // it is closed, and the next recorder will not record it either
        }
    }

    private void record(LeftConnection left, Reception reception, long nowNs) {
        ConnectionState state = left.state();
        ConnectionState.Peer who = state.peer();
        HostFacts.Peer peer = who.commandLine().isEmpty()
                ? null
                : HostFacts.known(who.process(), who.commandLine(), who.cwd(), who.exe());
        ConnectionInfo info = new ConnectionInfo(reception.number(), who.process(), nowNs, who.sandbox());
        Recording recording = continuation(state, info, reception.sentry());
        prepare(recording, factFinder.known(who.process(), peer));
        begin(recording, "taken up from recorder " + state.recorder() + ", recording");
        keep(recording, left.kept(), who);
        if (server.listener() != CaptureListener.NONE) {
            // live rules know the processes from earlier messages, and have not had any
            recording.inspector().requestSnapshot(recording);
        }
        reception.recorder().add(recording);
        reception.sentry().drainWith(recording);
    }

    /** The same recording where the other recorder has sealed it, otherwise a new one that begins with a gap. */
    private Recording continuation(ConnectionState state, ConnectionInfo info, SentryConnection sentry) {
        Opening opening = state.opening().toBuilder()
                .createdNs(info.connectedNs())
                .host(server.options().host())
                .tool(Text.ofUtf8(server.options().tool()))
                .build();
        if (!TraceNames.isOurs(state.base() + TraceNames.SUFFIX)) {
            throw new IllegalArgumentException(
                    "invalid name of a recording '" + state.base() + "': expected one of this program's");
        }
        ConnectionState.Progress progress = state.progress();
        if (progress != null && !hasNext(state.base(), progress.seal())) {
            DropCounter drops = DropCounter.continued(
                    progress.drops().last(), progress.drops().total());
            return new Recording(info, sentry, opening, server, state, drops);
        }
        Optional<PreviousTrace> before =
                PreviousTrace.ofRecording(server.options().directory(), state.base());
        long dropped = before.map(PreviousTrace::dropped).orElse(0L);
        long lastNs = before.map(PreviousTrace::lastNs).orElse(state.peer().connectedNs());
        Recording recording =
                new Recording(info, sentry, opening, server, null, DropCounter.continued((int) dropped, dropped));
        recording.offer(new NonMessageRecord.NoteRecord(
                info.connectedNs(),
                Text.ofUtf8("taken up from recorder " + state.recorder() + " (" + state.tool()
                        + "), which ended without sealing " + state.base())));
        recording.offer(new NonMessageRecord.GapRecord(
                new Gap(Math.min(lastNs, info.connectedNs()), info.connectedNs(), Gap.UNKNOWN, CRASHED)));
        state.facts().forEach(fact -> recording.offerFacts(fact.atNs(), fact.kind(), fact.json()));
        return recording;
    }

    /** True if a recorder has continued after this seal, and crashed before it noted that. */
    private boolean hasNext(String base, Seal seal) {
        return Files.exists(TraceNames.file(server.options().directory(), base, seal.segment() + 1, 0));
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

    private void begin(Recording recording, String what) {
        recordings.add(recording);
        server.counters().connections.increment();
        try {
            recording.begin(clock.now());
            Path file = recording.file();
            if (file != null) {
                server.log().accept(recording.info().label() + ": " + what + " to " + FileNames.text(file));
            }
        } catch (RuntimeException | Error e) {
            recording.fail("internal error: " + e, clock.now());
        }
    }

    /** Counts and reports as lost what came from a peer that cannot be recorded. */
    private void giveUp(Reception reception, @Nullable Recording recording) {
        SentryConnection sentry = reception.sentry();
        Thread receiver = reception.receiver();
        long lost = 0;
        try {
            lost = sentry.giveUp(receiver, GIVE_UP_MILLIS);
            if (!receiver.isAlive()) {
                memory.giveBack(sentry.ring().memory());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.counters().lose(LossKind.NOT_RECORDED, lost);
        if (lost > 0) {
            server.counters().unreported.add(lost);
            server.ledger().lost(null, Text.EMPTY, lost, "the peer could not be recorded");
            server.log().accept(lost + " messages of a peer that could not be recorded are lost");
        }
        if (recording != null) {
            recordings.remove(recording);
            recording.leave();
        }
    }

    private Opening opening(
            ConnectionInfo info, HostFacts.@Nullable Peer peer, byte[] handshake, Opening.@Nullable Earlier continues) {
        Opening.Builder opening = Opening.builder(TraceOrigin.LIVE, info.connectedNs())
                .host(server.options().host())
                .tool(Text.ofUtf8(server.options().tool()))
                .peer(new PeerCredentials(
                        info.peer().pid(), info.peer().uid(), info.peer().gid()))
                .handshake(handshake)
                .continues(continues);
        byte[] session = peer != null && peer.session() != null
                ? peer.session()
                : server.options().session();
        if (session != null) {
            opening.session(session);
        }
        if (!info.sandbox().isEmpty()) {
            opening.sandbox(info.sandbox());
        }
        FlightOptions flight = server.options().flight();
        if (flight != null) {
            opening.flightWindowNs(flight.before().toNanos());
        }
        return opening.build();
    }

    /** Frees what a recording used that has ended. */
    void release(Recording recording) {
        server.counters().longestUnwritten.accumulate(recording.flushes().longestNs());
        recordings.remove(recording);
        recording.release();
        ServerResources.closeQuietly(recording.connection());
        memory.giveBack(recording.connection().ring().memory());
    }

    /** Ends looking up. */
    @Override
    public void close() {
        factFinder.close();
        earlier.close();
        snapshots.close();
    }
}
