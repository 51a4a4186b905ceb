// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import org.jspecify.annotations.Nullable;

/** What is known of a socket; one object for all descriptors of it. Changed by {@link StateBuilder} alone. */
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

    /** Who called whom. */
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

        /** What a socket(2) with these arguments talks; the type may have flag bits. */
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

    /** AF_ number it was made with; 0 if unknown. */
    public int family() {
        return family;
    }

    /** SOCK_ number without flag bits; 0 if unknown. */
    public int type() {
        return type;
    }

    /** The kind of its descriptors. An IPv6 socket that talks IPv4, or is bound to an IPv4 address, counts as IPv4. */
    public FdInfo.Kind kind() {
        return kind;
    }

    /** The transport protocol. */
    public Protocol protocol() {
        return protocol;
    }

    /** Who called whom, as far as known; a bound socket is a server until it connects. */
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

    /** True once a connection is established; false while a non-blocking connect is under way. */
    public boolean connected() {
        return connected;
    }

    /** True once listening. */
    public boolean listening() {
        return listening;
    }

    /** The client's end of the tuple: local for a client, remote for a server; null if unknown. */
    public @Nullable Endpoint client() {
        return role == Role.SERVER ? remote : role == Role.CLIENT ? local : null;
    }

    /** The server's end of the tuple; null if unknown. */
    public @Nullable Endpoint server() {
        return role == Role.SERVER ? local : role == Role.CLIENT ? remote : null;
    }

    /**
     * The name of its descriptors: {@code client->server} of a connection, an unknown end as zeros; the address bound
     * to; of Unix sockets the path, behind {@code 0->0} once connected; "" for a fresh socket.
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

    /** The name that a connection from here to the given address would have, whether or not it came about. */
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

    // What follows changes the socket.

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

    /** The kernel's word on where it listens, or null where it reported nothing. */
    void listen(@Nullable SocketAddress address) {
        if (address != null) {
            bind(address);
        }
        name = null;
        listening = true;
        role = Role.SERVER;
    }

    /** A connect that succeeded, or is under way. */
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

    /** A connect to nowhere, or to an address that is concealed: what it was connected to before is over. */
    void connectSomewhere() {
        name = null;
        connected = false;
        remote = null;
        remotePath = null;
        role = local == null && localPath == null ? Role.NONE : Role.SERVER;
    }

    /** A connect that was under way succeeded, as data went over it. */
    void establish() {
        if (remote != null || remotePath != null) {
            connected = true;
        }
    }

    /** A socket that accept gave, from a listening one. */
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

    /** Both ends as the Sentry reported them; null where it did not. */
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
            // Bound to all addresses of both families, and now it is clear which one talks.
            local = Addresses.isUnspecified(mine.address())
                    ? new Endpoint(new byte[endpoint.address().length], mine.port())
                    : null;
        }
    }
}
