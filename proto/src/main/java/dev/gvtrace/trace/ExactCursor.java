// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Omits the messages of another cursor that are not in a selection. */
final class ExactCursor implements RecordCursor {
    private final RecordCursor all;
    private final Selection selection;
    private final MessageIndexer indexer;
    private final MessageIndex index = new MessageIndex();
    private final List<byte[]> containers;

    ExactCursor(RecordCursor all, Selection selection, MessageIndexer indexer) {
        this.all = all;
        this.selection = selection;
        this.indexer = indexer;
        this.containers = selection.containerPrefixes();
    }

    @Override
    public boolean next() {
        while (all.next()) {
            if (all.kind() != RecordKind.MESSAGE || isWanted()) {
                return true;
            }
        }
        return false;
    }

    private boolean isWanted() {
        if (!selection.sequences().contains(all.sequence())) {
            return false;
        }
        long received = all.receivedNs();
        if (received != 0 && !selection.received().contains(received)) {
            return false;
        }
        index.clear();
        indexer.index(all.buffer(), all.offset(), all.length(), index);
        long time = index.timeNs();
        return (time == 0 || selection.times().contains(time))
                && (Selection.typeBit(index.type()) & selection.types()) != 0
                && (containers.isEmpty()
                        || Selection.startsWithAny(
                                containers, all.buffer(), index.containerOffset(), index.containerLength()));
    }

    @Override
    public RecordKind kind() {
        return all.kind();
    }

    @Override
    public long sequence() {
        return all.sequence();
    }

    @Override
    public long receivedNs() {
        return all.receivedNs();
    }

    @Override
    public byte[] buffer() {
        return all.buffer();
    }

    @Override
    public int offset() {
        return all.offset();
    }

    @Override
    public int length() {
        return all.length();
    }

    @Override
    public @Nullable SplitMessage split() {
        return all.split();
    }

    @Override
    public List<Damage> damage() {
        return all.damage();
    }

    @Override
    public void close() {
        all.close();
    }
}
