// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.doctor;

import dev.gvtrace.capture.session.ProgramRun;
import dev.gvtrace.cli.io.Programs;
import dev.gvtrace.text.EscapedText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The recorder as a service of systemd. */
final class ServiceCheck {
    private static final String CHECK = "service";
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MAX_TEXT = 64 * 1024;

    private static final String UNKNOWN = "unknown";
    private static final String SIGUSR2 = "12";

    private final Findings findings;
    private final Programs programs;

    ServiceCheck(Findings findings, Programs programs) {
        this.findings = findings;
        this.programs = programs;
    }

    /**
     * Checks a unit.
     *
     * @param unit its name
     * @param recorder the process that listens; null if there is none
     */
    void run(String unit, @Nullable RunningRecorder recorder) {
        Path systemctl = programs.find("systemctl");
        if (systemctl == null) {
            findings.notApplicable(CHECK, "there is no systemctl on the PATH");
            return;
        }
        Map<String, String> properties;
        try {
            properties = properties(systemctl, unit);
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage()).replaceFirst("(?s).*?exit code \\d+: ", "");
            findings.notApplicable(
                    CHECK,
                    "systemd does not answer: " + reason.lines().findFirst().orElse(""));
            return;
        }
        if (!properties.getOrDefault("LoadState", "").equals("loaded")) {
            findings.notApplicable(
                    CHECK, "there is no unit " + unit + "; samples/systemd has one, and --service names another");
            return;
        }
        check(unit, properties, recorder);
    }

    private static Map<String, String> properties(Path systemctl, String unit) throws IOException {
        byte[] printed = new ProgramRun(systemctl, LIMIT, MAX_TEXT)
                .run(List.of(
                        "show",
                        "--property=LoadState,ActiveState,SubState,UnitFileState,MainPID,NRestarts,Type,WatchdogUSec,"
                                + "TriggeredBy,FileDescriptorStoreMax,RestartKillSignal",
                        "--",
                        unit));
        Map<String, String> properties = new HashMap<>();
        EscapedText.decode(printed).lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                properties.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return properties;
    }

    /** What a restart costs; older versions of systemd do not report all of it. */
    private void checkRestart(String unit, Map<String, String> properties) {
        String sockets = properties.getOrDefault("TriggeredBy", UNKNOWN);
        if (sockets.contains(".socket")) {
            findings.good(CHECK, sockets + " listens for " + unit + ": sandboxes that connect during a restart wait");
        } else if (!sockets.equals(UNKNOWN)) {
            findings.bad(
                    CHECK,
                    unit + " has no socket unit: sandboxes that are created during a restart fail",
                    "gvtrace.socket of samples/systemd, with 'systemctl enable --now gvtrace.socket'");
        }
        String stored = properties.getOrDefault("FileDescriptorStoreMax", UNKNOWN);
        String signal = properties.getOrDefault("RestartKillSignal", UNKNOWN);
        if (stored.equals("0") || (!signal.equals(UNKNOWN) && !signal.equals(SIGUSR2))) {
            findings.bad(
                    CHECK,
                    "a restart of " + unit + " ends the recordings of running sandboxes",
                    "FileDescriptorStoreMax=4096 and RestartKillSignal=SIGUSR2, as in samples/systemd");
        } else if (!stored.equals(UNKNOWN)) {
            findings.good(CHECK, "a restart of " + unit + " continues its recordings");
        }
    }

    private void check(String unit, Map<String, String> properties, @Nullable RunningRecorder recorder) {
        String state = properties.getOrDefault("ActiveState", "unknown");
        if (!state.equals("active")) {
            findings.bad(
                    CHECK,
                    unit + " is " + state + " (" + properties.getOrDefault("SubState", "") + ")",
                    "systemctl start " + unit + "; 'journalctl -u " + unit + "' has its messages");
        } else {
            String restarts = properties.getOrDefault("NRestarts", "0");
            findings.good(
                    CHECK, unit + " is active" + (restarts.equals("0") ? "" : ", restarted " + restarts + " times"));
        }
        String enabled = properties.getOrDefault("UnitFileState", "");
        if (List.of("disabled", "masked").contains(enabled)) {
            findings.bad(
                    CHECK, unit + " is " + enabled + ": it does not start with the system", "systemctl enable " + unit);
        }
        String pid = properties.getOrDefault("MainPID", "0");
        if (recorder != null && state.equals("active") && !pid.equals(Long.toString(recorder.pid()))) {
            findings.bad(
                    CHECK,
                    "process " + recorder.pid() + " listens on the socket, not process " + pid + " of " + unit,
                    "end the other recorder, or check the paths");
        }
        if (!properties.getOrDefault("Type", "").startsWith("notify")
                || List.of("0", "infinity", "").contains(properties.getOrDefault("WatchdogUSec", ""))) {
            findings.bad(
                    CHECK,
                    unit + " has no watchdog: a recorder that hangs stays",
                    "Type=notify and WatchdogSec=30, as in samples/systemd");
        }
        checkRestart(unit, properties);
    }
}
