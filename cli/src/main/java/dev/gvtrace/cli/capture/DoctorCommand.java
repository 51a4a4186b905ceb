// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.session.Profile;
import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.capture.session.RunscAbilities;
import dev.gvtrace.capture.session.SessionConfigException;
import dev.gvtrace.capture.session.TraceSessionConfig;
import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.capture.socket.SeqpacketListener;
import dev.gvtrace.capture.system.DiskSpace;
import dev.gvtrace.cli.capture.SessionFile.Session;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Losses;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.text.Escapes;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceFiles;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks what recording needs, and prints what is wrong and how to fix it. */
@Command(
        name = "doctor",
        description = "Checks runsc, socket, session configuration and disk, and prints what to do.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Each line names one check: 'ok'; 'WRONG', followed by what to do; or '-' when an option for it is missing.",
            "Exit code 0 when no check found anything wrong, 1 otherwise."
        })
public final class DoctorCommand implements Callable<Integer> {
    private static final long LITTLE_SPACE = 1L << 30;
    private static final long LITTLE_TEMPORARY_SPACE = 64L << 20;
    /** How many of the last traces are checked for losses. */
    private static final int LAST_TRACES = 20;

    private static final int SHORT_SENDERS = 212_992;

    private final Streams streams;
    private boolean sound = true;

    @Option(names = "--socket", paramLabel = "PATH", description = "socket of the recorder, running or planned")
    private @Nullable Path socket;

    @Option(names = "--out", paramLabel = "DIR", description = "directory for the traces")
    private @Nullable Path out;

    @Mixin
    private RunscOptions runscOptions = new RunscOptions();

    @Mixin
    private SessionFile sessionFile = new SessionFile();

    public DoctorCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        checkMachine();
        checkTemporaryDirectory();
        RunscAbilities abilities = checkRunsc();
        TraceSessionConfig session = checkSession(abilities);
        Path place = socket;
        if (place == null && session != null) {
            place = session.socket().orElse(null);
        }
        if (place != null) {
            checkSocket(place);
        } else {
            notChecked("socket", "give the recorder's socket with --socket or --pod-init-config");
        }
        if (out != null) {
            checkDirectory(out);
        } else {
            notChecked("disk", "give the directory for traces with --out");
            notChecked("losses", "give the directory with the traces with --out");
        }
        return sound ? ExitCode.DONE : ExitCode.FOUND;
    }

    private void checkMachine() {
        String system = System.getProperty("os.name", "");
        if (system.equals("Linux")) {
            good("system: Linux " + System.getProperty("os.arch", ""));
        } else {
            bad("system: " + system, "gVisor runs on Linux only; traces can be replayed here all the same");
        }
        // in one read: the kernel returns nothing more on a second one
        try (InputStream in = Files.newInputStream(Path.of("/proc/sys/net/core/wmem_default"))) {
            int sendBuffer = Integer.parseInt(new String(in.readNBytes(32), StandardCharsets.US_ASCII).strip());
            if (sendBuffer < SHORT_SENDERS) {
                bad(
                        "kernel: net.core.wmem_default is " + sendBuffer,
                        "longer messages are lost: sysctl -w net.core.wmem_default=" + SHORT_SENDERS);
            } else {
                good("kernel: messages of up to " + (sendBuffer - 32) + " bytes (net.core.wmem_default)");
            }
        } catch (IOException | NumberFormatException e) {
            notChecked("kernel", "net.core.wmem_default cannot be read");
        }
    }

    /** The recorder keeps its buffers there, and records there while warming up. */
    private void checkTemporaryDirectory() {
        Path directory = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            long free = DiskSpace.usable(directory);
            if (!Files.isWritable(directory)) {
                bad(
                        "temporary directory: " + FileNames.text(directory) + " cannot be written",
                        "set java.io.tmpdir to another directory");
            } else if (free < LITTLE_TEMPORARY_SPACE) {
                bad(
                        "temporary directory: " + free + " bytes are free in " + FileNames.text(directory),
                        "free some space there");
            } else {
                good("temporary directory: " + free / (1 << 20) + " MiB are free in " + FileNames.text(directory));
            }
        } catch (IOException e) {
            bad(
                    "temporary directory: " + FileErrors.text(directory, e),
                    "create it, or set java.io.tmpdir to another directory");
        }
    }

    private @Nullable RunscAbilities checkRunsc() {
        Runsc program = runscOptions.runsc();
        RunscAbilities abilities;
        try {
            good("runsc: " + program.version() + " (" + runscOptions.name() + ")");
            abilities = program.abilities();
        } catch (IOException | SessionConfigException e) {
            bad("runsc: " + e.getMessage(), "install gVisor, or give the path with --runsc");
            notChecked("containers", "runsc cannot be run");
            return null;
        }
        TraceSessionConfig whole = Profile.FULL.config(Path.of("/"));
        List<String> missing = abilities.missing(whole);
        good("runsc: supports " + abilities.points() + " points"
                + (missing.isEmpty()
                        ? ", all of the profile full"
                        : "; lacks " + missing.size() + " points and fields of the profile full, such as "
                                + missing.get(0)));
        if (!abilities.supportsIgnoreMissing()) {
            bad(
                    "runsc: does not support ignore_missing",
                    "create configurations for it with 'gvtrace session --runsc " + runscOptions.name() + "'");
        }
        Path root = runscOptions.root();
        if (root != null) {
            checkContainers(program, root);
        } else {
            notChecked("containers", "give runsc's root directory with --root");
        }
        return abilities;
    }

    private void checkContainers(Runsc program, Path stateDirectory) {
        try {
            List<Runsc.Listed> containers = program.list();
            good("containers: " + containers.size() + " below " + FileNames.text(stateDirectory));
            for (Runsc.Listed container : containers) {
                if (container.status().equals("running")) {
                    checkTraced(program, container.id());
                }
            }
        } catch (IOException e) {
            bad("containers: " + e.getMessage(), "run this as root, and check --root");
        }
    }

    private void checkTraced(Runsc program, String id) {
        try {
            if (program.dropped(id).isEmpty()) {
                bad("container " + id + ": is not traced", "'gvtrace capture --attach' records it from now on");
            } else {
                long dropped = program.dropped(id).getAsLong();
                if (dropped == 0) {
                    good("container " + id + ": is traced, no messages dropped");
                } else {
                    bad(
                            "container " + id + ": is traced, " + dropped + " messages dropped",
                            Losses.whenSocketsAreFull());
                }
            }
        } catch (IOException e) {
            // a further container of a sandbox, or one that just ended
        }
    }

    private @Nullable TraceSessionConfig checkSession(@Nullable RunscAbilities abilities) {
        Session given;
        try {
            given = sessionFile.read();
        } catch (CommandException e) {
            bad("session: " + e.getMessage(), "create one with 'gvtrace session --socket PATH'");
            return null;
        }
        if (given == null) {
            notChecked("session", "give its configuration with --pod-init-config");
            return null;
        }
        TraceSessionConfig session = given.config();
        good("session: " + given.file() + " with " + session.points().size() + " points");
        if (abilities != null) {
            fitsRunsc(session, abilities);
        }
        if (session.socket().isEmpty()) {
            bad(
                    "session: no remote sink",
                    "without one nothing is sent: create one with 'gvtrace session --socket PATH'");
        }
        if (socket != null && session.socket().isPresent()) {
            Path endpoint = session.socket().get();
            if (!endpoint.equals(socket.toAbsolutePath())) {
                bad(
                        "session: sends to " + FileNames.text(endpoint) + ", not to " + FileNames.text(socket),
                        "use the same path for both");
            }
        }
        return session;
    }

    private void fitsRunsc(TraceSessionConfig session, RunscAbilities abilities) {
        List<String> missing = abilities.missing(session);
        if (!missing.isEmpty() && !session.ignoreMissing()) {
            bad(
                    "session: runsc does not support " + missing.get(0) + (missing.size() > 1 ? " and others" : "")
                            + ", and ignore_missing is not set: containers will not start",
                    "set ignore_missing, or create one with 'gvtrace session --runsc " + runscOptions.name() + "'");
        } else if (session.ignoreMissing() && !abilities.supportsIgnoreMissing()) {
            bad(
                    "session: this runsc refuses ignore_missing: containers will not start",
                    "create one with 'gvtrace session --runsc " + runscOptions.name() + "'");
        } else if (session.execveHashCache() != null && !abilities.supportsOptions()) {
            bad("session: this runsc refuses options: containers will not start", "remove them");
        } else {
            good("session: this runsc accepts it"
                    + (missing.isEmpty()
                            ? ""
                            : "; " + missing.size()
                                    + " points and fields that it does not support are ignored, such as "
                                    + missing.get(0)));
        }
    }

    private void checkSocket(Path place) {
        String start = "start 'gvtrace capture --socket " + FileNames.text(place) + "'";
        try {
            switch (SeqpacketListener.use(place)) {
                case ABSENT ->
                    bad("socket: " + FileNames.text(place) + " does not exist", "no recorder is running: " + start);
                case OTHER_FILE ->
                    bad(
                            "socket: " + FileNames.text(place) + " is not a socket",
                            "the recorder does not replace it and does not start: move it away, or use another path");
                case STALE ->
                    bad(
                            "socket: nothing listens on " + FileNames.text(place),
                            start + "; it removes a stale socket itself");
                case LISTENING -> {
                    try (SeqpacketConnection connection = SeqpacketConnection.connect(place)) {
                        good("socket: process " + connection.peer().pid() + " listens on " + FileNames.text(place));
                    }
                    checkPrivate("socket", place);
                }
            }
        } catch (IOException e) {
            bad("socket: " + FileErrors.text(place, e), "run this as the recorder's user, and check the path");
        }
    }

    private void checkDirectory(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                    bad(
                            "disk: " + FileNames.text(directory) + " is not a directory",
                            "move it away, or use another path");
                } else {
                    bad(
                            "disk: " + FileNames.text(directory) + " does not exist",
                            "gvtrace capture creates it, if its parent can be written");
                }
                return;
            }
            if (!Files.isWritable(directory)) {
                bad("disk: " + FileNames.text(directory) + " cannot be written", "run the recorder as its owner");
            }
            long free = DiskSpace.usable(directory);
            if (free < LITTLE_SPACE) {
                bad(
                        "disk: " + free + " bytes are free for " + FileNames.text(directory),
                        "free some space, or use --keep-size");
            } else {
                good("disk: " + free / (1 << 20) + " MiB are free for " + FileNames.text(directory));
            }
            checkPrivate("disk", directory);
            checkLosses(directory);
        } catch (IOException e) {
            bad("disk: " + FileErrors.text(directory, e), "check the path");
        }
    }

    /** Checks the traces that were begun last. */
    private void checkLosses(Path directory) throws IOException {
        List<Path> traces = new ArrayList<>();
        for (Path file : TraceFiles.list(List.of(directory))) {
            if (FileNames.name(file).endsWith(".gvt")) {
                traces.add(file);
            }
        }
        traces.sort(Comparator.comparing(FileNames::name, Comparator.reverseOrder()));
        List<Path> last = traces.subList(0, Math.min(LAST_TRACES, traces.size()));
        long messages = 0;
        int lossy = 0;
        for (Path file : last) {
            try (TraceSource trace = TraceSources.openFile(file)) {
                messages += trace.summary().messages();
                if (trace.summary().lost() > 0) {
                    lossy++;
                    for (String line : Losses.of(trace).advice()) {
                        String[] causeAndRemedy = line.split(": ", 2);
                        bad("losses: " + FileNames.text(file) + ": " + causeAndRemedy[0], causeAndRemedy[1]);
                    }
                }
            } catch (IOException e) {
                bad("losses: " + FileErrors.text(file, e), "'gvtrace verify' prints what is wrong");
            }
        }
        if (last.isEmpty()) {
            notChecked("losses", "there is no trace in " + FileNames.text(directory));
        } else if (lossy == 0) {
            good("losses: none of " + messages + " messages in the last " + last.size() + " traces");
        }
    }

    private void checkPrivate(String what, Path path) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        if (permissions.contains(PosixFilePermission.OTHERS_WRITE)
                || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
            bad(what + ": others can write to " + FileNames.text(path), "chmod go-w " + FileNames.text(path));
        }
    }

    private void good(String line) {
        streams.println("ok    " + Escapes.message(line));
    }

    private void notChecked(String what, String why) {
        streams.println("-     " + what + ": not checked; " + Escapes.message(why));
    }

    private void bad(String line, String remedy) {
        sound = false;
        streams.println("WRONG " + Escapes.message(line));
        streams.println("      " + Escapes.message(remedy));
    }
}
