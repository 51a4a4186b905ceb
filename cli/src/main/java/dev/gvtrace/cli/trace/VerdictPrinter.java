// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.text.JsonWriter;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.VerifyReport;
import dev.gvtrace.trace.VerifyReport.SignatureState;
import dev.gvtrace.trace.verify.LedgerReport;
import dev.gvtrace.trace.verify.RecordingReport;
import dev.gvtrace.trace.verify.Verdict;
import dev.gvtrace.trace.verify.VerdictReason;
import dev.gvtrace.trace.verify.Verdicts;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a verification found, as text or as JSON. */
final class VerdictPrinter {
    private final Streams streams;
    private final InfoCommand.Format format;
    private final boolean keyGiven;

    VerdictPrinter(Streams streams, InfoCommand.Format format, boolean keyGiven) {
        this.streams = streams;
        this.format = format;
        this.keyGiven = keyGiven;
    }

    void print(RecordingReport report, boolean verified) {
        if (format == InfoCommand.Format.JSON) {
            streams.println(json(report, verified));
            return;
        }
        List<VerifyReport> files = report.files();
        if (files.size() == 1) {
            streams.println(TraceCommand.safe(files.get(0).file()) + ": " + word(verified) + ", " + text(files.get(0)));
        } else {
            streams.println("recording " + report.recording() + ": " + word(verified) + ", " + files.size() + " files");
            files.forEach(file -> streams.println(
                    "  " + TraceCommand.safe(file.file()) + ": segment " + file.segment() + ", " + text(file)));
        }
        verdicts(report.verdicts());
        for (VerifyReport file : files) {
            file.findings().forEach(found -> streams.println("  " + TraceCommand.safe(found.toString())));
        }
        reasons(report.verdicts());
    }

    void print(LedgerReport report, boolean verified) {
        if (format == InfoCommand.Format.JSON) {
            streams.println(json(report, verified));
            return;
        }
        streams.println(TraceCommand.safe(report.file()) + ": " + word(verified) + ", ledger of " + report.lines()
                + " lines, " + report.recordings() + " recordings begun, " + report.deletedFiles()
                + " files deleted by the recorder, " + report.crashes() + " crashes");
        verdicts(report.verdicts());
        reasons(report.verdicts());
    }

    private static String word(boolean verified) {
        return verified ? "verified" : "NOT VERIFIED";
    }

    private void verdicts(Verdicts verdicts) {
        streams.println("  intact: " + verdicts.intact().text() + "; authentic: "
                + verdicts.authentic().text() + "; complete: "
                + verdicts.complete().text());
    }

    /** Without a key the signer is always unknown; the line of each file shows the signature. */
    private void reasons(Verdicts verdicts) {
        boolean expected = !keyGiven && verdicts.authentic() == Verdict.UNKNOWN;
        for (VerdictReason reason : verdicts.reasons()) {
            String text = TraceCommand.safe(reason.text());
            switch (reason.kind()) {
                case INTACT -> streams.println(against("intact", verdicts.intact()) + text);
                case AUTHENTIC ->
                    streams.print(expected ? "" : against("authentic", verdicts.authentic()) + text + "\n");
                case COMPLETE -> streams.println(against("complete", verdicts.complete()) + text);
                case REMARK -> streams.println("  " + text);
            }
        }
    }

    private static String against(String what, Verdict verdict) {
        return verdict == Verdict.NO ? "  not " + what + ": " : "  unknown whether " + what + ": ";
    }

    private static String key(VerdictReason.Kind of) {
        return of.name().toLowerCase(Locale.ROOT);
    }

    private static String text(VerifyReport file) {
        Seal seal = file.seal();
        return file.ending().text() + ", " + file.messages() + " messages in " + file.blocks() + " blocks"
                + (seal == null ? "" : ", seal " + seal.hex()) + signature(file);
    }

    private static String signature(VerifyReport file) {
        return switch (file.signature()) {
            case NONE -> ", not signed";
            case VALID -> ", signed with the key given";
            case VALID_FOR_OWN_KEY -> ", signed with the key " + file.signer() + " (use --key to check whose)";
            case INVALID -> file.signer() == null ? ", not signed" : ", WRONG SIGNATURE or another key";
        };
    }

    private static String json(RecordingReport report, boolean verified) {
        JsonWriter out = new JsonWriter().open('{');
        out.key("recording")
                .text(report.recording() == null ? null : report.recording().toString());
        verdicts(out, verified, report.verdicts());
        if (report.files().size() == 1) {
            file(out, report.files().get(0));
        } else {
            out.key("messages")
                    .plain(report.files().stream()
                            .mapToLong(VerifyReport::messages)
                            .sum());
        }
        reasons(out, report.verdicts().reasons());
        out.key("files").open('[');
        for (VerifyReport file : report.files()) {
            out.open('{');
            file(out, file);
            out.close('}');
        }
        return out.close(']').close('}').toString();
    }

    private static String json(LedgerReport report, boolean verified) {
        JsonWriter out = new JsonWriter().open('{');
        out.key("ledger").text(report.file());
        verdicts(out, verified, report.verdicts());
        out.key("lines").plain(report.lines());
        out.key("recordings").plain(report.recordings());
        out.key("deleted_files").plain(report.deletedFiles());
        out.key("crashes").plain(report.crashes());
        reasons(out, report.verdicts().reasons());
        return out.close('}').toString();
    }

    private static void verdicts(JsonWriter out, boolean verified, Verdicts verdicts) {
        out.key("verified").plain(verified);
        out.key("intact").plain(truth(verdicts.intact()));
        out.key("authentic").plain(truth(verdicts.authentic()));
        out.key("complete").plain(truth(verdicts.complete()));
    }

    private static @Nullable Boolean truth(Verdict verdict) {
        return verdict == Verdict.UNKNOWN ? null : (Boolean) (verdict == Verdict.YES);
    }

    private static void reasons(JsonWriter out, List<VerdictReason> reasons) {
        out.key("reasons").open('[');
        for (VerdictReason reason : reasons) {
            out.open('{').key("of").text(key(reason.kind()));
            out.key("what").text(reason.text()).close('}');
        }
        out.close(']');
    }

    private static void file(JsonWriter out, VerifyReport file) {
        Seal seal = file.seal();
        out.key("file").text(file.file());
        out.key("segment").plain(file.segment());
        out.key("sealed").plain(file.ending() == Ending.SEALED);
        out.key("ending").text(InfoCommand.endingKey(file.ending()));
        out.key("messages").plain(file.messages());
        out.key("records").plain(file.records());
        out.key("blocks").plain(file.blocks());
        out.key("file_bytes").plain(file.bytes());
        out.key("seal").text(seal == null ? null : seal.hex());
        out.key("signature").text(signatureKey(file.signature()));
        out.key("signer").text(file.signer());
        out.key("findings").open('[');
        for (Damage found : file.findings()) {
            InfoCommand.damage(out, found);
        }
        out.close(']');
    }

    private static String signatureKey(SignatureState state) {
        return switch (state) {
            case NONE -> "none";
            case VALID_FOR_OWN_KEY -> "valid_for_own_key";
            case VALID -> "valid";
            case INVALID -> "invalid";
        };
    }
}
