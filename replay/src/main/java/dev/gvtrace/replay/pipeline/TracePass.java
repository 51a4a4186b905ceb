// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.SilentThread;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.Needs;
import dev.gvtrace.replay.table.RowOutput;
import dev.gvtrace.replay.table.Scan;
import dev.gvtrace.replay.table.TraceScan;
import dev.gvtrace.text.Text;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Passes one reading of a trace to several scans. Not thread-safe. */
final class TracePass implements ReplayListener {
    private final TraceScan[] scans;
    private final RowOutput[] outputs;
    private final BooleanSupplier cancelled;
    /** The event after which the reading ends; 0 for none. */
    private final long lastAsked;

    private long events;

    /** Creates a pass for these scans, whose rows go to the outputs. */
    TracePass(List<Scan> scans, List<RowOutput> outputs, BooleanSupplier cancelled) {
        this.outputs = outputs.toArray(new RowOutput[0]);
        this.scans = new TraceScan[this.outputs.length];
        for (int i = 0; i < this.scans.length; i++) {
            this.scans[i] = scans.get(i).start().in(this.outputs[i]);
        }
        this.cancelled = cancelled;
        Moment to = scans.get(0).to();
        this.lastAsked = to.kind() == Moment.Kind.EVENT ? to.value() : 0;
    }

    @Override
    public Needs needs() {
        Needs all = Needs.END;
        for (TraceScan scan : scans) {
            Needs each = scan.needs();
            all = each.compareTo(all) < 0 ? each : all;
        }
        return all;
    }

    @Override
    public void beginsAfter(long before) {
        events = before;
    }

    @Override
    public boolean wantsMessages() {
        for (TraceScan scan : scans) {
            if (scan.wantsMessages()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean message(long sequence, long receivedNs, byte[] packet, int offset, int length) {
        boolean wanted = false;
        for (int i = 0; i < scans.length; i++) {
            if (!outputs[i].isDone() && scans[i].wantsMessages()) {
                scans[i].message(sequence, receivedNs, packet, offset, length);
            }
            wanted |= !outputs[i].isDone();
        }
        return wanted;
    }

    /** The number of the last event; another thread may see one of a moment ago. */
    long events() {
        return events;
    }

    @Override
    public boolean event(EventContext event) {
        events = event.number();
        boolean wanted = false;
        for (int i = 0; i < scans.length; i++) {
            if (!outputs[i].isDone()) {
                scans[i].event(event);
                wanted |= !outputs[i].isDone();
            }
        }
        return wanted && !cancelled.getAsBoolean();
    }

    @Override
    public void gap(long fromNs, long toNs, long lost, Text cause) {
        for (int i = 0; i < scans.length; i++) {
            if (!outputs[i].isDone()) {
                scans[i].gap(fromNs, toNs, lost, cause);
            }
        }
    }

    @Override
    public void violation(long receivedNs, String detail) {
        for (int i = 0; i < scans.length; i++) {
            if (!outputs[i].isDone()) {
                scans[i].violation(receivedNs, detail);
            }
        }
    }

    @Override
    public void silent(SilentThread thread) {
        for (int i = 0; i < scans.length; i++) {
            if (!outputs[i].isDone()) {
                scans[i].silent(thread);
            }
        }
    }

    @Override
    public void end(SandboxState state, boolean complete) {
        if (cancelled.getAsBoolean()) {
            return;
        }
        if (events < lastAsked) {
            outputs[0].note("there is no evt:" + lastAsked + ": the trace ends with evt:" + events);
        }
        for (int i = 0; i < scans.length; i++) {
            if (!outputs[i].isDone()) {
                scans[i].end(state, complete);
            }
            outputs[i].flush();
        }
    }
}
