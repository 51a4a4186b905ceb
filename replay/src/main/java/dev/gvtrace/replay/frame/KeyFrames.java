// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The key frames of one trace, at most one in each interval of messages. As they become more or larger the interval is
 * doubled and every second one goes, so that memory and the time that it takes to make them are bounded. Thread-safe.
 */
public final class KeyFrames {
    private static final Bounds USUAL = new Bounds(1 << 14, 512, 32L << 20, 4);

    private final TreeMap<Long, KeyFrame> frames = new TreeMap<>();
    private final Bounds bounds;
    private long interval;
    private long bytes;
    private boolean changed;

    /**
     * How many frames there may be.
     *
     * @param shortest messages in the shortest interval
     * @param frames maximum number
     * @param bytes their maximum size in memory
     * @param bytesPerMessage maximum size of a frame before compression for each message of an interval: what it costs
     *     to make it
     */
    record Bounds(long shortest, int frames, long bytes, int bytesPerMessage) {}

    /** No frames yet. */
    public KeyFrames() {
        this(USUAL);
    }

    KeyFrames(Bounds bounds) {
        this.bounds = bounds;
        interval = bounds.shortest();
    }

    /** Frames of an earlier session, which have this interval. */
    KeyFrames(long interval, List<KeyFrame> known) {
        this(USUAL);
        this.interval = Math.max(this.interval, interval);
        known.forEach(this::add);
        changed = false;
    }

    /** No frames yet, without bounds: one for each so many messages. */
    public static KeyFrames every(long messages) {
        return new KeyFrames(new Bounds(messages, Integer.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE));
    }

    /** What is asked of a trace: the part and what is needed of it. */
    public interface Asked {
        /** True if reading may begin at this frame. */
        boolean allows(KeyFrame frame);
    }

    /** The last frame at which reading may begin; null if it has to begin at the beginning. */
    public synchronized @Nullable KeyFrame last(Asked asked) {
        for (KeyFrame frame : frames.descendingMap().values()) {
            if (asked.allows(frame)) {
                return frame;
            }
        }
        return null;
    }

    /** The first message after this one before which a frame may be made. */
    public synchronized long nextAfter(long sequence) {
        return (Math.floorDiv(sequence, interval) + 1) * interval;
    }

    /** True if there is none in the message's interval. */
    public synchronized boolean isMissing(long sequence) {
        long slot = Math.floorDiv(sequence, interval);
        Long first = frames.ceilingKey(slot * interval);
        return first == null || Math.floorDiv(first, interval) != slot;
    }

    /** Adds a frame, unless its interval has one. */
    public synchronized void add(KeyFrame frame) {
        if (!isMissing(frame.sequence())) {
            return;
        }
        frames.put(frame.sequence(), frame);
        bytes += frame.heldBytes();
        changed = true;
        while (interval < Long.MAX_VALUE / 4
                && (frames.size() > bounds.frames()
                        || bytes > bounds.bytes()
                        || frame.state().size() / bounds.bytesPerMessage() > interval)) {
            thinOut();
        }
    }

    private void thinOut() {
        interval *= 2;
        long slot = -1;
        for (KeyFrame frame : List.copyOf(frames.values())) {
            long its = Math.floorDiv(frame.sequence(), interval);
            if (its == slot || interval >= Long.MAX_VALUE / 4) {
                frames.remove(frame.sequence());
                bytes -= frame.heldBytes();
            }
            slot = its;
        }
    }

    /** Removes a frame that cannot be used. */
    public synchronized void remove(KeyFrame frame) {
        if (frames.remove(frame.sequence(), frame)) {
            bytes -= frame.heldBytes();
            changed = true;
        }
    }

    /** As many of them as take this many bytes, spread over the trace. */
    synchronized KeyFrames within(long most) {
        KeyFrames few = new KeyFrames(interval, all());
        while (!few.frames.isEmpty() && few.bytes > most) {
            few.thinOut();
        }
        return few;
    }

    synchronized long interval() {
        return interval;
    }

    /** All frames in the order of the trace. */
    public synchronized List<KeyFrame> all() {
        return new ArrayList<>(frames.values());
    }

    /** Whether frames were added or removed since the last call. */
    synchronized boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }
}
