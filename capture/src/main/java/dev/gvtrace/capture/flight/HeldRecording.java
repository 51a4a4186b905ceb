// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.flight;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.ledger.LedgerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The undecided files of one recording, and those that a trigger keeps until the time after it is over. Guarded by the
 * flight recorder; times are those of a monotonic clock.
 */
final class HeldRecording {
    /** The connection of files that an earlier recorder left. */
    static final long NO_CONNECTION = -1;

    /** Triggers with a line of their own in the ledger, for each piece that is kept. */
    private static final int MOST_LISTED = 16;

    private static final int NONE = -1;

    private final long connection;
    private final Text sandbox;
    private final Set<Text> containers = new HashSet<>();
    private final NavigableMap<Integer, HeldFile> files = new TreeMap<>();
    private final Set<Trigger> listed = new HashSet<>();
    private @Nullable UUID recording;
    private @Nullable HeldFile open;
    private boolean over;
    /** The first file of the piece that a trigger keeps; {@link #NONE} without one. */
    private int keptFrom = NONE;

    private long keepUntil;
    private long triggers;
    /** A trigger that came while there was no file to keep. */
    private @Nullable Standing standing;

    private long kept;
    private long letGo;
    private long letGoMessages;
    private @Nullable String letGoSeal;

    /**
     * A trigger and how long it keeps what follows.
     *
     * @param trigger the trigger
     * @param until files that begin up to this time are kept
     */
    record Standing(Trigger trigger, long until) {}

    HeldRecording(long connection, Text sandbox) {
        this.connection = connection;
        this.sandbox = sandbox;
    }

    long connection() {
        return connection;
    }

    Text sandbox() {
        return sandbox;
    }

    /** Its id; null before its first file. */
    @Nullable
    UUID recording() {
        return recording;
    }

    void container(Text id) {
        containers.add(id);
    }

    /** Whether the sandbox or one of its containers has this id, or one that begins so. */
    boolean isOf(Text id, boolean prefix) {
        return matches(sandbox, id, prefix) || containers.stream().anyMatch(each -> matches(each, id, prefix));
    }

    private static boolean matches(Text whole, Text id, boolean prefix) {
        return prefix ? whole.startsWith(id) : whole.equals(id);
    }

    /** Adds a file that is open. */
    void begin(UUID id, HeldFile file) {
        recording = id;
        open = file;
        files.put(file.segment(), file);
    }

    /** Adds a file that an earlier recorder left. */
    void add(UUID id, HeldFile file) {
        recording = id;
        files.put(file.segment(), file);
    }

    /** The open file is closed. */
    void end(long tick) {
        HeldFile last = open;
        if (last != null) {
            last.end(tick);
            open = null;
        }
    }

    /** No file follows. */
    void over() {
        over = true;
    }

    /** Whether everything is decided, and nothing follows. */
    boolean isDone() {
        return over && files.isEmpty();
    }

    /** Whether a trigger keeps its files now. */
    boolean isKeeping() {
        return keptFrom != NONE;
    }

    /** The trigger that came before there was a file to keep; null if there was none. */
    @Nullable
    Standing standing() {
        return standing;
    }

    /**
     * Keeps the files from this time on; returns false if there are none.
     *
     * @param from keeps files that reach this time
     * @param until keeps files that begin up to this time
     */
    boolean keep(Trigger trigger, long from, long until) {
        if (isKeeping()) {
            keepUntil = later(keepUntil, until);
            triggers++;
            return true;
        }
        for (HeldFile file : files.values()) {
            if (!file.isGoing() && file.reaches(from)) {
                keptFrom = file.segment();
                keepUntil = until;
                triggers = 1;
                standing = null;
                return true;
            }
        }
        if (!over) {
            standing = new Standing(trigger, until);
        }
        return false;
    }

    private static long later(long a, long b) {
        return a - b >= 0 ? a : b;
    }

    /** Whether no trigger of the piece that is kept has a line yet. */
    boolean isFirstTrigger() {
        return listed.isEmpty();
    }

    /** For the log. */
    String label() {
        String which = connection == NO_CONNECTION ? "recording " + recording : "connection " + connection;
        return sandbox.isEmpty() ? which : which + " (" + EscapedText.of(sandbox) + ")";
    }

    /** The ledger's line for a trigger that keeps its files; null if there are lines enough. */
    LedgerEvent.@Nullable Triggered line(Trigger trigger, long atNs) {
        if (!isKeeping() || listed.size() >= MOST_LISTED || !listed.add(trigger)) {
            return null;
        }
        return new LedgerEvent.Triggered(
                recording, keptFrom, sandbox, trigger.by().word(), trigger.who(), trigger.reason(), atNs);
    }

    /** Ends the piece if the time after its trigger is over; the ledger's line for that, or null. */
    LedgerEvent.@Nullable Kept endPiece(long tick) {
        UUID id = recording;
        if (!isKeeping() || id == null || tick - keepUntil <= 0) {
            return null;
        }
        int first = keptFrom;
        int last = first;
        List<HeldFile> piece = new ArrayList<>(files.tailMap(first, true).values());
        for (HeldFile file : piece) {
            if (file.segment() == first || file.beganTick() - keepUntil <= 0) {
                files.remove(file.segment());
                last = file.segment();
                kept++;
            }
        }
        keptFrom = NONE;
        listed.clear();
        return new LedgerEvent.Kept(id, first, last, triggers);
    }

    /** Files that no trigger keeps and that ended before this time; they count as going from now on. */
    List<HeldFile> expired(long before) {
        List<HeldFile> expired = new ArrayList<>();
        for (HeldFile file : files.values()) {
            if (isKeeping() && file.segment() >= keptFrom) {
                break;
            }
            if (!file.isGoing() && !file.reaches(before)) {
                file.going(true);
                expired.add(file);
            }
        }
        return expired;
    }

    /** A file is gone. */
    void gone(HeldFile file, LedgerEvent.@Nullable LetGo line) {
        files.remove(file.segment());
        if (line != null) {
            letGo++;
            letGoMessages += line.messages();
            letGoSeal = line.seal();
        }
    }

    /** The first file that is kept now; null without one. */
    @Nullable
    HeldFile firstKept() {
        return isKeeping() ? files.get(keptFrom) : null;
    }

    int heldFiles() {
        return files.size();
    }

    /** For a note in the trace: what was let go before. */
    String before() {
        return letGo == 0
                ? "nothing was let go before"
                : letGo + (letGo == 1 ? " file" : " files") + " with " + letGoMessages
                        + " messages were let go before, last seal " + letGoSeal;
    }

    /** What is held now. */
    FlightStatus.Held status(long tick) {
        long from = tick;
        for (HeldFile file : files.values()) {
            if (!file.isGoing()) {
                from = file.beganTick();
                break;
            }
        }
        return new FlightStatus.Held(
                Duration.ofNanos(Math.max(0, tick - from)),
                files.size(),
                kept,
                letGo,
                letGoMessages,
                Duration.ofNanos(isKeeping() ? Math.max(0, keepUntil - tick) : 0));
    }
}
