// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.replay.redact.Comparison.Bytes;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Facts;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import dev.gvtrace.trace.copy.TraceCopier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Compares a redacted copy with its original: each message and record of the original is in the copy, in the same
 * order, with its number and time of receipt, and equal but for the parts that the copy names; nothing was added.
 * Whether either trace is intact is checked elsewhere. Single-use, not thread-safe.
 */
public final class RedactionCheck {
    private static final int MOST_FINDINGS = 100;

    private final TraceSource original;
    private final TraceSource copy;
    private final @Nullable RedactionKey key;
    private final Comparison packets = new Comparison();
    private final RecordComparison others = new RecordComparison();
    private final List<String> findings = new ArrayList<>();
    private long records;
    private long messages;
    private long differing;
    private long parts;
    private long commitments;
    private @Nullable Closing mine;
    private @Nullable Closing theirs;

    private RedactionCheck(TraceSource original, TraceSource copy, @Nullable RedactionKey key) {
        this.original = original;
        this.copy = copy;
        this.key = key;
    }

    /**
     * What was found.
     *
     * @param findings what is wrong, at most a hundred; none if the copy is a copy of the original
     * @param messages that were compared
     * @param differing messages and records with named parts
     * @param parts that differ as named
     * @param commitments that were checked; 0 without a key
     */
    public record Result(List<String> findings, long messages, long differing, long parts, long commitments) {
        /** Copies the list. */
        public Result {
            findings = List.copyOf(findings);
        }
    }

    /**
     * Compares.
     *
     * @param key with which the commitments in the copy are checked too; null without it
     */
    public static Result compare(TraceSource original, TraceSource copy, @Nullable RedactionKey key) {
        RedactionCheck check = new RedactionCheck(original, copy, key);
        RedactionHead head = RedactionHead.of(copy);
        if (head == null) {
            check.find("is not a redacted copy: it has no record of a redaction");
        } else {
            check.identity(head);
            check.run(head);
        }
        return new Result(check.findings, check.messages, check.differing, check.parts, check.commitments);
    }

    private void find(String what) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(what);
        }
    }

    private void identity(RedactionHead head) {
        TraceSummary summary = original.summary();
        String recording =
                summary.recording() == null ? null : summary.recording().toString();
        if (head.recording() == null ? recording != null : !head.recording().equals(recording)) {
            find("was made from recording " + head.recording() + ", the original is " + recording);
        }
        Seal seal = summary.seal();
        String hex = seal == null ? null : seal.hex();
        if (head.seal() == null ? hex != null : !head.seal().equals(hex)) {
            find("was made from a trace with seal " + head.seal() + ", that of the original is " + hex);
        }
    }

    private void run(RedactionHead head) {
        try (RecordCursor copied = copy.records(Selection.all().readAhead(2));
                RecordCursor before = original.records(Selection.all().readAhead(2));
                NamedParts named = new NamedParts(copy, head.export())) {
            NamedParts.Entry opening = named.take(false, 0);
            String differs = others.openings(copy.opening(), original.opening(), parts(opening));
            found("the opening", differs);
            check(opening, original.opening().encode());
            boolean more = next(copied, head);
            boolean moreBefore = next(before, null);
            while (more && moreBefore && findings.size() < MOST_FINDINGS) {
                if (copied.kind() == RecordKind.MESSAGE
                        && before.kind() == RecordKind.MESSAGE
                        && copied.sequence() != before.sequence()) {
                    boolean added = copied.sequence() < before.sequence();
                    find("message " + Math.min(copied.sequence(), before.sequence())
                            + (added ? " is not in the original" : " is missing"));
                    more = !added || next(copied, head);
                    moreBefore = added || next(before, null);
                    continue;
                }
                compare(copied, before, named);
                more = next(copied, head);
                moreBefore = next(before, null);
            }
            rest(copied, more, "is not in the original");
            rest(before, moreBefore, "is missing");
            closing(named);
            if (named.isMalformed() || named.poll() != null) {
                find("describes parts of messages that it does not have");
            }
            boolean damaged = copied.damage().stream().anyMatch(damage -> damage.losesRecords());
            if (damaged) {
                find("is damaged");
            }
        }
    }

    private void rest(RecordCursor cursor, boolean more, String what) {
        if (more && findings.size() < MOST_FINDINGS) {
            find(name(cursor) + " " + what + (cursor.kind() == RecordKind.MESSAGE ? "" : ", or is elsewhere"));
        }
    }

    private static String name(RecordCursor cursor) {
        return cursor.kind() == RecordKind.MESSAGE
                ? "message " + cursor.sequence()
                : "a record " + cursor.kind().name().toLowerCase(Locale.ROOT) + " behind message " + cursor.sequence();
    }

    /** Advances to the next record that both traces have; those of the redaction are the copy's alone. */
    private boolean next(RecordCursor cursor, @Nullable RedactionHead head) {
        while (cursor.next()) {
            switch (cursor.kind()) {
                case OPENING -> {}
                case CLOSING -> {
                    Closing closing = Closing.decode(cursor.buffer(), cursor.offset(), cursor.length());
                    if (head == null) {
                        theirs = closing;
                    } else {
                        mine = closing;
                    }
                }
                case FACTS -> {
                    if (head == null || !isOf(head, cursor)) {
                        return true;
                    }
                }
                case MESSAGE, PROCFS, GAP, NOTE -> {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isOf(RedactionHead head, RecordCursor cursor) {
        Facts facts = Facts.decode(cursor.buffer(), cursor.offset(), cursor.length());
        return RedactionFacts.isOurs(facts) && facts.jsonText().contains("\"export\":\"" + head.export() + "\"");
    }

    private void compare(RecordCursor copied, RecordCursor before, NamedParts named) {
        boolean message = before.kind() == RecordKind.MESSAGE;
        records += message ? 0 : 1;
        messages += message ? 1 : 0;
        NamedParts.Entry entry = named.take(message, message ? before.sequence() : records);
        if (copied.kind() != before.kind() || copied.sequence() != before.sequence()) {
            find(name(before) + " is missing, or in another place");
            return;
        }
        if (copied.receivedNs() != before.receivedNs()) {
            find(name(before) + ": the time of receipt differs");
        }
        if (entry == null) {
            if (!bytes(copied).same(bytes(before))) {
                find(name(before) + ": differs, and the copy names no part of it");
            }
            return;
        }
        String differs = message
                ? packets.packets(bytes(copied), bytes(before), entry.parts())
                : others.records(
                        before.kind(), bytes(copied).copy(), bytes(before).copy(), entry.parts());
        found(name(before), differs);
        check(entry, bytes(before).copy());
    }

    private static Bytes bytes(RecordCursor cursor) {
        return new Bytes(cursor.buffer(), cursor.offset(), cursor.offset() + cursor.length());
    }

    private static List<Part> parts(NamedParts.@Nullable Entry entry) {
        return entry == null ? List.of() : entry.parts();
    }

    private void found(String name, @Nullable String differs) {
        if (differs != null) {
            find(name + ": " + differs);
        }
    }

    private void check(NamedParts.@Nullable Entry entry, byte[] before) {
        if (entry == null) {
            return;
        }
        differing++;
        parts += entry.parts().size();
        if (key == null || entry.commitment() == null) {
            return;
        }
        commitments++;
        byte[] salt = key.salt(original.summary().recording(), entry.which());
        if (!RedactionKey.commitment(salt, before, 0, before.length).equals(entry.commitment())) {
            find(entry.which() + ": its commitment is of another text, or made with another key");
        }
    }

    /** The reason of the end, with what made the copy before it. */
    private void closing(NamedParts named) {
        Closing before = theirs;
        Closing copied = mine;
        NamedParts.Entry entry = named.take(false, records + 1);
        if (copied == null) {
            find("has no end");
        } else if (before != null) {
            Closing expected = TraceCopier.closing(TraceRedactor.MADE, before);
            byte[] reason = copied.reason().bytes();
            int prefix = TraceCopier.closing(TraceRedactor.MADE, Closing.end(0, ""))
                    .reason()
                    .length();
            byte[] rest = reason.length < prefix ? new byte[0] : Arrays.copyOfRange(reason, prefix, reason.length);
            String differs = others.texts(
                    "reason",
                    Text.ofBytes(rest),
                    Text.ofBytes(Arrays.copyOfRange(
                            expected.reason().bytes(), prefix, expected.reason().length())),
                    parts(entry));
            found("the end", differs);
            check(entry, before.reason().bytes());
        }
    }
}
