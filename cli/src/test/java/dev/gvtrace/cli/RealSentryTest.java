// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole chain with a real Sentry: session, capture, a sandbox that writes below /bin, replay, the alert. */
@Timeout(300)
class RealSentryTest {
    private static final Pattern ALERT = Pattern.compile(
            "(\\d\\d:\\d\\d:\\d\\d\\.\\d{9}): Error File below a known binary directory opened for writing"
                    + " \\(user=root command=touch /bin/foo file=/bin/foo parent=\\S+ gparent=\\S+\\)"
                    + " container=(runsc-\\d+) pid=(\\d+) tid=(\\d+)");

    @TempDir
    private Path folder;

    @Test
    void theSentryOf2022WritesBelowBinAndTheAlertIsPrinted() throws Exception {
        touchBinFoo(Runsc.of2022());
    }

    @Test
    void theNewestSentryWritesBelowBinAndTheAlertIsPrinted() throws Exception {
        touchBinFoo(Runsc.newestOne());
    }

    private void touchBinFoo(Runsc runsc) throws IOException, InterruptedException {
        LocalTime before = LocalTime.now(ZoneOffset.UTC);
        Path trace = RealRecording.of(
                folder,
                session -> RealRecording.run(
                        folder, runsc.command(folder, session, "do", "/bin/sh", "-c", "touch /bin/foo")));
        LocalTime after = LocalTime.now(ZoneOffset.UTC);

        String rules =
                Repository.top().resolve("samples/rules/web-service.yaml").toString();
        Program.Result replay = Program.run("replay", "--rules", rules, trace.toString());
        assertThat(replay.exitCode()).as(replay.err()).isZero();
        List<String> lines =
                replay.out().lines().filter(l -> l.contains("/bin/foo")).toList();
        assertThat(lines).as(replay.out()).hasSize(1);
        Matcher alert = ALERT.matcher(lines.get(0));
        assertThat(alert.matches()).as(lines.get(0)).isTrue();
        assertThat(LocalTime.parse(alert.group(1))).isBetween(before, after);
        assertThat(alert.group(4)).as("touch has one thread").isEqualTo(alert.group(3));

        Program.Result info = Program.run("info", "--format", "json", trace.toString());
        assertThat(info.out()).contains("\"sealed\":true").contains(alert.group(2));
        assertThat(Program.run("verify", trace.toString()).exitCode()).isZero();
    }
}
