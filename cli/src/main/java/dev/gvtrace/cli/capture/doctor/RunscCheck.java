// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.doctor;

import dev.gvtrace.capture.session.Profile;
import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.capture.session.RunscAbilities;
import dev.gvtrace.capture.session.SessionConfigException;
import dev.gvtrace.cli.capture.RunscOptions;
import dev.gvtrace.cli.io.Losses;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** runsc, and the containers below its root directory. */
final class RunscCheck {
    private final Findings findings;
    private final RunscOptions options;

    RunscCheck(Findings findings, RunscOptions options) {
        this.findings = findings;
        this.options = options;
    }

    /** What it supports; null if it cannot be run. */
    @Nullable
    RunscAbilities run() {
        Runsc program = options.runsc();
        RunscAbilities abilities;
        try {
            findings.good("runsc", program.version() + " (" + options.name() + ")");
            abilities = program.abilities();
        } catch (IOException | SessionConfigException e) {
            findings.bad("runsc", String.valueOf(e.getMessage()), "install gVisor, or give the path with --runsc");
            findings.notChecked("containers", "runsc cannot be run");
            return null;
        }
        List<String> missing = abilities.missing(Profile.FULL.config(Path.of("/")));
        findings.good(
                "runsc",
                "supports " + abilities.points() + " points"
                        + (missing.isEmpty()
                                ? ", all of the profile full"
                                : "; lacks " + missing.size() + " points and fields of the profile full, such as "
                                        + missing.get(0)));
        if (!abilities.supportsIgnoreMissing()) {
            findings.bad(
                    "runsc",
                    "does not support ignore_missing",
                    "create configurations for it with 'gvtrace session --runsc " + options.name() + "'");
        }
        Path root = options.root();
        if (root != null) {
            checkContainers(program, root);
        } else {
            findings.notChecked("containers", "give runsc's root directory with --root");
        }
        return abilities;
    }

    private void checkContainers(Runsc program, Path stateDirectory) {
        try {
            List<Runsc.Listed> containers = program.list();
            findings.good("containers", containers.size() + " below " + FileNames.text(stateDirectory));
            for (Runsc.Listed container : containers) {
                if (container.status().equals("running")) {
                    checkTraced(program, container.id());
                }
            }
        } catch (IOException e) {
            findings.bad("containers", String.valueOf(e.getMessage()), "run this as root, and check --root");
        }
    }

    private void checkTraced(Runsc program, String id) {
        String check = "container " + id;
        try {
            OptionalLong dropped = program.dropped(id);
            if (dropped.isEmpty()) {
                findings.bad(check, "is not traced", "'gvtrace capture --attach' records it from now on");
            } else if (dropped.getAsLong() == 0) {
                findings.good(check, "is traced, no messages dropped");
            } else {
                findings.bad(
                        check, "is traced, " + dropped.getAsLong() + " messages dropped", Losses.whenSocketsAreFull());
            }
        } catch (IOException e) {
            // a further container of a sandbox, or one that just ended
        }
    }
}
