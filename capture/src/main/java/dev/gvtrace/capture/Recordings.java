// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Gap;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The recordings under way, by sandbox, and the gaps that the next recording of a sandbox begins with. Thread-safe;
 * iterates over those present at any time.
 */
final class Recordings implements Iterable<Recording> {
    private final Set<Recording> all = ConcurrentHashMap.newKeySet();
    private final Map<String, List<Gap>> announcedMissed = new ConcurrentHashMap<>();

    void add(Recording recording) {
        all.add(recording);
    }

    void remove(Recording recording) {
        all.remove(recording);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** The recordings, updated as they come and go. */
    Set<Recording> view() {
        return Collections.unmodifiableSet(all);
    }

    @Override
    public Iterator<Recording> iterator() {
        return view().iterator();
    }

    /** Applies this to the newest recording of a sandbox; false when it is not connected. */
    boolean with(String sandbox, Consumer<Recording> what) {
        Text id = Text.ofUtf8(sandbox);
        // after its session was replaced, a sandbox may be connected twice for a while
        Optional<Recording> newest = all.stream()
                .filter(recording -> recording.info().sandbox().equals(id))
                .max(Comparator.comparingLong(recording -> recording.info().number()));
        newest.ifPresent(what);
        return newest.isPresent();
    }

    /** Notes a trigger of the flight recorder in the trace of a connection, if that is recorded. */
    void triggered(long connection, long atNs, String text, boolean first) {
        for (Recording recording : all) {
            if (recording.info().number() == connection) {
                if (first) {
                    recording.requestSnapshot();
                }
                recording.offer(new NonMessageRecord.NoteRecord(atNs, Text.ofUtf8(text)));
            }
        }
    }

    /** The files that are being written. */
    Set<Path> files() {
        Set<Path> files = ConcurrentHashMap.newKeySet();
        for (Recording recording : all) {
            Path file = recording.file();
            if (file != null) {
                files.add(file);
            }
        }
        return files;
    }

    /** Before a session is created: the gaps to begin its trace with. Their ends are set when the sandbox connects. */
    void announceMissed(String sandbox, List<Gap> missed) {
        announcedMissed.put(sandbox, missed);
    }

    /** Withdraws the gaps when the session was not created or did not connect; false if they are recorded already. */
    boolean withdrawMissed(String sandbox) {
        return announcedMissed.remove(sandbox) != null;
    }

    /** Adds the announced gaps to the first recording that its sandbox connects with. */
    void recordMissed(Recording recording) {
        List<Gap> missed =
                announcedMissed.remove(EscapedText.of(recording.info().sandbox()));
        if (missed == null) {
            return;
        }
        long toNs = recording.info().connectedNs();
        for (Gap gap : missed) {
            recording.offer(new NonMessageRecord.GapRecord(
                    new Gap(Math.min(gap.fromNs(), toNs), toNs, gap.lost(), gap.cause())));
        }
    }
}
