// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.anchor.Anchor;
import dev.gvtrace.trace.anchor.AnchorLine;
import dev.gvtrace.trace.ledger.LedgerLine.MalformedException;
import dev.gvtrace.trace.ledger.LedgerLines;
import dev.gvtrace.trace.verify.VerdictReason.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Files of anchors, as {@code gvtrace capture --anchor} sends them: one JSON object a line, of any number of hosts and
 * directories. Memory does not grow with the number of anchors. Not
 * thread-safe.
 */
final class AnchorFiles {
    private static final int BUFFER = 64 * 1024;
    private static final int MOST_PLACES = 10_000;

    private final TrustedKeys keys;
    private final Map<Place, AnchorGroup> groups = new LinkedHashMap<>();
    /** What is wrong with lines that are of no host. */
    private final VerdictBuilder strays = new VerdictBuilder();

    private record Place(Text host, Text directory) {}

    private record Opened(Path path, long firstNs) {}

    private AnchorFiles(TrustedKeys keys) {
        this.keys = keys;
    }

    /**
     * Reads the files, the oldest first.
     *
     * @param trusted the keys of which one must have signed each anchor; none when a signature is not required
     * @throws IOException when a file cannot be read, or has no anchor
     */
    static AnchorFiles read(List<Path> files, TrustedKeys trusted) throws IOException {
        AnchorFiles all = new AnchorFiles(trusted);
        List<Opened> order = new ArrayList<>();
        for (Path file : files) {
            order.add(new Opened(file, firstTime(file)));
        }
        order.sort(Comparator.comparingLong(Opened::firstNs));
        for (Opened each : order) {
            all.read(each.path());
        }
        return all;
    }

    private static LedgerLines lines(InputStream in) {
        return new LedgerLines(in, AnchorLine.MOST_BYTES);
    }

    private static InputStream open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(FileNames.text(file) + ": a directory, expected a file of anchors");
        }
        return new BufferedInputStream(Files.newInputStream(file), BUFFER);
    }

    private static long firstTime(Path file) throws IOException {
        try (InputStream in = open(file)) {
            LedgerLines lines = lines(in);
            while (lines.next()) {
                AnchorLine line = decode(lines);
                if (line != null) {
                    return line.anchor().timeNs();
                }
            }
        }
        throw new IOException(
                FileNames.text(file) + ": no anchor in it, expected lines as capture --anchor sends them");
    }

    private static @Nullable AnchorLine decode(LedgerLines in) {
        if (in.isTooLong()) {
            return null;
        }
        try {
            return AnchorLine.decode(in.bytes(), (int) in.length());
        } catch (MalformedException e) {
            return null;
        }
    }

    private void read(Path file) throws IOException {
        String name = FileNames.text(file);
        try (InputStream stream = open(file)) {
            LedgerLines in = lines(stream);
            long unreadable = 0;
            boolean finished = true;
            while (in.next()) {
                AnchorLine line = decode(in);
                finished = in.isFinished();
                if (unreadable > 0) {
                    stray(name, unreadable, line);
                }
                unreadable = line == null && in.length() > 0 ? in.number() : 0;
                if (line != null) {
                    add(line, in.hash(), name, in.number());
                }
            }
            if (unreadable > 0 && !finished) {
                strays.unknown(
                        Kind.COMPLETE,
                        name + ":" + unreadable + ": the last line is incomplete: its writer was killed, or it was"
                                + " truncated");
            } else if (unreadable > 0) {
                stray(name, unreadable, null);
            }
        }
    }

    /** A line that is not an anchor; a recorder ends one that another left incomplete, before its own first one. */
    private void stray(String name, long number, @Nullable AnchorLine next) {
        boolean isStart =
                next != null && next.anchor().sequence() - next.anchor().undelivered() == 1;
        if (isStart) {
            strays.remark(
                    name + ":" + number + " is incomplete: its writer was killed; the next recorder ended the line");
        } else {
            strays.no(Kind.INTACT, name + ":" + number + ": not an anchor");
        }
    }

    private void add(AnchorLine line, String hash, String file, long number) throws IOException {
        Anchor anchor = line.anchor();
        Place place = new Place(anchor.source().host(), anchor.source().directory());
        AnchorGroup group = groups.get(place);
        if (group == null) {
            if (groups.size() >= MOST_PLACES) {
                throw new IOException(file + ": anchors of more than " + MOST_PLACES + " directories");
            }
            group = new AnchorGroup(place.host(), place.directory());
            groups.put(place, group);
        }
        group.add(line, keys, hash, file, number);
    }

    /** The anchors of each directory. */
    Collection<AnchorGroup> groups() {
        return groups.values();
    }

    /** What is wrong with lines that are no anchors. */
    Verdicts strays() {
        return strays.build();
    }

    /** Whether an anchor is about this recording. */
    boolean has(UUID recording) {
        return groups.values().stream().anyMatch(group -> group.recordings().contains(recording));
    }
}
