// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.event.message.AddressedCall;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.state.Addresses;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.text.ByteText;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Socket addresses and tuples as text (gvisor-semantics 4.7). */
final class SocketArguments {
    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IPV4_LENGTH = 8;
    private static final int IPV6_LENGTH = 24;

    private SocketArguments() {}

    static Extractor.@Nullable OfText<EventContext> text(String type, String name) {
        return switch (type) {
            case "connect", "accept", "accept4", "bind" ->
                switch (name) {
                    case "addr" -> SocketArguments::address;
                    case "tuple" -> SocketArguments::tuple;
                    default -> null;
                };
            default -> null;
        };
    }

    /** The tuple of the event's connection; for a failed connect the intended one. */
    private static @Nullable String tuple(EventContext event) {
        return event.fdName();
    }

    private static @Nullable String address(EventContext event) {
        Message message = event.event().arguments();
        return message instanceof AddressedCall call && call.addressLength() >= 2
                ? address(call.addressBuffer(), call.addressOffset(), call.addressLength())
                : null;
    }

    /** {@code 1.2.3.4:80}, {@code ::1:80}, a path, or {@code family N}; null if the address is cut. */
    static @Nullable String address(byte[] bytes, int from, int length) {
        int family = bytes[from] & 0xff | (bytes[from + 1] & 0xff) << 8;
        return switch (family) {
            case AF_INET -> length < IPV4_LENGTH ? null : internet(bytes, from, from + 4, 4);
            case AF_INET6 -> length < IPV6_LENGTH ? null : internet(bytes, from, from + 8, 16);
            case AF_UNIX -> path(bytes, from + 2, length - 2);
            default -> "family " + family;
        };
    }

    private static String internet(byte[] bytes, int from, int at, int size) {
        int port = (bytes[from + 2] & 0xff) << 8 | bytes[from + 3] & 0xff;
        StringBuilder text = new StringBuilder(48);
        Addresses.append(text, Arrays.copyOfRange(bytes, at, at + size));
        return text.append(':').append(port).toString();
    }

    /** Up to the first NUL; an abstract name with "@" instead of its leading NUL. */
    private static String path(byte[] bytes, int from, int length) {
        if (length > 1 && bytes[from] == 0) {
            return '@' + ByteText.of(bytes, from + 1, length - 1);
        }
        int end = 0;
        while (end < length && bytes[from + end] != 0) {
            end++;
        }
        return ByteText.of(bytes, from, end);
    }
}
