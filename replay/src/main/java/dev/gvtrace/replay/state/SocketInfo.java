// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import org.jspecify.annotations.Nullable;

/** What is known of a socket; one object for all descriptors of it. Changed by {@link StateBuilder} alone. */
public final class SocketInfo {
    int family;
    int type;
    Protocol protocol = Protocol.NONE;
    Role role = Role.NONE;

    @Nullable
    Endpoint local;

    @Nullable
    Endpoint remote;

    @Nullable
    String localPath;

    @Nullable
    String remotePath;

    boolean connected;
    boolean listening;

    SocketInfo(int family, int type) {
        this.family = family;
        this.type = type;
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

        private final String text;
        private final String letter;

        Protocol(String text, String letter) {
            this.text = text;
            this.letter = letter;
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

    /** AF_ number. */
    public int family() {
        return family;
    }

    /** SOCK_ number without flag bits. */
    public int type() {
        return type;
    }

    /** The transport protocol. */
    public Protocol protocol() {
        return protocol;
    }

    /** Who called whom, as far as known. */
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

    /** The path bound to, of a Unix socket. */
    public @Nullable String localPath() {
        return localPath;
    }

    /** The path connected to, of a Unix socket. */
    public @Nullable String remotePath() {
        return remotePath;
    }

    /** True once a connection is established. */
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
}
