// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.SealKeys;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.gvt.FileHeader;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerKeys;
import dev.gvtrace.trace.ledger.LedgerLine;
import dev.gvtrace.trace.ledger.LedgerWriter;
import dev.gvtrace.trace.source.TraceFiles;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody with all rights on a node, and its signing key, can do to a directory after the fact. Run as a program
 * for the stolen-disk exercise of {@code stress/stolen-disk}: {@code RootAttacks ATTACK DIRECTORY KEY.pem}.
 */
public final class RootAttacks {
    private RootAttacks() {}

    /** Changes one byte in the middle of a file. */
    public static void flip(Path file) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            long at = open.length() / 2;
            open.seek(at);
            int old = open.read();
            open.seek(at);
            open.write(old ^ 1);
        }
    }

    /** Cuts a file after its first blocks, so that it looks like one whose writer was killed. */
    public static void cutAfterBlocks(Path file, int blocks) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            long at = 96;
            for (int i = 0; i < blocks; i++) {
                open.seek(at + 32);
                int containers = Integer.reverseBytes(open.readInt());
                at += 176L + containers + Integer.reverseBytes(open.readInt());
            }
            open.setLength(at);
        }
    }

    /**
     * Writes a file anew, with the same recording, number and times, but with another first message, and seals it.
     *
     * @param before the seal of the file before; null for the first
     * @param keep how many messages are kept
     * @return the new seal
     */
    public static Seal rewrite(Path file, @Nullable Seal before, int keep, PrivateKey key) throws IOException {
        Path forged = file.resolveSibling("forged");
        Seal seal;
        try (TraceSource source = TraceSources.openFile(file);
                RecordCursor cursor = source.records(Selection.all())) {
            UUID recording = source.summary().recording();
            WriterOptions options = WriterOptions.defaults().withSynced(false).withSigner(key);
            options = before == null ? options.withRecording(recording) : options.following(before);
            try (TraceWriter writer = TraceWriter.create(forged, source.opening(), options, new PacketIndexer())) {
                seal = writer.seal(copy(cursor, writer, keep));
            }
        }
        Files.delete(file);
        Files.move(forged, file);
        return seal;
    }

    private static Closing copy(RecordCursor from, TraceWriter to, int keep) throws IOException {
        int messages = 0;
        Closing closing = Closing.end(0, "sandbox ended");
        while (from.next()) {
            if (from.kind() == RecordKind.CLOSING) {
                closing = Closing.decode(from.buffer(), from.offset(), from.length());
            } else if (from.kind() == RecordKind.MESSAGE && ++messages <= keep) {
                byte[] packet = Arrays.copyOfRange(from.buffer(), from.offset(), from.offset() + from.length());
                packet[packet.length - 1] ^= messages == 1 ? 1 : 0;
                to.message(from.receivedNs(), packet, 0, packet.length);
            } else if (from.kind() != RecordKind.MESSAGE && from.kind() != RecordKind.OPENING) {
                to.copy(from);
            }
        }
        return closing;
    }

    /** Writes all files of a recording anew, each continuing from the one before, and a ledger that agrees. */
    public static void rewriteAll(Path folder, UUID recording, PrivateKey key) throws IOException {
        Map<Integer, Seal> seals = new HashMap<>();
        Seal before = null;
        for (Path file : files(folder, recording)) {
            before = rewrite(file, before, Integer.MAX_VALUE, key);
            seals.put(before.segment(), before);
        }
        rewriteLedger(folder, key, event -> {
            if (event instanceof LedgerEvent.Sealed old && old.recording().equals(recording)) {
                Seal seal = seals.get(old.segment());
                return new LedgerEvent.Sealed(
                        recording,
                        old.segment(),
                        old.file(),
                        seal.hex(),
                        old.messages(),
                        old.lost(),
                        old.continues(),
                        old.reason());
            }
            return event;
        });
    }

    /** Removes a recording and all that the ledger has about it. */
    public static void removeAll(Path folder, UUID recording, PrivateKey key) throws IOException {
        for (Path file : files(folder, recording)) {
            Files.delete(file);
        }
        rewriteLedger(
                folder, key, event -> recording.toString().equals(event.fields().get("recording")) ? null : event);
    }

    /** Removes a recording, and adds to the ledger that the recorder deleted it. */
    public static void forgeDeletion(Path folder, UUID recording, PrivateKey key) throws IOException {
        List<LedgerEvent> deletions = new ArrayList<>();
        for (Path file : files(folder, recording)) {
            FileHeader header = header(file);
            deletions.add(new LedgerEvent.Deleted(
                    recording,
                    header.segment(),
                    Text.ofUtf8(file.getFileName().toString()),
                    Files.size(file),
                    null,
                    Text.ofUtf8("older than 7 days")));
            Files.delete(file);
        }
        List<LedgerLine> lines = lines(folder);
        try (LedgerWriter ledger = LedgerWriter.open(folder, LedgerKeys.of(key), 0)) {
            for (LedgerEvent each : deletions) {
                ledger.append(lines.get(lines.size() - 1).timeNs(), each);
            }
        }
    }

    /** Replaces the ledger by a new one with the same events. */
    public static void replaceLedger(Path folder, PrivateKey key) throws IOException {
        boolean[] first = {true};
        rewriteLedger(folder, key, event -> {
            boolean start = first[0] && event instanceof LedgerEvent.Started;
            first[0] = false;
            return start ? new LedgerEvent.Started("gvtrace", ((LedgerEvent.Started) event).host(), 1) : event;
        });
    }

    /** Removes the last lines of the ledger. */
    public static void cutLedger(Path folder, int lines) throws IOException {
        Path file = folder.resolve(LedgerWriter.FILE_NAME);
        List<String> all = Files.readAllLines(file, StandardCharsets.US_ASCII);
        Files.write(file, all.subList(0, all.size() - lines), StandardCharsets.US_ASCII);
    }

    private interface Change {
        @Nullable
        LedgerEvent of(LedgerEvent event);
    }

    private static void rewriteLedger(Path folder, PrivateKey key, Change change) throws IOException {
        List<LedgerLine> lines = lines(folder);
        Files.delete(folder.resolve(LedgerWriter.FILE_NAME));
        try (LedgerWriter ledger = LedgerWriter.open(folder, LedgerKeys.of(key), 0)) {
            for (LedgerLine line : lines) {
                LedgerEvent event = change.of(line.event());
                if (event != null) {
                    ledger.append(line.timeNs(), event);
                }
            }
        }
    }

    private static List<LedgerLine> lines(Path folder) throws IOException {
        List<LedgerLine> lines = new ArrayList<>();
        for (String text : Files.readAllLines(folder.resolve(LedgerWriter.FILE_NAME), StandardCharsets.US_ASCII)) {
            try {
                byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
                lines.add(LedgerLine.decode(bytes, bytes.length));
            } catch (LedgerLine.MalformedException e) {
                throw new IOException(e);
            }
        }
        return lines;
    }

    /** The files of a recording, in order. */
    public static List<Path> files(Path folder, UUID recording) throws IOException {
        Map<Integer, Path> found = new java.util.TreeMap<>();
        for (Path file : TraceFiles.list(List.of(folder))) {
            FileHeader header = header(file);
            if (header.recording().equals(recording)) {
                found.put(header.segment(), file);
            }
        }
        return List.copyOf(found.values());
    }

    private static FileHeader header(Path file) throws IOException {
        try (dev.gvtrace.trace.ByteSource source = dev.gvtrace.trace.ByteSource.file(file)) {
            FileHeader header = TraceFiles.header(source);
            if (header == null) {
                throw new IOException(file + ": no header");
            }
            return header;
        }
    }

    /** The recording with the most files. */
    private static UUID longest(Path folder) throws IOException {
        Map<UUID, Integer> counts = new HashMap<>();
        for (Path file : TraceFiles.list(List.of(folder))) {
            counts.merge(header(file).recording(), 1, Integer::sum);
        }
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow(() -> new IOException(folder + ": no recording"))
                .getKey();
    }

    /** Does one of the attacks to the recording with the most files. */
    public static void main(String[] words) throws IOException {
        Path folder = Path.of(words[1]);
        PrivateKey key = SealKeys.readPrivateKey(Path.of(words[2]));
        UUID recording = longest(folder);
        List<Path> files = files(folder, recording);
        Path last = files.get(files.size() - 1);
        switch (words[0]) {
            case "nothing" -> {}
            case "flip" -> flip(last);
            case "cut" -> cutAfterBlocks(last, 2);
            case "remove-middle" -> Files.delete(files.get(1));
            case "remove-file" -> Files.delete(last);
            case "remove-recording" -> removeAll(folder, recording, key);
            case "rewrite-first" -> rewrite(files.get(0), null, Integer.MAX_VALUE, key);
            case "rewrite-all" -> rewriteAll(folder, recording, key);
            case "forge-deletion" -> forgeDeletion(folder, recording, key);
            case "replace-ledger" -> replaceLedger(folder, key);
            case "cut-ledger" -> cutLedger(folder, 2);
            default -> throw new IllegalArgumentException(words[0]);
        }
    }
}
