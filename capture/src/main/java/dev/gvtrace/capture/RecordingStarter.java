// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.facts.FactFinder;
import dev.gvtrace.capture.facts.HostFacts;
import dev.gvtrace.capture.flight.FlightOptions;
import dev.gvtrace.capture.receive.BatchBuffers;
import dev.gvtrace.capture.receive.HandshakeExchange;
import dev.gvtrace.capture.receive.PacketMemory;
import dev.gvtrace.capture.receive.PacketRing;
import dev.gvtrace.capture.receive.SentryConnection;
import dev.gvtrace.capture.socket.PeerProcess;
import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.capture.system.WallClock;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.PeerCredentials;
import dev.gvtrace.trace.TraceOrigin;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Begins the recording of a connection after its handshake: memory and a thread that receives, facts about the peer,
 * the file, and only then the answer. Thread-safe.
 */
final class RecordingStarter implements Closeable {
    /** How long to wait for the receiver of a peer that could not be recorded. */
    private static final long GIVE_UP_MILLIS = 1000;

    private final RecordingContext server;
    private final Recordings recordings;
    private final List<RecorderThread> recorders;
    private final StandingThreads threads;
    private final PacketMemory memory;
    private final WallClock clock;
    private final BatchBuffers.Pool batchBuffers;
    private final FactFinder factFinder;
    private final Snapshots snapshots;
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
        CaptureLimits limits = server.options().limits();
        this.batchBuffers = new BatchBuffers.Pool(limits.messageBytes() + 1, limits.drainers());
        this.factFinder =
                new FactFinder(threads, limits.facts(), server.options().docker(), clock, server.log());
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
        long number = numbers.incrementAndGet();
        ByteBuffer buffer = memory.take();
        PacketRing ring = new PacketRing(buffer, server.options().limits().messageBytes());
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
            Recording made = new Recording(info, sentry, opening(info, peer, handshake), server);
            made.inspector().askForSnapshots(peer == null ? Snapshots.Source.NONE : snapshots.of(peer));
            made.askRunscAtEnd(peer == null ? null : peer.runsc());
            if (peer != null && peer.isOurChild()) {
                recordings.recordMissed(made);
            }
            made.inspector().onContainer((to, id) -> {
                server.container(info, id);
                factFinder.further(search, id, to::offerFacts);
            });
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
        server.counters().connections.increment();
        try {
            recording.begin(clock.now());
            Path file = recording.file();
            if (file != null) {
                server.log().accept(recording.info().label() + ": recording to " + FileNames.text(file));
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

    private Opening opening(ConnectionInfo info, HostFacts.@Nullable Peer peer, byte[] handshake) {
        Opening.Builder opening = Opening.builder(TraceOrigin.LIVE, info.connectedNs())
                .host(server.options().host())
                .tool(Text.ofUtf8(server.options().tool()))
                .peer(new PeerCredentials(
                        info.peer().pid(), info.peer().uid(), info.peer().gid()))
                .handshake(handshake);
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
        ServerResources.closeQuietly(recording.connection());
        memory.giveBack(recording.connection().ring().memory());
    }

    /** Ends looking up. */
    @Override
    public void close() {
        factFinder.close();
        snapshots.close();
    }
}
