// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.item;

import dev.gvtrace.replay.filter.Nearest;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Says which known name a misspelt one is nearest to. */
public final class NearestName {
    /** Shorter words are like too many others. */
    private static final int SHORTEST = 3;

    private NearestName() {}

    /** {@code did you mean 'NAME'?}, null if no known name is near. */
    public static @Nullable String hint(String word, Collection<String> known) {
        String nearest = word.length() < SHORTEST ? null : Nearest.of(word, known);
        return nearest == null ? null : "did you mean '" + nearest + "'?";
    }
}
