// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import org.jspecify.annotations.Nullable;

/** The state of a socket; one object for all its descriptors. Only {@link StateBuilder} changes it. */
public final class SocketInfo {
    static final int AF_UNSPEC = 0;
    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int AF_NETLINK = 16;

    private static final Endpoint ANY_IPV4 = new Endpoint(new byte[4], 0);
    private static final Endpoint ANY_IPV6 = new Endpoint(new byte[16], 0);

    private final int family;
    private final int type;
    private Protocol protocol;
    private FdInfo.Kind kind;
    private Role role = Role.NONE;
    private @Nullable Endpoint local;
    private @Nullable Endpoint remote;
    private @Nullable String localPath;
    private @Nullable String remotePath;
    private boolean connected;
    private boolean listening;
    private @Nullable String name;

    SocketInfo(int family, int type, Protocol protocol) {
        this.family = family;
        this.type = type;
        this.protocol = protocol;
        kind = kindOf(family);
    }

    /** Which end initiated the connection. */
    public enum Role {
        NONE,
        CLIENT,
        SERVER
    }

    /** Transport protocol: fd.l4proto. */
    public enum Protocol {
        NONE("<NA>", ""),
        TCP("tcp", "t"),
        UDP("udp", "u"),
        ICMP("icmp", "i"),
        RAW("raw", "r");

        private static final int SOCK_STREAM = 1;
        private static final int SOCK_DGRAM = 2;
        private static final int SOCK_RAW = 3;

        private final String text;
        private final String letter;

        Protocol(String text, String letter) {
            this.text = text;
            this.letter = letter;
        }

        /** The protocol of a socket(2) call with these arguments; the type may have flag bits. */
        static Protocol of(int family, int type, int number) {
            if (family != AF_INET && family != AF_INET6) {
                return NONE;
            }
            int kind = type & 0xf;
            return switch (number) {
                case 0 -> kind == SOCK_STREAM ? TCP : kind == SOCK_DGRAM ? UDP : NONE;
                case 1 -> ICMP;
                case 6 -> kind == SOCK_RAW ? RAW : TCP;
                case 17 -> UDP;
                case 255 -> RAW;
                default -> NONE;
            };
        }

        /** The value of fd.l4proto. */
        public String text() {
            return text;
        }

        /** The letter in rendered descriptors, such as the t of {@code <4t>}. */
        public String letter() {
            return letter;
        }
    }

    private static FdInfo.Kind kindOf(int family) {
        return switch (family) {
            case AF_UNIX -> FdInfo.Kind.UNIX;
            case AF_INET -> FdInfo.Kind.IPV4;
            case AF_INET6 -> FdInfo.Kind.IPV6;
            case AF_NETLINK -> FdInfo.Kind.NETLINK;
            default -> FdInfo.Kind.UNKNOWN;
        };
    }

    /** AF_ number it was created with; 0 if unknown. */
    public int family() {
        return family;
    }

    /** SOCK_ number without flag bits; 0 if unknown. */
    public int type() {
        return type;
    }

    /**
     * The kind of its descriptors. An IPv6 socket with an IPv4 connection, or bound to an IPv4 address, counts as IPv4.
     */
    public FdInfo.Kind kind() {
        return kind;
    }

    /** The transport protocol. */
    public Protocol protocol() {
        return protocol;
    }

    /** Its end of the connection, as far as known; a bound socket is a server until it connects. */
    public Role role() {
        return role;
    }

    /** The local end; null if unknown or not IP. */
    public @Nullable Endpoint local() {
        return local;
    }

    /** The remote end; null if unknown or not IP. */
    public @Nullable Endpoint remote() {
        return remote;
    }

    /** The path bound to, of a Unix socket; an abstract name begins with {@code @}. */
    public @Nullable String localPath() {
        return localPath;
    }

    /** The path connected to, of a Unix socket; an abstract name begins with {@code @}. */
    public @Nullable String remotePath() {
        return remotePath;
    }

    /** True once a connection is established; false while a non-blocking connect is pending. */
    public boolean connected() {
        return connected;
    }

    /** True once listening. */
    public boolean listening() {
        return listening;
    }

    /** The client's end of the tuple: local for a client, remote for a server; null if unknown. */
    public @Nullable Endpoint client() {
        return switch (role) {
            case CLIENT -> local;
            case SERVER -> remote;
            case NONE -> null;
        };
    }

    /** The server's end of the tuple; null if unknown. */
    public @Nullable Endpoint server() {
        return switch (role) {
            case CLIENT -> remote;
            case SERVER -> local;
            case NONE -> null;
        };
    }

    /**
     * The name of its descriptors: {@code client->server} for a connection, with zeros for an unknown end; the bound
     * address; for Unix sockets the path, after {@code 0->0} once connected; "" for a new socket.
     */
    public String name() {
        String text = name;
        if (text == null) {
            text = makeName();
            name = text;
        }
        return text;
    }

    private String makeName() {
        if (kind == FdInfo.Kind.UNIX) {
            String path = role == Role.SERVER ? localPath : remotePath;
            return connected || role == Role.CLIENT ? "0->0 " + (path == null ? "" : path) : path == null ? "" : path;
        }
        Endpoint mine = local;
        Endpoint other = remote;
        if (role == Role.CLIENT) {
            return tuple(mine, other);
        }
        if (other != null || connected) {
            return tuple(other, mine);
        }
        return mine == null ? "" : mine.toString();
    }

    private static String tuple(@Nullable Endpoint client, @Nullable Endpoint server) {
        Endpoint known = client == null ? server : client;
        Endpoint unknown = known != null && known.address().length == 16 ? ANY_IPV6 : ANY_IPV4;
        StringBuilder text = new StringBuilder(48);
        (client == null ? unknown : client).append(text);
        text.append("->");
        (server == null ? unknown : server).append(text);
        return text.toString();
    }

    /** The name of a connection from this socket to the given address, whether or not it succeeded. */
    String nameTowards(SocketAddress address) {
        if (address.path() != null) {
            return "0->0 " + address.path();
        }
        Endpoint to = address.endpoint();
        if (to == null) {
            return "";
        }
        Endpoint from = local;
        return tuple(from != null && from.address().length == to.address().length ? from : null, to);
    }

    // The following methods change the socket.

    void bind(SocketAddress address) {
        name = null;
        Endpoint to = address.endpoint();
        if (to != null && to.port() > 0) {
            setLocal(to);
            role = Role.SERVER;
        } else if (address.path() != null) {
            localPath = address.path();
            role = Role.SERVER;
        }
    }

    /** The kernel's address of the listening socket, or null if it was not reported. */
    void listen(@Nullable SocketAddress address) {
        if (address != null) {
            bind(address);
        }
        name = null;
        listening = true;
        role = Role.SERVER;
    }

    /** A connect that succeeded or is pending. */
    void connect(SocketAddress address, boolean established) {
        name = null;
        connected = established;
        if (address.family() == AF_UNSPEC) {
            connectSomewhere();
            return;
        }
        role = Role.CLIENT;
        remotePath = address.path();
        setRemote(address.endpoint());
    }

    /** A connect with an unspecified or concealed address: the previous connection has ended. */
    void connectSomewhere() {
        name = null;
        connected = false;
        remote = null;
        remotePath = null;
        role = local == null && localPath == null ? Role.NONE : Role.SERVER;
    }

    /** A pending connect succeeded, because data was sent or received. */
    void establish() {
        if (remote != null || remotePath != null) {
            connected = true;
        }
    }

    /** A socket returned by accept on a listening one. */
    static SocketInfo accepted(@Nullable SocketInfo listener, @Nullable SocketAddress peer) {
        int family = listener != null ? listener.family : peer != null ? peer.family() : 0;
        int type = listener != null ? listener.type : 1;
        SocketInfo socket =
                new SocketInfo(family, type, listener != null ? listener.protocol : Protocol.of(family, type, 0));
        socket.role = Role.SERVER;
        socket.connected = true;
        if (listener != null) {
            socket.kind = listener.kind;
            socket.local = listener.local;
            socket.localPath = listener.localPath;
        }
        if (peer != null) {
            socket.remotePath = peer.path();
            socket.setRemote(peer.endpoint());
        }
        return socket;
    }

    /** Both ends as reported by the Sentry; null if not reported. */
    void setEnds(@Nullable Endpoint localEnd, @Nullable Endpoint remoteEnd) {
        name = null;
        if (localEnd != null) {
            setLocal(localEnd);
        }
        if (remoteEnd != null) {
            connected = true;
            if (role == Role.NONE) {
                role = Role.CLIENT;
            }
            setRemote(remoteEnd);
        }
    }

    private void setLocal(Endpoint endpoint) {
        local = endpoint;
        if (remote == null || remote.address().length == endpoint.address().length) {
            kind = endpoint.address().length == 4 ? FdInfo.Kind.IPV4 : FdInfo.Kind.IPV6;
        }
    }

    private void setRemote(@Nullable Endpoint endpoint) {
        remote = endpoint;
        if (endpoint == null) {
            return;
        }
        kind = endpoint.address().length == 4 ? FdInfo.Kind.IPV4 : FdInfo.Kind.IPV6;
        Endpoint mine = local;
        if (mine != null && mine.address().length != endpoint.address().length) {
            // It was bound to all addresses of both families; now the family of the connection is known.
            local = Addresses.isUnspecified(mine.address())
                    ? new Endpoint(new byte[endpoint.address().length], mine.port())
                    : null;
        }
    }
}
