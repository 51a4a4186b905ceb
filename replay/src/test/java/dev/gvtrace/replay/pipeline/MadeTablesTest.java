// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import static dev.gvtrace.replay.pipeline.SmallTrace.at;
import static dev.gvtrace.replay.pipeline.SmallTrace.context;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gvtrace.proto.schema.Accept;
import dev.gvtrace.proto.schema.Bind;
import dev.gvtrace.proto.schema.CloneInfo;
import dev.gvtrace.proto.schema.Close;
import dev.gvtrace.proto.schema.Connect;
import dev.gvtrace.proto.schema.Credentials;
import dev.gvtrace.proto.schema.Execve;
import dev.gvtrace.proto.schema.ExecveInfo;
import dev.gvtrace.proto.schema.Exit;
import dev.gvtrace.proto.schema.Listen;
import dev.gvtrace.proto.schema.Pipe;
import dev.gvtrace.proto.schema.Read;
import dev.gvtrace.proto.schema.Socket;
import dev.gvtrace.proto.schema.Start;
import dev.gvtrace.proto.schema.Syscall;
import dev.gvtrace.proto.schema.TaskExit;
import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.replay.table.CellText;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is in the tables of a moment, and in those of losses and oddities, for a sandbox made message by message.
 */
class MadeTablesTest {
    private static final TableCatalog TABLES = Installed.tables();
    private static final Exit DONE = Exit.getDefaultInstance();

    @TempDir
    private Path folder;

    private SmallTrace trace() throws IOException {
        return new SmallTrace(folder.resolve("t.gvt"), TraceOrigin.LIVE);
    }

    private static List<String> rows(SmallTrace trace, ScanRequest request, String... columns) throws Exception {
        try (TraceSource source = trace.sealed()) {
            return rows(source, request, columns);
        }
    }

    /** Rows as their cells, "-" for no value. */
    private static List<String> rows(TraceSource source, ScanRequest request, String... columns) throws Exception {
        TraceTables tables = new TraceTables(List.of(source), TABLES, false, 1);
        List<String> rows = new ArrayList<>();
        try (Cursor cursor = tables.scan(request.withColumns(List.of(columns)))) {
            while (cursor.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 0; i < columns.length; i++) {
                    Text text = CellText.of(cursor.row(), i);
                    cells.add(text == null ? "-" : text.decoded());
                }
                rows.add(String.join(" ", cells));
            }
        }
        return rows;
    }

    private static ScanRequest end(String table) {
        return ScanRequest.of(table).at(Moment.END);
    }

    /** Process 1 is init; 2, its child, runs /bin/web. */
    private SmallTrace web() throws IOException {
        return trace().send(Start.newBuilder()
                        .setContextData(context(1, 1))
                        .setId("c1")
                        .setCwd("/")
                        .addArgs("/sbin/init")
                        .addEnv("PATH=/bin")
                        .addEnv("FLAG")
                        .build())
                .send(CloneInfo.newBuilder()
                        .setContextData(context(2, 1))
                        .setCreatedThreadId(2)
                        .setCreatedThreadGroupId(2)
                        .setCreatedThreadStartTimeNs(at(2))
                        .build())
                .send(Execve.newBuilder()
                        .setContextData(context(3, 2))
                        .setExit(DONE)
                        .setSysno(59)
                        .setPathname("/bin/web")
                        .addArgv("web")
                        .addArgv("-p 80")
                        .build())
                .send(ExecveInfo.newBuilder()
                        .setContextData(context(3, 2))
                        .setBinaryPath("/bin/web")
                        .addArgv("web")
                        .addArgv("-p 80")
                        .addEnv("A=b=c")
                        .addEnv("EMPTY=")
                        .build());
    }

    private static ByteString ip(int last, int port) {
        byte[] address = new byte[16];
        address[0] = 2;
        address[2] = (byte) (port >> 8);
        address[3] = (byte) port;
        address[4] = 10;
        address[7] = (byte) last;
        return ByteString.copyFrom(address);
    }

    private static Socket socket(int fd, int type) {
        return Socket.newBuilder()
                .setContextData(context(4, 2))
                .setExit(Exit.newBuilder().setResult(fd))
                .setSysno(41)
                .setDomain(2)
                .setType(type)
                .build();
    }

    @Test
    void processesAreThoseThatLive() throws Exception {
        String[] columns = {"pid", "ppid", "uid", "threads", "name", "exepath", "cmdline", "container"};
        Credentials user =
                Credentials.newBuilder().setRealUid(5).setEffectiveUid(33).build();
        try (TraceSource source = web().send(CloneInfo.newBuilder()
                        .setContextData(context(4, 2).setCredentials(user))
                        .setCreatedThreadId(9)
                        .setCreatedThreadGroupId(2)
                        .setFlags(0x10f00)
                        .build())
                .clone(5, 1, 3)
                .send(TaskExit.newBuilder().setContextData(context(6, 3)).build())
                .sealed()) {
            assertThat(rows(source, end("processes"), columns))
                    .containsExactly("1 - - 1 init /sbin/init /sbin/init c1", "2 1 33 2 web /bin/web web -p 80 c1");
            assertThat(rows(source, ScanRequest.of("processes").at(new Moment(Moment.Kind.ABSOLUTE, at(5))), "pid"))
                    .containsExactly("1", "2", "3");
            assertThat(rows(source, ScanRequest.of("processes").at(new Moment(Moment.Kind.ABSOLUTE, at(1))), "pid"))
                    .containsExactly("1");
        }
    }

    @Test
    void variablesAreSplitAtTheFirstEqualSign() throws Exception {
        assertThat(rows(web(), end("environment"), "pid", "name", "value"))
                .containsExactly("1 PATH /bin", "1 FLAG -", "2 A b=c", "2 EMPTY ");
    }

    @Test
    void descriptorsAreThoseThatAreOpen() throws Exception {
        SmallTrace trace = web().open(4, 2, "/etc/passwd")
                .send(Pipe.newBuilder()
                        .setContextData(context(4, 2))
                        .setExit(DONE)
                        .setSysno(22)
                        .setReader(7)
                        .setWriter(8)
                        .build())
                .send(Close.newBuilder()
                        .setContextData(context(4, 2))
                        .setExit(DONE)
                        .setSysno(3)
                        .setFd(8)
                        .build());
        assertThat(rows(trace, end("descriptors").where("pid = 2 and fd > 2"), "pid", "fd", "type", "name"))
                .containsExactly("2 5 file /etc/passwd", "2 7 pipe ");
    }

    @Test
    void socketsHaveTheirRolesAndEnds() throws Exception {
        SmallTrace trace = web().send(socket(4, 1))
                .send(Bind.newBuilder()
                        .setContextData(context(4, 2))
                        .setExit(DONE)
                        .setSysno(49)
                        .setFd(4)
                        .setAddress(ip(2, 80))
                        .build())
                .send(Listen.newBuilder()
                        .setContextData(context(4, 2))
                        .setExit(DONE)
                        .setSysno(50)
                        .setFd(4)
                        .build())
                .send(Accept.newBuilder()
                        .setContextData(context(5, 2))
                        .setExit(Exit.newBuilder().setResult(6))
                        .setSysno(43)
                        .setFd(4)
                        .setAddress(ip(9, 4000))
                        .build())
                .send(socket(7, 2))
                .send(Connect.newBuilder()
                        .setContextData(context(6, 2))
                        .setExit(DONE)
                        .setSysno(42)
                        .setFd(7)
                        .setAddress(ip(53, 53))
                        .build())
                .send(socket(8, 1));
        assertThat(rows(trace, end("sockets"), "pid", "fd", "proto", "role", "local", "remote"))
                .containsExactly(
                        "2 4 tcp listening 10.0.0.2:80 -",
                        "2 6 tcp server 10.0.0.2:80 10.0.0.9:4000",
                        "2 7 udp client - 10.0.0.53:53",
                        "2 8 tcp none - -");
    }

    @Test
    void lossesHaveTheirSpanAndCause() throws Exception {
        SmallTrace trace =
                trace().open(1, 7, "/a").drops(3).gap(3, Gap.SOCKET_FULL).open(2, 7, "/b");
        assertThat(rows(trace, ScanRequest.of("gaps"), "from", "to", "lost", "cause"))
                .containsExactly(
                        TimeText.rfc3339(at(0)) + " " + TimeText.rfc3339(at(1)) + " 3 " + Gap.SOCKET_FULL.decoded());
    }

    @Test
    void aThreadWithoutMessagesIsAnAnomaly() throws Exception {
        assertThat(rows(trace().clone(2, 7, 9).open(3, 7, "/a"), ScanRequest.of("weird"), "kind", "pid", "tid", "time"))
                .containsExactly("silent 9 9 " + TimeText.rfc3339(at(2)));
    }

    @Test
    void aDescriptorThatNothingOpenedIsWeird() throws Exception {
        SmallTrace trace = web().open(4, 2, "/a")
                .send(Read.newBuilder()
                        .setContextData(context(5, 2))
                        .setExit(Exit.newBuilder().setResult(1))
                        .setFd(33)
                        .setFdPath("/secret")
                        .build());
        assertThat(rows(trace, ScanRequest.of("weird"), "kind", "pid", "detail"))
                .singleElement()
                .asString()
                .startsWith("unopened 2 ")
                .contains("/secret");
    }

    /** The raw exit of an openat whose schematized twin did not come, on a connection where such twins came before. */
    @Test
    void aConcealedCallIsWeird() throws Exception {
        Syscall raw = Syscall.newBuilder()
                .setContextData(context(4, 2))
                .setExit(Exit.newBuilder().setResult(5))
                .setSysno(257)
                .build();
        SmallTrace trace = web().send(raw).open(4, 2, "/a").send(raw).open(6, 1, "/b");
        assertThat(rows(trace, ScanRequest.of("weird").where("kind = concealed"), "kind", "pid", "detail"))
                .containsExactly("concealed 2 openat = 5");
    }

    @Test
    void packetsThatBreakTheProtocolAreWeirdAndListed() throws Exception {
        SmallTrace trace = trace().open(1, 7, "/a").packet(new byte[] {1, 2, 3});
        try (TraceSource source = trace.sealed()) {
            assertThat(rows(source, ScanRequest.of("weird"), "kind", "pid", "time", "detail"))
                    .containsExactly("violation - " + TimeText.rfc3339(at(1)) + " packet of 3 bytes is not a message");
            assertThat(rows(source, ScanRequest.of("messages"), "seq", "type", "size", "lost"))
                    .hasSize(2)
                    .endsWith("2 - 3 -");
        }
    }

    @Test
    void eventsHaveTheirProcessAndThread() throws Exception {
        SmallTrace trace = web().open(4, 2, "/etc/passwd");
        assertThat(rows(
                        trace,
                        ScanRequest.of("events").where("evt.type = openat"),
                        "pid",
                        "tid",
                        "name",
                        "type",
                        "res"))
                .containsExactly("2 2 web openat SUCCESS");
    }
}
