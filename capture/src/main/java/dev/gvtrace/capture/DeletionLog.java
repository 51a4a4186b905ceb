// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deletes traces and keeps a record of it: one JSON object a line in {@code deletions.jsonl}, on the disk before the trace
 * is gone, with name, size, reason and, where it can be read, the seal, so that what was deleted can still be told from
 * what was never there.
 */
final class DeletionLog {
    private static final String NAME = "deletions.jsonl";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    DeletionLog(Path directory) {
        this.file = directory.resolve(NAME);
    }

    void delete(Path trace, long bytes, Instant now, String reason) throws IOException {
        ObjectNode line = JSON.createObjectNode();
        line.put("time", now.toString());
        line.put("file", trace.getFileName().toString());
        line.put("bytes", bytes);
        line.put("reason", reason);
        addSeal(line, trace);
        append((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
        Files.delete(trace);
    }

    private static void addSeal(ObjectNode line, Path trace) {
        try (TraceSource source = TraceSources.openFile(trace)) {
            Seal seal = source.summary().seal();
            if (seal != null) {
                line.put("recording", seal.recording().toString());
                line.put("seal", seal.hex());
                line.put("messages", source.summary().messages());
            }
        } catch (IOException e) {
            line.put("unreadable", FileErrors.reason(e));
        }
    }

    private void append(byte[] line) throws IOException {
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        try (FileChannel out = FileChannel.open(
                file, options, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }
}
