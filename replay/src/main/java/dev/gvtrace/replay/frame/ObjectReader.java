// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.frame;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Restores what {@link ObjectWriter} wrote, into roots that their constructors have made with the same options. Makes
 * objects of the classes of the state only. Used once, by one thread.
 */
public final class ObjectReader {
    private final Shapes shapes;
    private final ByteInput in;
    /** By number: null, constants, places, all others. */
    private final List<@Nullable Object> objects = new ArrayList<>();
    /** For lists and maps that do not change later: what is filled instead. By number, as above. */
    private final List<@Nullable Object> filled = new ArrayList<>();

    private ObjectReader(Shapes shapes, byte[] bytes) {
        this.shapes = shapes;
        in = new ByteInput(bytes);
    }

    /**
     * Gives the roots the values in the bytes. After an exception they are useless.
     *
     * @throws FrameException if the bytes were not written with these shapes
     */
    public static void read(Shapes shapes, byte[] bytes, Object... roots) throws FrameException {
        try {
            new ObjectReader(shapes, bytes).read(List.of(roots));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new FrameException("values that do not fit: " + e, e);
        }
    }

    private void read(List<Object> roots) throws FrameException, ReflectiveOperationException {
        List<Object> known = shapes.known(roots);
        add(null, null);
        known.forEach(object -> add(object, object));
        int first = objects.size();
        int count = in.length();
        List<Integer> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            head(records);
        }
        for (int number : records) {
            record(number);
        }
        for (int i = 1 + shapes.constants(); i < objects.size(); i++) {
            Object object = filled.get(i);
            if (object != null) {
                body(object, i < first);
            }
        }
        if (in.left() != 0) {
            throw new FrameException("bytes after the end");
        }
        for (Object object : objects) {
            if (object instanceof Restored restored) {
                restored.restored();
            }
        }
    }

    private void add(@Nullable Object object, @Nullable Object toFill) {
        objects.add(object);
        filled.add(toFill);
    }

    private void head(List<Integer> records) throws FrameException, ReflectiveOperationException {
        long kind = in.count();
        if (kind < ObjectWriter.FIRST_CLASS) {
            simple((int) kind);
            return;
        }
        Shape shape = shapes.shape(kind - ObjectWriter.FIRST_CLASS);
        if (shape.isRecord()) {
            records.add(objects.size());
            // Its class until its values are known.
            add(shape, null);
        } else if (shape.isEnum()) {
            Object[] constants = shape.type().getEnumConstants();
            long ordinal = in.count();
            if (ordinal < 0 || ordinal >= constants.length) {
                throw new FrameException("constant " + ordinal + " of " + shape.type());
            }
            add(constants[(int) ordinal], null);
        } else {
            Object made = shape.make();
            add(made, made);
        }
    }

    private void simple(int kind) throws FrameException {
        switch (kind) {
            case ObjectWriter.TEXT -> add(in.text(), null);
            case ObjectWriter.INTEGER -> add((int) in.number(), null);
            case ObjectWriter.PLAIN -> add(new Object(), null);
            case ObjectWriter.LIST -> {
                List<Object> list = new ArrayList<>(in.length());
                add(list, list);
            }
            case ObjectWriter.FIXED_LIST -> {
                int size = in.length();
                List<Object> list = new ArrayList<>(size);
                add(size == 0 ? List.of() : Collections.unmodifiableList(list), list);
            }
            case ObjectWriter.QUEUE -> {
                ArrayDeque<Object> queue = new ArrayDeque<>();
                add(queue, queue);
            }
            case ObjectWriter.MAP, ObjectWriter.FIXED_MAP -> {
                Map<Object, Object> map = new LinkedHashMap<>();
                add(kind == ObjectWriter.MAP ? map : Collections.unmodifiableMap(map), map);
            }
            default -> array(kind);
        }
    }

    private void array(int kind) throws FrameException {
        Object array = switch (kind) {
            case ObjectWriter.BYTES -> new byte[in.length()];
            case ObjectWriter.INTS -> new int[in.length()];
            case ObjectWriter.OBJECTS -> Array.newInstance(component(in.count()), in.length());
            default -> throw new FrameException("kind " + kind);
        };
        add(array, array);
    }

    private Class<?> component(long number) throws FrameException {
        if (number == ObjectWriter.OF_OBJECT) {
            return Object.class;
        }
        return number == ObjectWriter.OF_TEXT
                ? String.class
                : shapes.shape(number - ObjectWriter.FIRST_OF_CLASS).type();
    }

    private void record(int number) throws FrameException, ReflectiveOperationException {
        if (!(referred(number) instanceof Shape shape)) {
            throw new FrameException("record " + number);
        }
        List<Field> fields = shape.fields();
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(fields.get(i).getType());
        }
        objects.set(number, shape.make(values));
    }

    private @Nullable Object referred(long number) throws FrameException {
        if (number < 0 || number >= objects.size()) {
            throw new FrameException("object " + number);
        }
        return objects.get((int) number);
    }

    private @Nullable Object value(Class<?> type) throws FrameException {
        if (type == boolean.class) {
            return in.raw() != 0;
        }
        if (!type.isPrimitive()) {
            return referred(in.count());
        }
        long number = in.number();
        if (type == int.class) {
            return (int) number;
        }
        if (type == long.class) {
            return number;
        }
        if (type == byte.class) {
            return (byte) number;
        }
        if (type == short.class) {
            return (short) number;
        }
        if (type == char.class) {
            return (char) number;
        }
        double decimal = Double.longBitsToDouble(number);
        return type == double.class ? (Object) decimal : (Object) (float) decimal;
    }

    @SuppressWarnings("unchecked")
    private void body(Object object, boolean isPlace) throws FrameException, ReflectiveOperationException {
        Shape shape = shapes.of(object.getClass());
        if (shape != null) {
            for (Field field : shape.fields()) {
                if (!isPlace || !Modifier.isFinal(field.getModifiers())) {
                    field.set(object, value(field.getType()));
                }
            }
        } else if (object instanceof Collection<?>) {
            Collection<@Nullable Object> all = (Collection<@Nullable Object>) object;
            all.clear();
            for (int left = in.length(); left > 0; left--) {
                all.add(referred(in.count()));
            }
        } else if (object instanceof Map<?, ?>) {
            Map<@Nullable Object, @Nullable Object> map = (Map<@Nullable Object, @Nullable Object>) object;
            map.clear();
            for (int left = in.length(); left > 0; left--) {
                map.put(referred(in.count()), referred(in.count()));
            }
        } else if (object instanceof byte[] bytes) {
            in.raw(bytes);
        } else if (object instanceof int[] ints) {
            for (int i = 0; i < ints.length; i++) {
                ints[i] = (int) in.number();
            }
        } else {
            Object[] all = (Object[]) object;
            for (int i = 0; i < all.length; i++) {
                all[i] = referred(in.count());
            }
        }
    }
}
