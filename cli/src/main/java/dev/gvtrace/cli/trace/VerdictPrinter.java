// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.api.AnchorCoverage;
import dev.gvtrace.api.AnchorTotals;
import dev.gvtrace.api.TraceInfo.Damage;
import dev.gvtrace.api.Verdict;
import dev.gvtrace.api.Verification;
import dev.gvtrace.api.Verification.Finding;
import dev.gvtrace.api.Verification.LedgerTotals;
import dev.gvtrace.api.Verification.LetGo;
import dev.gvtrace.api.VerifiedFile;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Times;
import dev.gvtrace.text.JsonWriter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Prints the result of a verification as text or as JSON. */
final class VerdictPrinter {
    private final Streams streams;
    private final InfoCommand.Format format;
    private final boolean proofAsked;
    private final boolean stampsAsked;

    /**
     * Prints to standard output.
     *
     * @param proofAsked whether a key was given, or stamps were asked for
     * @param stampsAsked whether stamps were asked for
     */
    VerdictPrinter(Streams streams, InfoCommand.Format format, boolean proofAsked, boolean stampsAsked) {
        this.streams = streams;
        this.format = format;
        this.proofAsked = proofAsked;
        this.stampsAsked = stampsAsked;
    }

    void print(Verification found, boolean verified) {
        switch (format) {
            case JSON -> streams.println(json(found, verified));
            case TEXT -> text(found, verified);
        }
    }

    private void text(Verification found, boolean verified) {
        AnchorTotals anchors = found.anchors();
        if (anchors != null && !anchors.compared()) {
            streams.println(text(anchors) + ": nothing of that is here; not compared");
            return;
        }
        LedgerTotals ledger = found.ledger();
        if (anchors != null) {
            streams.println(text(anchors) + ": " + word(verified) + ", " + counts(anchors));
        } else if (ledger == null) {
            recording(found, verified);
        } else {
            streams.println(found.files().get(0).display() + ": " + word(verified) + ", ledger of " + ledger.lines()
                    + " lines, "
                    + ledger.recordings() + " recordings begun, " + ledger.deletedFiles()
                    + " files deleted by the recorder, "
                    + (ledger.letGoFiles() == 0 ? "" : ledger.letGoFiles() + " let go by the flight recorder, ")
                    + ledger.crashes() + " crashes");
        }
        streams.println("  intact: " + word(found.intact()) + "; authentic: " + word(found.authentic()) + "; complete: "
                + word(found.complete()) + (found.letGo().isEmpty() ? "" : " (what the flight recorder kept)"));
        found.details()
                .forEach(file ->
                        file.damage().forEach(damage -> streams.println("  " + TraceCommand.safe(damage.message()))));
        if (ledger != null) {
            ProofText.signers(ledger).forEach(streams::println);
        }
        if (stampsAsked) {
            ProofText.stamps(found).forEach(streams::println);
        }
        reasons(found);
    }

    private static String text(AnchorTotals anchors) {
        return "anchors of " + anchors.host().display() + ", "
                + anchors.directory().display();
    }

    private static String counts(AnchorTotals anchors) {
        return anchors.anchors() == 0
                ? "no anchor that counts"
                : anchors.anchors() + " anchors from " + Times.rfc3339(anchors.firstNs()) + " to "
                        + Times.rfc3339(anchors.lastNs()) + ", " + anchors.starts()
                        + (anchors.starts() == 1 ? " start" : " starts") + " of the recorder, "
                        + anchors.undelivered() + " not delivered";
    }

    private void recording(Verification found, boolean verified) {
        List<VerifiedFile> files = found.details();
        if (files.size() == 1) {
            VerifiedFile file = files.get(0);
            streams.println(file.file().display() + ": " + word(verified) + ", " + text(file));
        } else {
            streams.println("recording " + found.recording() + ": " + word(verified) + ", " + files.size() + " files");
            files.forEach(file ->
                    streams.println("  " + file.file().display() + ": segment " + file.segment() + ", " + text(file)));
        }
    }

    private static String word(boolean verified) {
        return verified ? "verified" : "NOT VERIFIED";
    }

    private static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    /** Without a key the signer is always unknown; the line of each file shows the signature. */
    private void reasons(Verification found) {
        boolean expected = !proofAsked && found.authentic() == Verdict.UNKNOWN;
        for (Finding reason : found.findings()) {
            String text = TraceCommand.safe(reason.message());
            switch (reason.about()) {
                case INTACT -> streams.println(against("intact", found.intact()) + text);
                case AUTHENTIC -> streams.print(expected ? "" : against("authentic", found.authentic()) + text + "\n");
                case COMPLETE -> streams.println(against("complete", found.complete()) + text);
                case REMARK -> streams.println("  " + text);
            }
        }
    }

    private static String against(String what, Verdict verdict) {
        return verdict == Verdict.NO ? "  not " + what + ": " : "  unknown whether " + what + ": ";
    }

    private static String text(VerifiedFile file) {
        return file.endingText() + ", " + file.messages() + " messages in " + file.blocks() + " blocks"
                + (file.seal() == null ? "" : ", seal " + file.seal()) + signature(file);
    }

    private static String signature(VerifiedFile file) {
        return switch (file.signature()) {
            case NONE -> ", not signed";
            case VALID -> ", signed with the key given";
            case VALID_FOR_OWN_KEY -> ", signed with the key " + file.signer() + " (use --key to check whose)";
            case INVALID -> file.signer() == null ? ", not signed" : ", WRONG SIGNATURE or another key";
        };
    }

    private String json(Verification found, boolean verified) {
        JsonWriter out = new JsonWriter().open('{');
        LedgerTotals ledger = found.ledger();
        AnchorTotals anchors = found.anchors();
        if (anchors != null) {
            anchors(out, anchors, found, verified);
        } else if (ledger == null) {
            recording(out, found, verified);
        } else {
            out.key("ledger").text(found.files().get(0));
            verdicts(out, found, verified);
            out.key("lines").plain(ledger.lines());
            out.key("recordings").plain(ledger.recordings());
            out.key("deleted_files").plain(ledger.deletedFiles());
            if (ledger.letGoFiles() > 0) {
                out.key("let_go_files").plain(ledger.letGoFiles());
            }
            out.key("crashes").plain(ledger.crashes());
            ProofJson.signers(out, ledger);
            if (stampsAsked) {
                ProofJson.stamps(out, ledger);
            }
            reasons(out, found.findings());
        }
        return out.close('}').toString();
    }

    private static void anchors(JsonWriter out, AnchorTotals anchors, Verification found, boolean verified) {
        out.key("anchors").open('[');
        found.files().forEach(out::text);
        out.close(']').key("host").text(anchors.host());
        out.key("directory").text(anchors.directory());
        out.key("compared").plain(anchors.compared());
        verdicts(out, found, anchors.compared() && verified);
        out.key("count").plain(anchors.anchors());
        out.key("starts").plain(anchors.starts());
        out.key("undelivered").plain(anchors.undelivered());
        out.key("first_time").text(Times.rfc3339(anchors.firstNs()));
        out.key("last_time").text(Times.rfc3339(anchors.lastNs()));
        reasons(out, found.findings());
    }

    private void recording(JsonWriter out, Verification found, boolean verified) {
        List<VerifiedFile> files = found.details();
        UUID recording = found.recording();
        out.key("recording").text(recording == null ? null : recording.toString());
        verdicts(out, found, verified);
        if (files.size() == 1) {
            file(out, files.get(0));
        } else {
            out.key("messages")
                    .plain(files.stream().mapToLong(VerifiedFile::messages).sum());
        }
        AnchorCoverage anchored = found.anchored();
        if (anchored != null) {
            out.key("anchored").open('{').key("last_message").plain(anchored.lastMessage());
            out.key("time").text(Times.rfc3339(anchored.timeNs()));
            out.key("messages_after").plain(anchored.after()).close('}');
        }
        reasons(out, found.findings());
        if (!found.letGo().isEmpty()) {
            letGo(out, found.letGo());
        }
        out.key("files").open('[');
        for (VerifiedFile file : files) {
            out.open('{');
            file(out, file);
            out.close('}');
        }
        out.close(']');
    }

    /** What is not here on purpose: "complete" is then about the rest. */
    private static void letGo(JsonWriter out, List<LetGo> pieces) {
        out.key("complete_is_about").text("kept files").key("let_go").open('[');
        for (LetGo piece : pieces) {
            out.open('{').key("first_segment").plain(piece.first());
            out.key("last_segment").plain(piece.last());
            out.key("messages").plain(piece.messages());
            out.key("lost").plain(piece.lost());
            out.key("bytes").plain(piece.bytes());
            out.key("from").text(piece.from() == null ? null : Times.rfc3339(piece.from()));
            out.key("to").text(piece.to() == null ? null : Times.rfc3339(piece.to()));
            out.key("seal").text(piece.seal()).close('}');
        }
        out.close(']');
    }

    private static void verdicts(JsonWriter out, Verification found, boolean verified) {
        out.key("verified").plain(verified);
        out.key("intact").plain(truth(found.intact()));
        out.key("authentic").plain(truth(found.authentic()));
        out.key("complete").plain(truth(found.complete()));
    }

    private static @Nullable Boolean truth(Verdict verdict) {
        return switch (verdict) {
            case YES -> true;
            case NO -> false;
            case UNKNOWN -> null;
        };
    }

    private static void reasons(JsonWriter out, List<Finding> reasons) {
        out.key("reasons").open('[');
        for (Finding reason : reasons) {
            out.open('{').key("of").text(reason.about().name().toLowerCase(Locale.ROOT));
            out.key("what").text(reason.message()).close('}');
        }
        out.close(']');
    }

    private void file(JsonWriter out, VerifiedFile file) {
        out.key("file").text(file.file());
        out.key("segment").plain(file.segment());
        out.key("sealed").plain(file.ending().equals("sealed"));
        out.key("ending").text(file.ending());
        out.key("messages").plain(file.messages());
        out.key("records").plain(file.records());
        out.key("blocks").plain(file.blocks());
        out.key("file_bytes").plain(file.bytes());
        out.key("seal").text(file.seal());
        out.key("signature").text(file.signature().name().toLowerCase(Locale.ROOT));
        out.key("signer").text(file.signer());
        if (stampsAsked) {
            ProofJson.stamp(out.key("stamp"), file.stamp());
        }
        out.key("findings").open('[');
        for (Damage damage : file.damage()) {
            InfoCommand.damage(out, damage);
        }
        out.close(']');
    }
}
