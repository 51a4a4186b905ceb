// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.capture.session.Profile;
import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.capture.session.SessionConfigWriter;
import dev.gvtrace.capture.session.TraceSessionConfig;
import dev.gvtrace.proto.wire.MessagePeek;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.EndCause;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Facts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions, facts and attaching with the runsc of 2022 and the newest, whichever is there. */
@Timeout(180)
class RealRunscTest {
    private static final String FIRST = "a".repeat(63) + "1";
    private static final String SECOND = "b".repeat(63) + "2";

    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<String> started = new ArrayList<>();
    private List<String> runsc = List.of();

    @AfterEach
    void endContainers() throws Exception {
        for (String id : started) {
            run(false, "delete", "--force", id);
        }
        // the newest runsc leaves it mounted, and then the directory cannot be deleted
        new ProcessBuilder("umount", dir.resolve("state/null-netns").toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("umount.log").toFile())
                .start()
                .waitFor(10, TimeUnit.SECONDS);
    }

    @Test
    void recordsAPodOfTheRunscOf2022() throws Exception {
        recordsAPod(found("the runsc of 2022", "/usr/bin/runsc"), "ptrace");
    }

    @Test
    void recordsAPodOfTheNewestRunsc() throws Exception {
        recordsAPod(newest(), "systrap");
    }

    private static Path newest() {
        String home = System.getProperty("user.home");
        return found(
                "a runsc of 2026",
                System.getenv("GVTRACE_RUNSC_NEWEST"),
                home + "/go/bin/runsc",
                home + "/.cache/gvtrace-ci/runsc",
                "/work/x/new/runsc");
    }

    /** Neither of them sends a container/start. */
    @Test
    void aRestoredSandboxAndAnExecSessionGetAListOfTheirProcesses() throws Exception {
        Path program = newest();
        useRunsc(program, "systrap");
        Path socket = dir.resolve("s.sock");
        Path config = dir.resolve("pod.json");
        Files.writeString(config, SessionConfigWriter.write(Profile.FALCO.config(socket)));
        CaptureOptions options =
                CaptureOptions.of(socket, dir.resolve("out")).withRetention(new Retention(0, null, 0, null, 0));
        Path image = Files.createDirectory(dir.resolve("image"));
        try (CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, log::add)) {
            create(FIRST, "sandbox", config);
            run(true, "checkpoint", "--image-path", image.toString(), FIRST);
            run(true, "delete", "--force", FIRST);
            Await.until(log, () -> server.connected() == 0);

            started.add(0, SECOND);
            String bundle = dir.resolve("bundle-" + FIRST.substring(62)).toString();
            run(
                    true,
                    "--pod-init-config=" + config,
                    "restore",
                    "--detach",
                    "--bundle",
                    bundle,
                    "--image-path",
                    image.toString(),
                    SECOND);
            // the restored program sleeps, and sends nothing before another process does
            run(true, "exec", "--detach", SECOND, "/bin/sh", "-c", "echo x >/dev/null; sleep 20 & wait");
            Await.until(log, () -> procfs().stream().anyMatch(dump -> dump.contains("sleep 20")));
        }
        CaptureServerTest.Trace restored = traces().get(1);
        assertThat(restored.opening().sandbox().decoded()).isEqualTo(SECOND);
        MessagePeek peek = new MessagePeek();
        assertThat(restored.messages())
                .isNotEmpty()
                .noneMatch(m -> peek.look(m, 0, m.length).isReadable() && peek.type() == 1);
        assertThat(facts(restored, "runsc")).hasSize(1).allMatch(json -> json.contains("\"verb\":\"restore\""));
        assertThat(procfs()).allMatch(dump -> dump.startsWith("PROCFS DUMP") && dump.contains("sleep 30"));
    }

    private List<String> procfs() throws IOException {
        return traces().stream()
                .flatMap(trace -> trace.procfs().stream())
                .map(dump -> new String(dump, StandardCharsets.UTF_8))
                .toList();
    }

    /** Its runsc runs while attaching continues. */
    @Test
    void attachesToASandboxThatIsJustStarting() throws Exception {
        Path program = newest();
        useRunsc(program, "systrap");
        Path socket = dir.resolve("s.sock");
        TraceSessionConfig session = Profile.MINIMAL.config(socket);
        CaptureOptions options =
                CaptureOptions.of(socket, dir.resolve("out")).withRetention(new Retention(0, null, 0, null, 0));
        try (CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, log::add)) {
            Runsc attached = new Runsc(program, dir.resolve("state"));
            Thread starting = new Thread(() -> {
                try {
                    create(FIRST, "sandbox", null);
                } catch (Exception e) {
                    log.add("not created: " + e);
                }
            });
            starting.start();
            Attachment attachment = new Attachment(server, attached, session, log::add);
            Await.until(log, () -> attachment.attachAll() == 1);
            starting.join();
            Await.until(log, () -> server.counters().connections() == 1);
            attachment.detachAll();
            Await.until(log, () -> server.connected() == 0);
        }
        assertThat(log).noneMatch(line -> line.contains("not "));
        assertThat(procfs()).hasSize(1);
    }

    @Test
    void reportsHowConnectionsToTheRunscOf2022End() throws Exception {
        reportsHowConnectionsEnd(found("the runsc of 2022", "/usr/bin/runsc"), "ptrace");
    }

    @Test
    void reportsHowConnectionsToTheNewestRunscEnd() throws Exception {
        reportsHowConnectionsEnd(newest(), "systrap");
    }

    private void reportsHowConnectionsEnd(Path program, String platform) throws Exception {
        useRunsc(program, platform);
        Runsc asked = new Runsc(program, dir.resolve("state"));
        Path socket = dir.resolve("s.sock");
        Path config = dir.resolve("pod.json");
        Files.writeString(config, SessionConfigWriter.write(Profile.FALCO.config(socket)));
        CaptureOptions options =
                CaptureOptions.of(socket, dir.resolve("out")).withRetention(new Retention(0, null, 0, null, 0));
        try (CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, log::add)) {
            create(FIRST, "sandbox", config);
            run(true, "trace", "delete", "--name", "Default", FIRST);
            Await.until(
                    log, () -> log.stream().anyMatch(line -> line.contains("session deleted: the sandbox continues")));

            run(true, "trace", "create", "--force", "--config", config.toString(), FIRST);
            Await.until(log, () -> server.counters().connections() == 2);
            run(true, "exec", FIRST, "/bin/true");
            long pid = asked.list().get(0).pid();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            Await.until(log, () -> log.stream().anyMatch(line -> line.contains("sandbox killed: it is gone")));
            run(true, "delete", "--force", FIRST);

            create(FIRST, "sandbox", config);
            run(true, "kill", FIRST, "KILL");
            Await.until(log, () -> log.stream().anyMatch(line -> line.contains(": sandbox ended;")));
        }
        assertThat(traces())
                .extracting(trace -> trace.closing().cause())
                .containsExactly(EndCause.SESSION_DELETED, EndCause.SANDBOX_KILLED, EndCause.SANDBOX_ENDED);
    }

    @Test
    void recordsWhatTheSentryOf2022DroppedBetweenTwoRecorders() throws Exception {
        recordsWhatWasDropped(found("the runsc of 2022", "/usr/bin/runsc"), "ptrace");
    }

    @Test
    void recordsWhatTheNewestSentryDroppedBetweenTwoRecorders() throws Exception {
        recordsWhatWasDropped(newest(), "systrap");
    }

    private void recordsWhatWasDropped(Path program, String platform) throws Exception {
        useRunsc(program, platform);
        Runsc asked = new Runsc(program, dir.resolve("state"));
        Path socket = dir.resolve("s.sock");
        TraceSessionConfig session = Profile.FALCO.config(socket);
        Path config = dir.resolve("pod.json");
        Files.writeString(config, SessionConfigWriter.write(session));
        CaptureOptions options =
                CaptureOptions.of(socket, dir.resolve("out")).withRetention(new Retention(0, null, 0, null, 0));
        try (CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, log::add)) {
            create(FIRST, "sandbox", config);
            Await.until(log, () -> server.counters().connections() == 1);
        }
        run(true, "exec", FIRST, "/bin/sh", "-c", "/bin/true; /bin/true");
        Await.until(log, () -> asked.sessions(FIRST).dropped() > 10);
        long dropped = asked.sessions(FIRST).dropped();
        try (CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, log::add)) {
            new UnrecordedSandboxes(server, asked, log::add).log();
            assertThat(log).anyMatch(line -> line.contains("has had no recorder") && line.contains(FIRST));
            Attachment attachment = new Attachment(server, asked, session, log::add);
            assertThat(attachment.attachAll()).isEqualTo(1);
            Await.until(log, () -> server.counters().connections() == 1);
            attachment.detachAll();
            Await.until(log, () -> server.connected() == 0);
        }
        List<CaptureServerTest.Trace> traces = traces();
        assertThat(traces).hasSize(2);
        assertThat(traces.get(1).gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.lost()).isGreaterThanOrEqualTo(dropped);
            assertThat(gap.fromNs()).isBetween(traces.get(0).opening().createdNs(), gap.toNs());
            assertThat(gap.toNs()).isEqualTo(traces.get(1).opening().createdNs());
            assertThat(gap.cause().decoded()).startsWith("nobody received");
        });
        assertThat(traces.get(1).opening().continues().text().decoded())
                .contains("-" + FIRST + "-1.gvt, recording ", ", recorder stopped");
        assertThat(traces.get(1).closing().cause()).isEqualTo(EndCause.RECORDER_STOPPED);
    }

    private void recordsAPod(Path program, String platform) throws Exception {
        useRunsc(program, platform);
        Path socket = dir.resolve("s.sock");
        TraceSessionConfig session = Profile.FALCO.config(socket);
        Path config = dir.resolve("pod.json");
        Files.writeString(config, SessionConfigWriter.write(session));
        recordsAPod(program, platform, socket, session, config);
    }

    private void useRunsc(Path program, String platform) {
        runsc = List.of(
                "timeout",
                "60",
                program.toString(),
                "--root",
                dir.resolve("state").toString(),
                "--network=none",
                "--ignore-cgroups",
                "--platform=" + platform);
    }

    private void recordsAPod(Path program, String platform, Path socket, TraceSessionConfig session, Path config)
            throws Exception {
        CaptureOptions options =
                CaptureOptions.of(socket, dir.resolve("out")).withRetention(new Retention(0, null, 0, null, 0));
        try (CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, log::add)) {
            create(FIRST, "sandbox", config);
            create(SECOND, "container", config);
            Await.until(log, () -> log.stream().anyMatch(line -> line.contains("recording to")));
            Runsc attached = new Runsc(program, dir.resolve("state"));
            assertThat(attached.list()).extracting(Runsc.Listed::status).containsOnly("running");
            assertThat(attached.dropped(FIRST)).hasValue(0);
            assertThat(attached.abilities().missing(session).stream().filter(m -> m.startsWith("point")))
                    .allMatch(m -> platform.equals("ptrace"));

            Attachment attachment = new Attachment(server, attached, session, log::add);
            assertThat(attachment.attachAll()).isEqualTo(1);
            Await.until(log, () -> server.counters().connections() == 2);
            attachment.detachAll();
            Await.until(log, () -> server.connected() == 0);
        }
        List<CaptureServerTest.Trace> traces = traces();
        assertThat(traces).as("%s", log).hasSize(2).allMatch(trace -> trace.ending() == Ending.SEALED);
        checkFirst(traces.get(0), session);
        assertThat(traces.get(1).opening().sandbox().decoded()).isEqualTo(FIRST);
        assertThat(traces.get(1).procfs()).hasSize(1);
        assertThat(new String(traces.get(1).procfs().get(0), StandardCharsets.UTF_8))
                .startsWith("PROCFS DUMP")
                .contains("sleep");
        assertThat(facts(traces.get(1), "container")).anyMatch(json -> json.contains("\"id\":\"" + FIRST));
    }

    private void checkFirst(CaptureServerTest.Trace trace, TraceSessionConfig session) throws Exception {
        assertThat(trace.opening().sandbox().decoded()).isEqualTo(FIRST);
        assertThat(new String(trace.opening().session(), StandardCharsets.UTF_8))
                .isEqualTo(SessionConfigWriter.write(session));
        assertThat(trace.messages()).hasSizeGreaterThan(10);
        MessagePeek peek = new MessagePeek();
        assertThat(trace.messages().stream()
                        .filter(m -> peek.look(m, 0, m.length).isReadable() && peek.type() == 1))
                .hasSize(2);
        assertThat(facts(trace, "runsc")).hasSize(1).allMatch(json -> json.contains("\"verb\":\"create\""));
        assertThat(facts(trace, "container"))
                .hasSize(2)
                .allSatisfy(json -> assertThat(json)
                        .contains("io.kubernetes.cri.container-type")
                        .contains("\"name\":\"root\"")
                        .doesNotContain("SECRET"));
        assertThat(facts(trace, "container")).anyMatch(json -> json.contains("\"id\":\"" + SECOND));
    }

    private static List<String> facts(CaptureServerTest.Trace trace, String kind) {
        return trace.facts().stream()
                .filter(f -> f.kind().equals(Text.ofUtf8(kind)))
                .map(Facts::jsonText)
                .toList();
    }

    private List<CaptureServerTest.Trace> traces() throws IOException {
        List<CaptureServerTest.Trace> traces = new ArrayList<>();
        try (Stream<Path> files = Files.list(dir.resolve("out"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".gvt")).sorted().toList()) {
                traces.add(CaptureServerTest.Trace.read(file));
            }
        }
        return traces;
    }

    private void create(String id, String type, Path config) throws Exception {
        Path bundle = Files.createDirectories(dir.resolve("bundle-" + id.substring(62)));
        Files.writeString(
                bundle.resolve("config.json"), """
                {"ociVersion":"1.0.0","process":{"terminal":false,"user":{"uid":0,"gid":0},
                "args":["sh","-c","ls / >/dev/null; sleep 30"],"env":["PATH=/usr/bin:/bin","SECRET=1"],"cwd":"/"},
                "root":{"path":"/","readonly":true},"hostname":"x",
                "mounts":[{"destination":"/proc","type":"proc","source":"proc"}],
                "annotations":{"io.kubernetes.cri.container-type":"TYPE","io.kubernetes.cri.sandbox-id":"SANDBOX"},
                "linux":{"namespaces":[{"type":"pid"},{"type":"network"},{"type":"mount"},{"type":"ipc"},{"type":"uts"}]}}
                """.replace("TYPE", type).replace("SANDBOX", FIRST));
        started.add(0, id);
        String session = config == null ? "--debug=false" : "--pod-init-config=" + config;
        run(true, session, "create", "--bundle", bundle.toString(), id);
        run(true, "start", id);
    }

    private void run(boolean mustWork, String... words) throws Exception {
        List<String> command = new ArrayList<>(runsc);
        command.addAll(List.of(words));
        Path output = dir.resolve("runsc.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        boolean ended = process.waitFor(70, TimeUnit.SECONDS);
        if (mustWork && (!ended || process.exitValue() != 0)) {
            throw new AssertionError(command + ": " + Files.readString(output));
        }
    }

    private static Path found(String what, String... candidates) {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "a sandbox needs root");
        for (String candidate : candidates) {
            if (candidate != null && Files.isExecutable(Path.of(candidate))) {
                return Path.of(candidate);
            }
        }
        return Assumptions.abort(what + " is not installed (set GVTRACE_RUNSC_NEWEST for the newest)");
    }
}
