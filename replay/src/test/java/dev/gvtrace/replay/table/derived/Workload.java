// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.gvtrace.proto.schema.Accept;
import dev.gvtrace.proto.schema.Bind;
import dev.gvtrace.proto.schema.CloneInfo;
import dev.gvtrace.proto.schema.Close;
import dev.gvtrace.proto.schema.Connect;
import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.Credentials;
import dev.gvtrace.proto.schema.Dup;
import dev.gvtrace.proto.schema.Execve;
import dev.gvtrace.proto.schema.ExecveInfo;
import dev.gvtrace.proto.schema.Exit;
import dev.gvtrace.proto.schema.Listen;
import dev.gvtrace.proto.schema.Open;
import dev.gvtrace.proto.schema.Read;
import dev.gvtrace.proto.schema.Setid;
import dev.gvtrace.proto.schema.Socket;
import dev.gvtrace.proto.schema.SocketPair;
import dev.gvtrace.proto.schema.Start;
import dev.gvtrace.proto.schema.Syscall;
import dev.gvtrace.proto.schema.TaskExit;
import dev.gvtrace.proto.schema.Write;
import dev.gvtrace.proto.testing.Packets;
import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.pipeline.ScanCursor;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.table.CellText;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds a stream for a test call by call, and queries tables over it. Messages are one second apart. */
public final class Workload {
    public static final int CLOEXEC = 0x80000;
    public static final int READ = 0;
    public static final int WRITE = 1;
    public static final int CREATE = 0x40;
    public static final int EXCLUSIVE = 0x80;
    public static final int TRUNCATE = 0x200;
    public static final long SECOND = 1_000_000_000L;
    public static final long FIRST_NS = 1_700_000_000L * SECOND;
    public static final long THREAD = 0x10f00;
    public static final long SHARE_FILES = 0x400;
    public static final int ECONNREFUSED = 111;
    public static final int EINPROGRESS = 115;
    public static final int ENOENT = 2;

    private static final int AT_FDCWD = -100;

    private final List<byte[]> packets = new ArrayList<>();
    /** Losses by the number of packets before them. */
    private final Map<Integer, Gap> gaps = new HashMap<>();

    private final List<String> facts = new ArrayList<>();
    private final List<String> snapshots = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int tid = 1;
    private int pid = 1;
    private int realUid;
    private int effectiveUid;
    private int savedUid;
    private int dropped;
    private boolean session;
    private String container = "c1";

    /** A recorded stream. */
    public static Workload of(List<byte[]> recorded) {
        Workload workload = new Workload();
        workload.packets.addAll(recorded);
        return workload;
    }

    /** Sets the thread of the following messages. */
    public Workload as(int threadId, int processId) {
        tid = threadId;
        pid = processId;
        return this;
    }

    public Workload as(int processId) {
        return as(processId, processId);
    }

    public Workload in(String id) {
        container = id;
        return this;
    }

    /** Sets the user in the contexts of the following messages. */
    public Workload by(int user) {
        return by(user, user, user);
    }

    public Workload by(int real, int effective, int saved) {
        realUid = real;
        effectiveUid = effective;
        savedUid = saved;
        return this;
    }

    public Workload lose(int count) {
        dropped += count;
        return this;
    }

    /** Loses messages as the recorder does: it records a gap. */
    public Workload gap(int lost) {
        gaps.put(packets.size(), new Gap(now() - SECOND, now(), lost, "slow reader"));
        return lose(lost);
    }

    /** Adds recorded facts about a container before the first message. */
    public Workload recorded(String json) {
        facts.add(json);
        return this;
    }

    /** Adds a process to the snapshot before the first message. */
    public Workload listed(int id, int parent, String command) {
        snapshots.add("PROCFS DUMP\n\n{\"exe\":\"" + command + "\",\"args\":[\"" + command + "\"],\"clone_ts\":5,"
                + "\"status\":{\"comm\":\"" + command + "\",\"pid\":" + id + ",\"ppid\":" + parent
                + ",\"uid\":{},\"gid\":{}},\"stat\":{\"pgid\":1,\"sid\":1}}\n");
        return this;
    }

    /** Marks the following messages as those of an exec session. */
    public Workload inSession() {
        session = true;
        return this;
    }

    /** The time of the next message. */
    public long now() {
        return FIRST_NS + packets.size() * SECOND;
    }

    private ContextData.Builder context() {
        return ContextData.newBuilder()
                .setTimeNs(now())
                .setThreadId(tid)
                .setThreadGroupId(pid)
                .setContainerId(container)
                .setIsExecSession(session)
                .setCredentials(Credentials.newBuilder()
                        .setRealUid(realUid)
                        .setEffectiveUid(effectiveUid)
                        .setSavedUid(savedUid));
    }

    public Workload send(Message message) {
        packets.add(Packets.of(message, dropped));
        return this;
    }

    private static Exit result(long value) {
        return value < 0
                ? Exit.newBuilder().setErrorno(-value).build()
                : Exit.newBuilder().setResult(value).build();
    }

    public Workload start(String... arguments) {
        return send(Start.newBuilder()
                .setContextData(context())
                .setId(container)
                .setCwd("/srv")
                .addAllArgs(List.of(arguments))
                .build());
    }

    public Workload clone(int newTid, int newPid, long flags) {
        return send(CloneInfo.newBuilder()
                .setContextData(context())
                .setCreatedThreadId(newTid)
                .setCreatedThreadGroupId(newPid)
                .setCreatedThreadStartTimeNs(now())
                .setFlags(flags)
                .build());
    }

    public Workload fork(int child) {
        return clone(child, child, 0);
    }

    /** Ends the thread; the wait status is that of its process. */
    public Workload exit(int status) {
        return send(TaskExit.newBuilder()
                .setContextData(context())
                .setExitStatus(status)
                .build());
    }

    public Workload attempt(String path, long result, String... arguments) {
        return send(Execve.newBuilder()
                .setContextData(context())
                .setSysno(59)
                .setPathname(path)
                .addAllArgv(List.of(arguments))
                .setExit(result(result))
                .build());
    }

    /** Adds the message of the Sentry that proves the last attempt. */
    public Workload proof(String path, ExecveInfo.Builder facts, String... arguments) {
        return send(facts.setContextData(context())
                .setBinaryPath(path)
                .setExecfn(path)
                .addAllArgv(List.of(arguments))
                .build());
    }

    public Workload exec(String path, String... arguments) {
        return attempt(path, 0, arguments).proof(path, ExecveInfo.newBuilder(), arguments);
    }

    /** Runs a program with the given facts about its binary. */
    public Workload exec(ExecveInfo.Builder facts, String path) {
        return attempt(path, 0, path).proof(path, facts.setBinaryMode(0100755), path);
    }

    public Workload open(String path, int flags, long result) {
        return send(Open.newBuilder()
                .setContextData(context())
                .setSysno(257)
                .setFd(AT_FDCWD)
                .setPathname(path)
                .setFlags(flags)
                .setExit(result(result))
                .build());
    }

    public Workload read(int fd, long result) {
        return send(Read.newBuilder()
                .setContextData(context())
                .setFd(fd)
                .setExit(result(result))
                .build());
    }

    public Workload write(int fd, long result) {
        return send(Write.newBuilder()
                .setContextData(context())
                .setSysno(1)
                .setFd(fd)
                .setExit(result(result))
                .build());
    }

    public Workload close(int fd) {
        return send(Close.newBuilder()
                .setContextData(context())
                .setSysno(3)
                .setFd(fd)
                .setExit(result(0))
                .build());
    }

    /** Closes a descriptor whose file the Sentry names. */
    public Workload close(int fd, String resolvedPath) {
        return send(Close.newBuilder()
                .setContextData(context())
                .setSysno(3)
                .setFd(fd)
                .setFdPath(resolvedPath)
                .setExit(result(0))
                .build());
    }

    public Workload dup(int fd, int to) {
        return send(Dup.newBuilder()
                .setContextData(context())
                .setSysno(32)
                .setOldFd(fd)
                .setExit(result(to))
                .build());
    }

    public Workload dup2(int fd, int to) {
        return send(Dup.newBuilder()
                .setContextData(context())
                .setSysno(33)
                .setOldFd(fd)
                .setNewFd(to)
                .setExit(result(to))
                .build());
    }

    public Workload socket(int domain, int type, long result) {
        return send(Socket.newBuilder()
                .setContextData(context())
                .setSysno(41)
                .setDomain(domain)
                .setType(type)
                .setExit(result(result))
                .build());
    }

    public Workload tcp(int fd) {
        return socket(2, 1, fd);
    }

    public Workload socketpair(int first, int second) {
        return send(SocketPair.newBuilder()
                .setContextData(context())
                .setSysno(53)
                .setDomain(1)
                .setType(1)
                .setSocket1(first)
                .setSocket2(second)
                .setExit(result(0))
                .build());
    }

    public Workload connect(int fd, int lastByte, int port, long result) {
        return send(Connect.newBuilder()
                .setContextData(context())
                .setSysno(42)
                .setFd(fd)
                .setAddress(address(lastByte, port))
                .setExit(result(result))
                .build());
    }

    public Workload bind(int fd, int lastByte, int port, long result) {
        return send(Bind.newBuilder()
                .setContextData(context())
                .setSysno(49)
                .setFd(fd)
                .setAddress(address(lastByte, port))
                .setExit(result(result))
                .build());
    }

    public Workload listen(int fd) {
        return send(Listen.newBuilder()
                .setContextData(context())
                .setSysno(50)
                .setFd(fd)
                .setExit(result(0))
                .build());
    }

    public Workload accept(int fd, int lastByte, int port, long result) {
        return send(Accept.newBuilder()
                .setContextData(context())
                .setSysno(43)
                .setFd(fd)
                .setAddress(address(lastByte, port))
                .setExit(result(result))
                .build());
    }

    private static ByteString address(int lastByte, int port) {
        byte[] address = {2, 0, (byte) (port >> 8), (byte) port, 10, 0, 0, (byte) lastByte, 0, 0, 0, 0, 0, 0, 0, 0};
        return ByteString.copyFrom(address);
    }

    public Workload setuid(int id, long result) {
        return send(Setid.newBuilder()
                .setContextData(context())
                .setSysno(105)
                .setId(id)
                .setExit(result(result))
                .build());
    }

    /** The raw exit of a call by its number. */
    public Workload raw(int sysno, long result, long... registers) {
        long[] all = Arrays.copyOf(registers, 6);
        return send(Syscall.newBuilder()
                .setContextData(context())
                .setSysno(sysno)
                .setArg1(all[0])
                .setArg2(all[1])
                .setArg3(all[2])
                .setArg4(all[3])
                .setArg5(all[4])
                .setArg6(all[5])
                .setExit(result(result))
                .build());
    }

    // Rows

    /** An action on an open trace. */
    public interface Use<T> {
        T of(TraceSource source) throws RequestException;
    }

    /** Opens the stream so far as a trace. */
    public <T> T opened(Use<T> use) throws IOException, RequestException {
        Path folder = Files.createTempDirectory("workload");
        Path file = folder.resolve("workload.gvt");
        try {
            write(file);
            try (TraceSource source = TraceSources.open(file)) {
                return use.of(source);
            }
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private void write(Path file) throws IOException {
        Opening opening = Opening.builder(TraceOrigin.LIVE, FIRST_NS).build();
        WriterOptions options = WriterOptions.defaults().withSynced(false);
        try (TraceWriter writer = TraceWriter.create(file, opening, options, MessageIndexer.NONE)) {
            for (String json : facts) {
                writer.facts(FIRST_NS, "container", json.getBytes(StandardCharsets.UTF_8));
            }
            for (String dump : snapshots) {
                writer.procfs(FIRST_NS, dump.getBytes(StandardCharsets.UTF_8));
            }
            for (int i = 0; i < packets.size(); i++) {
                if (gaps.containsKey(i)) {
                    writer.gap(gaps.get(i));
                }
                writer.message(FIRST_NS, packets.get(i), 0, packets.get(i).length);
            }
            writer.seal(Closing.end(FIRST_NS, "done"));
        }
    }

    /** The rows of an answer over the stream so far. */
    public List<Row> rows(ScanRequest request) throws IOException, RequestException {
        return rows(Installed.tables(), request);
    }

    /** The rows of an answer of one of these tables over the stream so far. */
    public List<Row> rows(TableCatalog tables, ScanRequest request) throws IOException, RequestException {
        return opened(source -> rows(source, tables, request, notes));
    }

    public List<Row> rows(String table) throws IOException, RequestException {
        return rows(ScanRequest.of(table));
    }

    /** The notes of the last answer. */
    public List<String> notes() {
        return notes;
    }

    /** The rows of an answer over a trace. */
    public static List<Row> rows(TraceSource source, ScanRequest request, List<String> notes) throws RequestException {
        return rows(source, Installed.tables(), request, notes);
    }

    private static List<Row> rows(TraceSource source, TableCatalog catalog, ScanRequest request, List<String> notes)
            throws RequestException {
        List<Row> rows = new ArrayList<>();
        TraceTables tables = new TraceTables(List.of(source), catalog, false);
        try (ScanCursor cursor = tables.scan(request)) {
            while (cursor.next()) {
                rows.add(cursor.row());
            }
            notes.clear();
            notes.addAll(cursor.notes());
        }
        return rows;
    }

    /** The cells of a row, {@code -} for no value, joined by blanks. */
    public static String cells(Row row, String... columns) {
        List<String> cells = new ArrayList<>();
        for (String column : columns) {
            int index = row.schema().indexOf(column);
            Text text = CellText.of(row, index);
            cells.add(text == null ? "-" : text.display());
        }
        return String.join(" ", cells);
    }

    /** The same of each row. */
    public static List<String> cells(List<Row> rows, String... columns) {
        return rows.stream().map(row -> cells(row, columns)).toList();
    }

    /** The sum of a column of numbers. */
    public static long sum(List<Row> rows, String column) {
        return rows.stream()
                .mapToLong(row -> row.longAt(row.schema().indexOf(column)))
                .sum();
    }
}
