// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import java.util.List;

/** A single record that is kept until it is written, as a cursor that is at it. */
final class HeldRecord implements RecordCursor {
    private final RecordKind kind;
    private final long sequence;
    private final long receivedNs;
    private final byte[] body;

    HeldRecord(RecordCursor from, byte[] body) {
        this.kind = from.kind();
        this.sequence = from.sequence();
        this.receivedNs = from.receivedNs();
        this.body = body;
    }

    @Override
    public boolean next() {
        return false;
    }

    @Override
    public RecordKind kind() {
        return kind;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public long receivedNs() {
        return receivedNs;
    }

    @Override
    public byte[] buffer() {
        return body;
    }

    @Override
    public int offset() {
        return 0;
    }

    @Override
    public int length() {
        return body.length;
    }

    @Override
    public List<Damage> damage() {
        return List.of();
    }

    @Override
    public void close() {}
}
