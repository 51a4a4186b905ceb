// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.util.ArrayList;
import java.util.List;

/** A list of damage of bounded size: a hostile file can have more damage than fits in memory. Not thread-safe. */
public final class DamageLog {
    /** The number of entries; the last one stands for all further damage. */
    public static final int MOST = 1000;

    private final List<Damage> ranges = new ArrayList<>();

    public void add(Damage damage) {
        if (ranges.size() < MOST) {
            ranges.add(damage);
            return;
        }
        Damage last = ranges.get(MOST - 1);
        long length = last.file().equals(damage.file())
                ? Math.max(last.length(), damage.offset() + damage.length() - last.offset())
                : last.length();
        boolean loses = last.losesRecords() || damage.losesRecords();
        ranges.set(
                MOST - 1, new Damage(last.file(), last.offset(), length, "damaged in more places than listed", loses));
    }

    public void addAll(List<Damage> damage) {
        damage.forEach(this::add);
    }

    public List<Damage> toList() {
        return List.copyOf(ranges);
    }
}
