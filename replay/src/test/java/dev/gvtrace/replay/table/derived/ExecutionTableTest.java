// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import static dev.gvtrace.replay.table.derived.Workload.CREATE;
import static dev.gvtrace.replay.table.derived.Workload.ENOENT;
import static dev.gvtrace.replay.table.derived.Workload.EXCLUSIVE;
import static dev.gvtrace.replay.table.derived.Workload.READ;
import static dev.gvtrace.replay.table.derived.Workload.TRUNCATE;
import static dev.gvtrace.replay.table.derived.Workload.WRITE;
import static dev.gvtrace.replay.table.derived.Workload.cells;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gvtrace.proto.schema.ExecveInfo;
import dev.gvtrace.replay.table.ScanRequest;
import org.junit.jupiter.api.Test;

class ExecutionTableTest {
    private final Workload workload = new Workload().start("sh", "-c", "x");

    private static ExecveInfo.Builder facts() {
        return ExecveInfo.newBuilder();
    }

    @Test
    void anAttemptIsARowWhateverCameOfIt() throws Exception {
        workload.fork(2)
                .as(2)
                .by(33)
                .attempt("/usr/bin/no", -ENOENT, "no", "-v")
                .exec("/usr/bin/ls", "ls", "-l");
        assertThat(cells(
                        workload.rows("executions"),
                        "pid",
                        "ppid",
                        "name",
                        "exepath",
                        "cmdline",
                        "uid",
                        "container",
                        "failed",
                        "origin"))
                .containsExactly(
                        "1 - sh sh sh -c x 0 c1 false unknown",
                        "2 1 sh /usr/bin/no no -v 33 c1 true unknown",
                        "2 1 ls /usr/bin/ls ls -l 33 c1 false unknown");
    }

    @Test
    void aRelativePathOfAFailedAttemptBeginsAtTheWorkingDirectory() throws Exception {
        workload.attempt("./run", -ENOENT, "./run");
        assertThat(cells(workload.rows("executions"), "exepath")).endsWith("/srv/run");
    }

    @Test
    void factsOfTheSentryDecideWhereAProgramComesFrom() throws Exception {
        byte[] digest = new byte[32];
        digest[31] = 0x1f;
        workload.open("/usr/bin/a", WRITE | TRUNCATE, 3)
                .exec(facts().setBinaryOverlayfsLower(true).setBinarySha256(ByteString.copyFrom(digest)), "/usr/bin/a")
                .exec(facts().setBinaryOverlayfsUpper(true), "/usr/bin/b")
                .exec(facts().setBinaryInMemfd(true), "/memfd:c (deleted)")
                .exec(facts(), "/mnt/d");
        assertThat(cells(workload.rows("executions"), "exepath", "origin", "written_evt", "sha256")
                        .subList(1, 5))
                .containsExactly(
                        "/usr/bin/a image - " + "0".repeat(62) + "1f",
                        "/usr/bin/b written - -",
                        "/memfd:c memfd - -",
                        "/mnt/d unknown - -");
    }

    @Test
    void aWriteThroughALinkIsFoundOnceTheSentryNamesTheFile() throws Exception {
        workload.open("/bin/x", WRITE | CREATE | TRUNCATE, 3)
                .close(3, "/usr/bin/x")
                .exec("/usr/bin/x", "/bin/x");
        assertThat(cells(workload.rows("executions"), "exepath", "origin", "written_evt", "written_pid"))
                .endsWith("/usr/bin/x written 3 1");
    }

    @Test
    void withoutThemTheLastWriteBeforeIsTheOrigin() throws Exception {
        workload.open("/tmp/x", WRITE | CREATE, 3)
                .exec("/tmp/x")
                .fork(2)
                .as(2)
                .write(3, 10)
                .write(3, 0)
                .write(3, -28)
                .as(1)
                .exec("/tmp/x");
        assertThat(cells(workload.rows("executions"), "exepath", "origin", "written_evt", "written_pid"))
                .containsExactly("sh unknown - -", "/tmp/x unknown - -", "/tmp/x written 6 2");
    }

    @Test
    void anOpenThatEmptiesOrMakesTheFileWrites() throws Exception {
        workload.open("/tmp/a", WRITE | TRUNCATE | CREATE, 3)
                .open("/tmp/b", WRITE | CREATE | EXCLUSIVE, 4)
                .open("/tmp/c", READ, 5)
                .open("/tmp/d", WRITE | TRUNCATE, -13)
                .exec("/tmp/a")
                .exec("/tmp/b")
                .exec("/tmp/c")
                .exec("/tmp/d");
        assertThat(cells(workload.rows("executions"), "exepath", "origin", "written_evt")
                        .subList(1, 5))
                .containsExactly("/tmp/a written 3", "/tmp/b written 4", "/tmp/c unknown -", "/tmp/d unknown -");
    }

    @Test
    void aWriteInAnotherContainerIsAnotherFile() throws Exception {
        workload.open("/tmp/x", WRITE | TRUNCATE, 3).in("c2").as(9).start("sh").exec("/tmp/x");
        assertThat(cells(workload.rows("executions"), "container", "origin")).endsWith("c2 unknown");
    }

    @Test
    void sendfileAndCopiesWrite() throws Exception {
        workload.open("/tmp/x", WRITE, 3)
                .open("/tmp/y", WRITE, 4)
                .open("/image", READ, 5)
                .raw(40, 100, 3, 5, 0, 100)
                .raw(326, 100, 5, 0, 4, 0, 100)
                .exec("/tmp/x")
                .exec("/tmp/y")
                .exec("/image");
        assertThat(cells(workload.rows("executions"), "exepath", "origin", "written_evt")
                        .subList(1, 4))
                .containsExactly("/tmp/x written 6", "/tmp/y written 7", "/image unknown -");
    }

    @Test
    void lossesAreNoted() throws Exception {
        workload.lose(3).exec("/bin/true");
        assertThat(workload.rows("executions")).hasSize(2);
        assertThat(workload.notes()).containsExactly("3 messages were lost, and what happened then is not in the rows");
    }

    @Test
    void conditionsAndSpansGoForIt() throws Exception {
        workload.exec("/bin/a").exec("/bin/b").attempt("/bin/c", -ENOENT, "c").exec("/bin/d");
        assertThat(cells(
                        workload.rows(ScanRequest.of("executions").where("failed = false and exepath != /bin/a")),
                        "exepath"))
                .containsExactly("sh", "/bin/b", "/bin/d");
    }
}
