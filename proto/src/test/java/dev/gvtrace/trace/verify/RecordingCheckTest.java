// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.VerifyReport;
import dev.gvtrace.trace.VerifyReport.Contents;
import dev.gvtrace.trace.VerifyReport.SignatureState;
import dev.gvtrace.trace.gvt.TestTraces;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerLine;
import dev.gvtrace.trace.ledger.LedgerWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The verdicts and their reasons, derived from the reports on files and from the ledger.
 */
final class RecordingCheckTest {
    private static final UUID ID = new UUID(3, 4);
    private static final RecordingCheck.Scope ALL = new RecordingCheck.Scope.Directory();

    @TempDir
    private Path folder;

    private final List<VerdictReason> reasons = new ArrayList<>();

    /** A file of ten messages as a recorder leaves it, of which one thing or another can be changed. */
    private static final class File {
        private final int segment;
        private String name;
        private String layout = "gvt";
        private Ending ending = Ending.SEALED;
        private List<Damage> findings = List.of();
        private long bytes = 1000;
        private @Nullable UUID recording = ID;
        private String previousSeal;
        private @Nullable Seal seal;
        private SignatureState signature = SignatureState.NONE;
        private @Nullable String signer;
        private boolean opened = true;
        private Opening opening = TestTraces.opening();
        private @Nullable Closing closing = Closing.end(90, "end");
        private boolean continues;
        private long before;
        private long after;
        private long gaps;
        private long lost;
        private boolean known = true;

        File(int segment) {
            this.segment = segment;
            name = "f" + segment;
            seal = sealOf(segment);
            previousSeal = segment == 0 ? LedgerLine.FIRST : sealOf(segment - 1).hex();
            before = segment * 10L;
            after = before + 10;
        }

        VerifyReport report() {
            Contents contents =
                    known ? new Contents(opened, opening, closing, continues, 50, before, after, gaps, lost) : null;
            return new VerifyReport(
                    name,
                    layout,
                    ending,
                    findings,
                    bytes,
                    2,
                    12,
                    10,
                    recording,
                    segment,
                    previousSeal,
                    seal,
                    signature,
                    signer,
                    contents);
        }
    }

    private static Seal sealOf(int segment) {
        byte[] value = new byte[TraceFormat.SHA_BYTES];
        value[0] = (byte) (segment + 1);
        return new Seal(ID, segment, segment * 10L + 10, value);
    }

    private static File file(int segment) {
        return new File(segment);
    }

    /** Three files of one recording. */
    private static List<File> three() {
        List<File> files = List.of(file(0), file(1), file(2));
        files.get(0).continues = true;
        files.get(1).continues = true;
        return files;
    }

    private static RecordingCheck.Basis basis(boolean key) {
        TrustedKeys keys = key ? TrustedKeys.none().with("ab".repeat(32)) : TrustedKeys.none();
        return new RecordingCheck.Basis(keys, Stamps.notAsked(), Map.of());
    }

    private String check(RecordingCheck.Scope scope, boolean key, List<LedgerCheck> ledgers, List<File> files) {
        List<VerifyReport> reports = files.stream().map(File::report).toList();
        UUID id = reports.isEmpty() ? ID : reports.get(0).recording();
        RecordingReport report = new RecordingCheck(id, reports, basis(key), ledgers).check(scope);
        reasons.clear();
        reasons.addAll(report.verdicts().reasons());
        return report.verdicts().intact() + " " + report.verdicts().authentic() + " "
                + report.verdicts().complete();
    }

    private String check(File... files) {
        return check(ALL, false, List.of(), List.of(files));
    }

    private List<String> texts() {
        return reasons.stream()
                .map(reason -> reason.kind() + " " + reason.text())
                .toList();
    }

    private LedgerCheck ledger(LedgerEvent... events) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String previous = LedgerLine.FIRST;
        long line = 0;
        for (LedgerEvent event : events) {
            byte[] bytes = LedgerLine.encode(++line, line, event, previous, null);
            previous = LedgerLine.hash(bytes, bytes.length);
            out.write(bytes);
        }
        return LedgerCheck.read(
                Files.write(folder.resolve(LedgerWriter.FILE_NAME), out.toByteArray()),
                TrustedKeys.none(),
                Stamps.notAsked());
    }

    private static LedgerEvent.Begun begun() {
        return new LedgerEvent.Begun(ID, Text.ofUtf8("f0"), Text.ofUtf8("box"));
    }

    private static LedgerEvent.Sealed sealed(int segment) {
        return new LedgerEvent.Sealed(
                ID,
                segment,
                Text.ofUtf8("f" + segment),
                sealOf(segment).hex(),
                10,
                0,
                segment < 2,
                Text.ofUtf8("test"));
    }

    @Test
    void filesThatContinueEachOtherAreWhole() {
        assertThat(check(ALL, false, List.of(), three())).isEqualTo("YES UNKNOWN YES");
        assertThat(texts())
                .containsExactly("AUTHENTIC f0: not signed", "AUTHENTIC f1: not signed", "AUTHENTIC f2: not signed");
    }

    @Test
    void linksBetweenFilesThatDoNotFitShow() {
        List<File> files = three();
        files.get(1).before = 11;
        files.get(1).after = 21;
        files.get(2).before = 21;
        files.get(2).after = 31;
        assertThat(check(ALL, false, List.of(), files)).isEqualTo("NO UNKNOWN YES");
        assertThat(texts())
                .contains("INTACT f1: continues after message 11, expected 10")
                .hasSize(4);

        files = three();
        files.get(0).continues = false;
        assertThat(check(ALL, false, List.of(), files)).isEqualTo("NO UNKNOWN YES");
        assertThat(texts()).contains("INTACT f0: marked as the end of the recording, but it continues");

        files = three();
        files.get(0).seal = null;
        files.get(0).continues = false;
        files.get(0).ending = Ending.CRASHED;
        assertThat(check(ALL, false, List.of(), files)).isEqualTo("NO UNKNOWN NO");
        assertThat(texts())
                .contains(
                        "INTACT f0: not sealed, though f1 continues from its seal",
                        "AUTHENTIC f0: not sealed, so not signed")
                .noneMatch(text -> text.contains("ends with it"));

        files = three();
        files.get(1).known = false;
        files.get(2).before = 77;
        files.get(2).after = 87;
        assertThat(check(ALL, false, List.of(), files))
                .as("what is not known is not compared")
                .isEqualTo("YES UNKNOWN NO");
    }

    @Test
    void onlyTheFirstFileHasNoPredecessor() {
        File first = file(0);
        first.previousSeal = sealOf(4).hex();
        assertThat(check(first)).isEqualTo("NO UNKNOWN YES");
        assertThat(texts()).contains("INTACT f0: is the first segment, but continues from another file");
        first = file(0);
        first.before = 5;
        first.after = 15;
        assertThat(check(first)).isEqualTo("NO UNKNOWN YES");
        List<File> files = three();
        files.get(1).previousSeal = LedgerLine.FIRST;
        check(ALL, false, List.of(), files);
        assertThat(texts())
                .contains(
                        "INTACT f1: segment 1 that continues from no file",
                        "INTACT f1: does not continue from the seal of f0");
        first = file(0);
        first.known = false;
        first.previousSeal = "";
        check(first);
        assertThat(texts()).noneMatch(text -> text.startsWith("INTACT"));
    }

    @Test
    void missingFilesAreNamed() {
        File last = file(3);
        assertThat(check(file(1), last)).isEqualTo("YES UNKNOWN NO");
        assertThat(texts())
                .contains("COMPLETE segment 0 is missing", "COMPLETE segment 2 is missing")
                .hasSize(4);
        last.continues = true;
        check(last);
        assertThat(texts()).contains("COMPLETE segment 4 is missing").doesNotContain("COMPLETE segment 3 is missing");
        check(file(20));
        assertThat(texts())
                .contains("COMPLETE segment 0 is missing", "COMPLETE segment 19 is missing")
                .hasSize(21);
        check(file(21));
        assertThat(texts()).containsExactly("AUTHENTIC f21: not signed", "COMPLETE segments 0 to 20 are missing");
        check(file(19));
        assertThat(texts())
                .contains("COMPLETE segment 0 is missing", "COMPLETE segment 18 is missing")
                .hasSize(20);
        last.known = false;
        check(last);
        assertThat(texts()).doesNotContain("COMPLETE segment 4 is missing");
    }

    @Test
    void missingFilesMayBeInTheSameDirectory() {
        RecordingCheck.Scope beside = new RecordingCheck.Scope.Named(Set.of(0));
        assertThat(check(beside, false, List.of(), List.of(file(2)))).isEqualTo("YES UNKNOWN UNKNOWN");
        assertThat(texts())
                .contains(
                        "COMPLETE segment 0 was not given, but is in the same directory",
                        "COMPLETE segment 1 was not given; give the directory to look for it");
        File second = file(2);
        second.continues = true;
        assertThat(check(beside, false, List.of(), List.of(second, file(3)))).isEqualTo("YES UNKNOWN NO");
        assertThat(texts())
                .contains(
                        "COMPLETE segment 0 was not given, but is in the same directory",
                        "COMPLETE segment 1 is missing: neither given nor in the same directory as the given ones");
    }

    @Test
    void aRunOfMissingFilesIsReportedOnce() {
        Set<Integer> all = IntStream.range(0, 30).boxed().collect(Collectors.toSet());
        RecordingCheck.Scope beside = new RecordingCheck.Scope.Named(all);
        File before = file(30);
        before.continues = true;
        assertThat(check(beside, false, List.of(), List.of(before, file(31)))).isEqualTo("YES UNKNOWN UNKNOWN");
        assertThat(texts()).contains("COMPLETE segments 0 to 29 were not given, but are in the same directory");
        all.remove(29);
        assertThat(check(beside, false, List.of(), List.of(before, file(31)))).isEqualTo("YES UNKNOWN NO");
        assertThat(texts())
                .contains(
                        "COMPLETE segments 0 to 29 are missing: neither given nor in the same directory as the given ones");
        assertThat(check(beside, false, List.of(), List.of(file(30)))).isEqualTo("YES UNKNOWN UNKNOWN");
        assertThat(texts()).contains("COMPLETE segments 0 to 29 were not given; give the directory to look for them");
    }

    @Test
    void theLedgerExplainsMissingFiles() throws IOException {
        LedgerCheck ledger = ledger(
                begun(),
                new LedgerEvent.Rotated(ID, 1, Text.ofUtf8("f1")),
                new LedgerEvent.Rotated(ID, 2, Text.ofUtf8("f2")),
                new LedgerEvent.Rotated(ID, 3, Text.ofUtf8("f3")),
                new LedgerEvent.Deleted(ID, 0, Text.ofUtf8("f0"), 9, null, Text.ofUtf8("old")),
                new LedgerEvent.Lost(ID, Text.ofUtf8("box"), 6, Text.ofUtf8("disk full")),
                new LedgerEvent.Stopped(true));
        File here = file(1);
        here.continues = true;
        assertThat(check(ALL, false, List.of(ledger), List.of(here))).isEqualTo("YES UNKNOWN NO");
        String since = "missing: begun at 1970-01-01T00:00:00.00000000";
        assertThat(texts())
                .contains(
                        "COMPLETE 6 messages are in no file: disk full, according to the ledger",
                        "COMPLETE segment 0 (f0) is not here, deleted by the recorder at 1970-01-01T00:00:00.000000005Z: old",
                        "COMPLETE segment 2 (f2) is not here, " + since + "3Z and not deleted, according to the ledger",
                        "COMPLETE segment 3 (f3) is not here, " + since + "4Z and not deleted, according to the ledger")
                .doesNotContain("COMPLETE segment 2 is missing");
        assertThat(check(ALL, false, List.of(ledger), List.of())).isEqualTo("UNKNOWN UNKNOWN NO");
        assertThat(texts())
                .contains("INTACT no file of it is here", "AUTHENTIC no file of it is here")
                .hasSize(7);
    }

    @Test
    void aFileIsComparedWithTheLedger() throws IOException {
        LedgerCheck sealed = ledger(begun(), sealed(0), new LedgerEvent.Stopped(true));
        assertThat(check(ALL, false, List.of(sealed), List.of(file(0)))).isEqualTo("YES UNKNOWN YES");
        File other = file(0);
        other.seal = sealOf(7);
        assertThat(check(ALL, false, List.of(sealed), List.of(other))).isEqualTo("NO UNKNOWN YES");
        assertThat(texts())
                .contains("INTACT f0: another seal; according to the ledger it was sealed with "
                        + sealOf(0).hex());
        other.seal = null;
        check(ALL, false, List.of(sealed), List.of(other));
        assertThat(texts())
                .contains("INTACT f0: not sealed; according to the ledger it was sealed with "
                        + sealOf(0).hex());
        LedgerCheck deleted = ledger(
                begun(),
                sealed(0),
                new LedgerEvent.Rotated(ID, 1, Text.ofUtf8("f1")),
                new LedgerEvent.Deleted(ID, 0, Text.ofUtf8("f0"), 9, null, Text.ofUtf8("old")));
        check(ALL, false, List.of(deleted), List.of(file(0)));
        assertThat(texts())
                .contains("REMARK f0: is here, but deleted by the recorder at 1970-01-01T00:00:00.000000004Z: old");
    }

    @Test
    void aFileThatWasLeftUnsealedStaysAsItWas() throws IOException {
        LedgerCheck ledger =
                ledger(begun(), new LedgerEvent.Unsealed(ID, 0, Text.ofUtf8("f0"), 1000, Text.ofUtf8("left")));
        File file = file(0);
        file.seal = null;
        file.ending = Ending.CRASHED;
        file.closing = null;
        assertThat(check(ALL, false, List.of(ledger), List.of(file))).isEqualTo("YES UNKNOWN NO");
        file.bytes = 999;
        assertThat(check(ALL, false, List.of(ledger), List.of(file))).isEqualTo("NO UNKNOWN NO");
        assertThat(texts())
                .contains("INTACT f0: 999 bytes; when it was left unsealed it had 1000, according to the ledger");
        LedgerCheck empty = ledger(begun(), new LedgerEvent.Unsealed(ID, 0, Text.ofUtf8("f0"), 0, Text.ofUtf8("left")));
        assertThat(check(ALL, false, List.of(empty), List.of(file(0)))).isEqualTo("NO UNKNOWN YES");
        assertThat(texts()).contains("INTACT f0: sealed; according to the ledger it was left unsealed");
    }

    @Test
    void aSealThatTheLedgerDoesNotKnowIsLaterThanItsLastLine() throws IOException {
        LedgerCheck running = ledger(begun(), new LedgerEvent.Started("gvtrace", Text.ofUtf8("host"), 1));
        assertThat(check(ALL, false, List.of(running), List.of(file(0)))).isEqualTo("YES UNKNOWN YES");
        assertThat(texts()).contains("REMARK f0: its seal is not in the ledger");
        assertThat(running.report().verdicts().reasons())
                .extracting(VerdictReason::text)
                .contains("f0 was sealed after the last line: it was taken away, or its writer was killed before it");
        LedgerCheck unsealed = ledger(begun(), new LedgerEvent.Stopped(true));
        File without = file(0);
        without.closing = null;
        check(ALL, false, List.of(unsealed), List.of(without));
        assertThat(unsealed.report().verdicts().complete())
                .as("no time is told")
                .isEqualTo(Verdict.YES);
    }

    @Test
    void aFileThatTheLedgerDoesNotKnowIsRemarkedUnlessItWasImportedOrMade() throws IOException {
        LedgerEvent.Stopped stopped = new LedgerEvent.Stopped(true);
        File file = file(0);
        LedgerCheck ledger = ledger(stopped);
        assertThat(check(ALL, false, List.of(ledger), List.of(file))).isEqualTo("YES UNKNOWN YES");
        assertThat(texts()).contains("REMARK f0: not in the ledger");
        assertThat(ledger.report().verdicts().reasons())
                .extracting(VerdictReason::text)
                .contains(
                        "lines are missing at the end: f0 was begun after the last line",
                        "lines are missing at the end: f0 was sealed after the last line");
        for (Opening opening : List.of(
                TestTraces.opening().toBuilder().origin(TraceOrigin.IMPORT).build(),
                TestTraces.opening().toBuilder().derivedFrom(Text.ofUtf8("x")).build(),
                TestTraces.opening().toBuilder().sourceRecording(ID).build())) {
            file.opening = opening;
            LedgerCheck asked = ledger(stopped);
            check(ALL, false, List.of(asked), List.of(file));
            assertThat(texts()).doesNotContain("REMARK f0: not in the ledger");
            assertThat(asked.report().verdicts().complete()).isEqualTo(Verdict.YES);
        }
        File unread = file(0);
        unread.known = false;
        check(ALL, false, List.of(ledger), List.of(unread));
        assertThat(texts()).doesNotContain("REMARK f0: not in the ledger");
    }

    private static List<Damage> damage(long offset, long length, boolean loses) {
        return List.of(new Damage("f0", offset, length, "block that is bad", loses));
    }

    @Test
    void damageShowsAndATornEndMayBeThatOfAKilledWriter() {
        File file = file(0);
        file.findings = damage(10, 20, true);
        assertThat(check(file)).isEqualTo("NO UNKNOWN NO");
        assertThat(texts()).contains("INTACT f0: block that is bad", "COMPLETE f0: records cannot be read");
        file.findings = damage(10, 20, false);
        assertThat(check(file)).isEqualTo("NO UNKNOWN YES");
        file.findings = List.of(file.findings.get(0), file.findings.get(0), file.findings.get(0));
        check(file);
        assertThat(texts()).contains("INTACT f0: block that is bad, and 2 more");

        file.ending = Ending.CRASHED;
        file.seal = null;
        file.closing = null;
        file.findings = damage(900, 100, true);
        assertThat(check(file)).isEqualTo("UNKNOWN UNKNOWN NO");
        assertThat(texts())
                .contains(
                        "INTACT f0: its last write is incomplete, as when its writer is killed; a truncated file can look the same",
                        "COMPLETE f0: not sealed (recorder killed or still running)");
        file.findings = damage(900, 99, true);
        assertThat(check(file)).isEqualTo("NO UNKNOWN NO");
        file.findings =
                List.of(damage(900, 100, true).get(0), damage(1, 1, true).get(0));
        assertThat(check(file)).isEqualTo("NO UNKNOWN NO");
        file.findings = damage(900, 100, true);
        file.ending = Ending.CUT;
        assertThat(check(file)).isEqualTo("NO UNKNOWN NO");
    }

    @Test
    void filesOfWhichNothingIsKnownAreNotCalledIntact() {
        File headless = file(0);
        headless.known = false;
        headless.recording = null;
        headless.seal = null;
        headless.ending = Ending.CUT;
        headless.previousSeal = "";
        assertThat(check(headless)).isEqualTo("NO UNKNOWN NO");
        assertThat(texts()).contains("INTACT f0: damaged at its beginning", "COMPLETE f0: cut");
        headless.layout = "tracereplay";
        assertThat(check(headless)).isEqualTo("UNKNOWN UNKNOWN NO");
        headless.ending = Ending.NO_SEAL;
        assertThat(check(headless)).isEqualTo("UNKNOWN UNKNOWN UNKNOWN");
        assertThat(texts())
                .contains("INTACT f0: layout without checksums", "COMPLETE f0: layout without opening and closing");
    }

    @Test
    void whatASignatureIsWorth() {
        File file = file(0);
        file.signer = "aa";
        file.signature = SignatureState.VALID;
        assertThat(check(ALL, true, List.of(), List.of(file))).isEqualTo("YES YES YES");
        assertThat(reasons).isEmpty();
        file.findings = damage(1, 1, false);
        assertThat(check(ALL, true, List.of(), List.of(file))).isEqualTo("NO NO YES");
        assertThat(texts()).contains("AUTHENTIC f0: the signature is for other content");
        file.findings = List.of();
        file.signature = SignatureState.VALID_FOR_OWN_KEY;
        assertThat(check(file)).isEqualTo("YES UNKNOWN YES");
        assertThat(texts())
                .containsExactly("AUTHENTIC f0: signed with a key that was not compared with a given one (--key)");
        file.signature = SignatureState.INVALID;
        assertThat(check(ALL, true, List.of(), List.of(file))).isEqualTo("YES NO YES");
        assertThat(texts()).containsExactly("AUTHENTIC f0: wrong signature, or another key: aa");
        file.signer = null;
        check(ALL, true, List.of(), List.of(file));
        assertThat(texts()).containsExactly("AUTHENTIC f0: not signed");
        file.seal = null;
        assertThat(check(ALL, true, List.of(), List.of(file))).isEqualTo("YES UNKNOWN YES");
        assertThat(texts()).containsExactly("AUTHENTIC f0: not sealed, so not signed");
    }

    @Test
    void filesSignedWithSeveralKeysHaveNoSingleSigner() {
        List<File> files = three();
        for (File file : files) {
            file.signature = SignatureState.VALID_FOR_OWN_KEY;
            file.signer = "aa";
        }
        assertThat(check(ALL, false, List.of(), files)).isEqualTo("YES UNKNOWN YES");
        files.get(2).signer = "bb";
        assertThat(check(ALL, false, List.of(), files)).isEqualTo("YES NO YES");
        assertThat(texts()).contains("AUTHENTIC its files are not all signed with the same key");
        check(ALL, true, List.of(), files);
        assertThat(texts()).as("each was compared with the key").noneMatch(text -> text.contains("the same key"));
        files.get(2).signer = null;
        files.get(2).signature = SignatureState.NONE;
        assertThat(check(ALL, false, List.of(), files)).isEqualTo("YES NO YES");
        files.get(2).seal = null;
        check(ALL, false, List.of(), files);
        assertThat(texts()).as("a file that runs is not signed yet").noneMatch(text -> text.contains("the same key"));
    }

    @Test
    void detectsAGapInsideAFile() {
        File file = file(0);
        file.gaps = 1;
        file.lost = 7;
        assertThat(check(file)).isEqualTo("YES UNKNOWN NO");
        assertThat(texts()).contains("COMPLETE f0: 1 gap, 7 messages counted as lost");
        file.gaps = 2;
        check(file);
        assertThat(texts()).contains("COMPLETE f0: 2 gaps, 7 messages counted as lost");
        file = file(0);
        file.after = 13;
        assertThat(check(file)).isEqualTo("YES UNKNOWN NO");
        assertThat(texts()).contains("COMPLETE f0: 3 sequence numbers are left out");
        file.opening = TestTraces.opening().toBuilder()
                .derivedFrom(Text.ofUtf8("a"))
                .derivedFrom(Text.ofUtf8("b"))
                .build();
        file.closing = Closing.ofUnknownEnd(9, "repaired");
        assertThat(check(file)).isEqualTo("YES UNKNOWN UNKNOWN");
        assertThat(texts())
                .contains(
                        "REMARK f0: made from another trace and sealed anew: a; b; the verdicts are about the copy, not about"
                                + " what it was made from",
                        "COMPLETE f0: sealed afterwards (repaired); whether messages came after the last one here is not"
                                + " known");
        file = file(0);
        file.opened = false;
        file.closing = null;
        assertThat(check(file)).isEqualTo("YES UNKNOWN NO");
        assertThat(texts()).contains("COMPLETE f0: no opening record", "COMPLETE f0: sealed without a closing record");
    }

    @Test
    void acceptsACopyButNotAnotherFileOfTheSameNumber() {
        File copy = file(0);
        copy.name = "copy";
        assertThat(check(file(0), copy)).isEqualTo("YES UNKNOWN YES");
        assertThat(texts()).contains("REMARK copy is a copy of f0");
        copy.bytes = 999;
        assertThat(check(file(0), copy)).isEqualTo("NO UNKNOWN YES");
        assertThat(texts()).contains("INTACT copy and f0 differ, and both claim to be segment 0");
        copy.bytes = 1000;
        copy.findings = damage(1, 1, true);
        assertThat(check(file(0), copy)).isEqualTo("NO UNKNOWN YES");
        copy.findings = List.of();
        copy.seal = sealOf(8);
        assertThat(check(file(0), copy)).isEqualTo("NO UNKNOWN YES");
        copy.seal = null;
        File unsealed = file(0);
        unsealed.seal = null;
        assertThat(check(unsealed, copy)).startsWith("NO ");
    }
}
