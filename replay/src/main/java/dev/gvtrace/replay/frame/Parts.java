// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.frame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The classes of a state: those whose objects are written, and what of them is left out because it can be made again.
 * A field of a class that is in neither list is an error of the program, so that a new field is never forgotten.
 * Filled by the packages that own the classes; not thread-safe while it is filled.
 */
public final class Parts {
    private final List<Class<?>> kept = new ArrayList<>();
    private final Set<Class<?>> left = new HashSet<>();
    private final Map<Class<?>, Set<String>> leftFields = new HashMap<>();

    /** Objects of these classes are written, with all fields. */
    public Parts keep(Class<?>... classes) {
        kept.addAll(Arrays.asList(classes));
        return this;
    }

    /** Fields of these types are left out. */
    public Parts leave(Class<?>... types) {
        left.addAll(Arrays.asList(types));
        return this;
    }

    /** These fields of a class are left out. */
    public Parts leaveFields(Class<?> owner, String... fields) {
        leftFields.computeIfAbsent(owner, none -> new HashSet<>()).addAll(Arrays.asList(fields));
        return this;
    }

    List<Class<?>> kept() {
        return kept;
    }

    boolean keeps(Class<?> type) {
        return kept.contains(type);
    }

    boolean leaves(Class<?> owner, String field, Class<?> type) {
        return left.contains(type) || leftFields.getOrDefault(owner, Set.of()).contains(field);
    }

    /** The names of fields to leave out that a class does not have. */
    List<String> unknownFields() {
        List<String> unknown = new ArrayList<>();
        leftFields.forEach((owner, names) -> names.forEach(name -> {
            if (Arrays.stream(owner.getDeclaredFields())
                    .noneMatch(field -> field.getName().equals(name))) {
                unknown.add(owner.getName() + '.' + name);
            }
        }));
        return unknown;
    }
}
