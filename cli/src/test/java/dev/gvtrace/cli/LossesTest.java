// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.session.Profile;
import dev.gvtrace.capture.session.SessionConfigWriter;
import dev.gvtrace.capture.session.TraceSessionConfig;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** info and doctor print what to do when messages are missing. */
class LossesTest {
    private static final String FEW = "3";

    @TempDir
    private Path folder;

    @Test
    void fullSocketsAskForMoreRetriesWhenThereWereFew() throws IOException {
        Path trace = trace(
                sessionWith(Integer.parseInt(FEW)),
                new Gap(1, 2, 20, Gap.SOCKET_FULL),
                new Gap(2, 3, 5, Gap.SOCKET_FULL));
        assertThat(Program.run("info", trace.toString()).out())
                .contains("25 messages (20.0 %) are missing because the Sentry found its socket full")
                .contains(
                        "gvtrace session --retries " + TraceSessionConfig.RETRIES,
                        "this one had " + FEW,
                        "--profile minimal");
        assertThat(Program.run("doctor", "--runsc", "/nowhere", "--out", folder.toString())
                        .out())
                .containsPattern("(?m)^WRONG losses: " + trace + ": 25 messages")
                .contains("gvtrace session --retries");
    }

    @Test
    void enoughRetriesAreNotRequestedAgain() throws IOException {
        Path trace = trace(sessionWith(TraceSessionConfig.RETRIES), new Gap(1, 2, 20, Gap.SOCKET_FULL));
        assertThat(Program.run("info", trace.toString()).out())
                .contains("are missing because the Sentry", "--profile minimal")
                .doesNotContain("--retries");
    }

    @Test
    void eachCauseHasItsOwnRemedy() throws IOException {
        Path trace = trace(
                null,
                new Gap(1, 2, 1, Gap.RECORDER_TOO_SLOW),
                new Gap(2, 3, 1, "message longer than the recorder's limit"),
                new Gap(3, 4, 1, "not written: /x: No space left on device"),
                new Gap(4, 5, 1, "Sentry dropped: told by runsc at the end"));
        assertThat(Program.run("info", trace.toString()).out())
                .contains("--buffer", "--max-message", "--keep-size", "gvtrace session --retries")
                .doesNotContain("this one had");
    }

    @Test
    void advisesNothingWithoutLosses() throws IOException {
        Path trace = trace(null);
        assertThat(Program.run("info", trace.toString()).out())
                .contains("gaps: none")
                .doesNotContain("missing because");
        assertThat(Program.run("doctor", "--runsc", "/nowhere", "--out", folder.toString())
                        .out())
                .contains("ok    losses: none of 100 messages in the last 1 traces");
    }

    private static byte[] sessionWith(int retries) {
        TraceSessionConfig config = Profile.MINIMAL.config(Path.of("/s"));
        TraceSessionConfig changed = config.withSinks(
                config.sinks().stream().map(sink -> sink.withRetries(retries)).toList());
        return SessionConfigWriter.write(changed).getBytes(StandardCharsets.UTF_8);
    }

    private Path trace(byte[] session, Gap... gaps) throws IOException {
        Path file = folder.resolve("20260101T000000.000Z-x-1.gvt");
        Files.deleteIfExists(file);
        Opening.Builder opening = Opening.builder(TraceOrigin.LIVE, 1);
        if (session != null) {
            opening.session(session);
        }
        try (TraceWriter writer =
                TraceWriter.create(file, opening.build(), WriterOptions.defaults(), MessageIndexer.NONE)) {
            byte[] packet = {8, 0, 5, 0, 0, 0, 0, 0};
            for (int i = 0; i < 100; i++) {
                writer.message(i, packet, 0, packet.length);
            }
            for (Gap gap : gaps) {
                writer.gap(gap);
            }
        }
        return file;
    }
}
