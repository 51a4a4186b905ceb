// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import static dev.gvtrace.replay.redact.RedactedTrace.differences;
import static dev.gvtrace.replay.redact.RedactedTrace.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.proto.schema.Open;
import dev.gvtrace.proto.testing.Packets;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.gvt.TraceWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a copy that was altered after it was made looks like to the check. */
class RedactionCheckTest {
    private static final String SECRET = "hunter2-hunter2";

    @TempDir
    private Path dir;

    private TraceSource original;
    private TraceSource copy;

    @BeforeEach
    void copy() throws Exception {
        original = RedactedTrace.write(dir.resolve("a.gvt"), RedactedTrace.opening("x"), writer -> {
            writer.facts(1, "container", "{\"id\":\"c\",\"x\":\"hunter2-hunter2\"}".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 20; i++) {
                byte[] packet = Packets.of(Open.newBuilder()
                        .setPathname("/f" + i + (i % 2 == 0 ? SECRET : ""))
                        .setFd(i)
                        .build());
                writer.message(100 + i, packet, 0, packet.length);
            }
            RedactedTrace.end(writer, "done");
        });
        copy = RedactedTrace.redact(original, rules("{name: r, match: '" + SECRET + "'}"), dir.resolve("b.gvt"));
    }

    @AfterEach
    void close() throws Exception {
        original.close();
        copy.close();
    }

    /** Writes a record of the copy into an altered one. */
    private interface Alteration {
        void write(RecordCursor record, TraceWriter to) throws IOException;
    }

    private TraceSource altered(String name, Alteration alteration) throws IOException {
        return RedactedTrace.write(dir.resolve(name), copy.opening(), writer -> {
            try (RecordCursor cursor = copy.records(Selection.all())) {
                while (cursor.next()) {
                    if (cursor.kind() != RecordKind.OPENING && cursor.kind() != RecordKind.CLOSING) {
                        alteration.write(cursor, writer);
                    }
                }
            }
            RedactedTrace.end(writer, "redacted copy; the recording's end: done");
        });
    }

    private static boolean isMessage(RecordCursor record, long number) {
        return record.kind() == RecordKind.MESSAGE && record.sequence() == number;
    }

    private void assertFound(String name, Alteration alteration, String expected) throws IOException {
        try (TraceSource trace = altered(name, alteration)) {
            assertThat(differences(original, trace))
                    .anySatisfy(found -> assertThat(found).contains(expected));
        }
    }

    private static void replace(RecordCursor record, TraceWriter to, String from, String by) throws IOException {
        byte[] packet = Arrays.copyOfRange(record.buffer(), record.offset(), record.offset() + record.length());
        Open open = Open.parseFrom(Arrays.copyOfRange(packet, 8, packet.length));
        byte[] made = Packets.of(open.toBuilder()
                .setPathname(open.getPathname().replace(from, by))
                .build());
        to.message(record.receivedNs(), record.sequence(), made, 0, made.length);
    }

    @Test
    void anUnalteredCopyVerifies() throws Exception {
        RedactionCheck.Result result = RedactionCheck.compare(original, copy, RedactedTrace.key());
        assertThat(result.findings()).isEmpty();
        assertThat(result.messages()).isEqualTo(20);
        // ten messages, the facts and the handshake with an unknown field
        assertThat(result.differing()).isEqualTo(12);
        assertThat(result.commitments()).isEqualTo(12);
        try (TraceSource again = altered("same.gvt", (record, to) -> to.copy(record))) {
            assertThat(differences(original, again)).isEmpty();
        }
    }

    @Test
    void whatIsLeftOutAddedOrMovedIsFound() throws Exception {
        assertFound(
                "1.gvt",
                (record, to) -> {
                    if (!isMessage(record, 7)) {
                        to.copy(record);
                    }
                },
                "message 7 is missing");
        assertFound(
                "2.gvt",
                (record, to) -> {
                    if (record.kind() != RecordKind.FACTS || record.sequence() > 0 || record.length() > 60) {
                        to.copy(record);
                    }
                },
                "in another place");
        assertFound(
                "3.gvt",
                (record, to) -> {
                    to.copy(record);
                    if (isMessage(record, 20)) {
                        to.message(0, 21, record.buffer(), record.offset(), record.length());
                    }
                },
                "message 21 is not in the original");
        assertFound(
                "4.gvt",
                (record, to) -> {
                    if (isMessage(record, 3)) {
                        to.message(1, 3, record.buffer(), record.offset(), record.length());
                    } else {
                        to.copy(record);
                    }
                },
                "message 3: the time of receipt differs");
    }

    @Test
    void whatIsReplacedWithoutBeingNamedIsFound() throws Exception {
        assertFound(
                "1.gvt",
                (record, to) -> {
                    if (isMessage(record, 2)) {
                        replace(record, to, "/f1", "/e1");
                    } else {
                        to.copy(record);
                    }
                },
                "message 2: differs, and the copy names no part of it");
        assertFound(
                "2.gvt",
                (record, to) -> {
                    if (isMessage(record, 1)) {
                        replace(record, to, "/f0", "/e0");
                    } else {
                        to.copy(record);
                    }
                },
                "message 1: pathname: differs in more than what is named");
        assertFound(
                "3.gvt",
                (record, to) -> {
                    if (isMessage(record, 1)) {
                        replace(record, to, "[redacted:r]", "/etc/shadow!");
                    } else {
                        to.copy(record);
                    }
                },
                "message 1: pathname: differs in more than what is named");
    }

    @Test
    void anotherOriginalIsFound() throws Exception {
        TraceSource other = RedactedTrace.write(
                dir.resolve("o.gvt"), RedactedTrace.opening("y"), writer -> RedactedTrace.end(writer, "done"));
        try (other) {
            assertThat(differences(other, copy))
                    .anySatisfy(found -> assertThat(found).startsWith("was made from recording"))
                    .anySatisfy(found -> assertThat(found).startsWith("was made from a trace with seal"))
                    .anySatisfy(found -> assertThat(found).contains("is not in the original"));
            assertThat(differences(original, other))
                    .containsExactly("is not a redacted copy: it has no record of a redaction");
        }
        RedactionKey wrong = RedactionKey.parse("ff".repeat(32));
        assertThat(RedactionCheck.compare(original, copy, wrong).findings())
                .hasSize(12)
                .allSatisfy(found ->
                        assertThat(found).endsWith("its commitment is of another text, or made with another key"));
    }

    /** A copy of a copy names what it was made from, and verifies against that. */
    @Test
    void aCopyOfACopyVerifiesAgainstTheCopy() throws Exception {
        try (TraceSource second = RedactedTrace.redact(copy, rules("{name: s, match: '/f1'}"), dir.resolve("c.gvt"))) {
            assertThat(differences(copy, second)).isEmpty();
            assertThat(differences(original, second)).isNotEmpty();
        }
    }

    @Test
    void aDisclosedMessageIsCheckedAgainstTheCopy() throws Exception {
        StringBuilder lines = new StringBuilder();
        Disclosure.write(
                original,
                RedactedTrace.key(),
                n -> n <= 2,
                line -> lines.append(line).append('\n'));
        assertThat(lines.toString()).hasLineCount(2);
        assertThat(check(lines.toString())).isEqualTo(Map.of(1L, "", 2L, ""));
        String digit = lines.toString()
                .replaceFirst("\"salt\":\".", "\"salt\":\"" + (lines.indexOf("\"salt\":\"0") > 0 ? "1" : "0"));
        assertThat(check(digit).get(1L)).startsWith("not what the copy was made from");
        assertThat(check(lines.toString().replace("\"message\":1,", "\"message\":99,"))
                        .get(99L))
                .isEqualTo("the copy has no such message");
        assertThat(check(lines.toString().replace("\"message\":2,", "\"message\":4,"))
                        .get(4L))
                .isEqualTo("the copy has another message, not redacted");
        assertThatThrownBy(() -> check("{\"message\":1}"))
                .hasMessageContaining("line 1: expected an object with 'message'");
    }

    private Map<Long, String> check(String lines) throws IOException {
        return Disclosure.check(new BufferedReader(new StringReader(lines)), copy);
    }
}
