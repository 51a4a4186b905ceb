// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.anchor;

import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.trace.ChainHead;
import dev.gvtrace.trace.ChainListener;
import dev.gvtrace.trace.LedgerHead;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The outputs for anchors. Each gets every head and has its own chain and thread, so that none delays another, or
 * recording. Any thread.
 */
public final class Anchors implements ChainListener {
    private final List<AnchorOutput> outputs;

    /** The outputs that were asked for. */
    Anchors(List<AnchorOutput> outputs) {
        this.outputs = List.copyOf(outputs);
    }

    /** No outputs. */
    public static Anchors none() {
        return new Anchors(List.of());
    }

    @Override
    public void file(ChainHead head) {
        for (AnchorOutput output : outputs) {
            output.file(head);
        }
    }

    @Override
    public void ledger(LedgerHead head) {
        for (AnchorOutput output : outputs) {
            output.ledger(head);
        }
    }

    /** What receives the heads: nothing if there are no outputs. */
    public ChainListener listener() {
        return outputs.isEmpty() ? ChainListener.NONE : this;
    }

    /**
     * Begins to send.
     *
     * @throws IOException when a thread cannot be created
     */
    public void begin(StandingThreads threads) throws IOException {
        for (AnchorOutput output : outputs) {
            output.begin(threads);
        }
    }

    /** To be called about once a second, by one thread: ends deliveries that take too long. */
    public void check() {
        outputs.forEach(AnchorOutput::check);
    }

    /** Opens files, and reads secrets, again. */
    public void refresh() {
        outputs.forEach(AnchorOutput::refresh);
    }

    /** Why an output fails now. */
    public Optional<String> trouble() {
        return outputs.stream()
                .filter(output -> output.trouble() != null)
                .map(output -> "anchors to " + output.name() + ": " + output.trouble())
                .findFirst();
    }

    /**
     * After the ledger's last line: sends the last anchor, as long as this.
     *
     * @return false if one of the outputs has not taken it
     */
    public boolean close(long milliseconds) throws InterruptedException {
        long nanoseconds = TimeUnit.MILLISECONDS.toNanos(milliseconds);
        outputs.forEach(output -> output.beginClosing(nanoseconds));
        boolean complete = true;
        for (AnchorOutput output : outputs) {
            complete &= output.close();
        }
        return complete;
    }

    /** The outputs, in the order of the command line. */
    public List<AnchorOutput> all() {
        return outputs;
    }
}
