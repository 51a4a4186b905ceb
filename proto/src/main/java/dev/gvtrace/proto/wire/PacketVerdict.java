// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.wire;

/** What is to be thought of a packet. Packets of every kind are recorded as they came. */
public enum PacketVerdict {
    /** Header and type are right; the payload may be read. It may be empty: then all its fields have their defaults. */
    VALID("valid"),
    /** The header is right, the type is none that we know: a newer Sentry. */
    UNKNOWN_TYPE("unknown message type"),
    /** The header is right, but its type is 0, which means none. */
    TYPE_ZERO("message type 0"),
    /** Fewer bytes than the smallest header. */
    TOO_SHORT("shorter than a header"),
    /** The header claims to be smaller than the smallest header. */
    HEADER_TOO_SMALL("header size below 8"),
    /** The header claims to be larger than the packet. */
    HEADER_TOO_LARGE("header size beyond the packet"),
    /**
     * The receiver's buffer was too small and the rest is lost. Only the receiver can see that; a header does not show
     * it.
     */
    TRUNCATED("cut by the receiver"),
    /** The payload is not a protobuf message of its type, which only decoding shows. */
    PAYLOAD_MALFORMED("payload is not a message");

    private final String text;

    PacketVerdict(String text) {
        this.text = text;
    }

    /** A few words for people. */
    public String text() {
        return text;
    }

    /** True if the payload may be read as a message of its type. */
    public boolean isReadable() {
        return this == VALID;
    }

    /** True if the header's dropped count counts, as it does for every packet whose header is whole. */
    public boolean hasDroppedCount() {
        return this != TOO_SHORT && this != HEADER_TOO_SMALL && this != HEADER_TOO_LARGE;
    }
}
