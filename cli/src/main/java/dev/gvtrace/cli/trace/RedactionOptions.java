// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.output.LoadResultText;
import dev.gvtrace.replay.redact.RedactionKey;
import dev.gvtrace.replay.redact.rule.RedactionRules;
import dev.gvtrace.replay.redact.rule.RedactionRulesReader;
import dev.gvtrace.replay.rule.LoadResult;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of redaction: the rules and the key. */
final class RedactionOptions {
    private static final int MAX_KEY_BYTES = 4096;

    @Option(
            names = "--redact",
            paramLabel = "RULES",
            split = ",",
            description = "write a copy without what these rules take out: builtin, or files of gvtrace-redaction(7)")
    private List<String> rules = List.of();

    @Option(
            names = "--redact-dry-run",
            description = "only show how much each rule would take out of which messages, with examples of the result")
    private boolean dryRun;

    @Option(
            names = "--redact-key",
            paramLabel = "FILE",
            description = "key of pseudonyms and commitments, 64 hexadecimal digits (default: random, and discarded)")
    private @Nullable Path keyFile;

    @Option(
            names = "--disclose",
            paramLabel = "N-M",
            description = "write these messages of the original, each with the salt that shows it belongs to the "
                    + "copies made with --redact-key")
    private @Nullable String disclosed;

    boolean isGiven() {
        return !rules.isEmpty() || disclosed != null;
    }

    /** Ends the command if options are combined that do not go together. */
    void check() {
        if (rules.isEmpty() && dryRun) {
            throw new CommandException(ExitCode.USAGE, "--redact-dry-run needs --redact");
        }
        if (!isGiven() && keyFile != null) {
            throw new CommandException(ExitCode.USAGE, "--redact-key needs --redact or --disclose");
        }
        if (disclosed != null && (!rules.isEmpty() || keyFile == null)) {
            throw new CommandException(ExitCode.USAGE, "--disclose needs --redact-key, and no --redact");
        }
    }

    /** True if nothing but lines is written, which go to standard output unless a file is named. */
    boolean prints() {
        return dryRun || disclosed != null;
    }

    boolean isDryRun() {
        return dryRun;
    }

    /** The numbers of the messages to disclose; null if none are. */
    @Nullable
    String disclosed() {
        return disclosed;
    }

    /** The rules; what is wrong with them is printed. */
    RedactionRules rules(Streams streams) {
        RedactionRulesReader reader = new RedactionRulesReader();
        boolean right = true;
        for (String name : rules) {
            LoadResult result = name.equals(RedactionRules.BUILT_IN)
                    ? reader.add(name, RedactionRules.builtIn())
                    : reader.add(name, read(FileNames.ofWord(name), RuleFile.MAX_BYTES));
            if (!result.successful()) {
                streams.err().print(LoadResultText.print(result));
                right = false;
            }
        }
        if (!right) {
            throw new CommandException(ExitCode.USAGE, "the rules of redaction do not load");
        }
        return reader.rules();
    }

    /** The key that was given, otherwise a random one. */
    RedactionKey key() {
        return keyFile == null ? RedactionKey.discarded() : key(keyFile);
    }

    /** Reads a key. */
    static RedactionKey key(Path file) {
        String text = Text.ofBytes(read(file, MAX_KEY_BYTES)).decoded();
        RedactionKey key = RedactionKey.parse(text);
        if (key == null) {
            throw new CommandException(
                    ExitCode.NOT_READABLE,
                    FileNames.text(file) + ": expected 64 hexadecimal digits, such as openssl rand -hex 32 prints");
        }
        return key;
    }

    private static byte[] read(Path file, int most) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new CommandException(
                        ExitCode.NOT_READABLE, FileNames.text(file) + ": larger than " + most + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, FileErrors.text(file, e), e);
        }
    }
}
