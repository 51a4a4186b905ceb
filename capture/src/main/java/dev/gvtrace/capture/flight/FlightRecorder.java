// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.flight;

import dev.gvtrace.capture.files.Ledger;
import dev.gvtrace.capture.files.SegmentListener;
import dev.gvtrace.capture.files.TraceDeletion;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps files around triggers and lets the others go. Each recording is written in short files. One that has ended is
 * held for the time before a trigger, and then let go: the ledger gets a line with what was in it, and it is deleted. A
 * trigger keeps what is held, and what is written until the time after it is over. Triggers have lines in the ledger,
 * so that a recorder that is started again decides in the same way about what an earlier one left.
 *
 * <p>Times are those of a monotonic clock, so that a clock that is set changes nothing. Thread-safe; files are touched
 * in {@link #check} only, and the lock is never held while something is read or written.
 *
 * <p>More than six parameters: what the server owns; it is passed once.
 */
public final class FlightRecorder implements SegmentListener.Factory {
    /** Triggers that come before leftovers are known; with more, leftovers stay. */
    private static final int MOST_EARLY = 1000;
    /** A shorter beginning of an id may be anything. */
    private static final int LEAST_PREFIX = 4;

    private final FlightOptions options;
    private final Ledger ledger;
    private final TraceDeletion deletion;
    private final BooleanSupplier alone;
    private final Clock clock;
    private final Notes notes;
    private final Consumer<String> log;
    private final Leftovers leftovers;
    private final Set<HeldRecording> recordings = new LinkedHashSet<>();
    /** Triggers whose time after is not over, by sandbox: recordings that begin meanwhile are kept, too. */
    private final Map<Text, HeldRecording.Standing> standing = new HashMap<>();

    private Optional<HeldRecording.Standing> standingForAll = Optional.empty();
    private final List<Early> early = new ArrayList<>();
    private volatile boolean leftoversAreRead;
    private boolean adopted;
    private final Queue<Runnable> lines = new ConcurrentLinkedQueue<>();
    /** Held while lines are written, so that they stay in order. */
    private final Object writing = new Object();

    private final Map<Trigger.By, Long> triggers = new EnumMap<>(Trigger.By.class);
    private Map<Path, String> failures = new HashMap<>();
    private long keptFiles;
    private long letGoFiles;
    private long letGoMessages;
    private long letGoBytes;

    /**
     * The clocks.
     *
     * @param wallNs nanoseconds since the epoch
     * @param tick nanoseconds of a monotonic clock
     */
    public record Clock(LongSupplier wallNs, LongSupplier tick) {}

    /** Puts notes into traces. */
    public interface Notes {
        /**
         * Notes a trigger in the trace of a connection, if that is still recorded.
         *
         * @param first whether it is the first trigger of a piece that is kept
         */
        void add(long connection, long atNs, String text, boolean first);
    }

    /**
     * What a trigger keeps of a sandbox.
     *
     * @param sandbox its id; empty when unknown
     * @param recording the recording's id
     * @param firstSegment number of the first file that is kept
     * @param fromNs when that was begun, nanoseconds since the epoch
     */
    public record Piece(Text sandbox, UUID recording, int firstSegment, long fromNs) {}

    /**
     * What a trigger has done.
     *
     * @param pieces what is kept
     * @param candidates if an id fits several sandboxes, those; then nothing is kept
     */
    public record Outcome(List<Piece> pieces, List<Text> candidates) {
        /** Copies the lists. */
        public Outcome {
            pieces = List.copyOf(pieces);
            candidates = List.copyOf(candidates);
        }
    }

    private record Early(Predicate<HeldRecording> which, Trigger trigger, long tick) {}

    private record Victim(HeldRecording recording, HeldFile file) {}

    /**
     * A flight recorder that holds nothing yet. To be made before anything is recorded: files that are in the directory
     * already are an earlier recorder's.
     *
     * @param alone true while no other recorder can write there; otherwise what an earlier recorder left stays
     */
    public FlightRecorder(
            FlightOptions options,
            Path directory,
            Ledger ledger,
            TraceDeletion deletion,
            BooleanSupplier alone,
            Clock clock,
            Notes notes,
            Consumer<String> log) {
        this.options = options;
        this.ledger = ledger;
        this.deletion = deletion;
        this.alone = alone;
        this.clock = clock;
        this.notes = notes;
        this.log = log;
        this.leftovers = Leftovers.list(directory, ledger.place(), log);
    }

    @Override
    public SegmentListener of(long connection, Text sandbox) {
        HeldRecording recording = new HeldRecording(connection, sandbox);
        return new SegmentListener() {
            @Override
            public void begun(UUID id, int segment, Path file) {
                FlightRecorder.this.begun(recording, id, segment, file);
            }

            @Override
            public void ended() {
                FlightRecorder.this.ended(recording);
            }

            @Override
            public void over() {
                FlightRecorder.this.over(recording);
            }
        };
    }

    /** How much it keeps around a trigger. */
    public FlightOptions options() {
        return options;
    }

    private synchronized void begun(HeldRecording to, UUID id, int segment, Path file) {
        long tick = clock.tick().getAsLong();
        long nowNs = clock.wallNs().getAsLong();
        recordings.add(to);
        to.begin(id, new HeldFile(segment, file, tick, nowNs));
        if (!to.isKeeping()) {
            Stream.of(
                            Optional.ofNullable(to.standing()),
                            Optional.ofNullable(standing.get(to.sandbox())),
                            standingForAll)
                    .flatMap(Optional::stream)
                    .filter(each -> each.until() - tick >= 0)
                    .findFirst()
                    .ifPresent(each -> keep(to, each.trigger(), tick, each.until(), nowNs));
        }
    }

    private synchronized void ended(HeldRecording recording) {
        recording.end(clock.tick().getAsLong());
    }

    private synchronized void over(HeldRecording recording) {
        recording.over();
    }

    /** A container appeared in a connection's sandbox. */
    public synchronized void container(long connection, Text id) {
        for (HeldRecording each : recordings) {
            if (each.connection() == connection) {
                each.container(id);
            }
        }
    }

    /** Keeps what is held of all sandboxes, and of those that begin in the time after. */
    public Outcome keepAll(Trigger trigger) {
        return trigger(each -> true, trigger, null, true);
    }

    /** Keeps what is held of the sandbox of a connection, which may have ended. Never waits for the disk. */
    public synchronized Outcome keepConnection(long connection, Text sandbox, Trigger trigger) {
        return trigger(
                each -> each.connection() == connection
                        || !sandbox.isEmpty() && each.sandbox().equals(sandbox),
                trigger,
                sandbox,
                false);
    }

    /** Keeps what is held of a sandbox, given by its id, that of one of its containers, or the beginning of one. */
    public synchronized Outcome keepContainer(Text id, Trigger trigger) {
        boolean prefix = recordings.stream().noneMatch(each -> each.isOf(id, false));
        if (id.isEmpty() || prefix && id.length() < LEAST_PREFIX) {
            return new Outcome(List.of(), List.of());
        }
        Set<Text> sandboxes = new LinkedHashSet<>();
        recordings.stream().filter(each -> each.isOf(id, prefix)).forEach(each -> sandboxes.add(each.sandbox()));
        if (sandboxes.size() > 1) {
            return new Outcome(List.of(), List.copyOf(sandboxes));
        }
        Text sandbox = sandboxes.isEmpty() ? id : sandboxes.iterator().next();
        return trigger(
                each -> each.isOf(id, prefix)
                        || !sandbox.isEmpty() && each.sandbox().equals(sandbox),
                trigger,
                sandbox,
                false);
    }

    private synchronized Outcome trigger(
            Predicate<HeldRecording> which, Trigger trigger, @Nullable Text sandbox, boolean all) {
        long tick = clock.tick().getAsLong();
        long until = tick + options.after().toNanos();
        triggers.merge(trigger.by(), 1L, Long::sum);
        if (!adopted && early.size() < MOST_EARLY) {
            early.add(new Early(which, trigger, tick));
        }
        HeldRecording.Standing stands = new HeldRecording.Standing(trigger, until);
        if (all) {
            standingForAll = Optional.of(stands);
        } else if (sandbox != null && !sandbox.isEmpty()) {
            standing.put(sandbox, stands);
        }
        long nowNs = clock.wallNs().getAsLong();
        List<Piece> pieces = new ArrayList<>();
        for (HeldRecording each : recordings) {
            if (which.test(each)) {
                Piece piece = keep(each, trigger, tick, until, nowNs);
                if (piece != null) {
                    pieces.add(piece);
                }
            }
        }
        if (pieces.isEmpty() && trigger.by().isOfAPerson()) {
            LedgerEvent.Triggered line = new LedgerEvent.Triggered(
                    null,
                    0,
                    sandbox == null ? Text.EMPTY : sandbox,
                    trigger.by().word(),
                    trigger.who(),
                    trigger.reason(),
                    nowNs);
            lines.add(() -> ledger.triggered(line));
        }
        return new Outcome(pieces, List.of());
    }

    private @Nullable Piece keep(HeldRecording recording, Trigger trigger, long tick, long until, long nowNs) {
        boolean kept = recording.keep(trigger, tick - options.before().toNanos(), until);
        HeldFile first = recording.firstKept();
        UUID id = recording.recording();
        if (!kept || first == null || id == null) {
            return null;
        }
        boolean isFirst = recording.isFirstTrigger();
        LedgerEvent.Triggered line = recording.line(trigger, nowNs);
        if (line != null) {
            String text = "flight recorder: " + trigger.text() + "; "
                    + (isFirst ? "kept from " : "is kept already, from ") + "segment " + first.segment() + " on"
                    + (isFirst ? began(first, recording) : "");
            lines.add(() -> {
                ledger.triggered(line);
                log.accept(recording.label() + ": " + text);
                notes.add(recording.connection(), nowNs, text, isFirst);
            });
        }
        return new Piece(recording.sandbox(), id, first.segment(), first.beganNs());
    }

    private String began(HeldFile first, HeldRecording recording) {
        return ", begun at " + LedgerLine.time(first.beganNs()) + ", until "
                + options.after().toSeconds() + " s after the last trigger; " + recording.before();
    }

    /** Writes what triggers have left for the ledger. To be called soon after a trigger, by a thread that may block. */
    public void writeLines() {
        synchronized (writing) {
            for (Runnable line = lines.poll(); line != null; line = lines.poll()) {
                line.run();
            }
        }
    }

    /** To be called about every second, by one thread that may block: decides, and lets files go. */
    public void check() {
        writeLines();
        adopt();
        List<Victim> victims = decide(clock.tick().getAsLong());
        writeLines();
        Map<Path, String> failed = new HashMap<>();
        for (Victim victim : victims) {
            letGo(victim, failed);
        }
        failures = failed;
    }

    private synchronized List<Victim> decide(long tick) {
        standing.values().removeIf(each -> each.until() - tick < 0);
        standingForAll = standingForAll.filter(each -> each.until() - tick >= 0);
        List<Victim> victims = new ArrayList<>();
        for (HeldRecording each : recordings) {
            LedgerEvent.Kept line = each.endPiece(tick);
            if (line != null) {
                keptFiles += line.last() - line.segment() + 1L;
                lines.add(() -> ledger.kept(line));
            }
            for (HeldFile file : each.expired(tick - options.before().toNanos())) {
                victims.add(new Victim(each, file));
            }
        }
        recordings.removeIf(HeldRecording::isDone);
        return victims;
    }

    private void letGo(Victim victim, Map<Path, String> failed) {
        Path file = victim.file().path();
        LedgerEvent.@Nullable LetGo[] written = {null};
        String failure;
        try {
            failure = victim.recording().connection() == HeldRecording.NO_CONNECTION && !alone.getAsBoolean()
                    ? "another recorder may write here"
                    : deletion.delete(file, (gone, mayBeLater) -> written[0] = listed(victim, gone, mayBeLater));
        } catch (IOException e) {
            failure = FileErrors.reason(e);
        } catch (RuntimeException e) {
            failure = e.toString();
        }
        synchronized (this) {
            if (failure == null) {
                LedgerEvent.LetGo line = written[0];
                victim.recording().gone(victim.file(), line);
                if (line != null) {
                    letGoFiles++;
                    letGoMessages += line.messages();
                    letGoBytes += line.bytes();
                }
            } else {
                victim.file().going(false);
            }
        }
        if (failure != null) {
            failed.put(file, failure);
            if (!failure.equals(failures.get(file))) {
                log.accept(FileNames.text(file) + ": cannot be let go, retrying: " + failure);
            }
        }
    }

    private LedgerEvent.LetGo listed(Victim victim, Path file, boolean mayBeLater) throws IOException {
        UUID recording = victim.recording().recording();
        if (recording == null) {
            throw new IOException("its recording is not known");
        }
        LedgerEvent.LetGo line = LetGoLine.of(
                recording,
                victim.file().segment(),
                file,
                "no trigger within " + options.before().toSeconds() + " s");
        ledger.letGo(line, mayBeLater);
        return line;
    }

    /**
     * Reads what an earlier recorder left undecided; {@link #check} takes it over then. On another thread, because it
     * is slow with many files.
     */
    public void readLeftovers() {
        leftovers.read();
        leftoversAreRead = true;
    }

    /** Takes over what an earlier recorder left undecided. */
    private void adopt() {
        if (!leftoversAreRead) {
            return;
        }
        synchronized (this) {
            if (adopted) {
                return;
            }
            adopted = true;
            boolean all = early.size() < MOST_EARLY;
            Map<UUID, HeldRecording> held = all ? hold() : Map.of();
            recordings.addAll(held.values());
            long nowNs = clock.wallNs().getAsLong();
            for (Early each : early) {
                held.values().stream()
                        .filter(each.which())
                        .forEach(recording -> keep(
                                recording,
                                each.trigger(),
                                each.tick(),
                                each.tick() + options.after().toNanos(),
                                nowNs));
            }
            early.clear();
            leftovers.openTriggers().values().forEach(this::continueAfter);
        }
    }

    private Map<UUID, HeldRecording> hold() {
        long tick = clock.tick().getAsLong();
        long nowNs = clock.wallNs().getAsLong();
        Map<UUID, HeldRecording> held = new LinkedHashMap<>();
        for (Leftovers.Held each : leftovers.undecided()) {
            Text sandbox = each.span().sandbox();
            HeldRecording recording = held.computeIfAbsent(
                    each.span().recording(),
                    id -> new HeldRecording(HeldRecording.NO_CONNECTION, sandbox == null ? Text.EMPTY : sandbox));
            recording.over();
            long ended = tick - Math.max(0, nowNs - each.span().lastNs());
            HeldFile file = new HeldFile(
                    each.span().segment(), each.file(), ended, each.span().lastNs());
            file.end(ended);
            recording.add(each.span().recording(), file);
        }
        return held;
    }

    /** The time after a trigger of an earlier recorder goes on for its sandbox. */
    private void continueAfter(LedgerEvent.Triggered event) {
        long rest = options.after().toNanos() - (clock.wallNs().getAsLong() - event.atNs());
        if (rest <= 0 || rest > options.after().toNanos() || event.sandbox().isEmpty()) {
            return;
        }
        long tick = clock.tick().getAsLong();
        Trigger trigger = new Trigger(Trigger.By.of(event.by()), event.who(), event.reason());
        standing.put(event.sandbox(), new HeldRecording.Standing(trigger, tick + rest));
        for (HeldRecording each : recordings) {
            if (each.connection() != HeldRecording.NO_CONNECTION
                    && each.sandbox().equals(event.sandbox())) {
                keep(each, trigger, tick, tick + rest, clock.wallNs().getAsLong());
            }
        }
    }

    /**
     * After the last file was closed. What is undecided stays for the next recorder, which also goes on keeping if the
     * time after a trigger is not over.
     */
    public void close() {
        writeLines();
    }

    /** What is held, kept and let go. Any thread; never waits for the disk. */
    public synchronized FlightStatus status() {
        long tick = clock.tick().getAsLong();
        Map<Long, FlightStatus.Held> held = new HashMap<>();
        long files = 0;
        for (HeldRecording each : recordings) {
            files += each.heldFiles();
            if (each.connection() != HeldRecording.NO_CONNECTION) {
                held.put(each.connection(), each.status(tick));
            }
        }
        return new FlightStatus(options, held, files, keptFiles, letGoFiles, letGoMessages, letGoBytes, triggers);
    }
}
