// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerLine;
import dev.gvtrace.trace.ledger.LedgerLines;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger has that anchors are compared with: hashes of lines, files deleted or let go, starts and ends of
 * recorders. Whether
 * the ledger itself is sound is for {@link LedgerCheck}. Not thread-safe.
 */
final class AnchoredLedger {
    private static final int BUFFER = 64 * 1024;
    private static final int MOST_RUNS = 100_000;
    private static final int MOST_HOSTS = 1000;

    private final AnchorFiles anchors;
    private final Set<Long> wanted = new HashSet<>();
    private final Map<Long, String> hashes = new HashMap<>();
    private final Map<UUID, Map<Integer, Long>> deleted = new HashMap<>();
    private final Map<Text, Long> deletedNames = new HashMap<>();
    private final Set<UUID> begun = new HashSet<>();
    private final Set<Text> hosts = new HashSet<>();
    private final List<Span> runs = new ArrayList<>();
    private final List<Mark> ends = new ArrayList<>();
    private long firstLine = 1;
    private long lastLine;
    private boolean full;

    /**
     * A run of a recorder.
     *
     * @param from line of its start
     * @param to its last line
     * @param timeNs of its start
     */
    record Span(long from, long to, long timeNs) {}

    /**
     * The end of a run.
     *
     * @param crashed whether it ended without a stop
     */
    record Mark(long line, long timeNs, boolean crashed) {}

    private AnchoredLedger(AnchorFiles anchors) {
        this.anchors = anchors;
        anchors.groups().forEach(group -> wanted.addAll(group.ledger().keySet()));
    }

    /** Reads a ledger. */
    static AnchoredLedger read(Path file, AnchorFiles anchors) throws IOException {
        AnchoredLedger ledger = new AnchoredLedger(anchors);
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                InputStream in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER)) {
            ledger.read(new LedgerLines(in));
        }
        return ledger;
    }

    private void read(LedgerLines in) throws IOException {
        long offset = 0;
        while (in.next()) {
            LedgerLine line = decode(in);
            if (in.number() == 1 && line != null && line.line() > 1) {
                // a ledger that was replaced while it was written continues with the numbers of the old one
                offset = line.line() - 1;
                firstLine = line.line();
            }
            lastLine = in.number() + offset;
            if (wanted.contains(lastLine)) {
                hashes.put(lastLine, in.hash());
            }
            if (line != null) {
                take(line);
            }
        }
        endRun();
    }

    private static @Nullable LedgerLine decode(LedgerLines in) {
        try {
            return in.isTooLong() ? null : LedgerLine.decode(in.bytes(), (int) in.length());
        } catch (LedgerLine.MalformedException e) {
            return null;
        }
    }

    private void take(LedgerLine line) {
        LedgerEvent event = line.event();
        if (event instanceof LedgerEvent.Started started) {
            if (hosts.size() < MOST_HOSTS) {
                hosts.add(started.host());
            }
            if (runs.size() >= MOST_RUNS) {
                full = true;
                return;
            }
            endRun();
            runs.add(new Span(lastLine, lastLine, line.timeNs()));
        } else if (event instanceof LedgerEvent.Stopped || event instanceof LedgerEvent.Crashed) {
            if (ends.size() < MOST_RUNS) {
                ends.add(new Mark(lastLine, line.timeNs(), event instanceof LedgerEvent.Crashed));
            }
        } else if (event instanceof LedgerEvent.Begun at && anchors.has(at.recording())) {
            begun.add(at.recording());
        } else if (event instanceof LedgerEvent.Deleted at) {
            delete(at.recording(), at.segment(), at.file());
        } else if (event instanceof LedgerEvent.LetGo at) {
            delete(at.recording(), at.segment(), at.file());
        }
    }

    private void delete(@Nullable UUID recording, int segment, Text file) {
        if (recording == null) {
            deletedNames.put(file, lastLine);
        } else if (anchors.has(recording)) {
            deleted.computeIfAbsent(recording, id -> new HashMap<>()).put(segment, lastLine);
        }
    }

    private void endRun() {
        if (!runs.isEmpty()) {
            Span open = runs.remove(runs.size() - 1);
            runs.add(new Span(open.from(), lastLine, open.timeNs()));
        }
    }

    /** The hash of an anchored line; null if the ledger does not have the line. */
    @Nullable
    String hash(long line) {
        return hashes.get(line);
    }

    long firstLine() {
        return firstLine;
    }

    long lastLine() {
        return lastLine;
    }

    /** Whether an anchored recording was begun according to it. */
    boolean hasBegun(UUID recording) {
        return begun.contains(recording);
    }

    /** Whether a recorder on this host wrote it, as it states. */
    boolean isOf(Text host) {
        return hosts.contains(host);
    }

    /** The line about the deletion of a file; 0 if there is none. */
    long deletion(UUID recording, int segment, String file) {
        Long line = deleted.getOrDefault(recording, Map.of()).get(segment);
        return line != null ? line : deletedNames.getOrDefault(Text.ofUtf8(file), 0L);
    }

    /** The runs of recorders that its lines are about, in order. */
    List<Span> runs() {
        return runs;
    }

    boolean isFull() {
        return full;
    }

    /** The first end of a recorder after a line; null if there is none. */
    @Nullable
    Mark endAfter(long line) {
        return ends.stream().filter(end -> end.line() > line).findFirst().orElse(null);
    }
}
