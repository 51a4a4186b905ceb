// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.ByteSource;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.VerifyReport;
import dev.gvtrace.trace.VerifyReport.Contents;
import dev.gvtrace.trace.gvt.FileHeader;
import dev.gvtrace.trace.source.TraceFiles;
import dev.gvtrace.trace.verify.AnchorGroup.LedgerAt;
import dev.gvtrace.trace.verify.VerdictReason.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Compares recordings and ledgers with anchors, and adds what it finds to their verdicts. Anchors of directories of
 * which nothing is here are named and not compared. Not thread-safe, single-use.
 */
final class AnchorComparison {
    private final AnchorFiles anchors;
    private final Map<Path, AnchoredLedger> ledgers = new LinkedHashMap<>();
    private final Map<VerifyReport, ChainOfFile> chains = new IdentityHashMap<>();
    /** The anchors that are about what is here, and the ledger of their directory. */
    private final Map<AnchorGroup, Path> matched = new LinkedHashMap<>();

    private static final Path NO_LEDGER = Path.of("");

    AnchorComparison(AnchorFiles anchors) {
        this.anchors = anchors;
    }

    /** Takes in a ledger. */
    void ledger(Path folder, Path file) throws IOException {
        ledgers.put(folder, AnchoredLedger.read(file, anchors));
    }

    /**
     * Chooses the anchors that are about what is here, by ledgers and recordings.
     *
     * @param present the recordings, each with the directories of its files
     */
    void match(Map<UUID, Set<Path>> present) {
        for (AnchorGroup group : anchors.groups()) {
            Path ledger = ledgerOf(group, present);
            if (ledger != null) {
                matched.put(group, ledger);
            } else if (group.recordings().stream().anyMatch(present::containsKey)) {
                matched.put(group, NO_LEDGER);
            }
        }
        matchByHost();
    }

    /**
     * A ledger for which there are no anchors, of a host whose anchors are about nothing else here: everything of it
     * may have been replaced.
     */
    private void matchByHost() {
        ledgers.forEach((folder, ledger) -> {
            List<AnchorGroup> candidates = matched.containsValue(folder)
                    ? List.of()
                    : anchors.groups().stream()
                            .filter(group -> !matched.containsKey(group) && ledger.isOf(group.host()))
                            .toList();
            if (candidates.size() == 1) {
                matched.put(candidates.get(0), folder);
            }
        });
    }

    /** The ledger with an anchored line; otherwise that beside a recording, or with one. */
    private @Nullable Path ledgerOf(AnchorGroup group, Map<UUID, Set<Path>> present) {
        for (Map.Entry<Path, AnchoredLedger> each : ledgers.entrySet()) {
            if (group.ledger().values().stream().anyMatch(at -> agrees(each.getValue(), at))) {
                return each.getKey();
            }
        }
        for (Map.Entry<Path, AnchoredLedger> each : ledgers.entrySet()) {
            boolean belongs = group.recordings().stream()
                    .anyMatch(id -> each.getValue().hasBegun(id)
                            || present.getOrDefault(id, Set.of()).contains(each.getKey()));
            if (belongs) {
                return each.getKey();
            }
        }
        return null;
    }

    private static boolean agrees(AnchoredLedger ledger, LedgerAt at) {
        return at.head().hash().equals(ledger.hash(at.head().line()));
    }

    /** Takes the chain of a file while it is verified. */
    ChainOfFile observer(ByteSource source) throws IOException {
        FileHeader header = TraceFiles.header(source);
        Set<Long> places = new HashSet<>();
        if (header != null) {
            for (AnchorGroup group : anchors.groups()) {
                AnchoredFile file = group.files(header.recording()).get(header.segment());
                if (file != null) {
                    places.addAll(file.heads().keySet());
                }
            }
        }
        return new ChainOfFile(places);
    }

    /** A file was verified. */
    void verified(VerifyReport file, ChainOfFile chain) {
        chains.put(file, chain);
    }

    /**
     * The report on a recording, with what the anchors add.
     *
     * @param inDirectory whether all of its files should be here
     */
    RecordingReport compare(RecordingReport report, boolean inDirectory) {
        UUID recording = report.recording();
        if (recording == null) {
            return report;
        }
        VerdictBuilder findings = VerdictBuilder.of(report.verdicts());
        AnchorCoverage coverage = null;
        boolean anchored = false;
        for (AnchorGroup group : matched.keySet()) {
            if (group.recordings().contains(recording)) {
                anchored = true;
                RecordingComparison one = new RecordingComparison(report, group, chains, findings);
                one.compareFiles();
                if (inDirectory) {
                    lookForMissing(report, group, findings);
                }
                coverage = latest(coverage, one.coverage());
            }
        }
        if (anchored && coverage != null) {
            findings.remark(text(coverage));
        } else if (!report.files().isEmpty()) {
            remarkNotAnchored(report, anchored, findings);
        }
        return new RecordingReport(
                recording, report.files(), report.letGo(), report.stamps(), findings.build(), coverage);
    }

    private static @Nullable AnchorCoverage latest(@Nullable AnchorCoverage a, @Nullable AnchorCoverage b) {
        return a == null || b != null && b.lastMessage() > a.lastMessage() ? b : a;
    }

    private static String text(AnchorCoverage coverage) {
        String upTo =
                "anchored up to message " + coverage.lastMessage() + ", at " + AnchoredFile.text(coverage.timeNs());
        return coverage.after() == 0
                ? upTo + ": all of it"
                : upTo + "; " + coverage.after() + (coverage.after() == 1 ? " message" : " messages")
                        + " after it are not";
    }

    /** A recording of an anchored recorder is in its next anchor. */
    private void remarkNotAnchored(RecordingReport report, boolean anchored, VerdictBuilder findings) {
        VerifyReport file = report.files().get(0);
        Contents contents = file.contents();
        if (contents == null
                || contents.isDerived()
                || contents.opening().origin() != TraceOrigin.LIVE
                || matched.isEmpty()) {
            findings.remark(
                    contents != null && contents.isDerived()
                            ? "not anchored: a copy, which cannot be compared with the anchors of what it was made from"
                            : "not anchored");
            return;
        }
        for (AnchorGroup group : anchored ? List.<AnchorGroup>of() : matched.keySet()) {
            if (group.covers(contents.createdNs())) {
                findings.unknown(
                        Kind.INTACT,
                        file.file() + ": begun at " + AnchoredFile.text(contents.createdNs())
                                + " according to its header, and in none of the anchors until "
                                + AnchoredFile.text(group.lastNs())
                                + ": it was added later, or is of another recorder");
                return;
            }
        }
        findings.remark(anchored ? "nothing of it agrees with an anchor" : "not anchored");
    }

    private void lookForMissing(RecordingReport report, AnchorGroup group, VerdictBuilder findings) {
        UUID recording = report.recording();
        if (recording == null) {
            return;
        }
        Set<Integer> here = new HashSet<>();
        report.files().forEach(file -> here.add(file.segment()));
        group.files(recording).forEach((segment, file) -> {
            if (!here.contains(segment)) {
                missing(recording, segment, file, group, findings);
            }
        });
    }

    private void missing(UUID recording, int segment, AnchoredFile file, AnchorGroup group, VerdictBuilder findings) {
        AnchoredFile.At last = file.last();
        String what = "segment " + segment + " ("
                + EscapedText.of(Text.ofUtf8(last.head().file())) + ") is not here; at " + last.time()
                + " it was anchored with " + last.head().messages() + " messages";
        AnchoredLedger ledger = ledgers.get(matched.getOrDefault(group, NO_LEDGER));
        long line = ledger == null
                ? 0
                : ledger.deletion(recording, segment, last.head().file());
        if (line == 0) {
            findings.no(Kind.COMPLETE, what + (ledger == null ? "" : ", and the ledger has no deletion of it"));
        } else if (line > lastAgreed(ledger, group)) {
            findings.unknown(
                    Kind.COMPLETE,
                    what + "; deleted according to line " + line + " of the ledger, which no anchor covers");
        }
    }

    /** The last anchored line of a ledger that agrees with its anchor; 0 for none. */
    private static long lastAgreed(@Nullable AnchoredLedger ledger, AnchorGroup group) {
        return ledger == null
                ? 0
                : group.ledger().descendingMap().values().stream()
                        .filter(at -> agrees(ledger, at))
                        .mapToLong(at -> at.head().line())
                        .findFirst()
                        .orElse(0);
    }

    /** Anchored recordings of which no file is here and that the recorder has not deleted. */
    Collection<UUID> vanished(Set<UUID> reported) {
        List<UUID> vanished = new ArrayList<>();
        matched.forEach((group, folder) -> {
            AnchoredLedger ledger = ledgers.get(folder);
            for (UUID recording : group.recordings()) {
                if (!reported.contains(recording) && !isDeleted(recording, group, ledger)) {
                    vanished.add(recording);
                }
            }
        });
        return vanished;
    }

    private static boolean isDeleted(UUID recording, AnchorGroup group, @Nullable AnchoredLedger ledger) {
        long covered = lastAgreed(ledger, group);
        return ledger != null
                && group.files(recording).entrySet().stream().allMatch(entry -> {
                    long line = ledger.deletion(
                            recording,
                            entry.getKey(),
                            entry.getValue().last().head().file());
                    return line > 0 && line <= covered;
                });
    }

    /** The report on a ledger, with what the anchors add. */
    LedgerReport compare(Path folder, LedgerReport report) {
        AnchoredLedger ledger = ledgers.get(folder);
        VerdictBuilder findings = VerdictBuilder.of(report.verdicts());
        if (ledger != null) {
            matched.forEach((group, of) -> {
                if (of.equals(folder)) {
                    compare(ledger, group, findings);
                }
            });
        }
        return report.with(findings.build());
    }

    private static void compare(AnchoredLedger ledger, AnchorGroup group, VerdictBuilder findings) {
        LedgerAt agreed = null;
        for (LedgerAt at : group.ledger().values()) {
            long line = at.head().line();
            String time = AnchoredFile.text(at.timeNs());
            if (line > ledger.lastLine()) {
                String cut = "it has lines up to " + ledger.lastLine() + "; at " + time + " it was anchored with "
                        + line + ": its end was removed";
                findings.no(Kind.INTACT, cut);
                findings.no(Kind.COMPLETE, cut);
                break;
            }
            if (agrees(ledger, at)) {
                agreed = at;
            } else if (line >= ledger.firstLine()) {
                findings.no(
                        Kind.INTACT,
                        "line " + line + " is not the one anchored at " + time
                                + ": the ledger was replaced or rewritten"
                                + (agreed == null
                                        ? ""
                                        : ", after line " + agreed.head().line()));
                break;
            }
        }
        if (agreed != null) {
            long after = ledger.lastLine() - agreed.head().line();
            findings.remark("anchored up to line " + agreed.head().line() + ", at "
                    + AnchoredFile.text(agreed.timeNs())
                    + (after == 0
                            ? ": all of it"
                            : "; " + after + (after == 1 ? " line" : " lines") + " after it are not"));
        }
    }

    /**
     * The reports on the anchors themselves.
     *
     * @param inDirectory whether a directory was given, so that a ledger should be here
     */
    List<AnchorReport> reports(boolean inDirectory) {
        List<AnchorReport> reports = new ArrayList<>();
        for (AnchorGroup group : anchors.groups()) {
            Path folder = matched.get(group);
            if (folder != null) {
                finish(group, ledgers.get(folder), inDirectory);
            }
            reports.add(group.report(folder != null));
        }
        return reports;
    }

    private void finish(AnchorGroup group, @Nullable AnchoredLedger ledger, boolean inDirectory) {
        for (VerdictReason stray : anchors.strays().reasons()) {
            boolean here = group.files().stream().anyMatch(file -> stray.text().startsWith(file + ":"));
            if (here && stray.kind() == Kind.INTACT) {
                group.findings().no(Kind.INTACT, stray.text());
            } else if (here && stray.kind() == Kind.COMPLETE) {
                group.findings().unknown(Kind.COMPLETE, stray.text());
            } else if (here) {
                group.findings().remark(stray.text());
            }
        }
        if (ledger == null && inDirectory && !group.ledger().isEmpty()) {
            LedgerAt last = group.ledger().lastEntry().getValue();
            group.findings()
                    .no(
                            Kind.COMPLETE,
                            "the ledger is not here; at " + AnchoredFile.text(last.timeNs()) + " it was anchored with "
                                    + last.head().line() + " lines");
        }
        group.finish(ledger);
    }
}
