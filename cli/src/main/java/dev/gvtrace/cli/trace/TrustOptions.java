// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.trace;

import dev.gvtrace.api.Verifier;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.stamp.StoredStamps;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options of {@code gvtrace verify} for what makes a recording authentic: keys and time stamps. */
final class TrustOptions {
    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "Ed25519 public key (PEM) that the traces must be signed with; may be given several times, or be a "
                            + "directory of keys")
    private List<Path> keys = List.of();

    @Option(
            names = "--compromised-key",
            paramLabel = "FILE",
            description = "a key that others may have: its signatures count only under a stamp (--stamp)")
    private List<Path> compromised = List.of();

    @Option(names = "--stamp", description = "check the time stamps beside the files, see gvtrace stamp")
    private boolean stamp;

    @Option(
            names = "--tsa-ca",
            paramLabel = "FILE",
            description =
                    "certificates (PEM) of which one must have issued that of the authority; a stamp proves nothing "
                            + "without")
    private @Nullable Path certificates;

    @Option(
            names = "--stamped-before",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "later stamps do not count, such as those after an intrusion (2026-11-01T00:00:00Z)")
    private @Nullable Instant before;

    /** A full time with its offset. */
    static final class TimeConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw new TypeConversionException("'" + text + "', expected a time such as 2026-11-01T00:00:00Z");
            }
        }
    }

    /** Whether authenticity can be proven at all. */
    boolean isProofAsked() {
        return isKeyGiven() || stamp;
    }

    boolean isKeyGiven() {
        return !keys.isEmpty() || !compromised.isEmpty();
    }

    boolean areStampsAsked() {
        return stamp;
    }

    Verifier verifier() {
        if (!stamp && (certificates != null || before != null || !compromised.isEmpty())) {
            String option =
                    certificates != null ? "--tsa-ca" : before != null ? "--stamped-before" : "--compromised-key";
            throw new CommandException(ExitCode.USAGE, option + " needs --stamp");
        }
        Verifier verifier = keys.isEmpty() ? Verifier.withoutKey() : Verifier.withKeyFiles(keys);
        if (!compromised.isEmpty()) {
            verifier = verifier.andCompromisedKeyFiles(compromised);
        }
        return stamp ? verifier.andStamps(StoredStamps.trusting(certificates), before) : verifier;
    }
}
