// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.detail;

import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.Needs;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Scan;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.replay.table.TraceScan;
import java.util.List;
import java.util.function.Consumer;

/**
 * A table without rows that shows an event, with the state after it, to a visitor: a scan of it reads a trace as far as
 * the event. The visitor runs on the thread that reads the trace.
 */
public final class EventVisit implements Table {
    private static final TableSchema SCHEMA = new TableSchema("visit", "An event that is visited.", List.of());

    private final Consumer<EventContext> visitor;
    /** The packet that was received last before the event is made; 0 if none was. */
    private volatile long lastSequence;

    /** A visit by a visitor that may not keep the event. */
    public EventVisit(Consumer<EventContext> visitor) {
        this.visitor = visitor;
    }

    /**
     * The request that shows the event of a number. It begins with the event before, so that in the same reading fields
     * about the time since then have their values.
     */
    public static ScanRequest of(long event) {
        return ScanRequest.of(SCHEMA.name())
                .between(new Moment(Moment.Kind.EVENT, Math.max(1, event - 1)), new Moment(Moment.Kind.EVENT, event));
    }

    @Override
    public TableSchema schema() {
        return SCHEMA;
    }

    @Override
    public Scan scan(ScanRequest request) throws RequestException {
        Moment event = request.to();
        if (event == null || event.kind() != Moment.Kind.EVENT) {
            throw new RequestException("table 'visit' shows a single event");
        }
        return new Scan(SCHEMA, request.from(), event, out -> new TraceScan() {
            @Override
            public Needs needs() {
                return Needs.PART;
            }

            @Override
            public boolean wantsMessages() {
                return true;
            }

            @Override
            public void message(long sequence, long receivedNs, byte[] packet, int offset, int length) {
                lastSequence = sequence;
            }

            @Override
            public void event(EventContext context) {
                if (context.number() == event.value()) {
                    visitor.accept(context);
                }
            }
        });
    }

    /** The sequence number of the last packet that was received before the event was made; 0 if there is none. */
    public long lastSequence() {
        return lastSequence;
    }
}
