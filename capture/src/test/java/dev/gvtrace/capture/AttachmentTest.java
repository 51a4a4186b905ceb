// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.capture.session.Profile;
import dev.gvtrace.capture.session.Runsc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sandboxes that start or end while they are attached to. */
@Timeout(60)
class AttachmentTest {
    private static final String LISTED = "echo '[{\"id\":\"c1\",\"status\":\"STATUS\",\"pid\":7,\"bundle\":\"\"}]'";

    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();

    @Test
    void oneThatIsJustStartingIsTriedAgain() throws Exception {
        FakeRunsc runsc = FakeRunsc.make(dir, """
                case "$*" in
                  list*) LIST ;;
                  *create*) test $n -ge 4 || { echo 'creating session: no control socket found for sandbox "c1"' >&2; exit 128; } ;;
                  *procfs*) exit 128 ;;
                esac
                """.replace("LIST", LISTED.replace("STATUS", "created")));
        assertThat(attach(runsc)).isEqualTo(1);
        assertThat(runsc.called("create")).isEqualTo(4);
        assertThat(log).noneMatch(line -> line.contains("not attached"));
    }

    @Test
    void logsNothingForOneThatIsGone() throws Exception {
        FakeRunsc runsc = FakeRunsc.make(dir, """
                case "$*" in
                  list*) if test $n = 1; then LIST; else echo null; fi ;;
                  *) echo 'loading sandbox: file does not exist' >&2; exit 128 ;;
                esac
                """.replace("LIST", LISTED.replace("STATUS", "running")));
        assertThat(attach(runsc)).isZero();
        assertThat(log).isEmpty();
    }

    @Test
    void logsNothingForOneThatEndsOnceAttached() throws Exception {
        FakeRunsc runsc = FakeRunsc.make(dir, """
                case "$*" in
                  list*) if test $n = 1; then LIST; else echo null; fi ;;
                  *create*) ;;
                  *) echo 'connecting to control server at PID 7: connection refused' >&2; exit 128 ;;
                esac
                """.replace("LIST", LISTED.replace("STATUS", "running")));
        assertThat(attach(runsc)).isEqualTo(1);
        assertThat(log).isEmpty();
    }

    @Test
    void reportsAPermanentFailureAtOnce() throws Exception {
        FakeRunsc runsc = FakeRunsc.make(dir, """
                case "$*" in
                  list*) LIST ;;
                  *) echo 'creating session: point "x" not found' >&2; exit 128 ;;
                esac
                """.replace("LIST", LISTED.replace("STATUS", "running")));
        assertThat(attach(runsc)).isZero();
        assertThat(runsc.called("create")).isEqualTo(1);
        assertThat(log).singleElement().asString().contains("not attached to c1", "point \"x\" not found");
    }

    private int attach(FakeRunsc runsc) throws IOException {
        Path socket = dir.resolve("s");
        CaptureOptions options =
                CaptureOptions.of(socket, dir.resolve("out")).withRetention(new Retention(0, null, 0, null, 0));
        try (CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, log::add)) {
            Attachment attachment =
                    new Attachment(server, new Runsc(runsc.program(), null), Profile.MINIMAL.config(socket), log::add);
            int attached = attachment.attachAll();
            attachment.detachAll();
            return attached;
        }
    }
}
