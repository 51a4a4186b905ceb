// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.session.Profile;
import dev.gvtrace.capture.session.SessionConfigWriter;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The line below an answer: its sources, losses, and events that were not requested. */
class AnswerFooterTest {
    private static final String IMPORTED =
            Repository.top().resolve("samples/traces/web-break-in.gvt").toString();

    @TempDir
    private Path folder;

    /** A recording of the minimal session, which asks for execve and not for unlinkat. */
    private String recorded() throws IOException {
        Path file = folder.resolve("recorded.gvt");
        byte[] session =
                SessionConfigWriter.write(Profile.MINIMAL.config(Path.of("/s"))).getBytes(StandardCharsets.UTF_8);
        Opening opening = Opening.builder(TraceOrigin.LIVE, 1).session(session).build();
        try (TraceWriter writer = TraceWriter.create(file, opening, WriterOptions.defaults(), MessageIndexer.NONE)) {
            writer.gap(new Gap(1, 2, 3, "a test"));
        }
        return file.toString();
    }

    private static String footer(String command, String... traces) {
        String[] words = new String[traces.length + 3];
        words[0] = "query";
        System.arraycopy(traces, 0, words, 1, traces.length);
        words[words.length - 2] = "-e";
        words[words.length - 1] = command;
        Program.Result result = Program.run(words);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.err();
    }

    @Test
    void namesWhatWasLostAndWhatTheSessionDidNotRequest() throws IOException {
        String trace = recorded();
        assertThat(footer("events evt.type in (execve, unlinkat)", trace))
                .isEqualTo("gvtrace query: no rows from 0 events; 3 messages were lost; unlinkat: not asked for\n");
        assertThat(footer("events evt.type = execve", trace)).doesNotContain("not asked for");
        assertThat(footer("events proc.name = sh", trace)).doesNotContain("not asked for");
        assertThat(footer("gaps", trace)).isEqualTo("gvtrace query: 1 row from 0 events; 3 messages were lost\n");
    }

    @Test
    void namesTracesWhoseSessionIsUnknownOnlyWhenNothingWasFound() throws IOException {
        assertThat(footer("events evt.type = unlinkat", IMPORTED))
                .contains("no rows from ", "; what the session asked for is not recorded");
        assertThat(footer("events evt.type = execve", IMPORTED)).doesNotContain("session");
        assertThat(footer("events evt.type = unlinkat", recorded(), IMPORTED))
                .contains(
                        " events of 2 traces",
                        "unlinkat: not asked for in 1 of 2 traces",
                        "what the session asked for is not recorded in 1 of 2 traces");
    }

    @Test
    void reportsThatALimitEndedTheReading() {
        assertThat(footer("events | limit 1", IMPORTED))
                .isEqualTo("gvtrace query: 1 row; reading ended before the end\n");
    }
}
