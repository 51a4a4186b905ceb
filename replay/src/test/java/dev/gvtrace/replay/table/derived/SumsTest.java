// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import static dev.gvtrace.replay.table.derived.Workload.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.decode.Traces;
import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.event.message.ExecveInfo;
import dev.gvtrace.replay.event.message.IoCall;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.MmapInfo;
import dev.gvtrace.replay.pipeline.ReplayOptions;
import dev.gvtrace.replay.pipeline.TraceReplay;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares sums over derived tables with sums over events, in recordings of both ages of the Sentry. */
class SumsTest {
    private static final Set<String> FILES = Set.of("file", "directory", "memfd");
    private static final Set<String> SOCKETS = Set.of("ipv4", "ipv6", "unix", "netlink");

    static Stream<Path> traces() {
        Path samples = Path.of("../samples/traces");
        return Stream.concat(
                Stream.of("web-break-in", "workload-2022", "workload-2026", "pod-2022", "pod-2026", "raw-2026")
                        .map(name -> samples.resolve(name + ".gvt")),
                Stream.of("sentry/tour", "sentry/shell", "sentry/churn-bare", "traces/sys", "traces/shell")
                        .map(Traces::stream));
    }

    /** An open trace. */
    private record Trace(TraceSource source) {
        List<Row> rows(ScanRequest request) throws RequestException {
            return Workload.rows(source, request, new ArrayList<>());
        }

        List<Row> rows(String table) throws RequestException {
            return rows(ScanRequest.of(table));
        }

        List<Row> events(String condition, String... columns) throws RequestException {
            return rows(ScanRequest.of("events").withColumns(List.of(columns)).where(condition));
        }
    }

    /** A check of a trace. */
    private interface Check {
        void of(Trace trace) throws RequestException;
    }

    private static void check(Path file, Check check) throws IOException, RequestException {
        try (TraceSource source = TraceSources.open(file)) {
            check.of(new Trace(source));
        }
    }

    @ParameterizedTest
    @MethodSource("traces")
    void everyAttemptToExecuteIsOne(Path file) throws Exception {
        check(file, SumsTest::everyAttemptToExecuteIsOne);
    }

    private static void everyAttemptToExecuteIsOne(Trace trace) throws RequestException {
        List<Row> events = trace.events("evt.type in (execve, execveat)", "evt", "time", "pid");
        List<Row> executions = trace.rows(ScanRequest.of("executions").withColumns(List.of("evt", "time", "pid")));
        assertThat(Workload.cells(executions, "evt", "time", "pid"))
                .isEqualTo(Workload.cells(events, "evt", "time", "pid"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("traces")
    void everyByteThatWasReadOrWrittenIsSomewhere(Path file) throws Exception {
        check(file, SumsTest::everyByteThatWasReadOrWrittenIsSomewhere);
    }

    private static void everyByteThatWasReadOrWrittenIsSomewhere(Trace trace) throws RequestException {
        String reads = "evt.type in (read, pread, readv, preadv, recvfrom, recvmsg) and evt.failed = false";
        String writes = "evt.type in (write, pwrite, writev, pwritev, sendto, sendmsg) and evt.failed = false";
        List<Row> files = trace.rows("files");
        List<Row> connections = trace.rows("connections");
        List<Row> read = trace.events(reads, "evt.rawres", "fd.type", "fd.name");
        List<Row> written = trace.events(writes, "evt.rawres", "fd.type", "fd.name");
        assertThat(sum(files, "bytes_read")).isEqualTo(bytes(read, FILES) + unnamed(trace, false));
        assertThat(sum(files, "bytes_written")).isEqualTo(bytes(written, FILES) + unnamed(trace, true));
        assertThat(sum(connections, "bytes_in")).isEqualTo(bytes(read, SOCKETS));
        assertThat(sum(connections, "bytes_out")).isEqualTo(bytes(written, SOCKETS));
    }

    /** Bytes of preadv2 and pwritev2, whose events have no descriptor and no result; here all are of files. */
    private static long unnamed(Trace trace, boolean written) {
        long[] bytes = new long[1];
        new TraceReplay(trace.source(), ReplayOptions.DEFAULT).run(1, event -> {
            if (event.event().type().generic()
                    && event.event().message() instanceof IoCall call
                    && call.writes() == written) {
                bytes[0] += Math.max(0, call.result());
            }
            return true;
        });
        return bytes[0];
    }

    private static long bytes(List<Row> events, Set<String> types) {
        long bytes = 0;
        for (Row event : events) {
            boolean known =
                    types == SOCKETS || !Workload.cells(event, "fd.name").isEmpty();
            if (known && types.contains(Workload.cells(event, "fd.type"))) {
                bytes += event.longAt(0);
            }
        }
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("traces")
    void everyOpenOfAKnownPathIsCounted(Path file) throws Exception {
        check(file, SumsTest::everyOpenOfAKnownPathIsCounted);
    }

    private static void everyOpenOfAKnownPathIsCounted(Trace trace) throws RequestException {
        List<Row> files = trace.rows("files");
        String opens = "evt.type in (open, openat, creat) and fd.name != ''";
        assertThat(sum(files, "opens"))
                .isEqualTo(
                        trace.events(opens + " and evt.failed = false", "evt").size())
                .isPositive();
        assertThat(sum(files, "failed"))
                .isEqualTo(trace.events(opens + " and evt.failed = true", "evt").size());
    }

    @ParameterizedTest
    @MethodSource("traces")
    void everyByteThatAProcessMovedIsAmongItsAccesses(Path file) throws Exception {
        check(file, SumsTest::everyByteThatAProcessMovedIsAmongItsAccesses);
    }

    private static void everyByteThatAProcessMovedIsAmongItsAccesses(Trace trace) throws RequestException {
        List<Row> files = trace.rows("files");
        List<Row> connections = trace.rows("connections");
        ScanRequest accesses = ScanRequest.of("accesses");
        List<Row> ofFiles = trace.rows(accesses.where("kind in (file, directory, memfd)"));
        List<Row> ofSockets = trace.rows(accesses.where("kind = socket"));
        assertThat(sum(ofFiles, "bytes_read")).isEqualTo(sum(files, "bytes_read"));
        assertThat(sum(ofFiles, "bytes_written")).isEqualTo(sum(files, "bytes_written"));
        assertThat(sum(ofFiles, "opens")).isEqualTo(sum(files, "opens"));
        assertThat(sum(ofFiles, "failed")).isEqualTo(sum(files, "failed"));
        assertThat(sum(ofSockets, "bytes_read")).isEqualTo(sum(connections, "bytes_in"));
        assertThat(sum(ofSockets, "bytes_written")).isEqualTo(sum(connections, "bytes_out"));
    }

    @ParameterizedTest
    @MethodSource("traces")
    void everyCallIsThatOfAProcess(Path file) throws Exception {
        check(file, SumsTest::everyCallIsThatOfAProcess);
    }

    private static void everyCallIsThatOfAProcess(Trace trace) throws RequestException {
        List<Row> processes = trace.rows("processes");
        long[] calls = new long[2];
        new TraceReplay(trace.source(), ReplayOptions.DEFAULT).run(1, event -> {
            if (isCall(event.event().message()) && event.process() != null) {
                calls[0]++;
                calls[1] += event.event().failed() ? 1 : 0;
            }
            return true;
        });
        assertThat(sum(processes, "calls")).isEqualTo(calls[0]).isPositive();
        assertThat(sum(processes, "failed")).isEqualTo(calls[1]);
        long orphans = processes.stream()
                .filter(row -> row.booleanAt(row.schema().indexOf("orphan")))
                .count();
        assertThat(sum(processes, "children")).isEqualTo(processes.size() - orphans);
        List<Row> clones = trace.events("evt.type in (clone, fork, vfork, clone3) and evt.rawres = 0", "pid", "tid");
        long made =
                clones.stream().filter(row -> row.longAt(0) == row.longAt(1)).count();
        long begun = trace.events("evt.type = execve and gvisor.exec_proof = session", "evt")
                .size();
        assertThat(processes.size()).isGreaterThanOrEqualTo((int) Math.max(made, begun));
    }

    private static boolean isCall(Message message) {
        return message instanceof Call || message instanceof ExecveInfo || message instanceof MmapInfo;
    }

    @ParameterizedTest
    @MethodSource("traces")
    void everyProcessEndsOnce(Path file) throws Exception {
        check(file, SumsTest::everyProcessEndsOnce);
    }

    private static void everyProcessEndsOnce(Trace trace) throws RequestException {
        List<Row> processes = trace.rows("processes");
        long ended = processes.stream()
                .filter(row -> !row.isNull(row.schema().indexOf("end")))
                .count();
        List<Row> living = trace.rows(ScanRequest.of("processes").at(Moment.END));
        long vanished = processes.stream()
                        .filter(row -> row.isNull(row.schema().indexOf("end")))
                        .count()
                - living.size();
        assertThat(vanished).isZero();
        assertThat(ended).isEqualTo(processes.size() - living.size());
        assertThat(trace.events("evt.type = procexit", "evt").size()).isGreaterThanOrEqualTo((int) ended);
    }

    @Provide
    Arbitrary<List<RandomWorkload.Step>> steps() {
        return RandomWorkload.steps();
    }

    @Property(tries = 100)
    void inWorkloadsAtRandomToo(@ForAll("steps") List<RandomWorkload.Step> steps) throws Exception {
        Workload workload = RandomWorkload.of(steps).open("/last", 0, 9);
        workload.opened(source -> {
            Trace trace = new Trace(source);
            everyAttemptToExecuteIsOne(trace);
            everyByteThatWasReadOrWrittenIsSomewhere(trace);
            everyOpenOfAKnownPathIsCounted(trace);
            everyByteThatAProcessMovedIsAmongItsAccesses(trace);
            everyCallIsThatOfAProcess(trace);
            everyProcessEndsOnce(trace);
            return true;
        });
    }
}
