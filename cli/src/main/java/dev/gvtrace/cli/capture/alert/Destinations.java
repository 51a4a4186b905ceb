// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.cli.capture.delivery.Destination;
import dev.gvtrace.cli.capture.delivery.DestinationOption;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.output.AlertFormat;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * Makes the outputs that a command line asks for. Errors name the option, and quote no URL: it may have secrets.
 */
public final class Destinations {
    /** Size of an encoded alert; longer ones are shortened. */
    static final int MOST_BYTES = 256 << 10;

    private static final int MOST_BYTES_OF_STANDARD_OUTPUT = 4 << 20;
    private static final String FILE = "file:";
    private static final int RATE = 60;
    private static final long SECONDS = 15;
    private static final int SYSLOG_PORT = 514;
    private static final int SYSLOG_TLS_PORT = 6514;
    private static final Path LOG = Path.of("/dev/log");
    private static final String FACILITY = "?facility=";

    private final Streams streams;
    private final AlertFormat format;
    private final Consumer<String> log;
    private final DestinationOption to;
    private boolean standardOutputTaken;

    /**
     * For a command.
     *
     * @param format of alerts on standard output
     * @param log receives log lines; never blocks
     */
    public Destinations(Streams streams, AlertFormat format, Consumer<String> log) {
        this.streams = streams;
        this.format = format;
        this.log = log;
        to = new DestinationOption("--alert", "alerts", log);
    }

    /**
     * The outputs, with their threads.
     *
     * @param options in the order of the command line; empty for standard output only
     * @throws CommandException if one of them is not valid
     */
    public AlertOutputs open(List<AlertOutputOptions> options, StandingThreads threads) {
        AlertOutputs outputs = new AlertOutputs();
        try {
            if (options.isEmpty()) {
                outputs.add(standardOutput(), limits(new AlertOutputOptions(), 0), threads, log);
            }
            for (AlertOutputOptions each : options) {
                AlertDestination destination = destination(each);
                boolean local =
                        destination instanceof StandardOutput || each.output().startsWith(FILE);
                outputs.add(destination, limits(each, local ? 0 : RATE), threads, log);
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.INTERNAL, String.valueOf(e.getMessage()), e);
        }
        return outputs;
    }

    private static AlertOutput.Limits limits(AlertOutputOptions options, int usualRate) {
        Integer rate = options.rate();
        if (rate != null && rate < 0) {
            throw usage("invalid --alert-rate: expected 0 or more");
        }
        return AlertOutput.Limits.of(options.priority(), rate == null ? usualRate : rate, SECONDS);
    }

    private StandardOutput standardOutput() {
        if (standardOutputTaken) {
            throw usage("--alert stdout: given twice");
        }
        standardOutputTaken = true;
        return new StandardOutput(streams, new AlertEncoder(format, MOST_BYTES_OF_STANDARD_OUTPUT));
    }

    private AlertDestination destination(AlertOutputOptions options) {
        String output = options.output();
        boolean http = DestinationOption.isWebhook(output);
        if (options.headerFile() != null && !http) {
            throw usage("--alert-header-file: expected after --alert http://… or https://…");
        }
        boolean tls = output.startsWith("https://") || output.startsWith("syslog:tls://");
        if (options.tls().trusted() != null && !tls) {
            throw usage("--alert-ca-file: expected after --alert https://… or syslog:tls://…");
        }
        if (options.tls().client() != null && !tls) {
            throw usage("--alert-client-file: expected after --alert https://… or syslog:tls://…");
        }
        DestinationOption.Secrets secrets = new DestinationOption.Secrets(options.headerFile(), options.tls());
        if (output.equals("stdout")) {
            return standardOutput();
        } else if (output.equals("syslog") || output.startsWith("syslog:")) {
            return syslog(output.equals("syslog") ? "" : output.substring("syslog:".length()), secrets);
        }
        Destination lines = to.destination(output, secrets);
        if (lines == null) {
            throw to.unknown(output, "stdout, file:PATH, syslog:…, http://…, https://… or exec:CMD");
        }
        return new AlertsAsJson(lines);
    }

    private AlertDestination syslog(String place, DestinationOption.Secrets secrets) {
        int query = place.indexOf(FACILITY);
        String facility = query < 0 ? "user" : place.substring(query + FACILITY.length());
        String rest = query < 0 ? place : place.substring(0, query);
        int number = SyslogMessage.FACILITIES.indexOf(facility);
        if (number < 0) {
            throw usage("--alert syslog: invalid facility '" + facility + "': expected one of "
                    + String.join(", ", SyslogMessage.FACILITIES));
        }
        SyslogMessage message = new SyslogMessage(number);
        if (!rest.contains("://")) {
            return new SyslogUnix(rest.isEmpty() ? LOG : FileNames.ofWord(rest), message);
        }
        URI uri = to.uri(rest, "syslog:udp://HOST[:PORT], tcp or tls");
        String host = uri.getHost();
        boolean tls = uri.getScheme().equals("tls");
        int port = uri.getPort() < 0 ? (tls ? SYSLOG_TLS_PORT : SYSLOG_PORT) : uri.getPort();
        String name = "syslog:" + uri.getScheme() + "://" + host + ":" + port;
        String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return switch (uri.getScheme()) {
            case "udp" -> new SyslogDatagrams(plain, port, name, message);
            case "tcp" -> new SyslogStream(plain, port, name, null, message);
            case "tls" -> new SyslogStream(plain, port, name, tls(secrets), message);
            default -> throw usage("--alert syslog: expected udp, tcp, tls or the path of a socket");
        };
    }

    private SSLContext tls(DestinationOption.Secrets secrets) {
        try {
            SSLContext made = to.tls(secrets);
            return made == null ? SSLContext.getDefault() : made;
        } catch (NoSuchAlgorithmException e) {
            throw new CommandException(ExitCode.INTERNAL, "TLS is not available: " + e.getMessage(), e);
        }
    }

    private static CommandException usage(String message) {
        return DestinationOption.usage(message);
    }
}
