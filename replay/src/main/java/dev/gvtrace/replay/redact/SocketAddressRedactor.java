// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.replay.redact.rule.FieldKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replaces parts of a {@code sockaddr} as a program passed it. What follows the address in the program's buffer is
 * left-over memory.
 *
 * <pre>
 * AF_INET   family 2, port 2, address 4, zeros 8
 * AF_INET6  family 2, port 2, flow 4, address 16, scope 4
 * AF_UNIX   family 2, path up to a zero byte; or a zero byte and a name up to the end
 * AF_NETLINK family 2, zeros 2, port 4, groups 4
 * </pre>
 */
final class SocketAddressRedactor {
    private static final int FAMILY_BYTES = 2;
    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;
    private static final int PORT = 2;
    private static final int INET_ADDRESS = 4;
    private static final int INET_END = 8;
    private static final int INET6_ADDRESS = 8;
    private static final int INET6_END = 28;
    private static final int NETLINK_END = 12;

    private final ValueRedactor values;
    private final boolean keepsUnknown;

    SocketAddressRedactor(ValueRedactor values, boolean keepsUnknown) {
        this.values = values;
        this.keepsUnknown = keepsUnknown;
    }

    /**
     * Replaces parts of it.
     *
     * @param leftOver true if the call did not fill the buffer, so that all of it is left-over memory
     * @return null if nothing is replaced
     */
    @Nullable
    Replaced redact(byte[] address, boolean leftOver) throws RedactionException {
        if (leftOver || address.length < FAMILY_BYTES) {
            return zeros(address, 0, new ArrayList<>());
        }
        return switch (address[0] & 0xff | (address[1] & 0xff) << Byte.SIZE) {
            case AF_INET -> internet(address, INET_ADDRESS, Markers.IPV4_BYTES, INET_END);
            case AF_INET6 -> internet(address, INET6_ADDRESS, Markers.IPV6_BYTES, INET6_END);
            case AF_UNIX -> path(address);
            case AF_NETLINK -> zeros(address, NETLINK_END, new ArrayList<>());
            default -> zeros(address, FAMILY_BYTES, new ArrayList<>());
        };
    }

    private @Nullable Replaced internet(byte[] address, int at, int length, int end) {
        byte[] value = address.clone();
        List<Span> spans = new ArrayList<>();
        String port = values.numberRule(FieldKind.PORT);
        if (port != null && address.length >= PORT + 2 && (value[PORT] != 0 || value[PORT + 1] != 0)) {
            Arrays.fill(value, PORT, PORT + 2, (byte) 0);
            spans.add(new Span(PORT, 2, port));
        }
        if (address.length >= at + length) {
            Replaced ip = values.address(Arrays.copyOfRange(address, at, at + length));
            if (ip != null) {
                System.arraycopy(ip.value(), 0, value, at, length);
                spans.add(new Span(at, length, ip.spans().get(0).rule()));
            }
        }
        Replaced rest = zeros(value, end, spans);
        return rest != null ? rest : spans.isEmpty() ? null : new Replaced(value, spans);
    }

    /** The name of an abstract socket has no end but that of the buffer. */
    private @Nullable Replaced path(byte[] address) throws RedactionException {
        int from = address.length > FAMILY_BYTES && address[FAMILY_BYTES] == 0 ? FAMILY_BYTES + 1 : FAMILY_BYTES;
        int end = from;
        while (end < address.length && (from > FAMILY_BYTES || address[end] != 0)) {
            end++;
        }
        Replaced path = values.text(FieldKind.PATH, Arrays.copyOfRange(address, from, end));
        if (path == null) {
            return zeros(address, end, new ArrayList<>());
        }
        int growth = path.value().length - (end - from);
        byte[] value = new byte[address.length + growth];
        System.arraycopy(address, 0, value, 0, from);
        System.arraycopy(path.value(), 0, value, from, path.value().length);
        System.arraycopy(address, end, value, end + growth, address.length - end);
        List<Span> spans = new ArrayList<>();
        path.spans().forEach(span -> spans.add(new Span(from + span.start(), span.length(), span.rule())));
        Replaced rest = zeros(value, end + growth, spans);
        return rest != null ? rest : new Replaced(value, spans);
    }

    /** Replaces what is behind the address by zeros. */
    private @Nullable Replaced zeros(byte[] address, int from, List<Span> spans) {
        boolean zero = true;
        for (int i = from; i < address.length; i++) {
            zero &= address[i] == 0;
        }
        if (zero || keepsUnknown) {
            return null;
        }
        byte[] value = address.clone();
        Arrays.fill(value, from, value.length, (byte) 0);
        spans.add(new Span(from, value.length - from, Part.UNKNOWN));
        return new Replaced(value, spans);
    }
}
