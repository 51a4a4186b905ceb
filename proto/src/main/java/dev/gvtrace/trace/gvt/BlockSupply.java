// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceFormat;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the selected blocks of one file, decompressed and in order, and counts the messages missing between them.
 * Not thread-safe; {@link ReadAhead} runs it on a thread of its own.
 */
final class BlockSupply implements Closeable {
    private final TraceBytes file;
    private final BlockOrder order;
    private final BlockReader reader;
    private final Selection selection;
    private final List<byte[]> containers;
    private long expected;
    private long lastNs;
    private long missing;
    private @Nullable String cause;

    BlockSupply(TraceBytes file, FileHeader header, @Nullable Footer footer, Selection selection) {
        this.file = file;
        this.selection = selection;
        order = new BlockOrder(file, header, footer);
        reader = new BlockReader(file, header);
        containers = selection.containerPrefixes();
        expected = header.sequenceBefore();
    }

    /** Fills {@code into} with the next selected block, or clears it at the end. */
    void next(LoadedBlock into) throws IOException {
        into.clear();
        while (true) {
            IndexedBlock block = order.next();
            noteDamage(into);
            if (block == null) {
                finish(into);
                return;
            }
            boolean wanted = isWanted(block);
            String failure = wanted ? reader.read(block, into) : null;
            if (wanted && failure == null && order.isIndexed() && reader.standsAnother(block, into)) {
                order.leaveIndex(block);
                continue;
            }
            BlockHeader header = block.header();
            noteMissing(into, block);
            expected = Math.max(expected, header.sequenceAfter());
            if (!wanted) {
                passed(header);
            } else if (unpack(block, failure, into)) {
                long first = header.firstReceived() == 0 ? header.firstTime() : header.firstReceived();
                into.setGap(takeGap(first));
                passed(header);
                return;
            }
        }
    }

    /** Records that no message is missing up to the end of a block. Imports have message times only. */
    private void passed(BlockHeader header) {
        lastNs = Totals.later(lastNs, header.lastReceived() == 0 ? header.lastTime() : header.lastReceived());
    }

    private void noteDamage(LoadedBlock into) {
        into.add(order.takeRemarks());
        List<Damage> found = order.takeDamage();
        into.add(found);
        for (Damage damage : found) {
            if (damage.losesRecords()) {
                cause = damage.what();
            }
        }
    }

    private void noteMissing(LoadedBlock into, IndexedBlock block) {
        long before = block.header().sequenceBefore();
        if (before > expected) {
            if (cause == null) {
                into.add(List.of(new Damage(file.name(), block.offset(), 0, "blocks are missing", true)));
                cause = "blocks are missing";
            }
            missing += before - expected;
        }
    }

    /** Decompresses a block, or an intact copy if it is damaged. */
    private boolean unpack(IndexedBlock block, @Nullable String unread, LoadedBlock into) throws IOException {
        IndexedBlock copy = block;
        String failure = unread == null ? reader.unpack(block, into) : unread;
        while (failure != null) {
            into.add(
                    List.of(new Damage(file.name(), copy.offset(), copy.header().size(), failure, true)));
            copy = order.copyOf(copy);
            noteDamage(into);
            if (copy == null) {
                cause = failure;
                missing += block.header().sequenceAfter() - block.header().sequenceBefore();
                return false;
            }
            failure = reader.load(copy, into);
        }
        Damage header = order.isIndexed() ? reader.headerDamage(block, into) : null;
        if (header != null) {
            into.add(List.of(header));
        }
        return true;
    }

    private @Nullable Gap takeGap(long until) {
        if (cause == null) {
            return null;
        }
        Gap gap = new Gap(lastNs, until, missing, "damage: " + cause);
        cause = null;
        missing = 0;
        return gap;
    }

    /** At the end missing messages cannot be counted, unless the file is sealed. */
    private void finish(LoadedBlock into) {
        Gap gap = takeGap(0);
        if (gap != null) {
            boolean counted = order.ending() == Ending.SEALED || order.ending() == Ending.BROKEN_SEAL;
            into.setGap(counted ? gap : new Gap(gap.fromNs(), 0, Gap.UNKNOWN, gap.cause()));
        }
    }

    /** Whether the block may contain selected records. Records other than messages are always selected. */
    private boolean isWanted(IndexedBlock block) {
        BlockHeader header = block.header();
        long lastSequence = header.sequenceAfter() + (header.has(TraceFormat.BLOCK_PIECE) ? 1 : 0);
        if (lastSequence < selection.sequences().first()
                || header.sequenceBefore() >= selection.sequences().last()) {
            return false;
        }
        if (header.has(TraceFormat.BLOCK_OTHER_RECORDS)) {
            return true;
        }
        boolean inTime =
                header.has(TraceFormat.BLOCK_UNTIMED) || selection.times().meets(header.firstTime(), header.lastTime());
        boolean inReceived = header.has(TraceFormat.BLOCK_UNRECEIVED)
                || selection.received().meets(header.firstReceived(), header.lastReceived());
        return inTime
                && inReceived
                && (header.types() & selection.types()) != 0
                && (containers.isEmpty() || block.containers().mayContain(containers));
    }

    @Override
    public void close() {
        reader.close();
    }
}
