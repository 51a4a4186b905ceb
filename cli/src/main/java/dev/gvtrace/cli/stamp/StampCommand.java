// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.stamp;

import dev.gvtrace.api.TimeStamp;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.NewFile;
import dev.gvtrace.cli.io.Quantities;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fetches time stamps over files. */
@Command(
        name = "stamp",
        description = "Fetches a time stamp (RFC 3161) over a sealed trace, a ledger or any other file.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "The stamp is the authority's signed statement that the file existed, as it is, at the time of the stamp. It is",
            "written to FILE.tsr, where gvtrace verify --stamp looks for it, as the authority's whole reply, which plain",
            "openssl verifies. The command for that is printed:",
            "  openssl ts -verify -in FILE.tsr -data FILE -CAfile CA.pem",
            "and, once the authority's certificate has expired, with -attime SECONDS, the",
            "time of the stamp in seconds since 1970.",
            "",
            "A ledger grows. A stamp over it (or another file whose name ends in .jsonl) covers the whole lines so far, and is",
            "named after their number, so that it stays valid:",
            "  gvtrace stamp DIR/ledger.jsonl --tsa URL",
            "  head -n 40 ledger.jsonl | openssl ts -verify \\",
            "    -in ledger.jsonl.40.tsr -data /dev/stdin -CAfile CA.pem",
            "The ledger has the seal of each file, so that one stamp over it proves all files sealed before: run this every",
            "hour or day, and copy the stamps off the node. For a directory, its ledger is stamped.",
            "",
            "On a node without a network, write the request, take it to a machine that has one, and bring the reply back:",
            "  gvtrace stamp FILE --query-only",
            "  curl --data-binary @FILE.tsq -o reply \\",
            "    -H 'Content-Type: application/timestamp-query' URL",
            "  gvtrace stamp FILE --reply reply",
            "",
            "Before a stamp is written, status, digest, nonce, policy, signature and certificate are checked, and with --tsa-ca",
            "that the certificate leads to a trusted one. Whether it was revoked is not asked. Exit code 6: the reply fails a",
            "check; 7: there is no reply, or the stamp could not be written."
        })
public final class StampCommand implements Callable<Integer> {
    private static final String STAMP = ".tsr";
    private static final String QUERY = ".tsq";
    private static final Pattern OBJECT_ID = Pattern.compile("[0-2](\\.(0|[1-9]\\d{0,17})){1,30}");
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Streams streams;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "sealed traces, ledgers, any other files; a directory stands for its ledger")
    private List<Path> files = List.of();

    @Option(names = "--tsa", paramLabel = "URL", description = "the authority, http:// or https://")
    private @Nullable String url;

    @Option(
            names = "--tsa-ca",
            paramLabel = "FILE",
            description =
                    "certificates (PEM) of which one must have issued the authority's; without, that is not checked")
    private @Nullable Path certificates;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "write the stamp (with --query-only the request) here, not beside the file")
    private @Nullable Path output;

    @Option(names = "--policy", paramLabel = "OID", description = "policy to ask for, such as 1.3.6.1.4.1.13762.3")
    private @Nullable String policy;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Quantities.Time.class,
            description = "give up when the reply is not complete after this time (default: 30s)")
    private Duration timeout = Duration.ofSeconds(30);

    @Option(names = "--query-only", description = "only write the request, to FILE.tsq")
    private boolean queryOnly;

    @Option(
            names = "--reply",
            paramLabel = "REPLY",
            description =
                    "a reply that was fetched with the request of --query-only; FILE.tsq is compared with it if present")
    private @Nullable Path reply;

    @Option(names = "--force", description = "replace an existing stamp or request")
    private boolean force;

    public StampCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        checkOptions();
        TokenCheck check = new TokenCheck(StoredStamps.trusted(certificates));
        if (certificates == null && !queryOnly) {
            streams.report("without --tsa-ca it is not checked whose stamp this is");
        }
        int exitCode = ExitCode.DONE;
        for (Path file : files) {
            try {
                StampTarget target = StampTarget.of(file);
                if (queryOnly) {
                    writeQuery(target);
                } else {
                    stamp(target, check);
                }
            } catch (CommandException e) {
                if (files.size() == 1) {
                    throw e;
                }
                streams.report("gvtrace stamp: " + e.getMessage());
                exitCode = Math.max(exitCode, e.exitCode());
            } catch (NoReplyException e) {
                throw new CommandException(ExitCode.NOT_WRITTEN, String.valueOf(e.getMessage()), e);
            }
        }
        return exitCode;
    }

    private void checkOptions() {
        int ways = (url == null ? 0 : 1) + (queryOnly ? 1 : 0) + (reply == null ? 0 : 1);
        if (ways != 1) {
            throw new CommandException(
                    ExitCode.USAGE,
                    ways == 0
                            ? "no authority given: expected --tsa URL, or --query-only or --reply without a network"
                            : "--tsa, --query-only and --reply exclude each other");
        }
        if (files.size() > 1 && (output != null || reply != null)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    (output == null ? "--reply" : "--output") + " is for one FILE, found " + files.size());
        }
        if (policy != null && !OBJECT_ID.matcher(policy).matches()) {
            throw new CommandException(
                    ExitCode.USAGE, "invalid policy '" + policy + "': expected an object identifier such as 1.2.3.4");
        }
        if (timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
            throw new CommandException(ExitCode.USAGE, "invalid --timeout: expected more than 0, at most 1h");
        }
    }

    /** No further file can be stamped: the authority gives no reply. */
    private static final class NoReplyException extends Exception {
        private static final long serialVersionUID = 1L;

        NoReplyException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private void writeQuery(StampTarget target) {
        Path query = output == null ? target.beside(QUERY) : output;
        write(query, encoded(request(target)), target.file());
        streams.println(FileNames.text(query) + ": request for a time stamp over " + target.name());
    }

    private StampRequest request(StampTarget target) {
        try {
            return StampRequest.over(target.digest(), policy);
        } catch (IOException e) {
            throw new CommandException(ExitCode.INTERNAL, "the request cannot be encoded: " + e.getMessage(), e);
        }
    }

    private static byte[] encoded(StampRequest request) {
        try {
            return request.encoded();
        } catch (IOException e) {
            throw new CommandException(ExitCode.INTERNAL, "the request cannot be encoded: " + e.getMessage(), e);
        }
    }

    private void stamp(StampTarget target, TokenCheck check) throws NoReplyException {
        Path stored = output == null ? target.beside(STAMP) : output;
        if (isStamped(target, stored, check)) {
            return;
        }
        if (Files.exists(stored) && !force) {
            throw new CommandException(
                    ExitCode.NOT_WRITTEN, FileNames.text(stored) + ": is there already; --force replaces it");
        }
        StampRequest request;
        byte[] bytes;
        String from;
        Path brought = reply;
        if (brought == null) {
            AuthorityClient authority = authority();
            request = request(target);
            from = authority.name();
            try {
                bytes = authority.send(encoded(request));
            } catch (IOException e) {
                throw new NoReplyException(from + ": no time stamp: " + e.getMessage(), e);
            }
        } else {
            request = storedRequest(target);
            from = FileNames.text(brought);
            bytes = storedReply(brought);
        }
        TimeStamp stamp = checked(from, bytes, target, request, check);
        write(stored, bytes, target.file());
        print(target, stored, stamp);
    }

    /** A ledger that has no new lines since its last stamp needs no other one. */
    private boolean isStamped(StampTarget target, Path stored, TokenCheck check) {
        if (force || target.lines() == 0 || !Files.isRegularFile(stored)) {
            return false;
        }
        try {
            TimeStamp stamp = check.check(Text.ofUtf8(FileNames.text(stored)), StoredStamps.bytes(stored));
            if (!isOver(stamp, target)) {
                return false;
            }
            streams.println(FileNames.text(stored) + ": no new line since this stamp");
            return true;
        } catch (IOException | InvalidStampException e) {
            return false;
        }
    }

    private static boolean isOver(TimeStamp stamp, StampTarget target) {
        return stamp.algorithm().equals(Digests.ASKED)
                && stamp.digest().equals(HexFormat.of().formatHex(target.digest()));
    }

    private AuthorityClient authority() {
        try {
            AuthorityClient authority = AuthorityClient.of(String.valueOf(url), timeout);
            if (authority.hasPassword()) {
                streams.report("--tsa: every user of this host can see a password on the command line; use a file of"
                        + " arguments (@FILE)");
            }
            return authority;
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, "--tsa: " + e.getMessage(), e);
        }
    }

    private @Nullable StampRequest storedRequest(StampTarget target) {
        Path query = target.beside(QUERY);
        if (!Files.isRegularFile(query)) {
            streams.report(FileNames.text(query) + ": not here, so the nonce of the reply is not compared");
            return null;
        }
        try {
            StampRequest request = StampRequest.read(query);
            if (!request.isOver(target.digest())) {
                throw new CommandException(
                        ExitCode.NOT_VERIFIED,
                        FileNames.text(query) + ": is over other bytes than " + target.name()
                                + ": the file was changed since the request");
            }
            return request;
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, FileErrors.text(query, e), e);
        }
    }

    private static byte[] storedReply(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CommandException(
                    ExitCode.NOT_READABLE,
                    FileNames.text(file) + (Files.exists(file) ? ": not a regular file" : ": no such file"));
        }
        try {
            return StoredStamps.bytes(file);
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, FileErrors.text(file, e), e);
        }
    }

    private static TimeStamp checked(
            String from, byte[] bytes, StampTarget target, @Nullable StampRequest request, TokenCheck check) {
        try {
            var token = StampReply.token(bytes);
            TimeStamp stamp = check.check(Text.ofUtf8(from), token);
            if (!isOver(stamp, target)) {
                throw new InvalidStampException("over another digest, " + stamp.algorithm() + " " + stamp.digest()
                        + ", expected " + Digests.ASKED + " "
                        + HexFormat.of().formatHex(target.digest()));
            }
            if (request != null) {
                request.check(token.getTimeStampInfo());
            }
            return stamp;
        } catch (InvalidStampException e) {
            throw new CommandException(
                    ExitCode.NOT_VERIFIED,
                    from + ": no valid time stamp over " + target.name() + ": " + e.getMessage(),
                    e);
        }
    }

    private void write(Path target, byte[] bytes, Path input) {
        try (NewFile file = NewFile.prepare(target, force, List.of(input))) {
            try (SeekableByteChannel out = Files.newByteChannel(
                    file.path(),
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    out.write(left);
                }
            }
            file.finish();
        } catch (IOException e) {
            throw NewFile.notWritten(target, e);
        }
    }

    private void print(StampTarget target, Path stored, TimeStamp stamp) {
        streams.println(FileNames.text(stored) + ": " + target.name() + " " + StampText.of(stamp));
        streams.println("  "
                + target.verifyCommand(stored, certificates == null ? "CA.pem" : StampTarget.quoted(certificates)));
        Instant time = stamp.time();
        Duration apart = time == null ? Duration.ZERO : Duration.between(time, Instant.now());
        if (apart.abs().compareTo(CLOCK_TOLERANCE) > 0 && reply == null) {
            streams.report(String.format(
                    Locale.ROOT,
                    "the authority's clock and that of this machine differ by %d s",
                    apart.abs().toSeconds()));
        }
    }
}
