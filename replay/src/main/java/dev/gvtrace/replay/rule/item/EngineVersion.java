// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.item;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A version of the rule engine or of a plugin.
 *
 * @param major versions with different ones do not fit
 * @param minor first to compare
 * @param patch second to compare
 */
public record EngineVersion(int major, int minor, int patch) implements Comparable<EngineVersion> {
    /** The version of the rule language that this engine follows. */
    public static final EngineVersion CURRENT = new EngineVersion(0, 63, 0);

    private static final int PARTS = 3;
    private static final int MAX_DIGITS = 9;

    /** Reads {@code x.y.z}, a pre-release or build suffix allowed; null if it is none. */
    public static @Nullable EngineVersion parse(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != '-' && text.charAt(end) != '+') {
            end++;
        }
        if (end == text.length() - 1) {
            return null;
        }
        String[] parts = text.substring(0, end).split("\\.", -1);
        if (parts.length != PARTS) {
            return null;
        }
        int[] numbers = new int[PARTS];
        for (int i = 0; i < PARTS; i++) {
            if (!isNumber(parts[i])) {
                return null;
            }
            numbers[i] = Integer.parseInt(parts[i]);
        }
        return new EngineVersion(numbers[0], numbers[1], numbers[2]);
    }

    /** Reads a plain number, which means 0.N.0, or {@code x.y.z}; null if it is neither. */
    public static @Nullable EngineVersion parseRequirement(String text) {
        return isNumber(text) ? new EngineVersion(0, Integer.parseInt(text), 0) : parse(text);
    }

    private static boolean isNumber(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS || (text.length() > 1 && text.charAt(0) == '0')) {
            return false;
        }
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** True if what was written for that version works with this one. */
    public boolean satisfies(EngineVersion required) {
        return major == required.major && compareTo(required) >= 0;
    }

    @Override
    public int compareTo(EngineVersion other) {
        if (major != other.major) {
            return Integer.compare(major, other.major);
        }
        return minor != other.minor ? Integer.compare(minor, other.minor) : Integer.compare(patch, other.patch);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d.%d.%d", major, minor, patch);
    }
}
