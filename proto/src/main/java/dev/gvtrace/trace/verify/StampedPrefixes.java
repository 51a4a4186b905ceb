// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds what time stamps over the first lines of a file are over, while the file is read byte by byte: after each line
 * the digest of all bytes so far is compared with those of the stamps, so that no name and no number has to be trusted.
 * Not thread-safe.
 */
final class StampedPrefixes extends FilterInputStream {
    private static final int BUFFER = 1 << 13;

    private final Map<String, MessageDigest> digests = new TreeMap<>();
    /** Stamps whose bytes were not found yet, by algorithm and digest. */
    private final Map<String, List<TimeStamp>> open = new TreeMap<>();

    private final Stamps asked;
    private final List<FileStamp> found = new ArrayList<>();
    private final List<TimeStamp> unusable = new ArrayList<>();
    private final byte[] buffer = new byte[BUFFER];
    private int buffered;
    private long lines;
    private boolean lineBegun;

    /**
     * Reads a file with stamps.
     *
     * @param asked which stamps count
     */
    StampedPrefixes(InputStream in, List<TimeStamp> stamps, Stamps asked) {
        super(in);
        this.asked = asked;
        for (TimeStamp stamp : stamps) {
            MessageDigest digest = stamp.problem() == null ? Stamps.digest(stamp.algorithm()) : null;
            if (digest == null) {
                unusable.add(stamp.withProblem("its digest " + stamp.algorithm() + " is not known here"));
            } else {
                digests.putIfAbsent(stamp.algorithm(), digest);
                open.computeIfAbsent(key(stamp.algorithm(), stamp.digest()), each -> new ArrayList<>())
                        .add(stamp);
            }
        }
    }

    private static String key(String algorithm, String digest) {
        return algorithm + " " + digest;
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        if (digests.isEmpty()) {
            return b;
        }
        if (b < 0) {
            if (lineBegun) {
                compare();
            }
            return b;
        }
        buffer[buffered++] = (byte) b;
        lineBegun = b != '\n';
        if (buffered == buffer.length) {
            digest();
        }
        if (b == '\n') {
            lines++;
            compare();
        }
        return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException("read byte by byte");
    }

    private void digest() {
        digests.values().forEach(digest -> digest.update(buffer, 0, buffered));
        buffered = 0;
    }

    private void compare() {
        digest();
        digests.forEach((algorithm, digest) -> {
            List<TimeStamp> matching = open.remove(
                    key(algorithm, HexFormat.of().formatHex(copy(digest).digest())));
            if (matching != null) {
                matching.forEach(stamp -> found.add(new FileStamp(stamp, asked.counts(stamp), null, lines, null)));
            }
        });
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("a digest of Java that cannot be continued: " + digest, e);
        }
    }

    /** After the last byte: the stamps over the first lines, with how many; those that prove nothing come last. */
    List<FileStamp> result() {
        List<FileStamp> all = new ArrayList<>(found);
        open.values()
                .forEach(stamps -> stamps.forEach(stamp -> all.add(new FileStamp(
                        stamp.withProblem("no beginning of the ledger has the stamped digest: lines were changed or"
                                + " taken away, or the stamp is of another file"),
                        false,
                        null,
                        0,
                        null))));
        unusable.forEach(stamp -> all.add(new FileStamp(stamp, false, null, 0, null)));
        return all;
    }

    /** The earliest stamp that counts and covers a line; null without one. */
    static @Nullable FileStamp earliest(List<FileStamp> stamps, long line) {
        FileStamp best = null;
        for (FileStamp each : stamps) {
            boolean covers = each.stamp().problem() == null && each.line() >= line;
            if (covers && (best == null || isBetter(each, best))) {
                best = each;
            }
        }
        return best;
    }

    /** One that counts is better than one that does not, then the earlier one. */
    static boolean isBetter(FileStamp one, FileStamp other) {
        return one.counts() == other.counts()
                ? one.stamp().timeNs() < other.stamp().timeNs()
                : one.counts();
    }
}
