// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.wire;

import dev.gvtrace.proto.stream.FieldTable;
import dev.gvtrace.proto.stream.Varint;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The first packet that either side sends: a protobuf message without a header, whose field 1 is the version of the
 * protocol. The Sentry sends first; the listener answers with {@link #reply} and never writes again. Each side
 * states its own version, and the newer one adapts.
 *
 * @param verdict whether the connection may continue
 * @param version the version that the peer sent, an unsigned number; 0 if nothing can be read
 */
public record Handshake(Verdict verdict, int version) {
    /** The version that this program uses, the only one that any release has used. */
    public static final int VERSION = 1;

    /**
     * A longer handshake is rejected. One of version 1 has two; gVisor's own test server reads at most 1024, its
     * client at most 10240.
     */
    public static final int MAX_SIZE = 1024;

    private static final int VERSION_FIELD = 1;

    /** Whether a handshake is accepted, or why not. */
    public enum Verdict {
        /** Version 1 or newer. */
        ACCEPTED("accepted"),
        /**
         * Version 0. An empty packet means version 0, and on a SEQPACKET socket it looks like the end of the stream.
         */
        TOO_OLD("version too old"),
        /** More than {@link #MAX_SIZE} bytes. */
        TOO_LARGE("too large"),
        /** Not a protobuf message. */
        MALFORMED("malformed");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        /** The verdict in a few words. */
        public String text() {
            return text;
        }
    }

    /** Reads a handshake. Unknown fields are skipped. Never throws as long as the range is in the array. */
    public static Handshake parse(byte[] packet, int offset, int length) {
        if (length > MAX_SIZE) {
            return new Handshake(Verdict.TOO_LARGE, 0);
        }
        FieldTable fields = new FieldTable();
        if (!fields.scan(packet, offset, length)) {
            return new Handshake(Verdict.MALFORMED, 0);
        }
        int version = (int) fields.number(VERSION_FIELD);
        return new Handshake(version == 0 ? Verdict.TOO_OLD : Verdict.ACCEPTED, version);
    }

    /** The bytes of a handshake; none at all for version 0. */
    public static byte[] encode(int version) {
        if (version == 0) {
            return new byte[0];
        }
        ByteBuffer out = ByteBuffer.allocate(1 + 5).put((byte) (VERSION_FIELD << 3));
        Varint.put(out, Integer.toUnsignedLong(version));
        return Arrays.copyOf(out.array(), out.position());
    }

    /** The answer to every handshake that is accepted: our own version. */
    public static byte[] reply() {
        return encode(VERSION);
    }

    /** True if the connection may continue. */
    public boolean isAccepted() {
        return verdict == Verdict.ACCEPTED;
    }
}
