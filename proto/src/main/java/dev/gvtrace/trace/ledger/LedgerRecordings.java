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
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a ledger has about some recordings: their files, and which of them triggers keep. */
public final class LedgerRecordings {
    private static final int BUFFER = 64 * 1024;
    private static final String KEY = "\"recording\":\"";
    private static final int UUID_CHARS = 36;

    private final Map<UUID, Known> known = new HashMap<>();

    private LedgerRecordings() {}

    /** A recording's lines. */
    public static final class Known {
        private final Map<Integer, Text> files = new HashMap<>();
        private final KeptRanges kept = new KeptRanges();
        private LedgerEvent.@Nullable Triggered trigger;

        private Known() {}

        /** Whether this is the name of the file with this number. */
        public boolean has(int segment, Text file) {
            return file.equals(files.get(segment));
        }

        /** Whether a trigger keeps the file. */
        public boolean isKept(int segment) {
            return kept.contains(segment);
        }

        /** The last trigger, if the time after it was not over; null otherwise. */
        public LedgerEvent.@Nullable Triggered openTrigger() {
            return kept.isOpen() ? trigger : null;
        }
    }

    /**
     * Reads a ledger; neither its chain nor its signatures are checked, and lines that cannot be read are skipped.
     *
     * @throws IOException when it cannot be read
     */
    public static LedgerRecordings read(Path ledger, Set<UUID> recordings) throws IOException {
        LedgerRecordings found = new LedgerRecordings();
        try (FileChannel channel =
                        FileChannel.open(ledger, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                InputStream in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER)) {
            LedgerLines lines = new LedgerLines(in);
            while (lines.next()) {
                if (lines.isFinished() && !lines.isTooLong()) {
                    found.take(lines.bytes(), (int) lines.length(), recordings);
                }
            }
        }
        return found;
    }

    /** Lines about other recordings are not parsed. */
    private void take(byte[] line, int length, Set<UUID> recordings) {
        String text = new String(line, 0, length, StandardCharsets.US_ASCII);
        int at = text.indexOf(KEY) + KEY.length();
        if (at < KEY.length() || at + UUID_CHARS > length) {
            return;
        }
        try {
            UUID recording = UUID.fromString(text.substring(at, at + UUID_CHARS));
            if (recordings.contains(recording)) {
                apply(
                        known.computeIfAbsent(recording, id -> new Known()),
                        LedgerLine.decode(line, length).event());
            }
        } catch (IllegalArgumentException | LedgerLine.MalformedException e) {
            // verify reports it
        }
    }

    private static void apply(Known to, LedgerEvent event) {
        if (event instanceof LedgerEvent.Begun begun) {
            to.files.put(0, begun.file());
        } else if (event instanceof LedgerEvent.Rotated rotated) {
            to.files.put(rotated.segment(), rotated.file());
        } else if (event instanceof LedgerEvent.Triggered triggered) {
            to.kept.begin(triggered.segment());
            to.trigger = triggered;
        } else if (event instanceof LedgerEvent.Kept kept) {
            to.kept.end(kept.segment(), kept.last());
        }
    }

    /** What is known of a recording; null if it is not in the ledger. */
    public @Nullable Known of(UUID recording) {
        return known.get(recording);
    }
}
