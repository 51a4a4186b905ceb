// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.replay.redact.rule.RedactionRules;
import dev.gvtrace.replay.redact.rule.RedactionRulesReader;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.PeerCredentials;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.copy.TraceCopier;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.source.TraceSources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Traces and copies of them in a directory, for tests. */
final class RedactedTrace {
    static final String KEY = "00112233445566778899aabbccddeeff".repeat(2);
    private static final WriterOptions OPTIONS = WriterOptions.defaults().withSynced(false);
    private static final long START = 1_700_000_000_000_000_000L;

    private RedactedTrace() {}

    /** Fills a trace. */
    interface Filler {
        void fill(TraceWriter writer) throws IOException;
    }

    static RedactionKey key() {
        RedactionKey key = RedactionKey.parse(KEY);
        assertThat(key).isNotNull();
        return key;
    }

    static RedactionRules rules(String... rules) {
        StringBuilder file = new StringBuilder("redaction: 1\nrules:\n");
        for (String rule : rules) {
            file.append("  - ").append(rule).append('\n');
        }
        return rules(file.toString().getBytes(StandardCharsets.UTF_8));
    }

    static RedactionRules rules(byte[] file) {
        RedactionRulesReader reader = new RedactionRulesReader();
        assertThat(reader.add("test.yaml", file).errors()).isEmpty();
        return reader.rules();
    }

    /** An opening in which each text has the secret. */
    static Opening opening(String secret) {
        return Opening.builder(TraceOrigin.LIVE, START)
                .host(Text.ofUtf8("node-" + secret))
                .tool(Text.ofUtf8("test"))
                .peer(new PeerCredentials(1, 2, 3))
                .handshake(new byte[] {8, 1, 0x12, 2, 'x', 'y'})
                .session(("{\"trace_session\":{\"" + secret + "\":[\"a\\n" + secret + "\"]}}")
                        .getBytes(StandardCharsets.UTF_8))
                .sandbox(Text.ofUtf8("box-" + secret))
                .derivedFrom(Text.ofUtf8("from " + secret))
                .build();
    }

    static TraceSource write(Path file, Opening opening, Filler filler) throws IOException {
        try (TraceWriter writer = TraceWriter.create(file, opening, OPTIONS, new PacketIndexer())) {
            filler.fill(writer);
        }
        return TraceSources.open(file);
    }

    static void end(TraceWriter writer, String reason) throws IOException {
        writer.seal(Closing.end(START + 9, reason));
    }

    static TraceSource redact(TraceSource source, RedactionRules rules, Path to) throws IOException {
        TraceRedactor redactor = TraceRedactor.prepare(source, rules, key());
        Opening opening = redactor.opening(TraceCopier.openingFrom(source, "test", START));
        return write(to, opening, writer -> redactor.write(writer, "test", Instant.EPOCH));
    }

    /** The bodies of all records of a trace, one after another. */
    static byte[] content(TraceSource source) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (RecordCursor cursor = source.records(Selection.all())) {
            while (cursor.next()) {
                all.write(cursor.buffer(), cursor.offset(), cursor.length());
            }
        }
        return all.toByteArray();
    }

    static boolean contains(byte[] content, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        FoundSecrets found = new FoundSecrets();
        boolean[] any = {false};
        try {
            found.add(wanted, 0);
        } catch (RedactionException e) {
            throw new AssertionError(e);
        }
        found.find(content, (from, to, rule) -> any[0] = true);
        return any[0];
    }

    static List<String> differences(TraceSource original, TraceSource copy) {
        return RedactionCheck.compare(original, copy, key()).findings();
    }
}
