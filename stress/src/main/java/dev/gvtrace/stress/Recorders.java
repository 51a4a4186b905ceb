// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The recorders of a year, one after the other on the same directory, with all that is around them. Used by one thread.
 */
final class Recorders implements AutoCloseable {
    private static final int DISK_MEBIBYTES = 48;
    private static final long POLL_MILLIS = 10;
    private static final long KEEP_DAYS = 120;
    /** Restarts take seconds, however short a day is. */
    private static final long MIN_KEEP_SECONDS = 45;

    private final Path directory;
    private final Path logs;
    private final SmallDisk disk;
    private final Optional<FakeClock> clock;
    private final FakeRuntime runtime;
    private final Webhook webhook;
    private final YearTable table;
    private final int metricsPort;
    private final long dayMillis;
    private final List<String> options;
    private final Set<Integer> killed = new HashSet<>();
    private final Map<Integer, Long> countedAlerts = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private @Nullable Program program;
    private @Nullable Watch watch;
    private Program.@Nullable Use firstUse;
    private long firstHeap;

    /**
     * Prepares everything; no recorder runs yet.
     *
     * @param options more options for {@code gvtrace capture}
     */
    Recorders(Path directory, long dayMillis, List<String> options, YearTable table)
            throws IOException, InterruptedException {
        this.options = List.copyOf(options);
        this.directory = Files.createDirectories(directory);
        this.dayMillis = dayMillis;
        this.table = table;
        this.logs = Files.createDirectories(directory.resolve("logs"));
        this.disk = SmallDisk.mount(directory.resolve("disk"), DISK_MEBIBYTES);
        this.clock = FakeClock.in(directory);
        this.runtime = new FakeRuntime(directory.resolve("runtime"), socket());
        this.webhook = new Webhook();
        this.metricsPort = freePort();
        makeKeys();
        writeRules(Trigger.RULES);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void makeKeys() throws IOException {
        try {
            KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            writePem(directory.resolve("key.pem"), "PRIVATE", keys.getPrivate().getEncoded());
            writePem(publicKey(), "PUBLIC", keys.getPublic().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IOException("no Ed25519 here", e);
        }
    }

    private static void writePem(Path file, String kind, byte[] der) throws IOException {
        String head = " " + kind + " KEY-----\n";
        Files.writeString(
                file,
                "-----BEGIN" + head
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END" + head);
    }

    Path publicKey() {
        return directory.resolve("public.pem");
    }

    private Path socket() {
        return directory.resolve("gvtrace.sock");
    }

    /** Where anchors go: not to the small disk. */
    Path anchors() {
        return directory.resolve("anchors.jsonl");
    }

    /** Where the traces are. */
    Path traces() {
        return disk.directory().resolve("traces");
    }

    Path logs() {
        return logs;
    }

    SmallDisk disk() {
        return disk;
    }

    Optional<FakeClock> clock() {
        return clock;
    }

    FakeRuntime runtime() {
        return runtime;
    }

    Webhook webhook() {
        return webhook;
    }

    /** What the recorders, or those that watched them, found wrong. */
    List<String> faults() {
        return faults;
    }

    Set<Integer> killed() {
        return killed;
    }

    /** Alerts that each recorder counted as dropped, and messages that it did not evaluate. */
    Map<Integer, Long> countedAlerts() {
        return countedAlerts;
    }

    void writeRules(String rules) throws IOException {
        Files.writeString(rules(), rules);
    }

    Path rules() {
        return directory.resolve("rules.yaml");
    }

    Program program() {
        return require(program);
    }

    Watch watch() {
        return require(watch);
    }

    private static <T> T require(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("no recorder runs");
        }
        return value;
    }

    private String days(int count) {
        return Math.max(1, TimeUnit.MILLISECONDS.toSeconds(count * dayMillis)) + "s";
    }

    private List<String> words() {
        List<String> words = new ArrayList<>(usualWords());
        words.addAll(options);
        return words;
    }

    private List<String> usualWords() {
        return List.of(
                "capture",
                "--socket",
                socket().toString(),
                "--out",
                traces().toString(),
                "--rotate-every",
                days(7),
                "--rotate-size",
                "256K",
                "--keep-size",
                "4M",
                "--keep-size-per-sandbox",
                "64K",
                "--keep-for",
                Math.max(MIN_KEEP_SECONDS, dayMillis * KEEP_DAYS / 1000) + "s",
                "--min-free",
                "8M",
                "--sign-key",
                directory.resolve("key.pem").toString(),
                "--attach",
                "--runsc",
                runtime.program().toString(),
                "--root",
                runtime.root().toString(),
                "--no-snapshots",
                "--docker",
                directory.resolve("no-docker").toString(),
                "--metrics",
                "127.0.0.1:" + metricsPort,
                "--rules",
                rules().toString(),
                "--alert",
                webhook.address(),
                "--alert-rate",
                "0",
                "--alert",
                "file:" + directory.resolve("alerts.jsonl"),
                "--alert-rate",
                "20",
                "--anchor",
                "file:" + anchors(),
                "--anchor-every",
                "1s");
    }

    /**
     * Starts a recorder, which attaches to the sandboxes that run. Those have to be held. Returns how it reported that.
     */
    String start() throws IOException, InterruptedException {
        runtime.writeState();
        runtime.nextGeneration();
        Map<String, String> environment = clock.map(FakeClock::environment).orElse(Map.of());
        program = Program.start(logs, "recorder-" + runtime.generation(), Program.CAPTURE, environment, words());
        String attached = program.awaitLog(
                0, "attached to", line -> line.contains("attached to ") && line.endsWith(" sandboxes"));
        watch = new Watch(metricsPort);
        watch.refresh();
        firstHeap = heap();
        firstUse = program.use();
        return attached.replaceAll(".*(attached to .*)", "$1");
    }

    private long heap() throws IOException, InterruptedException {
        if (!program().collectGarbage()) {
            return -1;
        }
        watch().refresh();
        return watch().value("gvtrace_heap_used_bytes");
    }

    /** SIGKILL at once; what was used before is taken from the last look. */
    void kill(Program.Use lastUse) throws InterruptedException {
        watch().mayEnd();
        program().kill();
        killed.add(runtime.generation());
        ended("SIGKILL", lastUse, -1);
    }

    /**
     * SIGTERM; returns the exit code.
     *
     * @param first what happens right before the signal
     */
    int stop(Runnable first) throws IOException, InterruptedException {
        watch().refresh();
        long lastHeap = heap();
        Program.Use lastUse = program().use();
        watch().mayEnd();
        first.run();
        program().signal("TERM");
        int exitCode = program().await();
        long dropped = watch().sum("gvtrace_alerts_dropped_total{output=\"" + outputName() + "\"")
                + watch().value("gvtrace_rules_messages_skipped_total");
        countedAlerts.put(runtime.generation(), dropped);
        ended("SIGTERM, exit code " + exitCode, lastUse, lastHeap);
        return exitCode;
    }

    private String outputName() {
        return webhook.address();
    }

    private void ended(String how, Program.Use lastUse, long lastHeap) {
        Watch watched = watch();
        watched.close();
        watched.faults().forEach(fault -> faults.add("recorder " + runtime.generation() + ": " + fault));
        if (watched.polls() == 0) {
            faults.add("recorder " + runtime.generation() + " was never watched");
        }
        table.add(new YearTable.Life(runtime.generation(), how, require(firstUse), lastUse, firstHeap, lastHeap));
        program().close();
        program = null;
        watch = null;
    }

    /** Runs {@code gvtrace status}; returns its exit code. */
    int status() throws IOException, InterruptedException {
        return Program.run(logs, "status", List.of("status", "--socket", socket().toString()))
                .exitCode();
    }

    /** Waits for a condition, while the recorder runs. */
    void await(String what, Condition condition) throws IOException, InterruptedException {
        while (!condition.holds()) {
            if (program != null && !program.isAlive()) {
                throw new IOException("the recorder ended, expected " + what + ": " + program.log());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Something that becomes true. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** Copies the traces from the disk in memory, which is about to go. */
    void keepTraces() throws IOException {
        Path copies = Files.createDirectories(directory.resolve("traces"));
        try (Stream<Path> all = Files.list(traces())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copies.resolve(file.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (watch != null) {
            watch.close();
        }
        if (program != null) {
            program.close();
        }
        webhook.close();
        runtime.close();
        disk.close();
    }
}
