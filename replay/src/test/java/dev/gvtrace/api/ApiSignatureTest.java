// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.api.extension.RuleNode;
import dev.gvtrace.api.extension.TableExtension;
import dev.gvtrace.text.Text;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What others see of the public face is made of the JDK, this package and {@link Text} alone. */
class ApiSignatureTest {
    private final List<String> foreign = new ArrayList<>();

    @Test
    void nothingInternalIsInASignature() throws Exception {
        List<Class<?>> types = publicTypes();
        assertThat(types)
                .hasSizeGreaterThan(30)
                .contains(Trace.class, Rows.class, TraceInfo.Gap.class, TableExtension.class, RuleNode.Mapping.class);
        for (Class<?> type : types) {
            check(type, type.getGenericSuperclass());
            Stream.of(type.getGenericInterfaces()).forEach(each -> check(type, each));
            Stream.of(type.getDeclaredFields())
                    .filter(f -> seen(f.getModifiers()))
                    .forEach(this::check);
            Stream.of(type.getDeclaredMethods())
                    .filter(m -> seen(m.getModifiers()))
                    .forEach(this::check);
            Stream.of(type.getDeclaredConstructors())
                    .filter(c -> seen(c.getModifiers()))
                    .forEach(this::check);
        }
        assertThat(foreign).isEmpty();
    }

    @Test
    void noMethodDeclaresAnExceptionButThoseThatOthersImplement() throws Exception {
        List<String> checked = new ArrayList<>();
        for (Class<?> type : publicTypes()) {
            for (Method method : type.getDeclaredMethods()) {
                if (seen(method.getModifiers()) && method.getExceptionTypes().length > 0) {
                    checked.add(type.getSimpleName() + "." + method.getName());
                }
            }
        }
        assertThat(checked)
                .containsExactlyInAnyOrder(
                        "TraceStore.size", "TraceStore.readFully", "TraceStore.close", "ExportFormatExtension.write");
    }

    /** The check finds what it looks for. */
    @Test
    void anInternalTypeWouldBeFound() throws NoSuchMethodException {
        check(Alert.class.getDeclaredConstructors()[0]);
        check(Rules.class.getDeclaredMethod("set"));
        assertThat(foreign).hasSize(2);
    }

    private static List<Class<?>> publicTypes() throws IOException, URISyntaxException {
        Path root = Path.of(
                Trace.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Class<?>> types = new ArrayList<>(List.of(Text.class));
        try (Stream<Path> files = Files.walk(root.resolve("dev/gvtrace/api"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString().replace('/', '.');
                Class<?> type = load(name.substring(0, name.lastIndexOf('.')));
                if (isPublic(type)) {
                    types.add(type);
                }
            }
        }
        return types;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Trace.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && !type.isAnonymousClass() && (outer == null || isPublic(outer));
    }

    private static boolean seen(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private void check(Field field) {
        check(field, field.getGenericType());
    }

    private void check(Executable executable) {
        Stream.of(executable.getGenericParameterTypes()).forEach(each -> check(executable, each));
        Stream.of(executable.getGenericExceptionTypes()).forEach(each -> check(executable, each));
        if (executable instanceof Method method) {
            check(executable, method.getGenericReturnType());
        } else if (executable instanceof Constructor<?> constructor) {
            check(executable, constructor.getDeclaringClass());
        }
    }

    private void check(Object place, Type type) {
        if (type instanceof ParameterizedType parameterized) {
            check(place, parameterized.getRawType());
            Stream.of(parameterized.getActualTypeArguments()).forEach(each -> check(place, each));
        } else if (type instanceof GenericArrayType array) {
            check(place, array.getGenericComponentType());
        } else if (type instanceof WildcardType wildcard) {
            Stream.of(wildcard.getUpperBounds()).forEach(each -> check(place, each));
        } else if (type instanceof Class<?> plain) {
            Class<?> element = plain;
            while (element.isArray()) {
                element = element.getComponentType();
            }
            String name = element.getName();
            boolean ours = name.startsWith("dev.gvtrace.api.") || element == Text.class;
            if (!element.isPrimitive() && !name.startsWith("java.") && !ours) {
                foreign.add(place + ": " + name);
            }
        } else if (type != null) {
            assertThat(type).isInstanceOf(TypeVariable.class);
        }
    }
}
