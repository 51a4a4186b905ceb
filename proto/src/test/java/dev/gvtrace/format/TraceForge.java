// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.format;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Makes damaged and forged trace files out of a sealed one, according to {@code FORMAT.md} only: cut and
 * flipped at each byte, blocks repeated, swapped, removed and inserted, spliced with another file, and numbers at their
 * limits in file header, block headers, index, footer and records, with all checksums and the chain made right again.
 * For tests.
 */
public final class TraceForge {
    private static final int FILE_HEADER = 96;
    private static final int BLOCK_HEADER = 176;
    private static final int FOOTER_FIXED = 176;
    private static final int CHAIN = 128;
    private static final int BLOCK_CRC = 172;

    /** Offset and size of each number in a block header. */
    private static final int[][] BLOCK_NUMBERS = {
        {24, 4}, {28, 4}, {32, 4}, {36, 4}, {40, 4}, {44, 4}, {48, 4}, {60, 4}, {64, 8}, {72, 8}, {80, 4}, {84, 4},
        {88, 8}, {96, 8}, {104, 8}, {112, 8}, {120, 8}, {160, 8}, {168, 4}
    };

    private static final int[][] FILE_NUMBERS = {{8, 2}, {10, 2}, {12, 4}, {32, 4}, {36, 4}, {40, 8}, {48, 8}, {88, 4}};

    private static final int[][] FOOTER_NUMBERS = {
        {24, 4}, {28, 4}, {32, 4}, {36, 4}, {40, 4}, {44, 4}, {48, 8}, {56, 8}, {64, 8}, {72, 8}, {80, 8}, {88, 8},
        {96, 8}, {104, 8}, {112, 8}, {120, 8}, {128, 8}, {136, 8}
    };

    private static final long[] LIMITS = {
        0,
        1,
        2,
        255,
        16_384,
        16_385,
        262_144,
        1 << 20,
        (1 << 20) + 1,
        1_114_112,
        1_114_113,
        50_331_649,
        67_108_864,
        Integer.MAX_VALUE,
        0x80000000L,
        0xffffffffL,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1
    };

    private final byte[] header;
    private final List<byte[]> blocks = new ArrayList<>();
    private final byte[] footer;

    /**
     * A file to try.
     *
     * @param name what was done to it
     * @param bytes the file
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Forged(String name, byte[] bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Takes a sealed file apart. */
    public TraceForge(byte[] file) {
        header = Arrays.copyOf(file, FILE_HEADER);
        int at = FILE_HEADER;
        while (file[at + 3] == 'B') {
            int size = BLOCK_HEADER + (int) number(file, at + 32, 4) + (int) number(file, at + 36, 4);
            blocks.add(Arrays.copyOfRange(file, at, at + size));
            at += size;
        }
        footer = Arrays.copyOfRange(file, at, file.length);
    }

    /** How many blocks the file has. */
    public int blockCount() {
        return blocks.size();
    }

    /** A block as stored in the file. */
    public byte[] block(int number) {
        return blocks.get(number).clone();
    }

    /** Number of the last message before a block, and up to its end. */
    public long[] messagesOf(int number) {
        return new long[] {number(blocks.get(number), 64, 8), number(blocks.get(number), 72, 8)};
    }

    /** The blocks in this order, with the footer as it was. */
    public byte[] withBlocks(int... order) {
        return join(header, IntStream.of(order).mapToObj(blocks::get).toList(), footer);
    }

    /** The blocks in this order, with no footer. */
    public byte[] unsealed(int... order) {
        return join(header, IntStream.of(order).mapToObj(blocks::get).toList(), new byte[0]);
    }

    /** The file cut at each byte. */
    public Stream<Forged> cuts() {
        byte[] file = whole();
        return IntStream.range(0, file.length)
                .mapToObj(size -> new Forged("cut at byte " + size, Arrays.copyOf(file, size)));
    }

    /** Each byte of the file flipped: all its bits, or one. */
    public Stream<Forged> flips() {
        byte[] file = whole();
        return IntStream.range(0, file.length).mapToObj(n -> {
            byte[] flipped = file.clone();
            int bits = n % 2 == 0 ? 0xff : 1 << (n / 2) % 8;
            flipped[n] ^= (byte) bits;
            return new Forged("byte " + n + " flipped by " + bits, flipped);
        });
    }

    /** Blocks repeated, moved, swapped and removed: with the old footer, with none, and with a new one that fits. */
    public Stream<Forged> rearranged() {
        List<int[]> orders = new ArrayList<>();
        int count = blocks.size();
        for (int i = 0; i < count; i++) {
            int block = i;
            orders.add(IntStream.range(0, count).filter(n -> n != block).toArray());
            for (int at = 0; at <= count; at++) {
                int place = at;
                orders.add(IntStream.rangeClosed(0, count)
                        .map(n -> n < place ? n : n == place ? block : n - 1)
                        .toArray());
                int[] others = IntStream.range(0, count).filter(n -> n != block).toArray();
                orders.add(IntStream.range(0, count)
                        .map(n -> n < Math.min(place, count - 1)
                                ? others[n]
                                : n == Math.min(place, count - 1) ? block : others[n - 1])
                        .toArray());
            }
            for (int other = i + 1; other < count; other++) {
                int with = other;
                orders.add(IntStream.range(0, count)
                        .map(n -> n == block ? with : n == with ? block : n)
                        .toArray());
            }
        }
        orders.add(IntStream.range(0, count).map(n -> count - 1 - n).toArray());
        orders.add(IntStream.range(0, 2 * count).map(n -> n % count).toArray());
        return orders.stream()
                .flatMap(order -> Stream.of(
                        new Forged("blocks " + Arrays.toString(order), withBlocks(order)),
                        new Forged("blocks " + Arrays.toString(order) + ", not sealed", unsealed(order)),
                        new Forged("blocks " + Arrays.toString(order) + ", sealed anew", sealedAnew(order)),
                        new Forged(
                                "blocks " + Arrays.toString(order) + ", chained and sealed anew",
                                chainedAnew(
                                        header,
                                        IntStream.of(order)
                                                .mapToObj(blocks::get)
                                                .toList()))));
    }

    /** Parts of this file and of another in one. */
    public Stream<Forged> spliced(TraceForge other) {
        byte[] mine = whole();
        byte[] theirs = other.whole();
        List<Forged> all = new ArrayList<>();
        all.add(new Forged("both files", concat(mine, theirs)));
        all.add(new Forged("the file twice", concat(mine, mine)));
        all.add(new Forged("the other's header", join(other.header, blocks, footer)));
        all.add(new Forged("the other's footer", join(header, blocks, other.footer)));
        for (int block = 0; block <= blocks.size(); block++) {
            List<byte[]> mixed = new ArrayList<>(blocks);
            mixed.addAll(block, other.blocks);
            all.add(new Forged("the other's blocks before block " + block, join(header, mixed, footer)));
            mixed = new ArrayList<>(blocks);
            mixed.add(block, new byte[513]);
            all.add(new Forged("zeros before block " + block, join(header, mixed, footer)));
        }
        for (int n = 0; n < 40; n++) {
            int from = mine.length * n / 40;
            byte[] end = Arrays.copyOfRange(theirs, theirs.length * n / 40, theirs.length);
            all.add(new Forged("the other's end from byte " + from, concat(Arrays.copyOf(mine, from), end)));
        }
        return all.stream();
    }

    /**
     * Numbers at their limits in the headers of file and blocks, checksums right; in turn with the old footer, with
     * none, and with a new chain and footer.
     */
    public Stream<Forged> forgedHeaders() {
        List<Forged> all = new ArrayList<>();
        for (int[] place : FILE_NUMBERS) {
            for (long value : values(number(header, place[0], place[1]))) {
                byte[] forged = header.clone();
                put(forged, place, value);
                putCrc(forged, FILE_HEADER - 4);
                String name = "file header, byte " + place[0] + ": " + value;
                all.add(new Forged(name, join(forged, blocks, footer)));
                all.add(new Forged(name + ", chained and sealed anew", chainedAnew(forged, blocks)));
            }
        }
        for (int block = 0; block < blocks.size(); block++) {
            for (int[] place : BLOCK_NUMBERS) {
                for (long value : values(number(blocks.get(block), place[0], place[1]))) {
                    List<byte[]> forged = new ArrayList<>(blocks);
                    forged.set(block, block(block));
                    put(forged.get(block), place, value);
                    putCrc(forged.get(block), BLOCK_CRC);
                    String name = "block " + block + ", byte " + place[0] + ": " + value;
                    all.add(
                            switch (all.size() % 3) {
                                case 0 -> new Forged(name, join(header, forged, footer));
                                case 1 -> new Forged(name + ", not sealed", join(header, forged, new byte[0]));
                                default -> new Forged(name + ", chained and sealed anew", chainedAnew(header, forged));
                            });
                }
            }
        }
        return all.stream();
    }

    /** Numbers at their limits in footer and index, checksums and seal right. */
    public Stream<Forged> forgedFooters() {
        List<Forged> all = new ArrayList<>();
        int indexAt = FOOTER_FIXED + (int) number(footer, 44, 4);
        byte[] index = index(blocks);
        for (int[] place : FOOTER_NUMBERS) {
            for (long value : values(number(footer, place[0], place[1]))) {
                byte[] start = Arrays.copyOf(footer, indexAt);
                put(start, place, value);
                all.add(new Forged(
                        "footer, byte " + place[0] + ": " + value, join(header, blocks, footer(start, zstd(index)))));
            }
        }
        byte[] start = Arrays.copyOf(footer, indexAt);
        for (int at = 0; at < index.length; at += 4) {
            long[] values = values(number(index, at, 4));
            for (int n = at / 4 % 4; n < values.length; n += 4) {
                long value = values[n];
                byte[] forged = index.clone();
                put(forged, new int[] {at, 4}, value);
                all.add(new Forged(
                        "index, byte " + at + ": " + value, join(header, blocks, footer(start, zstd(forged)))));
            }
        }
        put(start, new int[] {36, 4}, 50_331_648);
        all.add(new Forged("an index of zeros", join(header, blocks, footer(start, zstd(new byte[50_331_648])))));
        all.add(new Forged("an index that is none", join(header, blocks, footer(start, new byte[99]))));
        return all.stream();
    }

    /** Contents and times of blocks changed at random, compressed and checked again. */
    public Stream<Forged> forgedRecords(int each, long seed) {
        Random random = new Random(seed);
        List<Forged> all = new ArrayList<>();
        for (int block = 0; block < blocks.size(); block++) {
            for (int n = 0; n < each; n++) {
                byte[] times = unpack(block, true);
                byte[] content = unpack(block, false);
                byte[] target = times.length > 0 && n % 4 == 0 ? times : content;
                for (int i = random.nextInt(3); i >= 0; i--) {
                    target[random.nextInt(Math.min(target.length, 4000))] =
                            (byte) (random.nextInt(4) == 0 ? 0xff : random.nextInt(256));
                }
                List<byte[]> forged = new ArrayList<>(blocks);
                forged.set(block, packed(blocks.get(block), times, content));
                all.add(new Forged("block " + block + ", records changed, " + n, chainedAnew(header, forged)));
            }
        }
        return all.stream();
    }

    private byte[] unpack(int block, boolean times) {
        byte[] bytes = blocks.get(block);
        int from = BLOCK_HEADER + (int) number(bytes, 32, 4);
        int timeBytes = (int) number(bytes, 60, 4);
        if (times) {
            return timeBytes == 0
                    ? new byte[0]
                    : Zstd.decompress(Arrays.copyOfRange(bytes, from, from + timeBytes), (int) number(bytes, 84, 4));
        }
        return Zstd.decompress(Arrays.copyOfRange(bytes, from + timeBytes, bytes.length), (int) number(bytes, 40, 4));
    }

    private static byte[] packed(byte[] block, byte[] times, byte[] content) {
        byte[] start = Arrays.copyOf(block, BLOCK_HEADER + (int) number(block, 32, 4));
        byte[] packedTimes = times.length == 0 ? new byte[0] : zstd(times);
        byte[] payload = concat(packedTimes, zstd(content));
        put(start, new int[] {36, 4}, payload.length);
        put(start, new int[] {60, 4}, packedTimes.length);
        put(start, new int[] {56, 4}, crc(payload, 0, payload.length));
        putCrc(start, BLOCK_CRC);
        return concat(start, payload);
    }

    private byte[] whole() {
        return join(header, blocks, footer);
    }

    /** The blocks as they are, which breaks the chain, with a footer whose index and size fit them. */
    private byte[] sealedAnew(int... order) {
        List<byte[]> chosen = IntStream.of(order).mapToObj(blocks::get).toList();
        return join(header, chosen, fittingFooter(chosen, Arrays.copyOfRange(footer, 144, 176)));
    }

    /** What a writer of these blocks would have made: the chain goes through all of them. */
    private byte[] chainedAnew(byte[] fileHeader, List<byte[]> all) {
        List<byte[]> chained = new ArrayList<>();
        byte[] chain = sha256(fileHeader);
        for (byte[] block : all) {
            byte[] copy = block.clone();
            chain = sha256(
                    chain,
                    Arrays.copyOf(copy, CHAIN),
                    Arrays.copyOfRange(copy, 160, 172),
                    Arrays.copyOfRange(copy, BLOCK_HEADER, copy.length));
            System.arraycopy(chain, 0, copy, CHAIN, chain.length);
            putCrc(copy, BLOCK_CRC);
            chained.add(copy);
        }
        return join(fileHeader, chained, fittingFooter(chained, chain));
    }

    private byte[] fittingFooter(List<byte[]> all, byte[] chain) {
        byte[] start = Arrays.copyOf(footer, FOOTER_FIXED + (int) number(footer, 44, 4));
        put(start, new int[] {32, 4}, all.size());
        put(start, new int[] {36, 4}, index(all).length);
        byte[] packed = zstd(index(all));
        put(start, new int[] {40, 4}, packed.length);
        System.arraycopy(chain, 0, start, 144, chain.length);
        return footer(start, packed);
    }

    private static byte[] index(List<byte[]> all) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] block : all) {
            out.write(block, 28, 100);
            out.write(block, 160, 12);
            int containers = (int) Math.max(0, Math.min(number(block, 32, 4), block.length - BLOCK_HEADER));
            out.write(block, BLOCK_HEADER, containers);
        }
        return out.toByteArray();
    }

    /** A footer that is not signed, with sizes, seal and checksum right. */
    private static byte[] footer(byte[] start, byte[] packedIndex) {
        byte[] sealed = concat(start, packedIndex);
        int size = sealed.length + 16 + 32 + 16;
        if (number(start, 24, 4) < 1000) {
            put(sealed, new int[] {24, 4}, size);
        }
        byte[] sizeAgain = new byte[4];
        put(sizeAgain, new int[] {0, 4}, number(sealed, 24, 4));
        byte[] body = concat(
                sealed,
                "gvtrace-seal-v1:".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                sha256(sealed),
                sizeAgain);
        byte[] checksum = new byte[4];
        put(checksum, new int[] {0, 4}, crc(body, 0, body.length));
        return concat(body, checksum, new byte[] {(byte) 0x89, 'G', 'V', 'E', '\r', '\n', 0x1a, '\n'});
    }

    private static long[] values(long now) {
        return Stream.concat(Arrays.stream(LIMITS).boxed(), Stream.of(now - 1, now + 1, now + 1000))
                .mapToLong(Long::longValue)
                .filter(value -> value != now)
                .distinct()
                .toArray();
    }

    private static byte[] join(byte[] fileHeader, List<byte[]> all, byte[] end) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(fileHeader);
        all.forEach(out::writeBytes);
        out.writeBytes(end);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        return join(new byte[0], List.of(parts), new byte[0]);
    }

    private static byte[] zstd(byte[] bytes) {
        return Zstd.compress(bytes);
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

    private static long number(byte[] bytes, int at, int size) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return size == 8
                ? in.getLong(at)
                : size == 4 ? Integer.toUnsignedLong(in.getInt(at)) : Short.toUnsignedLong(in.getShort(at));
    }

    private static void put(byte[] bytes, int[] place, long value) {
        for (int i = 0; i < place[1]; i++) {
            bytes[place[0] + i] = (byte) (value >> 8 * i);
        }
    }

    private static long crc(byte[] bytes, int from, int size) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, size);
        return crc.getValue();
    }

    private static void putCrc(byte[] bytes, int at) {
        put(bytes, new int[] {at, 4}, crc(bytes, 0, at));
    }
}
