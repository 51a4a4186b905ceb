// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.casefile;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A file of marks, a JSON object a line. Lines are only appended: a mark that is taken back stays in the file, followed
 * by a line about that. The number of a mark is its place among the marks of the file, from 1. Several programs may
 * append at the same time.
 */
public final class CaseFile {
    /** A file with more bytes is not read. */
    static final long MOST_BYTES = 64L << 20;

    private static final Set<OpenOption> APPENDING = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final Path path;

    /** The file with this path, which need not exist. */
    public CaseFile(Path path) {
        this.path = path;
    }

    /**
     * What is in a file.
     *
     * @param marks by their numbers, without those that were taken back
     * @param all how many marks there are with those that were taken back
     * @param problems a sentence for each line that is neither a mark nor a removal
     */
    public record Contents(Map<Long, Mark> marks, long all, List<String> problems) {}

    /** The name of the file, for messages. */
    public String name() {
        return FileNames.text(path);
    }

    /**
     * Reads it; a file that does not exist is empty.
     *
     * @throws IOException if it cannot be read, is not a regular file, or is too large
     */
    public Contents read() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return new Contents(new TreeMap<>(), 0, List.of());
        }
        checkKind();
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            bytes = in.readNBytes((int) MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw new FileSystemException(name(), null, "more than " + MOST_BYTES + " bytes, expected a case file");
        }
        return parse(bytes);
    }

    private Contents parse(byte[] bytes) {
        Map<Long, Mark> marks = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        long all = 0;
        long line = 0;
        for (int from = 0; from < bytes.length; ) {
            int end = from;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            line++;
            try {
                if (end > from) {
                    CaseLine read = CaseLine.decode(bytes, from, end - from);
                    if (read.mark() != null) {
                        marks.put(++all, read.mark());
                    } else {
                        marks.remove(read.removed());
                    }
                }
            } catch (CaseLine.MalformedException e) {
                problems.add(name() + ":" + line + ": " + e.getMessage());
            }
            from = end + 1;
        }
        return new Contents(marks, all, problems);
    }

    /** A symbolic link would lead elsewhere, and a pipe would block. */
    private void checkKind() throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            String kind = Files.isSymbolicLink(path) ? "a symbolic link" : "not a regular file";
            throw new FileSystemException(name(), null, kind + ", expected a case file");
        }
    }

    /**
     * Appends a mark, so that it is on the disk, and returns its number.
     *
     * @throws IOException if it could not be written
     */
    public long append(Mark mark) throws IOException {
        return append(CaseLine.of(mark));
    }

    /**
     * Takes a mark back.
     *
     * @param who takes it back
     * @param whenNs now, ns since the epoch
     * @throws IOException if that could not be written
     */
    public void remove(long number, Text who, long whenNs) throws IOException {
        append(CaseLine.removing(number, who, whenNs));
    }

    /** Appends a line in one piece while no other program does; the number of marks after it. */
    private long append(byte[] line) throws IOException {
        checkKind();
        boolean created = !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        try (FileChannel channel = FileChannel.open(
                path, APPENDING, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            try (var lock = channel.lock()) {
                assert lock.isValid();
                write(channel, line);
            }
        }
        if (created) {
            syncDirectory();
        }
        return read().all();
    }

    private static void write(FileChannel channel, byte[] line) throws IOException {
        long end = channel.size();
        ByteBuffer last = ByteBuffer.allocate(1);
        boolean torn = end > 0 && channel.read(last, end - 1) == 1 && last.get(0) != '\n';
        ByteBuffer bytes = ByteBuffer.allocate(line.length + 1);
        if (torn) {
            bytes.put((byte) '\n');
        }
        bytes.put(line).flip();
        long at = end;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        channel.force(true);
    }

    /** Makes the name of a new file last as well. */
    private void syncDirectory() throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
