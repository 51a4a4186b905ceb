// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.frame;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the objects of a state with their identity: one that several refer to is written once. Nothing is written by
 * recursion but records, so that chains of any length can be written.
 *
 * <p>The bytes are: the number of objects; their heads, from which objects without values are made; the values of the
 * records, each after the records it refers to; the values of the places and then of all other objects. An object is
 * referred to by its number: 0 for null, then constants, places, and the objects in the order of their heads.
 *
 * <p>Used once, by one thread.
 */
public final class ObjectWriter {
    static final int TEXT = 0;
    static final int INTEGER = 1;
    static final int PLAIN = 2;
    static final int LIST = 3;
    static final int FIXED_LIST = 4;
    static final int QUEUE = 5;
    static final int MAP = 6;
    static final int FIXED_MAP = 7;
    static final int BYTES = 8;
    static final int INTS = 9;
    static final int OBJECTS = 10;
    /** Beyond this are the numbers of classes. */
    static final int FIRST_CLASS = 11;

    static final int OF_OBJECT = 0;
    static final int OF_TEXT = 1;
    static final int FIRST_OF_CLASS = 2;

    private final Shapes shapes;
    private final Map<Object, Integer> numbers = new IdentityHashMap<>();
    private final Map<Object, Integer> values = new HashMap<>();
    private final Deque<Object> unwritten = new ArrayDeque<>();
    private final ByteOutput heads = new ByteOutput();
    private final ByteOutput records = new ByteOutput();
    private final ByteOutput bodies = new ByteOutput();
    private int last;
    private int objects;

    private ObjectWriter(Shapes shapes) {
        this.shapes = shapes;
    }

    /** The bytes of the objects below the roots. */
    public static byte[] write(Shapes shapes, Object... roots) {
        return new ObjectWriter(shapes).write(List.of(roots));
    }

    private byte[] write(List<Object> roots) {
        List<Object> known = shapes.known(roots);
        known.forEach(object -> numbers.put(object, ++last));
        known.subList(shapes.constants(), known.size()).forEach(place -> body(place, true));
        for (Object next = unwritten.poll(); next != null; next = unwritten.poll()) {
            body(next, false);
        }
        ByteOutput all = new ByteOutput();
        all.count(objects);
        all.append(heads);
        all.append(records);
        all.append(bodies);
        return all.toBytes();
    }

    private void refer(@Nullable Object object, ByteOutput out) {
        out.count(object == null ? 0 : number(object));
    }

    private int number(Object object) {
        boolean value = object instanceof String || object instanceof Integer;
        Integer known = value ? values.get(object) : numbers.get(object);
        if (known != null) {
            return known;
        }
        Shape shape = shapes.of(object instanceof Enum<?> constant ? constant.getDeclaringClass() : object.getClass());
        if (shape != null && shape.isRecord()) {
            ByteOutput components = new ByteOutput();
            for (Field field : shape.fields()) {
                value(field, object, components);
            }
            records.append(components);
            heads.count(FIRST_CLASS + shapes.number(shape));
        } else if (shape != null) {
            heads.count(FIRST_CLASS + shapes.number(shape));
            if (object instanceof Enum<?> constant) {
                heads.count(constant.ordinal());
            } else {
                unwritten.add(object);
            }
        } else {
            head(object);
        }
        objects++;
        (value ? values : numbers).put(object, ++last);
        return last;
    }

    private void head(Object object) {
        if (object instanceof String text) {
            heads.count(TEXT);
            heads.text(text);
        } else if (object instanceof Integer number) {
            heads.count(INTEGER);
            heads.number(number);
        } else if (object.getClass() == Object.class) {
            heads.count(PLAIN);
        } else {
            container(object);
            unwritten.add(object);
        }
    }

    private void container(Object object) {
        if (object instanceof List<?> list) {
            heads.count(object instanceof ArrayList ? LIST : FIXED_LIST);
            heads.count(list.size());
        } else if (object instanceof ArrayDeque<?>) {
            heads.count(QUEUE);
        } else if (object instanceof Map) {
            heads.count(object instanceof LinkedHashMap ? MAP : FIXED_MAP);
        } else if (object instanceof byte[] bytes) {
            heads.count(BYTES);
            heads.count(bytes.length);
        } else if (object instanceof int[] ints) {
            heads.count(INTS);
            heads.count(ints.length);
        } else if (object instanceof Object[] all) {
            heads.count(OBJECTS);
            heads.count(component(all.getClass().getComponentType()));
            heads.count(all.length);
        } else {
            throw new IllegalStateException("object of " + object.getClass() + " in a state");
        }
    }

    private int component(Class<?> type) {
        if (type == Object.class) {
            return OF_OBJECT;
        }
        if (type == String.class) {
            return OF_TEXT;
        }
        Shape shape = shapes.of(type);
        if (shape == null) {
            throw new IllegalStateException("array of " + type + " in a state");
        }
        return FIRST_OF_CLASS + shapes.number(shape);
    }

    private void body(Object object, boolean isPlace) {
        Shape shape = shapes.of(object.getClass());
        if (shape != null) {
            for (Field field : shape.fields()) {
                // What a constructor made of the options is made by it again.
                if (!isPlace || !Modifier.isFinal(field.getModifiers())) {
                    value(field, object, bodies);
                }
            }
        } else if (object instanceof Collection<?> all) {
            bodies.count(all.size());
            all.forEach(each -> refer(each, bodies));
        } else if (object instanceof Map<?, ?> map) {
            bodies.count(map.size());
            map.forEach((key, value) -> {
                refer(key, bodies);
                refer(value, bodies);
            });
        } else if (object instanceof byte[] bytes) {
            bodies.raw(bytes, bytes.length);
        } else if (object instanceof int[] ints) {
            for (int each : ints) {
                bodies.number(each);
            }
        } else {
            for (Object each : (Object[]) object) {
                refer(each, bodies);
            }
        }
    }

    private void value(Field field, Object owner, ByteOutput out) {
        try {
            Class<?> type = field.getType();
            if (type == boolean.class) {
                out.raw(field.getBoolean(owner) ? 1 : 0);
            } else if (type == char.class) {
                out.number(field.getChar(owner));
            } else if (type == double.class || type == float.class) {
                out.number(Double.doubleToRawLongBits(field.getDouble(owner)));
            } else if (type.isPrimitive()) {
                out.number(field.getLong(owner));
            } else {
                refer(field.get(owner), out);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
