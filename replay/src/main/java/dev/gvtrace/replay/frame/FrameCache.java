// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.frame;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Key frames in files: {@code TRACE.gvt.cache} beside the first file of a trace, or all in one folder. A file that is
 * missing or invalid is the same as none, and one that cannot be written is left out: questions are answered all the
 * same, only later. Thread-safe.
 *
 * <p>A file is used if its code of authentication is right, made with a key that this user alone can read, so that
 * nothing is read that was not written by this user's program; and if it is about the same trace and program: seal,
 * size and time of change of each file, the options, the program's version and files. Only sealed traces have one.
 */
public final class FrameCache {
    /** Traces with fewer messages are read faster than they are worth a file. */
    private static final long FEWEST_MESSAGES = 200_000;
    /** The maximum size of a file: one part in so many of its trace, or what is always allowed. */
    private static final int PART = 25;

    private static final long ALWAYS = 256 << 10;
    private static final String SUFFIX = ".cache";

    private final @Nullable Path folder;
    private final CacheKey key;
    private final Supplier<String> program;

    /**
     * A cache.
     *
     * @param folder where its files are; null for beside the traces
     * @param keyFile the file of the key, which is created when it is needed
     * @param program a text that is different for each build of the program; asked for when a trace can have a file
     */
    public FrameCache(@Nullable Path folder, Path keyFile, Supplier<String> program) {
        this.folder = folder;
        this.key = new CacheKey(keyFile);
        this.program = program;
    }

    /** The frames of a trace that the file has; none if it has none that can be used. */
    public KeyFrames load(TraceSource source, String options) {
        try {
            byte[] identity = identity(source, options);
            byte[] code = identity == null ? null : key.existing();
            if (identity == null || code == null) {
                return new KeyFrames();
            }
            return CacheFile.read(file(source, identity), identity, code, source.files());
        } catch (IOException | UncheckedIOException | GeneralSecurityException e) {
            return new KeyFrames();
        }
    }

    /** Replaces the trace's file if the frames have changed since they were loaded or saved. */
    public void save(TraceSource source, String options, KeyFrames frames) {
        try {
            TraceSummary summary = source.summary();
            if (summary.messages() < FEWEST_MESSAGES || !frames.takeChanged()) {
                return;
            }
            byte[] identity = identity(source, options);
            if (identity != null) {
                long most = Math.max(ALWAYS, summary.fileBytes() / PART);
                CacheFile.write(file(source, identity), identity, key.existingOrNew(), source.files(), frames, most);
            }
        } catch (IOException | UncheckedIOException | GeneralSecurityException e) {
            // a read-only folder, a full disk: the next session reads the trace again
        }
    }

    private Path file(TraceSource source, byte[] identity) {
        return folder == null
                ? FileNames.path(source.files().get(0) + SUFFIX)
                : folder.resolve(HexFormat.of().formatHex(identity) + SUFFIX);
    }

    /** What the frames depend on, as a digest; null for a trace that cannot have a file. */
    private byte @Nullable [] identity(TraceSource source, String options)
            throws IOException, GeneralSecurityException {
        TraceSummary summary = source.summary();
        if (summary.seal() == null || summary.recording() == null) {
            return null;
        }
        StringBuilder text = new StringBuilder()
                .append(program.get())
                .append('\n')
                .append(options)
                .append('\n')
                .append(summary.recording())
                .append(' ')
                .append(summary.segment())
                .append(' ')
                .append(summary.seal().hex())
                .append(' ')
                .append(summary.fileBytes())
                .append(' ')
                .append(summary.lastSequence());
        for (String name : source.files()) {
            BasicFileAttributes file = Files.readAttributes(FileNames.path(name), BasicFileAttributes.class);
            if (!file.isRegularFile()) {
                return null;
            }
            text.append('\n').append(file.size()).append(' ').append(file.lastModifiedTime());
        }
        return MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** True if both are the same, found in a time that does not depend on where they differ. */
    static boolean same(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }

    static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }
}
