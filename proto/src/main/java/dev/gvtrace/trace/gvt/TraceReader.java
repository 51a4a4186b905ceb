// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.CorruptTraceException;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.DamageLog;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One {@code .gvt} file, opened for reading. Mirrored by {@link TraceWriter}. Thread-safe, except for its cursors.
 */
public final class TraceReader implements TraceSource {
    private static final Opening UNKNOWN = Opening.builder(TraceOrigin.LIVE, 0).build();

    private final TraceBytes file;
    private final FileHeader header;
    private final @Nullable Footer footer;
    private @Nullable Opening opening;
    private @Nullable Scan scan;

    private TraceReader(TraceBytes file, FileHeader header, @Nullable Footer footer) {
        this.file = file;
        this.header = header;
        this.footer = footer;
    }

    /**
     * Whether a file is in this layout, by its first bytes.
     *
     * @throws CorruptTraceException when they cannot be read
     */
    public static boolean recognizes(TraceBytes file) throws IOException {
        return file.startsWith(TraceFormat.FILE_MAGIC);
    }

    /** Opens a file in this layout; closes it when that fails. */
    public static TraceReader open(TraceBytes file) throws IOException {
        try {
            FileHeader header = FileHeader.read(file);
            return new TraceReader(file, header, findFooter(file, header));
        } catch (UncheckedIOException e) {
            file.close();
            throw new IOException(e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** A reader for a file whose header and footer were already read; it does not close the file. */
    static TraceReader of(TraceBytes file, FileHeader header, @Nullable Footer footer) {
        return new TraceReader(file, header, footer);
    }

    /** Opens a file with a lost header, using its first block; null when there is none. */
    public static @Nullable TraceReader salvage(TraceBytes file) throws IOException {
        IndexedBlock first = BlockWalk.findFirst(file);
        if (first == null) {
            return null;
        }
        byte[] mark = new byte[TraceFormat.MARK_BYTES];
        String failure = file.read(first.offset(), mark, 0, mark.length);
        if (failure != null) {
            throw new IOException(file.name() + ": " + failure);
        }
        FileHeader header = FileHeader.salvaged(
                TraceFormat.id(mark, TraceFormat.MAGIC_BYTES), first.header().sequenceBefore(), first.offset());
        return new TraceReader(file, header, findFooter(file, header));
    }

    static @Nullable Footer findFooter(TraceBytes file, FileHeader header) throws IOException {
        int size = Footer.announcedAtEnd(file);
        return size == 0 || size > file.size() - header.firstBlock()
                ? null
                : Footer.read(file, header, file.size() - size, size);
    }

    /** Whether the file ends with a footer that can be read. */
    public static boolean isSealed(TraceBytes file, FileHeader header) throws IOException {
        return findFooter(file, header) != null;
    }

    private Opening findOpening() {
        try (RecordCursor cursor = records(Selection.all().sequences(0, header.sequenceBefore() + 1))) {
            boolean found = cursor.next() && cursor.kind() == RecordKind.OPENING;
            return found ? Opening.decode(cursor.buffer(), cursor.offset(), cursor.length()) : UNKNOWN;
        }
    }

    @Override
    public synchronized Opening opening() {
        Opening known = opening;
        if (known == null) {
            known = findOpening();
            opening = known;
        }
        return known;
    }

    @Override
    public RecordCursor records(Selection selection) {
        return selection.of(new BlockCursor(file, header, footer, selection, 0));
    }

    @Override
    public List<String> files() {
        return List.of(file.name());
    }

    @Override
    public TraceSummary summary() {
        Scan found = scan();
        return summary(found, List.of(file.name()), file.size(), found.damage, seal());
    }

    /** Makes a summary from the results of scans. */
    TraceSummary summary(Scan found, List<String> files, long bytes, List<Damage> damage, @Nullable Seal last) {
        Totals totals = found.totals;
        return new TraceSummary(
                "gvt",
                files,
                header.recording(),
                header.segment(),
                found.ending,
                totals.messages(),
                totals.packetBytes(),
                bytes,
                totals.blocks(),
                totals.rawBytes(),
                totals.messages() == 0 ? 0 : totals.sequence(),
                totals.firstTime(),
                totals.lastTime(),
                totals.firstReceived(),
                totals.lastReceived(),
                totals.types(),
                totals.containers().names(),
                !totals.containers().isIncomplete(),
                totals.gaps(),
                totals.lost(),
                damage,
                last);
    }

    /** The content of the footer or the block headers; read once. */
    synchronized Scan scan() {
        Scan known = scan;
        if (known == null) {
            known = footer == null || footer.blocks() == null
                    ? walk()
                    : new Scan(footer.totals(), Ending.SEALED, List.of());
            scan = known;
        }
        return known;
    }

    private Scan walk() {
        try {
            BlockOrder blocks = new BlockOrder(file, header, footer);
            Totals totals = new Totals(header.sequenceBefore());
            DamageLog damage = new DamageLog();
            IndexedBlock block = blocks.next();
            while (block != null) {
                totals.add(block.header(), block.containers());
                damage.addAll(blocks.takeDamage());
                damage.addAll(blocks.takeRemarks());
                block = blocks.next();
            }
            damage.addAll(blocks.takeDamage());
            damage.addAll(blocks.takeRemarks());
            return new Scan(totals, blocks.ending(), damage.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(file.name() + ": " + e.getMessage(), e);
        }
    }

    @Nullable
    Seal seal() {
        return footer == null
                ? null
                : new Seal(header.recording(), header.segment(), footer.totals().sequence(), footer.seal());
    }

    /** Id of the recording that the file belongs to. */
    public UUID recording() {
        return header.recording();
    }

    /** Number of the file in its recording, from 0. */
    public int segment() {
        return header.segment();
    }

    /** Where the first block starts. */
    public long firstBlock() {
        return header.firstBlock();
    }

    /** Whether the recording has other files, according to this one. */
    public boolean hasOtherSegments() {
        return header.segment() > 0 || (footer != null && footer.isContinued());
    }

    @Nullable
    Footer footer() {
        return footer;
    }

    FileHeader header() {
        return header;
    }

    TraceBytes file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** The result of a walk over a file's blocks, or of reading its footer. */
    static final class Scan {
        final Totals totals;
        final Ending ending;
        final List<Damage> damage;

        Scan(Totals totals, Ending ending, List<Damage> damage) {
            this.totals = totals;
            this.ending = ending;
            this.damage = new ArrayList<>(damage);
        }
    }
}
