// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
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
import org.jspecify.annotations.Nullable;

/**
 * The recordings under way, by sandbox, and what the next recording of a sandbox begins with. Thread-safe;
 * iterates over those present at any time.
 */
final class Recordings implements Iterable<Recording> {
    private final Set<Recording> all = ConcurrentHashMap.newKeySet();
    private final Map<String, Start> announced = new ConcurrentHashMap<>();

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
        Optional<Recording> newest = newest(Text.ofUtf8(sandbox));
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

    /**
     * What the recording of a sandbox begins with that ran before.
     *
     * @param missed gaps; their ends are set when the sandbox connects
     * @param continues the earlier recording; null when there is none
     */
    record Start(List<Gap> missed, Opening.@Nullable Earlier continues) {
        static final Start NONE = new Start(List.of(), null);

        /** Adds the gaps to a recording that has not begun. */
        void addTo(Recording recording) {
            long toNs = recording.info().connectedNs();
            for (Gap gap : missed) {
                recording.offer(new NonMessageRecord.GapRecord(
                        new Gap(Math.min(gap.fromNs(), toNs), toNs, gap.lost(), gap.cause())));
            }
        }
    }

    /** Before a session is created: what its recording begins with. */
    void announce(String sandbox, Start start) {
        announced.put(sandbox, start);
    }

    /** Takes what was announced for a sandbox, also when it does not connect; null when nothing is announced. */
    @Nullable
    Start takeAnnounced(String sandbox) {
        return announced.remove(sandbox);
    }

    /** The newest recording of a sandbox that is under way. */
    Optional<Recording> newest(Text sandbox) {
        // after its session was replaced, a sandbox may be connected twice for a while
        return all.stream()
                .filter(recording -> recording.info().sandbox().equals(sandbox))
                .max(Comparator.comparingLong(recording -> recording.info().number()));
    }
}
