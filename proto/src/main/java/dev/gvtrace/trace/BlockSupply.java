// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the wanted blocks of one file, decompressed, in order, and knows what is missing between them. Not
 * thread-safe; {@link ReadAhead} runs it on a thread of its own.
 */
final class BlockSupply implements Closeable {
    private final BytesAt file;
    private final BlockWalk walk;
    private final BlockReader reader;
    private final Selection selection;
    private final List<byte[]> containers;
    private long expected;
    private long lastNs;
    private long missing;
    private @Nullable String cause;

    BlockSupply(BytesAt file, FileHeader header, @Nullable Footer footer, Selection selection) {
        this.file = file;
        this.selection = selection;
        walk = new BlockWalk(file, header, footer, true);
        reader = new BlockReader(file, header);
        containers = selection.containerPrefixes();
        expected = header.sequenceBefore();
    }

    /** Fills {@code into} with the next wanted block, or with none at the end. */
    void next(LoadedBlock into) throws IOException {
        into.clear();
        while (true) {
            IndexedBlock block = walk.next();
            noteDamage(into);
            if (block == null) {
                finish(into);
                return;
            }
            BlockHeader header = block.header();
            noteMissing(into, block);
            expected = Math.max(expected, header.sequenceAfter());
            if (!isWanted(block)) {
                passed(header);
            } else if (load(block, into)) {
                long first = header.firstReceived() == 0 ? header.firstTime() : header.firstReceived();
                into.setGap(takeGap(first));
                passed(header);
                return;
            }
        }
    }

    /** Nothing is missing up to the end of a block, for all that is known. Imports have message times only. */
    private void passed(BlockHeader header) {
        lastNs = Totals.later(lastNs, header.lastReceived() == 0 ? header.lastTime() : header.lastReceived());
    }

    private void noteDamage(LoadedBlock into) {
        List<Damage> found = walk.takeDamage();
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
        } else if (before < expected) {
            into.add(List.of(new Damage(file.name(), block.offset(), 0, "block out of order", false)));
        }
    }

    private boolean load(IndexedBlock block, LoadedBlock into) throws IOException {
        String failure = reader.load(block, into);
        if (failure == null) {
            Damage header = walk.isIndexed() ? reader.headerDamage(block, into) : null;
            if (header != null) {
                into.add(List.of(header));
            }
            return true;
        }
        into.add(List.of(new Damage(file.name(), block.offset(), block.header().size(), failure, true)));
        cause = failure;
        missing += block.header().sequenceAfter() - block.header().sequenceBefore();
        return false;
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

    /** At the end: what is missing there nobody can count, unless the file is sealed. */
    private void finish(LoadedBlock into) {
        Gap gap = takeGap(0);
        if (gap != null) {
            boolean counted = walk.ending() == Ending.SEALED || walk.ending() == Ending.BROKEN_SEAL;
            into.setGap(counted ? gap : new Gap(gap.fromNs(), 0, Gap.UNKNOWN, gap.cause()));
        }
    }

    /** Whether anything wanted may be in the block. Records other than messages are wanted wherever they are. */
    private boolean isWanted(IndexedBlock block) {
        BlockHeader header = block.header();
        long lastSequence = header.sequenceAfter() + (header.has(TraceFormat.BLOCK_PIECE) ? 1 : 0);
        if (lastSequence < selection.fromSequence() || header.sequenceBefore() >= selection.toSequence()) {
            return false;
        }
        if (header.has(TraceFormat.BLOCK_OTHER_RECORDS)) {
            return true;
        }
        boolean inTime = header.has(TraceFormat.BLOCK_UNTIMED)
                || (header.lastTime() >= selection.fromTimeNs() && header.firstTime() <= selection.toTimeNs());
        boolean inReceived = header.has(TraceFormat.BLOCK_UNRECEIVED)
                || (header.lastReceived() >= selection.fromReceivedNs()
                        && header.firstReceived() <= selection.toReceivedNs());
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
