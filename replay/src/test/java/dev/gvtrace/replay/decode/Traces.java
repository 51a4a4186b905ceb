// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import dev.gvtrace.proto.testing.SharedData;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds and reads conformance data: a part is in the tree ({@code src/test/resources/conformance}), the rest in a
 * folder {@code shared} beside the repository. Tests that need that folder are skipped where it is missing.
 */
public final class Traces {
    private static final Path IN_TREE = Path.of("src/test/resources/conformance");

    private Traces() {}

    /** A file of the conformance data: the one in the tree, else the one of the shared data. */
    public static Path conformance(String relative) {
        Path inTree = IN_TREE.resolve(relative);
        return Files.exists(inTree) ? inTree : SharedData.find("conformance/" + relative);
    }

    /** A recorded stream of the conformance data, by its name without an extension. */
    public static Path stream(String name) {
        Path inTree = IN_TREE.resolve(name + ".gvt");
        if (Files.exists(inTree)) {
            return inTree;
        }
        Path folder = SharedData.find("conformance");
        Path plain = folder.resolve(name + ".trace");
        return Files.exists(plain) ? plain : folder.resolve(name + ".trace.zst");
    }

    /** The packets of a trace, or of a tracereplay file; a name that ends in .zst goes through the zstd command. */
    public static List<byte[]> packets(Path file) throws IOException {
        return file.toString().endsWith(".gvt") ? messages(file) : tracereplay(file);
    }

    private static List<byte[]> messages(Path trace) throws IOException {
        List<byte[]> packets = new ArrayList<>();
        try (TraceSource source = TraceSources.open(trace);
                RecordCursor records = source.records(Selection.all())) {
            while (records.next()) {
                if (records.kind() == RecordKind.MESSAGE) {
                    int end = records.offset() + records.length();
                    packets.add(Arrays.copyOfRange(records.buffer(), records.offset(), end));
                }
            }
        }
        return packets;
    }

    private static List<byte[]> tracereplay(Path file) throws IOException {
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
