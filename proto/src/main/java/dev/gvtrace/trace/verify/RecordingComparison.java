// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.trace.VerifyReport;
import dev.gvtrace.trace.VerifyReport.Contents;
import dev.gvtrace.trace.verify.AnchoredFile.At;
import dev.gvtrace.trace.verify.VerdictReason.Kind;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** Compares the files of one recording with the anchors of one directory. Not thread-safe. */
final class RecordingComparison {
    private final RecordingReport report;
    private final NavigableMap<Integer, AnchoredFile> anchored;
    private final Map<VerifyReport, ChainOfFile> chains;
    private final VerdictBuilder findings;
    /** The last anchor that a file agrees with, and that file. */
    private @Nullable At agreed;

    private @Nullable VerifyReport agreedFile;

    RecordingComparison(
            RecordingReport report, AnchorGroup group, Map<VerifyReport, ChainOfFile> chains, VerdictBuilder findings) {
        this.report = report;
        this.chains = chains;
        this.findings = findings;
        anchored = report.recording() == null
                ? java.util.Collections.emptyNavigableMap()
                : group.files(report.recording());
    }

    void compareFiles() {
        for (VerifyReport file : report.files()) {
            AnchoredFile states = anchored.get(file.segment());
            ChainOfFile chain = chains.get(file);
            if (states != null && chain != null) {
                compare(file, states, chain);
            }
        }
    }

    private void compare(VerifyReport file, AnchoredFile states, ChainOfFile chain) {
        String contradiction = states.contradiction();
        if (contradiction != null) {
            findings.no(Kind.INTACT, file.file() + ": " + contradiction);
        }
        At good = null;
        At altered = null;
        for (At at : states.heads().values()) {
            String found = chain.at(at.head().blocks());
            if (at.head().hash().equals(found)) {
                good = at;
            } else if (found != null && altered == null) {
                altered = at;
            }
        }
        At most = states.last();
        boolean cut = most.head().messages() > file.messages()
                || most.head().blocks() > file.blocks() && altered == null && file.seal() == null;
        boolean sameSeal = compareSeal(file, states.seal(), cut, altered != null);
        if (altered != null) {
            altered(file, altered, good);
        }
        if (cut) {
            cut(file, most);
        }
        At last = sameSeal ? states.seal() : good;
        if (last != null && altered == null) {
            agreed = last;
            agreedFile = file;
        }
    }

    /** True if the file is sealed as it was anchored. */
    private boolean compareSeal(VerifyReport file, @Nullable At sealed, boolean cut, boolean altered) {
        String seal = file.seal() == null ? null : file.seal().hex();
        if (sealed == null) {
            return false;
        }
        if (seal == null) {
            String text = file.file() + ": not sealed; at " + sealed.time() + " it was anchored with the seal "
                    + sealed.head().hash();
            findings.no(Kind.INTACT, text);
            findings.no(Kind.COMPLETE, text);
            return false;
        }
        if (!seal.equals(sealed.head().hash())) {
            findings.no(
                    Kind.INTACT,
                    file.file() + ": sealed again" + (cut || altered ? "" : " with other content")
                            + ": its seal is " + seal + "; at " + sealed.time() + " it was anchored with the seal "
                            + sealed.head().hash());
            return false;
        }
        return true;
    }

    private void altered(VerifyReport file, At altered, @Nullable At good) {
        long blocks = altered.head().blocks();
        findings.no(
                Kind.INTACT,
                file.file() + ": altered: "
                        + (blocks == 1 ? "its first block is" : "its first " + blocks + " blocks are")
                        + " not what was anchored at " + altered.time() + ", up to message "
                        + altered.head().lastMessage()
                        + (good == null || good.head().blocks() > blocks
                                ? ""
                                : "; the first " + good.head().blocks() + ", up to message "
                                        + good.head().lastMessage() + ", are")
                        + (file.seal() == null || !file.findings().isEmpty() ? "" : "; it was sealed after that"));
    }

    private void cut(VerifyReport file, At most) {
        String text = file.file() + ": cut: " + file.blocks() + " blocks with " + file.messages() + " messages; at "
                + most.time() + " it was anchored with " + most.head().blocks() + " blocks and "
                + most.head().messages() + " messages";
        findings.no(Kind.INTACT, text);
        findings.no(Kind.COMPLETE, text);
    }

    /**
     * How much agrees; null if nothing does. The header of a file has the seal of the one before, so the anchor of a
     * file covers all files before it.
     */
    @Nullable
    AnchorCoverage coverage() {
        At last = agreed;
        VerifyReport in = agreedFile;
        if (last == null || in == null) {
            return null;
        }
        long after = in.messages() - last.head().messages();
        for (VerifyReport file : report.files()) {
            Contents contents = file.contents();
            if (file.segment() > in.segment() && contents != null) {
                after += file.messages();
            }
        }
        return new AnchorCoverage(last.head().lastMessage(), last.timeNs(), Math.max(0, after));
    }
}
