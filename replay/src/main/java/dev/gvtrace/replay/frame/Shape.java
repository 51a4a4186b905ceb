// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.frame;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the objects of one class are written: its fields in the order of their names, or the components of a record.
 * Immutable.
 */
final class Shape {
    private static final Constructor<?> OF_OBJECT = ofObject();

    private final Class<?> type;
    private final List<Field> fields;
    private final @Nullable Constructor<?> maker;

    private Shape(Class<?> type, List<Field> fields, @Nullable Constructor<?> maker) {
        this.type = type;
        this.fields = List.copyOf(fields);
        this.maker = maker;
    }

    private static Constructor<?> ofObject() {
        try {
            return Object.class.getDeclaredConstructor();
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    static Shape of(Class<?> type, Parts parts) {
        if (type.isEnum()) {
            return new Shape(type, List.of(), null);
        }
        if (type.getSuperclass() != Object.class && !type.isRecord()) {
            throw new IllegalArgumentException(type + " has a superclass, whose fields would be missing");
        }
        try {
            return type.isRecord() ? ofRecord(type, parts) : ofClass(type, parts);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Shape ofRecord(Class<?> type, Parts parts) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        List<Field> fields = new ArrayList<>();
        for (RecordComponent component : components) {
            if (!isWritable(component.getType(), parts)) {
                throw new IllegalArgumentException(type + " has a component that is not kept: " + component);
            }
            fields.add(opened(type.getDeclaredField(component.getName())));
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Constructor<?> canonical = type.getDeclaredConstructor(types);
        canonical.setAccessible(true);
        return new Shape(type, fields, canonical);
    }

    private static Shape ofClass(Class<?> type, Parts parts) throws ReflectiveOperationException {
        List<Field> fields = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            boolean wanted = !Modifier.isStatic(field.getModifiers())
                    && !field.isSynthetic()
                    && !parts.leaves(type, field.getName(), field.getType());
            if (wanted && !isWritable(field.getType(), parts)) {
                throw new IllegalArgumentException(field + " is neither kept nor left out");
            }
            if (wanted) {
                fields.add(opened(field));
            }
        }
        fields.sort(Comparator.comparing(Field::getName));
        return new Shape(type, fields, blankMaker(type));
    }

    private static Field opened(Field field) {
        field.setAccessible(true);
        return field;
    }

    private static boolean isWritable(Class<?> type, Parts parts) {
        return type.isPrimitive()
                || type.isArray()
                || type == String.class
                || type == Object.class
                || Collection.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type)
                || parts.keeps(type);
    }

    /**
     * A constructor that runs none of the class: all fields are restored afterwards. It is the one with which
     * serialization in the JDK makes objects; called by name, since compilers warn about its package.
     */
    private static Constructor<?> blankMaker(Class<?> type) throws ReflectiveOperationException {
        Class<?> factory = Class.forName("sun.reflect.ReflectionFactory");
        Object instance = factory.getMethod("getReflectionFactory").invoke(null);
        Constructor<?> blank =
                (Constructor<?>) factory.getMethod("newConstructorForSerialization", Class.class, Constructor.class)
                        .invoke(instance, type, OF_OBJECT);
        blank.setAccessible(true);
        return blank;
    }

    Class<?> type() {
        return type;
    }

    List<Field> fields() {
        return fields;
    }

    boolean isRecord() {
        return type.isRecord();
    }

    boolean isEnum() {
        return type.isEnum();
    }

    /** An object without values, or a record with these. */
    Object make(Object... values) throws ReflectiveOperationException {
        if (maker == null) {
            throw new IllegalStateException(type + " is an enum");
        }
        return maker.newInstance(values);
    }

    /** True for a field whose object is made by its owner's constructor and is restored in place. */
    static boolean isPlace(Field field, Object value, Parts parts) {
        Class<?> type = value.getClass();
        return Modifier.isFinal(field.getModifiers())
                && (parts.keeps(type) && !type.isRecord() && !type.isEnum()
                        || type == ArrayList.class
                        || type == ArrayDeque.class
                        || type == LinkedHashMap.class
                        || type == byte[].class
                        || type == int[].class);
    }

    /** What has to be the same for the bytes to be understood. */
    String layout() {
        StringBuilder text = new StringBuilder(type.getName());
        for (Field field : fields) {
            text.append(' ').append(field.getType().getName()).append(' ').append(field.getName());
        }
        if (type.isEnum()) {
            text.append(' ').append(Arrays.toString(type.getEnumConstants()));
        }
        return text.append('\n').toString();
    }
}
