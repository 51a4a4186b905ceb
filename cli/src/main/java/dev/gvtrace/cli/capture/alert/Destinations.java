// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.capture.system.WorldWritable;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.output.AlertFormat;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes the outputs that a command line asks for. Errors name the option, and quote no URL: it may have secrets.
 */
public final class Destinations {
    /** Size of an encoded alert; longer ones are shortened. */
    static final int MOST_BYTES = 256 << 10;

    private static final int MOST_BYTES_OF_STANDARD_OUTPUT = 4 << 20;
    private static final int RATE = 60;
    private static final long SECONDS = 15;
    private static final int SYSLOG_PORT = 514;
    private static final int SYSLOG_TLS_PORT = 6514;
    private static final Path LOG = Path.of("/dev/log");
    private static final String FACILITY = "?facility=";

    private final Streams streams;
    private final AlertFormat format;
    private final Consumer<String> log;
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
                boolean local = destination instanceof StandardOutput || destination instanceof AlertFile;
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
        boolean http = output.startsWith("http://") || output.startsWith("https://");
        if (options.headerFile() != null && !http) {
            throw usage("--alert-header-file: expected after --alert http://… or https://…");
        }
        if (options.caFile() != null && !output.startsWith("https://") && !output.startsWith("syslog:tls://")) {
            throw usage("--alert-ca-file: expected after --alert https://… or syslog:tls://…");
        }
        if (output.equals("stdout")) {
            return standardOutput();
        } else if (output.startsWith("file:")) {
            return file(output.substring("file:".length()));
        } else if (output.startsWith("exec:")) {
            return program(output.substring("exec:".length()));
        } else if (output.equals("syslog") || output.startsWith("syslog:")) {
            return syslog(output.equals("syslog") ? "" : output.substring("syslog:".length()), options);
        } else if (http) {
            return webhook(output, options);
        }
        int colon = output.indexOf(':');
        throw usage("invalid --alert '" + (colon < 0 ? output : output.substring(0, colon + 1) + "…")
                + "': expected stdout, file:PATH, syslog:…, http://…, https://… or exec:CMD");
    }

    private AlertFile file(String name) {
        if (name.isEmpty()) {
            throw usage("--alert file: expected a path");
        }
        Path path = FileNames.ofWord(name).toAbsolutePath();
        Path directory = path.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw usage("--alert file:" + name + ": no such directory");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw usage("--alert file:" + name + ": not a regular file");
        }
        WorldWritable.warn("alerts are written to", directory, false, log);
        return new AlertFile(path);
    }

    private static AlertProgram program(String command) {
        List<String> words = AlertProgram.words(command);
        if (words == null) {
            throw usage("--alert exec: a quote has no end");
        }
        if (words.isEmpty()) {
            throw usage("--alert exec: expected a program");
        }
        String program = words.get(0);
        if (program.contains("/") && !Files.isExecutable(FileNames.ofWord(program))) {
            throw usage("--alert exec:" + program + ": not an executable file");
        }
        return new AlertProgram(words);
    }

    private AlertDestination syslog(String place, AlertOutputOptions options) {
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
        URI uri = uri(rest, "syslog:udp://HOST[:PORT], tcp or tls");
        String host = uri.getHost();
        boolean tls = uri.getScheme().equals("tls");
        int port = uri.getPort() < 0 ? (tls ? SYSLOG_TLS_PORT : SYSLOG_PORT) : uri.getPort();
        String name = "syslog:" + uri.getScheme() + "://" + host + ":" + port;
        String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return switch (uri.getScheme()) {
            case "udp" -> new SyslogDatagrams(plain, port, name, message);
            case "tcp" -> new SyslogStream(plain, port, name, null, message);
            case "tls" -> new SyslogStream(plain, port, name, certificates(options, true), message);
            default -> throw usage("--alert syslog: expected udp, tcp, tls or the path of a socket");
        };
    }

    private Webhook webhook(String output, AlertOutputOptions options) {
        URI uri = uri(output, "http://HOST[:PORT]/PATH, or https");
        String userInfo = uri.getUserInfo();
        if (userInfo != null) {
            log.accept("--alert: every user of this host can see a password on the command line; use"
                    + " --alert-header-file, or a file of arguments (@FILE)");
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String origin = uri.getScheme() + "://" + uri.getHost() + port;
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        try {
            WebhookHeaders headers = new WebhookHeaders(options.headerFile(), userInfo);
            return new Webhook(
                    URI.create(origin + (path.isEmpty() ? "/" : path) + query),
                    origin,
                    headers,
                    options.caFile() == null ? null : certificates(options, false),
                    Webhook.LIMIT);
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, "--alert-header-file: " + e.getMessage(), e);
        }
    }

    private static @Nullable SSLContext certificates(AlertOutputOptions options, boolean usual) {
        Path file = options.caFile();
        try {
            if (file != null) {
                return TrustedCertificates.of(file);
            }
            return usual ? SSLContext.getDefault() : null;
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, "--alert-ca-file: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new CommandException(ExitCode.INTERNAL, "TLS is not available: " + e.getMessage(), e);
        }
    }

    private static URI uri(String text, String expected) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // its message has the URL
        }
        throw usage("invalid URL of --alert: expected " + expected);
    }

    private static CommandException usage(String message) {
        return new CommandException(ExitCode.USAGE, message);
    }
}
