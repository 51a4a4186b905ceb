// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.frame;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.Damage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One file of frames. Its bytes: {@code GVTCACHE}, the version, the identity of trace and program (32), the frames, and
 * the HMAC-SHA-256 of all of it (32). The frames are the interval, their number, and of each the numbers of {@link
 * KeyFrame} in its order, damage with the file's place in the trace, size and packed bytes; numbers as {@link
 * ByteOutput} writes them.
 */
final class CacheFile {
    private static final byte[] MAGIC = "GVTCACHE\1".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGEST = 32;
    private static final String ALGORITHM = "HmacSHA256";
    /** More than frames may take in memory. */
    private static final long MOST_BYTES = 64L << 20;

    private static final int MOST_FRAMES = 1 << 16;

    private CacheFile() {}

    private static byte[] code(byte[] key, byte[] bytes, int length) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(new SecretKeySpec(key, ALGORITHM));
        mac.update(bytes, 0, length);
        return mac.doFinal();
    }

    /**
     * Reads a file.
     *
     * @param files the trace's, as its damage names them
     * @throws IOException if it is missing, of another trace or program, or was not written with this key
     */
    static KeyFrames read(Path file, byte[] identity, byte[] key, List<String> files)
            throws IOException, GeneralSecurityException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MOST_BYTES) {
            throw new FrameException("not a file of frames");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            bytes = in.readNBytes((int) MOST_BYTES);
        }
        int end = bytes.length - DIGEST;
        int start = MAGIC.length + DIGEST;
        if (end < start
                || !FrameCache.startsWith(bytes, MAGIC)
                || !Arrays.equals(bytes, MAGIC.length, start, identity, 0, DIGEST)
                || !FrameCache.same(Arrays.copyOfRange(bytes, end, bytes.length), code(key, bytes, end))) {
            throw new FrameException("not a file of frames of this trace and program");
        }
        return frames(new ByteInput(Arrays.copyOfRange(bytes, start, end)), files);
    }

    private static KeyFrames frames(ByteInput in, List<String> files) throws FrameException {
        long interval = in.count();
        int count = in.length();
        if (interval < 1 || interval > Long.MAX_VALUE / 4 || count > MOST_FRAMES) {
            throw new FrameException("interval of " + interval + " messages, " + count + " frames");
        }
        List<KeyFrame> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(new KeyFrame(
                    in.number(), in.number(), in.number(), in.number(), in.number(), damage(in, files), packed(in)));
        }
        return new KeyFrames(interval, frames);
    }

    private static PackedBytes packed(ByteInput in) throws FrameException {
        long size = in.count();
        if (size < 0 || size > PackedBytes.MOST) {
            throw new FrameException("state of " + size + " bytes");
        }
        byte[] packed = new byte[in.length()];
        in.raw(packed);
        return new PackedBytes(packed, (int) size);
    }

    private static List<Damage> damage(ByteInput in, List<String> files) throws FrameException {
        List<Damage> all = new ArrayList<>();
        for (int left = in.length(); left > 0; left--) {
            long file = in.count();
            if (file < 0 || file >= files.size()) {
                throw new FrameException("file " + file);
            }
            all.add(new Damage(files.get((int) file), in.number(), in.number(), in.text(), in.raw() != 0));
        }
        return all;
    }

    /** Writes a file of at most so many bytes beside the name and moves it there. */
    static void write(Path file, byte[] identity, byte[] key, List<String> files, KeyFrames frames, long most)
            throws IOException, GeneralSecurityException {
        ByteOutput out = new ByteOutput();
        out.raw(MAGIC, MAGIC.length);
        out.raw(identity, DIGEST);
        KeyFrames few = frames.within(Math.min(most, MOST_BYTES) - MAGIC.length - 2 * DIGEST);
        List<KeyFrame> all = few.all();
        all.removeIf(frame -> frame.damage().stream().anyMatch(damage -> !files.contains(damage.file())));
        if (all.isEmpty()) {
            return;
        }
        out.count(few.interval());
        out.count(all.size());
        all.forEach(frame -> put(frame, files, out));
        byte[] bytes = out.toBytes();
        out.raw(code(key, bytes, bytes.length), DIGEST);
        replace(file, out.toBytes());
    }

    private static void put(KeyFrame frame, List<String> files, ByteOutput out) {
        out.number(frame.sequence());
        out.number(frame.events());
        out.number(frame.latestNs());
        out.number(frame.gapFromNs());
        out.number(frame.lostBefore());
        out.count(frame.damage().size());
        for (Damage damage : frame.damage()) {
            out.count(files.indexOf(damage.file()));
            out.number(damage.offset());
            out.number(damage.length());
            out.text(damage.what());
            out.raw(damage.losesRecords() ? 1 : 0);
        }
        byte[] packed = frame.state().packed();
        out.count(frame.state().size());
        out.count(packed.length);
        out.raw(packed, packed.length);
    }

    private static void replace(Path file, byte[] bytes) throws IOException {
        String name = FileNames.text(file) + "." + ProcessHandle.current().pid() + ".unfinished";
        Path unfinished = FileNames.path(name);
        try {
            try (SeekableByteChannel out = Files.newByteChannel(
                    unfinished,
                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
