// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.tracereplay;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.CorruptTraceException;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.DamageLog;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.NotATraceException;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file in the layout of gVisor's own {@code tracereplay} tool, plain or compressed with zstd: 16 bytes of signature,
 * then length-prefixed (u64, little-endian) a configuration in JSON and each packet. It has no receive times and no
 * checksums; a truncated file can be read up to its last complete packet.
 */
public final class TraceReplayReader implements TraceSource {
    public static final byte[] SIGNATURE = "tracereplay file".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ZSTD_MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
    /** The maximum packet size of the tool itself. */
    static final int MAX_LENGTH = 1024 * 1024;

    private final TraceBytes file;
    private final boolean compressed;
    private final Opening opening;
    private @Nullable TraceSummary summary;

    private TraceReplayReader(TraceBytes file, boolean compressed) throws IOException {
        this.file = file;
        this.compressed = compressed;
        byte[] config;
        try (PacketCursor cursor = new PacketCursor()) {
            config = cursor.readStart();
        } catch (ZstdIOException e) {
            throw new CorruptTraceException(file.name(), 0, "compressed file that is damaged: " + e.getMessage());
        } catch (TraceBytes.UnreadableException e) {
            throw new CorruptTraceException(file.name(), e.offset(), e.reason());
        }
        opening = Opening.builder(TraceOrigin.IMPORT, 0)
                .imported(Text.ofUtf8(fileName(file.name())), config)
                .build();
    }

    /**
     * Whether a file may be in this layout, by its first bytes: a compressed file has to be decompressed to be sure.
     *
     * @throws CorruptTraceException when they cannot be read
     */
    public static boolean recognizes(TraceBytes file) throws IOException {
        return file.startsWith(SIGNATURE) || file.startsWith(ZSTD_MAGIC);
    }

    /** Whether a file is in this layout and not compressed. */
    public static boolean isPlain(TraceBytes file) throws IOException {
        return file.startsWith(SIGNATURE);
    }

    /** Opens a file in this layout; closes it when that fails. */
    public static TraceReplayReader open(TraceBytes file) throws IOException {
        try {
            return new TraceReplayReader(file, file.startsWith(ZSTD_MAGIC));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private InputStream stream() throws IOException {
        InputStream plain = file.stream();
        return compressed ? new ZstdInputStreamNoFinalizer(plain) : plain;
    }

    @Override
    public Opening opening() {
        return opening;
    }

    @Override
    public List<String> files() {
        return List.of(file.name());
    }

    /** Reads the whole file the first time, as it has neither index nor totals. */
    @Override
    public synchronized TraceSummary summary() {
        TraceSummary known = summary;
        if (known == null) {
            known = read();
            summary = known;
        }
        return known;
    }

    private TraceSummary read() {
        try (PacketCursor cursor = new PacketCursor()) {
            long messages = 0;
            long bytes = 0;
            while (cursor.next()) {
                if (cursor.kind() == RecordKind.MESSAGE) {
                    messages++;
                    bytes += cursor.length();
                }
            }
            Ending ending = cursor.damage().isEmpty() ? Ending.NO_SEAL : Ending.CUT;
            return new TraceSummary(
                    "tracereplay",
                    List.of(file.name()),
                    null,
                    0,
                    ending,
                    messages,
                    bytes,
                    file.size(),
                    0,
                    cursor.position,
                    messages,
                    0,
                    0,
                    0,
                    0,
                    -1,
                    List.of(),
                    false,
                    0,
                    0,
                    cursor.damage(),
                    null);
        }
    }

    @Override
    public RecordCursor records(Selection selection) {
        return selection.of(new PacketCursor());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** The packets, one by one. */
    private final class PacketCursor implements RecordCursor {
        private final DamageLog damage = new DamageLog();
        private byte[] window = new byte[256 * 1024];
        private int at;
        private int filled;
        private long position;
        private @Nullable InputStream in;
        private boolean started;
        private boolean ended;
        private long sequence;
        private byte[] buffer = {};
        private int offset;
        private int length;
        private RecordKind kind = RecordKind.MESSAGE;

        /** Reads signature and configuration, and returns the latter. */
        byte[] readStart() throws IOException {
            started = true;
            if (!fill(SIGNATURE.length) || !TraceFormat.matches(window, at, SIGNATURE)) {
                throw new NotATraceException(
                        file.name(), 0, compressed ? "compressed, but no tracereplay file inside" : "not a trace");
            }
            advance(SIGNATURE.length);
            long size = fill(Long.BYTES) ? TraceFormat.littleEndian(window).getLong(at) : -1;
            if (size < 0 || size > MAX_LENGTH || !fill(Long.BYTES + (int) size)) {
                throw new CorruptTraceException(
                        file.name(), position, "tracereplay file without a whole configuration");
            }
            byte[] config = new byte[(int) size];
            System.arraycopy(window, at + Long.BYTES, config, 0, config.length);
            advance(Long.BYTES + config.length);
            return config;
        }

        /** Reads until this many bytes are available at {@code at}; false when the file ends before. */
        private boolean fill(int wanted) throws IOException {
            if (filled - at >= wanted) {
                return true;
            }
            if (window.length - at < wanted) {
                byte[] target = wanted > window.length ? new byte[MAX_LENGTH + 64 * 1024] : window;
                System.arraycopy(window, at, target, 0, filled - at);
                filled -= at;
                at = 0;
                window = target;
            }
            InputStream from = in == null ? stream() : in;
            in = from;
            while (filled - at < wanted) {
                int count = from.read(window, filled, window.length - filled);
                if (count < 0) {
                    return false;
                }
                filled += count;
            }
            return true;
        }

        private void advance(int bytes) {
            at += bytes;
            position += bytes;
        }

        @Override
        public boolean next() {
            if (ended) {
                return false;
            }
            try {
                if (!started) {
                    readStart();
                }
                return nextPacket();
            } catch (java.nio.channels.ClosedChannelException e) {
                throw new UncheckedIOException(file.name() + ": " + e.getMessage(), e);
            } catch (TraceBytes.UnreadableException e) {
                return giveUp(e.reason());
            } catch (IOException e) {
                return giveUp("cannot be read: " + e.getMessage());
            }
        }

        private boolean nextPacket() throws IOException {
            if (!fill(Long.BYTES)) {
                ended = filled == at;
                return !ended && giveUp("cut inside the length of a packet");
            }
            long size = TraceFormat.littleEndian(window).getLong(at);
            if (size < 0 || size > MAX_LENGTH) {
                return giveUp("packet of " + Long.toUnsignedString(size) + " bytes, expected at most " + MAX_LENGTH);
            }
            if (!fill(Long.BYTES + (int) size)) {
                return giveUp("cut inside a packet");
            }
            buffer = window;
            offset = at + Long.BYTES;
            length = (int) size;
            sequence++;
            advance(Long.BYTES + (int) size);
            return true;
        }

        /** Returns the unreadable rest of the file as a gap. */
        private boolean giveUp(String what) {
            ended = true;
            long rest = compressed ? 0 : Math.max(0, file.size() - position);
            damage.add(new Damage(file.name(), position, rest, what, true));
            kind = RecordKind.GAP;
            buffer = new Gap(0, 0, Gap.UNKNOWN, "damage: " + what).encode();
            offset = 0;
            length = buffer.length;
            return true;
        }

        @Override
        public RecordKind kind() {
            return kind;
        }

        @Override
        public long sequence() {
            return sequence;
        }

        @Override
        public long receivedNs() {
            return 0;
        }

        @Override
        public byte[] buffer() {
            return buffer;
        }

        @Override
        public int offset() {
            return offset;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public List<Damage> damage() {
            return damage.toList();
        }

        @Override
        public void close() {
            ended = true;
            InputStream open = in;
            in = null;
            if (open != null) {
                try {
                    open.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(file.name() + ": " + e.getMessage(), e);
                }
            }
        }
    }
}
