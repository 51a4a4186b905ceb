// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.frame.FrameCache;
import dev.gvtrace.replay.frame.KeyFrames;
import dev.gvtrace.trace.TraceSource;
import org.jspecify.annotations.Nullable;

/** The key frames of one trace: in memory, and where there is a cache, in its file. Thread-safe. */
final class TraceFrames {
    private final TraceSource source;
    private final @Nullable FrameCache cache;
    private final String options;
    private @Nullable KeyFrames loaded;

    /** Frames of a trace read with some options. */
    TraceFrames(TraceSource source, @Nullable FrameCache cache, boolean resolved) {
        this.source = source;
        this.cache = cache;
        options = resolved ? "resolved" : "as opened";
    }

    /** These frames, without a file. */
    TraceFrames(TraceSource source, KeyFrames frames) {
        this(source, null, false);
        loaded = frames;
    }

    synchronized KeyFrames all() {
        KeyFrames known = loaded;
        if (known == null) {
            known = cache == null ? new KeyFrames() : cache.load(source, options);
            loaded = known;
        }
        return known;
    }

    /** Saves them if a reading has added some. */
    synchronized void save() {
        if (cache != null) {
            cache.save(source, options, all());
        }
    }
}
