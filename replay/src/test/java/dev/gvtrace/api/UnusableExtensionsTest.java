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

    /** The text of what a method of the api throws: its kind and message. */
    private String thrown(String type, String method, Object... arguments) throws Exception {
        try (URLClassLoader loader = classPath()) {
            Class<?> api = loader.loadClass("dev.gvtrace.api." + type);
            Class<?>[] parameters = new Class<?>[arguments.length];
            for (int i = 0; i < arguments.length; i++) {
                parameters[i] = arguments[i] instanceof Path ? Path.class : arguments[i].getClass();
            }
            InvocationTargetException thrown = catchThrowableOfType(
                    InvocationTargetException.class,
                    () -> api.getMethod(method, parameters).invoke(null, arguments));
            Throwable problem = thrown.getCause();
            assertThat(problem.getClass().getName()).isEqualTo(GvtraceException.class.getName());
            return problem.getClass().getMethod("kind").invoke(problem) + ": " + problem.getMessage();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {FieldProvider.class, RuleSyntax.class})
    void rulesDoNotLoad(Class<?> type) throws Exception {
        install(type);
        assertThat(thrown("Rules", "ofText", "a.yaml", ""))
                .startsWith("INVALID_EXTENSION: invalid ")
                .contains(Unlicensed.class.getName() + " could not be instantiated", "no licence");
    }

    @ParameterizedTest
    @ValueSource(classes = {FieldProvider.class, TableProvider.class})
    void tracesDoNotOpen(Class<?> type) throws Exception {
        install(type);
        assertThat(thrown("Trace", "open", Path.of("../samples/traces/web-break-in.gvt")))
                .startsWith("INVALID_EXTENSION: invalid ")
                .contains(Unlicensed.class.getName() + " could not be instantiated", "no licence");
    }
}
