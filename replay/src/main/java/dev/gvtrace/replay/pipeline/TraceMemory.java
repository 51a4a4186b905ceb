// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.frame.FrameCache;
import dev.gvtrace.replay.frame.KeyFrames;
import dev.gvtrace.trace.TraceSource;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a session keeps of one trace: its derived tables, and its key frames, where there is a cache in a file, too.
 * Thread-safe.
 */
final class TraceMemory {
    private final TraceSource source;
    private final @Nullable FrameCache cache;
    private final String options;
    private final KeptTables tables;
    private @Nullable KeyFrames loaded;

    /** Of a trace read with some options; room is what its tables may take. */
    TraceMemory(TraceSource source, @Nullable FrameCache cache, boolean resolved, AtomicLong room) {
        this.source = source;
        this.cache = cache;
        tables = new KeptTables(room);
        options = resolved ? "resolved" : "as opened";
    }

    /** These frames, without a file. */
    TraceMemory(TraceSource source, KeyFrames frames) {
        this(source, null, false, new AtomicLong());
        loaded = frames;
    }

    /** The tables that were asked for. */
    KeptTables tables() {
        return tables;
    }

    synchronized KeyFrames frames() {
        KeyFrames known = loaded;
        if (known == null) {
            known = cache == null ? new KeyFrames() : cache.load(source, options);
            loaded = known;
        }
        return known;
    }

    /** Saves the frames if a reading has added some. */
    synchronized void save() {
        if (cache != null) {
            cache.save(source, options, frames());
        }
    }
}
