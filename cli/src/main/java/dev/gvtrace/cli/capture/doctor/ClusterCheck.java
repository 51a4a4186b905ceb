// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.doctor;

import dev.gvtrace.capture.setup.RuntimeClass;
import dev.gvtrace.cli.io.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The RuntimeClasses of the cluster that kubectl reaches. */
final class ClusterCheck {
    private static final String CHECK = "kubernetes";

    private final Findings findings;
    private final Programs programs;

    ClusterCheck(Findings findings, Programs programs) {
        this.findings = findings;
        this.programs = programs;
    }

    /** Checks that pods can ask for one of the runtimes of this node. */
    void run(List<String> runtimes) {
        Path kubectl = programs.find("kubectl");
        if (kubectl == null) {
            findings.notApplicable(CHECK, "there is no kubectl on the PATH");
            return;
        }
        if (runtimes.isEmpty()) {
            findings.notApplicable(CHECK, "no runtime of containerd on this node is recorded");
            return;
        }
        Map<String, String> classes;
        try {
            classes = RuntimeClass.handlers(kubectl);
        } catch (IOException e) {
            findings.notChecked(CHECK, String.valueOf(e.getMessage()));
            return;
        }
        for (String runtime : runtimes) {
            @Nullable String named = nameFor(classes, runtime);
            if (named == null) {
                findings.bad(
                        CHECK,
                        "no RuntimeClass has the handler '" + runtime + "': no pod can ask for it",
                        "'gvtrace session install --kubernetes --runtime " + runtime + " --apply'");
            } else {
                findings.good(CHECK, "RuntimeClass '" + named + "' has the handler '" + runtime + "'");
            }
        }
    }

    private static @Nullable String nameFor(Map<String, String> classes, String handler) {
        for (Map.Entry<String, String> one : classes.entrySet()) {
            if (one.getValue().equals(handler)) {
                return one.getKey();
            }
        }
        return null;
    }
}
