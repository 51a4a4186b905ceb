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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The end of a ledger, where it is to be continued.
 *
 * @param line number of the last line, counting an unfinished one
 * @param previous the value of {@code previous} for the next line, after an unfinished line was ended with a line feed
 * @param tornBytes bytes of the unfinished line; 0 for none
 * @param event of the last valid line; null without one
 * @param unsealed names of files left unsealed according to the lines; at most as many as a recorder can have left
 * @param isNew whether the ledger did not exist
 */
record LedgerTail(
        long line,
        String previous,
        long tornBytes,
        @Nullable LedgerEvent event,
        Set<Text> unsealed,
        boolean isNew) {
    private static final int BUFFER = 64 * 1024;
    private static final int MOST_UNSEALED = 100_000;

    boolean isUnfinished() {
        return tornBytes > 0;
    }

    /** Reads the whole ledger; lines are counted, not verified. */
    static LedgerTail read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                InputStream in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER)) {
            return read(new LedgerLines(in));
        } catch (NoSuchFileException e) {
            return new LedgerTail(0, LedgerLine.FIRST, 0, null, Set.of(), true);
        }
    }

    private static LedgerTail read(LedgerLines lines) throws IOException {
        byte[] lastGood = null;
        String previous = LedgerLine.FIRST;
        long torn = 0;
        Set<Text> unsealed = new HashSet<>();
        while (lines.next()) {
            previous = lines.hash();
            torn = lines.isFinished() ? 0 : lines.length();
            if (lines.isFinished() && !lines.isTooLong()) {
                lastGood = Arrays.copyOf(lines.bytes(), (int) lines.length());
                if (unsealed.size() < MOST_UNSEALED && mentionsUnsealed(lastGood)) {
                    addUnsealed(lastGood, unsealed);
                }
            }
        }
        return new LedgerTail(lines.number(), previous, torn, event(lastGood), unsealed, false);
    }

    /** Most lines are about other events and need not be parsed. */
    private static boolean mentionsUnsealed(byte[] line) {
        return new String(line, StandardCharsets.US_ASCII).contains("\"event\":\"unsealed\"");
    }

    private static void addUnsealed(byte[] line, Set<Text> names) {
        if (event(line) instanceof LedgerEvent.Unsealed unsealed) {
            names.add(unsealed.file());
        }
    }

    private static @Nullable LedgerEvent event(byte @Nullable [] line) {
        try {
            return line == null ? null : LedgerLine.decode(line, line.length).event();
        } catch (LedgerLine.MalformedException e) {
            return null;
        }
    }
}
