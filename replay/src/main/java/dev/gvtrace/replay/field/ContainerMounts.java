// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.text.Glob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The mounts of a container, read from the recorded fact {@code container.mounts}. If the mounts are known and none
 * matches, the text is {@code N/A}: official rules recognize harmless containers by this text. Without the fact the
 * field has no value.
 */
final class ContainerMounts {
    /** Parts of a mount: source, destination, mode, whether it is writable, propagation. */
    private static final int PARTS = 5;

    private static final String NO_SUCH_MOUNT = "N/A";

    private static final int SOURCE = 0;
    private static final int DESTINATION = 1;
    private static final int WHOLE = -1;

    private ContainerMounts() {}

    /** Finds the value of a container.mount field; null if the mounts are unknown. */
    interface MountText {
        @Nullable
        String of(Map<String, String> facts);
    }

    /** The reader of a field, from the name after {@code container.mount} and its number or pattern. */
    static MountText of(String field, String key) {
        int part = part(field);
        int keyPart = part == SOURCE ? DESTINATION : SOURCE;
        Integer number = WholeNumber.index(key);
        int index = number == null ? -1 : number;
        Glob pattern = Glob.compile(key, false);
        return facts -> {
            String all = facts.get("container.mounts");
            String found = all == null || all.isEmpty() ? null : find(all.split(" "), part, keyPart, index, pattern);
            return found == null && all != null ? NO_SUCH_MOUNT : found;
        };
    }

    private static int part(String field) {
        return switch (field) {
            case "container.mount.source" -> SOURCE;
            case "container.mount.dest" -> DESTINATION;
            case "container.mount.mode" -> 2;
            case "container.mount.rdwr" -> 3;
            case "container.mount.propagation" -> 4;
            default -> WHOLE;
        };
    }

    private static @Nullable String find(String[] mounts, int part, int keyPart, int index, Glob pattern) {
        if (index >= 0) {
            return index < mounts.length ? pick(mounts[index], part) : null;
        }
        for (String mount : mounts) {
            String value = pick(mount, keyPart);
            if (value != null && pattern.matches(value)) {
                return pick(mount, part);
            }
        }
        return null;
    }

    private static @Nullable String pick(String mount, int part) {
        if (part == WHOLE) {
            return mount;
        }
        List<String> parts = new ArrayList<>(PARTS);
        int from = 0;
        for (int colon = mount.indexOf(':'); colon >= 0; colon = mount.indexOf(':', from)) {
            parts.add(mount.substring(from, colon));
            from = colon + 1;
        }
        parts.add(mount.substring(from));
        return part < parts.size() ? parts.get(part) : null;
    }
}
