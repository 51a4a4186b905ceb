// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.newsclub.net.unix.AFSocketType;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketCredentials;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * One end of a connected SEQPACKET socket. One thread receives; any thread may call {@link #stopReceiving} and {@link
 * #close}.
 *
 * <p>Receiving goes through a file channel on a duplicate of the descriptor, that is a plain {@code read}: it allocates
 * nothing, where junixsocket's own channel makes an object per call, and closing the duplicate wakes the reader while the
 * socket itself, with what is still queued in it, stays open.
 */
public final class SeqpacketConnection implements Closeable {
    /** What {@link #receive} returns at the end of the stream. */
    public static final int END = -1;
    /** What {@link #receive} returns when the time limit passed without a packet. */
    public static final int NOTHING = 0;

    private final AFUNIXDatagramSocket socket;
    private final FileChannel descriptor;
    private final int number;
    private volatile boolean stopped;
    private boolean draining;

    private SeqpacketConnection(AFUNIXDatagramSocket socket) throws IOException {
        this.socket = socket;
        // Never as(FileChannel.class): junixsocket 2.11.1 opens /dev/null for it and deletes that file, which root can.
        FileDescriptor duplicate =
                FileDescriptorCast.duplicating(socket.getFileDescriptor()).getFileDescriptor();
        this.descriptor = new FileInputStream(duplicate).getChannel();
        this.number = FileDescriptorCast.using(socket.getFileDescriptor()).as(Integer.class);
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

    /**
     * Connects to a listener.
     *
     * @throws IOException when nobody listens there, or the path is too long for a socket
     */
    public static SeqpacketConnection connect(Path path) throws IOException {
        AFUNIXDatagramSocket socket = AFUNIXDatagramSocket.newInstance(AFSocketType.SOCK_SEQPACKET);
        try {
            socket.connect(SocketPath.address(path));
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
        return of(socket);
    }

    /** Who is at the other end. */
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
     * Waits for one packet and puts it at the buffer's position. What does not fit is cut off by the kernel: offer one byte
     * more than the longest packet that is allowed, then a full buffer means that a packet was too long.
     *
     * <p>An empty packet cannot be told from the end of the stream here, see {@link #isAlive}. After {@link #stopReceiving}
     * the packets that are queued already still come, then the end.
     *
     * @param into a direct buffer
     * @return the packet's length, {@link #END} or {@link #NOTHING}
     * @throws IOException when the connection failed; packets queued before that may still come with further calls
     */
    public int receive(ByteBuffer into) throws IOException {
        if (!stopped) {
            try {
                return descriptor.read(into);
            } catch (ClosedChannelException e) {
                if (!stopped) {
                    throw e;
                }
            }
        }
        return receiveQueued(into);
    }

    private int receiveQueued(ByteBuffer into) throws IOException {
        if (!draining) {
            socket.getChannel().configureBlocking(false);
            draining = true;
        }
        int received = socket.getChannel().read(into);
        return received > 0 ? received : END;
    }

    /**
     * Takes packets that are queued already, as many as the batch holds, without waiting. For the thread that receives.
     *
     * @return how many; 0 when none is queued, and after {@link #stopReceiving}
     * @throws IOException when the connection failed, as for {@link #receive}
     */
    public int receiveQueued(PacketBatch batch) throws IOException {
        return stopped ? 0 : batch.receive(number);
    }

    /** Sends one packet. */
    public void send(ByteBuffer packet) throws IOException {
        socket.getChannel().write(packet);
    }

    /** Makes {@link #receive} return what is queued, then the end, also when it is waiting now. */
    public void stopReceiving() throws IOException {
        stopped = true;
        descriptor.close();
    }

    /** True after {@link #stopReceiving}. */
    public boolean isStopped() {
        return stopped;
    }

    /**
     * After {@link #END}: true if the other end is still there, so that what looked like the end was an empty packet. Takes
     * a further packet off the queue when there is one.
     */
    public boolean isAlive() throws IOException {
        socket.getChannel().configureBlocking(false);
        return socket.getChannel().read(ByteBuffer.allocateDirect(1)) >= 0;
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        try {
            descriptor.close();
        } finally {
            socket.close();
        }
    }
}
