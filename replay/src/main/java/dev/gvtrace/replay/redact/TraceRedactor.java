// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.proto.wire.WireHeader;
import dev.gvtrace.replay.redact.MessageRedactor.Redacted;
import dev.gvtrace.replay.redact.rule.RedactionRules;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.VerifyReport;
import dev.gvtrace.trace.copy.CopyReport;
import dev.gvtrace.trace.copy.TraceCopier;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.verify.TraceVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes a copy of a trace in which what rules find is replaced. Each message and record of the original is in the copy,
 * in the same place; records of the copy describe which parts of which of them differ. Single-use, not thread-safe.
 */
public final class TraceRedactor {
    /** What a message is withheld for if its copy is larger than a record may be. */
    private static final String TOO_LARGE = Part.UNKNOWN;

    static final String MADE = "redacted copy";
    private static final long MOST_PARTS_BYTES = 4 << 20;
    /** The place of an opening, and the text beside it, among the records. */
    private static final long OPENING = 0;

    private final TraceSource source;
    private final RedactionRules rules;
    private final RedactionKey key;
    private final ValueRedactor values;
    private final MessageRedactor messages;
    private final RecordRedactor others;
    private final RedactionTotals totals = new RedactionTotals();
    private final UUID export = UUID.randomUUID();
    private final @Nullable UUID recording;
    private @Nullable CopyBatch batch;
    private long records;
    private RecordRedactor.@Nullable ShownOpening opening;

    private TraceRedactor(TraceSource source, RedactionRules rules, RedactionKey key) {
        this.source = source;
        this.rules = rules;
        this.key = key;
        values = new ValueRedactor(rules, key);
        messages = new MessageRedactor(values, rules.keepsUnknown());
        others = new RecordRedactor(values, rules.keepsUnknown());
        recording = source.summary().recording();
    }

    /**
     * Prepares a copy. With rules for everywhere the trace is read once to find what they look for.
     *
     * @throws RedactionException if they find too much
     */
    public static TraceRedactor prepare(TraceSource source, RedactionRules rules, RedactionKey key)
            throws RedactionException {
        TraceRedactor redactor = new TraceRedactor(source, rules, key);
        if (redactor.values.hasRulesForEverywhere()) {
            redactor.collect();
        }
        redactor.values.secretsAreComplete();
        return redactor;
    }

    private void collect() throws RedactionException {
        others.opening(source.opening());
        try (RecordCursor cursor = source.records(Selection.all().readAhead(2))) {
            while (cursor.next()) {
                if (cursor.kind() == RecordKind.MESSAGE) {
                    messages.redact(cursor.buffer(), cursor.offset(), cursor.length());
                } else {
                    others.redact(cursor.kind(), body(cursor));
                }
            }
        }
    }

    private static byte[] body(RecordCursor cursor) {
        return Arrays.copyOfRange(cursor.buffer(), cursor.offset(), cursor.offset() + cursor.length());
    }

    /** The opening of the copy, made from that of a copy without replacements. */
    public Opening opening(Opening copied) throws RedactionException {
        RecordRedactor.ShownOpening shown = others.opening(copied);
        opening = shown;
        return shown.opening();
    }

    /**
     * Writes the copy and seals it.
     *
     * @param writer was created with {@link #opening}
     * @param tool name and version of the program
     * @param at now
     * @throws IOException if it cannot be written
     */
    public CopyReport write(TraceWriter writer, String tool, Instant at) throws IOException {
        RedactionFacts.Original original = original();
        byte[] head = RedactionFacts.head(export, tool, at.toString(), original, rules, key.isKept());
        writer.facts(0, RedactionFacts.HEAD, head);
        CopyBatch out = new CopyBatch(writer, export);
        batch = out;
        CopyReport report = run();
        Closing before = report.closing();
        Closing closing = before == null ? null : shown(before);
        out.write();
        writer.facts(0, RedactionFacts.TOTALS, RedactionFacts.totals(export, totals));
        writer.seal(TraceCopier.closing(MADE, closing));
        return report;
    }

    /** Reads the trace and counts what would be replaced. */
    public List<Damage> count() throws IOException {
        opening(source.opening());
        CopyReport report = run();
        if (report.closing() != null) {
            shown(report.closing());
        }
        return report.damage();
    }

    private Closing shown(Closing closing) throws IOException {
        RecordRedactor.Shown reason = others.text(closing.reason(), "reason");
        if (!reason.parts().isEmpty()) {
            byte[] original = closing.reason().bytes();
            describe("closing", ++records, original, new Redacted(reason.text().bytes(), reason.parts()));
        }
        return new Closing(
                closing.atNs(),
                reason.text(),
                closing.continued(),
                closing.counts(),
                closing.cause(),
                closing.endUnknown());
    }

    private CopyReport run() throws IOException {
        long bytes = 0;
        long gaps = 0;
        Closing closing = null;
        if (opening != null && !opening.parts().isEmpty()) {
            byte[] original = source.opening().encode();
            describe("opening", OPENING, original, new Redacted(new byte[0], opening.parts()));
        }
        try (RecordCursor cursor = source.records(Selection.all().readAhead(2))) {
            while (cursor.next()) {
                switch (cursor.kind()) {
                    case OPENING -> {}
                    case CLOSING -> closing = Closing.decode(cursor.buffer(), cursor.offset(), cursor.length());
                    case MESSAGE -> {
                        message(cursor);
                        bytes += cursor.length();
                    }
                    case GAP, FACTS, PROCFS, NOTE -> {
                        other(cursor);
                        gaps += cursor.kind() == RecordKind.GAP ? 1 : 0;
                    }
                }
            }
            totals.examples(values.examples());
            return new CopyReport(totals.messages(), bytes, gaps, cursor.damage(), closing);
        }
    }

    private void message(RecordCursor cursor) throws IOException {
        Redacted redacted = messages.redact(cursor.buffer(), cursor.offset(), cursor.length());
        if (redacted != null && isTooLarge(redacted)) {
            redacted = MessageRedactor.withheld(cursor.buffer(), cursor.offset(), cursor.length(), TOO_LARGE);
        }
        totals.message(redacted != null);
        if (redacted != null) {
            totals.add(type(cursor), redacted.parts());
            if (batch != null) {
                batch.describe(new NamedParts.Entry(
                        true, cursor.sequence(), commitment("message " + cursor.sequence(), cursor), redacted.parts()));
            }
        }
        if (batch != null) {
            batch.add(cursor, redacted == null ? body(cursor) : redacted.bytes());
        }
    }

    private static boolean isTooLarge(Redacted redacted) {
        return redacted.bytes().length > TraceFormat.MAX_RECORD || Parts.size(redacted.parts()) > MOST_PARTS_BYTES;
    }

    private static String type(RecordCursor cursor) {
        int number = cursor.length() < WireHeader.SIZE ? 0 : WireHeader.messageType(cursor.buffer(), cursor.offset());
        MessageType type = MessageType.of(number);
        return type == null ? "type " + number : type.messageName().substring("gvisor.".length());
    }

    private void other(RecordCursor cursor) throws IOException {
        records++;
        byte[] body = body(cursor);
        Redacted redacted = others.redact(cursor.kind(), body);
        if (redacted != null && isTooLarge(redacted)) {
            redacted = new Redacted(new byte[0], List.of(Part.of(Part.ALL, Part.Form.WITHHELD, TOO_LARGE)));
        }
        if (redacted != null) {
            describe(cursor.kind().name().toLowerCase(Locale.ROOT), records, body, redacted);
        }
        if (batch != null) {
            batch.add(cursor, redacted == null ? body : redacted.bytes());
        }
    }

    private void describe(String type, long number, byte[] original, Redacted redacted) throws IOException {
        totals.record();
        totals.add(type, redacted.parts());
        if (batch != null) {
            String commitment = commitment("record " + number, original, 0, original.length);
            batch.describe(new NamedParts.Entry(false, number, commitment, redacted.parts()));
        }
    }

    private @Nullable String commitment(String which, RecordCursor cursor) {
        return commitment(which, cursor.buffer(), cursor.offset(), cursor.length());
    }

    private @Nullable String commitment(String which, byte[] bytes, int offset, int length) {
        return key.isKept() ? RedactionKey.commitment(key.salt(recording, which), bytes, offset, length) : null;
    }

    /** The trace that is copied, with what its rules leave of its files' names. */
    private RedactionFacts.Original original() throws RedactionException {
        TraceSummary summary = source.summary();
        String signer = null;
        Boolean intact = summary.ending() == Ending.NO_SEAL ? null : Boolean.TRUE;
        for (String file : summary.files()) {
            Path path = FileNames.path(file);
            VerifyReport report = Files.isRegularFile(path) ? verified(path) : null;
            signer = report == null ? null : report.signer();
            intact = report == null || intact == null
                    ? null
                    : intact && report.findings().isEmpty();
        }
        List<String> names = new ArrayList<>();
        for (String file : summary.files()) {
            String name = file.substring(file.lastIndexOf('/') + 1);
            names.add(others.text(Text.ofUtf8(name), "file").text().decoded());
        }
        return new RedactionFacts.Original(
                recording,
                summary.layout(),
                names,
                summary.ending().name().toLowerCase(Locale.ROOT),
                summary.seal() == null ? null : summary.seal().hex(),
                signer,
                intact);
    }

    private static @Nullable VerifyReport verified(Path path) {
        try {
            return TraceVerifier.verify(path, TrustedKeys.none(), new PacketIndexer());
        } catch (IOException e) {
            return null;
        }
    }

    /** What was replaced, or would be. */
    public RedactionTotals totals() {
        return totals;
    }
}
