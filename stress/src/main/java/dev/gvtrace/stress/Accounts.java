// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import dev.gvtrace.stress.LedgerContent.Recording;
import dev.gvtrace.stress.LedgerContent.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where each message of each sandbox ended up, by what is on the disk: in a file, in a gap, in a file that the ledger
 * reports as deleted, or lost with a recorder that was killed. Messages between two numbers have to be covered exactly;
 * only where a recorder was killed, the number is the rest. What is not covered is a fault.
 */
final class Accounts {
    static final String KEPT = "in a verified file";
    static final String DELETED = "in a file that was deleted, by the ledger";
    static final String DELETED_GAPS = "in a gap of a file that was deleted, by the ledger";
    static final String LOST = "lost, by a line of the ledger";
    static final String KILLED = "not written when the recorder was killed: its file is unsealed, its end is named";
    static final String KILLED_BETWEEN =
            "not written when the recorder was killed: its last file is not sealed as the last, and the next is missing";
    static final String NO_FILE = "its file was not created yet when the recorder was killed: the ledger has the crash";
    static final String NO_RECORDER =
            "dropped while no recorder ran, and it ended before one did: the ledger has the stop";
    static final String SENTRY_ONLY = "dropped by the Sentry at the very end, which no later message counts";
    static final String GAP = "in a gap: ";

    private final Path directory;
    private final LedgerContent ledger;
    private final Map<UUID, TreeMap<Integer, FileContent>> files = new LinkedHashMap<>();
    private final Map<String, Long> totals = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final Set<Alert> alertsKept = new HashSet<>();
    private long made;
    private int keptFiles;

    private Accounts(Path directory, LedgerContent ledger) {
        this.directory = directory;
        this.ledger = ledger;
    }

    /**
     * What a sandbox has done.
     *
     * @param id its id
     * @param made number of messages that it made, sent or dropped
     * @param sinceAccepted how many of them it dropped after the last one that it sent
     * @param endedWithoutRecorder true if it ended while its connection was broken
     * @param connections how often it was connected to a recorder
     * @param endedCleanly true if its last message does not belong to its work
     */
    record Sent(
            String id,
            long made,
            long sinceAccepted,
            boolean endedWithoutRecorder,
            int connections,
            boolean endedCleanly) {
        private boolean raisesAlert(long number) {
            return Trigger.isAt(number) && !(endedCleanly && number == made - 1);
        }
    }

    /** Accounts for the messages of sandboxes whose recordings are in a directory. */
    static Accounts of(Path directory, Collection<Sent> sandboxes) throws IOException {
        Accounts accounts = new Accounts(directory, LedgerContent.read(directory.resolve("ledger.jsonl")));
        accounts.readFiles();
        Map<String, List<UUID>> bySandbox = accounts.recordings();
        for (Sent sandbox : sandboxes) {
            accounts.account(sandbox, bySandbox.getOrDefault(sandbox.id(), List.of()));
        }
        return accounts;
    }

    LedgerContent ledger() {
        return ledger;
    }

    /** Messages by where they are; they add up to {@link #made}. */
    Map<String, Long> totals() {
        return totals;
    }

    /** Messages that all sandboxes made. */
    long made() {
        return made;
    }

    /** Alerts that messages in the files raise. */
    Set<Alert> alertsKept() {
        return alertsKept;
    }

    int keptFiles() {
        return keptFiles;
    }

    List<String> faults() {
        return faults;
    }

    private void readFiles() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.filter(path -> path.toString().endsWith(".gvt"))
                    .sorted()
                    .toList()) {
                FileContent content = FileContent.read(file);
                keptFiles++;
                if (content.recording() == null) {
                    continue;
                }
                FileContent other = files.computeIfAbsent(content.recording(), id -> new TreeMap<>())
                        .put(content.segment(), content);
                if (other != null) {
                    faults.add(file + " is the same segment as " + other.file());
                }
            }
        }
    }

    /** The recordings of each sandbox, in order. */
    private Map<String, List<UUID>> recordings() {
        Map<String, List<UUID>> bySandbox = new HashMap<>();
        ledger.recordings.forEach((id, recording) -> bySandbox
                .computeIfAbsent(sandboxOf(id, recording), name -> new ArrayList<>())
                .add(id));
        // killed between the creation of the file and the line about it
        files.forEach((id, segments) -> {
            if (!ledger.recordings.containsKey(id)) {
                List<UUID> known = bySandbox.computeIfAbsent(
                        segments.firstEntry().getValue().sandbox(), name -> new ArrayList<>());
                known.add(id);
                known.sort(Comparator.comparingLong(this::createdNs));
            }
        });
        return bySandbox;
    }

    private long createdNs(UUID id) {
        TreeMap<Integer, FileContent> segments = files.get(id);
        return segments == null
                ? Long.MIN_VALUE
                : segments.firstEntry().getValue().createdNs();
    }

    private String sandboxOf(UUID id, Recording recording) {
        TreeMap<Integer, FileContent> segments = files.get(id);
        return segments == null
                ? recording.sandbox
                : segments.firstEntry().getValue().sandbox();
    }

    private void account(Sent sandbox, List<UUID> recordings) {
        Walk walk = new Walk(sandbox, recordings.size());
        made += sandbox.made();
        for (UUID id : recordings) {
            walk.recording(id);
        }
        walk.finish();
    }

    private void count(String where, long messages) {
        if (messages != 0) {
            totals.merge(where, messages, Long::sum);
        }
    }

    /** Goes through the recordings of a sandbox. */
    private final class Walk {
        private final Sent sandbox;
        /** Known losses since the last message. */
        private final Map<String, Long> known = new LinkedHashMap<>();
        /** Where the number of losses since the last message is not known. */
        private @Nullable String unknown;

        private long next;
        /** Connections without a recording. */
        private int withoutFile;

        Walk(Sent sandbox, int recordings) {
            this.sandbox = sandbox;
            this.withoutFile = sandbox.connections() - recordings;
        }

        void recording(UUID id) {
            TreeMap<Integer, FileContent> here = files.getOrDefault(id, new TreeMap<>());
            Recording listed = ledger.recordings.get(id);
            TreeMap<Integer, Segment> segments = new TreeMap<>(listed == null ? Map.of() : listed.segments);
            here.keySet().forEach(number -> segments.computeIfAbsent(number, n -> new Segment("not in the ledger")));
            segments.forEach((number, segment) -> {
                FileContent file = here.get(number);
                if (file != null) {
                    file(file);
                } else {
                    missing(segment);
                }
            });
            if (listed != null && listed.lost > 0) {
                known(LOST, listed.lost);
            }
            FileContent lastFile = here.get(segments.lastKey());
            boolean continues = lastFile == null ? !segments.lastEntry().getValue().isLast : lastFile.continues();
            if (continues && unknown == null) {
                unknown = KILLED_BETWEEN;
            }
        }

        private void file(FileContent file) {
            for (FileContent.Item item : file.items()) {
                if (item instanceof FileContent.Messages messages) {
                    reach(messages.first());
                    count(KEPT, messages.last() - messages.first() + 1);
                    next = messages.last() + 1;
                    for (long number = messages.first(); number <= messages.last(); number++) {
                        if (sandbox.raisesAlert(number)) {
                            alertsKept.add(new Alert(sandbox.id(), number));
                        }
                    }
                } else if (item instanceof FileContent.Missing gap) {
                    gap(gap);
                }
            }
            if (!file.sealed()) {
                unknown = KILLED;
            }
        }

        private void gap(FileContent.Missing gap) {
            String cause = GAP + gap.cause().replaceAll("^not written: .*", "not written");
            if (gap.lost() < 0) {
                unknown = unknown == null ? cause : unknown;
            } else {
                known(cause, gap.lost());
            }
        }

        private void missing(Segment segment) {
            if (segment.deleted == null) {
                faults.add(sandbox.id() + ": " + segment.file + " is not here and was not deleted");
            } else if (segment.messages < 0 || segment.gaps < 0) {
                faults.add(sandbox.id() + ": " + segment.file + " was deleted, and nothing tells how much was in it");
                unknown = DELETED;
            } else {
                known(DELETED, segment.messages);
                known(DELETED_GAPS, segment.gaps);
                if (!segment.sealed) {
                    unknown = KILLED;
                }
            }
        }

        private void known(String where, long messages) {
            known.merge(where, messages, Long::sum);
        }

        /** The next message that is there has this number. */
        private void reach(long number) {
            long missing = number - next;
            long covered = known.values().stream().mapToLong(Long::longValue).sum();
            if (unknown == null && missing > covered && withoutFile > 0) {
                unknown = NO_FILE;
                withoutFile--;
            }
            if (missing < 0) {
                faults.add(sandbox.id() + ": message " + number + " is there a second time");
            } else if (unknown == null && missing != covered) {
                faults.add(sandbox.id() + ": messages " + next + " to " + (number - 1) + " are missing, and " + covered
                        + " are accounted for: " + known);
            } else if (missing < covered) {
                faults.add(sandbox.id() + ": messages " + next + " to " + (number - 1)
                        + " are missing, and more are accounted for: " + known);
            }
            known.forEach(Accounts.this::count);
            if (unknown != null) {
                count(unknown, missing - covered);
            }
            known.clear();
            unknown = null;
        }

        void finish() {
            Long lost = ledger.lost.get(sandbox.id());
            if (lost != null) {
                known(LOST, lost);
            }
            if (sandbox.sinceAccepted() > 0) {
                known(sandbox.endedWithoutRecorder() ? NO_RECORDER : SENTRY_ONLY, sandbox.sinceAccepted());
            }
            reach(sandbox.made());
        }
    }
}
