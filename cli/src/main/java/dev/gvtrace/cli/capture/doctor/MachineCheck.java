// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.doctor;

import dev.gvtrace.capture.system.DiskSpace;
import dev.gvtrace.capture.system.KernelClock;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine: system, kernel, clock, temporary directory. */
final class MachineCheck {
    private static final long LITTLE_TEMPORARY_SPACE = 64L << 20;
    private static final int SHORT_SENDERS = 212_992;

    private final Findings findings;

    MachineCheck(Findings findings) {
        this.findings = findings;
    }

    void run() {
        String system = System.getProperty("os.name", "");
        if (system.equals("Linux")) {
            findings.good("system", "Linux " + System.getProperty("os.arch", ""));
        } else {
            findings.bad("system", system, "gVisor runs on Linux only; traces can be replayed here all the same");
        }
        checkKernel();
        checkClock();
        checkTemporaryDirectory();
    }

    private void checkKernel() {
        // in one read: the kernel returns nothing more on a second one
        try (InputStream in = Files.newInputStream(Path.of("/proc/sys/net/core/wmem_default"))) {
            int sendBuffer = Integer.parseInt(new String(in.readNBytes(32), StandardCharsets.US_ASCII).strip());
            if (sendBuffer < SHORT_SENDERS) {
                findings.bad(
                        "kernel",
                        "net.core.wmem_default is " + sendBuffer,
                        "longer messages are lost: sysctl -w net.core.wmem_default=" + SHORT_SENDERS);
            } else {
                findings.good("kernel", "messages of up to " + (sendBuffer - 32) + " bytes (net.core.wmem_default)");
            }
        } catch (IOException | NumberFormatException e) {
            findings.notChecked("kernel", "net.core.wmem_default cannot be read");
        }
    }

    private void checkClock() {
        switch (KernelClock.state()) {
            case SYNCHRONIZED -> findings.good("clock", "synchronized");
            case UNSYNCHRONIZED ->
                findings.bad(
                        "clock",
                        "not synchronized",
                        "times of receipt are those of this clock: enable chrony or systemd-timesyncd");
            case UNKNOWN -> findings.notChecked("clock", "the kernel does not report its state here");
        }
    }

    /** The recorder keeps its buffers there, and records there while warming up. */
    private void checkTemporaryDirectory() {
        String check = "temporary directory";
        Path directory = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            long free = DiskSpace.usable(directory);
            if (!Files.isWritable(directory)) {
                findings.bad(
                        check,
                        FileNames.text(directory) + " cannot be written",
                        "set java.io.tmpdir to another directory");
            } else if (free < LITTLE_TEMPORARY_SPACE) {
                findings.bad(check, free + " bytes are free in " + FileNames.text(directory), "free some space there");
            } else {
                findings.good(check, free / (1 << 20) + " MiB are free in " + FileNames.text(directory));
            }
        } catch (IOException e) {
            findings.bad(check, FileErrors.text(directory, e), "create it, or set java.io.tmpdir to another directory");
        }
    }
}
