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

/** A decompressed block, and what is missing before it. The object and its memory are reused. */
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

    /** An array of at least this size; the caller has checked the limit. */
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

    /** What is missing between the previous block and this one; null for nothing. */
    @Nullable
    Gap gap() {
        return gap;
    }

    @Override
    public String toString() {
        return block + " after " + gap + " " + Arrays.toString(damage.toArray());
    }
}
