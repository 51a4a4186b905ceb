// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import dev.gvtrace.capture.SyntheticTraffic;
import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.stress.YearPlan.End;
import dev.gvtrace.stress.YearPlan.SandboxPlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox with its Sentry. It sends numbered messages, and counts what it drops as a Sentry does: what the socket
 * does not take at once, and everything while nobody receives. A session that was deleted sends and counts nothing.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time writes, guarded by the lock
final class FakeSandbox implements Runnable {
    private static final int TRIES = 20;
    private static final long RETRY_MILLIS = 1;
    private static final long CONNECT_AGAIN_MILLIS = 20;

    private final SandboxPlan plan;
    private final Calendar calendar;
    private final FakeRuntime runtime;
    private final SyntheticTraffic traffic;
    private final ByteBuffer packet = ByteBuffer.allocateDirect(SyntheticTraffic.LONGEST);
    /** Held while it sends; who holds it sees an exact drop counter. */
    private final ReentrantLock sending = new ReentrantLock();

    private volatile @Nullable Line line;
    private volatile boolean hasSession;
    private volatile boolean alive;
    private volatile boolean attached;
    private volatile int dropped;
    private volatile int generation;
    private volatile long sinceAccepted;
    private boolean endedWithoutRecorder;
    private int connections;
    private @Nullable Throwable failure;

    FakeSandbox(SandboxPlan plan, Calendar calendar, FakeRuntime runtime) {
        this.plan = plan;
        this.calendar = calendar;
        this.runtime = runtime;
        this.traffic = new SyntheticTraffic(plan.id());
    }

    String id() {
        return plan.id();
    }

    /** Numbers below this were given to messages, sent or dropped. After the thread's end, or while it is held. */
    long made() {
        return traffic.number();
    }

    /** What it has done. After its thread's end. */
    Accounts.Sent sent() {
        return new Accounts.Sent(
                id(), made(), sinceAccepted, endedWithoutRecorder, connections, plan.end() == End.ENDED);
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Keeps it from sending. */
    void hold() {
        sending.lock();
    }

    void release() {
        sending.unlock();
    }

    boolean isAlive() {
        return alive;
    }

    boolean isAttached() {
        return attached;
    }

    boolean hasSession() {
        return hasSession;
    }

    /** The drop counter of its session. While it is held. */
    int dropped() {
        return dropped;
    }

    /** A new session replaces the one that it has. While it is held by another thread than the calling one. */
    void attach(Line connection, int recorder) throws IOException {
        if (line != null) {
            line.close();
        }
        line = connection;
        connections++;
        hasSession = true;
        attached = true;
        dropped = 0;
        sinceAccepted = 0;
        generation = recorder;
    }

    /** Its session was deleted. */
    void detach() throws IOException {
        if (line != null) {
            line.close();
        }
        line = null;
        hasSession = false;
        attached = false;
        dropped = 0;
        sinceAccepted = 0;
    }

    @Override
    public void run() {
        try {
            calendar.await(plan.firstDay());
            connect();
            for (int day = calendar.today(); day < plan.lastDay(); day = calendar.today()) {
                if (plan.isBusyOn(day)) {
                    burst(day);
                }
                calendar.await(day + 1);
            }
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
    }

    /** Until a recorder answers, as a container is created again when that failed. */
    private void connect() throws InterruptedException {
        while (true) {
            sending.lock();
            try {
                SeqpacketConnection connection = runtime.connect(id());
                line = Line.of(connection);
                connections++;
                hasSession = true;
                alive = true;
                generation = runtime.generation();
                traffic.start(packet.clear());
                send();
                return;
            } catch (IOException e) {
                Thread.sleep(CONNECT_AGAIN_MILLIS);
            } finally {
                sending.unlock();
            }
        }
    }

    private void burst(int day) throws InterruptedException {
        sending.lock();
        try {
            if (!hasSession) {
                return;
            }
            if (day == plan.overflowDay()) {
                for (int i = 0; i < plan.overflow(); i++) {
                    traffic.skip();
                    drop();
                }
            }
            for (int i = 0; i < plan.burst() && hasSession; i++) {
                long number = traffic.number();
                traffic.next(packet.clear(), dropped);
                if (send() && Trigger.isAt(number)) {
                    runtime.triggered(id(), generation, number);
                }
            }
        } finally {
            sending.unlock();
        }
    }

    private void end() throws InterruptedException, IOException {
        sending.lock();
        try {
            if (hasSession) {
                if (plan.end() == End.ENDED) {
                    traffic.end(packet.clear(), dropped);
                } else {
                    traffic.next(packet.clear(), dropped);
                }
                boolean sent = send();
                if (sent && plan.end() != End.ENDED && Trigger.isAt(made() - 1)) {
                    runtime.triggered(id(), generation, made() - 1);
                }
            }
            alive = false;
            endedWithoutRecorder = hasSession && line == null;
            if (line != null) {
                line.close();
                line = null;
            }
        } finally {
            sending.unlock();
        }
    }

    private boolean send() throws InterruptedException {
        packet.flip();
        for (int attempt = 0; line != null && attempt < TRIES; attempt++) {
            try {
                if (line.trySend(packet)) {
                    sinceAccepted = 0;
                    return true;
                }
            } catch (IOException e) {
                hangUp();
                break;
            }
            Thread.sleep(RETRY_MILLIS);
        }
        drop();
        return false;
    }

    private void hangUp() {
        try {
            if (line != null) {
                line.close();
            }
        } catch (IOException e) {
            // it is gone
        }
        line = null;
    }

    private void drop() {
        dropped++;
        sinceAccepted++;
    }
}
