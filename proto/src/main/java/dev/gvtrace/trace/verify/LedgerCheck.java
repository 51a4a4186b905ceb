// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerLine;
import dev.gvtrace.trace.ledger.LedgerLines;
import dev.gvtrace.trace.verify.VerdictReason.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads a ledger, checks its chain and signatures, and keeps its entries for each file. Memory does not grow with
 * deleted files; if there are more other files than a limit, the report contains that they were not checked. Not
 * thread-safe.
 */
final class LedgerCheck {
    /** The maximum number of files that are tracked. */
    private static final int MOST_FILES = 200_000;

    private static final int MOST_AFTERWARDS = 20;

    private static final int BUFFER = 64 * 1024;

    /** The ledger's entries for a file. */
    static final class Entry {
        final Text file;
        final String begun;

        @Nullable
        String seal;

        /** The line that has the seal. */
        long sealLine;

        long unsealedBytes = -1;

        @Nullable
        String deleted;

        /** What happened to a file that was left, in the order of the lines. */
        final List<String> afterwards = new ArrayList<>();

        Entry(Text file, String begun) {
            this.file = file;
            this.begun = begun;
        }

        private void add(String what) {
            if (afterwards.size() < MOST_AFTERWARDS) {
                afterwards.add(what);
            }
        }
    }

    private final String name;
    private final VerdictBuilder findings = new VerdictBuilder();
    private final LedgerSigners signers;
    private final Map<UUID, NavigableMap<Integer, Entry>> recordings = new LinkedHashMap<>();
    /** Seals of repaired copies, by name; of several with one name the last. */
    private final Map<Text, String> copies = new HashMap<>();

    /** Recordings whose last file names a next one, which may begin after all before it are deleted. */
    private final Set<UUID> continued = new HashSet<>();

    private final Map<UUID, String> lost = new LinkedHashMap<>();
    private final LetGoFiles letGo = new LetGoFiles(MOST_FILES);
    private int files;
    private long lines;
    private long begun;
    private long deletedFiles;
    private long crashes;
    private long lastNs;
    private @Nullable LedgerEvent lastEvent;
    private List<FileStamp> stamped = List.of();

    private LedgerCheck(String name, TrustedKeys trusted, Stamps stamps) {
        this.name = name;
        this.signers = new LedgerSigners(trusted, stamps, findings);
    }

    /**
     * Reads a ledger.
     *
     * @param trusted the keys of which one must have signed each line; none when a signature is not required
     */
    static LedgerCheck read(Path file, TrustedKeys trusted, Stamps stamps) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(FileNames.text(file) + ": "
                    + (Files.isSymbolicLink(file) ? "a symbolic link" : "not a regular file") + ", expected a ledger");
        }
        LedgerCheck check = new LedgerCheck(FileNames.text(file), trusted, stamps);
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                InputStream in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
                StampedPrefixes prefixes = new StampedPrefixes(in, stamps.beside(file), stamps)) {
            check.read(new LedgerLines(prefixes));
            check.checkStamps(prefixes.result());
        }
        return check;
    }

    private void checkStamps(List<FileStamp> found) {
        stamped = found;
        long covered = 0;
        for (FileStamp each : found) {
            TimeStamp stamp = each.stamp();
            if (stamp.problem() != null) {
                findings.no(Kind.AUTHENTIC, stamp.file() + ": " + stamp.problem());
            } else if (each.counts()) {
                covered = Math.max(covered, each.line());
            }
        }
        signers.finish(covered, lines);
    }

    /** The stamp over the line with the seal of a file: the earliest that counts; null without one. */
    @Nullable
    FileStamp stampOf(Entry entry) {
        FileStamp stamp = entry.seal == null ? null : StampedPrefixes.earliest(stamped, entry.sealLine);
        return stamp == null ? null : new FileStamp(stamp.stamp(), stamp.counts(), name, entry.sealLine, null);
    }

    /** The trusted keys, with those that they handed over to. */
    TrustedKeys keys() {
        return signers.keys();
    }

    private void read(LedgerLines in) throws IOException {
        String before = LedgerLine.FIRST;
        long expected = 1;
        long unreadable = -1;
        boolean finished = true;
        while (in.next()) {
            LedgerLine line = decode(in);
            if (unreadable >= 0) {
                explain(in.number() - 1, unreadable, line);
            }
            unreadable = line == null ? in.length() : -1;
            finished = in.isFinished();
            if (line != null) {
                signers.take(in.number(), line, isInPlace(in.number(), line, expected, before));
                apply(line, in.number());
                expected = line.line() + 1;
            } else {
                expected++;
            }
            before = in.hash();
        }
        lines = in.number();
        if (unreadable >= 0) {
            finishUnreadable(finished, unreadable);
        } else if (!finished) {
            findings.unknown(Kind.COMPLETE, "the last line lacks its line feed");
        }
        checkEnd();
    }

    private static @Nullable LedgerLine decode(LedgerLines in) {
        if (in.isTooLong()) {
            return null;
        }
        try {
            return LedgerLine.decode(in.bytes(), (int) in.length());
        } catch (LedgerLine.MalformedException e) {
            return null;
        }
    }

    /** A line that the next one reports as torn was left by a recorder that was killed. */
    private void explain(long number, long bytes, @Nullable LedgerLine next) {
        if (next != null && next.event() instanceof LedgerEvent.Torn torn && torn.bytes() == bytes) {
            findings.remark("line " + number + " is incomplete; the next recorder found that when it started");
        } else {
            findings.no(Kind.INTACT, "line " + number + " is not a line of a ledger");
        }
    }

    private void finishUnreadable(boolean finished, long bytes) {
        if (finished) {
            findings.no(Kind.INTACT, "line " + lines + " is not a line of a ledger");
        } else {
            findings.unknown(
                    Kind.COMPLETE,
                    "the last line is incomplete (" + bytes
                            + " bytes): its writer was killed, or it was truncated; the two cannot be distinguished");
        }
    }

    private boolean isInPlace(long number, LedgerLine line, long expected, String before) {
        if (number == 1 && line.line() > 1) {
            findings.no(Kind.COMPLETE, "lines 1 to " + (line.line() - 1) + " are missing");
            return true;
        }
        boolean rightNumber = line.line() == expected;
        if (!rightNumber) {
            findings.no(Kind.INTACT, "line " + number + " has the number " + line.line() + ", expected " + expected);
        }
        boolean continues = line.previous().equals(before);
        if (!continues) {
            findings.no(Kind.INTACT, "line " + number + " does not continue from the line before it");
        }
        return rightNumber && continues;
    }

    private void apply(LedgerLine line, long number) {
        line.event().accept(new Taking(line, number));
        if (!(line.event() instanceof LedgerEvent.Repaired)) {
            // a repair while no recorder runs does not continue what the last one wrote
            lastEvent = line.event();
            lastNs = line.timeNs();
        }
    }

    /** Takes in the event of a line. */
    private final class Taking implements LedgerEvent.Visitor {
        private final LedgerLine line;
        private final long number;
        private final String time;

        Taking(LedgerLine line, long number) {
            this.line = line;
            this.number = number;
            time = LedgerLine.time(line.timeNs()).toString();
        }

        @Override
        public void started(LedgerEvent.Started event) {}

        @Override
        public void stopped(LedgerEvent.Stopped event) {}

        @Override
        public void crashed(LedgerEvent.Crashed event) {
            crashes++;
        }

        @Override
        public void torn(LedgerEvent.Torn event) {}

        @Override
        public void omitted(LedgerEvent.Omitted event) {
            findings.unknown(
                    Kind.COMPLETE, "the disk did not take " + event.lines() + " lines before line " + line.line());
        }

        @Override
        public void keyChanged(LedgerEvent.KeyChanged event) {}

        @Override
        public void begun(LedgerEvent.Begun event) {
            begun++;
            add(event.recording(), 0, new Entry(event.file(), time));
        }

        @Override
        public void rotated(LedgerEvent.Rotated event) {
            add(event.recording(), event.segment(), new Entry(event.file(), time));
        }

        @Override
        public void sealed(LedgerEvent.Sealed event) {
            Entry entry = entryOf(event.recording(), event.segment());
            if (entry != null) {
                entry.seal = event.seal();
                entry.sealLine = number;
                setContinued(event.recording(), event.continues());
            }
        }

        @Override
        public void unsealed(LedgerEvent.Unsealed event) {
            LedgerCheck.this.unsealed(event, time);
        }

        @Override
        public void repaired(LedgerEvent.Repaired event) {
            LedgerCheck.this.repaired(event, time);
        }

        @Override
        public void deleted(LedgerEvent.Deleted event) {
            deletedFiles++;
            UUID recording = event.recording();
            Entry entry = recording == null ? entryNamed(event.file()) : entryOf(recording, event.segment());
            if (entry != null) {
                entry.deleted = "deleted by the recorder at " + time + ": " + EscapedText.of(event.reason());
            }
            forgetDeleted(recording);
        }

        @Override
        public void lost(LedgerEvent.Lost event) {
            LedgerCheck.this.lost(event);
        }

        @Override
        public void triggered(LedgerEvent.Triggered event) {
            if (event.recording() != null) {
                letGo.triggered(event.recording(), event.segment());
            }
        }

        @Override
        public void kept(LedgerEvent.Kept event) {
            letGo.kept(event);
        }

        @Override
        public void letGo(LedgerEvent.LetGo event) {
            LedgerCheck.this.letGo(event, line.line(), time);
        }

        @Override
        public void unknown(LedgerEvent.Unknown event) {}
    }

    private void letGo(LedgerEvent.LetGo event, long line, String time) {
        UUID recording = event.recording();
        Entry entry = entryOf(recording, event.segment());
        if (letGo.isKept(recording, event.segment())) {
            findings.no(
                    Kind.COMPLETE,
                    "line " + line + " lets go of " + EscapedText.of(event.file()) + ", which a trigger keeps");
            if (entry != null) {
                entry.deleted = "let go by the flight recorder at " + time + ", though a trigger keeps it";
            }
            return;
        }
        if (entry != null && entry.seal != null && !entry.seal.equals(event.seal())) {
            findings.no(
                    Kind.INTACT,
                    "line " + line + ": " + EscapedText.of(event.file()) + " had another seal when it was let go than"
                            + " when it was sealed");
        }
        if (!letGo.add(event)) {
            findings.unknown(
                    Kind.COMPLETE,
                    "more than " + MOST_FILES + " pieces of recordings were let go; later ones were not looked for");
        }
        if (entry != null) {
            segments(recording).remove(event.segment());
            files--;
        }
        forgetDeleted(recording);
    }

    private void setContinued(UUID recording, boolean now) {
        if (!now) {
            continued.remove(recording);
        } else if (continued.size() < MOST_FILES) {
            continued.add(recording);
        }
    }

    private void add(UUID recording, int segment, Entry entry) {
        if (files >= MOST_FILES) {
            findings.unknown(
                    Kind.COMPLETE,
                    "more than " + MOST_FILES + " files were not deleted; later ones were not looked for");
            return;
        }
        if (recordings.computeIfAbsent(recording, id -> new TreeMap<>()).putIfAbsent(segment, entry) == null) {
            files++;
        }
    }

    private void unsealed(LedgerEvent.Unsealed at, String time) {
        if (at.recording() == null || letGo.contains(at.recording(), at.segment())) {
            return;
        }
        if (entryOf(at.recording(), at.segment()) == null) {
            // the recorder was killed between creating the file and writing its line
            add(at.recording(), at.segment(), new Entry(at.file(), time));
        }
        Entry entry = entryOf(at.recording(), at.segment());
        if (entry != null) {
            entry.unsealedBytes = at.bytes();
            setContinued(at.recording(), false);
            entry.add("left without a seal, according to the ledger at " + time + ": " + EscapedText.of(at.reason()));
        }
    }

    private void repaired(LedgerEvent.Repaired at, String time) {
        Entry entry = at.recording() == null ? entryNamed(at.file()) : entryOf(at.recording(), at.segment());
        if (entry != null) {
            entry.add("repaired at " + time + " by " + EscapedText.of(at.tool()) + " in " + EscapedText.of(at.copy())
                    + ", " + at.messages() + " messages, according to the ledger");
        }
        if (copies.size() < MOST_FILES) {
            copies.put(at.copy(), at.seal());
        }
    }

    /** The seal of a repaired copy with this name; null when the ledger has none. */
    @Nullable
    String sealOfCopy(Text name) {
        return copies.get(name);
    }

    private void lost(LedgerEvent.Lost at) {
        String what = (at.messages() < 0 ? "an unknown number of" : at.messages()) + " messages are in no file: "
                + EscapedText.of(at.cause());
        if (at.recording() == null) {
            findings.no(Kind.COMPLETE, "of sandbox " + EscapedText.of(at.sandbox()) + " " + what);
        } else if (lost.size() < MOST_FILES) {
            lost.merge(at.recording(), what, (a, b) -> a.length() > LedgerLine.MOST_BYTES ? a : a + "; " + b);
        }
    }

    /** A file whose header was unreadable when the recorder deleted it. */
    private @Nullable Entry entryNamed(Text file) {
        return recordings.values().stream()
                .flatMap(segments -> segments.values().stream())
                .filter(entry -> entry.file.equals(file) && entry.deleted == null)
                .findFirst()
                .orElse(null);
    }

    /** Recordings that are deleted completely need not be kept. */
    private void forgetDeleted(@Nullable UUID recording) {
        if (recording == null) {
            return;
        }
        NavigableMap<Integer, Entry> segments = segments(recording);
        boolean gone = segments.values().stream().allMatch(entry -> entry.deleted != null);
        if (gone && !continued.contains(recording) && recordings.remove(recording) != null) {
            files -= segments.size();
            lost.remove(recording);
            letGo.forget(recording);
        }
    }

    private void checkEnd() {
        if (lines == 0) {
            findings.unknown(Kind.COMPLETE, "the ledger is empty");
        } else if (!(lastEvent instanceof LedgerEvent.Stopped)) {
            findings.unknown(
                    Kind.COMPLETE,
                    "it does not end with the recorder's stop: the recorder runs, was killed, or lines were taken from"
                            + " the end");
        }
    }

    /** The ledger's entries for a recording's files, by their numbers. */
    NavigableMap<Integer, Entry> segments(UUID recording) {
        NavigableMap<Integer, Entry> found = recordings.get(recording);
        return found == null ? new TreeMap<>() : found;
    }

    private @Nullable Entry entryOf(UUID recording, int segment) {
        return segments(recording).get(segment);
    }

    /** Recordings with files that should be present. */
    Set<UUID> recordings() {
        Set<UUID> left = new LinkedHashSet<>();
        recordings.forEach((recording, segments) -> {
            if (segments.values().stream().anyMatch(entry -> entry.deleted == null)) {
                left.add(recording);
            }
        });
        return left;
    }

    /** A reason for messages of a recording that are in no file; null when none were lost. */
    @Nullable
    String lost(UUID recording) {
        return lost.get(recording);
    }

    /** What a flight recorder let go of a recording, in order. */
    Collection<LetGo> letGo(UUID recording) {
        return letGo.of(recording);
    }

    /** The verdicts so far. */
    Verdicts verdicts() {
        return findings.build();
    }

    /** Reports an event later than the ledger's last line. There is none after a recorder has stopped. */
    void happened(String file, String what, long ns) {
        if (ns <= lastNs) {
            return;
        }
        String text = file + " was " + what + " after the last line";
        if (lastEvent instanceof LedgerEvent.Stopped) {
            findings.no(Kind.COMPLETE, "lines are missing at the end: " + text);
        } else {
            findings.unknown(Kind.COMPLETE, text + ": it was taken away, or its writer was killed before it");
        }
    }

    LedgerReport report() {
        return new LedgerReport(
                name,
                new LedgerReport.Counts(lines, begun, deletedFiles, letGo.files(), crashes),
                signers.spans(),
                stamped,
                findings.build());
    }
}
