// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.state.Endpoint;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.SocketInfo;
import org.jspecify.annotations.Nullable;

/**
 * Fields of sockets: addresses, ports, networks, roles. An end that the stream does not report has no value; gVisor
 * does not report the local end of a connect, so fd.ip and similar fields check only the other end.
 */
final class SocketFields {
    private static final byte[] NO_IPV4 = new byte[4];
    private static final byte[] NO_IPV6 = new byte[16];

    private SocketFields() {}

    /** One of the ends of a connection. */
    enum End {
        CLIENT,
        SERVER,
        LOCAL,
        REMOTE;

        @Nullable
        Endpoint of(EventContext event) {
            FdInfo fd = event.fd();
            SocketInfo socket = fd == null ? null : fd.socket();
            if (fd == null || socket == null || !fd.kind().isIp() || !FdFields.usesFd(event)) {
                return null;
            }
            return switch (this) {
                case CLIENT -> socket.client();
                case SERVER -> socket.server();
                case LOCAL -> socket.role() == SocketInfo.Role.NONE ? null : socket.local();
                case REMOTE -> socket.role() == SocketInfo.Role.NONE ? null : socket.remote();
            };
        }
    }

    static @Nullable Extractor<EventContext> of(String name, boolean output) {
        return switch (name) {
            case "fd.ip" -> output ? Extractors.missing(FieldType.ADDRESS) : new EitherAddress();
            case "fd.net" -> output ? Extractors.missing(FieldType.NETWORK) : new EitherAddress();
            case "fd.port", "fd.proto" -> output ? Extractors.missing(FieldType.PORT) : new EitherPort();
            case "fd.cip", "fd.cnet" -> address(End.CLIENT);
            case "fd.sip", "fd.snet" -> address(End.SERVER);
            case "fd.lip", "fd.lnet" -> address(End.LOCAL);
            case "fd.rip", "fd.rnet" -> address(End.REMOTE);
            case "fd.cport" -> port(End.CLIENT);
            case "fd.sport" -> port(End.SERVER);
            case "fd.lport" -> port(End.LOCAL);
            case "fd.rport" -> port(End.REMOTE);
            case "fd.cproto" -> portText(End.CLIENT);
            case "fd.sproto" -> portText(End.SERVER);
            case "fd.lproto" -> portText(End.LOCAL);
            case "fd.rproto" -> portText(End.REMOTE);
            case "fd.l4proto" -> FdFields.known((event, fd) -> protocol(fd));
            case "fd.sockfamily" -> FdFields.known((event, fd) -> family(fd));
            case "fd.is_server" -> FdFields.flag((event, fd) -> isServer(fd));
            default -> null;
        };
    }

    private static Extractor.OfAddress<EventContext> address(End end) {
        return event -> {
            Endpoint endpoint = end.of(event);
            return endpoint == null ? null : endpoint.address();
        };
    }

    private static Extractor.OfNumber<EventContext> port(End end) {
        return (event, out) -> {
            Endpoint endpoint = end.of(event);
            return endpoint != null && Extractors.put(out, endpoint.port());
        };
    }

    private static Extractor.OfText<EventContext> portText(End end) {
        return event -> {
            Endpoint endpoint = end.of(event);
            return endpoint == null ? null : Integer.toString(endpoint.port());
        };
    }

    private static String protocol(FdInfo fd) {
        SocketInfo socket = fd.socket();
        return socket == null
                ? SocketInfo.Protocol.NONE.text()
                : socket.protocol().text();
    }

    private static @Nullable String family(FdInfo fd) {
        if (fd.kind().isIp()) {
            return "ip";
        }
        return fd.kind() == FdInfo.Kind.UNIX ? "unix" : null;
    }

    private static boolean isServer(FdInfo fd) {
        SocketInfo socket = fd.socket();
        return socket != null && (socket.listening() || socket.role() == SocketInfo.Role.SERVER);
    }

    /** fd.ip and fd.net. */
    private static final class EitherAddress implements Extractor.OfAnyAddress<EventContext> {
        private final Extractor.OfAddress<EventContext> first = event -> Either.address(event, 0);
        private final Extractor.OfAddress<EventContext> second = event -> Either.address(event, 1);

        @Override
        public Extractor.OfAddress<EventContext> at(int index) {
            return index == 0 ? first : second;
        }

        @Override
        public int count(EventContext event) {
            return Either.count(event);
        }

        @Override
        public boolean exists(EventContext event) {
            return Either.exists(event);
        }

        @Override
        public boolean unequalMeansAll() {
            return true;
        }
    }

    /** fd.port. */
    private static final class EitherPort implements Extractor.OfAnyNumber<EventContext> {
        private final Extractor.OfNumber<EventContext> first = (event, out) -> Either.port(event, 0, out);
        private final Extractor.OfNumber<EventContext> second = (event, out) -> Either.port(event, 1, out);

        @Override
        public Extractor.OfNumber<EventContext> at(int index) {
            return index == 0 ? first : second;
        }

        @Override
        public int count(EventContext event) {
            return Either.count(event);
        }

        @Override
        public boolean exists(EventContext event) {
            return Either.exists(event);
        }

        @Override
        public boolean unequalMeansAll() {
            return true;
        }
    }

    /** The client's end of a connection, then the server's, as far as known. */
    private static final class Either {
        private Either() {}

        static int count(EventContext event) {
            FdInfo fd = event.fd();
            if (fd == null || !fd.kind().isIp() || !FdFields.usesFd(event)) {
                return 0;
            }
            // A socket that is not connected has ends of zeros.
            return client(event) != null && server(event) != null ? 2 : 1;
        }

        static boolean exists(EventContext event) {
            return event.fd() != null && FdFields.usesFd(event);
        }

        private static @Nullable Endpoint client(EventContext event) {
            return End.CLIENT.of(event);
        }

        private static @Nullable Endpoint server(EventContext event) {
            return End.SERVER.of(event);
        }

        private static @Nullable Endpoint end(EventContext event, int index) {
            Endpoint client = client(event);
            return index == 0 && client != null ? client : server(event);
        }

        static byte @Nullable [] address(EventContext event, int index) {
            Endpoint endpoint = end(event, index);
            if (endpoint != null) {
                return endpoint.address();
            }
            FdInfo fd = event.fd();
            if (fd == null || !fd.kind().isIp()) {
                return null;
            }
            return fd.kind() == FdInfo.Kind.IPV4 ? NO_IPV4 : NO_IPV6;
        }

        static boolean port(EventContext event, int index, Extractor.NumberValue out) {
            Endpoint endpoint = end(event, index);
            return Extractors.put(out, endpoint == null ? 0 : endpoint.port());
        }
    }
}
