// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.trace.ByteSource;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.VerifyReport;
import dev.gvtrace.trace.gvt.FileHeader;
import dev.gvtrace.trace.ledger.LedgerWriter;
import dev.gvtrace.trace.source.TraceFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Verifies recordings: all files of a recording together, and with the ledger of their directory. Reads every byte and
 * changes nothing. Single-use.
 */
public final class RecordingVerifier {
    private final TrustedKeys trusted;
    private final Stamps stamps;
    private final Supplier<MessageIndexer> indexers;
    private final Listener listener;
    private final Map<Object, Group> groups = new LinkedHashMap<>();
    private final Map<Path, LedgerCheck> ledgers = new LinkedHashMap<>();
    private final Set<Path> seen = new HashSet<>();
    private List<Path> anchorFiles = List.of();
    private @Nullable AnchorComparison anchors;
    private boolean directoryGiven;

    /** Receives the results, in the order of the paths. */
    public interface Listener {
        /** A recording was checked. */
        void recording(RecordingReport report);

        /** A ledger was checked; after all recordings. */
        void ledger(LedgerReport report);

        /** Anchors were checked; after all ledgers. */
        default void anchors(AnchorReport report) {}

        /** A file is unreadable or not a trace. */
        void unreadable(IOException why);
    }

    /** A file to verify: on disk and opened when it is needed, or already opened by the caller. */
    private record Candidate(@Nullable Path path, @Nullable ByteSource source) {
        /** The recording that it belongs to; null when its header cannot be read. */
        @Nullable
        UUID recording() throws IOException {
            return with(file -> Optional.ofNullable(TraceFiles.header(file)))
                    .map(FileHeader::recording)
                    .orElse(null);
        }

        <T> T with(Reading<T> reading) throws IOException {
            if (source != null) {
                return reading.read(source);
            }
            try (ByteSource file = ByteSource.file(Objects.requireNonNull(path))) {
                return reading.read(file);
            }
        }

        @Nullable
        Path folder() {
            return path == null ? null : path.toAbsolutePath().getParent();
        }
    }

    private interface Reading<T> {
        T read(ByteSource source) throws IOException;
    }

    private static final class Group {
        final @Nullable UUID recording;
        final List<Candidate> files = new ArrayList<>();
        final Map<String, TimeStamp> stamps = new HashMap<>();
        boolean inDirectory;

        Group(@Nullable UUID recording) {
            this.recording = recording;
        }
    }

    /**
     * Creates a verifier.
     *
     * @param trusted the keys of which one must have signed each file and line of a ledger; none when a signature is
     *     not required. A key to which one of them handed over in the ledger of a directory is trusted there
     * @param stamps the time stamps that are looked for
     * @param indexers makes an indexer for each file, to compare block headers with the messages
     */
    public RecordingVerifier(TrustedKeys trusted, Stamps stamps, Supplier<MessageIndexer> indexers, Listener listener) {
        this.trusted = trusted;
        this.stamps = stamps;
        this.indexers = indexers;
        this.listener = listener;
    }

    /**
     * Compares recordings and ledgers with anchors, too; with a trusted key each anchor has to be signed with it.
     *
     * @param files files of anchors
     */
    public RecordingVerifier withAnchors(List<Path> files) {
        anchorFiles = List.copyOf(files);
        return this;
    }

    /**
     * Verifies the recordings at the paths.
     *
     * @param paths trace files, and directories with traces; symbolic links among them are followed, those inside
     *     directories are not
     * @return false when neither a trace nor a ledger was found
     * @throws IOException when a directory cannot be read
     */
    public boolean verify(List<Path> paths) throws IOException {
        for (Path path : paths) {
            boolean inDirectory = Files.isDirectory(path);
            directoryGiven |= inDirectory;
            if (inDirectory) {
                for (Path ledger : TraceFiles.named(path, LedgerWriter.FILE_NAME)) {
                    readLedger(ledger);
                }
            }
            for (Path file : TraceFiles.list(List.of(path))) {
                if (isNew(file)) {
                    add(new Candidate(file, null), inDirectory);
                }
            }
        }
        return check();
    }

    /**
     * Verifies files in any store; files of one recording together. Only files between and after the given ones can be
     * found missing.
     *
     * @param sources the files; they stay open
     * @return false when there was none
     * @throws IOException never because of a source: the listener receives its errors
     */
    public boolean verifySources(List<? extends ByteSource> sources) throws IOException {
        for (ByteSource source : sources) {
            add(new Candidate(null, source), false);
        }
        return check();
    }

    private boolean check() throws IOException {
        AnchorComparison with = readAnchors();
        anchors = with;
        Set<UUID> recordings = new LinkedHashSet<>();
        for (Group group : groups.values()) {
            check(group);
            if (group.recording != null) {
                recordings.add(group.recording);
            }
        }
        checkVanished(recordings);
        ledgers.forEach((folder, ledger) -> {
            LedgerReport report = ledger.report();
            listener.ledger(with == null ? report : with.compare(folder, report));
        });
        if (with != null) {
            with.reports(directoryGiven).forEach(listener::anchors);
        }
        return !groups.isEmpty() || !ledgers.isEmpty();
    }

    /** After the ledgers, in which keys may be. */
    private @Nullable AnchorComparison readAnchors() throws IOException {
        if (anchorFiles.isEmpty()) {
            return null;
        }
        TrustedKeys keys = trusted;
        for (LedgerCheck ledger : ledgers.values()) {
            keys = keys.with(ledger.keys());
        }
        AnchorComparison comparison = new AnchorComparison(AnchorFiles.read(anchorFiles, keys));
        for (Path folder : ledgers.keySet()) {
            try {
                comparison.ledger(folder, folder.resolve(LedgerWriter.FILE_NAME));
            } catch (IOException e) {
                listener.unreadable(e);
            }
        }
        comparison.match(present());
        return comparison;
    }

    private Map<UUID, Set<Path>> present() {
        Map<UUID, Set<Path>> present = new HashMap<>();
        for (Group group : groups.values()) {
            if (group.recording != null) {
                Set<Path> folders = present.computeIfAbsent(group.recording, id -> new HashSet<>());
                group.files.stream()
                        .map(Candidate::folder)
                        .filter(Objects::nonNull)
                        .forEach(folders::add);
            }
        }
        return present;
    }

    private void readLedger(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || ledgers.containsKey(folder)) {
            return;
        }
        try {
            ledgers.put(folder, LedgerCheck.read(file, trusted, stamps));
        } catch (IOException e) {
            listener.unreadable(e);
        }
    }

    private boolean isNew(Path file) {
        try {
            return !Files.exists(file) || seen.add(file.toRealPath());
        } catch (IOException e) {
            listener.unreadable(e);
            return false;
        }
    }

    private void add(Candidate file, boolean inDirectory) {
        try {
            UUID recording = file.recording();
            Group group = groups.computeIfAbsent(recording == null ? file : recording, key -> new Group(recording));
            group.files.add(file);
            group.inDirectory |= inDirectory;
        } catch (IOException e) {
            listener.unreadable(e);
        }
    }

    private void check(Group group) throws IOException {
        List<VerifyReport> reports = new ArrayList<>();
        TrustedKeys keys = keysOf(group);
        for (Candidate file : group.files) {
            try {
                VerifyReport report = file.with(source -> verifyFile(source, keys));
                addStamp(file, report, group.stamps);
                reports.add(report);
            } catch (UncheckedIOException e) {
                listener.unreadable(Objects.requireNonNull(e.getCause()));
            } catch (IOException e) {
                listener.unreadable(e);
            }
        }
        if (areCopies(reports)) {
            for (VerifyReport copy : reports) {
                report(group, List.of(copy));
            }
        } else if (!reports.isEmpty()) {
            report(group, reports);
        }
    }

    private VerifyReport verifyFile(ByteSource source, TrustedKeys keys) throws IOException {
        if (anchors == null) {
            return TraceVerifier.verify(source, keys, indexers.get());
        }
        ChainOfFile chain = anchors.observer(source);
        VerifyReport report = TraceVerifier.verify(source, keys, indexers.get(), chain);
        anchors.verified(report, chain);
        return report;
    }

    /** The trusted keys, with those that they handed over to in the ledgers of the files. */
    private TrustedKeys keysOf(Group group) {
        TrustedKeys keys = trusted;
        for (LedgerCheck ledger : group.inDirectory ? ledgersInside(group) : List.<LedgerCheck>of()) {
            keys = keys.with(ledger.keys());
        }
        return keys;
    }

    private void addStamp(Candidate file, VerifyReport report, Map<String, TimeStamp> to) throws IOException {
        TimeStamp stamp = file.path() == null ? null : stamps.over(file.path());
        if (stamp != null) {
            to.put(report.file(), stamp);
        }
    }

    /** Copies of one file are reported separately. */
    private static boolean areCopies(List<VerifyReport> reports) {
        return reports.size() > 1
                && reports.stream()
                        .allMatch(report -> report.seal() != null
                                && Objects.equals(report.seal(), reports.get(0).seal()));
    }

    private void report(Group group, List<VerifyReport> reports) throws IOException {
        RecordingReport report = new RecordingCheck(
                        group.recording,
                        reports,
                        new RecordingCheck.Basis(keysOf(group), stamps, group.stamps),
                        ledgersOf(group, reports))
                .check(scope(group, reports));
        listener.recording(anchors == null ? report : anchors.compare(report, group.inDirectory));
    }

    /** Whether a flight recorder wrote this file, so that files before it may have been let go. */
    static boolean isOfFlightRecorder(VerifyReport file) {
        return file.contents() != null && file.contents().opening().flightWindowNs() > 0;
    }

    /** Of named files only what a flight recorder let go is looked up in a ledger, which is not itself reported. */
    private List<LedgerCheck> ledgersBeside(Group group) throws IOException {
        List<LedgerCheck> found = new ArrayList<>();
        Set<Path> folders = new LinkedHashSet<>();
        group.files.forEach(file -> {
            if (file.folder() != null) {
                folders.add(file.folder());
            }
        });
        for (Path folder : folders) {
            Path ledger = folder.resolve(LedgerWriter.FILE_NAME);
            if (Files.exists(ledger, LinkOption.NOFOLLOW_LINKS)) {
                try {
                    found.add(LedgerCheck.read(ledger, trusted, Stamps.notAsked()));
                } catch (IOException e) {
                    listener.unreadable(e);
                }
            }
        }
        return found;
    }

    private List<LedgerCheck> ledgersOf(Group group, List<VerifyReport> reports) throws IOException {
        if (!group.inDirectory) {
            boolean some = group.recording != null && reports.stream().anyMatch(RecordingVerifier::isOfFlightRecorder);
            return some ? ledgersBeside(group) : List.of();
        }
        return ledgersInside(group);
    }

    private List<LedgerCheck> ledgersInside(Group group) {
        Set<Path> folders = new LinkedHashSet<>();
        group.files.forEach(file -> folders.add(file.folder()));
        return ledgers.entrySet().stream()
                .filter(entry -> folders.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static RecordingCheck.Scope scope(Group group, List<VerifyReport> reports) throws IOException {
        if (group.inDirectory || group.recording == null) {
            return new RecordingCheck.Scope.Directory();
        }
        Set<Integer> beside = new HashSet<>();
        Set<Path> folders = new HashSet<>();
        for (Candidate file : group.files) {
            Path folder = file.folder();
            if (folder != null && folders.add(folder)) {
                beside.addAll(TraceFiles.segments(folder, group.recording));
            }
        }
        reports.forEach(report -> beside.remove(report.segment()));
        return new RecordingCheck.Scope.Named(beside);
    }

    /** Checks recordings that are in the ledger but have no files left. */
    private void checkVanished(Set<UUID> present) {
        Set<UUID> reported = new HashSet<>(present);
        for (LedgerCheck ledger : ledgers.values()) {
            for (UUID recording : ledger.recordings()) {
                if (reported.add(recording)) {
                    reportVanished(recording, List.of(ledger));
                }
            }
        }
        if (anchors != null && directoryGiven) {
            anchors.vanished(reported).forEach(recording -> reportVanished(recording, List.of()));
        }
    }

    private void reportVanished(UUID recording, List<LedgerCheck> of) {
        RecordingCheck.Basis basis = new RecordingCheck.Basis(trusted, stamps, Map.of());
        RecordingReport report =
                new RecordingCheck(recording, List.of(), basis, of).check(new RecordingCheck.Scope.Directory());
        listener.recording(anchors == null ? report : anchors.compare(report, true));
    }
}
