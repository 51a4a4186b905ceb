// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.facts.HostFacts;
import dev.gvtrace.capture.files.PreviousTrace;
import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.capture.system.HelperThreads;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Finds what a connection continues whose session was created in a sandbox that ran before, unless {@link Attachment}
 * has announced it: a session that was created by hand, or by another tool. What the sandbox did between two sessions
 * is never reported, so the recording begins with a gap. Thread-safe.
 */
final class EarlierRecordings implements Closeable {
    /** The peer is not answered before the search ends. */
    private static final long MOST_MILLIS = 1000;

    private static final int THREADS = 2;
    private static final int WAITING = 64;

    private final Path directory;
    private final Recordings recordings;
    private final HelperThreads threads;
    private final Consumer<String> log;

    EarlierRecordings(Path directory, Recordings recordings, StandingThreads threads, Consumer<String> log) {
        this.directory = directory;
        this.recordings = recordings;
        this.threads = new HelperThreads(threads, "earlier recordings", THREADS, WAITING, log);
        this.log = log;
    }

    /** What the recording of a peer that has just connected begins with. Takes a second at most. */
    Recordings.Start find(HostFacts.Peer peer) {
        if (!peer.commandLine().verb().equals("trace create") || peer.sandbox().isEmpty()) {
            return Recordings.Start.NONE;
        }
        if (peer.isOurChild()) {
            Recordings.Start announced = recordings.takeAnnounced(peer.sandbox());
            if (announced != null) {
                return announced;
            }
        }
        Optional<Recording> replaced = recordings.newest(Text.ofUtf8(peer.sandbox()));
        if (replaced.isPresent()) {
            return replaced(replaced.get());
        }
        Runsc runsc = peer.runsc();
        return runsc == null ? Recordings.Start.NONE : onDisk(runsc, peer.sandbox());
    }

    private static Recordings.Start replaced(Recording before) {
        Path file = before.file();
        String name = file == null ? before.info().label() : FileNames.name(file);
        return new Recordings.Start(
                List.of(new Gap(before.lastNs(), 0, Gap.UNKNOWN, "session replaced: nothing is reported in between")),
                new Opening.Earlier(null, Text.ofUtf8(name + ", session replaced")));
    }

    private Recordings.Start onDisk(Runsc runsc, String sandbox) {
        CompletableFuture<Recordings.Start> found = new CompletableFuture<>();
        if (!threads.run(() -> found.complete(search(runsc, sandbox)))) {
            return Recordings.Start.NONE;
        }
        try {
            return found.get(MOST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.accept(
                    "whether an earlier recording of " + sandbox + " is continued is not known: runsc did not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Recordings.Start.NONE;
    }

    private Recordings.Start search(Runsc runsc, String sandbox) {
        try {
            for (Runsc.Listed container : runsc.list()) {
                if (container.id().equals(sandbox)) {
                    return PreviousTrace.of(directory, sandbox, container.pid(), recordings.files())
                            .map(EarlierRecordings::continuing)
                            .orElse(Recordings.Start.NONE);
                }
            }
        } catch (IOException e) {
            log.accept("whether an earlier recording of " + sandbox + " is continued is not known: " + e.getMessage());
        }
        return Recordings.Start.NONE;
    }

    private static Recordings.Start continuing(PreviousTrace earlier) {
        return new Recordings.Start(
                List.of(new Gap(
                        earlier.lastNs(),
                        0,
                        Gap.UNKNOWN,
                        "session created anew: what was not received before is not counted")),
                earlier.earlier());
    }

    @Override
    public void close() {
        threads.close();
    }
}
