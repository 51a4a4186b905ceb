// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerLine;
import dev.gvtrace.trace.ledger.LedgerLines;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a ledger has about recordings, in the order of its lines. */
final class LedgerContent {
    final Map<UUID, Recording> recordings = new LinkedHashMap<>();
    /** Messages of a sandbox that are in no file and no gap, where no recording is known. */
    final Map<String, Long> lost = new LinkedHashMap<>();

    long lines;
    long starts;
    long stops;
    long crashes;
    long deletions;

    /** A recording. */
    static final class Recording {
        final String sandbox;
        final NavigableMap<Integer, Segment> segments = new TreeMap<>();
        long lost;

        Recording(String sandbox) {
            this.sandbox = sandbox;
        }

        private Segment segment(int number, String file) {
            return segments.computeIfAbsent(number, n -> new Segment(file));
        }
    }

    /** A file of a recording. */
    static final class Segment {
        final String file;
        boolean sealed;
        /** By the line about its seal, it is the last one of its recording. */
        boolean isLast;

        long messages = -1;
        long gaps = -1;

        @Nullable
        String deleted;

        Segment(String file) {
            this.file = file;
        }
    }

    static LedgerContent read(Path file) throws IOException {
        LedgerContent content = new LedgerContent();
        Taking taking = content.new Taking();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            LedgerLines lines = new LedgerLines(in);
            while (lines.next()) {
                content.lines++;
                try {
                    LedgerLine.decode(lines.bytes(), (int) lines.length())
                            .event()
                            .accept(taking);
                } catch (LedgerLine.MalformedException e) {
                    // torn by a kill; verify checks that the next line notes it
                }
            }
        }
        return content;
    }

    private Recording recording(UUID id, String sandbox) {
        return recordings.computeIfAbsent(id, unknown -> new Recording(sandbox));
    }

    /** Takes in the event of a line. */
    private final class Taking implements LedgerEvent.Visitor {
        @Override
        public void started(LedgerEvent.Started event) {
            starts++;
        }

        @Override
        public void stopped(LedgerEvent.Stopped event) {
            stops++;
        }

        @Override
        public void crashed(LedgerEvent.Crashed event) {
            crashes++;
        }

        @Override
        public void torn(LedgerEvent.Torn event) {}

        @Override
        public void omitted(LedgerEvent.Omitted event) {}

        @Override
        public void begun(LedgerEvent.Begun event) {
            recording(event.recording(), EscapedText.of(event.sandbox())).segment(0, EscapedText.of(event.file()));
        }

        @Override
        public void rotated(LedgerEvent.Rotated event) {
            recording(event.recording(), "").segment(event.segment(), EscapedText.of(event.file()));
        }

        @Override
        public void sealed(LedgerEvent.Sealed event) {
            Segment segment = recording(event.recording(), "").segment(event.segment(), EscapedText.of(event.file()));
            segment.sealed = true;
            segment.isLast = !event.continues();
            segment.messages = event.messages();
            segment.gaps = event.lost();
        }

        @Override
        public void unsealed(LedgerEvent.Unsealed event) {
            if (event.recording() != null) {
                recording(event.recording(), "").segment(event.segment(), EscapedText.of(event.file()));
            }
        }

        @Override
        public void deleted(LedgerEvent.Deleted event) {
            deletions++;
            if (event.recording() == null) {
                return;
            }
            Segment segment = recording(event.recording(), "").segment(event.segment(), EscapedText.of(event.file()));
            segment.deleted = EscapedText.of(event.reason());
            segment.messages = event.messages() >= 0 ? event.messages() : segment.messages;
            segment.gaps = event.lost() >= 0 ? event.lost() : segment.gaps;
            segment.sealed |= event.seal() != null;
        }

        @Override
        public void lost(LedgerEvent.Lost event) {
            if (event.recording() != null) {
                recording(event.recording(), EscapedText.of(event.sandbox())).lost += event.messages();
            } else {
                lost.merge(EscapedText.of(event.sandbox()), event.messages(), Long::sum);
            }
        }

        @Override
        public void letGo(LedgerEvent.LetGo event) {
            deletions++;
            Segment segment = recording(event.recording(), "").segment(event.segment(), EscapedText.of(event.file()));
            segment.deleted = EscapedText.of(event.reason());
            segment.messages = event.messages();
            segment.gaps = event.lost();
            segment.sealed |= event.seal() != null;
        }

        @Override
        public void keyChanged(LedgerEvent.KeyChanged event) {}

        @Override
        public void repaired(LedgerEvent.Repaired event) {}

        @Override
        public void triggered(LedgerEvent.Triggered event) {}

        @Override
        public void kept(LedgerEvent.Kept event) {}

        @Override
        public void unknown(LedgerEvent.Unknown event) {}
    }
}
