// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.stamp;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.NotATraceException;
import dev.gvtrace.trace.TraceException;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * What a stamp is to be over: all bytes of a file, or the whole lines so far of one that grows by lines ({@code
 * .jsonl}, such as a ledger).
 *
 * @param file the file
 * @param lines number of whole lines; 0 for all bytes
 * @param digest SHA-256 of the bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never changed after reading
record StampTarget(Path file, long lines, byte[] digest) {
    private static final String LINES_SUFFIX = ".jsonl";
    private static final String LEDGER = "ledger.jsonl";
    private static final int BUFFER = 1 << 16;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    /**
     * Reads a file; in a directory, its ledger.
     *
     * @throws CommandException if it cannot be read, or is a trace that is not sealed
     */
    static StampTarget of(Path given) {
        Path file = given;
        if (Files.isDirectory(given)) {
            file = given.resolve(LEDGER);
            if (!Files.exists(file)) {
                throw new CommandException(
                        ExitCode.NOT_READABLE,
                        FileNames.text(given) + ": no " + LEDGER + " in this directory, expected that of a recorder;"
                                + " other files are stamped one by one");
            }
        }
        requireRegular(file);
        boolean grows = FileNames.name(file).endsWith(LINES_SUFFIX);
        if (!grows) {
            requireSealed(file);
        }
        try {
            return grows ? lines(file) : whole(file);
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, FileErrors.text(file, e), e);
        }
    }

    private static void requireRegular(Path file) {
        if (!Files.isRegularFile(file)) {
            String what = Files.exists(file) ? ": not a regular file" : ": no such file";
            throw new CommandException(ExitCode.NOT_READABLE, FileNames.text(file) + what);
        }
    }

    private static void requireSealed(Path file) {
        try (TraceSource source = TraceSources.openFile(file)) {
            TraceSummary summary = source.summary();
            if (summary.layout().equals("gvt") && summary.seal() == null) {
                throw new CommandException(
                        ExitCode.USAGE,
                        FileNames.text(file) + ": " + summary.ending().text() + ": its bytes may still change, and a"
                                + " stamp over them would then be worthless. While it is recorded, stamp the ledger of"
                                + " its directory, or begin a new file (SIGHUP) and stamp this one; after a crash,"
                                + " stamp the copy that gvtrace repair makes");
            }
        } catch (NotATraceException e) {
            // any other file may be stamped
        } catch (TraceException e) {
            throw new CommandException(
                    ExitCode.NOT_READABLE,
                    FileErrors.message(e) + "; a damaged trace is not stamped: see gvtrace repair",
                    e);
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, FileErrors.text(file, e), e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance(Digests.ASKED);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has " + Digests.ASKED, e);
        }
    }

    private static StampTarget whole(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return new StampTarget(file, 0, digest.digest());
    }

    /** What follows the last line feed is a line that is being written, or was torn. */
    private static StampTarget lines(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] finished = new byte[0];
        long lines = 0;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                int from = 0;
                int last = -1;
                for (int i = 0; i < n; i++) {
                    if (buffer[i] == '\n') {
                        lines++;
                        last = i;
                    }
                }
                if (last >= 0) {
                    digest.update(buffer, 0, last + 1);
                    finished = copy(digest).digest();
                    from = last + 1;
                }
                digest.update(buffer, from, n - from);
            }
        }
        if (lines == 0) {
            throw new IOException("no whole line in it, so nothing to stamp");
        }
        return new StampTarget(file, lines, finished);
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("a digest of Java that cannot be continued", e);
        }
    }

    /** A file beside it, named after it and, if it grows, after the number of its lines. */
    Path beside(String suffix) {
        String number = lines == 0 ? "" : "." + lines;
        return file.resolveSibling(FileNames.path(FileNames.name(file) + number + suffix));
    }

    /** What is stamped, for messages. */
    String name() {
        return FileNames.text(file) + (lines == 0 ? "" : ", lines 1 to " + lines);
    }

    /** The command with which openssl verifies a stamp. */
    String verifyCommand(Path stamp, String certificates) {
        String command = "openssl ts -verify -in " + quoted(stamp) + " -data "
                + (lines == 0 ? quoted(file) : "/dev/stdin") + " -CAfile " + certificates;
        return lines == 0 ? command : "head -n " + lines + " " + quoted(file) + " | " + command;
    }

    static String quoted(Path path) {
        String text = FileNames.text(path);
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
