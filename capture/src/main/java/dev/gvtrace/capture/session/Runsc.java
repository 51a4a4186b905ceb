// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.session;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Runs runsc and parses its output. Thread-safe. */
public final class Runsc {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MAX_TEXT = 8 << 20;
    /** A record in a trace file can have up to 16 MiB. */
    private static final int MAX_DUMP = 16 << 20;

    /** Errors of runsc for a sandbox that does not exist yet, or not any more; they do not show which. */
    private static final List<String> IN_TRANSIT = List.of(
            "no control socket found",
            "connecting to control server",
            "connection refused",
            "connection reset",
            "broken pipe",
            "EOF",
            "not running",
            "file does not exist",
            "no such file or directory",
            "state file locked");

    /** Errors of runsc when the sandbox's process or its state is gone. */
    private static final List<String> GONE = List.of("connection refused", "file does not exist", "not running");

    private static final Pattern SESSIONS = Pattern.compile("^SESSIONS \\((\\d{1,9})\\)", Pattern.MULTILINE);
    private static final Pattern DROPPED = Pattern.compile("^\\s+\\S.*?(\\d+)[^\\d]*$");

    private final Path program;
    private final @Nullable Path root;

    /**
     * A container in the output of {@code runsc list}.
     *
     * @param id its id
     * @param status {@code creating}, {@code created}, {@code running}, {@code stopped} or {@code paused}
     * @param bundle its bundle directory; empty when unknown
     * @param pid the process id of its sandbox on the host; 0 when it has none yet
     */
    public record Listed(String id, String status, String bundle, long pid) {
        /** False once it has ended. */
        public boolean isAlive() {
            return !status.equals("stopped");
        }
    }

    /**
     * Creates an object for a runsc.
     *
     * @param program the executable
     * @param root its root directory with the state of containers; null for its default
     */
    public Runsc(Path program, @Nullable Path root) {
        this.program = program;
        this.root = root;
    }

    /** The executable. */
    public Path program() {
        return program;
    }

    /** The first line of {@code runsc --version}. */
    public String version() throws IOException {
        return text(run(SHORT, MAX_TEXT, List.of("--version")))
                .lines()
                .findFirst()
                .orElse("");
    }

    /** The points and fields that it can report. */
    public RunscAbilities abilities() throws IOException, SessionConfigException {
        return RunscAbilities.parse(text(run(SHORT, MAX_TEXT, List.of("trace", "metadata"))));
    }

    /** All containers below the root directory. */
    public List<Listed> list() throws IOException {
        byte[] printed = run(SHORT, MAX_TEXT, withRoot("list", "--format=json"));
        try {
            return listed(printed);
        } catch (JacksonException e) {
            throw new IOException(
                    FileNames.name(program) + " list: expected JSON, found otherwise: " + e.getOriginalMessage(), e);
        }
    }

    private static List<Listed> listed(byte[] json) {
        List<Listed> found = new ArrayList<>();
        for (JsonNode one : JSON.readTree(json)) {
            found.add(new Listed(
                    one.path("id").asString(""),
                    one.path("status").asString(""),
                    one.path("bundle").asString(""),
                    one.path("pid").asLong(0)));
        }
        return found;
    }

    /**
     * Creates a session in the sandbox, which then reports to the configuration's socket; an existing session is
     * replaced. The id has to be the sandbox's own.
     */
    public void createSession(String sandbox, Path config) throws IOException {
        run(LONG, MAX_TEXT, withRoot("trace", "create", "--force", "--config", FileNames.text(config), sandbox));
    }

    /** Deletes the sandbox's session. */
    public void deleteSession(String sandbox) throws IOException {
        run(SHORT, MAX_TEXT, withRoot("trace", "delete", "--name", TraceSessionConfig.NAME, sandbox));
    }

    /** The processes of the sandbox, as {@code runsc trace procfs} prints them. */
    public byte[] procfs(String sandbox) throws IOException {
        return run(LONG, MAX_DUMP, withRoot("trace", "procfs", sandbox));
    }

    /**
     * The sessions of a sandbox, from {@code runsc trace list}.
     *
     * @param count number of sessions
     * @param dropped number of messages they have dropped; 0 if no sink counts them
     */
    public record Sessions(int count, long dropped) {}

    /** The sandbox's sessions. Fails when the Sentry does not answer. */
    public Sessions sessions(String sandbox) throws IOException {
        return parseSessions(text(run(SHORT, MAX_TEXT, withRoot("trace", "list", sandbox))));
    }

    static Sessions parseSessions(String text) throws IOException {
        Matcher head = SESSIONS.matcher(text);
        if (!head.find()) {
            throw new IOException("trace list: expected SESSIONS (n), found otherwise");
        }
        return new Sessions(Integer.parseInt(head.group(1)), parseDropped(text).orElse(0));
    }

    /** How many messages the sandbox's session has dropped; empty without a session, or without a sink that counts. */
    public OptionalLong dropped(String sandbox) throws IOException {
        return parseDropped(text(run(SHORT, MAX_TEXT, withRoot("trace", "list", sandbox))));
    }

    /**
     * Parses the output of {@code runsc trace list}: below each session's name an indented line per sink, ending with
     * its count.
     */
    static OptionalLong parseDropped(String text) {
        OptionalLong total = OptionalLong.empty();
        for (String line : text.lines().toList()) {
            Matcher sink = DROPPED.matcher(line);
            if (sink.matches()) {
                total = OptionalLong.of(Math.max(total.orElse(0), Long.parseLong(sink.group(1))));
            }
        }
        return total;
    }

    /**
     * True if a retry may succeed: runsc fails with these errors while a sandbox starts, but also when one ends.
     */
    public static boolean mayPass(IOException failure) {
        String said = String.valueOf(failure.getMessage());
        return IN_TRANSIT.stream().anyMatch(said::contains);
    }

    /** True if runsc failed because the sandbox is gone. */
    public static boolean isGone(IOException failure) {
        String said = String.valueOf(failure.getMessage());
        return GONE.stream().anyMatch(said::contains);
    }

    private List<String> withRoot(String... words) {
        List<String> all = new ArrayList<>();
        if (root != null) {
            all.add("--root");
            all.add(FileNames.text(root));
        }
        all.addAll(List.of(words));
        return all;
    }

    private byte[] run(Duration limit, int most, List<String> words) throws IOException {
        return new ProgramRun(program, limit, most).run(words);
    }

    /** What runsc prints for people may quote names, so it becomes a message of ours without loss. */
    private static String text(byte[] bytes) {
        return EscapedText.decode(bytes);
    }
}
