// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.stamp;

import dev.gvtrace.api.StampReader;
import dev.gvtrace.api.TimeStamp;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the stamps beside files, for {@code gvtrace verify}. */
public final class StoredStamps implements StampReader {
    private final TokenCheck check;

    private StoredStamps(TokenCheck check) {
        this.check = check;
    }

    /**
     * With the certificates that the authorities' have to lead to.
     *
     * @param certificates PEM; null to leave it open
     * @throws CommandException if they cannot be read
     */
    public static StoredStamps trusting(@Nullable Path certificates) {
        return new StoredStamps(new TokenCheck(trusted(certificates)));
    }

    static @Nullable TrustedAuthorities trusted(@Nullable Path certificates) {
        try {
            return certificates == null ? null : TrustedAuthorities.read(certificates);
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, "--tsa-ca: " + e.getMessage(), e);
        }
    }

    @Override
    public TimeStamp read(Path stamp) {
        Text name = Text.ofUtf8(FileNames.text(stamp));
        try {
            return check.check(name, bytes(stamp));
        } catch (IOException e) {
            return new TimeStamp(name, "cannot be read: " + FileErrors.reason(e), "", "", null, null);
        } catch (InvalidStampException e) {
            return new TimeStamp(name, String.valueOf(e.getMessage()), "", "", null, null);
        }
    }

    /** At most one byte more than a reply may have. */
    static byte[] bytes(Path stamp) throws IOException {
        try (InputStream in = Files.newInputStream(stamp)) {
            return in.readNBytes(StampReply.MOST_BYTES + 1);
        }
    }
}
