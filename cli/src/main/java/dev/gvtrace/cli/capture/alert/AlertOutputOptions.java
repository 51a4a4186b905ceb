// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import dev.gvtrace.cli.capture.delivery.TlsFiles;
import dev.gvtrace.cli.rules.PriorityConverter;
import dev.gvtrace.replay.rule.item.Priority;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for one output; those that follow {@code --alert} belong to it. */
public final class AlertOutputOptions {
    @Option(
            names = "--alert",
            paramLabel = "OUTPUT",
            required = true,
            description =
                    "where alerts go, Falco's JSON except for stdout; may be repeated, and the options below belong to the"
                            + " --alert before them. One of: stdout (the default, as --format says); file:PATH; http://HOST/PATH"
                            + " or https://HOST/PATH, such as falcosidekick's; syslog:udp://HOST[:PORT], syslog:tcp://HOST[:PORT],"
                            + " syslog:tls://HOST[:PORT] or syslog:PATH, a socket, by default /dev/log, and ?facility=NAME; exec:CMD, run"
                            + " for each alert. See gvtrace-operation(7)")
    private String output = "";

    @Option(
            names = "--alert-priority",
            paramLabel = "PRIORITY",
            converter = PriorityConverter.class,
            description = "only alerts of this priority and more severe ones (default: debug)")
    private Priority priority = Priority.DEBUG;

    @Option(
            names = "--alert-rate",
            paramLabel = "N",
            description =
                    "at most this many alerts of each rule in a minute; the rest is counted (default: 60; 0, no limit, for stdout and file:)")
    private @Nullable Integer rate;

    @Option(
            names = "--alert-header-file",
            paramLabel = "FILE",
            description =
                    "headers for http:// and https://, one NAME: VALUE a line, such as Authorization: Bearer TOKEN; read again on SIGHUP")
    private @Nullable Path headerFile;

    @Option(
            names = "--alert-ca-file",
            paramLabel = "FILE",
            description = "certificates (PEM) to trust for https:// and syslog:tls:// instead of Java's")
    private @Nullable Path caFile;

    @Option(
            names = "--alert-client-file",
            paramLabel = "FILE",
            description =
                    "certificate and private key (PEM, PKCS#8) for an https:// or syslog:tls:// receiver that asks for a certificate")
    private @Nullable Path clientFile;

    /** As the command line has it. */
    String output() {
        return output;
    }

    Priority priority() {
        return priority;
    }

    /** Alerts of a rule in a minute; null for the usual number. */
    @Nullable
    Integer rate() {
        return rate;
    }

    @Nullable
    Path headerFile() {
        return headerFile;
    }

    TlsFiles tls() {
        return new TlsFiles("--alert", caFile, clientFile);
    }
}
