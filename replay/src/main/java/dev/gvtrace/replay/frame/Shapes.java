// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.frame;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of all classes of a state, their constants, and the places of a state: the objects that its constructors
 * make. Both sides number constants and places in the same order, so that neither is written. Thread-safe.
 */
public final class Shapes {
    private final Parts parts;
    private final List<Shape> shapes = new ArrayList<>();
    private final Map<Class<?>, Integer> numbers = new HashMap<>();
    private final List<Object> constants = new ArrayList<>();

    /**
     * Reads the classes.
     *
     * @throws IllegalArgumentException if a field is neither kept nor left out
     */
    public Shapes(Parts parts) {
        this.parts = parts;
        if (!parts.unknownFields().isEmpty()) {
            throw new IllegalArgumentException("no such fields: " + parts.unknownFields());
        }
        for (Class<?> type : parts.kept()) {
            numbers.put(type, shapes.size());
            shapes.add(Shape.of(type, parts));
        }
        Set<Object> seen = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
        for (Class<?> type : parts.kept()) {
            addConstants(type, seen);
        }
    }

    private void addConstants(Class<?> type, Set<Object> seen) {
        List<Field> fields = new ArrayList<>(List.of(type.getDeclaredFields()));
        fields.sort(Comparator.comparing(Field::getName));
        for (Field field : fields) {
            if (Modifier.isStatic(field.getModifiers())
                    && Modifier.isFinal(field.getModifiers())
                    && !field.isSynthetic()) {
                field.setAccessible(true);
                Object value = get(field, null);
                if (value != null && isConstant(value) && seen.add(value)) {
                    constants.add(value);
                }
            }
        }
    }

    private boolean isConstant(Object value) {
        Class<?> type = value.getClass();
        return value instanceof List
                || value instanceof byte[] bytes && bytes.length == 0
                || value instanceof Object[] objects && objects.length == 0 && numbers.containsKey(type.componentType())
                || numbers.containsKey(type) && !type.isEnum();
    }

    static @Nullable Object get(Field field, @Nullable Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The constants, then the places below the roots, in an order that depends on the classes only. */
    List<Object> known(Collection<?> roots) {
        List<Object> known = new ArrayList<>(constants);
        known.addAll(places(roots));
        return known;
    }

    int constants() {
        return constants.size();
    }

    private List<Object> places(Collection<?> roots) {
        List<Object> places = new ArrayList<>();
        Set<Object> seen = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
        seen.addAll(constants);
        for (Object root : roots) {
            if (seen.add(root)) {
                places.add(root);
            }
        }
        for (int i = 0; i < places.size(); i++) {
            Shape shape = of(places.get(i).getClass());
            if (shape != null) {
                for (Field field : shape.fields()) {
                    Object value = field.getType().isPrimitive() ? null : get(field, places.get(i));
                    if (value != null && Shape.isPlace(field, value, parts) && seen.add(value)) {
                        places.add(value);
                    }
                }
            }
        }
        return places;
    }

    /** The shape of a class; null for collections, arrays and texts. */
    @Nullable
    Shape of(Class<?> type) {
        Integer number = numbers.get(type);
        return number == null ? null : shapes.get(number);
    }

    int number(Shape shape) {
        Integer number = numbers.get(shape.type());
        if (number == null) {
            throw new IllegalArgumentException(shape.type() + " has another table of classes");
        }
        return number;
    }

    Shape shape(long number) throws FrameException {
        if (number < 0 || number >= shapes.size()) {
            throw new FrameException("class number " + number);
        }
        return shapes.get((int) number);
    }

    /** A text that changes with the classes: bytes written with another one cannot be read. */
    public String layout() {
        StringBuilder text = new StringBuilder();
        shapes.forEach(shape -> text.append(shape.layout()));
        return text.append(constants.size()).toString();
    }
}
