// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.wire;

/** Whether a packet is well formed, or what is wrong with it. Packets are recorded as received in any case. */
public enum PacketVerdict {
    /** Header and type are valid; the payload may be read. It may be empty: then all its fields have their defaults. */
    VALID("valid"),
    /** The header is valid, the type is unknown: a newer Sentry. */
    UNKNOWN_TYPE("unknown message type"),
    /** The header is valid, but its type is 0, which is not a type. */
    TYPE_ZERO("message type 0"),
    /** Fewer bytes than the smallest header. */
    TOO_SHORT("shorter than a header"),
    /** The header claims to be smaller than the smallest header. */
    HEADER_TOO_SMALL("header size below 8"),
    /** The header claims to be larger than the packet. */
    HEADER_TOO_LARGE("header size beyond the packet"),
    /**
     * The receiver's buffer was too small and the rest is lost. Only the receiver can detect this; the header does not
     * show it.
     */
    TRUNCATED("cut by the receiver"),
    /** The payload is not a protobuf message of its type; only decoding detects this. */
    PAYLOAD_MALFORMED("payload is not a message");

    private final String text;

    PacketVerdict(String text) {
        this.text = text;
    }

    /** The verdict in a few words. */
    public String text() {
        return text;
    }

    /** True if the payload may be read as a message of its type. */
    public boolean isReadable() {
        return this == VALID;
    }

    /** True if the header's dropped count is valid, as in every packet with a complete header. */
    public boolean hasDroppedCount() {
        return this != TOO_SHORT && this != HEADER_TOO_SMALL && this != HEADER_TOO_LARGE;
    }
}
