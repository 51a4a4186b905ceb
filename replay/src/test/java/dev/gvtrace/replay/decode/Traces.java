// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Finds and reads the conformance data beside the repository; tests that need it are skipped where it is missing. */
public final class Traces {
    private Traces() {}

    /** A file or folder of the shared data. */
    public static Path shared(String relative) {
        Path found = locate(relative);
        Assumptions.assumeTrue(found != null, () -> "no shared/" + relative + " beside the repository");
        return found;
    }

    private static Path locate(String relative) {
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

    /** The packets of a tracereplay file; a name that ends in .zst goes through the zstd command. */
    public static List<byte[]> packets(Path file) throws IOException {
        byte[] bytes = file.toString().endsWith(".zst") ? decompress(file) : Files.readAllBytes(file);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position("tracereplay file".length());
        int configuration = (int) buffer.getLong();
        buffer.position(buffer.position() + configuration);
        List<byte[]> packets = new ArrayList<>();
        while (buffer.hasRemaining()) {
            byte[] packet = new byte[(int) buffer.getLong()];
            buffer.get(packet);
            packets.add(packet);
        }
        return packets;
    }

    private static byte[] decompress(Path file) throws IOException {
        Process zstd;
        try {
            zstd = new ProcessBuilder("zstd", "-dcq", file.toString()).start();
        } catch (IOException e) {
            Assumptions.abort("no zstd command for " + file);
            throw e;
        }
        try (var out = zstd.getInputStream()) {
            return out.readAllBytes();
        }
    }
}
