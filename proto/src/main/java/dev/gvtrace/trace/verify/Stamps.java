// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The time stamps beside files: {@code NAME.tsr} over all bytes of a file, {@code NAME.LINES.tsr} over the first lines
 * of a file that grows by lines. Immutable.
 */
public final class Stamps {
    /** The end of a stamp's file name. */
    public static final String SUFFIX = ".tsr";

    private static final Stamps NOT_ASKED = new Stamps(null, Long.MAX_VALUE);
    private static final int BUFFER = 1 << 16;
    private static final int MOST_STAMPS = 100_000;

    private final @Nullable StampReader reader;
    private final long latestNs;

    private Stamps(@Nullable StampReader reader, long latestNs) {
        this.reader = reader;
        this.latestNs = latestNs;
    }

    /** Not looked for. */
    public static Stamps notAsked() {
        return NOT_ASKED;
    }

    /**
     * Read by this reader.
     *
     * @param latestNs stamps after this time do not count, nanoseconds since the epoch
     */
    public static Stamps readBy(StampReader reader, long latestNs) {
        return new Stamps(reader, latestNs);
    }

    boolean areAsked() {
        return reader != null;
    }

    /** Whether a stamp proves that what it is over existed before the latest time that counts. */
    boolean counts(TimeStamp stamp) {
        return stamp.isTrusted() && !isLate(stamp);
    }

    boolean isLate(TimeStamp stamp) {
        return stamp.timeNs() > latestNs;
    }

    /**
     * The stamp beside a file, compared with the file's bytes; null without one.
     *
     * @throws IOException when the file cannot be read
     */
    @Nullable
    TimeStamp over(Path file) throws IOException {
        Path beside = file.resolveSibling(FileNames.path(FileNames.name(file) + SUFFIX));
        if (reader == null || !Files.exists(beside, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        TimeStamp stamp = read(reader, beside);
        if (stamp.digest().isEmpty()) {
            return stamp;
        }
        MessageDigest digest = digest(stamp.algorithm());
        if (digest == null) {
            return stamp.withProblem("its digest " + stamp.algorithm() + " is not known here");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        boolean same = HexFormat.of().formatHex(digest.digest()).equals(stamp.digest());
        return same
                ? stamp
                : stamp.withProblem("it is over other bytes: the file was changed, or the stamp is of another");
    }

    /** All stamps beside a file that grows by lines, in the order of their names; not compared with it. */
    List<TimeStamp> beside(Path lines) throws IOException {
        Path folder = lines.toAbsolutePath().getParent();
        if (reader == null || folder == null) {
            return List.of();
        }
        Pattern name =
                Pattern.compile(Pattern.quote(FileNames.name(lines)) + "(\\.\\d{1,18})?" + Pattern.quote(SUFFIX));
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
            for (Path each : inside) {
                if (name.matcher(FileNames.name(each)).matches()) {
                    files.add(each);
                }
            }
        }
        if (files.size() > MOST_STAMPS) {
            throw new IOException(FileNames.text(folder) + ": " + files.size() + " stamps of " + FileNames.name(lines)
                    + ", expected at most " + MOST_STAMPS);
        }
        files.sort(Comparator.comparing((Path path) -> FileNames.name(path).length())
                .thenComparing(FileNames::name));
        List<TimeStamp> stamps = new ArrayList<>();
        for (Path file : files) {
            stamps.add(read(reader, lines.resolveSibling(file.getFileName())));
        }
        return stamps;
    }

    /** A pipe would block; a link could lead to one. */
    private static TimeStamp read(StampReader reader, Path stamp) {
        String name = FileNames.text(stamp);
        if (!Files.isRegularFile(stamp)) {
            return TimeStamp.unusable(name, "not a regular file");
        }
        return reader.read(stamp);
    }

    /** Null for a digest that Java does not have. */
    static @Nullable MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            return null;
        }
    }

    /** The reason of an error in reading a stamp. */
    public static TimeStamp unreadable(Path stamp, IOException e) {
        return TimeStamp.unusable(FileNames.text(stamp), "cannot be read: " + FileErrors.reason(e));
    }
}
