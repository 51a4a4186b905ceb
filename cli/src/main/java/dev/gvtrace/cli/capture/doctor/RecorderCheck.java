// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.doctor;

import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.capture.socket.SeqpacketListener;
import dev.gvtrace.capture.system.FileSizeLimit;
import dev.gvtrace.cli.capture.status.ControlClient;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The recorder's socket, and the limits of the process that listens there. */
final class RecorderCheck {
    private static final String OPEN_FILES = "Max open files";
    /** A thousand sandboxes at a time have a socket, a file and what JVM and look-ups need. */
    private static final long FEW_FILES = 4096;

    private static final Pattern PID = Pattern.compile("\"pid\":\\s*([0-9]{1,10})");

    private final Findings findings;

    RecorderCheck(Findings findings) {
        this.findings = findings;
    }

    /** The recorder that listens; null if none does, or it is unknown. */
    @Nullable
    RunningRecorder run(@Nullable Path place) {
        if (place == null) {
            findings.notChecked("socket", "give the recorder's socket with --socket or --pod-init-config");
            findings.notChecked("recorder", "its socket is unknown");
            return null;
        }
        RunningRecorder recorder = recorder(checkSocket(place), place);
        if (recorder == null) {
            findings.notChecked("recorder", "none is running");
        } else {
            checkHealth(place);
            checkLimits(recorder);
        }
        return recorder;
    }

    private @Nullable RunningRecorder checkSocket(Path place) {
        String name = FileNames.text(place);
        String start = "start 'gvtrace capture --socket " + name + "'";
        try {
            switch (SeqpacketListener.use(place)) {
                case ABSENT -> findings.bad("socket", name + " does not exist", "no recorder is running: " + start);
                case OTHER_FILE ->
                    findings.bad(
                            "socket",
                            name + " is not a socket",
                            "the recorder does not replace it and does not start: move it away, or use another path");
                case STALE ->
                    findings.bad("socket", "nothing listens on " + name, start + "; it removes a stale socket itself");
                case LISTENING -> {
                    return checkListener(place);
                }
            }
        } catch (IOException e) {
            findings.bad("socket", FileErrors.text(place, e), "run this as the recorder's user, and check the path");
        }
        return null;
    }

    private RunningRecorder checkListener(Path place) throws IOException {
        long pid;
        try (SeqpacketConnection connection = SeqpacketConnection.connect(place)) {
            pid = connection.peer().pid();
        }
        findings.good("socket", "process " + pid + " listens on " + FileNames.text(place));
        findings.good("socket", Permissions.describe(place));
        Permissions.check(findings, "socket", place);
        Path directory = place.toAbsolutePath().getParent();
        if (directory != null) {
            Permissions.checkPlace(findings, "socket", directory);
        }
        return RunningRecorder.of(pid);
    }

    /** The service manager listens for a recorder with a socket unit; the recorder itself reports its process. */
    private @Nullable RunningRecorder recorder(@Nullable RunningRecorder listening, Path place) {
        if (listening == null) {
            return null;
        }
        try {
            Matcher pid = PID.matcher(ControlClient.status(place, "json").text());
            return pid.find() ? RunningRecorder.of(Long.parseLong(pid.group(1))) : listening;
        } catch (IOException e) {
            if (!isServiceManager(listening.pid())) {
                return listening;
            }
            findings.bad(
                    "socket",
                    "the service manager listens, and no recorder answers: sandboxes that connect wait",
                    "see why the service does not start: systemctl status gvtrace.service");
            return null;
        }
    }

    private static boolean isServiceManager(long pid) {
        try {
            return pid <= 1
                    || Files.readString(Path.of("/proc", Long.toString(pid), "comm"))
                            .strip()
                            .equals("systemd");
        } catch (IOException e) {
            return false;
        }
    }

    private void checkHealth(Path place) {
        try {
            if (ControlClient.status(place, "text").healthy()) {
                findings.good("recorder", "nothing keeps it from recording");
            } else {
                findings.bad(
                        "recorder",
                        "something keeps it from recording",
                        "'gvtrace status --socket " + FileNames.text(place) + "' names it");
            }
        } catch (IOException e) {
            findings.notChecked("recorder", String.valueOf(e.getMessage()));
        }
    }

    private void checkLimits(RunningRecorder recorder) {
        Path limits = Path.of("/proc", Long.toString(recorder.pid()), "limits");
        List<String> lines;
        try {
            lines = Files.readAllLines(limits);
        } catch (IOException e) {
            findings.notChecked("recorder", FileErrors.text(limits, e));
            return;
        }
        long files = lines.stream()
                .filter(line -> line.startsWith(OPEN_FILES))
                .map(line -> line.substring(OPEN_FILES.length()).strip().split("\\s+", 2)[0])
                .mapToLong(word -> word.matches("[0-9]{1,18}") ? Long.parseLong(word) : Long.MAX_VALUE)
                .findFirst()
                .orElse(Long.MAX_VALUE);
        long bytes = FileSizeLimit.of(lines.stream());
        if (files < FEW_FILES) {
            findings.bad(
                    "recorder",
                    "may open " + files + " files (RLIMIT_NOFILE)",
                    "too few for many sandboxes: ulimit -n 65536, or LimitNOFILE=65536 in its service");
        }
        if (bytes != Long.MAX_VALUE) {
            findings.bad(
                    "recorder",
                    "may write files of " + bytes + " bytes (RLIMIT_FSIZE)",
                    "it starts new files before that; ulimit -f unlimited, or LimitFSIZE=infinity, lifts the limit");
        }
        if (files >= FEW_FILES && bytes == Long.MAX_VALUE) {
            findings.good(
                    "recorder",
                    "may open " + (files == Long.MAX_VALUE ? "any number of" : files) + " files of any size");
        }
    }
}
