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

    /** Columns and conditions that are used count, and no others. */
    @Test
    void derivedTablesNameTheCallsThatTheirColumnsNeed() throws IOException {
        String trace = recorded();
        assertThat(footer("connections", trace)).contains("read, readv", "not asked for (bytes_in)", "(bytes_out)");
        assertThat(footer("connections | count by name", trace)).doesNotContain("not asked for");
        assertThat(footer("connections bytes_in > 0 | count", trace))
                .contains("(bytes_in)")
                .doesNotContain("bytes_out");
        assertThat(footer("files | fields path,bytes_read", trace)).contains("not asked for (bytes_read)");
        assertThat(footer("mounts", trace)).contains("mount").contains("not asked for");
        assertThat(footer("lsof", trace)).doesNotContain("bytes");
    }

    @Test
    void conditionsOfStagesNameCallsToo() throws IOException {
        String trace = recorded();
        assertThat(footer("events | where evt.type = unlinkat", trace)).contains("unlinkat: not asked for");
        assertThat(footer("events | fields evt,type | where type = unlinkat", trace))
                .contains("unlinkat: not asked for");
        assertThat(footer("events | count by evt.type | where evt.type in (renameat2)", trace))
                .contains("renameat2: not asked for");
        assertThat(footer("descriptors | where type = file", trace)).doesNotContain("not asked for");
    }

    @Test
    void theLifeOfAPathStandsOnCallsWhosePathsAreNotSent() throws IOException {
        String trace = recorded();
        assertThat(footer("file /etc/passwd", trace)).contains("unlinkat").contains("not asked for");
        assertThat(footer("file /etc/passwd | count", trace))
                .contains("unlinkat")
                .contains("not asked for");
    }

    /** Its only loss is about 6 ms after its beginning. */
    private static final String LOSSY = Repository.top()
            .resolve("cli/src/test/resources/dev/gvtrace/cli/rules/builtin/lost-2026.gvt")
            .toString();

    @Test
    void lossesOutsideTheRangeDoNotCount() {
        assertThat(footer("events", LOSSY)).contains("; 1 message was lost");
        assertThat(footer("events --to +2ms", LOSSY)).doesNotContain("lost");
        assertThat(footer("events --from +7ms", LOSSY)).doesNotContain("lost");
        assertThat(footer("events gvisor.dropped > 0", LOSSY)).contains("1 row").contains("; 1 message was lost");
    }

    @Test
    void aStateStandsOnAllBeforeItsMoment() {
        assertThat(footer("ps --at +7ms", LOSSY)).contains("; 1 message was lost before that moment");
        assertThat(footer("ps --at +1ms", LOSSY)).doesNotContain("lost");
    }
}
