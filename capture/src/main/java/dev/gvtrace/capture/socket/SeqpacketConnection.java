// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketCredentials;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * One end of a connected SEQPACKET socket. One thread receives; any thread may call {@link #stopReceiving} and {@link
 * #close}.
 *
 * <p>Receiving uses a file channel on a duplicate of the descriptor, that is, a plain {@code read}: it allocates
 * nothing, while junixsocket's own channel creates an object per call. Closing the duplicate wakes the reader while the
 * socket itself stays open, with the packets still queued in it.
 */
public final class SeqpacketConnection implements Closeable {
    /** What {@link #receive} returns at the end of the stream. */
    public static final int END = -1;
    /** What {@link #receive} returns when the time limit passed without a packet. */
    public static final int NOTHING = 0;
    /** What {@link #receive} returns for an empty packet. */
    public static final int EMPTY = -2;

    private final AFUNIXDatagramSocket socket;
    private final FileChannel descriptor;
    private final int number;
    private final Object closing = new Object();
    private volatile boolean stopRequested;
    /** Not before the other end is refused: without that, more may come after the last packet was received. */
    private volatile boolean stopped;

    private volatile boolean paused;
    /** After closing, the descriptor number may belong to another file. */
    private volatile boolean closed;

    private boolean draining;

    private SeqpacketConnection(AFUNIXDatagramSocket socket) throws IOException {
        this.socket = socket;
        // Do not use as(FileChannel.class): junixsocket 2.11.1 opens /dev/null for it and deletes that file if it runs
        // as root.
        FileDescriptor duplicate =
                FileDescriptorCast.duplicating(socket.getFileDescriptor()).getFileDescriptor();
        this.descriptor = new FileInputStream(duplicate).getChannel();
        this.number = Sockets.number(socket);
    }

    /** Takes over a connected socket; closes it when that fails. */
    static SeqpacketConnection of(AFUNIXDatagramSocket socket) throws IOException {
        try {
            return new SeqpacketConnection(socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Takes over a connected socket that this process has inherited; the number is closed. */
    static SeqpacketConnection adopt(int inherited) throws IOException {
        return of(Sockets.adopt(inherited));
    }

    /**
     * Connects to a listener.
     *
     * @throws IOException when nothing listens there, or the path is too long for a socket
     */
    public static SeqpacketConnection connect(Path path) throws IOException {
        AFUNIXDatagramSocket socket = Sockets.open();
        try {
            socket.connect(SocketPath.address(path));
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
        return of(socket);
    }

    /** The process at the other end. */
    public PeerProcess peer() throws IOException {
        AFUNIXSocketCredentials credentials = socket.getPeerCredentials();
        return new PeerProcess(
                (int) Math.max(0, credentials.getPid()), (int) credentials.getUid(), (int) credentials.getGid());
    }

    /** Sets how long {@link #receive} waits, in milliseconds; 0 for no limit. */
    public void limitWaiting(int milliseconds) throws IOException {
        socket.setSoTimeout(milliseconds);
    }

    /**
     * Waits for one packet and puts it at the buffer's position. The kernel truncates a longer packet: provide one byte
     * more than the longest allowed packet, so that a full buffer means that a packet was too long. <p>A read returns 0
     * bytes both for an empty packet and at the end of the stream; {@link #isOver} distinguishes them. After {@link
     * #stopReceiving} it returns the packets that are queued already, then the end.
     *
     * @param into a direct buffer
     * @return the packet's length, {@link #END}, {@link #NOTHING} or {@link #EMPTY}
     * @throws IOException when the connection failed; packets queued before that may be returned by further calls
     */
    public int receive(ByteBuffer into) throws IOException {
        if (paused) {
            return END;
        }
        if (!stopped) {
            try {
                int received = descriptor.read(into);
                return received >= 0 ? received : isOver() ? END : EMPTY;
            } catch (ClosedChannelException e) {
                if (!stopped) {
                    throw e;
                }
            }
            if (paused) {
                return END;
            }
        }
        return LinuxCalls.areAvailable() ? receiveQueued(into) : receiveQueuedOnlyByChannel(into);
    }

    private int receiveQueued(ByteBuffer into) throws IOException {
        long at = Pointer.nativeValue(Native.getDirectBufferPointer(into)) + into.position();
        int received = (int) LinuxCalls.recv(number, at, into.remaining(), LinuxCalls.MSG_DONTWAIT);
        if (received > 0) {
            into.position(into.position() + received);
            return received;
        }
        if (received == 0) {
            return isOver() ? END : EMPTY;
        }
        IOException failure = LinuxCalls.failure("recv");
        if (failure == null) {
            return END;
        }
        throw failure;
    }

    private int receiveQueuedOnlyByChannel(ByteBuffer into) throws IOException {
        if (!draining) {
            socket.getChannel().configureBlocking(false);
            draining = true;
        }
        int received = socket.getChannel().read(into);
        return received > 0 ? received : END;
    }

    /**
     * Receives queued packets, as many as fit into the batch, without waiting. For the receiving thread.
     *
     * @return their number; 0 when none is queued, and after {@link #stopReceiving}
     * @throws IOException when the connection failed, as for {@link #receive}
     */
    public int receiveQueued(PacketBatch batch) throws IOException {
        return stopped ? 0 : batch.receive(number);
    }

    /**
     * Sends one packet.
     *
     * @param packet in a direct buffer
     */
    public void send(ByteBuffer packet) throws IOException {
        if (!LinuxCalls.areAvailable()) {
            socket.getChannel().write(packet);
            return;
        }
        // junixsocket's channel closes the socket when the peer is gone, which discards what is queued in it
        long at = Pointer.nativeValue(Native.getDirectBufferPointer(packet)) + packet.position();
        while (LinuxCalls.send(number, at, packet.remaining(), LinuxCalls.MSG_NOSIGNAL) < 0) {
            IOException failure = LinuxCalls.failure("send");
            if (failure != null) {
                throw failure;
            }
        }
        packet.position(packet.limit());
    }

    /**
     * Sends one packet without waiting; false if the other end's queue is full. Waits where the system call is missing.
     *
     * @param packet in a direct buffer
     */
    public boolean trySend(ByteBuffer packet) throws IOException {
        if (!LinuxCalls.areAvailable()) {
            send(packet);
            return true;
        }
        long at = Pointer.nativeValue(Native.getDirectBufferPointer(packet)) + packet.position();
        int flags = LinuxCalls.MSG_NOSIGNAL | LinuxCalls.MSG_DONTWAIT;
        if (LinuxCalls.send(number, at, packet.remaining(), flags) < 0) {
            IOException failure = LinuxCalls.failure("send");
            if (failure != null) {
                throw failure;
            }
            return false;
        }
        packet.position(packet.limit());
        return true;
    }

    /**
     * Makes {@link #receive} return the queued packets, then the end, even if it is waiting now. The other end can send
     * nothing more: a Sentry counts that as dropped. Where the system call is missing, packets sent between the last
     * {@link #receive} and {@link #close} are lost.
     */
    public void stopReceiving() throws IOException {
        stopRequested = true;
        refuseFurther();
        stopReading();
    }

    private void stopReading() throws IOException {
        stopped = true;
        descriptor.close();
    }

    private void refuseFurther() {
        synchronized (closing) {
            if (LinuxCalls.areAvailable() && !closed) {
                LinuxCalls.refuseFurther(number);
            }
        }
    }

    /** True after {@link #stopReceiving} and {@link #leave}. */
    public boolean isStopped() {
        return stopRequested;
    }

    /**
     * Makes {@link #receive} return the end at once, even if it is waiting now: what is queued stays in the socket, for
     * another process that has a descriptor of it. {@link #close} then leaves the connection open.
     */
    public void leave() throws IOException {
        socket.setShutdownOnClose(false);
        paused = true;
        stopRequested = true;
        stopReading();
    }

    /** True after {@link #leave}. */
    public boolean isLeft() {
        return paused;
    }

    /** For passing the socket to another process. */
    FileDescriptor fileDescriptor() throws IOException {
        return socket.getFileDescriptor();
    }

    /**
     * True once the other end sends no more; what it has sent may still be queued. False where the system call is
     * missing.
     */
    public boolean isHungUp() {
        return LinuxCalls.areAvailable() && (closed || LinuxCalls.isHungUp(number));
    }

    /**
     * True once the other end sends no more and nothing is queued, except possibly empty packets, which cannot be
     * detected then. Takes nothing off the queue. Where the system call is missing, nothing received means the end.
     */
    public boolean isOver() {
        return !LinuxCalls.areAvailable() || closed || (LinuxCalls.isHungUp(number) && LinuxCalls.isQueueEmpty(number));
    }

    /** Hangs up, also where other processes have a descriptor of the socket; after {@link #leave} it does not. */
    @Override
    public void close() throws IOException {
        stopRequested = true;
        stopped = true;
        synchronized (closing) {
            closed = true;
        }
        try {
            descriptor.close();
        } finally {
            socket.close();
        }
    }
}
