// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.ledger;

import dev.gvtrace.text.Text;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The end of a ledger, where it is to be continued.
 *
 * @param line number of the last line, counting an unfinished one
 * @param previous the value of {@code previous} for the next line, after an unfinished line was ended with a line feed
 * @param tornBytes bytes of the unfinished line; 0 for none
 * @param recorder what the last recorder wrote
 * @param files what the lines report about files that were left
 * @param isNew whether the ledger did not exist
 */
record LedgerTail(long line, String previous, long tornBytes, Recorder recorder, Files files, boolean isNew) {
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
    private static final int BUFFER = 64 * 1024;
    private static final int MOST_UNSEALED = 100_000;

    /**
     * The last recorder. A repair while none runs adds lines as well, which do not count.
     *
     * @param started its first line; null when there is none
     * @param last its last valid line; null without one
     * @param signer the key that the next line is signed with, unless the key changes: that of the last valid line of
     *     all, or the one that it hands over to; null when that is not signed, or names no key
     */
    record Recorder(
            @Nullable LedgerLine started,
            @Nullable LedgerLine last,
            @Nullable String signer) {}

    /**
     * Files that were left without a seal; at most as many as a recorder can have left.
     *
     * @param unsealed their names
     * @param repaired the seals of their copies
     */
    record Files(Set<Text> unsealed, Set<String> repaired) {}

    private static @Nullable String nextSigner(@Nullable LedgerLine last) {
        String signer = last == null ? null : last.signer();
        if (last != null
                && last.event() instanceof LedgerEvent.KeyChanged changed
                && Objects.equals(changed.from(), signer)) {
            signer = changed.to();
        }
        return signer != null && KEY.matcher(signer).matches() ? signer : null;
    }

    /** The key that the next line is signed with, unless the key changes; null for none, or when no line is known. */
    @Nullable
    String signer() {
        return recorder.signer();
    }

    /** Whether any line is known. */
    boolean isKnown() {
        return recorder.last() != null || recorder.signer() != null;
    }

    boolean isUnfinished() {
        return tornBytes > 0;
    }

    /** Reads the whole ledger; lines are counted, not verified. */
    static LedgerTail read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                InputStream in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER)) {
            return read(new LedgerLines(in));
        } catch (NoSuchFileException e) {
            return new LedgerTail(
                    0, LedgerLine.FIRST, 0, new Recorder(null, null, null), new Files(Set.of(), Set.of()), true);
        }
    }

    private static LedgerTail read(LedgerLines lines) throws IOException {
        byte[] lastGood = null;
        byte[] lastOfRecorder = null;
        byte[] started = null;
        String previous = LedgerLine.FIRST;
        long torn = 0;
        Files files = new Files(new HashSet<>(), new HashSet<>());
        while (lines.next()) {
            previous = lines.hash();
            torn = lines.isFinished() ? 0 : lines.length();
            if (!lines.isFinished() || lines.isTooLong()) {
                continue;
            }
            lastGood = Arrays.copyOf(lines.bytes(), (int) lines.length());
            String text = new String(lastGood, StandardCharsets.US_ASCII);
            // most lines are about other events and need not be parsed
            if (text.contains(word("repaired"))) {
                addRepaired(lastGood, files.repaired());
                continue;
            }
            lastOfRecorder = lastGood;
            if (text.contains(word("started"))) {
                started = lastGood;
            } else if (text.contains(word("unsealed"))) {
                addUnsealed(lastGood, files.unsealed());
            }
        }
        Recorder recorder = new Recorder(line(started), line(lastOfRecorder), nextSigner(line(lastGood)));
        return new LedgerTail(lines.number(), previous, torn, recorder, files, false);
    }

    /** How it stands in a line; inside of a text its quotes would be escaped. */
    private static String word(String event) {
        return "\"event\":\"" + event + '"';
    }

    private static void addUnsealed(byte[] line, Set<Text> names) {
        if (names.size() < MOST_UNSEALED && event(line) instanceof LedgerEvent.Unsealed unsealed) {
            names.add(unsealed.file());
        }
    }

    private static void addRepaired(byte[] line, Set<String> seals) {
        if (seals.size() < MOST_UNSEALED && event(line) instanceof LedgerEvent.Repaired repaired) {
            seals.add(repaired.seal());
        }
    }

    private static @Nullable LedgerEvent event(byte[] line) {
        LedgerLine read = line(line);
        return read == null ? null : read.event();
    }

    private static @Nullable LedgerLine line(byte @Nullable [] line) {
        try {
            return line == null ? null : LedgerLine.decode(line, line.length);
        } catch (LedgerLine.MalformedException e) {
            return null;
        }
    }
}
