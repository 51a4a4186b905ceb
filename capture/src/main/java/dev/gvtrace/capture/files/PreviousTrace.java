// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import dev.gvtrace.proto.wire.WireHeader;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.EndCause;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The last trace of a sandbox in the directory, from an earlier recorder or an earlier connection.
 *
 * @param lastNs time of the last message, nanoseconds since the epoch
 * @param dropped messages that the Sentry had dropped by then, as far as the trace reports them
 * @param sealed false if the recorder ended before it had written everything
 * @param cause what ended it
 * @param recording its id; null when unknown
 * @param file its last file, or a copy of that
 */
public record PreviousTrace(
        long lastNs,
        long dropped,
        boolean sealed,
        EndCause cause,
        @Nullable UUID recording,
        Path file) {
    /** The kernel's start times of processes are less exact than the Sentry's times. */
    private static final long TOLERANCE_NS = 2_000_000_000L;
    /** The maximum number of files whose beginning is read. */
    private static final int MAX_FILES = 16;

    /**
     * Finds the last one.
     *
     * @param pid process id of the sandbox on the host; a trace of another sandbox with the same id, from before that
     *     was started, does not count
     * @param inUse files that are being written
     */
    public static Optional<PreviousTrace> of(Path directory, String sandbox, long pid, Set<Path> inUse) {
        for (Path file : candidates(directory, "-" + TraceNames.escaped(sandbox) + "-")) {
            if (inUse.contains(file)) {
                continue;
            }
            try {
                Optional<PreviousTrace> found = read(file, sandbox);
                if (found.isPresent()) {
                    return found.filter(earlier -> earlier.isOf(pid));
                }
            } catch (IOException e) {
                // damaged: use the one before it
            }
        }
        return Optional.empty();
    }

    /**
     * The last file of a recording.
     *
     * @param base beginning of the names of its files, see {@link TraceNames#base}
     */
    public static Optional<PreviousTrace> ofRecording(Path directory, String base) {
        for (Path file : candidates(directory, base)) {
            if (!FileNames.name(file).matches(Pattern.quote(base) + "[._].*")) {
                continue;
            }
            try (TraceSource source = TraceSources.open(file)) {
                Optional<PreviousTrace> found = read(file, source);
                if (found.isPresent()) {
                    return found;
                }
            } catch (IOException e) {
                // damaged: use the one before it
            }
        }
        return Optional.empty();
    }

    /** Newest first. */
    private static List<Path> candidates(Path directory, String part) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = FileNames.name(file);
                if (name.contains(part)
                        && TraceNames.isOurs(name)
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    found.add(file);
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        // a recording's first file has no number, which would sort it after the others
        found.sort(Comparator.comparing(PreviousTrace::sortedName).reversed());
        return found.size() > MAX_FILES ? found.subList(0, MAX_FILES) : found;
    }

    private static String sortedName(Path file) {
        String name = FileNames.name(file);
        String base = name.substring(0, name.length() - TraceNames.SUFFIX.length());
        return base.matches(".*\\.\\d{4,}") ? base : base + ".0000";
    }

    private static Optional<PreviousTrace> read(Path file, String sandbox) throws IOException {
        try (TraceSource source = TraceSources.open(file)) {
            return Text.ofUtf8(sandbox).equals(source.opening().sandbox()) ? read(file, source) : Optional.empty();
        }
    }

    /** Empty for a copy without messages. */
    private static Optional<PreviousTrace> read(Path file, TraceSource source) throws IOException {
        boolean isCopy = !source.opening().derivedFrom().isEmpty();
        TraceSummary summary = source.summary();
        long last = summary.lastSequence();
        // a copy was created after the recorder's end, and is sealed in any case
        long lastNs = isCopy ? 0 : Math.max(source.opening().createdNs(), summary.lastReceivedNs());
        long dropped = 0;
        EndCause cause = EndCause.UNKNOWN;
        boolean continues = false;
        try (RecordCursor records = source.records(Selection.all().sequences(last, Long.MAX_VALUE))) {
            while (records.next()) {
                byte[] buffer = records.buffer();
                int offset = records.offset();
                int length = records.length();
                switch (records.kind()) {
                    case MESSAGE -> {
                        lastNs = Math.max(lastNs, records.receivedNs());
                        dropped = WireHeader.verdict(buffer, offset, length).hasDroppedCount()
                                ? Integer.toUnsignedLong(WireHeader.droppedCount(buffer, offset))
                                : dropped;
                    }
                    case GAP -> {
                        Gap gap = Gap.decode(buffer, offset, length);
                        dropped += gap.cause().equals(Gap.REPORTED_AT_THE_END) ? Math.max(0, gap.lost()) : 0;
                    }
                    case CLOSING -> {
                        Closing closing = Closing.decode(buffer, offset, length);
                        cause = closing.cause();
                        continues = closing.continued();
                    }
                    case OPENING, FACTS, PROCFS, NOTE -> {}
                }
            }
        }
        if (lastNs == 0) {
            return Optional.empty();
        }
        boolean sealed = summary.ending() == Ending.SEALED && !continues && !isCopy;
        UUID recording = isCopy ? source.opening().sourceRecording() : summary.recording();
        return Optional.of(new PreviousTrace(lastNs, dropped, sealed, cause, recording, file));
    }

    private boolean isOf(long pid) {
        if (cause.endsSandbox()) {
            return false;
        }
        Instant started = ProcessHandle.of(pid)
                .flatMap(process -> process.info().startInstant())
                .orElse(Instant.EPOCH);
        return !started.isAfter(TraceNames.instant(lastNs + TOLERANCE_NS));
    }

    /** What the next recording of the sandbox says about it. */
    public Opening.Earlier earlier() {
        String how = sealed ? cause.text() : "left without a seal";
        return new Opening.Earlier(
                recording,
                Text.ofUtf8(FileNames.name(file) + (recording == null ? "" : ", recording " + recording) + ", " + how));
    }

    /** False if the recorded session was ended, so that the Sentry's counter started again. */
    public boolean isSameSession() {
        return !cause.endsSession();
    }
}
