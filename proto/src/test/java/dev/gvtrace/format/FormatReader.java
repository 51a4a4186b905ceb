// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.format;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A reader of whole trace files that was written from {@code FORMAT.md} alone: it uses nothing of {@code
 * dev.gvtrace.trace}, and the numbers in brackets are that text's sections. All requirements for a complete file are
 * checked; the first violation is an {@link IllegalStateException}. For tests.
 */
final class FormatReader {
    private static final int BLOCK_HEADER = 176;
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] SEAL_WORD = "gvtrace-seal-v1:".getBytes(StandardCharsets.US_ASCII);

    private final ByteBuffer file;
    private final byte[] recordingId;
    private final int version;
    private final List<Entry> records = new ArrayList<>();
    private final List<byte[]> indexRows = new ArrayList<>();
    private byte[] chain;
    private int at;
    private long sequence;
    private long recordBytes;
    private long recordCount;
    private long messages;
    private long packetBytes;
    private long gaps;
    private long lost;
    private boolean sealed;
    private byte[] seal = {};
    private boolean signed;
    private List<String> containers = List.of();
    private ByteArrayOutputStream piece = new ByteArrayOutputStream();

    /**
     * A record, its pieces put together [3.3].
     *
     * @param kind 1 message, split or not, 2 opening, 3 facts, 4 procfs, 5 gap, 6 note, 7 closing
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Entry(int kind, long sequence, long receivedNs, byte[] body) {}

    private FormatReader(byte[] bytes) {
        file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        magic(0, "89475654");
        at = u16(10);
        version = u16(8);
        need(version >= 1 && version <= 2 && (u32(12) & 0xffff) == 0, "version 1 or 2, no flags that must be known");
        need(at == 96 && crc(0, at - 4) == u32(at - 4), "checksum of the file header");
        recordingId = slice(16, 16);
        sequence = file.getLong(48);
        chain = sha256(slice(0, at));
    }

    /** Reads a file. */
    static FormatReader read(byte[] bytes) {
        FormatReader reader = new FormatReader(bytes);
        int blocks = 0;
        while (reader.at < bytes.length && bytes[reader.at + 3] == 'B') {
            reader.block(blocks++);
        }
        if (reader.at < bytes.length) {
            reader.footer(blocks);
        }
        return reader;
    }

    List<Entry> records() {
        return records;
    }

    boolean isSealed() {
        return sealed;
    }

    boolean isSigned() {
        return signed;
    }

    String seal() {
        return HEX.formatHex(seal);
    }

    List<String> containers() {
        return containers;
    }

    /** The entries of an opening, facts, gap or closing record, by tag [4]. */
    static Map<Long, byte[]> entries(byte[] body) {
        Map<Long, byte[]> entries = new LinkedHashMap<>();
        ByteBuffer in = ByteBuffer.wrap(body);
        while (in.hasRemaining()) {
            long tag = varint(in);
            byte[] value = new byte[(int) varint(in)];
            in.get(value);
            entries.put(tag, value);
        }
        return entries;
    }

    static long number(byte[] value) {
        return svarint(ByteBuffer.wrap(value));
    }

    // [3]
    private void block(int number) {
        int start = at;
        magic(start, "89475642");
        need(Arrays.equals(slice(start + 8, 16), recordingId), "recording id of block " + number);
        need(crc(start, 172) == u32(start + 172), "checksum of the header of block " + number);
        need(u32(start + 24) == number, "number of block " + number);
        int setBytes = (int) u32(start + 32);
        int payloadBytes = (int) u32(start + 36);
        int set = start + BLOCK_HEADER;
        int payload = set + setBytes;
        need(crc(set, setBytes) == u32(start + 52), "checksum of a container set");
        need(crc(payload, payloadBytes) == u32(start + 56), "checksum of a payload");
        chain = sha256(
                chain, slice(start, 128), slice(start + 160, 12), slice(set, setBytes), slice(payload, payloadBytes));
        need(Arrays.equals(chain, slice(start + 128, 32)), "chain of block " + number);
        ByteArrayOutputStream row = new ByteArrayOutputStream();
        row.writeBytes(slice(start + 28, 100));
        row.writeBytes(slice(start + 160, 12));
        row.writeBytes(slice(set, setBytes));
        indexRows.add(row.toByteArray());

        int timesBytes = (int) u32(start + 60);
        ByteBuffer times = frame(payload, timesBytes, (int) u32(start + 84));
        ByteBuffer raw = frame(payload + timesBytes, payloadBytes - timesBytes, (int) u32(start + 40));
        need(file.getLong(start + 64) == sequence, "sequence number before block " + number);
        records(start, raw, times);
        need(file.getLong(start + 72) == sequence, "sequence number after block " + number);
        at = payload + payloadBytes;
    }

    private ByteBuffer frame(int offset, int size, int rawSize) {
        if (size == 0) {
            need(rawSize == 0, "no times");
            return ByteBuffer.allocate(0);
        }
        byte[] raw = Zstd.decompress(slice(offset, size), rawSize);
        need(raw.length == rawSize, "size of a frame");
        return ByteBuffer.wrap(raw);
    }

    // [3.3]
    private void records(int header, ByteBuffer raw, ByteBuffer times) {
        long received = 0;
        long earliest = Long.MAX_VALUE;
        long latest = 0;
        int count = 0;
        int ended = 0;
        long packets = 0;
        long gapsHere = 0;
        long lostHere = 0;
        List<byte[]> contexts = (u32(header + 28) & 64) == 0 ? List.of() : contexts(raw);
        Split split = new Split();
        while (raw.hasRemaining()) {
            int tag = raw.get();
            long skipped = (tag & 16) == 0 ? 0 : varint(raw);
            received += (tag & 32) == 0 ? 0 : svarint(times);
            int kind = tag & 15;
            byte[] body;
            if (kind == 8 && version > 1) {
                body = split.packet(tag, raw, times, contexts);
                tag &= 63;
                kind = 1;
            } else {
                body = new byte[(int) varint(raw)];
                raw.get(body);
            }
            boolean continues = (tag & 64) != 0;
            need(kind != 0, "kind of a record");
            need((tag & 128) != 0 == piece.size() > 0, "a piece goes on where one began");
            piece.writeBytes(body);
            count++;
            if (received != 0) {
                earliest = Math.min(earliest, received);
                latest = Math.max(latest, received);
            }
            if (kind == 1) {
                packets += body.length;
                sequence += skipped + (continues ? 0 : 1);
                ended += continues ? 0 : 1;
            }
            if (!continues) {
                byte[] whole = piece.toByteArray();
                piece = new ByteArrayOutputStream();
                records.add(new Entry(kind, sequence, received, whole));
                if (kind == 5) {
                    gapsHere++;
                    lostHere += Math.max(0, number(entries(whole).getOrDefault(3L, new byte[] {0})));
                }
            }
        }
        need(!times.hasRemaining(), "times and records go together");
        need(u32(header + 44) == count && u32(header + 48) == ended, "numbers of records and messages");
        need(u32(header + 80) == packets, "bytes of packets");
        need(file.getLong(header + 88) == (latest == 0 ? 0 : earliest), "earliest receive time");
        need(file.getLong(header + 96) == latest, "latest receive time");
        need(file.getLong(header + 160) == lostHere && u32(header + 168) == gapsHere, "gaps");
        recordBytes += raw.capacity();
        recordCount += count;
        messages += ended;
        packetBytes += packets;
        gaps += gapsHere;
        lost += lostHere;
    }

    // [3.3]
    private List<byte[]> contexts(ByteBuffer raw) {
        need(version > 1, "no contexts in version 1");
        List<byte[]> contexts = new ArrayList<>();
        for (long n = varint(raw); n > 0; n--) {
            byte[] context = new byte[(int) varint(raw)];
            need(context.length <= 1024, "length of a context");
            raw.get(context);
            contexts.add(context);
        }
        return contexts;
    }

    /** Puts the split messages of one block together [3.3]. */
    private static final class Split {
        private long dropped;
        private long timeNs;

        byte[] packet(int tag, ByteBuffer raw, ByteBuffer times, List<byte[]> contexts) {
            timeNs += svarint(times);
            dropped = (tag & 64) == 0 ? dropped : varint(raw);
            byte[] context = contexts.get((int) varint(raw));
            int type = (int) varint(raw);
            byte[] rest = new byte[(int) varint(raw)];
            raw.get(rest);
            ByteArrayOutputStream fromTime = new ByteArrayOutputStream();
            fromTime.write(8);
            writeVarint(fromTime, timeNs);
            fromTime.writeBytes(context);
            ByteArrayOutputStream packet = new ByteArrayOutputStream();
            packet.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putShort((short) 8)
                    .putShort((short) type)
                    .putInt((int) dropped)
                    .array());
            packet.write(10);
            writeVarint(packet, fromTime.size());
            packet.writeBytes(fromTime.toByteArray());
            packet.writeBytes(rest);
            return packet.toByteArray();
        }

        private static void writeVarint(ByteArrayOutputStream out, long value) {
            long rest = value;
            for (; rest >>> 7 != 0; rest >>>= 7) {
                out.write((int) rest | 128);
            }
            out.write((int) rest);
        }
    }

    // [5]
    private void footer(int blocks) {
        int start = at;
        magic(start, "89475646");
        need(Arrays.equals(slice(start + 8, 16), recordingId), "recording id of the footer");
        int size = (int) u32(start + 24);
        need(start + size == file.capacity(), "the footer ends the file");
        need(u32(start + size - 16) == size && crc(start, size - 12) == u32(start + size - 12), "trailer");
        magic(start + size - 8, "89475645");
        long flags = u32(start + 28);
        need(u32(start + 32) == blocks, "number of blocks");
        need(file.getLong(start + 48) == messages && file.getLong(start + 56) == packetBytes, "messages");
        need(file.getLong(start + 64) == recordBytes && file.getLong(start + 72) == recordCount, "records");
        need(file.getLong(start + 80) == sequence, "last sequence number");
        need(file.getLong(start + 128) == gaps && file.getLong(start + 136) == lost, "gaps in all");
        need(Arrays.equals(slice(start + 144, 32), chain), "chain of the last block");
        int set = (int) u32(start + 44);
        int index = (int) u32(start + 40);
        containers = names(slice(start + 176, set));
        if ((flags & 4) != 0) {
            byte[] rows = Zstd.decompress(slice(start + 176 + set, index), (int) u32(start + 36));
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            indexRows.forEach(expected::writeBytes);
            need(Arrays.equals(rows, expected.toByteArray()), "index");
        }
        int word = start + 176 + set + index;
        need(Arrays.equals(slice(word, 16), SEAL_WORD), "seal word");
        seal = slice(word + 16, 32);
        need(Arrays.equals(seal, sha256(slice(start, word - start))), "seal");
        signed = (flags & 1) != 0;
        need(start + size == word + 48 + (signed ? 96 : 0) + 16, "size of the footer");
        need(!signed || verifies(slice(word, 48), slice(word + 48, 32), slice(word + 80, 64)), "signature");
        need(records.get(0).kind() == 2 && records.get(records.size() - 1).kind() == 7, "opening and closing");
        sealed = true;
    }

    private static boolean verifies(byte[] text, byte[] key, byte[] signature) {
        try {
            ByteArrayOutputStream der = new ByteArrayOutputStream();
            der.writeBytes(HEX.parseHex("302a300506032b6570032100"));
            der.writeBytes(key);
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(
                    KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der.toByteArray())));
            check.update(text);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> names(byte[] set) {
        List<String> names = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(set);
        while (in.hasRemaining()) {
            byte[] name = new byte[in.get() & 0xff];
            in.get(name);
            names.add(new String(name, StandardCharsets.ISO_8859_1));
        }
        return names;
    }

    // [1]
    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = in.get();
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    private static long svarint(ByteBuffer in) {
        long folded = varint(in);
        return folded >>> 1 ^ -(folded & 1);
    }

    private void magic(int offset, String start) {
        need(HEX.formatHex(slice(offset, 8)).equals(start + "0d0a1a0a"), "magic at byte " + offset);
    }

    private int u16(int offset) {
        return file.getShort(offset) & 0xffff;
    }

    private long u32(int offset) {
        return file.getInt(offset) & 0xffffffffL;
    }

    private byte[] slice(int offset, int length) {
        return Arrays.copyOfRange(file.array(), offset, offset + length);
    }

    private long crc(int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(file.array(), offset, length);
        return crc.getValue();
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void need(boolean is, String what) {
        if (!is) {
            throw new IllegalStateException("not as specified in FORMAT.md: " + what);
        }
    }
}
