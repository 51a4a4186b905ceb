// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.TraceFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decompressed block, and what was found missing before it. The object and its memory are used again and again. */
final class LoadedBlock {
    private final List<Damage> damage = new ArrayList<>();
    private byte[] packed = {};
    private byte[] raw = {};
    private byte[] times = {};
    private @Nullable IndexedBlock block;
    private @Nullable Gap gap;

    void clear() {
        damage.clear();
        block = null;
        gap = null;
    }

    /** At least this much memory; the caller has checked the size against its limit. */
    byte[] packed(int size) {
        if (packed.length < size) {
            packed = new byte[Math.max(size, Math.min(2 * packed.length, TraceFormat.MAX_BLOCK_PAYLOAD))];
        }
        return packed;
    }

    byte[] raw(int size) {
        if (raw.length < size) {
            raw = new byte[Math.max(size, Math.min(2 * raw.length, TraceFormat.MAX_BLOCK_RAW))];
        }
        return raw;
    }

    byte[] times(int size) {
        if (times.length < size) {
            times = new byte[Math.max(size, Math.min(2 * times.length, TraceFormat.MAX_BLOCK_RAW))];
        }
        return times;
    }

    byte[] raw() {
        return raw;
    }

    byte[] times() {
        return times;
    }

    void set(IndexedBlock loaded) {
        block = loaded;
    }

    /** The block; null at the end of the file. */
    @Nullable
    IndexedBlock block() {
        return block;
    }

    void add(List<Damage> found) {
        damage.addAll(found);
    }

    void setGap(@Nullable Gap missing) {
        gap = missing;
    }

    List<Damage> damage() {
        return damage;
    }

    /** What is missing between the block before and this one; null for nothing. */
    @Nullable
    Gap gap() {
        return gap;
    }

    @Override
    public String toString() {
        return block + " after " + gap + " " + Arrays.toString(damage.toArray());
    }
}
