// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import java.time.Duration;

/**
 * Limits on the recorder's resources for sandboxes. Immutable.
 *
 * <p>More than six components: one for each limit, each set by itself.
 *
 * @param connections maximum number of connections at a time; further ones are refused
 * @param messageBytes longest message that is recorded; a longer one is recorded as lost
 * @param bufferBytes memory between a connection's receiver and its recorder, a power of two. Only used pages take
 *     memory
 * @param handshake how long a client may take to send its handshake
 * @param facts how long to wait for facts about the peer before it is answered
 * @param recorders threads that compress and write, shared by all connections
 * @param drainers receivers that may drain their rings at the same time, in addition to the recorders
 * @param snapshots number of process lists per sandbox in quick succession, before they are limited to one every half
 *     minute; 0 for none at all
 * @param containersPerSandbox maximum number of containers of a sandbox for which facts are looked up
 */
public record CaptureLimits(
        int connections,
        int messageBytes,
        int bufferBytes,
        Duration handshake,
        Duration facts,
        int recorders,
        int drainers,
        int snapshots,
        int containersPerSandbox) {
    /** Greatest limit for messages. A Sentry sends at most 208 KiB, the smallest send buffer of kernels. */
    public static final int MAX_MESSAGE_BYTES = 8 << 20;

    /** The limit of gVisor's own tools. */
    private static final int DEFAULT_MESSAGE_BYTES = 1 << 20;

    /** Checks the ranges. */
    public CaptureLimits {
        if (messageBytes < 1 || messageBytes > MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException(
                    "message limit " + messageBytes + ", expected 1 to " + MAX_MESSAGE_BYTES);
        }
        if (Integer.bitCount(bufferBytes) != 1 || bufferBytes / 4 < messageBytes) {
            throw new IllegalArgumentException("buffer of " + bufferBytes
                    + " bytes, expected a power of two of at least four times the longest message, " + messageBytes);
        }
        if (connections < 1 || recorders < 1 || drainers < 1) {
            throw new IllegalArgumentException(connections + " connections, " + recorders + " recorders, " + drainers
                    + " drainers, expected at least 1");
        }
        if (snapshots < 0) {
            throw new IllegalArgumentException(snapshots + " snapshots, expected 0 or more");
        }
    }

    /** 1024 connections, messages of 1 MiB, 8 MiB of buffer each, 5 s for a handshake. */
    public static CaptureLimits defaults() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new CaptureLimits(
                1024,
                DEFAULT_MESSAGE_BYTES,
                8 << 20,
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Math.max(1, Math.min(4, processors)),
                Math.max(1, processors / 2),
                4,
                256);
    }

    /** The same with another number of connections. */
    public CaptureLimits withConnections(int most) {
        return new CaptureLimits(
                most,
                messageBytes,
                bufferBytes,
                handshake,
                facts,
                recorders,
                drainers,
                snapshots,
                containersPerSandbox);
    }

    /** The same with another limit for messages, and another buffer. */
    public CaptureLimits withSizes(int mostMessageBytes, int newBufferBytes) {
        return new CaptureLimits(
                connections,
                mostMessageBytes,
                newBufferBytes,
                handshake,
                facts,
                recorders,
                drainers,
                snapshots,
                containersPerSandbox);
    }

    /** The same with another number of snapshots. */
    public CaptureLimits withSnapshots(int most) {
        return new CaptureLimits(
                connections,
                messageBytes,
                bufferBytes,
                handshake,
                facts,
                recorders,
                drainers,
                most,
                containersPerSandbox);
    }

    /** The same with another time limit for handshakes. */
    public CaptureLimits withHandshake(Duration limit) {
        return new CaptureLimits(
                connections,
                messageBytes,
                bufferBytes,
                limit,
                facts,
                recorders,
                drainers,
                snapshots,
                containersPerSandbox);
    }
}
