// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.field.FieldProvider;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.RuleSyntax;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableProvider;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers that cannot be used, each on a class path of its own. */
class UnusableExtensionsTest {
    @TempDir
    private Path folder;

    /** Cannot be created. */
    public static final class Unlicensed implements FieldProvider, TableProvider, RuleSyntax {
        /** Never ends normally. */
        public Unlicensed() {
            throw new IllegalStateException("no licence");
        }

        @Override
        public String name() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<FieldDefinition> definitions() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Extractor<EventContext> extractor(FieldDefinition definition, @Nullable String argument) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Table> tables() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean recognizes(String fileName) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Content read(RuleFile file, Issues issues) {
            throw new UnsupportedOperationException();
        }
    }

    /** The classes of this test once more, with the folder in front of them. */
    private URLClassLoader classPath() throws IOException {
        List<URL> urls = new ArrayList<>(List.of(folder.toUri().toURL()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private void install(Class<?> type) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(type.getName()), Unlicensed.class.getName());
    }

    /** A static method of the api, called with arguments of these types. */
    private static Object call(ClassLoader loader, String type, String method, Class<?>[] types, Object... arguments)
            throws ReflectiveOperationException {
        return loader.loadClass("dev.gvtrace.api." + type)
                .getMethod(method, types)
                .invoke(null, arguments);
    }

    private static void refuses(ThrowingCallable call) throws ReflectiveOperationException {
        Throwable problem =
                catchThrowableOfType(InvocationTargetException.class, call).getCause();
        assertThat(problem.getClass().getName()).isEqualTo(GvtraceException.class.getName());
        assertThat(problem.getClass().getMethod("kind").invoke(problem)).hasToString("INVALID_EXTENSION");
        assertThat(problem)
                .hasMessageContaining(Unlicensed.class.getName() + " could not be instantiated")
                .hasMessageContaining("no licence");
    }

    @ParameterizedTest
    @ValueSource(classes = {FieldProvider.class, RuleSyntax.class})
    void rulesDoNotLoad(Class<?> type) throws Exception {
        install(type);
        try (URLClassLoader loader = classPath()) {
            Class<?>[] texts = {String.class, String.class};
            refuses(() -> call(loader, "Rules", "ofText", texts, "a.yaml", ""));
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {FieldProvider.class, TableProvider.class})
    void tracesHaveNoTables(Class<?> type) throws Exception {
        install(type);
        try (URLClassLoader loader = classPath()) {
            Object trace = call(
                    loader,
                    "Trace",
                    "open",
                    new Class<?>[] {Path.class},
                    Path.of("../samples/traces/web-break-in.gvt"));
            refuses(() -> trace.getClass().getMethod("tables").invoke(trace));
            assertThat(trace.getClass().getMethod("info").invoke(trace)).isNotNull();
            trace.getClass().getMethod("close").invoke(trace);
        }
    }
}
