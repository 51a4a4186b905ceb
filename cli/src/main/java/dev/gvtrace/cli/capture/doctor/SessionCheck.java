// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.doctor;

import dev.gvtrace.capture.session.RunscAbilities;
import dev.gvtrace.capture.session.TraceSessionConfig;
import dev.gvtrace.cli.capture.SessionFile;
import dev.gvtrace.cli.capture.SessionFile.Session;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.text.FileNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A session configuration: whether runsc accepts it, and where its sandboxes connect. */
final class SessionCheck {
    private static final String CREATE = "create one with 'gvtrace session --socket PATH'";

    private final Findings findings;

    SessionCheck(Findings findings) {
        this.findings = findings;
    }

    /**
     * Checks the configuration of the options.
     *
     * @param abilities those of runsc; null when unknown
     * @param runsc its name, for people
     * @param socket the recorder's; null when unknown
     * @return null if there is none
     */
    @Nullable
    TraceSessionConfig run(SessionFile file, @Nullable RunscAbilities abilities, String runsc, @Nullable Path socket) {
        Session given;
        try {
            given = file.readOrUsual();
        } catch (CommandException e) {
            findings.bad("session", String.valueOf(e.getMessage()), CREATE);
            return null;
        }
        if (given == null) {
            findings.notChecked("session", "give its configuration with --pod-init-config");
            return null;
        }
        TraceSessionConfig session = given.config();
        findings.good("session", given.file() + " with " + session.points().size() + " points");
        if (abilities != null) {
            fits("session", "", session, abilities, runsc);
        }
        connectsTo("session", "", session, socket);
        return session;
    }

    /**
     * Checks that a runsc accepts the configuration.
     *
     * @param who whose it is, to begin the text with; empty if the name of the check has that
     */
    void fits(String check, String who, TraceSessionConfig session, RunscAbilities abilities, String runsc) {
        List<String> missing = abilities.missing(session);
        String create = "create one with 'gvtrace session --runsc " + runsc + "'";
        if (!missing.isEmpty() && !session.ignoreMissing()) {
            findings.bad(
                    check,
                    who + "runsc does not support " + missing.get(0) + (missing.size() > 1 ? " and others" : "")
                            + ", and ignore_missing is not set: containers will not start",
                    "set ignore_missing, or " + create);
        } else if (session.ignoreMissing() && !abilities.supportsIgnoreMissing()) {
            findings.bad(check, who + "this runsc refuses ignore_missing: containers will not start", create);
        } else if (session.execveHashCache() != null && !abilities.supportsOptions()) {
            findings.bad(check, who + "this runsc refuses options: containers will not start", "remove them");
        } else {
            findings.good(
                    check,
                    who + "this runsc accepts it"
                            + (missing.isEmpty()
                                    ? ""
                                    : "; " + missing.size()
                                            + " points and fields that it does not support are ignored, such as "
                                            + missing.get(0)));
        }
    }

    /** Checks that sandboxes with the configuration connect to the recorder. */
    void connectsTo(String check, String who, TraceSessionConfig session, @Nullable Path socket) {
        Optional<Path> endpoint = session.socket();
        if (endpoint.isEmpty()) {
            findings.bad(check, who + "no remote sink", "without one nothing is sent: " + CREATE);
        } else if (socket != null && !endpoint.get().equals(socket.toAbsolutePath())) {
            findings.bad(
                    check,
                    who + "sends to " + FileNames.text(endpoint.get()) + ", not to " + FileNames.text(socket),
                    "use the same path for both");
        }
    }
}
