// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.tracereplay;

import dev.gvtrace.trace.Opening;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes the layout of gVisor's own {@code tracereplay} tool; see {@link TraceReplayReader}. Not thread-safe. */
public final class TraceReplayWriter implements Closeable {
    /** The configuration written by the tool itself. */
    private static final byte[] USUAL_CONFIG = "{\"version\":1}".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final byte[] prefix = new byte[Long.BYTES];
    private final ByteBuffer number = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN);

    /**
     * Starts a file: signature and configuration.
     *
     * @param out should be buffered
     * @param opening of the trace that is written; the configuration of an import is kept byte for byte
     */
    public TraceReplayWriter(OutputStream out, Opening opening) throws IOException {
        this.out = out;
        byte[] imported = opening.importConfig();
        byte[] config = imported == null ? USUAL_CONFIG : imported;
        out.write(TraceReplayReader.SIGNATURE);
        packet(config, 0, config.length);
    }

    /**
     * Appends a packet, header included.
     *
     * @throws IOException when it cannot be written, or is longer than the tool's limit of 1 MiB
     */
    public void packet(byte[] packet, int offset, int length) throws IOException {
        if (length > TraceReplayReader.MAX_LENGTH) {
            throw new IOException(
                    "packet of " + length + " bytes, tracereplay takes at most " + TraceReplayReader.MAX_LENGTH);
        }
        number.putLong(0, length);
        out.write(prefix);
        out.write(packet, offset, length);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
