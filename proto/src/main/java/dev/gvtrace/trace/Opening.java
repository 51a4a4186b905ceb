// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The first record of every trace file: where the recording comes from. Immutable; made with {@link #builder}. Byte
 * arrays are copied on the way in and out.
 */
public final class Opening {
    private static final int CREATED = 1;
    private static final int ORIGIN = 2;
    private static final int HOST = 3;
    private static final int TOOL = 4;
    private static final int PEER_PID = 5;
    private static final int PEER_UID = 6;
    private static final int PEER_GID = 7;
    private static final int HANDSHAKE = 8;
    private static final int SESSION = 9;
    private static final int IMPORT_NAME = 10;
    private static final int IMPORT_CONFIG = 11;
    private static final int DERIVED_FROM = 12;
    private static final int SANDBOX = 13;
    private static final int SOURCE_RECORDING = 14;
    private static final int FLIGHT_WINDOW = 15;
    private static final int CONTINUES_RECORDING = 16;
    private static final int CONTINUES = 17;

    private final long createdNs;
    private final TraceOrigin origin;
    private final Text host;
    private final Text tool;
    private final @Nullable PeerCredentials peer;
    private final byte @Nullable [] handshake;
    private final byte @Nullable [] session;
    private final @Nullable Text importName;
    private final byte @Nullable [] importConfig;
    private final List<Text> derivedFrom;
    private final @Nullable Text sandbox;
    private final @Nullable UUID sourceRecording;
    private final long flightWindowNs;
    private final @Nullable Earlier continues;

    /**
     * An earlier recording of the same sandbox, which has run since.
     *
     * @param recording its id; null when unknown
     * @param text its last file and how it ended, for users
     */
    public record Earlier(@Nullable UUID recording, Text text) {}

    private Opening(Builder from) {
        createdNs = from.createdNs;
        origin = from.origin;
        host = from.host;
        tool = from.tool;
        peer = from.peer;
        handshake = from.handshake;
        session = from.session;
        importName = from.importName;
        importConfig = from.importConfig;
        derivedFrom = List.copyOf(from.derivedFrom);
        sandbox = from.sandbox;
        sourceRecording = from.sourceRecording;
        flightWindowNs = from.flightWindowNs;
        continues = from.continues;
    }

    /**
     * A builder for a recording or file that begins at this wall-clock time, nanoseconds since the epoch; 0 when
     * unknown.
     */
    public static Builder builder(TraceOrigin origin, long createdNs) {
        return new Builder(origin, createdNs);
    }

    /** A builder with all values of this opening. */
    public Builder toBuilder() {
        Builder builder = new Builder(origin, createdNs).host(host).tool(tool);
        builder.peer = peer;
        builder.handshake = handshake;
        builder.session = session;
        builder.importName = importName;
        builder.importConfig = importConfig;
        builder.derivedFrom.addAll(derivedFrom);
        builder.sandbox = sandbox;
        builder.sourceRecording = sourceRecording;
        builder.flightWindowNs = flightWindowNs;
        builder.continues = continues;
        return builder;
    }

    /** When the file was created, wall clock, nanoseconds since the epoch; 0 when unknown. */
    public long createdNs() {
        return createdNs;
    }

    /** Where the messages come from. */
    public TraceOrigin origin() {
        return origin;
    }

    /** Name of the recording host; empty when unknown. */
    public Text host() {
        return host;
    }

    /** Name and version of the program that wrote the file; empty when unknown. */
    public Text tool() {
        return tool;
    }

    /** The process that connected; null when unknown. */
    public @Nullable PeerCredentials peer() {
        return peer;
    }

    /** The peer's handshake, byte for byte; null when there was none. */
    public byte @Nullable [] handshake() {
        return handshake == null ? null : handshake.clone();
    }

    /** The trace session configuration (pod-init JSON) that the Sentry was started with; null when unknown. */
    public byte @Nullable [] session() {
        return session == null ? null : session.clone();
    }

    /** Name of the imported file; null if nothing was imported. */
    public @Nullable Text importName() {
        return importName;
    }

    /** The configuration JSON of the imported tracereplay file, byte for byte; null if nothing was imported. */
    public byte @Nullable [] importConfig() {
        return importConfig == null ? null : importConfig.clone();
    }

    /**
     * For a slice, a merge or a repair: descriptions of the files that it was made from, with recording id and seal.
     */
    public List<Text> derivedFrom() {
        return derivedFrom;
    }

    /** Id of the sandbox on the host; null when unknown. */
    public @Nullable Text sandbox() {
        return sandbox;
    }

    /** Id of the recording whose messages, with their sequence numbers, a derived trace holds; null for others. */
    public @Nullable UUID sourceRecording() {
        return sourceRecording;
    }

    /**
     * How long a flight recorder holds files before it lets them go if there is no trigger, in nanoseconds; 0 if all
     * files are kept.
     */
    public long flightWindowNs() {
        return flightWindowNs;
    }

    /** The recording of the same sandbox that this one continues after an interruption; null when there is none. */
    public @Nullable Earlier continues() {
        return continues;
    }

    public byte[] encode() {
        TagWriter out = new TagWriter()
                .number(CREATED, createdNs)
                .number(ORIGIN, origin.code())
                .text(HOST, host)
                .text(TOOL, tool);
        if (peer != null) {
            out.number(PEER_PID, peer.pid()).number(PEER_UID, peer.uid()).number(PEER_GID, peer.gid());
        }
        if (handshake != null) {
            out.bytes(HANDSHAKE, handshake);
        }
        if (session != null) {
            out.bytes(SESSION, session);
        }
        if (importName != null) {
            out.text(IMPORT_NAME, importName);
        }
        if (importConfig != null) {
            out.bytes(IMPORT_CONFIG, importConfig);
        }
        derivedFrom.forEach(source -> out.text(DERIVED_FROM, source));
        if (sandbox != null) {
            out.text(SANDBOX, sandbox);
        }
        if (sourceRecording != null) {
            out.bytes(SOURCE_RECORDING, TraceFormat.idBytes(sourceRecording));
        }
        if (flightWindowNs > 0) {
            out.number(FLIGHT_WINDOW, flightWindowNs);
        }
        if (continues != null) {
            if (continues.recording() != null) {
                out.bytes(CONTINUES_RECORDING, TraceFormat.idBytes(continues.recording()));
            }
            out.text(CONTINUES, continues.text());
        }
        return out.toBytes();
    }

    /** Reads the body of a {@link RecordKind#OPENING} record. Never throws: what cannot be read is unknown. */
    public static Opening decode(byte[] buffer, int offset, int length) {
        TagReader tags = new TagReader(buffer, offset, length);
        Builder out = new Builder(TraceOrigin.LIVE, 0);
        long[] peer = {Long.MIN_VALUE, 0, 0};
        UUID earlier = null;
        while (tags.next()) {
            switch (tags.tag()) {
                case CREATED -> out.createdNs = tags.number();
                case ORIGIN -> out.origin = TraceOrigin.of(tags.number());
                case HOST -> out.host = tags.text();
                case TOOL -> out.tool = tags.text();
                case PEER_PID, PEER_UID, PEER_GID -> peer[tags.tag() - PEER_PID] = tags.number();
                case HANDSHAKE -> out.handshake = tags.bytes();
                case SESSION -> out.session = tags.bytes();
                case IMPORT_NAME -> out.importName = tags.text();
                case IMPORT_CONFIG -> out.importConfig = tags.bytes();
                case DERIVED_FROM -> out.derivedFrom.add(tags.text());
                case SANDBOX -> out.sandbox = tags.text();
                case SOURCE_RECORDING -> out.sourceRecording = id(tags.bytes());
                case FLIGHT_WINDOW -> out.flightWindowNs = Math.max(0, tags.number());
                case CONTINUES_RECORDING -> earlier = id(tags.bytes());
                case CONTINUES -> out.continues = new Earlier(earlier, tags.text());
                default -> {}
            }
        }
        if (peer[0] != Long.MIN_VALUE) {
            out.peer = new PeerCredentials((int) peer[0], (int) peer[1], (int) peer[2]);
        }
        return out.build();
    }

    private static @Nullable UUID id(byte[] bytes) {
        return bytes.length == TraceFormat.ID_BYTES ? TraceFormat.id(bytes, 0) : null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Opening that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    @Override
    public String toString() {
        return origin + " by " + tool.display() + " on " + host.display();
    }

    /** Collects the values of an {@link Opening}. Single-use, not thread-safe. */
    public static final class Builder {
        private final List<Text> derivedFrom = new ArrayList<>();
        private TraceOrigin origin;
        private long createdNs;
        private Text host = Text.EMPTY;
        private Text tool = Text.EMPTY;
        private @Nullable PeerCredentials peer;
        private byte @Nullable [] handshake;
        private byte @Nullable [] session;
        private @Nullable Text importName;
        private byte @Nullable [] importConfig;
        private @Nullable Text sandbox;
        private @Nullable UUID sourceRecording;
        private long flightWindowNs;
        private @Nullable Earlier continues;

        private Builder(TraceOrigin origin, long createdNs) {
            this.origin = origin;
            this.createdNs = createdNs;
        }

        /** Sets where the messages come from. */
        public Builder origin(TraceOrigin value) {
            origin = value;
            return this;
        }

        /** Sets when the file was created, nanoseconds since the epoch. */
        public Builder createdNs(long value) {
            createdNs = value;
            return this;
        }

        /** Sets the name of the recording host. */
        public Builder host(Text value) {
            host = value;
            return this;
        }

        /** Sets name and version of the writing program. */
        public Builder tool(Text value) {
            tool = value;
            return this;
        }

        /** Sets the process that connected. */
        public Builder peer(PeerCredentials value) {
            peer = value;
            return this;
        }

        /** Sets the handshake as received. */
        public Builder handshake(byte[] value) {
            handshake = value.clone();
            return this;
        }

        /** Sets the session configuration, JSON. */
        public Builder session(byte[] value) {
            session = value.clone();
            return this;
        }

        /** Sets name and configuration JSON of the imported file. */
        public Builder imported(Text name, byte[] config) {
            importName = name;
            importConfig = config.clone();
            return this;
        }

        /** Adds the description of a file that the new trace is made from. */
        public Builder derivedFrom(Text source) {
            derivedFrom.add(source);
            return this;
        }

        /** Sets the sandbox's id on the host. */
        public Builder sandbox(Text value) {
            sandbox = value;
            return this;
        }

        /** Sets the recording whose messages a derived trace holds. */
        public Builder sourceRecording(@Nullable UUID value) {
            sourceRecording = value;
            return this;
        }

        /** Sets the recording that this one continues. */
        public Builder continues(@Nullable Earlier value) {
            continues = value;
            return this;
        }

        /** Sets how long a flight recorder holds files, in nanoseconds; 0 if all are kept. */
        public Builder flightWindowNs(long value) {
            flightWindowNs = value;
            return this;
        }

        /** The opening. */
        public Opening build() {
            return new Opening(this);
        }
    }
}
