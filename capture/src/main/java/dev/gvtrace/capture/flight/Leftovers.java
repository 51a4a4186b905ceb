// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.flight;

import dev.gvtrace.capture.files.TraceNames;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.gvt.FileSpan;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerRecordings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Files that an earlier flight recorder left undecided, because it was stopped or killed. Only those count that its
 * ledger has as its own and not as kept: what the ledger does not account for stays.
 */
final class Leftovers {
    private final List<Path> files;
    private final Path ledger;
    private final Consumer<String> log;
    private final List<Held> undecided = new ArrayList<>();
    private final Map<UUID, LedgerEvent.Triggered> openTriggers = new LinkedHashMap<>();

    /** An undecided file. */
    record Held(Path file, FileSpan span) {}

    private Leftovers(List<Path> files, Path ledger, Consumer<String> log) {
        this.files = files;
        this.ledger = ledger;
        this.log = log;
    }

    /** To be called before anything is recorded: lists the names only. */
    static Leftovers list(Path directory, Path ledger, Consumer<String> log) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(directory)) {
            for (Path file : inside) {
                if (TraceNames.isOurs(FileNames.name(file)) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            files.clear();
            log.accept("flight recorder: files of an earlier one are not looked for, and stay: "
                    + FileErrors.text(directory, e instanceof IOException io ? io : new IOException(e)));
        }
        return new Leftovers(files, ledger, log);
    }

    /** Reads the files and their lines in the ledger. */
    void read() {
        List<Held> found = new ArrayList<>();
        for (Path file : files) {
            try {
                FileSpan span = FileSpan.read(file);
                if (span.ofFlightRecorder()) {
                    found.add(new Held(file, span));
                }
            } catch (IOException | UncheckedIOException e) {
                // deleted meanwhile, or damaged: stays
            }
        }
        if (!found.isEmpty()) {
            decide(found);
        }
    }

    private void decide(List<Held> found) {
        Set<UUID> recordings = new HashSet<>();
        found.forEach(each -> recordings.add(each.span().recording()));
        LedgerRecordings lines;
        try {
            lines = LedgerRecordings.read(ledger, recordings);
        } catch (IOException e) {
            log.accept(
                    "flight recorder: " + found.size() + " files of an earlier one stay, because the ledger cannot be"
                            + " read: " + FileErrors.text(ledger, e));
            return;
        }
        int unknown = 0;
        for (Held each : found) {
            FileSpan span = each.span();
            LedgerRecordings.Known known = lines.of(span.recording());
            if (known == null || !known.has(span.segment(), Text.ofUtf8(FileNames.name(each.file())))) {
                unknown++;
                continue;
            }
            LedgerEvent.Triggered trigger = known.openTrigger();
            if (trigger != null) {
                openTriggers.put(span.recording(), trigger);
            }
            if (!known.isKept(span.segment())) {
                undecided.add(each);
            }
        }
        if (unknown > 0) {
            log.accept("flight recorder: " + unknown + " files of an earlier one stay: they are not in the ledger");
        }
    }

    /** After {@link #read}: files to hold. */
    List<Held> undecided() {
        return undecided;
    }

    /** After {@link #read}: the last triggers of recordings that were being kept when their recorder ended. */
    Map<UUID, LedgerEvent.Triggered> openTriggers() {
        return openTriggers;
    }
}
