// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.pipeline.PassRows;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.query.Question;
import dev.gvtrace.replay.query.narrative.Asking.Answer;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.derived.Workload;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DiffTest {
    private static Workload run(String temporary, int peer, String... more) {
        Workload workload = new Workload().start("/bin/server").as(1);
        workload.open("/tmp/" + temporary, Workload.WRITE | Workload.TRUNCATE, 3)
                .write(3, 4);
        workload.tcp(4).connect(4, peer, 443, 0);
        for (String path : more) {
            workload.fork(50).as(50).exec(path, path).exit(0).as(1);
        }
        return workload;
    }

    private static List<String> differences(Workload good, Workload other) throws IOException, RequestException {
        Profile profile = good.opened(source -> {
            TraceTables tables = new TraceTables(List.of(source), Installed.tables(), false);
            try (PassRows rows = new PassRows(tables.scan(DiffArrangement.requests()))) {
                return Profile.of(rows);
            }
        });
        Question question = Question.of(DiffArrangement.requests(), new DiffArrangement(profile));
        Answer answer = other.opened(source -> Asking.answer(List.of(source), Installed.tables(), question));
        List<String> runs = answer.column("run");
        List<String> kinds = answer.column("kind");
        List<String> values = answer.column("value");
        return IntStream.range(0, runs.size())
                .mapToObj(i -> runs.get(i) + " " + kinds.get(i) + " " + values.get(i))
                .toList();
    }

    @Test
    void whatDiffersFromRunToRunIsEqual() throws IOException, RequestException {
        assertThat(differences(run("sess.aB3xY9", 9), run("sess.Qw8eR2", 9))).isEmpty();
    }

    @Test
    void whatIsNewAndWhatIsMissingAreListed() throws IOException, RequestException {
        assertThat(differences(run("x", 9, "/usr/bin/job"), run("x", 8, "/tmp/evil")))
                .containsExactly(
                        "new program /tmp/evil",
                        "new command /tmp/evil",
                        "new peer tcp 10.0.0.8:443",
                        "missing program /usr/bin/job",
                        "missing command /usr/bin/job",
                        "missing peer tcp 10.0.0.9:443");
    }

    @Test
    void anEmptyRunDidNothing() throws IOException, RequestException {
        assertThat(differences(run("x", 9), new Workload())).isNotEmpty().allMatch(row -> row.startsWith("missing "));
        assertThat(differences(new Workload(), new Workload())).isEmpty();
    }
}
