// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.delivery;

import dev.gvtrace.capture.system.WorldWritable;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes the destinations that an option asks for. Errors name the option, and quote no URL: it may have secrets.
 *
 * @param option such as {@code --alert}; those for headers and certificates begin with it
 * @param content what is written, in a word
 * @param log receives log lines; never blocks
 */
public record DestinationOption(String option, String content, Consumer<String> log) {
    /**
     * Further options of an output.
     *
     * @param headerFile headers of requests; null for none
     * @param tls files for TLS
     */
    public record Secrets(@Nullable Path headerFile, TlsFiles tls) {}

    /** Whether an output is a webhook. */
    public static boolean isWebhook(String output) {
        return output.startsWith("http://") || output.startsWith("https://");
    }

    /**
     * A file, a program or a webhook; null for an output of another kind.
     *
     * @throws CommandException if it is not valid
     */
    public @Nullable Destination destination(String output, Secrets secrets) {
        if (output.startsWith("file:")) {
            return file(output.substring("file:".length()));
        } else if (output.startsWith("exec:")) {
            return program(output.substring("exec:".length()));
        } else if (isWebhook(output)) {
            return webhook(output, secrets);
        }
        return null;
    }

    /** The error for an output of unknown kind: only what comes before a colon is quoted. */
    public CommandException unknown(String output, String expected) {
        int colon = output.indexOf(':');
        return usage("invalid " + option + " '" + (colon < 0 ? output : output.substring(0, colon + 1) + "…")
                + "': expected " + expected);
    }

    private FileDestination file(String name) {
        if (name.isEmpty()) {
            throw usage(option + " file: expected a path");
        }
        Path path = FileNames.ofWord(name).toAbsolutePath();
        Path directory = path.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw usage(option + " file:" + name + ": no such directory");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw usage(option + " file:" + name + ": not a regular file");
        }
        WorldWritable.warn(content + " are written to", directory, false, log);
        return new FileDestination(path);
    }

    private ProgramDestination program(String command) {
        List<String> words = ProgramDestination.words(command);
        if (words == null) {
            throw usage(option + " exec: a quote has no end");
        }
        if (words.isEmpty()) {
            throw usage(option + " exec: expected a program");
        }
        String program = words.get(0);
        if (program.contains("/") && !Files.isExecutable(FileNames.ofWord(program))) {
            throw usage(option + " exec:" + program + ": not an executable file");
        }
        return new ProgramDestination(words);
    }

    private Webhook webhook(String output, Secrets secrets) {
        URI uri = uri(output, "http://HOST[:PORT]/PATH, or https");
        String userInfo = uri.getUserInfo();
        if (userInfo != null) {
            log.accept(option + ": every user of this host can see a password on the command line; use " + option
                    + "-header-file, or a file of arguments (@FILE)");
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String origin = uri.getScheme() + "://" + uri.getHost() + port;
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        try {
            WebhookHeaders headers = new WebhookHeaders(secrets.headerFile(), userInfo);
            return new Webhook(
                    URI.create(origin + (path.isEmpty() ? "/" : path) + query),
                    origin,
                    headers,
                    tls(secrets),
                    Webhook.LIMIT);
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, option + "-header-file: " + e.getMessage(), e);
        }
    }

    /**
     * The context for TLS; null for that of Java.
     *
     * @throws CommandException if its files cannot be read
     */
    public @Nullable SSLContext tls(Secrets secrets) {
        try {
            return secrets.tls().context();
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * A URL with a host.
     *
     * @param expected its form, for the error
     * @throws CommandException if it is none
     */
    public URI uri(String text, String expected) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // its message has the URL
        }
        throw usage("invalid URL of " + option + ": expected " + expected);
    }

    /** An error in the options. */
    public static CommandException usage(String message) {
        return new CommandException(ExitCode.USAGE, message);
    }
}
