// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.VerifyReport;
import dev.gvtrace.trace.VerifyReport.Contents;
import dev.gvtrace.trace.VerifyReport.SignatureState;
import dev.gvtrace.trace.ledger.LedgerLine;
import dev.gvtrace.trace.verify.VerdictReason.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Derives the verdicts about a recording from the reports on its files and from the ledger. */
final class RecordingCheck {
    /** The maximum number of missing files that are listed one by one. */
    private static final int MOST_NAMED = 20;

    private final @Nullable UUID recording;
    private final List<VerifyReport> given;
    private final Basis basis;
    private final Collection<LedgerCheck> ledgers;
    private final Map<String, FileStamp> stamps = new HashMap<>();
    private final VerdictBuilder findings = new VerdictBuilder();
    private final NavigableMap<Integer, VerifyReport> files = new TreeMap<>();
    /** Further files with a number that another file has. */
    private final List<VerifyReport> others = new ArrayList<>();
    /** The ledgers' entries for each file, by its number. */
    private final NavigableMap<Integer, LedgerCheck.Entry> inLedgers = new TreeMap<>();
    /** What a flight recorder let go, according to the ledgers, by the number of the first file. */
    private final NavigableMap<Integer, LetGo> letGo = new TreeMap<>();
    /** Those of {@link #letGo} whose files are not here. */
    private final Set<LetGo> gone = new LinkedHashSet<>();

    /**
     * What authenticity is judged by.
     *
     * @param keys the trusted keys, with those that they handed over to
     * @param stamps the stamps that were asked for
     * @param ofFiles the stamps beside the files, by the files' paths
     */
    record Basis(TrustedKeys keys, Stamps stamps, Map<String, TimeStamp> ofFiles) {}

    /** How the files of a recording were found, which determines the meaning of a missing one. */
    sealed interface Scope {
        /** Whether a file of this number is there, but was not given. */
        default boolean hasBeside(int segment) {
            return false;
        }

        /** Adds to the findings of a check that files without an entry in a ledger are not there. */
        void missing(RecordingCheck check, int from, int to);

        /** All files of a directory. */
        record Directory() implements Scope {
            @Override
            public void missing(RecordingCheck check, int from, int to) {
                check.missingInDirectory(from, to);
            }
        }

        /**
         * Files that were given one by one.
         *
         * @param beside numbers of further files of the recording in the same directory
         */
        record Named(Set<Integer> beside) implements Scope {
            @Override
            public boolean hasBeside(int segment) {
                return beside.contains(segment);
            }

            @Override
            public void missing(RecordingCheck check, int from, int to) {
                check.missingAmongNamed(from, to, beside);
            }
        }
    }

    RecordingCheck(@Nullable UUID recording, List<VerifyReport> given, Basis basis, Collection<LedgerCheck> ledgers) {
        this.recording = recording;
        this.given = given;
        this.basis = basis;
        this.ledgers = ledgers;
    }

    RecordingReport check(Scope scope) {
        sort();
        readLedgers();
        files.values().forEach(this::checkFile);
        checkLinks();
        if (recording != null) {
            checkMissing(scope);
        }
        checkLetGo();
        checkSigners();
        if (given.isEmpty()) {
            findings.unknown(Kind.INTACT, "no file of it is here");
            findings.unknown(Kind.AUTHENTIC, "no file of it is here");
        }
        return new RecordingReport(
                recording,
                Stream.concat(files.values().stream(), others.stream()).toList(),
                List.copyOf(gone),
                stamps,
                findings.build());
    }

    private void sort() {
        for (VerifyReport file : given) {
            VerifyReport other = files.putIfAbsent(file.segment(), file);
            if (other == null) {
                continue;
            }
            others.add(file);
            boolean same =
                    file.seal() != null && Objects.equals(file.seal(), other.seal()) && file.bytes() == other.bytes();
            if (same && file.findings().isEmpty()) {
                findings.remark(file.file() + " is a copy of " + other.file());
            } else {
                findings.no(
                        Kind.INTACT,
                        file.file() + " and " + other.file() + " differ, and both claim to be segment "
                                + file.segment());
            }
        }
    }

    private void readLedgers() {
        if (recording == null) {
            return;
        }
        for (LedgerCheck ledger : ledgers) {
            ledger.segments(recording).forEach(inLedgers::putIfAbsent);
            ledger.letGo(recording).forEach(range -> letGo.putIfAbsent(range.first(), range));
            String lost = ledger.lost(recording);
            if (lost != null) {
                findings.no(Kind.COMPLETE, lost + ", according to the ledger");
            }
        }
    }

    private void checkFile(VerifyReport file) {
        checkIntact(file);
        checkAuthentic(file);
        checkComplete(file);
        if (recording != null) {
            compare(file, inLedgers.get(file.segment()));
        }
    }

    private void checkIntact(VerifyReport file) {
        if (file.ending() == Ending.NO_SEAL || file.contents() == null && file.recording() == null) {
            if (file.layout().equals("gvt")) {
                findings.no(Kind.INTACT, file.file() + ": damaged at its beginning");
            } else {
                findings.unknown(Kind.INTACT, file.file() + ": layout without checksums");
            }
            return;
        }
        if (file.findings().isEmpty()) {
            return;
        }
        boolean torn = file.ending() == Ending.CRASHED
                && file.findings().size() == 1
                && file.findings().get(0).offset() + file.findings().get(0).length() == file.bytes();
        if (torn) {
            findings.unknown(
                    Kind.INTACT,
                    file.file()
                            + ": its last write is incomplete, as when its writer is killed; a truncated file can look the same");
        } else {
            findings.no(Kind.INTACT, file.file() + ": " + file.findings().get(0).what() + more(file));
        }
    }

    private static String more(VerifyReport file) {
        int others = file.findings().size() - 1;
        return others == 0 ? "" : ", and " + others + " more";
    }

    private void checkAuthentic(VerifyReport file) {
        if (!isProvenByStamp(file)) {
            checkSignature(file);
        }
    }

    /** Notes the file's stamp; true when it proves what no key was given for. */
    private boolean isProvenByStamp(VerifyReport file) {
        if (!basis.stamps().areAsked()) {
            return false;
        }
        FileStamp found = stampOf(file);
        if (found == null) {
            if (!basis.keys().areGiven()) {
                findings.unknown(Kind.AUTHENTIC, file.file() + ": under no time stamp");
            }
            return false;
        }
        TimeStamp stamp = found.stamp();
        stamps.put(file.file(), found);
        if (found.afterNs() != null && found.afterNs() < 0) {
            findings.remark(file.file() + ": stamped before the time at which it was sealed, according to its"
                    + " recorder: one of the two clocks was wrong");
        }
        if (stamp.problem() != null) {
            findings.no(Kind.AUTHENTIC, stamp.file() + ": " + stamp.problem());
        } else if (!stamp.isTrusted() && !basis.keys().areGiven()) {
            findings.unknown(
                    Kind.AUTHENTIC,
                    stamp.file() + ": no certificate was given to compare its authority with (--tsa-ca)");
        } else if (basis.stamps().isLate(stamp) && !basis.keys().areGiven()) {
            findings.unknown(Kind.AUTHENTIC, stamp.file() + ": later than the time before which stamps count");
        }
        return !basis.keys().areGiven()
                && found.counts()
                && file.seal() != null
                && file.findings().isEmpty();
    }

    /** The stamp beside the file, or the one over a ledger's line with its seal: whichever counts and is earlier. */
    private @Nullable FileStamp stampOf(VerifyReport file) {
        TimeStamp own = basis.ofFiles().get(file.file());
        LedgerCheck.Entry entry = recording == null ? null : inLedgers.get(file.segment());
        FileStamp best = own == null ? null : new FileStamp(own, basis.stamps().counts(own), null, 0, null);
        boolean wrong = own != null && own.problem() != null;
        if (!wrong && entry != null && file.seal() != null && file.seal().hex().equals(entry.seal)) {
            for (LedgerCheck ledger : ledgers) {
                FileStamp other = ledger.stampOf(entry);
                if (other != null && (best == null || StampedPrefixes.isBetter(other, best))) {
                    best = other;
                }
            }
        }
        if (best == null) {
            return null;
        }
        long ended = file.contents() == null ? 0 : sealedNs(file.contents());
        boolean known = ended > 0 && best.stamp().timeNs() > 0;
        return new FileStamp(
                best.stamp(),
                best.counts(),
                best.ledger(),
                best.line(),
                known ? best.stamp().timeNs() - ended : null);
    }

    private void checkSignature(VerifyReport file) {
        boolean sealed = file.seal() != null;
        if (file.signature() == SignatureState.INVALID && sealed) {
            findings.no(
                    Kind.AUTHENTIC,
                    file.file()
                            + (file.signer() == null
                                    ? ": not signed"
                                    : ": wrong signature, or another key: " + file.signer()));
        } else if (!sealed) {
            findings.unknown(Kind.AUTHENTIC, file.file() + ": not sealed, so not signed");
        } else if (file.signature() == SignatureState.VALID && !file.findings().isEmpty()) {
            findings.no(Kind.AUTHENTIC, file.file() + ": the signature is for other content");
        } else if (basis.keys().isCompromised(file.signer())) {
            FileStamp stamp = stamps.get(file.file());
            if (stamp == null || !stamp.counts()) {
                findings.unknown(
                        Kind.AUTHENTIC,
                        file.file() + ": signed with a compromised key, and under no stamp that counts");
            }
        } else if (file.signature() == SignatureState.NONE) {
            findings.unknown(Kind.AUTHENTIC, file.file() + ": not signed");
        } else if (file.signature() == SignatureState.VALID_FOR_OWN_KEY) {
            findings.unknown(
                    Kind.AUTHENTIC, file.file() + ": signed with a key that was not compared with a given one (--key)");
        }
    }

    /** Files signed with different keys are not one signed recording. */
    private void checkSigners() {
        Set<String> signers = new HashSet<>();
        files.values().forEach(file -> signers.add(file.signer() == null ? "" : file.signer()));
        boolean sealed = files.values().stream().allMatch(file -> file.seal() != null);
        if (!basis.keys().areGiven() && sealed && signers.size() > 1) {
            findings.no(Kind.AUTHENTIC, "its files are not all signed with the same key");
        }
    }

    private void checkComplete(VerifyReport file) {
        Contents contents = file.contents();
        if (contents == null) {
            if (file.ending() == Ending.NO_SEAL) {
                findings.unknown(Kind.COMPLETE, file.file() + ": layout without opening and closing");
            } else {
                findings.no(Kind.COMPLETE, file.file() + ": " + file.ending().text());
            }
            return;
        }
        if (file.ending() != Ending.SEALED) {
            findings.no(Kind.COMPLETE, file.file() + ": " + file.ending().text());
        }
        if (!contents.opened()) {
            findings.no(Kind.COMPLETE, file.file() + ": no opening record");
        }
        if (contents.closing() == null && file.ending() == Ending.SEALED) {
            findings.no(Kind.COMPLETE, file.file() + ": sealed without a closing record");
        }
        if (file.findings().stream().anyMatch(Damage::losesRecords)) {
            findings.no(Kind.COMPLETE, file.file() + ": records cannot be read");
        }
        checkLosses(file, contents);
        remarkOrigin(file, contents);
    }

    private void checkLosses(VerifyReport file, Contents contents) {
        if (contents.gaps() > 0) {
            findings.no(
                    Kind.COMPLETE,
                    file.file() + ": " + contents.gaps() + (contents.gaps() == 1 ? " gap, " : " gaps, ")
                            + contents.lost() + " messages counted as lost");
        }
        long skipped = contents.skipped(file.messages());
        if (skipped > 0 && !contents.isDerived()) {
            findings.no(Kind.COMPLETE, file.file() + ": " + skipped + " sequence numbers are left out");
        }
    }

    private void remarkOrigin(VerifyReport file, Contents contents) {
        if (contents.isDerived()) {
            findings.remark(file.file() + ": made from another trace and sealed anew: "
                    + contents.opening().derivedFrom().stream()
                            .map(EscapedText::of)
                            .collect(Collectors.joining("; "))
                    + "; the verdicts are about the copy, not about what it was made from");
        }
        Closing closing = contents.closing();
        if (closing != null && closing.endUnknown()) {
            findings.unknown(
                    Kind.COMPLETE,
                    file.file() + ": sealed afterwards (" + EscapedText.of(closing.reason())
                            + "); whether messages came after the last one here is not known");
        }
    }

    /** Compares the file with the ledger. */
    private void compare(VerifyReport file, LedgerCheck.@Nullable Entry entry) {
        Contents contents = file.contents();
        if (contents == null || ledgers.isEmpty()) {
            return;
        }
        if (contents.isDerived()) {
            compareCopy(file);
        }
        if (LetGoFiles.with(file.segment(), letGo) != null) {
            findings.remark(file.file() + ": is here, but was let go by the flight recorder, according to the ledger");
            return;
        }
        boolean recorded = !contents.isDerived() && contents.opening().origin() == TraceOrigin.LIVE;
        if (entry == null) {
            if (recorded) {
                findings.remark(file.file() + ": not in the ledger");
                ledgers.forEach(ledger -> ledger.happened(file.file(), "begun", contents.createdNs()));
                ledgers.forEach(ledger -> ledger.happened(file.file(), "sealed", sealedNs(contents)));
            }
            return;
        }
        String seal = file.seal() == null ? null : file.seal().hex();
        if (entry.seal != null && !entry.seal.equals(seal)) {
            findings.no(
                    Kind.INTACT,
                    file.file() + ": " + (seal == null ? "not sealed" : "another seal")
                            + "; according to the ledger it was sealed with " + entry.seal);
        } else if (entry.seal == null && seal != null) {
            sealedButNotInLedger(file, contents, entry);
        } else if (entry.unsealedBytes >= 0 && seal == null && file.bytes() != entry.unsealedBytes) {
            findings.no(
                    Kind.INTACT,
                    file.file() + ": " + file.bytes() + " bytes; when it was left unsealed it had "
                            + entry.unsealedBytes + ", according to the ledger");
        }
        entry.afterwards.forEach(what -> findings.remark(file.file() + ": " + what));
        if (entry.deleted != null) {
            findings.remark(file.file() + ": is here, but " + entry.deleted);
        }
    }

    /** A repaired copy can be made again, also by who has no right to write the ledger. */
    private void compareCopy(VerifyReport file) {
        Text name = Text.ofUtf8(file.file().substring(file.file().lastIndexOf('/') + 1));
        for (LedgerCheck ledger : ledgers) {
            String seal = ledger.sealOfCopy(name);
            if (seal != null && (file.seal() == null || !seal.equals(file.seal().hex()))) {
                findings.unknown(
                        Kind.INTACT,
                        file.file() + ": not the copy that was noted in the ledger, which has the seal " + seal
                                + ": it was made again, or replaced");
            }
        }
    }

    private void sealedButNotInLedger(VerifyReport file, Contents contents, LedgerCheck.Entry entry) {
        if (entry.unsealedBytes >= 0) {
            findings.no(Kind.INTACT, file.file() + ": sealed; according to the ledger it was left unsealed");
            return;
        }
        findings.remark(file.file() + ": its seal is not in the ledger");
        ledgers.forEach(ledger -> ledger.happened(file.file(), "sealed", sealedNs(contents)));
    }

    private static long sealedNs(Contents contents) {
        return contents.closing() == null ? 0 : contents.closing().atNs();
    }

    private void checkLinks() {
        VerifyReport before = null;
        for (VerifyReport file : files.values()) {
            checkFirst(file);
            checkLinkToLetGo(file);
            if (before != null && before.segment() + 1 == file.segment()) {
                checkLink(before, file);
            }
            before = file;
        }
    }

    private void checkFirst(VerifyReport file) {
        boolean namesOther = file.followsAnother();
        if (file.contents() == null) {
            return;
        }
        if (file.segment() == 0 && (namesOther || file.contents().sequenceBefore() != 0)) {
            findings.no(Kind.INTACT, file.file() + ": is the first segment, but continues from another file");
        } else if (file.segment() > 0 && !namesOther) {
            findings.no(Kind.INTACT, file.file() + ": segment " + file.segment() + " that continues from no file");
        }
    }

    /** The file before is gone, but the ledger has its seal. */
    private void checkLinkToLetGo(VerifyReport file) {
        LetGo before = files.containsKey(file.segment() - 1) ? null : LetGoFiles.with(file.segment() - 1, letGo);
        if (before == null || before.last() != file.segment() - 1 || file.contents() == null) {
            return;
        }
        if (!file.previousSeal().equals(before.seal())) {
            findings.no(
                    Kind.INTACT,
                    file.file() + ": does not continue from the seal of the file before it, which was let go");
        }
    }

    private void checkLink(VerifyReport before, VerifyReport file) {
        Contents old = before.contents();
        Contents here = file.contents();
        if (old == null || here == null) {
            return;
        }
        if (before.seal() == null) {
            findings.no(
                    Kind.INTACT, before.file() + ": not sealed, though " + file.file() + " continues from its seal");
        } else if (!before.seal().hex().equals(file.previousSeal())) {
            findings.no(Kind.INTACT, file.file() + ": does not continue from the seal of " + before.file());
        } else if (old.lastSequence() != here.sequenceBefore()) {
            findings.no(
                    Kind.INTACT,
                    file.file() + ": continues after message " + here.sequenceBefore() + ", expected "
                            + old.lastSequence());
        }
        if (before.seal() != null && !old.continues()) {
            findings.no(Kind.INTACT, before.file() + ": marked as the end of the recording, but it continues");
        }
    }

    /**
     * Checks for missing files: before the first, in between, after the last if the recording continues, and those in
     * the ledger.
     */
    private void checkMissing(Scope scope) {
        int next = 0;
        for (VerifyReport file : files.values()) {
            if (file.segment() > next) {
                missing(next, file.segment() - 1, scope);
            }
            next = file.segment() + 1;
        }
        VerifyReport last = files.isEmpty() ? null : files.lastEntry().getValue();
        boolean continues =
                last != null && last.contents() != null && last.contents().continues();
        Set<Integer> later = new TreeSet<>(inLedgers.tailMap(next, true).keySet());
        if (continues) {
            later.add(next);
        }
        later.forEach(segment -> missing(segment, segment, scope));
        gone.addAll(letGo.tailMap(next, true).values());
    }

    private void missing(int from, int to, Scope scope) {
        for (long at = from; at <= to; ) {
            int segment = (int) at;
            LetGo range = LetGoFiles.with(segment, letGo);
            Integer nextRange = letGo.higherKey(segment);
            int last = range != null ? range.last() : nextRange == null ? to : nextRange - 1;
            int until = Math.min(to, last);
            if (range == null) {
                missingFiles(segment, until, scope);
            } else {
                gone.add(range);
            }
            at = until + 1L;
        }
    }

    private void missingFiles(int from, int to, Scope scope) {
        boolean noneIsBeside =
                IntStream.rangeClosed(from, Math.min(to, from + MOST_NAMED)).noneMatch(scope::hasBeside);
        if (to - from >= MOST_NAMED || (mayBeLetGo() && noneIsBeside)) {
            scope.missing(this, from, to);
            return;
        }
        for (int segment = from; segment <= to; segment++) {
            LedgerCheck.Entry entry = inLedgers.get(segment);
            if (entry == null || entry.deleted == null && scope.hasBeside(segment)) {
                scope.missing(this, segment, segment);
            } else {
                String why = entry.deleted == null
                        ? "missing: begun at " + entry.begun + " and not deleted, according to the ledger"
                        : entry.deleted;
                findings.no(
                        Kind.COMPLETE,
                        "segment " + segment + " (" + EscapedText.of(entry.file) + ") is not here, " + why);
            }
        }
    }

    /** Only the ledger shows whether a flight recorder let a file go. */
    private void missingInDirectory(int from, int to) {
        if (mayBeLetGo()) {
            unknownWhetherLetGo(from, to);
        } else {
            findings.no(Kind.COMPLETE, isMissing(from, to));
        }
    }

    private void unknownWhetherLetGo(int from, int to) {
        findings.unknown(
                Kind.COMPLETE,
                isMissing(from, to) + ": a flight recorder wrote this recording and may have let "
                        + (from == to ? "it" : "them")
                        + " go; its ledger, which lists what it let go, is not here");
    }

    private boolean mayBeLetGo() {
        return ledgers.isEmpty() && files.values().stream().anyMatch(RecordingVerifier::isOfFlightRecorder);
    }

    /** What a flight recorder let go does not count as missing, if the ledger that lists it can be trusted. */
    private void checkLetGo() {
        if (gone.isEmpty()) {
            return;
        }
        for (LetGo range : gone) {
            findings.remark(text(range));
        }
        files.values().stream()
                .filter(file -> file.contents() != null && !RecordingVerifier.isOfFlightRecorder(file))
                .forEach(file -> findings.no(
                        Kind.COMPLETE,
                        file.file() + ": not written by a flight recorder, though the ledger lists files of its"
                                + " recording as let go"));
        for (LedgerCheck ledger : ledgers) {
            Verdicts verdicts = ledger.verdicts();
            if (verdicts.intact() != Verdict.YES) {
                findings.unknown(Kind.COMPLETE, "the ledger, which lists what was let go, is not intact");
            }
            if (basis.keys().areGiven() && verdicts.authentic() != Verdict.YES) {
                findings.unknown(Kind.COMPLETE, "the ledger, which lists what was let go, is not authentic");
            }
        }
    }

    private static String text(LetGo range) {
        String lost = range.lost() == 0 ? "" : ", " + range.lost() + " lost";
        String times = range.fromNs() == 0
                ? ""
                : ", received from " + LedgerLine.time(range.fromNs()) + " to " + LedgerLine.time(range.toNs());
        return segments(range.first(), range.last())
                + (range.first() == range.last() ? " was" : " were")
                + " let go by the flight recorder, as no trigger was near: " + range.messages() + " messages" + lost
                + times
                + (range.seal() == null ? "" : ", last seal " + range.seal())
                + "; complete is about what was kept";
    }

    private void missingAmongNamed(int from, int to, Set<Integer> beside) {
        boolean one = from == to;
        String notGiven = segments(from, to) + (one ? " was not given" : " were not given");
        if (IntStream.rangeClosed(from, to).allMatch(beside::contains)) {
            findings.unknown(Kind.COMPLETE, notGiven + (one ? ", but is" : ", but are") + " in the same directory");
        } else if (mayBeLetGo()) {
            unknownWhetherLetGo(from, to);
        } else if (given.size() == 1) {
            findings.unknown(Kind.COMPLETE, notGiven + "; give the directory to look for " + (one ? "it" : "them"));
        } else {
            findings.no(
                    Kind.COMPLETE, isMissing(from, to) + ": neither given nor in the same directory as the given ones");
        }
    }

    private static String isMissing(int from, int to) {
        return segments(from, to) + (from == to ? " is missing" : " are missing");
    }

    private static String segments(int from, int to) {
        return from == to ? "segment " + from : "segments " + from + " to " + to;
    }
}
