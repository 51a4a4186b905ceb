// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cursor whose records are those of another one, except for what a subclass changes. */
public abstract class ForwardingCursor implements RecordCursor {
    /** The cursor that is read now. */
    protected abstract RecordCursor cursor();

    @Override
    public boolean next() {
        return cursor().next();
    }

    @Override
    public RecordKind kind() {
        return cursor().kind();
    }

    @Override
    public long sequence() {
        return cursor().sequence();
    }

    @Override
    public long receivedNs() {
        return cursor().receivedNs();
    }

    @Override
    public byte[] buffer() {
        return cursor().buffer();
    }

    @Override
    public int offset() {
        return cursor().offset();
    }

    @Override
    public int length() {
        return cursor().length();
    }

    @Override
    public @Nullable SplitMessage split() {
        return cursor().split();
    }

    @Override
    public List<Damage> damage() {
        return cursor().damage();
    }

    @Override
    public void close() {
        cursor().close();
    }
}
