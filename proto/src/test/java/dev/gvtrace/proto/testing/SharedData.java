// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Finds the recorded streams beside the repository. Tests that need one are skipped where it is missing. */
public final class SharedData {
    private static final int SIGNATURE = 16;

    private SharedData() {}

    /** The file or directory below {@code shared}, such as {@code conformance/traces/t-bin.trace}. */
    public static Path find(String relative) {
        Path found = locate(relative);
        Assumptions.assumeTrue(found != null, () -> "no shared/" + relative + " beside the repository");
        return found;
    }

    /** The packets of a file in the layout of gVisor's tracereplay tool. */
    public static List<byte[]> packets(String relative) {
        try {
            ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(find(relative))).order(ByteOrder.LITTLE_ENDIAN);
            in.position(SIGNATURE);
            next(in);
            List<byte[]> packets = new ArrayList<>();
            while (in.hasRemaining()) {
                packets.add(next(in));
            }
            return packets;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] next(ByteBuffer in) {
        byte[] bytes = new byte[Math.toIntExact(in.getLong())];
        in.get(bytes);
        return bytes;
    }

    private static @Nullable Path locate(String relative) {
        String configured = System.getenv("GVTRACE_SHARED");
        if (configured != null && Files.exists(Path.of(configured, relative))) {
            return Path.of(configured, relative);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolve("shared").resolve(relative);
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        return null;
    }
}
